// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: what an open Store consists of.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "archive/archive.h"
#include "core/model/record.h"
#include "index/catalogue.h"
#include "index/search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// Frames that were read lately, so that neighbours do not decrypt and decompress the same frame again.
class FrameCache {
 public:
  explicit FrameCache(const archive::Reader& log) : log_(log) {}
  // The record of that message; not_found if the number was never given out.
  Result<Record> record(MessageNumber number);
  // Its bytes as they stand in the log. The view lives until the next call.
  Result<ByteView> record_bytes(MessageNumber number);
  // The whole frame that holds the message. The pointer lives until the next call.
  Result<const archive::FrameContent*> frame_of(MessageNumber number);

 private:
  static constexpr size_t kFrames = 64;
  const archive::Reader& log_;
  std::list<archive::FrameContent> frames_;  // most recently used first
};

struct StoreParts {
  io::FileSystem* fs = nullptr;
  io::Path path;
  const Clock* clock = nullptr;
  std::unique_ptr<archive::Writer> writer;     // in write mode
  std::unique_ptr<archive::Reader> own_reader; // in read mode
  std::unique_ptr<index::Store> index;
  std::unique_ptr<index::Catalogue> catalogue; // see catalogue_of()
  std::vector<std::shared_ptr<const index::Partition>> tail;  // indexed on the spot, in memory
  bool tail_is_complete = false;
  TimeZone zone = TimeZone::utc();
  std::vector<std::string> notes;
  std::unique_ptr<FrameCache> frames;
  std::shared_ptr<index::OpenPartitions> open_partitions;  // of the index and the tail

  archive::Reader& log() { return writer ? writer->reader() : *own_reader; }
};

archive::Unlock to_archive(const Unlock& unlock);
archive::Outside outside_of(const Machine& machine);

// Messages held according to the log.
uint64_t messages_held(const archive::Reader& log);

// Whether another process holds the writer's lock. For who reads: a writer would meet itself.
Result<bool> is_writer_active(StoreParts& parts);

// Everything that can be searched: the partitions on disk and, for what the log has beyond them, partitions built in
// memory on the spot. A message that is in the log is in the answer.
Result<std::vector<std::shared_ptr<const index::Partition>>> all_partitions(StoreParts& parts);

// The catalogue, brought up to the end of the log.
Result<index::Catalogue*> catalogue_of(StoreParts& parts);

// Writes an access record, durable on return; content may be shown only after it.
Result<void> record_access(StoreParts& parts, const Actor& actor, std::string command, std::string query, uint64_t results);

// Commits an event about what was done, or spools it where this process does not write. Durable on return.
Result<Recorded> record_event(StoreParts& parts, const Record& event);

// Events of a kind that wait in the spool, in the order in which they were made.
Result<std::vector<Record>> spooled_events(StoreParts& parts, RecordKind kind);

SecretBytes manifest_key(const archive::Reader& log);
index::KeySource partition_keys(const archive::Reader& log);
index::EarlierKeys earlier_partition_keys(const archive::Reader& log);

}  // namespace muniment::pipeline
