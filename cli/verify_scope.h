// SPDX-License-Identifier: GPL-3.0-or-later
// The words that say how deep verify goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "pipeline/verify_job.h"

namespace muniment::cli {

struct VerifyScopeOptions {
  bool quick = false, full = false;
  std::string sample, since;     // "1%", "24h"
  std::optional<uint64_t> seed;
};

// invalid_argument where the options contradict each other or one of them says nothing. `now_ms`: what "24h" counts
// from.
Result<pipeline::VerifyRequest> verify_request(const VerifyScopeOptions& options, int64_t now_ms);

uint64_t new_seed();  // short enough to be typed again

}  // namespace muniment::cli
