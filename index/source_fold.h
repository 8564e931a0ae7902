// SPDX-License-Identifier: GPL-3.0-or-later
// What the log says is expected to deliver: sources by name, the newest setting of each. A part of the catalogue.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/event.h"
#include "core/model/record.h"

namespace muniment::index {

class MemoryDatabase;

struct ExpectedSource {
  SourceSetting setting;
  int64_t set_ms = 0;
};

// Not thread-safe.
class SourceFold {
 public:
  Result<void> apply(const Record& record);  // records of other kinds are passed over
  [[nodiscard]] const std::map<std::string, ExpectedSource>& all() const { return sources_; }
  // The source that a session belongs to: the one that names it exactly, else the first by name whose pattern fits; null
  // if it is not expected.
  [[nodiscard]] const ExpectedSource* of_session(std::string_view session) const;

  Result<void> load(MemoryDatabase& database);
  Result<void> save(MemoryDatabase& database) const;  // within the caller's transaction

 private:
  std::map<std::string, ExpectedSource> sources_;
};

}  // namespace muniment::index
