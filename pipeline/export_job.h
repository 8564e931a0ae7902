// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a bundle of the messages that a query finds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"
#include "index/query.h"
#include "index/unit_search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

struct ExportRequest {
  std::string query;
  index::Dialect dialect = index::Dialect::muniment;  // how it is written
  index::Unit unit{};                 // in which its words may stand; a message, if nothing else is said
  std::string format;                 // "mbox", "eml", "html", "csv"
  io::Path out;                       // must not exist
  std::string mail_domain = "muniment.invalid";
  TimeZone zone = TimeZone::utc();
  bool with_proof = true;             // proof/messages.proof of all messages, and proof/check_proof.py
  Actor actor;
};

struct ExportAnswer {
  uint64_t messages = 0, attachments = 0, absent = 0, conversations = 0;
  uint64_t searched = 0, of = 0;
  std::string missing;                // the messages that were not searched; empty where none is missing
  uint64_t files = 0, bytes = 0;
  std::string manifest_sha256;
  uint64_t checkpoint = 0;            // by which the proof is made; 0 if there is none
  std::vector<std::string> notes;
};

// The same query on the same archive gives the same bytes, from the time on when a kept checkpoint covers the messages.
// Without such a checkpoint the proof is by HEAD; without that the export fails, unless it has no proof. Writes an access record before content leaves, and an
// export event after (spooled where this process does not hold the writer's lock). Nothing stands under `out` unless
// the bundle is complete and durable.
Result<ExportAnswer> make_export(Store& store, const ExportRequest& request,
                                 const std::function<void(uint64_t done, uint64_t total)>& progress);

}  // namespace muniment::pipeline
