// SPDX-License-Identifier: GPL-3.0-or-later
// An ingest of sources that grow: the parts of IngestRun that only following needs.
#include <utility>

#include "pipeline/ingest_run.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kSeenAgainKept = 50'000;  // numbers of messages that came again, before a sighting is written of them

void add_to(BatchSource& whole, const BatchSource& part) {
  whole.path = part.path;
  whole.layout = part.layout;
  whole.lines += part.lines;
  whole.steps_back += part.steps_back;
  whole.media_stored += part.media_stored;
  whole.media_absent += part.media_absent;
}

}  // namespace

Result<void> IngestRun::begin_following(const std::vector<Source>& sources) {
  ready_chunks_ = 1;  // a run that never ends must not wait for its end
  MUNIMENT_TRY_VOID(begin_batch(sources));
  held_.begin_source({});
  following_.source = &sources.front();
  return {};
}

Result<void> IngestRun::take_part(const Source& part, const std::shared_ptr<ingest::SourceInput>& input,
                                  const std::optional<FollowCursor>& after) {
  Reading reading;
  reading.source = &part;
  reading.is_part = true;
  captured_ms_ = last_commit_ms_ = parts_.clock->now_ms();  // nothing of it has waited yet
  MUNIMENT_TRY(reading.reader, part.format->open(input, part.options));
  MUNIMENT_TRY_VOID(take_all(reading, after));
  report_source(reading);
  add_to(followed_[part.path], reading.report);
  std::vector<uint64_t>& again = following_.seen_again;
  again.insert(again.end(), reading.seen_again.begin(), reading.seen_again.end());
  if (again.size() < kSeenAgainKept) return {};
  MUNIMENT_TRY_VOID(write_sightings(following_));
  again.clear();
  return {};
}

// What is late becomes certain by time alone, and finished partitions are written.
Result<void> IngestRun::rest() {
  MUNIMENT_TRY_VOID(commit_group());
  MUNIMENT_TRY(std::vector<FedChunk> finished, feeder_.take_finished());
  return take_chunks(std::move(finished));
}

Result<IngestSummary> IngestRun::end_following(std::vector<std::string> warnings) {
  MUNIMENT_TRY_VOID(write_sightings(following_));
  for (auto& [path, report] : followed_) summary_.sources.push_back(std::move(report));
  if (!warnings.empty()) {
    if (summary_.sources.empty()) summary_.sources.push_back({});
    summary_.sources.front().warnings = std::move(warnings);
  }
  MUNIMENT_TRY_VOID(end_batch("followed until it was told to stop"));
  return sum_up();
}

}  // namespace muniment::pipeline
