// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/segment_walk.h"

#include <algorithm>
#include <cstring>


namespace muniment::archive {
namespace {

constexpr size_t kStride = 1 << 20;

bool matches(const FrameHeader& header, const Entry& entry) {
  return header.frame == entry.frame && header.records == entry.records &&
         header.first_message == entry.first_message && header.unit == entry.unit;
}

// Puts the frames that were found into the order of the entries; a frame that is missing keeps offset 0.
std::optional<Damage> line_up(Group& group) {
  std::vector<WalkedFrame> found = std::move(group.frames);
  group.frames.assign(group.body.entries.size(), WalkedFrame{});
  std::optional<Damage> damage;
  size_t used = 0;
  for (size_t i = 0; i < group.body.entries.size(); ++i) {
    const Entry& entry = group.body.entries[i];
    auto frame = i < found.size() ? found.begin() + static_cast<std::ptrdiff_t>(i) : found.end();  // as a rule it is there
    if (frame == found.end() || !matches(frame->header, entry)) {
      frame = std::find_if(found.begin(), found.end(), [&](const WalkedFrame& f) { return matches(f.header, entry); });
    }
    if (frame == found.end()) {
      if (!damage) damage = Damage{group.start, "frame " + std::to_string(entry.frame.value) + " is not as its log entry says"};
      continue;
    }
    group.frames[i] = *frame;
    ++used;
  }
  if (!damage && used != found.size()) damage = Damage{group.start, "the group has a frame without a log entry"};
  return damage;
}

}  // namespace

Result<void> hash_range_into(crypto::Sha256Stream& hash, const io::File& file, uint64_t from, uint64_t to, const io::Path& path) {
  Bytes buffer(std::min<uint64_t>(kStride, to - from));
  while (from < to) {
    const MutableByteView part = MutableByteView(buffer).first(std::min<uint64_t>(buffer.size(), to - from));
    MUNIMENT_TRY_VOID(io::read_exactly(file, from, part, path));
    hash.update(part);
    from += part.size();
  }
  return {};
}

Result<Sha256> hash_range(const io::File& file, uint64_t from, uint64_t to, const io::Path& path) {
  crypto::Sha256Stream hash;
  MUNIMENT_TRY_VOID(hash_range_into(hash, file, from, to, path));
  return hash.digest();
}

Result<std::unique_ptr<SegmentWalker>> SegmentWalker::open(io::FileSystem& fs, const io::Path& path,
                                                           const ArchiveId& archive, ClassId cls, SegmentNo number,
                                                           SecretBytes commit_key) {
  std::unique_ptr<SegmentWalker> walker(new SegmentWalker());
  MUNIMENT_TRY(walker->file_, fs.open_read(path));
  walker->path_ = path;
  walker->number_ = number;
  walker->cls_ = cls;
  walker->commit_key_ = std::move(commit_key);
  MUNIMENT_TRY_VOID(walker->refresh_size());
  MUNIMENT_TRY_VOID(walker->read_header(archive, cls));
  return walker;
}

Result<void> SegmentWalker::refresh_size() {
  const uint64_t before = file_size_;
  MUNIMENT_TRY(file_size_, file_->size());
  if (file_size_ != before) window_.forget();  // a torn tail may have been cut off and written over
  size_ = std::min(file_size_, limit_);
  return {};
}

Result<void> SegmentWalker::read_header(const ArchiveId& archive, ClassId cls) {
  HeaderPage page{};
  MUNIMENT_TRY(const size_t got, file_->read_at(0, page));
  auto header = decode_segment_header(ByteView(page).first(got));
  if (!header && header.error().code == ErrorCode::unsupported) return std::move(header.error()).at(path_);
  if (!header) {
    header_trouble_ = header.error().message + ": " + header.error().why;
    return {};
  }
  if (header->archive != archive || header->segment != number_ || header->cls != cls) {
    header_trouble_ = "the header page belongs to another archive, segment or class";
    return {};
  }
  header_ = *header;
  position_.chain = first_chain(crypto::sha256(page));
  return {};
}

// Frames that were walked over are walked over again: what is remembered of them is not to be compared any more.
void SegmentWalker::seek(const WalkPosition& position) {
  position_ = position;
  is_whole_ = false;
  window_.forget();
  table_.reset();
}

void SegmentWalker::limit(uint64_t offset) {
  limit_ = offset;
  table_.reset();
  if (!seal_ || seal_->offset < offset) return;
  if (position_.offset == seal_->end) position_.offset = seal_->offset;
  seal_.reset();
  seal_trouble_.reset();
}

Result<std::optional<Group>> SegmentWalker::next(uint64_t trusted_log_size) {
  MUNIMENT_TRY_VOID(refresh_size());
  if (seal_) {
    note_bytes_behind();
    return std::optional<Group>{};
  }
  stop_.reset();
  if (position_.offset >= size_) return std::optional<Group>{};
  if (table_ && table_->offset == position_.offset) {
    end_by_table();
    return std::optional<Group>{};
  }
  Group group = begin_group();
  MUNIMENT_TRY(group.damage, walk(group));
  if (group.damage || seal_) window_.forget();
  if (seal_) return std::optional<Group>{};
  if (group.damage && group.end == 0) {
    MUNIMENT_TRY(const bool found, find_commit(group.damage->offset, group));
    if (!found) {
      stop_ = group.damage;
      return std::optional<Group>{};
    }
  } else if (!group.damage && group.body.log_size > trusted_log_size) {
    MUNIMENT_TRY(group.damage, check_group_hash(group));
  }
  position_ = WalkPosition{group.end, group.commit_frame.value + 1, group.chain_after};
  remember(group);
  return std::optional<Group>{std::move(group)};
}

// For the comparison with the SEAL.
void SegmentWalker::remember(const Group& group) {
  if (group.damage) is_whole_ = false;
  if (first_commit_ == 0) first_commit_ = group.body.number;
  last_commit_ = group.body.number;
  next_message_ = group.body.entries.front().first_message;
  for (const Entry& entry : group.body.entries) {
    if (entry.kind == EntryKind::messages) next_message_.value += entry.records;
  }
  for (const WalkedFrame& frame : group.frames) places_.push_back(FramePlace{frame.offset, frame.header.payload_len});
}

Group SegmentWalker::begin_group() const {
  Group group;
  group.segment = number_;
  group.before = position_;
  group.start = position_.offset;
  return group;
}

Result<std::optional<Damage>> SegmentWalker::walk(Group& group) {
  if (table_) {
    MUNIMENT_TRY(const bool fits, take_by_table(group));
    if (fits) return std::optional<Damage>{};
    table_.reset();
    group = begin_group();
  }
  return walk_group(group);
}

// Frames forward to the COMMIT. Damage with group.end == 0 means that no COMMIT was reached.
Result<std::optional<Damage>> SegmentWalker::walk_group(Group& group) {
  uint64_t at = group.start;
  std::optional<Chain> chain = group.before.chain;
  for (bool closed = false; !closed;) {
    MUNIMENT_TRY(auto damage, take_frame(group, at, chain, closed));
    if (damage || seal_) return damage;
  }
  return line_up(group);
}

Result<std::optional<Damage>> SegmentWalker::take_frame(Group& group, uint64_t& at, std::optional<Chain>& chain, bool& closed) {
  const auto damaged = [&](std::string what) { return std::optional<Damage>{Damage{at, std::move(what)}}; };
  if (at > size_ || size_ - at < kFrameHeader) return damaged("the file ends inside a group");
  HeaderBytes bytes{};
  MUNIMENT_TRY_VOID(window_.read(*file_, at, bytes, size_, path_));
  auto header = decode_frame_header(bytes);
  if (!header && header.error().code == ErrorCode::unsupported) return std::move(header.error()).at(path_.string(), at);
  if (!header) return damaged(header.error().why);
  if (header->segment != number_) return damaged("the frame belongs to another segment");
  if (header->frame.value != group.before.frame + group.frames.size()) return damaged("the frame number does not follow");
  if (chain && *chain != header->chain) return damaged("the chain from the frame before does not fit");
  if (size_ - at - kFrameHeader < header->payload_len) return damaged("the file ends inside a frame");
  if (header->type == FrameType::seal) return take_seal(at, *header, group);
  if (header->type == FrameType::commit) {
    closed = true;
    return load_commit(at, bytes, *header, group);
  }
  std::array<Byte, kChainTail> tail{};
  const uint64_t end = at + kFrameHeader + header->payload_len;
  MUNIMENT_TRY_VOID(window_.read(*file_, end - kChainTail, tail, size_, path_));
  group.frames.push_back(WalkedFrame{at, *header});
  chain = next_chain(bytes, tail);
  at = end;
  return std::optional<Damage>{};
}

// Sets group.end only if the COMMIT is valid by itself.
Result<std::optional<Damage>> SegmentWalker::load_commit(uint64_t at, ByteView header_bytes, const FrameHeader& header, Group& group) {
  const auto damaged = [&](std::string what) { return std::optional<Damage>{Damage{at, std::move(what)}}; };
  const uint64_t end = round_up_to_page(at + kFrameHeader + header.payload_len);
  Bytes frame = to_bytes(header_bytes);
  frame.resize(std::min(end, size_) - at);
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, at + kFrameHeader, MutableByteView(frame).subspan(kFrameHeader), path_));
  const ByteView whole = ByteView(frame).first(kFrameHeader + header.payload_len);
  const ByteView payload = whole.subspan(kFrameHeader);
  if (crypto::sha256(payload) != header.proof) return damaged("the COMMIT payload is not what its header says");
  auto body = decode_commit(payload, header_bytes, commit_key_.view());
  if (!body && body.error().code == ErrorCode::unsupported) return std::move(body.error()).at(path_.string(), at);
  if (!body) return damaged(body.error().message);
  for (const Entry& entry : body->entries) {
    if (entry.segment != number_ || entry.cls != cls_ || entry.frame >= header.frame) return damaged("a log entry is of another segment");
  }
  group.body = std::move(*body);
  group.commit_offset = at;
  group.commit_frame = header.frame;
  group.commit_hash = commit_hash(whole);
  group.chain_after = next_chain(header_bytes, payload.last(kChainTail));
  group.end = end;
  if (end > size_) return damaged("the file ends inside the padding");
  const ByteView padding = ByteView(frame).subspan(whole.size());
  if (std::any_of(padding.begin(), padding.end(), [](Byte b) { return b != 0; })) return damaged("the padding is not zero");
  return std::optional<Damage>{};
}

