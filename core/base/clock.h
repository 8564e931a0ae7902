// SPDX-License-Identifier: GPL-3.0-or-later
// Time enters through here; no library asks the machine by itself. All instants are milliseconds since 1970 UTC.
#pragma once

#include <cstdint>

namespace muniment {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual int64_t now_ms() const = 0;           // thread-safe
  [[nodiscard]] virtual uint32_t error_ms() const { return 0; }  // estimated error, 0 if unknown
};

const Clock& system_clock();

// Stands still until told; for tests and for reproducible runs.
class FixedClock : public Clock {
 public:
  explicit FixedClock(int64_t ms) : ms_(ms) {}
  [[nodiscard]] int64_t now_ms() const override { return ms_; }
  void set(int64_t ms) { ms_ = ms; }
  void advance(int64_t ms) { ms_ += ms; }

 private:
  int64_t ms_;
};

}  // namespace muniment
