// SPDX-License-Identifier: GPL-3.0-or-later
// One cell of a CSV file that people open in a spreadsheet.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace muniment::exporting {

inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";  // so that spreadsheets read UTF-8

// RFC 4180 quoting. A cell that a spreadsheet could take for a formula (= + - @ tab, line ends, their full-width forms)
// or that begins with an apostrophe gets one apostrophe in front: taking one away gives the exact text back. Control
// characters become their pictures.
void append_cell(std::string& row, std::string_view text);

// A whole row with CRLF.
void append_row(std::string& out, std::initializer_list<std::string_view> cells);

}  // namespace muniment::exporting