Result<std::optional<Damage>> SegmentWalker::check_group_hash(const Group& group) {
  MUNIMENT_TRY(const Sha256 hash, hash_range(*file_, group.start, group.commit_offset, path_));
  if (hash == group.body.group_hash) return std::optional<Damage>{};
  return std::optional<Damage>{Damage{group.start, "the bytes of the group are not those that its COMMIT names"}};
}

// A SEAL that follows the last group. Damage if it is not whole: a torn end, unless the log knows better.
Result<std::optional<Damage>> SegmentWalker::take_seal(uint64_t at, const FrameHeader& header, const Group& group) {
  if (!group.frames.empty()) return std::optional<Damage>{Damage{at, "a SEAL stands inside a group"}};
  MUNIMENT_TRY(auto damage, load_seal(at, header.payload_len));
  if (damage) return damage;
  check_table();
  position_.offset = seal_->end;
  return std::optional<Damage>{};
}

// Sets seal_ only if the SEAL is whole by itself.
Result<std::optional<Damage>> SegmentWalker::load_seal(uint64_t at, uint64_t payload_len) {
  const uint64_t end = end_of_seal(at, payload_len);
  if (end > size_) return std::optional<Damage>{Damage{at, "the file ends inside the SEAL"}};
  Bytes bytes(end - at);
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, at, bytes, path_));
  auto body = decode_seal(bytes, at);
  if (!body && body.error().code == ErrorCode::unsupported) return std::move(body.error()).at(path_.string(), at);
  if (!body) return std::optional<Damage>{Damage{at, body.error().message + ": " + body.error().why}};
  seal_ = FoundSeal{at, end, std::move(*body)};
  note_bytes_behind();
  return std::optional<Damage>{};
}

