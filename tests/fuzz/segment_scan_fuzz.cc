// SPDX-License-Identifier: GPL-3.0-or-later
// The scan of all segments, without opening a frame. The first byte even: the rest is one segment file as it is. Odd:
// the rest is a little program that builds segments whose checksums, chains and MACs are right, and then breaks them
// on purpose: so the search gets behind what a blind flip never passes. Whatever stands there: the scan ends, says
// the same twice, counts what it took, and calls everything that no COMMIT closes a tail or damage.
#include <algorithm>

#include "archive/log_scan.h"
#include "archive/merkle.h"
#include "core/crypto/checksum.h"
#include "core/crypto/hash.h"
#include "tests/fuzz/fixed_keys.h"

namespace muniment::fuzz {
namespace {

using namespace archive;

constexpr size_t kMostSteps = 80;
constexpr uint64_t kMostSegments = 6;  // each is opened three times, and its first page hashed at each: most of what a run costs

// Reads the program; zero when it has ended.
struct Program {
  ByteView in;
  [[nodiscard]] bool ended() const { return in.empty(); }
  uint8_t byte() {
    if (in.empty()) return 0;
    const uint8_t value = in[0];
    in = in.subspan(1);
    return value;
  }
  Bytes some() {
    const size_t count = std::min<size_t>(byte(), in.size());
    Bytes bytes = to_bytes(in.first(count));
    in = in.subspan(count);
    return bytes;
  }
};

class Builder {
 public:
  explicit Builder(Program program) : program_(program) { new_segment(kBusinessClass, kNotAbandoned); }

  std::map<io::Path, Bytes> build() {
    for (size_t step = 0; step < kMostSteps && !program_.ended(); ++step) take(program_.byte());
    save();
    return std::move(files_);
  }

 private:
  void take(uint8_t step) {
    switch (step % 8) {
      case 0: return data_frame();
      case 1: return commit({});
      case 2: return pad();
      case 3: return append(bytes_, program_.some());
      case 4: return new_segment(step < 128 ? kBusinessClass : kEventClass, kNotAbandoned);
      case 5: return new_segment(cls_, program_.byte() * uint64_t{256});
      case 6: return commit(program_.some());
      default: return spoil();
    }
  }

  void new_segment(ClassId cls, uint64_t abandoned) {
    if (number_ == kMostSegments) return;
    save();
    cls_ = cls;
    SegmentHeader header;
    header.archive = fixed_archive();
    header.segment.value = ++number_;
    header.cls = cls;
    header.prev_commit = last_commit_;
    header.abandoned_prev_offset = abandoned;
    const HeaderPage page = encode_segment_header(header);
    bytes_ = to_bytes(ByteView(page));
    chain_ = first_chain(crypto::sha256(page));
    group_start_ = bytes_.size();
    frame_ = 0;
    entries_.clear();
  }

  void data_frame() {
    FrameHeader header;
    header.flags = kFlagZstd;
    header.segment.value = number_;
    header.frame.value = frame_++;
    header.records = 1 + program_.byte() % 4U;
    header.first_message.value = next_message_;
    header.payload_len = 16 + program_.byte();
    header.chain = chain_;
    const HeaderBytes bytes = encode_frame_header(header);
    append(bytes_, ByteView(bytes));
    bytes_.resize(bytes_.size() + header.payload_len, program_.byte());
    chain_ = next_chain(bytes, ByteView(bytes_).last(kChainTail));
    entries_.push_back(Entry{EntryKind::messages, cls_, header.records, header.first_message, header.segment, header.frame, {}, 0, {}});
    next_message_ += header.records;
  }

  // `changes`: pairs of (place, value) in the payload, made before it is signed.
  void commit(const Bytes& changes) {
    if (entries_.empty()) return;
    CommitBody body;
    body.number = commits_ + 1;
    MerkleFrontier frontier = frontier_;
    for (const Entry& entry : entries_) frontier.append(merkle_leaf(encode_entry(entry)));
    body.log_size = frontier.size();
    body.log_root = frontier.root();
    body.prev_commit = last_commit_;
    body.group_hash = crypto::sha256(ByteView(bytes_).subspan(std::min(group_start_, bytes_.size())));
    body.entries = std::move(entries_);
    entries_.clear();
    Bytes frame = build_commit_frame(SegmentNo{number_}, FrameNo{frame_++}, chain_, body, fixed_commit_key().view());
    for (size_t i = 0; i + 1 < changes.size(); i += 2) frame[kFrameHeader + changes[i] * 2 % (frame.size() - kFrameHeader)] ^= changes[i + 1];
    if (!changes.empty()) sign_again(frame);
    append(bytes_, frame);
    chain_ = next_chain(ByteView(frame).first(kFrameHeader), ByteView(frame).last(kChainTail));
    frontier_ = frontier;
    last_commit_ = commit_hash(frame);
    ++commits_;
    pad();
  }
  static void sign_again(Bytes& frame) {
    const MutableByteView payload = MutableByteView(frame).subspan(kFrameHeader);
    std::fill_n(payload.begin() + commit_at::kMac, 32, Byte{0});
    const Sha256 mac = crypto::hmac_sha256(fixed_commit_key().view(), ByteView(frame).first(kCommitMacHeader), payload);
    std::ranges::copy(mac.bytes, payload.begin() + commit_at::kMac);
    std::ranges::copy(crypto::sha256(payload).bytes, frame.begin() + frame_at::kCommitment);
    put_le(frame, frame_at::kCrc, crypto::crc32c(ByteView(frame).first(frame_at::kCrc)));
  }

