// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_coverage.h"

#include <algorithm>

namespace muniment::archive {
namespace {

Finding hole(uint64_t first, uint64_t end) {
  Finding finding;
  finding.kind = Finding::Kind::missing;
  finding.frames = end - first;
  finding.what = finding.frames == 1
                     ? "log entry " + std::to_string(first) + " is missing"
                     : "log entries " + std::to_string(first) + " to " + std::to_string(end - 1) + " are missing";
  finding.what += ": no COMMIT that can be read holds " + std::string(finding.frames == 1 ? "it" : "them");
  finding.path = "seg";
  finding.entry = first;
  finding.concern = Concern::frame;
  return finding;
}

}  // namespace

void LogCoverage::take(const Group& group) {
  const auto& entries = group.body.entries;
  const Entry& last = entries.back();
  const uint64_t used = last.kind == EntryKind::messages ? last.records : 0;
  stretches_.push_back(Stretch{group.body.log_size - std::min<uint64_t>(group.body.log_size, entries.size()),
                               group.body.log_size, entries.front().first_message.value,
                               last.first_message.value + used});
}

void LogCoverage::report_holes(VerifyFindings& findings) {
  std::sort(stretches_.begin(), stretches_.end(),
            [](const Stretch& a, const Stretch& b) { return a.first_entry < b.first_entry; });
  uint64_t entry = 0;
  uint64_t message = 0;
  for (const Stretch& stretch : stretches_) {
    if (stretch.first_entry > entry) {
      Finding missing = hole(entry, stretch.first_entry);
      if (stretch.first_message > message) missing.messages = std::pair(message, stretch.first_message - 1);
      findings.add(std::move(missing));
    }
    entry = std::max(entry, stretch.end_entry);
    message = std::max(message, stretch.end_message);
  }
}

uint64_t LogCoverage::end() const {
  uint64_t end = 0;
  for (const Stretch& stretch : stretches_) end = std::max(end, stretch.end_entry);
  return end;
}

}  // namespace muniment::archive
