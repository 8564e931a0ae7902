// SPDX-License-Identifier: GPL-3.0-or-later
// The month from which a record's retention clock runs: the event where the platform's server stamped it, otherwise
// the capture, since assumed and sender-made times could be made to run out early.
#pragma once

#include "core/base/ids.h"
#include "core/model/record.h"

namespace muniment::pipeline {

inline Month retention_month(const Record& record) {
  if (record.time && record.time->basis == TimeBasis::server) return month_of(record.time->utc_ms);
  return month_of(record.captured_ms.value_or(0));
}

}  // namespace muniment::pipeline
