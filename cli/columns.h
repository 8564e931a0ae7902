// SPDX-License-Identifier: GPL-3.0-or-later
// How help is set on a screen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace muniment::cli {

inline constexpr size_t kHelpWidth = 100;

struct Pair {
  std::string left, right;
};
// A row for each pair, two spaces from the edge; the right side is broken into lines.
std::string two_columns(const std::vector<Pair>& rows);

// Broken into lines; the first begins with one indent, the others with the other, which is as wide.
std::string paragraph(const std::string& text, const std::string& first_indent = "", const std::string& indent = "");

}  // namespace muniment::cli
