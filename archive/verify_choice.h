// SPDX-License-Identifier: GPL-3.0-or-later
// Which frames verify opens.
#pragma once

#include <optional>
#include <vector>

#include "archive/log.h"
#include "archive/verify.h"

namespace muniment::archive {

class FrameChoice {
 public:
  // `log` as it was opened: a sample is taken of its entries.
  FrameChoice(const VerifyScope& scope, const Log& log);

  // `entry` may be one that the log does not have: of a group behind damage.
  [[nodiscard]] bool wants(uint64_t entry, int64_t committed_ms) const;
  // Groups that end at or below this log size are not hashed: `published`, the size of HEAD, or less.
  [[nodiscard]] uint64_t trusted(uint64_t published) const;

 private:
  [[nodiscard]] bool is_recent(uint64_t entry, int64_t committed_ms) const;

  VerifyScope scope_;
  std::optional<uint64_t> last_key_entry_;  // opened at every depth: the archive was opened with it
  std::vector<bool> sample_;
  uint64_t first_recent_ = 0;
};

}  // namespace muniment::archive
