// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/header.h"

#include <algorithm>

#include "core/base/base64.h"
#include "core/base/bytes.h"
#include "core/base/utf8.h"

namespace muniment::exporting {
namespace {

constexpr size_t kSoftLimit = 78;
constexpr size_t kEncodedLine = 76;      // of a line that has an encoded-word
constexpr size_t kEncodedWord = 75;
constexpr size_t kWrapping = 12;         // =?utf-8?Q? and ?=
constexpr size_t kLongestPlainWord = 72;
constexpr size_t kLongestQuoted = 60;
constexpr char kHex[] = "0123456789ABCDEF";

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }
bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_atext(char c) { return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos; }
// What RFC 2047 section 5 allows in a phrase is allowed everywhere.
bool is_q_literal(char c) { return is_letter_or_digit(c) || std::string_view("!*+-/").find(c) != std::string_view::npos; }

void append_hex(std::string& out, char lead, char c) {
  const auto byte = static_cast<Byte>(c);
  out += lead;
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

size_t q_width(std::string_view text) {
  const auto literal = std::ranges::count_if(text, [](char c) { return is_q_literal(c) || c == ' '; });
  return 3 * text.size() - 2 * static_cast<size_t>(literal);
}
size_t b_width(std::string_view text) { return (text.size() + 2) / 3 * 4; }

class WordEncoder {
 public:
  explicit WordEncoder(std::string_view text) : rest_(text), q_(q_width(text) <= b_width(text)) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }

  // One encoded-word of at most `room` characters, with as many whole code points as fit, but always one.
  std::string next(size_t room) {
    size_t bytes = front_code_point(rest_).bytes;
    while (bytes < rest_.size()) {
      const size_t more = bytes + front_code_point(rest_.substr(bytes)).bytes;
      if (width(rest_.substr(0, more)) + kWrapping > room) break;
      bytes = more;
    }
    const std::string_view text = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return q_ ? q_word(text) : "=?utf-8?B?" + to_base64(as_bytes(text)) + "?=";
  }

 private:
  [[nodiscard]] size_t width(std::string_view text) const { return q_ ? q_width(text) : b_width(text); }

  static std::string q_word(std::string_view text) {
    std::string word = "=?utf-8?Q?";
    for (const char c : text) {
      if (is_q_literal(c)) {
        word += c;
      } else if (c == ' ') {
        word += '_';
      } else {
        append_hex(word, '=', c);
      }
    }
    return word + "?=";
  }

  std::string_view rest_;
  bool q_;
};

// A field under way: pieces are put behind a space or, where they do not fit, on a line of their own.
class Field {
 public:
  Field(std::string& out, std::string_view name) : out_(out), line_(out.size()) {
    out_ += name;
    out_ += ':';
    after_colon_ = out_.size();
  }
  ~Field() { out_ += '\n'; }
  Field(const Field&) = delete;
  Field& operator=(const Field&) = delete;

  [[nodiscard]] size_t room(size_t limit) const { return limit - std::min(limit, column() + 1); }

  void put(std::string_view piece, size_t limit = kSoftLimit) {
    // The first piece stays beside the name: a first line with nothing but the name confuses old readers.
    if (column() + 1 + piece.size() > limit && out_.size() != after_colon_) {
      out_ += '\n';
      line_ = out_.size();
    }
    out_ += ' ';
    out_ += piece;
  }

  void put_encoded(std::string_view text) {
    constexpr size_t kWorthwhile = 24;
    WordEncoder words(text);
    while (!words.done()) {
      const size_t here = room(kEncodedLine);
      put(words.next(here < kWorthwhile ? kEncodedWord : here), kEncodedLine);
    }
  }

