// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/csv.h"

#include <algorithm>
#include <array>

#include "export/item_text.h"

namespace muniment::exporting {
namespace {

constexpr std::array<std::string_view, 12> kFormulaStarts = {"=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠"};

bool could_be_formula(std::string_view text) {
  return std::ranges::any_of(kFormulaStarts, [&](std::string_view start) { return text.starts_with(start); });
}

bool needs_quotes(std::string_view text) {
  if (text.empty()) return false;
  return text.front() == ' ' || text.back() == ' ' || text.find_first_of(",\"\r\n\t") != std::string_view::npos;
}

}  // namespace

void append_cell(std::string& row, std::string_view text) {
  std::string cell = could_be_formula(text) ? "'" : "";
  cell += with_control_pictures(text);
  if (!needs_quotes(cell)) {
    row += cell;
    return;
  }
  row += '"';
  for (const char c : cell) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

void append_row(std::string& out, std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) out += ',';
    first = false;
    append_cell(out, cell);
  }
  out += "\r\n";
}

}  // namespace muniment::exporting
