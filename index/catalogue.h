// SPDX-License-Identifier: GPL-3.0-or-later
// The map beside the index: conversations, participants, batches. A fold over the log: it can be deleted and replayed.
// SQLite in memory; on disk only as an encrypted snapshot. No row per message.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/model/record.h"
#include "index/capture_fold.h"
#include "index/people.h"
#include "index/saved_fold.h"
#include "index/source_fold.h"

namespace muniment::index {

struct ConversationRow {
  std::string id;
  std::string title;               // the newest label; the id where none was recorded
  std::vector<std::string> labels; // every label under which it was seen
  uint64_t messages = 0;           // records of message kinds
  std::vector<std::string> participants;  // senders seen, by number of messages
  std::optional<int64_t> first_ms, last_ms;
};

struct BatchRow {
  BatchNumber number;
  int64_t begun_ms = 0;
  std::optional<int64_t> ended_ms;  // nothing: interrupted, or still running
  std::string source;               // what was read
  std::string format;
  // From the end event; without one as far as the run said how far it was, which those that follow streams do.
  uint64_t in_source = 0, added = 0, already_held = 0, excluded = 0, exceptions = 0;
  std::optional<int64_t> counted_ms;  // when it had got so far; nothing: it never said
};

// Not thread-safe.
class Catalogue {
 public:
  // Opens the newest snapshot in `cat`; an empty catalogue if there is none or it does not open (then `log_size()` is 0
  // and the log is replayed from its start).
  static Result<std::unique_ptr<Catalogue>> open(io::FileSystem& fs, const io::Path& cat, const ArchiveId& archive, ByteView key);
  virtual ~Catalogue() = default;

  virtual uint64_t log_size() const = 0;  // entries folded in so far
  // It was opened empty since its snapshot, which is whole, is that of another version of the program: no damage.
  virtual bool was_of_another_version() const = 0;
  // One record of the log, in the order of the log. `number` for message kinds.
  virtual Result<void> apply(const Record& record, std::optional<MessageNumber> number) = 0;
  virtual void set_log_size(uint64_t entries) = 0;  // after all records of the entries below it were applied
  virtual Result<void> save() = 0;  // writes the encrypted snapshot, switched by rename; older ones are removed. Durable on return.

  virtual Result<std::vector<ConversationRow>> conversations() = 0;  // newest activity first
  virtual Result<std::optional<ConversationRow>> conversation(const std::string& id_or_label) = 0;  // exact id, else label
  virtual Result<std::vector<BatchRow>> batches() = 0;  // newest first
  virtual const CaptureFold& capture() const = 0;       // sessions, their gaps, followed files
  virtual Result<uint64_t> exports() = 0;               // how many exports were made
  virtual Result<uint64_t> messages() = 0;
  virtual Result<uint64_t> about_sources() = 0;         // how many of them are is_about_source()
  virtual const SourceFold& sources() const = 0;        // what is expected to deliver
  virtual const PeopleFold& people() const = 0;         // who is who
  virtual const SavedFold& saved() const = 0;           // searches that are kept
  virtual Result<std::vector<Participant>> participants() = 0;  // everybody who sent something, ascending
};

}  // namespace muniment::index