 private:
  [[nodiscard]] size_t column() const { return out_.size() - line_; }
  std::string& out_;
  size_t line_;
  size_t after_colon_ = 0;
};

bool is_plain_word(std::string_view word) {
  return !word.empty() && word.size() <= kLongestPlainWord && std::ranges::all_of(word, is_printable) &&
         word.find("=?") == std::string_view::npos;
}

// How much of the front of the value is words with single spaces between them; a space that follows is not counted.
size_t plain_front(std::string_view value) {
  if (value.back() == ' ') return 0;
  size_t end = 0;
  while (end < value.size()) {
    const size_t from = end == 0 ? 0 : end + 1;
    const size_t to = std::min(value.find(' ', from), value.size());
    if (!is_plain_word(value.substr(from, to - from))) break;
    end = to;
  }
  return end;
}

void put_words(Field& field, std::string_view words) {
  while (true) {
    const size_t space = words.find(' ');
    field.put(words.substr(0, space));
    if (space == std::string_view::npos) return;
    words.remove_prefix(space + 1);
  }
}

bool is_atoms(std::string_view phrase) {
  return phrase.size() <= kLongestQuoted && plain_front(phrase) == phrase.size() &&
         std::ranges::all_of(phrase, [](char c) { return is_atext(c) || c == ' '; });
}

bool can_be_quoted(std::string_view phrase) {
  return phrase.size() <= kLongestQuoted && std::ranges::all_of(phrase, is_printable) &&
         phrase.find("=?") == std::string_view::npos;
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

void append_words(MailboxPieces& pieces, std::string_view phrase) {
  while (true) {
    const size_t space = phrase.find(' ');
    pieces.emplace_back(phrase.substr(0, space));
    if (space == std::string_view::npos) return;
    phrase.remove_prefix(space + 1);
  }
}

std::string ascii_likeness(std::string_view filename) {
  std::string likeness;
  while (!filename.empty()) {
    const CodePoint point = front_code_point(filename);
    likeness += point.value >= 0x20 && point.value < 0x7F ? static_cast<char>(point.value) : '_';
    filename.remove_prefix(point.bytes);
  }
  constexpr size_t kEnd = 16;
  if (likeness.size() > kLongestQuoted) likeness.erase(kLongestQuoted - kEnd, likeness.size() - kLongestQuoted);
  return likeness;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter_or_digit(c) || c == '.' || c == '-' || c == '_') {
      out += c;
    } else {
      append_hex(out, '%', c);
    }
  }
  return out;
}

// Splits into percent-encoded pieces of whole code points that fit on a line.
std::vector<std::string> percent_pieces(std::string_view text) {
  constexpr size_t kPiece = 52;
  std::vector<std::string> pieces(1);
  while (!text.empty()) {
    const unsigned bytes = front_code_point(text).bytes;
    const std::string encoded = percent_encoded(text.substr(0, bytes));
    if (pieces.back().size() + encoded.size() > kPiece) pieces.emplace_back();
    pieces.back() += encoded;
    text.remove_prefix(bytes);
  }
  return pieces;
}

}  // namespace

void append_plain_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += '\n';
}

void append_text_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  const size_t plain = plain_front(value);
  if (plain == value.size() && name.size() + 2 + plain <= kSoftLimit) return append_plain_field(out, name, value);
  Field field(out, name);
  if (plain > 0) put_words(field, value.substr(0, plain));
  if (plain < value.size()) field.put_encoded(value.substr(plain == 0 ? 0 : plain + 1));
}

MailboxPieces mailbox_pieces(std::string_view display_name, std::string_view address) {
  MailboxPieces pieces;
  if (display_name.empty()) return {std::string(address)};
  if (is_atoms(display_name)) {
    append_words(pieces, display_name);
  } else if (can_be_quoted(display_name)) {
    pieces.push_back(quoted_string(display_name));
  } else {
    constexpr size_t kFirstLine = 60;  // so that it also fits beside the name of the field
    WordEncoder words(display_name);
    while (!words.done()) pieces.push_back(words.next(kFirstLine));
  }
  pieces.push_back("<" + std::string(address) + ">");
  return pieces;
}

void append_mailboxes_field(std::string& out, std::string_view name, std::span<const MailboxPieces> mailboxes) {
  Field field(out, name);
  for (size_t i = 0; i < mailboxes.size(); ++i) {
    for (const std::string& piece : mailboxes[i]) {
      const bool ends_mailbox = &piece == &mailboxes[i].back() && i + 1 < mailboxes.size();
      field.put(ends_mailbox ? piece + "," : piece, kEncodedLine);
    }
  }
}

void append_filename(std::string& out, std::string_view filename) {
  if (can_be_quoted(filename)) {
    out += ";\n filename=" + quoted_string(filename);
    return;
  }
  // The exact name first: readers that take the first of the two (Python's) understand it.
  const std::vector<std::string> pieces = percent_pieces(filename);
  for (size_t i = 0; i < pieces.size(); ++i) {
    const std::string part = pieces.size() == 1 ? "" : "*" + std::to_string(i);
    out += ";\n filename" + part + "*=" + (i == 0 ? "UTF-8''" : "") + pieces[i];
  }
  out += ";\n filename=" + quoted_string(ascii_likeness(filename));
}

}  // namespace muniment::exporting
