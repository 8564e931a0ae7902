// SPDX-License-Identifier: GPL-3.0-or-later
// A list of search terms to a hit report: what each of them finds, alone and together. The index alone answers, no message
// is read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "export/hit_report/hit_report.h"
#include "index/query.h"
#include "index/unit_search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// Of a whole list: its text has to fit in an access record.
inline constexpr size_t kMaxTermListBytes = 250'000;

struct HitReportRequest {
  std::string list;                  // the bytes of the list: a query on each line
  index::Dialect dialect = index::Dialect::muniment;  // in which the terms are written
  std::string scope_query = "in:*";  // within which the terms are asked; in our own dialect
  index::Unit unit{};                // in which the words of a term may stand; a message, if nothing else is said
  std::string label;
  Actor actor;
};

// A term that is refused stands in the report with its error, and the others are counted; a query of the scope that is
// refused, or a list without a term, is an error. Writes an access record, durably, before it returns.
// `progress`: terms done and their number, as often as it likes; may be empty.
Result<exporting::HitReport> hit_report(Store& store, const HitReportRequest& request,
                                        const std::function<void(uint64_t, uint64_t)>& progress);

}  // namespace muniment::pipeline
