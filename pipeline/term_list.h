// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. A list of search terms as people keep it: a text file with one query on each line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace muniment::pipeline {

struct TermLine {
  uint64_t line = 0;           // from 1; lines that are skipped count too
  std::string text;            // without spaces around it; valid UTF-8
  bool was_valid_utf8 = true;  // else what is not UTF-8 became U+FFFD in `text`
};

// Skips empty lines, and comments: a # that begins a line, with a space, another # or ! behind it or nothing at all (#budget
// is a term). Lines end with LF, CRLF or CR; a mark of UTF-8 in front is passed over. Fails for a list that holds no term, is
// too large, or is UTF-16.
Result<std::vector<TermLine>> read_term_list(std::string_view bytes);

}  // namespace muniment::pipeline
