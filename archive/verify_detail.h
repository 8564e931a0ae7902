// SPDX-License-Identifier: GPL-3.0-or-later
// verify() for those who go on with what it found.
#pragma once

#include "archive/verify.h"
#include "archive/verify_blobs.h"

namespace muniment::archive {

struct VerifyDetail {
  VerifyReport report;
  ExpectedBlobs blobs;  // what the opened frames refer to
};

Result<VerifyDetail> verify_in_detail(io::FileSystem& fs, const Layout& layout, Identities identities,
                                      const VerifyScope& scope, const VerifyProgress& progress);

}  // namespace muniment::archive
