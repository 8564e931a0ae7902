// SPDX-License-Identifier: GPL-3.0-or-later
// Text of strangers made safe for a terminal, and the small forms of numbers and sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::cli {

enum class Lines {
  one,   // line feeds and tabs are escaped too: names, titles, paths
  keep,  // line feeds and tabs stay: message text
};

// Escapes everything that could drive a terminal or reorder what is read: control characters as \x1b, bidi embeddings,
// overrides and isolates, line separators, noncharacters and other invisible format characters as \u{202E}. Marks without power over
// other text (LRM, RLM, the joiner inside emoji) pass. Invalid UTF-8 becomes U+FFFD.
std::string printable(std::string_view text, Lines lines = Lines::one);

// Columns that the text takes on a terminal. Needs a UTF-8 locale for other than ASCII.
size_t display_width(std::string_view text);
std::string padded(std::string_view text, size_t width);       // spaces on the right
std::string right_aligned(std::string_view text, size_t width);

// At most `width` columns, the last one "…" if something was cut.
std::string shortened(std::string_view text, size_t width);

// Breaks at spaces so that no line is wider than `width`, where that is possible.
std::vector<std::string> wrapped(std::string_view text, size_t width);

std::string grouped(uint64_t number);                           // 48,213
std::string file_size(uint64_t bytes);                          // 1.9 GiB
std::string seconds_text(double seconds);                       // 0.21 s
std::string counted(uint64_t number, std::string_view one, std::string_view many = {});  // "1 chat", "2 chats"
std::string quoted_for_shell(std::string_view word);            // as it is where no quotes are needed

}  // namespace muniment::cli
