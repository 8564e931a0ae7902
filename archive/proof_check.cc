// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of docs/archive-format.md 2.9, "To check a proof", by their numbers.
#include <algorithm>
#include <array>

#include "archive/merkle.h"
#include "archive/proof.h"
#include "core/base/base64.h"
#include "core/base/hex.h"
#include "core/base/utf8.h"

namespace muniment::archive {
namespace {

Error altered(std::string why) { return make_error(ErrorCode::corrupt, "the proof does not hold").because(std::move(why)); }

// Rule 3, first half. Kinds and classes that this version does not know are for later ones.
Result<Entry> entry_from(ByteView data) {
  namespace at = entry_at;
  if (data[at::kVersion] != 1) return altered("the entry is not of version 1");
  if (get_le<uint32_t>(data, at::kZero1) != 0 || get_le<uint64_t>(data, at::kZero2) != 0) return altered("a field of the entry is not zero");
  Entry entry;
  entry.kind = static_cast<EntryKind>(data[at::kKind]);
  entry.cls = ClassId{get_le<uint16_t>(data, at::kClass)};
  entry.records = get_le<uint32_t>(data, at::kRecords);
  entry.first_message = MessageNumber{get_le<uint64_t>(data, at::kFirstMessage)};
  entry.segment = SegmentNo{get_le<uint64_t>(data, at::kSegmentNo)};
  entry.frame = FrameNo{get_le<uint32_t>(data, at::kFrameNo)};
  entry.unit = UnitTag::from(data.subspan(at::kUnitTag, UnitTag::kSize));
  entry.time_ms = get_le<int64_t>(data, at::kTime);
  entry.inner_root = Sha256::from(data.subspan(at::kInnerRoot, 32));
  if (entry.records == 0) return altered("the entry has no records");
  return entry;
}

// --- rule 2: the checkpoint ----------------------------------------------------------------------------------------------

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space: begins a signature line

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// As signed notes have it: not empty, no spaces of any kind, no plus.
bool is_name(std::string_view name) {
  if (name.empty() || !is_valid_utf8(name)) return false;
  for (std::string_view rest = name; !rest.empty();) {
    const CodePoint c = front_code_point(rest);
    if (c.value == '+' || is_space(c.value)) return false;
    rest.remove_prefix(c.bytes);
  }
  return true;
}

struct SignatureLine {
  std::string_view name;
  Bytes signature;  // with the key hash before it
};
std::optional<SignatureLine> signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos || space + 1 == line.size() || !is_name(line.substr(0, space))) return std::nullopt;
  auto bytes = from_base64(line.substr(space + 1));
  if (!bytes) return std::nullopt;
  return SignatureLine{line.substr(0, space), std::move(*bytes)};
}

Bytes key_hash_of(const NoteKey& key) { return from_hex(key.text().substr(key.name.size() + 1, 8)).value_or(Bytes()); }

// Lines that each end in a line feed, as read_proof() gives them.
std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Body of a note whose every line ends in a line feed, if the key signed it. Lines of others (witnesses) are passed over,
// but must be signature lines.
Result<std::string_view> body_signed_by(std::string_view note, const NoteKey& key) {
  const size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos || !note.ends_with('\n')) return altered("its checkpoint has no signatures");
  const std::string_view body = note.substr(0, gap + 1);
  const Bytes key_hash = key_hash_of(key);
  bool signed_by_key = false;
  for (std::string_view rest = note.substr(gap + 2); !rest.empty();) {
    const auto line = signature_line(take_line(rest));
    if (!line) return altered("a line below its checkpoint is not a signature");
    const ByteView bytes(line->signature);
    if (line->name != key.name || bytes.size() < 4 || !equal(bytes.first(4), key_hash)) continue;
    if (bytes.size() != 68 || !crypto::ed25519_verify(key.public_key, as_bytes(body), bytes.subspan(4))) {
      return altered("the signature of its checkpoint is wrong");
    }
    signed_by_key = true;
  }
  if (!signed_by_key) return altered("its checkpoint is not signed by the key in it");
  return body;
}

// --- the other rules -----------------------------------------------------------------------------------------------------

class Checker final : public ProofSink {
 public:
  Checker(const std::optional<std::string>& log_key, const std::function<void(const ProvenRecord&)>& shown, ProofFacts& facts)
      : given_key_(log_key), shown_(shown), facts_(facts) {}

