// SPDX-License-Identifier: GPL-3.0-or-later
// "Did you mean": the nearest known word to a mistyped one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muniment::cli {

// The nearest of the words, if it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

}  // namespace muniment::cli
