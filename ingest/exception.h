// SPDX-License-Identifier: GPL-3.0-or-later
// A record that could not be taken: counted, located, explained and kept. Never dropped.
#pragma once

#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "ingest/source_record.h"

namespace muniment::ingest {

struct Exception {
  Place place;
  std::string what;  // "time is not RFC 3339": no message content
  std::string why;   // what was expected
  Bytes raw;         // the bytes, verbatim, so that a later parser can try again
  std::optional<Delivered> delivered = std::nullopt;  // by what it came, where that could be read
};

// Readers report, callers decide. take() must not fail: the job keeps the exception and stores it in the log.
class ExceptionSink {
 public:
  virtual ~ExceptionSink() = default;
  virtual void take(Exception exception) = 0;
};

}  // namespace muniment::ingest
