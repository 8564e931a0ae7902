// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/time_zone.h"

namespace muniment::ingest::whatsapp {

// Wall-clock times of one zone as instants. Remembers the day it was asked about last, as an export mostly asks for the
// same day again and a look into the zone database costs more than reading the message. Not thread-safe.
class LocalTimes {
 public:
  explicit LocalTimes(const TimeZone& zone) : zone_(zone) {}
  TimeZone::FromLocal to_utc(int64_t local_ms);

 private:
  TimeZone zone_;
  int64_t day_ms_ = INT64_MIN;  // start of the remembered day
  bool even_ = false;           // the offset is the same all day
  int64_t offset_ms_ = 0;
};

// "2026-03-04 09:27"
std::string wall_minute(int64_t local_ms);

}  // namespace muniment::ingest::whatsapp
