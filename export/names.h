// SPDX-License-Identifier: GPL-3.0-or-later
// Names inside a bundle: what is allowed, and short readable ones that never collide.
#pragma once

#include <string>
#include <string_view>

namespace muniment::exporting {

// Relative, '/' between non-empty components, none of them "." or "..", no backslash, control character or leading "-":
// so that SHA256SUMS needs no escapes and every system can unpack the bundle.
bool is_clean_bundle_path(std::string_view path);

// The first `letters` of the lower-case base32 of SHA-256(text): 5 bits each.
std::string short_hash(std::string_view text, size_t letters);

// A folder for a conversation: what can be shown of its title, and a short hash of its id, "Rowing club-k3j5h2b7".
std::string conversation_folder(std::string_view title, std::string_view conversation);

}  // namespace muniment::exporting
