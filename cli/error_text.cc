// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/error_text.h"

#include <array>
#include <cstdio>

#include "cli/exit_codes.h"
#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

// Every line of a text under the same column, so that a caret stays under what it points at.
std::string labelled(std::string_view label, const std::string& text) {
  std::string out;
  std::string_view rest = text;
  std::string lead = "  " + std::string(label) + " ";
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    out += lead + printable(rest.substr(0, end)) + "\n";
    lead.assign(lead.size(), ' ');
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return out;
}

}  // namespace

std::string error_number(const Error& error) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "MUN-%04d", number_of(error));
  return buffer.data();
}

std::string error_text(const Error& error, const Style& style, std::string_view word) {
  const std::string label = std::string(word) + ":";
  std::string text = (word == "error" ? style.bad(label) : style.warn(label)) + " " + printable(one_line(error));
  text += "   " + style.dim("[" + error_number(error) + "]") + "\n";
  return text + labelled("why:", error.why) + labelled("try:", error.hint);
}

}  // namespace muniment::cli
