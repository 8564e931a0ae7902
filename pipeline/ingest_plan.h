// SPDX-License-Identifier: GPL-3.0-or-later
// What an ingest would do: the same sources, read to their ends by the same readers, and nothing written. Shows no
// content of the archive, and so writes no access record either.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/event.h"
#include "ingest/source_format.h"
#include "pipeline/ingest_job.h"
#include "pipeline/source_tally.h"

namespace muniment::pipeline {

// An error that an ingest would end with because of this source.
struct SourceTrouble {
  Error error;
  bool refused = false;  // found before anything is read: an ingest takes nothing, of any source
};

struct SourcePlan {
  std::string path;
  std::string format;           // empty where none recognised it
  ingest::SourceReport report;  // complete, unless there was trouble
  SourceContents contents;
  std::string conversation;    // of a text export: as told, or as its name suggests
  std::string how;             // "new", "by name", "by content: 4 of 6 records are held", …; empty without an archive
  bool joins_another = false;  // an ingest would choose a held conversation of another id
  uint64_t exception_count = 0;
  std::vector<ExceptionListed> exceptions;  // the first 10
  std::optional<SourceTrouble> trouble;     // then the other members say what was seen until there
};

struct IngestPlan {
  uint64_t sources = 0, with_trouble = 0;
  IngestCounts counts;             // of the sources without trouble; without an answer about what is held, `added` is 0
  std::string held_unknown;        // why it is not known which records are held already; empty if it is known
  std::optional<Error> ends_with;  // what an ingest would end with: the first refusal, else the first trouble
};

struct PlanObserver {
  std::function<void(const std::string& path, uint64_t in_source)> reading;  // now and then
  std::function<void(const SourcePlan&)> planned;                            // after each source, in order
};

// `store`: in either mode; null: no archive, so that nothing is known of what is held. Trouble with a source is part of
// the answer, and the others are looked at all the same. An Error is one of the archive, or cancelled.
Result<IngestPlan> plan_ingest(io::FileSystem& fs, Store* store, const IngestRequest& request,
                               const PlanObserver& observer);

}  // namespace muniment::pipeline
