// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_zone.h"

#include <date/tz.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "core/base/time_text.h"

namespace muniment {
namespace {

using std::chrono::milliseconds;

const date::time_zone& zone_of(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

int64_t in_ms(std::chrono::seconds s) { return milliseconds{s}.count(); }

}  // namespace

// date/tz reports an unknown zone by throwing; it ends here.
Result<TimeZone> TimeZone::find(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {
    return make_error(ErrorCode::invalid_argument, "unknown time zone \"" + std::string(name) + "\"")
        .because("the time-zone database of this machine has no zone of that name")
        .advise("use a name such as Europe/London, America/New_York or UTC (on Debian 13, old names such as US/Eastern "
                "need the package tzdata-legacy)")
        .numbered(2201);
  }
}

Result<TimeZone> TimeZone::of_this_machine() {
  if (const char* tz = std::getenv("TZ"); tz != nullptr && *tz != '\0') return find(*tz == ':' ? tz + 1 : tz);
  try {
    return TimeZone(date::current_zone());
  } catch (const std::runtime_error&) {
    return find("UTC");  // a machine without /etc/localtime runs in UTC
  }
}

TimeZone TimeZone::utc() { return TimeZone(date::locate_zone("UTC")); }

std::string TimeZone::name() const { return zone_of(zone_).name(); }

TimeZone::FromLocal TimeZone::to_utc(int64_t local_ms) const {
  const date::local_time<milliseconds> local{milliseconds{local_ms}};
  const date::local_info info = zone_of(zone_).get_info(std::chrono::time_point_cast<std::chrono::seconds>(
      date::floor<std::chrono::seconds>(local)));
  switch (info.result) {
    case date::local_info::ambiguous: return {local_ms - in_ms(info.first.offset), LocalKind::ambiguous};
    case date::local_info::nonexistent: return {in_ms(info.first.end.time_since_epoch()), LocalKind::nonexistent};
    default: return {local_ms - in_ms(info.first.offset), LocalKind::unique};
  }
}

TimeZone::Local TimeZone::to_local(int64_t utc_ms) const {
  const date::sys_time<milliseconds> instant{milliseconds{utc_ms}};
  const date::sys_info info = zone_of(zone_).get_info(date::floor<std::chrono::seconds>(instant));
  return {utc_ms + in_ms(info.offset),
          static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(info.offset).count())};
}

std::string TimeZone::format(int64_t utc_ms) const {
  const Local local = to_local(utc_ms);
  std::string text = format_rfc3339(local.local_ms - local.local_ms % 1000);
  text[10] = ' ';
  text.pop_back();
  const int minutes = local.offset_minutes < 0 ? -local.offset_minutes : local.offset_minutes;
  std::array<char, 24> offset{};
  std::snprintf(offset.data(), offset.size(), " %c%02d:%02d", local.offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return text + offset.data();
}

}  // namespace muniment
