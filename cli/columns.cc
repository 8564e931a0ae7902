// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/columns.h"

#include <algorithm>

#include "cli/plain_text.h"

namespace muniment::cli {

std::string two_columns(const std::vector<Pair>& rows) {
  size_t width = 0;
  for (const Pair& row : rows) width = std::max(width, display_width(row.left));
  std::string out;
  for (const Pair& row : rows) out += paragraph(row.right, "  " + padded(row.left, width) + "  ", std::string(width + 4, ' '));
  return out;
}

std::string paragraph(const std::string& text, const std::string& first_indent, const std::string& indent) {
  std::string out;
  for (const std::string& line : wrapped(text, kHelpWidth - display_width(first_indent))) {
    out += (out.empty() ? first_indent : indent) + line + "\n";
  }
  return out;
}

}  // namespace muniment::cli
