// SPDX-License-Identifier: GPL-3.0-or-later
// Words to messages. The index is derived from the log: it can be deleted and rebuilt, and it says how much of the log
// it covers. On disk it is ciphertext only; in use it lives in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/time_zone.h"
#include "core/io/file_system.h"
#include "core/model/record.h"
#include "index/facets.h"
#include "index/open_partitions.h"
#include "index/query.h"
#include "index/term_counts.h"
#include "index/unit_search.h"

namespace muniment::index {

// Gives the key of the partitions of one (class, month). Must be thread-safe.
using KeySource = std::function<Result<SecretBytes>(ClassId, Month)>;
// And those that it replaced, newest first: for reading partitions that were written before. Must be thread-safe.
using EarlierKeys = std::function<std::vector<SecretBytes>(ClassId, Month)>;

// A stretch of the log, in log entries: [first_entry, end_entry).
struct LogRange {
  uint64_t first_entry = 0;
  uint64_t end_entry = 0;
  friend bool operator==(const LogRange&, const LogRange&) = default;
};

// What the index keeps of one message. Views need to live only during add().
struct Document {
  MessageNumber number;
  const Record& record;
  IdentityKey identity;              // for idempotent ingest
  std::optional<IdentityKey> content_identity;  // text exports: the same without the conversation, to recognise a chat by its content
};

// A partition in memory: sealed, searchable, not (yet) on disk.
class Partition;

// Builds one partition. One thread per builder; several builders may work at once. Scratch files live in
// io::ScratchDir. About 100 bytes of memory per document.
class PartitionBuilder {
 public:
  static Result<std::unique_ptr<PartitionBuilder>> create(ClassId cls, Month month);
  virtual ~PartitionBuilder() = default;
  virtual Result<void> add(const Document& document) = 0;  // any order of numbers and times
  virtual uint64_t documents() const = 0;
  // Ends the build. `range`: the log entries from which the documents came.
  virtual Result<std::shared_ptr<const Partition>> finish(LogRange range) = 0;
};

struct PartitionInfo {
  std::string file;              // below idx/
  uint64_t generation = 1;
  uint32_t tokenizer_version = 0;
  ClassId cls;
  Month month;
  LogRange range;                // around all of them
  std::vector<LogRange> ranges;  // the log entries from which its messages came; ascending, apart
  uint64_t documents = 0;
  uint64_t bytes = 0;            // on disk
  int64_t first_ms = 0, last_ms = 0;  // event times
};

// A new index beside the one that holds. For one thread; while there is one, nothing else is written to the store.
class Replacement {
 public:
  virtual ~Replacement() = default;  // not finished: the index is what it was, and the next writer removes the files
  // Writes the partition to its file. Nothing refers to it yet; it need not be kept in memory.
  virtual Result<void> add(const Partition& partition) = 0;
  // The manifest names what was added, merged where that is worth it, and nothing else: a crash leaves the old index or
  // the new one, whole. Durable on return. `covered`: the log entries from which all of it came.
  virtual Result<void> finish(std::vector<LogRange> covered) = 0;
};

// The directory idx/ of an archive. Reading is thread-safe; writing is for the archive's one writer.
class Store {
 public:
  // A missing or empty idx/ is an empty store. So is one whose manifest, or any partition, is of another version of the
  // program: no damage, `was_of_another_version()`, and it is built anew from the log. A manifest or partition that does not
  // open is dropped from the store and listed in `damaged()`: what it covered counts as not covered, and is rebuilt from the
  // log. `keeper`: opens the partitions for searches and closes them again; without one they stay open.
  static Result<std::unique_ptr<Store>> open(io::FileSystem& fs, const io::Path& idx, const ArchiveId& archive, ByteView manifest_key,
                                             KeySource keys, EarlierKeys earlier = {}, std::shared_ptr<OpenPartitions> keeper = {});
  virtual ~Store() = default;
  virtual std::vector<std::shared_ptr<const Partition>> partitions() const = 0;
  virtual std::vector<PartitionInfo> list() const = 0;
  virtual std::vector<std::string> damaged() const = 0;
  virtual bool was_of_another_version() const = 0;  // until the next add() or finish()
  // Log ranges that no partition covers, below `log_size`; merged and ascending.
  virtual std::vector<LogRange> uncovered(uint64_t log_size) const = 0;
  // Writes the partitions (each in its own encrypted file, synced), then switches the manifest by rename. Durable on
  // return. Entries of the log that hold no messages are covered too: `covered` is added to what the manifest covers.
  virtual Result<void> add(std::vector<std::shared_ptr<const Partition>> partitions, std::vector<LogRange> covered) = 0;
  // For a rebuild: see above. Searches go on with the old index meanwhile.
  virtual Result<std::unique_ptr<Replacement>> replacement() = 0;
  // Merges the partitions of each class and month into the fewest, of at most half a million messages, and switches the
  // manifest as add() does. Durable on return. Holds what it merges in memory, one partition of the result at a time.
  virtual Result<void> compact() = 0;
  // When the keys change: the manifest goes before its key does, so that a crash in between leaves an index that is
  // empty and not one that is damaged; and comes back under the new key. Partitions stay as they are.
  virtual Result<void> remove_manifest() = 0;
  virtual Result<void> write_manifest_under(ByteView manifest_key) = 0;
  virtual Result<void> verify() = 0;  // reads and checks every byte of every file that the manifest names
  // After a search reported a corrupt partition: checks every byte, and drops what does not open, as open() does.
  // For the writer; nothing on disk changes before the next add().
  virtual Result<void> drop_damaged() = 0;
};

// The same partition, opened and closed by `keeper` as those of a store are: for one that is in memory only, of which the
// packed bytes stay.
std::shared_ptr<const Partition> kept_by(std::shared_ptr<OpenPartitions> keeper, const Partition& partition);

// --- identity keys -------------------------------------------------------------------------------------------------

// Reads and checks the identity keys, which otherwise happens at the first look-up. After it failed, nothing may be
// looked up in those partitions: drop_damaged() and index again.
Result<void> prepare_identities(std::span<const std::shared_ptr<const Partition>> partitions);

// The number of the message with this identity, if it is held. Sorted arrays inside the partitions; thread-safe.
std::optional<MessageNumber> find_identity(std::span<const std::shared_ptr<const Partition>> partitions, const IdentityKey& key);
// Text exports: the messages whose content identity is this one (several: the same words in several chats), at most `limit`.
std::vector<MessageNumber> find_content_identity(std::span<const std::shared_ptr<const Partition>> partitions,
                                                 const IdentityKey& key, size_t limit);

// --- searching -------------------------------------------------------------------------------------------------------

enum class Order { newest_first, oldest_first, relevance };

struct SearchOptions {
  size_t limit = 50;        // hits returned; the total is exact all the same. 0: count only
  bool count_all = true;    // false: stop when the page is full (total is then a lower bound)
  Order order = Order::newest_first;
  // Only hits that come behind this message in that order, so that a page begins where another ended; the total is that of
  // all hits. Of a search of messages by time it may be any message, otherwise one of the hits; not_found where it is neither.
  std::optional<MessageNumber> behind{};
};

struct Hit {
  MessageNumber number;
  int64_t time_ms = 0;      // event time, or time of capture where the source has none
  double score = 0;         // by relevance: the higher, the more it says
};

struct HitPage {
  std::vector<Hit> hits;    // by time, then by number; both in the order asked for. By relevance, then the newest first
  uint64_t total = 0;
  bool total_is_exact = true;
  double expansion_seconds = 0;  // of the search: finding the words and people for which parts of the query stand
};

// What a query over units of several messages finds.
struct UnitPage {
  HitPage page;
  uint64_t units = 0;       // that match; windows that lie in one another count once
};

// What a word or a clause of a query finds by itself.
struct WordInfo {
  std::string word;
  uint64_t messages = 0;
};
struct ClauseInfo {
  uint32_t depth = 0;       // in the tree, from 0
  std::string text;         // as label_of() says it
  uint64_t messages = 0;
  std::vector<WordInfo> words;  // for which a pattern stood, most frequent first; a message counts for each of its words
};
struct Explanation {
  std::vector<ClauseInfo> clauses;  // the tree from its root, each clause before its parts
  size_t partitions = 0, searched = 0;  // the others cannot hold a hit, for their dates
};

// That a record refers to a message.
struct Referring {
  MessageNumber number;     // of the record that refers to it
  int64_t time_ms = 0;
  ReferenceType type = ReferenceType::reply;
};

// What is asked for: edits, deletions and other forms of the same message; or reactions, receipts, votes, replies too.
enum class Relations { changes, all };

// A message as its source calls it.
struct SourceName {
  std::string conversation, source_message_id;
};

// Conversations and the codes of their languages; an empty one is unknown.
using ConversationLanguages = std::map<std::string, std::string>;

// Searches a fixed set of partitions. Thread-safe.
class Searcher {
 public:
  static Result<std::unique_ptr<Searcher>> create(std::vector<std::shared_ptr<const Partition>> partitions);
  virtual ~Searcher() = default;
  virtual uint64_t documents() const = 0;
  virtual Result<HitPage> search(const Query& query, const SearchOptions& options) const = 0;
  // Every hit, ascending by number; for exports.
  virtual Result<std::vector<MessageNumber>> all(const Query& query) const = 0;
  // AND, OR and NOT asked of units of messages (not UnitKind::message): the messages of units that match by which they do. `within`
  // limits the messages that count; may be null. invalid_argument for what check_unit() refuses.
  virtual Result<UnitPage> search_units(const Query& query, const NodePtr& within, const UnitScope& scope, const SearchOptions& options) const = 0;
  // In which language each conversation is held, as its commonest words tell. Reads the words of all messages.
  virtual Result<ConversationLanguages> languages() const = 0;
  // All of them, ascending by number.
  virtual Result<std::vector<MessageNumber>> all_in_units(const Query& query, const NodePtr& within, const UnitScope& scope) const = 0;
  // Of all of them.
  virtual Result<Facets> facets_of_units(const Query& query, const NodePtr& within, const UnitScope& scope) const = 0;
  // Of all hits. The zone is that of the months.
  virtual Result<Facets> facets(const Query& query, const TimeZone& zone) const = 0;
  // Searches for every clause alone; `within` limits all counts, and may be null. Costs as much as so many searches.
  virtual Result<Explanation> explain(const Query& query, const NodePtr& within) const = 0;
  // Every term counted over the same messages, for hit reports. A term that is refused spoils nobody else's figures. Takes
  // 20 bytes of memory for each message of the partitions.
  virtual Result<TermCounts> count_terms(const TermCountRequest& request) const = 0;

  // References are found by hashes of names: whoever uses an answer reads the record and compares the names themselves.
  // The records with a reference of this type, ascending.
  virtual Result<std::vector<MessageNumber>> with_reference(ReferenceType type) const = 0;
  // The records that refer to this message, by its number or by its name; by time, then by number, each once.
  virtual Result<std::vector<Referring>> referring_to(std::optional<MessageNumber> number, const Record& record,
                                                      Relations relations) const = 0;
  // For each name the messages that have it, ascending. Reads 4 bytes for every message of the archive, once for all names.
  virtual Result<std::vector<std::vector<MessageNumber>>> named(std::span<const SourceName> names) const = 0;
};

// The parts of a message's text that the query's words matched: byte ranges, ascending, not overlapping. Found with the
// same tokeniser and evaluator as the search, from the text itself.
struct TextRange {
  size_t begin = 0, end = 0;
};
std::vector<TextRange> highlights(const Query& query, const Record& record);

}  // namespace muniment::index
