// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/completeness.h"

#include <algorithm>

namespace muniment::pipeline {
namespace {

constexpr size_t kRangesTold = 100;  // so that it fits in an event and can be read

// The numbers below `held` that the index has nothing of, as ranges.
Result<std::string> missing_from(const index::Searcher& searcher, uint64_t held) {
  MUNIMENT_TRY(const index::Query everything, index::parse_query("in:*", {}));
  MUNIMENT_TRY(const std::vector<MessageNumber> numbers, searcher.all(everything));
  std::string text;
  size_t ranges = 0;
  uint64_t next = 0;
  const auto tell = [&](uint64_t end) {
    if (next >= end || ++ranges > kRangesTold) return;
    text += (text.empty() ? "" : ", ") + to_string(MessageNumber{next});
    if (end - next > 1) text += ".." + to_string(MessageNumber{end - 1});
  };
  for (const MessageNumber number : numbers) {
    tell(number.value);
    next = std::max(next, number.value + 1);
  }
  tell(held);
  return ranges > kRangesTold ? text + ", and " + std::to_string(ranges - kRangesTold) + " more stretches" : text;
}

}  // namespace

Result<Completeness> completeness_of(StoreParts& parts, const index::Searcher& searcher, uint64_t outside) {
  const uint64_t held = messages_held(parts.log());
  Completeness out{searcher.documents() - outside, held - outside, {}};
  if (out.searched >= out.of) return out;
  MUNIMENT_TRY(out.missing, missing_from(searcher, held));
  return out;
}

void note_missing(const Completeness& completeness, std::vector<std::string>& notes) {
  if (completeness.searched >= completeness.of) return;
  const uint64_t count = completeness.of - completeness.searched;
  notes.push_back(std::to_string(count) + (count == 1 ? " message is held but was" : " messages are held but were") + " not searched (" +
                  completeness.missing + "): this answer may be incomplete");
}

}  // namespace muniment::pipeline
