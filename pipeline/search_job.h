// SPDX-License-Identifier: GPL-3.0-or-later
// Questions to the archive. Each of these writes an access record, durably, before it returns any content; if that
// cannot be written, nothing is returned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/model/later_change.h"
#include "core/model/record.h"
#include "index/catalogue.h"
#include "index/search.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// Something that refers to a message: also reactions, receipts, votes, pins, replies.
struct HistoryEvent {
  MessageNumber number;
  ReferenceType type = ReferenceType::reply;
  int64_t time_ms = 0;                    // of the event, else of its capture
  Record record;
};

struct MessageView {
  MessageNumber number;
  Record record;                          // as held, but that references to held messages have their numbers
  std::string conversation_title;
  std::vector<index::TextRange> matches;  // of the query, in record.text
  std::vector<LaterChange> changes;       // by time
  bool is_hit = true;                     // false: context around a hit
};

struct SearchRequest {
  std::string query;
  std::string command = "search";         // as the access record names it
  index::Dialect dialect = index::Dialect::muniment;  // how it is written
  size_t limit = 50;
  bool count_only = false;
  size_t context = 0;                     // messages before and after each hit, in its conversation
  index::Order order = index::Order::newest_first;
  index::Unit unit{};                     // in which the words of the query may stand; a message, if nothing else is said
  std::optional<MessageNumber> behind;    // only hits behind this message in that order: the next page
  bool explain = false;
  bool facets = false;                    // also how all hits are spread
  bool read_later = false;                // leave the messages to FoundMessages
  Actor actor;
};

struct FoundMessage {
  MessageNumber number;
  bool is_hit = true;
};

struct SearchAnswer {
  std::vector<FoundMessage> found;        // hits in the order asked for; with context, each group in reading order
  std::vector<size_t> group_starts;       // with context: where each group begins in `found`
  std::vector<MessageView> messages;      // those of `found`, unless they are read later
  index::Query query;                     // as it was read
  uint64_t total = 0;                     // messages that match; exact
  index::Unit unit{};                     // in which the words could stand
  uint64_t units = 0;                     // that match, where the unit is no message
  uint64_t searched = 0, of = 0;          // completeness: messages searched, messages held
  std::string missing;                    // those that were not searched, "m4..m6, m9"; empty where none is missing
  std::vector<std::string> notes;         // times resolved, and what is not covered
  std::string understood;                 // the query as a tree
  std::optional<MessageNumber> last;      // the last hit of a full page: the next begins behind it
  std::optional<index::Explanation> explanation;  // if asked for
  std::optional<index::Facets> facets;    // if asked for; conversations with their titles
  double seconds = 0;                     // for the search itself: expansion_seconds and the rest
  double reading_seconds = 0;             // for reading the query, and for the people whom it means
  double expansion_seconds = 0;           // for the words and people for which parts of it stand
};

Result<SearchAnswer> search(Store& store, const SearchRequest& request);

struct ShowAnswer {
  std::vector<MessageView> messages;      // the one asked for, with context if asked; is_hit marks it
  uint64_t entry = 0;                     // where it stands in the log
  uint64_t segment = 0;
  uint32_t frame = 0;
  int64_t archived_ms = 0;                // time of the commit
  Sha256 record_sha256;
};
Result<ShowAnswer> show(Store& store, MessageNumber number, size_t context, const Actor& actor);

struct HistoryAnswer {
  std::optional<MessageView> message;     // that the one asked for is about, or that one itself; nothing: it never came
  std::string source_message_id;          // by which its source knows it; may be empty
  std::vector<HistoryEvent> events;       // by time
};
Result<HistoryAnswer> history(Store& store, MessageNumber number, const Actor& actor);

// One attachment's bytes, to the sink; the SHA-256 is checked. Writes an access record first.
Result<void> save_attachment(Store& store, MessageNumber number, size_t attachment, const Actor& actor,
                             const std::function<Result<void>(ByteView)>& sink);

struct ThreadRequest {
  std::string conversation;               // id or title
  std::optional<MessageNumber> around;    // with `context` messages before and after
  std::optional<std::pair<int64_t, int64_t>> between_ms;  // [from, until)
  size_t context = 20;
  size_t limit = 200;                     // of the newest, where neither is given
  Actor actor;
};
struct ThreadAnswer {
  index::ConversationRow conversation;
  std::vector<MessageView> messages;      // in reading order
  uint64_t total = 0;                     // messages of the conversation
};
Result<ThreadAnswer> thread(Store& store, const ThreadRequest& request);

Result<std::vector<index::ConversationRow>> chats(Store& store, const Actor& actor);
Result<index::ConversationRow> chat(Store& store, const std::string& id_or_title, const Actor& actor);

}  // namespace muniment::pipeline
