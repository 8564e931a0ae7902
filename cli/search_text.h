// SPDX-License-Identifier: GPL-3.0-or-later
// The flags of a search, and its answer as people read it and as programs do. Used by search and by saved run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/exit_codes.h"
#include "cli/json_text.h"
#include "cli/session.h"
#include "core/base/time_zone.h"
#include "pipeline/found_messages.h"
#include "pipeline/search_job.h"

namespace muniment::cli {

struct SearchFlags {
  uint64_t limit = 50;
  uint64_t context = 0;      // messages around each hit
  std::string sort = "-time";
  std::string behind;        // the message behind which the page begins
  std::string scope;         // the unit in which all words must stand; empty: what is usual
  bool count = false;        // the number alone
  bool explain = false;      // and how the query was understood
  bool facets = false;       // and how the hits are spread
  bool fail_if_none = false, require_complete = false;
};
// `usual_scope`: where --scope is not given, for the help.
std::vector<Option> options_of(SearchFlags& flags, const std::string& usual_scope = "message");
Result<pipeline::SearchRequest> request_of(const SearchFlags& flags, const Session& session);  // without a query
Exit exit_of(const SearchFlags& flags, const pipeline::SearchAnswer& answer);

// The messages are read as they are printed. An error may come behind some of them.
Result<void> say_answer(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer, pipeline::FoundMessages& found,
                        const TimeZone& zone);

// Prints a line for each message, and gives the result, which the caller completes with "exit" and prints.
Result<Json> print_answer_json(std::string_view command, const SearchFlags& flags, const std::string& query, const pipeline::SearchAnswer& answer,
                               pipeline::FoundMessages& found);

}  // namespace muniment::cli
