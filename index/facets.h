// SPDX-License-Identifier: GPL-3.0-or-later
// How the messages that a query finds are spread, counted from the columns of the index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time_zone.h"

namespace muniment::index {

struct FacetValue {
  std::string value;       // the id of a conversation, a sender as a source names it, a word of kind: or has:, "2026-03"
  uint64_t messages = 0;
  std::string label{};     // the title of a conversation, for whoever shows it; the index leaves it empty
};
using Facet = std::vector<FacetValue>;  // most messages first, then by value; months in their order

// Each message has one custodian (empty: none), one conversation, one participant (empty: nobody), one source, one month and one kind, so each
// of these facets adds up to `messages`. It may have several of has:, or none.
struct Facets {
  uint64_t messages = 0;
  Facet custodians, conversations, participants, sources, months, kinds, has;
};

}  // namespace muniment::index
