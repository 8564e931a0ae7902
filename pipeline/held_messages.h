// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which messages are held already, while an ingest adds more. Three places know: the partitions
// on disk, the partitions that this run has built, and (in memory) what waits for the index.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/model/record.h"
#include "index/query.h"
#include "pipeline/event_people.h"
#include "pipeline/identities.h"
#include "pipeline/index_feeder.h"
#include "pipeline/parts.h"
#include "pipeline/renaming.h"

namespace muniment::pipeline {

// What an ingest does with one record. `identity` is the one under which it is (to be) held.
struct Recognition {
  enum class Outcome { added, already_held } outcome = Outcome::added;
  Identity identity;
  MessageNumber number;  // of the held message, or the one that the new message is going to have; see sealed()
};

// A held message as far as it says whose it is: by its content alone, another conversation and another sender may have
// the same.
struct Holder {
  std::string conversation;
  std::string sender;  // the one of the identity
  friend auto operator<=>(const Holder&, const Holder&) = default;
};

class HeldMessages {
 public:
  explicit HeldMessages(StoreParts& parts);

  // Before the records of each source: identical records within one source are different messages (their ordinals
  // differ), identical records of two sources are the same one.
  void begin_source(Renaming renaming = {});

  // Decides, and settles ordinal, revision and the reference that a revision needs in `record`. A record that is new is
  // remembered as held from now on.
  Result<Recognition> recognise(Record& record);

  // Recognising a chat by its content: who holds a record like this one, at most a few, each once.
  Result<std::vector<Holder>> holders_of(const Record& record);

  // Whose deliveries hold messages of that conversation ("" for nobody's), of the newest ones; empty where all of them
  // came with this run.
  Result<std::set<std::string>> custodians_of(const std::string& conversation);

  // Of the indexed messages, those that match, ascending. Nothing where the index is damaged.
  Result<std::vector<MessageNumber>> numbers(index::NodePtr root);

  // Numbers are given out in the order of recognise(), but within a frame the conversations are sorted.
  void sealed(const FeedFrame& frame);

  [[nodiscard]] bool holds_nothing() const { return partitions_.empty() && next_number_ == first_number_; }
  // Messages below it were held before this source.
  [[nodiscard]] MessageNumber source_first() const { return source_first_; }
  // This source has the message, held before it, too.
  [[nodiscard]] bool seen_in_source(MessageNumber number) const {
    return number >= source_first_ || seen_[number.value];
  }

  // What is remembered from now on belongs to chunk `id`; once its partitions are there they know it.
  void begin_chunk(uint64_t id);
  void chunk_indexed(const FedChunk& chunk);
  // Everything that was indexed is on the disk: it is looked up there, and what was kept of it in memory goes.
  Result<void> partitions_written();

 private:
  struct Waiting {
    Sha256 says;           // digest of what the message says, but for its media
    MessageNumber number;
    std::vector<Sha256> media;
    bool is_placeholder = false;
  };
  struct Chunk {
    uint64_t id = 0;
    std::unordered_map<IdentityKey, Waiting> by_identity;
    std::unordered_multimap<IdentityKey, Holder> by_content;
    std::unordered_map<IdentityKey, EventPeople> events;
  };
  struct Found {
    MessageNumber number;
    const Waiting* waiting = nullptr;
  };
  // What a record says, as far as it is compared.
  struct Content {
    Sha256 says;
    std::vector<Sha256> media;
    std::optional<EventPeople> people;  // of events
    bool is_placeholder = false;        // the source promises its content for later, under the same id
  };
  enum class Relation { same, completes, differs };
  // Where a record belongs among those with its id, or its text, minute and sender.
  struct Place {
    Relation relation = Relation::differs;
    uint64_t ordinal = 0;
    uint64_t revision = 0;
    MessageNumber original;  // under revision 0
    MessageNumber held;      // the one that is the same
  };

  Result<const index::Searcher*> searcher();
  std::optional<Found> find(const IdentityKey& key) const;
  Result<Recognition> recognise_by_id(Record& record, const Content& content);
  Result<Recognition> recognise_by_text(Record& record, const Content& content);
  Result<Place> place_by_text(Record& record, const Content& content);
  Result<Place> follow_revisions(Record& record, const Found& original, const Content& content);
  Result<Likeness> compare_people(const Found& found, const IdentityKey& key, const Content& content);
  Result<Relation> relation_to(const Found& found, const Content& content);
  Recognition already_held(const Identity& identity, const Place& place);
  Result<Recognition> add(Record& record, const Place& place, const Content& content);
  static Content content_of(const Record& record);
  static Relation relation(const Content& held, const Content& now);

  StoreParts& parts_;
  Identities identities_;
  std::vector<std::shared_ptr<const index::Partition>> partitions_;
  std::unique_ptr<index::Searcher> searcher_;  // of these partitions, once somebody asked for it
  std::vector<Chunk> chunks_;
  Renaming renaming_;
  MessageNumber next_number_;
  MessageNumber first_number_;
  MessageNumber source_first_;
  std::vector<bool> seen_;  // of the messages below source_first_
  std::unordered_map<IdentityKey, uint64_t> taken_ordinals_;  // by the identity with ordinal 0: so many are this source's
};

}  // namespace muniment::pipeline