void SegmentWalker::note_bytes_behind() {
  if (!seal_trouble_ && size_ > seal_->end) seal_trouble_ = Damage{seal_->end, "bytes stand behind the SEAL"};
  if (!seal_trouble_ && size_ < seal_->end) seal_trouble_ = Damage{seal_->offset, "the SEAL is no longer whole"};
}

void SegmentWalker::check_table() {
  const SealBody& body = seal_->body;
  const bool fits_header = !header_ || body.first_message == header_->first_message;  // a damaged header is a finding of its own
  const bool same = body.places == places_ && body.first_commit == first_commit_ && body.last_commit == last_commit_ &&
                    fits_header && body.next_message == next_message_;
  if (is_whole_ && !same && !seal_trouble_) seal_trouble_ = Damage{seal_->offset, "the SEAL's table is not that of the frames"};
  places_.clear();
  places_.shrink_to_fit();
}

// After damage: every byte position may be a frame header. DATA headers that are met on the way are kept as finds.
Result<bool> SegmentWalker::find_commit(uint64_t from, Group& group) {
  Bytes buffer(std::min<uint64_t>(kStride + kFrameMagic.size() - 1, size_ - std::min(from, size_)));
  for (uint64_t base = from; base < size_; base += kStride) {
    const MutableByteView part = MutableByteView(buffer).first(std::min<uint64_t>(buffer.size(), size_ - base));
    MUNIMENT_TRY_VOID(io::read_exactly(*file_, base, part, path_));
    const std::string_view text = as_text(part);
    for (size_t hit = text.find(kFrameMagic); hit < kStride && hit != std::string_view::npos; hit = text.find(kFrameMagic, hit + 1)) {
      MUNIMENT_TRY(const bool closed, try_candidate(base + hit, group));
      if (closed) return true;
    }
  }
  return false;
}

Result<bool> SegmentWalker::try_candidate(uint64_t at, Group& group) {
  if (size_ - at < kFrameHeader) return false;
  HeaderBytes bytes{};
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, at, bytes, path_));
  const auto header = decode_frame_header(bytes);
  if (!header || header->segment != number_ || size_ - at - kFrameHeader < header->payload_len) return false;
  if (header->type == FrameType::data) {
    group.frames.push_back(WalkedFrame{at, *header});
    return false;
  }
  if (header->type == FrameType::seal) {
    if (at % kPage == 0) MUNIMENT_TRY_VOID(load_seal(at, header->payload_len));
    return false;
  }
  MUNIMENT_TRY(const auto damage, load_commit(at, bytes, *header, group));
  if (group.end == 0) return false;
  static_cast<void>(damage);  // the damage that led here is named already
  line_up(group);
  return true;
}

}  // namespace muniment::archive
