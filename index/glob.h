// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of characters, for words of queries and for names of sources.
#pragma once

#include <string_view>

namespace muniment::index {

// * stands for any characters, none included, ? for exactly one, `digit_sign` (if it is not 0) for one digit, everything else for
// itself. Characters are those of UTF-8; a byte that is none counts as one.
bool fits_glob(std::string_view glob, std::string_view text, char digit_sign = 0);

}  // namespace muniment::index
