// SPDX-License-Identifier: GPL-3.0-or-later
// How long something takes, by a clock that nobody sets.
#pragma once

#include <chrono>

namespace muniment {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count(); }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace muniment
