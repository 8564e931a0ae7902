// SPDX-License-Identifier: GPL-3.0-or-later
// A workbook that spreadsheets open (Office Open XML, .xlsx): sheets of texts and numbers, and nothing that is calculated.
// A text is a text, whatever it begins with: nothing in such a file can become a formula.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace muniment::exporting {

enum class CellStyle { plain, bold, heading, number_heading, total };

struct Cell {
  std::variant<std::monostate, std::string, uint64_t> value;
  CellStyle style = CellStyle::plain;
};

struct Sheet {
  std::string name;                    // at most 31 characters, none of []:*?/ and backslash
  std::vector<double> widths;          // of the columns, in characters
  std::vector<std::vector<Cell>> rows;
  size_t frozen_rows = 0;              // that stay in sight, and are repeated on each printed page
};

// The bytes of the file. Control characters become their pictures; a text of more than 32,767 UTF-16 units, which no cell
// holds, is cut and says so.
Result<std::string> workbook(const std::vector<Sheet>& sheets);

}  // namespace muniment::exporting
