// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/log_index.h"

#include <algorithm>

#include "core/model/codec.h"
#include "core/model/event.h"

namespace muniment::pipeline {
namespace {

Result<FeedFrame> decode_frame(const archive::FrameContent& content, Identities& identities) {
  FeedFrame frame;
  frame.cls = content.entry.cls;
  frame.first = content.entry.first_message;
  for (const ByteView bytes : content.records) {
    MUNIMENT_TRY(Record record, decode_record(bytes));
    MUNIMENT_TRY(const Identity identity, identities.of(record));
    record.raw.clear();  // not needed for the index, and the largest part
    frame.identities.push_back(identity);
    frame.records.push_back(std::move(record));
  }
  return frame;
}

// Small for what is built in memory for one question, both cores for a rebuild.
unsigned workers_for(uint64_t messages) { return messages > 5'000 ? 2 : 1; }

using Submit = std::function<Result<void>(FeedChunk)>;

// Reads the stretch of the log and hands its messages on as chunks.
Result<void> feed_range(StoreParts& parts, index::LogRange range, const Submit& submit) {
  const archive::Reader& log = parts.log();
  Identities identities(log.keys().identity_key(kBusinessClass));
  FeedChunk chunk;
  chunk.range = {range.first_entry, range.first_entry};
  for (uint64_t index = range.first_entry; index < range.end_entry; ++index) {
    chunk.range.end_entry = index + 1;
    if (log.entries()[index].kind != archive::EntryKind::messages) continue;
    MUNIMENT_TRY(const archive::FrameContent content, log.read(index));
    MUNIMENT_TRY(FeedFrame frame, decode_frame(content, identities));
    chunk.frames.push_back(std::move(frame));
    if (chunk.documents() < kChunkDocuments) continue;
    MUNIMENT_TRY_VOID(submit(std::move(chunk)));
    chunk = FeedChunk();
    chunk.range = {index + 1, index + 1};
  }
  if (chunk.frames.empty()) return {};
  return submit(std::move(chunk));
}

Result<void> take_all(std::vector<FedChunk> chunks, const BuildSteps& steps) {
  for (FedChunk& chunk : chunks) MUNIMENT_TRY_VOID(steps.take(std::move(chunk)));
  return {};
}

Result<std::vector<FedChunk>> build_uncovered(StoreParts& parts) {
  std::vector<FedChunk> chunks;
  const auto keep = [&chunks](FedChunk chunk) {
    chunks.push_back(std::move(chunk));
    return Result<void>();
  };
  MUNIMENT_TRY_VOID(build_ranges(parts, parts.index->uncovered(parts.log().end().log_size), {.take = keep}));
  std::ranges::sort(chunks, {}, &FedChunk::id);
  return chunks;
}

}  // namespace

uint64_t messages_in(const archive::Reader& log, const std::vector<index::LogRange>& ranges) {
  const auto entries = log.entries();
  uint64_t count = 0;
  for (const index::LogRange& range : ranges) {
    for (uint64_t index = range.first_entry; index < range.end_entry && index < entries.size(); ++index) {
      if (entries[index].kind == archive::EntryKind::messages) count += entries[index].records;
    }
  }
  return count;
}

uint64_t uncovered_messages(StoreParts& parts) {
  if (parts.tail_is_complete) return 0;
  return messages_in(parts.log(), parts.index->uncovered(parts.log().end().log_size));
}

Result<void> build_ranges(StoreParts& parts, const std::vector<index::LogRange>& ranges, const BuildSteps& steps) {
  const uint64_t messages = messages_in(parts.log(), ranges);
  if (messages == 0) return {};
  IndexFeeder feeder(workers_for(messages));
  uint64_t next_id = 0, read = 0;
  for (const index::LogRange& range : ranges) {
    MUNIMENT_TRY_VOID(feed_range(parts, range, [&](FeedChunk chunk) -> Result<void> {
      chunk.id = next_id++;
      read += chunk.documents();
      feeder.submit(std::move(chunk));
      if (steps.read) steps.read(read);
      MUNIMENT_TRY(std::vector<FedChunk> finished, feeder.take_finished());
      return take_all(std::move(finished), steps);
    }));
  }
  MUNIMENT_TRY(std::vector<FedChunk> last, feeder.finish());
  return take_all(std::move(last), steps);
}

Result<void> index_uncovered(StoreParts& parts) {
  const uint64_t log_size = parts.log().end().log_size;
  const std::vector<index::LogRange> ranges = parts.index->uncovered(log_size);
  MUNIMENT_TRY(std::vector<FedChunk> chunks, build_uncovered(parts));
  if (chunks.empty()) return {};  // events alone are covered by the next run that adds a message
  std::vector<std::shared_ptr<const index::Partition>> partitions;
  for (FedChunk& chunk : chunks) {
    for (auto& partition : chunk.partitions) partitions.push_back(std::move(partition));
  }
  return parts.index->add(std::move(partitions), ranges);
}

Result<std::vector<std::shared_ptr<const index::Partition>>> all_partitions(StoreParts& parts) {
  if (!parts.tail_is_complete) {
    MUNIMENT_TRY(std::vector<FedChunk> chunks, build_uncovered(parts));
    for (FedChunk& chunk : chunks) {
      for (auto& partition : chunk.partitions) parts.tail.push_back(index::kept_by(parts.open_partitions, *partition));
    }
    parts.tail_is_complete = true;
  }
  auto partitions = parts.index->partitions();
  partitions.insert(partitions.end(), parts.tail.begin(), parts.tail.end());
  return partitions;
}

Result<index::Catalogue*> catalogue_of(StoreParts& parts) {
  const archive::Reader& log = parts.log();
  if (!parts.catalogue) {
    MUNIMENT_TRY(parts.catalogue,
                 index::Catalogue::open(*parts.fs, parts.path / "cat", log.id(), log.keys().catalogue_key().view()));
  }
  const uint64_t end = log.end().log_size;
  for (uint64_t index = parts.catalogue->log_size(); index < end; ++index) {
    MUNIMENT_TRY(const archive::FrameContent content, log.read(index));
    const bool numbered = content.entry.kind == archive::EntryKind::messages;
    for (size_t i = 0; i < content.records.size(); ++i) {
      MUNIMENT_TRY(const Record record, decode_record(content.records[i]));
      std::optional<MessageNumber> number;
      if (numbered) number = MessageNumber{content.entry.first_message.value + i};
      MUNIMENT_TRY_VOID(parts.catalogue->apply(record, number));
    }
  }
  parts.catalogue->set_log_size(end);
  return parts.catalogue.get();
}

Result<Recorded> record_event(StoreParts& parts, const Record& event) {
  if (!parts.writer) {
    MUNIMENT_TRY_VOID(parts.log().spool_access(encode(event)));
    return Recorded::in_spool;
  }
  archive::FrameDraft draft;
  draft.kind = archive::EntryKind::event;
  draft.cls = kEventClass;
  draft.month = month_of(parts.clock->now_ms());
  draft.records.push_back(encode(event));
  MUNIMENT_TRY_VOID(parts.writer->add(draft));
  MUNIMENT_TRY_VOID(parts.writer->commit());
  return Recorded::in_log;
}

Result<std::vector<Record>> spooled_events(StoreParts& parts, RecordKind kind) {
  MUNIMENT_TRY(const std::vector<Bytes> spooled, parts.log().spooled());
  std::vector<Record> events;
  for (const Bytes& bytes : spooled) {
    MUNIMENT_TRY(Record record, decode_record(bytes));
    if (record.kind == kind) events.push_back(std::move(record));
  }
  std::ranges::stable_sort(events, {}, [](const Record& record) { return record.captured_ms.value_or(0); });
  return events;
}

Result<void> record_access(StoreParts& parts, const Actor& actor, std::string command, std::string query, uint64_t results) {
  Access access;
  access.actor = actor.name;
  access.command = std::move(command);
  access.query = std::move(query);
  access.reason = actor.reason;
  access.results = results;
  access.tool = actor.tool;
  auto written = record_event(parts, to_record(access, parts.clock->now_ms()));
  if (written) return {};
  return with_context(std::move(written).error(), "writing the access record, without which no content is shown");
}

}  // namespace muniment::pipeline
