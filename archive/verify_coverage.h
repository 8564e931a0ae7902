// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of the log the groups that were found account for, so that what is missing in between can be named.
#pragma once

#include <vector>

#include "archive/segment_walk.h"
#include "archive/verify_findings.h"

namespace muniment::archive {

class LogCoverage {
 public:
  void take(const Group& group);
  // Every stretch of log entries before a group that is there.
  void report_holes(VerifyFindings& findings);
  [[nodiscard]] uint64_t end() const;  // behind the last entry of all groups

 private:
  struct Stretch {
    uint64_t first_entry, end_entry, first_message, end_message;
  };
  std::vector<Stretch> stretches_;
};

}  // namespace muniment::archive
