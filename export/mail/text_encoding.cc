// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/text_encoding.h"

#include <algorithm>
#include <cstring>

namespace muniment::exporting {
namespace {

constexpr size_t kSoftLimit = 78;
constexpr size_t kEncodedLine = 76;
constexpr size_t kBase64LineBytes = 57;
constexpr char kHex[] = "0123456789ABCDEF";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_literal(char c) { return (c >= 0x20 && c < 0x7F) || c == '\t'; }

bool looks_like_from_line(std::string_view line) {
  const size_t first = line.find_first_not_of('>');
  return first != std::string_view::npos && line.substr(first).starts_with("From ");
}

bool is_fit_line(std::string_view line) {
  if (line.size() > kSoftLimit || looks_like_from_line(line)) return false;
  return line.empty() || (line.back() != ' ' && line.back() != '\t');
}

bool has_only_fit_lines(std::string_view text) {
  while (true) {
    const size_t end = text.find('\n');
    if (!is_fit_line(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

// Writes one line of text as lines of at most 76 characters.
class QuotedLine {
 public:
  explicit QuotedLine(std::string& out) : out_(out), start_(out.size()) {}

  void put(std::string_view rest) {  // the next character, with what follows it
    const char c = rest.front();
    const bool last = rest.size() == 1;
    const bool at_start = out_.size() == start_;
    const bool escape = !is_literal(c) || c == '=' || (last && (c == ' ' || c == '\t')) ||
                        (at_start && (c == '>' || rest.starts_with("From ")));
    const size_t width = escape ? 3 : 1;
    const size_t room = kEncodedLine - (out_.size() - start_);
    if (width > room - (last ? 0 : 1)) {
      soft_break();
      put(rest);  // again: what may stand in the middle of a line need not be fit to begin one
      return;
    }
    if (escape) {
      const auto byte = static_cast<Byte>(c);
      out_ += '=';
      out_ += kHex[byte >> 4];
      out_ += kHex[byte & 15];
    } else {
      out_ += c;
    }
  }

 private:
  void soft_break() {
    out_ += "=\n";
    start_ = out_.size();
  }

  std::string& out_;
  size_t start_;
};

void append_quoted_printable(std::string& out, std::string_view text) {
  while (true) {
    const size_t end = std::min(text.find('\n'), text.size());
    QuotedLine line(out);
    for (std::string_view rest = text.substr(0, end); !rest.empty(); rest.remove_prefix(1)) line.put(rest);
    out += '\n';
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

void append_base64_text(std::string& out, std::string_view text) {
  Bytes canonical;
  canonical.reserve(text.size() + text.size() / 16 + 2);
  for (const char c : text) {
    if (c == '\n') canonical.push_back('\r');
    canonical.push_back(static_cast<Byte>(c));
  }
  append(canonical, "\r\n");
  append_base64_lines(out, canonical);
}

char* put_group(char* at, uint32_t bits) {
  *at++ = kBase64[bits >> 18];
  *at++ = kBase64[(bits >> 12) & 63];
  *at++ = kBase64[(bits >> 6) & 63];
  *at++ = kBase64[bits & 63];
  return at;
}

uint32_t group_at(ByteView bytes, size_t at) {
  const auto byte = [&](size_t i) { return i < bytes.size() ? uint32_t{bytes[i]} : 0U; };
  return (byte(at) << 16) | (byte(at + 1) << 8) | byte(at + 2);
}

}  // namespace

std::string_view to_string(TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::seven_bit: return "7bit";
    case TransferEncoding::quoted_printable: return "quoted-printable";
    case TransferEncoding::base64: return "base64";
  }
  return "binary";
}

TransferEncoding choose_encoding(std::string_view text) {
  const auto foreign = static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_literal(c) && c != '\n'; }));
  // A boundary of ours has "=_", which quoted-printable and base64 cannot have.
  if (foreign == 0 && has_only_fit_lines(text) && text.find("=_") == std::string_view::npos) {
    return TransferEncoding::seven_bit;
  }
  return foreign * 6 > text.size() ? TransferEncoding::base64 : TransferEncoding::quoted_printable;
}

void append_encoded(std::string& out, std::string_view text, TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::seven_bit:
      out += text;
      out += '\n';
      return;
    case TransferEncoding::quoted_printable: return append_quoted_printable(out, text);
    case TransferEncoding::base64: return append_base64_text(out, text);
  }
}

void append_base64_lines(std::string& out, ByteView bytes) {
  const size_t lines = (bytes.size() + kBase64LineBytes - 1) / kBase64LineBytes;
  const size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4 + lines);
  char* at = out.data() + start;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    at = put_group(at, group_at(bytes, i));
    if (i + 3 >= bytes.size() && bytes.size() % 3 != 0) std::memset(at - (3 - bytes.size() % 3), '=', 3 - bytes.size() % 3);
    if ((i + 3) % kBase64LineBytes == 0 || i + 3 >= bytes.size()) *at++ = '\n';
  }
}

}  // namespace muniment::exporting
