// SPDX-License-Identifier: GPL-3.0-or-later
// Marks that no reader sees and that differ between two exports of the same message.
#pragma once

#include <string>
#include <string_view>

namespace muniment::ingest {

// U+00A0, U+202F, U+2009, U+2007: spaces that exports use between digits and words.
bool is_odd_space(char32_t code_point);

// Without bidi marks, with odd spaces as plain ones. `text` is valid UTF-8.
std::string without_marks(std::string text);
// `text` behind the bidi marks at its start.
std::string_view skip_bidi_marks(std::string_view text);

}  // namespace muniment::ingest
