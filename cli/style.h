// SPDX-License-Identifier: GPL-3.0-or-later
// Colour with intention, decided for each stream by itself; a status is never told by colour alone.
#pragma once

#include <string>
#include <string_view>

namespace muniment::cli {

enum class ColorChoice { automatic, always, never };

// Colour is on only for a terminal, and never with NO_COLOR or TERM=dumb; --color always overrides all of these.
bool wants_color(ColorChoice choice, bool is_terminal);

class Style {
 public:
  explicit Style(bool color) : color_(color) {}
  [[nodiscard]] bool color() const { return color_; }
  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string warn(std::string_view text) const { return wrap("33", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return wrap("1;31", text); }
  // What a query matched: bold and underlined in colour, otherwise «between quotes».
  [[nodiscard]] std::string match(std::string_view text) const;

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  bool color_;
};

}  // namespace muniment::cli
