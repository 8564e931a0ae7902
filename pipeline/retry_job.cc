// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/retry_job.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "ingest/follow/part_input.h"
#include "ingest/registry.h"
#include "pipeline/batch_job.h"
#include "pipeline/ingest_run.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr int kReadAsAWhole = 2122, kStopped = 2090;
constexpr std::string_view kSignature = "the signature";  // so begins what the exception of a delivery with a bad one says

const char* const kNotSigned = "not signed right: give the delivery to ingest again, with the secret";
const char* const kOfAnExport = "a line of an export, which is read as a whole: give the export to ingest again";
const char* const kFormatOpen = "read by one of several formats, and it is not recorded by which";

class Counting final : public ingest::ExceptionSink {
 public:
  void take(ingest::Exception) override { ++count; }
  uint64_t count = 0;
};

std::vector<std::string> names_in(const std::string& formats) {
  std::vector<std::string> names;
  for (size_t from = 0; from < formats.size();) {
    const size_t to = std::min(formats.find(", ", from), formats.size());
    names.push_back(formats.substr(from, to - from));
    from = to + 2;
  }
  return names;
}

// An exception and what is to be done with it.
struct Kept {
  ExceptionNote note;               // `raw` is moved out
  std::shared_ptr<const Bytes> bytes;
  const ingest::SourceFormat* format = nullptr;
};

class Retry {
 public:
  Retry(Store& store, BatchNumber number, const Actor& actor, const std::atomic<bool>* stop)
      : store_(store), number_(number), actor_(actor), stop_(stop) {}
  Result<RetrySummary> run();

 private:
  Result<void> find_formats(const BatchBegin& begin);
  const ingest::SourceFormat* format_of(const Kept& kept, std::string& why_not) const;
  [[nodiscard]] Source source_of(const Kept& kept) const;
  [[nodiscard]] bool is_readable(const Kept& kept) const;
  Result<void> look_at(ExceptionListing& listing);
  Result<void> begin(const Kept& first);
  Result<void> take(const Kept& kept);
  void stays_one();

  Store& store_;
  const BatchNumber number_;
  const Actor& actor_;
  const std::atomic<bool>* stop_;
  std::vector<const ingest::SourceFormat*> formats_;
  IngestRequest request_;
  IngestObserver observer_;
  std::vector<Source> sources_;
  std::optional<IngestRun> ingest_;
  uint64_t still_before_ = 0;       // exceptions that were looked at before the first one was taken
  RetrySummary summary_;
};

Result<void> Retry::find_formats(const BatchBegin& begin) {
  bool any_in_pieces = false;
  for (const std::string& name : names_in(begin.format)) {
    MUNIMENT_TRY(const ingest::SourceFormat* const format, ingest::find_format(name));
    formats_.push_back(format);
    any_in_pieces = any_in_pieces || !format->one_chat;
  }
  if (any_in_pieces) return {};
  return make_error(ErrorCode::unsupported, "the exceptions of " + to_string(number_) + " cannot be read again by themselves")
      .because("an export (" + begin.format + ") is read as a whole: what a line is depends on the lines around it")
      .advise("run the ingest of the export again: what is held is recognised, what can be read now is added")
      .numbered(kReadAsAWhole);
}

const ingest::SourceFormat* Retry::format_of(const Kept& kept, std::string& why_not) const {
  if (kept.note.what.starts_with(kSignature)) {
    why_not = kNotSigned;
    return nullptr;
  }
  const ingest::SourceFormat* format = formats_.front();
  if (formats_.size() > 1) {
    const auto input = ingest::input_of_bytes(kept.bytes, kept.note.path);
    const auto detected = ingest::detect_format(*input);
    format = detected ? *detected : nullptr;
    if (std::ranges::find(formats_, format) == formats_.end()) {
      why_not = kFormatOpen;
      return nullptr;
    }
  }
  if (format->one_chat) {
    why_not = kOfAnExport;
    return nullptr;
  }
  return format;
}

