// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Counts what Facets says, partition by partition.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/facets.h"
#include "index/partition.h"

namespace muniment::index {

class FacetCounter {
 public:
  explicit FacetCounter(const TimeZone& zone) : zone_(zone) {}
  // `documents`: of the partition, ascending.
  Result<void> add(const Partition& partition, std::span<const uint32_t> documents);
  [[nodiscard]] Facets take() const;

 private:
  using Counts = std::map<std::string, uint64_t>;
  void add_months(const Columns& columns, std::span<const uint32_t> documents);

  const TimeZone zone_;
  uint64_t messages_ = 0;
  Counts custodians_, conversations_, participants_, sources_, months_, kinds_, has_;
};

}  // namespace muniment::index
