// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sequence_spans.h"

#include <algorithm>

namespace muniment {
namespace {

// The end with the lower number brings its time, and so does the one with the higher.
void join(SequenceSpan& into, const SequenceSpan& other) {
  if (other.first < into.first) into.first = other.first, into.first_ms = other.first_ms;
  if (other.last > into.last) into.last = other.last, into.last_ms = other.last_ms;
}

bool touches(const SequenceSpan& below, const SequenceSpan& above) {
  return above.first <= below.last || above.first - below.last == 1;
}

}  // namespace

void SequenceSpans::add(const SequenceSpan& span) {
  if (!spans_.empty() && span.first >= spans_.back().first && touches(spans_.back(), span)) return join(spans_.back(), span);
  auto at = std::ranges::lower_bound(spans_, span.first, {}, &SequenceSpan::first);
  if (at != spans_.begin() && touches(*std::prev(at), span)) {
    --at;
    join(*at, span);
  } else {
    at = spans_.insert(at, span);
  }
  auto next = std::next(at);
  while (next != spans_.end() && touches(*at, *next)) join(*at, *next++);
  spans_.erase(std::next(at), next);
}

bool SequenceSpans::contains(uint64_t number) const {
  const auto above = std::ranges::upper_bound(spans_, number, {}, &SequenceSpan::first);
  return above != spans_.begin() && std::prev(above)->last >= number;
}

uint64_t SequenceSpans::count() const {
  uint64_t count = 0;
  for (const SequenceSpan& span : spans_) count += span.last - span.first + 1;
  return count;
}

}  // namespace muniment
