// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_run.h"

#include <algorithm>
#include <utility>

#include "core/model/event.h"
#include "pipeline/incoming_record.h"

namespace muniment::pipeline {
namespace {

constexpr uint64_t kGroupBytes = 1 << 20;     // of sealed frames to a commit, in bulk
constexpr int64_t kGroupMs = 1'000;           // and never later than this
constexpr unsigned kRecordsToAClockLook = 64;
constexpr unsigned kRecordsToAnObserver = 1024;
constexpr size_t kRecordsToAMinute = 1024;     // that wait for one another
constexpr size_t kBytesToAMinute = 4 << 20;
constexpr size_t kListedExceptions = 100;
constexpr unsigned kIndexWorkers = 2;
constexpr size_t kRangesToASighting = 50'000;

// Readers report into it; the run takes the exceptions out between two records.
class Collected final : public ingest::ExceptionSink {
 public:
  void take(ingest::Exception exception) override { exceptions.push_back(std::move(exception)); }
  std::vector<ingest::Exception> exceptions;
};

std::vector<std::pair<uint64_t, uint64_t>> to_ranges(std::vector<uint64_t> numbers) {
  std::ranges::sort(numbers);
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  for (const uint64_t number : numbers) {
    if (!ranges.empty() && number <= ranges.back().second + 1) {
      ranges.back().second = number;
    } else {
      ranges.emplace_back(number, number);
    }
  }
  return ranges;
}

}  // namespace

IngestRun::IngestRun(StoreParts& parts, const IngestRequest& request, const IngestObserver& observer)
    : parts_(parts),
      request_(request),
      observer_(observer),
      held_(parts),
      changes_(parts, held_),
      attachments_(parts),
      messages_(*parts.writer, archive::EntryKind::messages,
                [this](FeedFrame frame) {
                  held_.sealed(frame);
                  chunk_.frames.push_back(std::move(frame));
                  return Result<void>();
                }),
      events_(*parts.writer, archive::EntryKind::event, [](const FeedFrame&) { return Result<void>(); }),
      feeder_(kIndexWorkers),
      captured_ms_(parts.clock->now_ms()),
      last_commit_ms_(captured_ms_) {}

Result<IngestSummary> IngestRun::run(const std::vector<Source>& sources) {
  MUNIMENT_TRY_VOID(begin_batch(sources));
  for (const Source& source : sources) {
    if (stopped()) break;
    auto read = read_source(source);
    if (!read) return with_context(std::move(read).error(), "ingesting " + source.path);
  }
  MUNIMENT_TRY_VOID(end_batch(stopped() ? "stopped by the user" : "complete"));
  if (stopped()) {
    return make_error(ErrorCode::cancelled, "stopped; " + std::to_string(acknowledged_) + " records of the source are held")
        .advise("run the same command again: what is held is recognised, the rest is added")
        .numbered(2090);
  }
  return sum_up();
}

Result<IngestSummary> IngestRun::sum_up() {
  MUNIMENT_CHECK(summary_.counts.adds_up(), "in source = new + already held + excluded + exceptions");
  summary_.messages_held = messages_held(parts_.log());
  summary_.log_size = parts_.log().end().log_size;
  return std::move(summary_);
}

Result<void> IngestRun::begin_batch(const std::vector<Source>& sources) {
  MUNIMENT_TRY(catalogue_, catalogue_of(parts_));
  chunk_.range.first_entry = parts_.log().end().log_size;
  sessions_.emplace(catalogue_->capture());
  MUNIMENT_TRY(const std::vector<index::BatchRow> batches, catalogue_->batches());
  uint64_t last = 0;
  for (const index::BatchRow& batch : batches) last = std::max(last, batch.number.value);
  summary_.batch = BatchNumber{last + 1};
  BatchBegin begin;
  begin.batch = summary_.batch.value;
  begin.actor = request_.actor.name;
  begin.reason = request_.actor.reason;
  begin.zone = request_.zone.name();
  begin.custodian = request_.custodian;
  for (const Source& source : sources) {
    begin.sources.push_back(source.path);
    const std::string name(source.format->name);
    if (begin.format.find(name) == std::string::npos) begin.format += (begin.format.empty() ? "" : ", ") + name;
    if (begin.parser.empty()) begin.parser = source.format->parser;
    summary_.formats.push_back(name);
  }
  return commit_event(to_record(begin, captured_ms_));
}

Result<std::unique_ptr<ingest::SourceReader>> IngestRun::open_reader(const Source& source) {
  MUNIMENT_TRY(std::shared_ptr<ingest::SourceInput> input, ingest::SourceInput::open(*parts_.fs, source.path));
  return source.format->open(std::move(input), source.options);
}

Result<void> IngestRun::read_source(const Source& source) {
  Reading reading;
  reading.source = &source;
  MUNIMENT_TRY(reading.reader, open_reader(source));
  MUNIMENT_TRY_VOID(choose_conversation(reading));
  held_.begin_source(reading.renaming);
  MUNIMENT_TRY_VOID(take_all(reading));
  return finish_source(reading);
}

Result<void> IngestRun::choose_conversation(Reading& reading) {
  const std::string name = reading.reader->report().suggested_conversation;
  if (name.empty()) return {};  // its records name their conversations
  MUNIMENT_TRY(ConversationChoice choice, find_conversation(*reading.source, name));
  MUNIMENT_TRY(const std::optional<index::ConversationRow> known, catalogue_->conversation(choice.id));
  reading.joins_held = known && known->messages > 0;
  if (reading.joins_held) {
    MUNIMENT_TRY_VOID(index_what_is_held(choice.id));
    changes_.begin_source(choice.id);
  }
  written_to_.insert(choice.id);
  reading.conversation = choice.id;
  reading.renaming = std::move(choice.renaming);
  reading.report.conversation = choice.id + " (" + choice.how + ")";
  return commit_event(to_record(ConversationLabel{choice.id, name, summary_.batch.value, choice.how}, parts_.clock->now_ms()));
}

Result<ConversationChoice> IngestRun::find_conversation(const Source& source, const std::string& name) {
  ConversationFinder finder(held_);
  MUNIMENT_TRY_VOID(look_first(source, finder));
  return request_.conversation.empty() ? finder.choose(parts_, name, request_.custodian) : finder.as_told(request_.conversation);
}

// Standard input cannot be read twice, and into an archive without messages there is nothing to look for.
Result<void> IngestRun::look_first(const Source& source, ConversationFinder& finder) {
  if (source.path == "-" || held_.holds_nothing()) return {};
  MUNIMENT_TRY(const auto reader, open_reader(source));
  Collected ignored;
  while (!stopped()) {
    MUNIMENT_TRY(const std::optional<ingest::SourceRecord> next, reader->next(ignored));
    ignored.exceptions.clear();
    if (!next) break;
    MUNIMENT_TRY_VOID(finder.look_at(record_to_find(*source.format, *next)));
  }
  return {};
}

Result<void> IngestRun::take_all(Reading& reading, const std::optional<FollowCursor>& after) {
  Collected collected;
  while (reading.is_part || !stopped()) {
    MUNIMENT_TRY(std::optional<ingest::SourceRecord> next, reading.reader->next(collected));
    for (const ingest::Exception& exception : std::exchange(collected.exceptions, {})) {
      MUNIMENT_TRY_VOID(take_exception(exception));
    }
    if (!next) break;
    MUNIMENT_TRY_VOID(take_record(reading, std::move(*next)));
    MUNIMENT_TRY_VOID(commit_if_due());
  }
  MUNIMENT_TRY_VOID(finish_minute(reading));
  MUNIMENT_TRY_VOID(settle_carrier());
  if (after) cursors_.push_back(*after);
  return commit_group();
}

Result<Record> IngestRun::to_record_of(const Reading& reading, ingest::SourceRecord& source) const {
  const ingest::SourceFormat& format = *reading.source->format;
  MUNIMENT_TRY(Record record, record_to_recognise(format, reading.conversation, reading.renaming, source));
  record.captured_ms = captured_ms_;
  if (source.delivered) set_delivered(record, *source.delivered);
  record.parser = format.parser;
  record.custodian = source.custodian.empty() ? request_.custodian : std::move(source.custodian);
  record.raw = std::move(source.raw);
  return record;
}

Result<void> IngestRun::take_record(Reading& reading, ingest::SourceRecord source) {
  if (!source.excluded.empty()) return exclude(source);
  if (source.kind == RecordKind::delivery) {
    MUNIMENT_TRY_VOID(settle_carrier());
    carrier_ = std::move(source);
    return {};
  }
  if (reading.joins_held) MUNIMENT_TRY_VOID(make_room_in_minute(reading, source));
  Waiting taken;
  MUNIMENT_TRY(taken.record, to_record_of(reading, source));
  MUNIMENT_TRY(taken.recognition, held_.recognise(taken.record));
  taken.source = std::move(source);
  if (!reading.joins_held) return finish_record(reading, std::move(taken));
  reading.minute_bytes += taken.record.raw.size();
  reading.minute.push_back(std::move(taken));
  return {};
}

Result<void> IngestRun::exclude(const ingest::SourceRecord& source) {
  observe(source, SessionTracker::Seen::unknown);
  ++summary_.counts.in_source;
  ++summary_.counts.excluded;
  ++summary_.excluded[source.excluded];
  return {};
}

void IngestRun::observe(const ingest::SourceRecord& source, SessionTracker::Seen seen) {
  if (source.delivered) sessions_->observe(*source.delivered, seen, source.facts);
}

// A delivery of which every part was held before brought nothing: what is held came in another one.
Result<void> IngestRun::settle_carrier() {
  if (!carrier_) return {};
  ingest::SourceRecord carrier = std::move(*carrier_);
  carrier_.reset();
  carrier.excluded = "delivery: all that came in it was held before";
  return exclude(carrier);
}

// Behind the first record of it that is new.
Result<void> IngestRun::add_carrier(Reading& reading) {
  Waiting taken;
  taken.source = std::move(*carrier_);
  carrier_.reset();
  MUNIMENT_TRY(taken.record, to_record_of(reading, taken.source));
  MUNIMENT_TRY(taken.recognition, held_.recognise(taken.record));
  return finish_record(reading, std::move(taken));
}

// Which held message a deletion notice stands for can only be said when the whole minute was read.
Result<void> IngestRun::make_room_in_minute(Reading& reading, const ingest::SourceRecord& next) {
  if (reading.minute.empty()) return {};
  if (reading.minute.front().source.wall_minute != next.wall_minute) {
    MUNIMENT_TRY_VOID(finish_minute(reading));
    reading.minute_overflowed = false;
  } else if (reading.minute.size() >= kRecordsToAMinute || reading.minute_bytes >= kBytesToAMinute) {
    reading.minute_overflowed = true;
    MUNIMENT_TRY_VOID(finish_minute(reading));
  }
  return {};
}

Result<void> IngestRun::finish_minute(Reading& reading) {
  if (!reading.minute_overflowed) {
    std::vector<LaterChanges::Taken> taken;
    for (Waiting& waiting : reading.minute) {
      taken.push_back({&waiting.record, waiting.recognition.outcome == Recognition::Outcome::added});
    }
    MUNIMENT_TRY_VOID(changes_.settle(taken));
  }
  for (Waiting& waiting : std::exchange(reading.minute, {})) {
    MUNIMENT_TRY_VOID(finish_record(reading, std::move(waiting)));
  }
  reading.minute_bytes = 0;
  return {};
}

Result<void> IngestRun::finish_record(Reading& reading, Waiting taken) {
  ++summary_.counts.in_source;
  if (observer_.reading && summary_.counts.in_source % kRecordsToAnObserver == 0) {
    observer_.reading(reading.source->path, summary_.counts.in_source);
  }
  const bool is_new = taken.recognition.outcome == Recognition::Outcome::added;
  const auto seen = is_new ? SessionTracker::Seen::first_time : SessionTracker::Seen::again;
  // The facts are in the record by now, and the recorder's own marks are among them.
  if (taken.source.delivered) sessions_->observe(*taken.source.delivered, seen, taken.record.facts);
  if (!is_new) {
    ++summary_.counts.already_held;
    if (taken.recognition.number < held_.source_first()) reading.seen_again.push_back(taken.recognition.number.value);
    return {};
  }
  ++summary_.counts.added;
  MUNIMENT_TRY(std::vector<archive::BlobKey> blobs, store_attachments(reading, taken.source, taken.record));
  MUNIMENT_TRY_VOID(messages_.add({std::move(taken.record), taken.recognition.identity, std::move(blobs)}));
  return carrier_ ? add_carrier(reading) : Result<void>();
}

Result<std::vector<archive::BlobKey>> IngestRun::store_attachments(Reading& reading, const ingest::SourceRecord& source,
                                                                   Record& record) {
  std::vector<archive::BlobKey> blobs;
  for (size_t i = 0; i < source.attachments.size(); ++i) {
    if (!source.attachments[i].open) {
      ++reading.report.media_absent;
      continue;
    }
    MUNIMENT_TRY(archive::BlobKey key, attachments_.store(source.attachments[i], record.attachments[i]));
    ++reading.report.media_stored;
    blobs.push_back(std::move(key));
  }
  return blobs;
}

Result<void> IngestRun::take_exception(const ingest::Exception& exception) {
  ++summary_.counts.in_source;
  ++summary_.counts.exceptions;
  const ingest::Place& place = exception.place;
  if (summary_.exceptions.size() < kListedExceptions) {
    summary_.exceptions.push_back({place.path, place.line, exception.what, exception.why});
  }
  ExceptionNote note;
  note.batch = summary_.batch.value;
  note.path = place.path;
  note.what = exception.what;
  note.why = exception.why;
  note.line = place.line;
  note.offset = place.offset;
  note.raw = exception.raw;
  if (exception.delivered) sessions_->observe(*exception.delivered, SessionTracker::Seen::unknown, {});
  return add_event(to_record(note, captured_ms_));
}

Result<void> IngestRun::add_event(const Record& event) {
  uncommitted_events_.push_back(event);
  return events_.add({event, {}, {}});
}

Result<void> IngestRun::finish_source(Reading& reading) {
  MUNIMENT_TRY_VOID(write_sightings(reading));
  report_source(reading);
  summary_.sources.push_back(reading.report);
  return {};
}

void IngestRun::report_source(Reading& reading) {
  const ingest::SourceReport& found = reading.reader->report();
  BatchSource& report = reading.report;
  report.path = reading.source->path;
  report.layout = found.layout;
  report.date_order = found.date_order;
  report.zone = found.zone;
  report.evidence = found.evidence;
  report.warnings = found.warnings;
  report.lines = found.lines;
  report.warnings.insert(report.warnings.end(), reading.renaming.why().begin(), reading.renaming.why().end());
  report.times_in_gap = found.times_in_gap;
  report.times_in_overlap = found.times_in_overlap;
  report.steps_back = found.steps_back;
  report.media_unreferenced = found.unreferenced.size();
  if (!found.unreferenced.empty()) {
    constexpr size_t kNamed = 5;
    std::string names;
    for (size_t i = 0; i < std::min(found.unreferenced.size(), kNamed); ++i) names += (i > 0 ? ", " : "") + found.unreferenced[i];
    if (found.unreferenced.size() > kNamed) names += ", …";
    report.warnings.push_back("no message mentions these files; each was taken in as a record of its own, but for what "
                              "systems leave behind and other chats: " + names);
  }
}

Result<void> IngestRun::write_sightings(const Reading& reading) {
  const auto ranges = to_ranges(reading.seen_again);
  for (size_t at = 0; at < ranges.size(); at += kRangesToASighting) {
    Sighting sighting;
    sighting.batch = summary_.batch.value;
    sighting.custodian = request_.custodian;
    sighting.source = reading.source->path;
    const size_t count = std::min(kRangesToASighting, ranges.size() - at);
    sighting.ranges.assign(ranges.begin() + static_cast<ptrdiff_t>(at), ranges.begin() + static_cast<ptrdiff_t>(at + count));
    MUNIMENT_TRY_VOID(commit_event(to_record(sighting, captured_ms_)));
  }
  return {};
}

Result<void> IngestRun::commit_if_due() {
  if (parts_.writer->pending_bytes() >= kGroupBytes) return commit_group();
  if (++since_clock_ < kRecordsToAClockLook) return {};
  since_clock_ = 0;
  const int64_t now = parts_.clock->now_ms();
  return now - last_commit_ms_ >= kGroupMs || now < last_commit_ms_ ? commit_group() : Result<void>();
}

// How far sessions and files were read stands in the same group as what was read.
Result<void> IngestRun::add_capture_events(bool at_end) {
  const int64_t now_ms = parts_.clock->now_ms();
  for (const CaptureGap& gap : sessions_->settle(now_ms, at_end)) MUNIMENT_TRY_VOID(add_event(to_record(gap, now_ms)));
  if (!sessions_->has_news() && cursors_.empty()) return {};
  CaptureProgress progress;
  progress.batch = summary_.batch.value;
  progress.counts = summary_.counts;
  sessions_->take_news(progress);
  progress.cursors = std::exchange(cursors_, {});
  return add_event(to_record(progress, now_ms));
}

// After it, every record read so far is dealt with for ever, and the observer may say so.
Result<void> IngestRun::commit_group() {
  MUNIMENT_TRY_VOID(messages_.flush());
  MUNIMENT_TRY_VOID(add_capture_events(false));
  MUNIMENT_TRY_VOID(events_.flush());
  MUNIMENT_TRY_VOID(parts_.writer->commit());
  MUNIMENT_TRY_VOID(apply_committed());
  last_commit_ms_ = parts_.clock->now_ms();
  if (acknowledged_ != summary_.counts.in_source) {
    acknowledged_ = summary_.counts.in_source;
    if (observer_.committed) observer_.committed(acknowledged_, parts_.log().end().log_size);
  }
  return chunk_.documents() >= kChunkDocuments ? submit_chunk() : Result<void>();
}

Result<void> IngestRun::commit_event(const Record& event) {
  MUNIMENT_TRY_VOID(record_event(parts_, event));
  MUNIMENT_TRY_VOID(catalogue_->apply(event, std::nullopt));
  return apply_committed();
}

// The catalogue follows the log: only what is durable is folded in.
Result<void> IngestRun::apply_committed() {
  for (; applied_frames_ < chunk_.frames.size(); ++applied_frames_) {
    const FeedFrame& frame = chunk_.frames[applied_frames_];
    for (size_t i = 0; i < frame.records.size(); ++i) {
      MUNIMENT_TRY_VOID(catalogue_->apply(frame.records[i], MessageNumber{frame.first.value + i}));
    }
  }
  for (const Record& event : std::exchange(uncommitted_events_, {})) {
    MUNIMENT_TRY_VOID(catalogue_->apply(event, std::nullopt));
  }
  catalogue_->set_log_size(parts_.log().end().log_size);
  return {};
}

Result<void> IngestRun::submit_chunk() {
  const uint64_t end = parts_.log().end().log_size;
  const uint64_t next_id = chunk_.id + 1;
  chunk_.range.end_entry = end;
  feeder_.submit(std::exchange(chunk_, {}));
  chunk_.id = next_id;
  chunk_.range = {end, end};
  applied_frames_ = 0;
  held_.begin_chunk(next_id);
  MUNIMENT_TRY(std::vector<FedChunk> finished, feeder_.take_finished());
  return take_chunks(std::move(finished));
}

Result<void> IngestRun::take_chunks(std::vector<FedChunk> chunks) {
  for (FedChunk& chunk : chunks) {
    held_.chunk_indexed(chunk);
    ready_.push_back(std::move(chunk));
  }
  return ready_.size() >= ready_chunks_ ? write_ready_partitions() : Result<void>();
}

Result<void> IngestRun::write_ready_partitions() {
  std::vector<std::shared_ptr<const index::Partition>> partitions;
  std::vector<index::LogRange> covered;
  for (FedChunk& chunk : ready_) {
    covered.push_back(chunk.range);
    for (auto& partition : chunk.partitions) partitions.push_back(std::move(partition));
  }
  ready_.clear();
  if (covered.empty()) return {};
  MUNIMENT_TRY_VOID(parts_.index->add(std::move(partitions), std::move(covered)));
  return held_.partitions_written();
}

Result<void> IngestRun::end_batch(const std::string& outcome) {
  MUNIMENT_TRY_VOID(add_capture_events(true));
  MUNIMENT_TRY_VOID(commit_group());
  BatchEnd end;
  end.batch = summary_.batch.value;
  end.counts = summary_.counts;
  end.sources = summary_.sources;
  end.outcome = outcome;
  MUNIMENT_TRY_VOID(commit_event(to_record(end, parts_.clock->now_ms())));
  MUNIMENT_TRY_VOID(finish_index());
  return catalogue_->save();
}

// Messages are looked up by their minute in the index, also those of an earlier source of this run.
Result<void> IngestRun::index_what_is_held(const std::string& conversation) {
  if (!written_to_.contains(conversation)) return {};
  if (!chunk_.frames.empty()) MUNIMENT_TRY_VOID(submit_chunk());
  MUNIMENT_TRY(std::vector<FedChunk> finished, feeder_.finish());
  return take_chunks(std::move(finished));
}

Result<void> IngestRun::finish_index() {
  if (!chunk_.frames.empty()) MUNIMENT_TRY_VOID(submit_chunk());
  MUNIMENT_TRY(std::vector<FedChunk> finished, feeder_.finish());
  MUNIMENT_TRY_VOID(take_chunks(std::move(finished)));
  MUNIMENT_TRY_VOID(write_ready_partitions());
  summary_.searchable = messages_held(parts_.log()) - uncovered_messages(parts_);
  return {};
}

}  // namespace muniment::pipeline
