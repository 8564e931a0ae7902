// SPDX-License-Identifier: GPL-3.0-or-later
// verify() with keys that are at hand already.
#pragma once

#include <functional>

#include "archive/archive.h"
#include "archive/key_files.h"

namespace muniment::archive {

Result<VerifyReport> verify_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const std::function<void(uint64_t, uint64_t)>& progress);

}  // namespace muniment::archive
