// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which messages are held already, while an ingest adds more. Three places know: the partitions
// on disk, the partitions that this run has built, and (in memory) what waits for the index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/model/record.h"
#include "pipeline/identities.h"
#include "pipeline/index_feeder.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// What an ingest does with one record. `identity` is the one under which it is (to be) held.
struct Recognition {
  enum class Outcome { added, already_held } outcome = Outcome::added;
  Identity identity;
  std::optional<MessageNumber> held;  // the message it is the same as; nothing while that one waits in this run
};

class HeldMessages {
 public:
  explicit HeldMessages(StoreParts& parts);

  // Before the records of each source: identical records within one source are different messages (their ordinals
  // differ), identical records of two sources are the same one.
  void begin_source(MessageNumber next_number);

  // Decides, and settles ordinal and revision in `record`. A record that is new is remembered as held from now on.
  Result<Recognition> recognise(Record& record);

  // Recognising a chat by its content: the conversations that hold a record like this one, at most a few.
  Result<std::vector<std::string>> conversations_with(const Record& record);

  // What is remembered from now on belongs to chunk `id`; once its partitions are there they know it.
  void begin_chunk(uint64_t id);
  void chunk_indexed(const FedChunk& chunk);

 private:
  struct Waiting {
    Sha256 says;           // digest of what the message says
    uint32_t source = 0;
    std::string conversation;  // for text exports only
  };
  struct Chunk {
    uint64_t id = 0;
    std::unordered_map<IdentityKey, Waiting> by_identity;
    std::unordered_map<IdentityKey, IdentityKey> by_content;
  };
  struct Found {
    std::optional<MessageNumber> number;
    const Waiting* waiting = nullptr;
  };

  std::optional<Found> find(const IdentityKey& key) const;
  bool taken_by_this_source(const Found& found, const IdentityKey& key) const;
  void take(const Found& found, const IdentityKey& key);
  Result<bool> says_the_same(const Found& found, const Record& record, const Sha256& says);
  void remember(const Identity& identity, const Record& record, const Sha256& says);

  StoreParts& parts_;
  Identities identities_;
  std::vector<std::shared_ptr<const index::Partition>> partitions_;
  std::vector<Chunk> chunks_;
  uint32_t source_ = 0;
  MessageNumber source_first_;
  std::vector<bool> matched_numbers_;                  // by number, of this source
  std::unordered_set<IdentityKey> matched_waiting_;    // of this source
};

}  // namespace muniment::pipeline
