// SPDX-License-Identifier: GPL-3.0-or-later
// How far a long job is, on stderr: a line that is rewritten on a terminal, otherwise a line at the start, every minute
// and at the end; objects for programs with --progress json; nothing with -q.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/globals.h"

namespace muniment::cli {

class Progress {
 public:
  // "reading", "messages". Nothing is printed before the first update.
  Progress(const Globals& globals, std::string doing, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` 0: not known. Call as often as you like; it prints seldom.
  void update(uint64_t done, uint64_t total, const std::string& what = {});
  void finish();  // takes the line away, or prints the last one

 private:
  enum class Form { none, bar, lines, json };
  static Form form_of(const Globals& globals);
  void print(bool last);
  void print_bar() const;
  void print_line(bool last) const;
  [[nodiscard]] double seconds() const;

  Form form_;
  std::string doing_, unit_, what_;
  uint64_t done_ = 0, total_ = 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), printed_;
};

}  // namespace muniment::cli
