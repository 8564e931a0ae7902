// SPDX-License-Identifier: GPL-3.0-or-later
// Which numbers of a counted stream were seen, and when, as the recorder's clock has it. Between two spans is a hole.
#pragma once

#include <cstdint>
#include <vector>

namespace muniment {

// Numbers first to last, all seen; the times are those of its two ends.
struct SequenceSpan {
  uint64_t first = 0, last = 0;
  int64_t first_ms = 0, last_ms = 0;
  friend bool operator==(const SequenceSpan&, const SequenceSpan&) = default;
};

// Ascending, apart from one another by at least one number. Not thread-safe.
class SequenceSpans {
 public:
  void add(const SequenceSpan& span);
  [[nodiscard]] bool contains(uint64_t number) const;
  [[nodiscard]] bool empty() const { return spans_.empty(); }
  [[nodiscard]] const std::vector<SequenceSpan>& all() const { return spans_; }
  [[nodiscard]] uint64_t highest() const { return spans_.empty() ? 0 : spans_.back().last; }
  [[nodiscard]] uint64_t count() const;

 private:
  std::vector<SequenceSpan> spans_;
};

}  // namespace muniment
