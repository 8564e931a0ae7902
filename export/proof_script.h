// SPDX-License-Identifier: GPL-3.0-or-later
// The checker of proofs that every bundle carries: tests/reference/check_proof.py, byte for byte.
#pragma once

#include <string_view>

namespace muniment::exporting {

extern const std::string_view kCheckProofScript;

}  // namespace muniment::exporting
