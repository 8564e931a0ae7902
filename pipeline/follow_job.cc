// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/follow_job.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "ingest/follow/followed_input.h"
#include "ingest/registry.h"
#include "pipeline/ingest_run.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr std::string_view kFormatOfStreams = "session-stream";
constexpr int kLongestWaitMs = 500;            // also where nobody tells of changes
constexpr int64_t kFirstRetryMs = 1'000, kLongestRetryMs = 30'000;
constexpr int64_t kSaveCatalogueMs = 600'000;  // so that a crash does not make the next start slow

Error only_streams(const ingest::SourceFormat& format) {
  return make_error(ErrorCode::invalid_argument, "a source in the format " + std::string(format.name) + " cannot be followed")
      .because("its records can be told only when it is complete")
      .advise("run the ingest again when it has grown: what is held is recognised")
      .numbered(2121);
}

class Follower {
 public:
  Follower(io::FileSystem& fs, const Clock& clock, const OpenStore& open, const IngestRequest& request, const FollowObserver& observer)
      : fs_(fs), clock_(clock), open_(open), request_(request), observer_(observer) {}

  Result<IngestSummary> run();

 private:
  Result<void> choose_format();
  Result<IngestSummary> run_once(Store& store);
  Result<void> open_inputs(std::span<const FollowCursor> cursors);
  Result<bool> take_round(IngestRun& run);
  Result<void> take(IngestRun& run, size_t input, const ingest::FollowedPart& part);
  void wait_for_space(const Error& error);
  void collect_notes();
  [[nodiscard]] bool stopped() const { return request_.stop != nullptr && request_.stop->load(); }
  [[nodiscard]] bool all_ended() const {
    return std::ranges::all_of(inputs_, [](const auto& input) { return input->ended(); });
  }

  io::FileSystem& fs_;
  const Clock& clock_;
  const OpenStore& open_;
  const IngestRequest& request_;
  const FollowObserver& observer_;
  const ingest::SourceFormat* format_ = nullptr;
  std::vector<Source> sources_;
  std::unique_ptr<io::Watch> watch_ = io::Watch::create();
  std::vector<std::unique_ptr<ingest::FollowedInput>> inputs_;
  std::vector<std::string> notes_;
  int64_t retry_ms_ = kFirstRetryMs;
};

Result<void> Follower::choose_format() {
  MUNIMENT_TRY(format_, ingest::find_format(request_.format.empty() ? std::string(kFormatOfStreams) : request_.format));
  if (format_->dialect == nullptr && format_->name != kFormatOfStreams) return only_streams(*format_);
  for (const std::string& path : request_.paths) {
    Source source{path, format_, {}};
    source.options.zone = request_.zone;
    source.options.app_secrets = request_.app_secrets;
    source.options.memory = std::make_shared<ingest::StreamMemory>();
    sources_.push_back(std::move(source));
  }
  return {};
}

// Once: what was taken out of a pipe and is not committed must outlive a full disk.
Result<void> Follower::open_inputs(std::span<const FollowCursor> cursors) {
  if (!inputs_.empty()) return {};
  for (const std::string& path : request_.paths) {
    MUNIMENT_TRY(auto input, ingest::FollowedInput::open(fs_, path, cursors, *watch_));
    inputs_.push_back(std::move(input));
  }
  if (observer_.started) observer_.started();
  collect_notes();
  return {};
}

void Follower::collect_notes() {
  for (const auto& input : inputs_) {
    for (std::string& note : input->take_notes()) {
      if (observer_.noted) observer_.noted(note);
      notes_.push_back(std::move(note));
    }
  }
}

Result<void> Follower::take(IngestRun& run, size_t input, const ingest::FollowedPart& part) {
  Source source = sources_[input];
  source.path = part.path;
  source.options.now_ms = clock_.now_ms();
  source.options.first_line = part.first_line;
  source.options.first_offset = part.first_offset;
  MUNIMENT_TRY_VOID(run.take_part(source, part.input, part.after));
  inputs_[input]->acknowledge();
  retry_ms_ = kFirstRetryMs;
  return {};
}

// One part of each input, so that none keeps the others waiting. False if there was none.
Result<bool> Follower::take_round(IngestRun& run) {
  bool any = false;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    MUNIMENT_TRY(const auto part, inputs_[i]->next(clock_.now_ms()));
    if (!part) continue;
    any = true;
    MUNIMENT_TRY_VOID(take(run, i, *part));
  }
  collect_notes();
  return any;
}

Result<IngestSummary> Follower::run_once(Store& store) {
  IngestRun run(store.parts(), request_, observer_.ingest);
  MUNIMENT_TRY_VOID(run.begin_following(sources_));
  MUNIMENT_TRY_VOID(open_inputs(run.known_capture().cursors()));
  int64_t saved_ms = clock_.now_ms();
  while (!stopped()) {
    MUNIMENT_TRY(const bool any, take_round(run));
    if (any && request_.gather_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(request_.gather_ms));
    if (any) continue;
    if (all_ended()) break;
    MUNIMENT_TRY_VOID(run.rest());
    if (clock_.now_ms() - saved_ms >= kSaveCatalogueMs) {
      MUNIMENT_TRY_VOID(run.save_catalogue());
      saved_ms = clock_.now_ms();
    }
    watch_->wait(kLongestWaitMs);
  }
  MUNIMENT_TRY(IngestSummary summary, run.end_following(notes_));
  MUNIMENT_TRY_VOID(store.close());
  return summary;
}

void Follower::wait_for_space(const Error& error) {
  if (observer_.waiting) observer_.waiting(error, retry_ms_);
  const int64_t until_ms = clock_.now_ms() + retry_ms_;
  const auto wait = io::Watch::create();
  while (!stopped() && clock_.now_ms() < until_ms) wait->wait(100);
  retry_ms_ = std::min(retry_ms_ * 2, kLongestRetryMs);
}

Result<IngestSummary> Follower::run() {
  MUNIMENT_TRY_VOID(choose_format());
  for (;;) {
    auto store = open_();
    auto summary = store ? run_once(**store) : Result<IngestSummary>(store.error());
    if (summary || summary.error().code != ErrorCode::no_space || stopped()) return summary;
    if (store) static_cast<void>((*store)->close());
    wait_for_space(summary.error());
  }
}

}  // namespace

Result<IngestSummary> follow(io::FileSystem& fs, const Clock& clock, const OpenStore& open, const IngestRequest& request,
                             const FollowObserver& observer) {
  return Follower(fs, clock, open, request, observer).run();
}

}  // namespace muniment::pipeline
