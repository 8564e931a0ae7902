// SPDX-License-Identifier: GPL-3.0-or-later
// The files of an archive that are neither segments nor attachments: each is checked or named.
#pragma once

#include <vector>

#include "archive/inventory.h"
#include "archive/reader_impl.h"
#include "archive/verify_findings.h"

namespace muniment::archive {

Result<void> check_small_files(io::FileSystem& fs, const Layout& layout, const ReaderImpl& reader,
                               const std::vector<FoundFile>& files, VerifyFindings& findings,
                               const std::function<void(uint64_t)>& advance);

// Concern of what opening an archive found, by the file that it names.
Concern concern_of(const Layout& layout, const Error& error);

}  // namespace muniment::archive
