// SPDX-License-Identifier: GPL-3.0-or-later
// The searches that are kept, the newest of each name, and the last run of each. A part of the catalogue.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/model/event.h"
#include "core/model/record.h"

namespace muniment::index {

class MemoryDatabase;

struct LastRun {
  SavedSearchRun run;
  int64_t at_ms = 0;
};

struct KeptSearch {
  SavedSearch saved;
  int64_t saved_ms = 0;
  std::optional<LastRun> last;   // of this name, also of an earlier query
};

// Not thread-safe.
class SavedFold {
 public:
  // Records of other kinds are passed over. A run may come before its search: both may wait in spools of their own, which are
  // taken into the log in any order.
  Result<void> apply(const Record& record);
  [[nodiscard]] const std::map<std::string, KeptSearch>& all() const { return searches_; }

  Result<void> load(MemoryDatabase& database);
  Result<void> save(MemoryDatabase& database) const;  // within the caller's transaction

 private:
  void add_run(LastRun run);

  std::map<std::string, KeptSearch> searches_;
  std::map<std::string, LastRun> runs_;  // the newest of each name
};

}  // namespace muniment::index