Source Retry::source_of(const Kept& kept) const {
  Source source{"exceptions of " + to_string(number_), kept.format, {}};
  source.options.zone = request_.zone;
  source.options.now_ms = store_.parts().clock->now_ms();
  source.options.first_line = kept.note.line == 0 ? 0 : kept.note.line - 1;
  source.options.first_offset = kept.note.offset;
  return source;
}

// By the present parser: all of it, and there is something in it.
bool Retry::is_readable(const Kept& kept) const {
  const Source source = source_of(kept);
  const auto reader = kept.format->open(ingest::input_of_bytes(kept.bytes, source.path), source.options);
  if (!reader) return false;
  Counting exceptions;
  uint64_t records = 0;
  for (;; ++records) {
    const auto next = (*reader)->next(exceptions);
    if (!next || exceptions.count > 0) return false;
    if (!*next) return records > 0;
  }
}

void Retry::stays_one() {
  if (ingest_) ingest_->count_exception();
  else ++still_before_;
}

// A batch is begun only when there is something for it.
Result<void> Retry::begin(const Kept& first) {
  if (ingest_) return {};
  sources_.push_back(source_of(first));
  ingest_.emplace(store_.parts(), request_, observer_);
  MUNIMENT_TRY_VOID(ingest_->begin_following(sources_));
  for (uint64_t i = 0; i < still_before_; ++i) ingest_->count_exception();
  return {};
}

Result<void> Retry::take(const Kept& kept) {
  MUNIMENT_TRY_VOID(begin(kept));
  ExceptionTaken mark;
  mark.of_batch = number_.value;
  mark.path = kept.note.path;
  mark.line = kept.note.line;
  mark.offset = kept.note.offset;
  MUNIMENT_TRY_VOID(ingest_->take_kept(source_of(kept), kept.bytes, std::move(mark)));
  ++summary_.taken;
  return {};
}

Result<void> Retry::look_at(ExceptionListing& listing) {
  if (listing.taken_by) {
    ++summary_.taken_before;
    return {};
  }
  ++summary_.tried;
  Kept kept;
  kept.bytes = std::make_shared<const Bytes>(std::move(listing.note.raw));
  kept.note = std::move(listing.note);
  std::string why_not;
  kept.format = format_of(kept, why_not);
  if (kept.format == nullptr) {
    ++summary_.not_retried[why_not];
    stays_one();
    return {};
  }
  if (is_readable(kept)) return take(kept);
  stays_one();
  return {};
}

Result<RetrySummary> Retry::run() {
  MUNIMENT_CHECK(store_.parts().writer != nullptr, "a retry is given a store that was opened for writing");
  MUNIMENT_TRY(const BatchFacts facts, batch_facts(store_, number_));
  MUNIMENT_TRY_VOID(find_formats(facts.begin));
  MUNIMENT_TRY(request_.zone, TimeZone::find(facts.begin.zone));
  request_.custodian = facts.begin.custodian;
  request_.actor = actor_;
  bool is_stopped = false;
  MUNIMENT_TRY_VOID(each_exception(store_, number_, [&](ExceptionListing& listing) -> Result<void> {
    is_stopped = is_stopped || (stop_ != nullptr && stop_->load());
    return is_stopped ? Result<void>() : look_at(listing);
  }));
  summary_.counts = {still_before_, 0, 0, 0, still_before_};
  if (ingest_) {
    MUNIMENT_TRY(const IngestSummary taken, ingest_->end_retrying());
    summary_.batch = taken.batch;
    summary_.counts = taken.counts;
  }
  if (!is_stopped) return std::move(summary_);
  return make_error(ErrorCode::cancelled, "stopped; " + std::to_string(summary_.taken) + " exceptions were taken in")
      .advise("run the same command again: those are not tried again").numbered(kStopped);
}

}  // namespace

Result<RetrySummary> retry_exceptions(Store& store, BatchNumber number, const Actor& actor, const std::atomic<bool>* stop) {
  return Retry(store, number, actor, stop).run();
}

}  // namespace muniment::pipeline
