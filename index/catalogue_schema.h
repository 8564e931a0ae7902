// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The text of schema/0001_init.sql, embedded at build.
#pragma once

#include <cstdint>
#include <string_view>

namespace muniment::index {

extern const std::string_view kCatalogueSchema;
inline constexpr int64_t kCatalogueVersion = 7;  // user_version; a snapshot of another one is not opened but replayed

}  // namespace muniment::index
