// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_header.h"

#include <algorithm>

#include "core/base/base64.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"

namespace muniment::crypto {
namespace {

constexpr std::string_view kVersionLine = "age-encryption.org/v1";
constexpr std::string_view kStanzaMark = "-> ";
constexpr std::string_view kEndMark = "---";
constexpr std::string_view kArmorMark = "-----BEGIN AGE";
constexpr size_t kColumns = 64;
constexpr size_t kMacSize = 32;

Error broken(size_t offset, std::string why) {
  return make_error(ErrorCode::corrupt, "not a valid age file: its header is broken at byte " + std::to_string(offset))
      .because(std::move(why))
      .at({}, offset);
}

class HeaderLines {
 public:
  explicit HeaderLines(ByteView file) : text_(as_text(file)) {}

  [[nodiscard]] size_t offset() const { return at_; }
  [[nodiscard]] bool next_begins_with(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }
  Result<std::string_view> next() {
    const size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) return broken(at_, "the file ends inside the header");
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

Result<std::vector<std::string>> split_words(std::string_view line, size_t offset) {
  std::vector<std::string> words;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t end = std::min(line.find(' ', begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    if (word.empty()) return broken(offset, "an argument of a stanza is empty");
    if (!std::ranges::all_of(word, [](char c) { return c >= 33 && c <= 126; })) {
      return broken(offset, "an argument of a stanza holds a character other than visible ASCII");
    }
    words.emplace_back(word);
    begin = end + 1;
  }
  return words;
}

// Lines of 64 characters, and a shorter one (possibly empty) as the last.
Result<Bytes> read_body(HeaderLines& lines) {
  Bytes body;
  while (true) {
    const size_t offset = lines.offset();
    MUNIMENT_TRY(const std::string_view line, lines.next());
    if (line.size() > kColumns) return broken(offset, "a line of a stanza is longer than 64 characters");
    const auto piece = from_base64_unpadded(line);
    if (!piece) return broken(offset, "a line of a stanza is not canonical base64");
    append(body, *piece);
    if (line.size() < kColumns) return body;
  }
}

Result<AgeStanza> read_stanza(HeaderLines& lines) {
  const size_t offset = lines.offset();
  MUNIMENT_TRY(const std::string_view line, lines.next());
  if (!line.starts_with(kStanzaMark)) return broken(offset, "a stanza or the end of the header was expected");
  AgeStanza stanza;
  MUNIMENT_TRY(stanza.words, split_words(line.substr(kStanzaMark.size()), offset));
  MUNIMENT_TRY(stanza.body, read_body(lines));
  return stanza;
}

Result<Bytes> read_mac(HeaderLines& lines) {
  const size_t offset = lines.offset();
  MUNIMENT_TRY(const std::string_view line, lines.next());
  if (!line.starts_with("--- ")) return broken(offset, "the last line of the header has no authentication code");
  auto mac = from_base64_unpadded(line.substr(4));
  if (!mac || mac->size() != kMacSize) {
    return broken(offset, "the authentication code of the header is not 32 bytes of base64");
  }
  return std::move(*mac);
}

bool is_other_version(std::string_view line) {
  constexpr std::string_view kAnyVersion = "age-encryption.org/v";
  if (!line.starts_with(kAnyVersion) || line.size() == kAnyVersion.size()) return false;
  return std::ranges::all_of(line.substr(kAnyVersion.size()), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_first_line(HeaderLines& lines) {
  if (lines.next_begins_with(kArmorMark)) {
    return make_error(ErrorCode::unsupported, "the age file is in its text form (armor)")
        .advise("turn it into the binary form first: age -d … | age -e … without -a");
  }
  const auto line = lines.next();
  if (line && *line == kVersionLine) return {};
  if (line && is_other_version(*line)) {
    return make_error(ErrorCode::unsupported, "the age file has a version that is not known here")
        .because("only age-encryption.org/v1 is");
  }
  return broken(0, "the first line is not \"age-encryption.org/v1\"");
}

Sha256 mac_of(ByteView authenticated, ByteView file_key) {
  return hmac_sha256(hkdf_sha256(file_key, {}, as_bytes("header"), kMacSize).view(), authenticated);
}

std::string wrapped(ByteView body) {
  const std::string text = to_base64_unpadded(body);
  std::string lines;
  for (size_t at = 0; at < text.size(); at += kColumns) lines += text.substr(at, kColumns) + "\n";
  return text.size() % kColumns == 0 ? lines + "\n" : lines;
}

}  // namespace

Result<AgeHeader> parse_age_header(ByteView file) {
  HeaderLines lines(file);
  MUNIMENT_TRY_VOID(check_first_line(lines));
  AgeHeader header;
  while (!lines.next_begins_with(kEndMark)) {
    MUNIMENT_TRY(AgeStanza stanza, read_stanza(lines));
    header.stanzas.push_back(std::move(stanza));
  }
  if (header.stanzas.empty()) return broken(lines.offset(), "the header names no recipient");
  header.authenticated = file.first(lines.offset() + kEndMark.size());
  MUNIMENT_TRY(header.mac, read_mac(lines));
  header.size = lines.offset();
  return header;
}

std::string format_age_header(const std::vector<AgeStanza>& stanzas, ByteView file_key) {
  std::string text = std::string(kVersionLine) + "\n";
  for (const AgeStanza& stanza : stanzas) {
    text += "->";
    for (const std::string& word : stanza.words) text += " " + word;
    text += "\n" + wrapped(stanza.body);
  }
  text += kEndMark;
  return text + " " + to_base64_unpadded(mac_of(as_bytes(text), file_key).view()) + "\n";
}

Result<void> check_age_header(const AgeHeader& header, ByteView file_key) {
  if (equal_constant_time(mac_of(header.authenticated, file_key).view(), header.mac)) return {};
  return make_error(ErrorCode::corrupt, "the header of the age file was changed")
      .because("its authentication code does not fit its text");
}

}  // namespace muniment::crypto
