// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign text inside HTML. Everything that is not ours goes through here.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace muniment::exporting {

// For element content and quoted attributes. Control characters become their pictures.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

// The text with the byte ranges inside <mark>. Ranges that overlap, leave the text or cut a code point are mended or dropped.
void append_marked(std::string& out, std::string_view text, std::span<const std::pair<size_t, size_t>> ranges);

// "<bdi>…</bdi>": a name of either direction does not reorder what stands around it.
std::string isolated(std::string_view text);

// A path inside the bundle as a relative reference.
std::string href(std::string_view path);

}  // namespace muniment::exporting
