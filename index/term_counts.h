// SPDX-License-Identifier: GPL-3.0-or-later
// Several queries counted over one set of messages: the figures of a hit report, from the index alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/time_zone.h"
#include "core/model/hit_counts.h"
#include "index/query.h"
#include "index/unit_search.h"

namespace muniment::index {

struct TermCountRequest {
  const Query& scope;              // the messages that are counted
  const Query* left_out = nullptr; // messages out of scope whose matches are told all the same (CountedTerm::left_out)
  std::span<const Query> terms;
  TimeZone zone = TimeZone::utc(); // in which a calendar day begins and ends
  // Where the words of a term must stand. In units of several messages, which are made of those in scope, a term finds what
  // Searcher::search_units() does.
  Unit unit{};
  std::function<void(uint64_t done, uint64_t total)> progress{};  // after each term; may be empty
};

// A hit is a place that highlights() would show, in the text of a message or in the name of an attachment; what stands
// under NOT has none. A day is that of the event, or of the capture where the source has no time.
struct CountedTerm {
  std::optional<Error> refused;    // it stands for too many words, or has no meaning in the units: nothing is counted
  HitCounts counts;
  uint64_t left_out = 0;           // of the request's `left_out`, those that it matches by themselves
};

struct TermCounts {
  std::vector<std::string> custodians;   // of the messages in scope, sorted; an empty name: no custodian
  std::vector<CountedTerm> terms;        // in the order asked
  HitCounts total;                       // of the union; but hits and unique are the sums of the terms
  // By the number of terms that hit a message: [0] none, [1] exactly one, and so on to the last that is not 0. They add up
  // to `in_scope`, those from [1] on to total.messages, and [1] is total.unique.
  std::vector<uint64_t> by_number_of_terms;
  uint64_t in_scope = 0;
};

}  // namespace muniment::index
