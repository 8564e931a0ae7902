// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: the state of one ingest from its first to its last commit.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ingest/registry.h"
#include "pipeline/attachments.h"
#include "pipeline/conversation_finder.h"
#include "pipeline/frame_packer.h"
#include "pipeline/held_messages.h"
#include "pipeline/index_feeder.h"
#include "pipeline/ingest_job.h"
#include "pipeline/later_changes.h"
#include "pipeline/log_index.h"
#include "pipeline/parts.h"
#include "pipeline/recognised_sources.h"
#include "pipeline/session_tracker.h"

namespace muniment::pipeline {

class IngestRun {
 public:
  IngestRun(StoreParts& parts, const IngestRequest& request, const IngestObserver& observer);
  Result<IngestSummary> run(const std::vector<Source>& sources);

  // The same in steps, for sources that grow: begin, take each part as it comes, look after what is late in between, end.
  // Every part is committed when take_part() returns, together with the cursor behind it.
  Result<void> begin_following(const std::vector<Source>& sources);
  Result<void> take_part(const Source& part, const std::shared_ptr<ingest::SourceInput>& input,
                         const std::optional<FollowCursor>& after);
  Result<void> rest();
  Result<void> save_catalogue() { return catalogue_->save(); }
  Result<IngestSummary> end_following(std::vector<std::string> warnings);
  // And for what was kept of exceptions: begin as above, take each, count those that stay exceptions, end.
  Result<void> take_kept(const Source& source, const std::shared_ptr<const Bytes>& kept, ExceptionTaken mark);
  void count_exception();
  Result<IngestSummary> end_retrying();
  [[nodiscard]] const index::CaptureFold& known_capture() const { return catalogue_->capture(); }

 private:
  static constexpr size_t kReadyChunks = 8;   // built partitions that wait in memory before they are written

  // A record that was read and recognised, and is not yet on its way into the log.
  struct Waiting {
    ingest::SourceRecord source;
    Record record;
    Recognition recognition;
  };
  // A reader opened for one source, and what belongs to every record of it.
  struct Reading {
    const Source* source = nullptr;
    std::unique_ptr<ingest::SourceReader> reader;
    std::string conversation;              // of a text export
    Renaming renaming;                     // and of its senders
    BatchSource report;
    bool joins_held = false;               // its conversation had messages before it
    std::vector<Waiting> minute;           // records of one minute that wait for the rest of it
    size_t minute_bytes = 0;
    bool minute_overflowed = false;        // it has more than can wait
    bool is_part = false;                  // of a source that grows: a stop waits for its end
    std::vector<uint64_t> seen_again;      // numbers of messages that were held before this source
  };

  Result<void> begin_batch(const std::vector<Source>& sources);
  Result<void> read_source(const Source& source);
  Result<std::unique_ptr<ingest::SourceReader>> open_reader(const Source& source);
  Result<void> choose_conversation(Reading& reading);
  Result<ConversationChoice> find_conversation(const Source& source, const std::string& name);
  Result<void> look_first(const Source& source, ConversationFinder& finder);
  // Commits at the end, together with the cursor behind it.
  Result<void> take_all(Reading& reading, const std::optional<FollowCursor>& after = std::nullopt);
  Result<void> take_record(Reading& reading, ingest::SourceRecord source);
  Result<void> exclude(const ingest::SourceRecord& source);
  Result<void> make_room_in_minute(Reading& reading, const ingest::SourceRecord& next);
  Result<void> finish_minute(Reading& reading);
  Result<void> finish_record(Reading& reading, Waiting record);
  Result<void> settle_carrier();
  Result<void> add_carrier(Reading& reading);
  void observe(const ingest::SourceRecord& source, SessionTracker::Seen seen);
  Result<void> take_exception(const ingest::Exception& exception);
  Result<Record> to_record_of(const Reading& reading, ingest::SourceRecord& source) const;
  Result<std::vector<archive::BlobKey>> store_attachments(Reading& reading, const ingest::SourceRecord& source, Record& record);
  Result<void> write_sightings(const Reading& reading);
  Result<void> finish_source(Reading& reading);

  static void report_source(Reading& reading);
  Result<void> commit_if_due();
  Result<void> commit_group();
  Result<void> add_event(const Record& event);
  Result<void> add_capture_events(bool at_end);
  Result<void> commit_event(const Record& event);
  Result<void> apply_committed();
  Result<void> submit_chunk();
  Result<void> take_chunks(std::vector<FedChunk> chunks);
  Result<void> write_ready_partitions();
  Result<void> end_batch(const std::string& outcome);
  Result<IngestSummary> sum_up();
  Result<void> finish_index();
  Result<void> index_what_is_held(const std::string& conversation);
  [[nodiscard]] bool stopped() const { return request_.stop != nullptr && request_.stop->load(); }

  StoreParts& parts_;
  const IngestRequest& request_;
  const IngestObserver& observer_;
  HeldMessages held_;
  LaterChanges changes_;
  AttachmentStore attachments_;
  FramePacker messages_;
  FramePacker events_;
  index::Catalogue* catalogue_ = nullptr;
  std::optional<SessionTracker> sessions_;
  std::vector<FollowCursor> cursors_;         // to be committed with the next group
  std::optional<ingest::SourceRecord> carrier_;  // a delivery record that waits for something new that came in it

  FeedChunk chunk_;
  size_t applied_frames_ = 0;                 // of chunk_.frames, in the catalogue already
  std::vector<Record> uncommitted_events_;
  std::vector<FedChunk> ready_;               // built, not yet written
  IndexFeeder feeder_;

  std::set<std::string> written_to_;          // the conversations of text exports of this run
  IngestSummary summary_;
  int64_t captured_ms_ = 0;
  int64_t last_commit_ms_ = 0;
  size_t ready_chunks_ = kReadyChunks;        // that may wait before they are written
  std::map<std::string, BatchSource> followed_;  // by path
  Reading following_;                         // what all parts share
  uint64_t acknowledged_ = 0;
  unsigned since_clock_ = 0;
};

}  // namespace muniment::pipeline
