// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/note.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/base/base64.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space: begins a signature line
constexpr Byte kEd25519 = 0x01;

Error broken(std::string what) { return make_error(ErrorCode::corrupt, "this is not a signed note").because(std::move(what)); }

std::array<Byte, 4> key_hash(const NoteKey& key) {
  Bytes input = to_bytes(key.name);
  input.push_back('\n');
  input.push_back(kEd25519);
  append(input, key.public_key);
  const Sha256 hash = crypto::sha256(input);
  return {hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3]};
}

bool is_key_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != '+'; });
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) lines.push_back(text);
  return lines;
}

// The body (with its last line feed) and the signature lines after the empty line.
Result<std::pair<std::string_view, std::string_view>> split_note(std::string_view note) {
  const size_t gap = note.rfind("\n\n");
  if (gap == std::string_view::npos || !note.ends_with('\n')) return broken("it has no signature lines");
  return std::pair{note.substr(0, gap + 1), note.substr(gap + 2)};
}

std::optional<uint64_t> decimal(std::string_view text) {
  uint64_t value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc{} || end != text.data() + text.size() || std::to_string(value) != text) return std::nullopt;
  return value;
}

// The 64 signature bytes of a line "— name base64(key hash || signature)" if it is by `key`.
std::optional<Bytes> signature_by(std::string_view line, const NoteKey& key) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  if (!line.starts_with(key.name) || line.size() <= key.name.size() || line[key.name.size()] != ' ') return std::nullopt;
  const auto bytes = from_base64(line.substr(key.name.size() + 1));
  const auto hash = key_hash(key);
  if (!bytes || bytes->size() != 68 || !equal(ByteView(*bytes).first(4), hash)) return std::nullopt;
  return Bytes(bytes->begin() + 4, bytes->end());
}

}  // namespace

std::string NoteKey::text() const {
  Bytes tagged{kEd25519};
  append(tagged, public_key);
  return name + "+" + to_hex(key_hash(*this)) + "+" + to_base64(tagged);
}

Result<NoteKey> NoteKey::parse(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second = text.find('+', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return broken("a key is written name+hash+base64");
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != kEd25519) return broken("the key is not an Ed25519 key");
  NoteKey key{std::string(text.substr(0, first)), {}};
  std::copy(bytes->begin() + 1, bytes->end(), key.public_key.begin());
  if (!is_key_name(key.name) || key.text() != text) return broken("the key's name or hash is wrong");
  return key;
}

std::string sign_note(std::string_view body, const NoteKey& key, const crypto::Ed25519KeyPair& pair) {
  const auto signature = crypto::ed25519_sign(pair, as_bytes(body));
  Bytes tagged = to_bytes(key_hash(key));
  append(tagged, signature);
  std::string note(body);
  note.append("\n").append(kDash).append(key.name).append(" ").append(to_base64(tagged)).append("\n");
  return note;
}

Result<std::string> open_note(std::string_view note, const NoteKey& key, bool others_allowed) {
  MUNIMENT_TRY(const auto parts, split_note(note));
  bool signed_by_key = false;
  for (const std::string_view line : lines_of(parts.second)) {
    const auto signature = signature_by(line, key);
    if (!signature && !(others_allowed && line.starts_with(kDash))) return broken("it has a signature line by an unknown key");
    if (!signature) continue;
    if (signed_by_key) return broken("it is signed twice by the same key");
    if (!crypto::ed25519_verify(key.public_key, as_bytes(parts.first), *signature)) {
      return make_error(ErrorCode::corrupt, "the signature of the note is wrong").because("its text is not the text that was signed");
    }
    signed_by_key = true;
  }
  if (!signed_by_key) return broken("it is not signed by " + key.name);
  return std::string(parts.first);
}

Result<std::string> unverified_body(std::string_view note) {
  MUNIMENT_TRY(const auto parts, split_note(note));
  return std::string(parts.first);
}

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + to_base64(root.view()) + "\n";
}

Result<Checkpoint> Checkpoint::parse(std::string_view body) {
  const auto lines = lines_of(body);
  if (lines.size() != 3) return broken("a checkpoint has three lines");
  const auto size = decimal(lines[1]);
  const auto root = from_base64(lines[2]);
  if (!size || !root || root->size() != 32) return broken("the size or root of the checkpoint is malformed");
  Checkpoint checkpoint{std::string(lines[0]), *size, Sha256::from(*root)};
  if (checkpoint.text() != body) return broken("the checkpoint is not written as it should be");
  return checkpoint;
}

std::string origin_of(std::string_view name, const ArchiveId& archive) {
  return "muniment/" + std::string(name) + "/" + to_hex(archive.view());
}

std::string ArchiveNote::text() const {
  return "muniment/archive@v1\nname " + name + "\narchive " + to_hex(archive.view()) + "\nformat 1.0\nsuite 1\ncreated " +
         format_rfc3339_ms(created_ms) + "\nlog " + log_key.text() + "\n";
}

Result<ArchiveNote> ArchiveNote::open(std::string_view note) {
  MUNIMENT_TRY(const std::string body, unverified_body(note));
  const auto lines = lines_of(body);
  if (lines.empty() || lines[0] != "muniment/archive@v1") {
    return make_error(ErrorCode::unsupported, "archive.note is not of format version 1").advise("use a newer muniment");
  }
  if (lines.size() != 7) return broken("archive.note has seven lines");
  const auto value = [&](size_t line, std::string_view word) {
    return lines[line].starts_with(word) ? lines[line].substr(word.size()) : std::string_view{};
  };
  const auto id = from_hex(value(2, "archive "));
  const auto created = parse_rfc3339(value(5, "created "));
  if (!id || id->size() != 16 || !created) return broken("the archive's id or time is malformed");
  MUNIMENT_TRY(NoteKey key, NoteKey::parse(value(6, "log ")));
  ArchiveNote result{ArchiveId::from(*id), std::string(value(1, "name ")), created->utc_ms, std::move(key)};
  if (result.text() != body) return broken("archive.note is not written as it should be");
  if (result.log_key.name != origin_of(result.name, result.archive)) return broken("the log key has a foreign name");
  MUNIMENT_TRY_VOID(open_note(note, result.log_key, false));
  return result;
}

}  // namespace muniment::archive
