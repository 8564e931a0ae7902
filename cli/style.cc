// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/style.h"

#include <cstdlib>

namespace muniment::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

bool wants_color(ColorChoice choice, bool is_terminal) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  return is_terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb" && !variable("TERM").empty();
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
  if (!color_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Style::match(std::string_view text) const {
  return color_ ? wrap("1;4", text) : "«" + std::string(text) + "»";
}

}  // namespace muniment::cli