  void pad() {
    bytes_.resize(round_up_to_page(bytes_.size()));
    group_start_ = bytes_.size();
  }
  void spoil() {  // one byte somewhere behind the header page
    const size_t place = kPage + size_t{program_.byte()} * 256 + program_.byte();
    const Byte change = program_.byte();
    if (place < bytes_.size()) bytes_[place] ^= change;
  }
  void save() {
    if (number_ > 0) files_[Layout{"A"}.segment(cls_, SegmentNo{number_})] = bytes_;
  }

  Program program_;
  std::map<io::Path, Bytes> files_;
  Bytes bytes_;
  ClassId cls_;
  Chain chain_{};
  std::vector<Entry> entries_;
  MerkleFrontier frontier_;
  Sha256 last_commit_;
  size_t group_start_ = 0;
  uint64_t number_ = 0, next_message_ = 0, commits_ = 0;
  uint32_t frame_ = 0;
};

struct Seen {
  LogEnd end;
  std::vector<std::string> damage;
  std::vector<std::pair<uint64_t, uint64_t>> tails;
  std::string refusal;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void check_log(const Log& log) {
  MUNIMENT_CHECK(log.entries().size() == log.end().log_size, "the log has as many entries as its last COMMIT says");
  uint64_t messages = 0;
  for (const LogEntry& entry : log.entries()) messages += entry.kind == EntryKind::messages ? entry.records : 0;
  MUNIMENT_CHECK(messages == log.end().next_message.value, "messages are numbered one by one");
  MUNIMENT_CHECK(log.frontier().root() == log.end().root, "the root is that of the entries");
}

// No byte behind the header page of a segment is passed over in silence.
void check_all_is_told(const LogScan& scan) {
  if (!scan.damage().empty()) return;
  const auto tails = scan.tails();
  for (const LogScan::Segment& segment : scan.segments()) {
    if (segment.burnt || segment.walker->position().offset >= segment.walker->file_size()) continue;
    const bool told = std::ranges::any_of(tails, [&](const Tail& tail) { return tail.segment == segment.number; });
    const bool abandoned = segment.walker->size() < segment.walker->file_size();
    MUNIMENT_CHECK(told || abandoned, "bytes that no COMMIT closes are a tail, abandoned, or damage");
  }
}

Seen look(MemoryFiles& fs, bool in_full) {
  Seen seen;
  LogScan scan(fs, Layout{"A"}, fixed_archive(), fixed_commit_key());
  Log log;
  ScanDepth depth;
  depth.hash_everything = in_full;
  depth.hash_last_segments = !in_full;
  const auto done = scan.advance(log, depth);
  if (!done) seen.refusal = one_line(done.error());
  if (!done) return seen;
  check_log(log);
  check_all_is_told(scan);
  seen.end = log.end();
  for (const Error& damage : scan.damage()) seen.damage.push_back(one_line(damage));
  for (const Tail& tail : scan.tails()) seen.tails.emplace_back(tail.segment.value, tail.offset);
  for (size_t i = 0; i < 10'000; ++i) {
    const auto left = scan.next_left_over();
    if (!left || !*left) break;
  }
  return seen;
}

void run(ByteView data) {
  if (data.empty()) return;
  MemoryFiles fs;
  if ((data[0] & 1U) != 0) {
    fs.files = Builder(Program{data.subspan(1)}).build();
  } else {
    fs.files[Layout{"A"}.segment(kBusinessClass, SegmentNo{1})] = to_bytes(data.subspan(1));
  }
  const Seen once = look(fs, true);
  MUNIMENT_CHECK(look(fs, true) == once, "the same files are read in the same way");
  look(fs, false);
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