  Result<void> log(std::string_view key) override {
    facts_.log_key = key;
    if (given_key_ && *given_key_ != key) {  // rule 5
      return make_error(ErrorCode::auth_failed, "the proof is of another log").because("its key is not the key that was given");
    }
    auto parsed = NoteKey::parse(key);
    if (!parsed) return altered("the key in it is not one: " + parsed.error().why);
    key_ = std::move(*parsed);
    return {};
  }

  Result<void> entry(uint64_t index, ByteView data) override {
    MUNIMENT_TRY_VOID(end_of_entry());
    MUNIMENT_TRY(at_.entry, entry_from(data));
    at_.entry_index = index;
    entries_.push_back({index, merkle_leaf(data)});
    return {};
  }

  Result<void> record(uint64_t i, const Sha256& salt, ByteView record) override {
    return take(i, record, salted_leaf(salt, record));
  }

  Result<void> leaf(uint64_t i, const Sha256& hash) override {
    return take(i, std::nullopt, hash);
  }

  Result<void> node(const Sha256& hash) override {
    nodes_.push_back(hash);
    return {};
  }

  Result<void> tree() override { return end_of_entry(); }

  Result<void> checkpoint(std::string_view note) override {
    MUNIMENT_TRY(facts_.checkpoint, checkpoint_of_proof(note, key_));
    facts_.entries = entries_.size();
    if (entries_.back().index >= facts_.checkpoint.size) return altered("an entry lies behind the checkpoint");
    if (root_of_proof(entries_, facts_.checkpoint.size, nodes_) == facts_.checkpoint.root) return {};  // rule 4
    return altered("its entries do not lead to the root that was signed");
  }

 private:
  Result<void> take(uint64_t i, const std::optional<ByteView>& record, const Sha256& leaf) {
    if (i >= at_.entry.records) return altered("the entry has no record of that number");
    leaves_.push_back({i, leaf});
    at_.i = i;
    at_.record = record;
    ++facts_.records;
    if (!record) ++facts_.withheld;
    if (at_.message()) ++facts_.messages;
    if (shown_) shown_(at_);
    return {};
  }

  // Rule 3, second half.
  Result<void> end_of_entry() {
    if (entries_.empty()) return {};
    const bool holds = root_of_proof(leaves_, at_.entry.records, nodes_) == at_.entry.inner_root;
    leaves_.clear();
    nodes_.clear();
    return holds ? Result<void>() : altered("the records of entry " + std::to_string(at_.entry_index) + " do not lead to its root");
  }

  const std::optional<std::string>& given_key_;
  const std::function<void(const ProvenRecord&)>& shown_;
  ProofFacts& facts_;
  NoteKey key_;
  ProvenRecord at_;
  std::vector<KnownLeaf> entries_, leaves_;
  std::vector<Sha256> nodes_;
};

}  // namespace

std::optional<MessageNumber> ProvenRecord::message() const {
  if (entry.kind != EntryKind::messages) return std::nullopt;
  return MessageNumber{entry.first_message.value + i};
}

Result<Checkpoint> checkpoint_of_proof(std::string_view note, const NoteKey& key) {
  MUNIMENT_TRY(const std::string_view body, body_signed_by(note, key));
  auto checkpoint = Checkpoint::parse(body);
  if (!checkpoint) return altered("its checkpoint is not one: " + checkpoint.error().why);
  if (checkpoint->origin != key.name) return altered("its checkpoint is of another log");
  return checkpoint;
}

Result<ProofCheck> check_proof(io::InputStream& in, const std::optional<std::string>& log_key,
                               const std::function<void(const ProvenRecord&)>& shown) {
  ProofCheck check;
  Checker checker(log_key, shown, check.facts);
  const Result<void> read = read_proof(in, checker);
  if (read) {
    check.verdict = ProofVerdict::verified;
    return check;
  }
  const Error& error = read.error();
  switch (error.code) {
    case ErrorCode::corrupt: check.verdict = ProofVerdict::altered; break;
    case ErrorCode::unsupported:
    case ErrorCode::auth_failed: check.verdict = ProofVerdict::not_verifiable; break;
    default: return error;
  }
  check.reason = one_line(error) + (error.why.empty() ? "" : ": " + error.why);
  return check;
}

}  // namespace muniment::archive
