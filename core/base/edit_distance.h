// SPDX-License-Identifier: GPL-3.0-or-later
// How far one word is from another, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace muniment {

// Bytes to insert, delete, change, or swap with their neighbour (restricted Damerau-Levenshtein). Takes time and memory by the
// product of both sizes.
size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace muniment
