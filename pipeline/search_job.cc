// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/search_job.h"

#include <map>
#include <set>

#include "core/base/stopwatch.h"
#include "core/crypto/hash.h"
#include "pipeline/asked_query.h"
#include "pipeline/attachments.h"
#include "pipeline/completeness.h"
#include "pipeline/found_messages.h"
#include "pipeline/message_life.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/query_meaning.h"
#include "pipeline/search_scope.h"

namespace muniment::pipeline {
namespace {

// What is held and what was searched; says so in the notes when they differ.
Result<void> state_coverage(StoreParts& parts, const index::Searcher& searcher, const SearchScope& scope, SearchAnswer& answer) {
  note_outside(scope, answer.notes);
  MUNIMENT_TRY(Completeness coverage, completeness_of(parts, searcher, scope.outside));
  note_missing(coverage, answer.notes);
  answer.searched = coverage.searched;
  answer.of = coverage.of;
  answer.missing = std::move(coverage.missing);
  return {};
}

// Hits with their neighbours: each group in reading order, groups in the order of the hits; a message that is near two
// hits of the page stands in the first group only.
Result<void> place_with_context(const index::Searcher& searcher, const std::vector<index::Hit>& hits, size_t context, StoreParts& parts,
                                SearchAnswer& answer) {
  std::set<MessageNumber> is_hit;
  for (const index::Hit& hit : hits) is_hit.insert(hit.number);
  std::map<std::string, std::vector<index::Hit>> conversations;
  std::set<MessageNumber> shown;
  for (const index::Hit& hit : hits) {
    if (shown.contains(hit.number)) continue;
    MUNIMENT_TRY(const Record record, parts.frames->record(hit.number));
    auto& conversation = conversations[record.conversation];
    if (conversation.empty()) {
      MUNIMENT_TRY(conversation, messages_of_conversation(searcher, record.conversation, std::nullopt));
    }
    answer.group_starts.push_back(answer.found.size());
    for (const index::Hit& near : around(conversation, hit.number, context)) {
      if (!shown.insert(near.number).second) continue;
      answer.found.push_back({near.number, is_hit.contains(near.number)});
    }
  }
  return {};
}

Result<void> name_conversations(StoreParts& parts, index::Facets& facets) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  for (index::FacetValue& value : facets.conversations) {
    MUNIMENT_TRY(const std::optional<index::ConversationRow> row, catalogue->conversation(value.value));
    if (row && row->title != value.value) value.label = row->title;
  }
  return {};
}

Result<SearchAnswer> answer_with(const index::Searcher& searcher, StoreParts& parts, const index::Query& query,
                                 const SearchRequest& request) {
  SearchAnswer answer;
  answer.understood = index::to_string(query);
  answer.notes = query.notes;
  index::SearchOptions options;
  options.limit = request.count_only ? 0 : request.limit;
  options.order = request.order;
  options.behind = request.behind;
  const Stopwatch searching;
  MUNIMENT_TRY(const SearchScope scope, scope_of(parts, searcher, query));
  const AskedQuery asked(searcher, query, scope, {request.unit, parts.zone});
  MUNIMENT_TRY(const index::UnitPage found, asked.page(options));
  const index::HitPage& page = found.page;
  answer.unit = request.unit;
  answer.units = found.units;
  answer.seconds = searching.seconds();
  answer.expansion_seconds = page.expansion_seconds;
  answer.total = page.total;
  if (!page.hits.empty() && page.hits.size() == options.limit && page.hits.size() < page.total) answer.last = page.hits.back().number;
  if (request.facets) {
    MUNIMENT_TRY(answer.facets, asked.facets());
  }
  MUNIMENT_TRY_VOID(state_coverage(parts, searcher, scope, answer));
  if (request.explain) {
    MUNIMENT_TRY(answer.explanation, searcher.explain(query, scope.within));
  }
  if (request.context > 0) {
    MUNIMENT_TRY_VOID(place_with_context(searcher, page.hits, request.context, parts, answer));
  } else {
    for (const index::Hit& hit : page.hits) answer.found.push_back({hit.number, true});
  }
  return answer;
}

Result<void> complete(StoreParts& parts, std::vector<MessageView>& views) {
  return ask_index(parts, [&](const index::Searcher& searcher) { return MessageLife(parts, searcher).complete(views); });
}

}  // namespace

Result<SearchAnswer> search(Store& store, const SearchRequest& request) {
  StoreParts& parts = store.parts();
  const Stopwatch reading;
  MUNIMENT_TRY(index::Query typed, read_query(parts, request.query, request.dialect));
  MUNIMENT_TRY(const index::Query query, as_meant(parts, std::move(typed)));
  const double reading_seconds = reading.seconds();
  MUNIMENT_TRY(SearchAnswer answer, ask_index(parts, [&](const index::Searcher& searcher) {
    return answer_with(searcher, parts, query, request);
  }));
  answer.reading_seconds = reading_seconds;
  answer.query = query;
  if (!request.read_later) {
    MUNIMENT_TRY(answer.messages, FoundMessages(store, answer).read_all());
  }
  if (answer.facets) MUNIMENT_TRY_VOID(name_conversations(parts, *answer.facets));
  MUNIMENT_TRY_VOID(record_access(parts, request.actor, as_command(request.command + (request.count_only ? " --count" : ""), request.dialect, request.unit), request.query, answer.total));
  return answer;
}

Result<ShowAnswer> show(Store& store, MessageNumber number, size_t context, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const archive::LogEntry entry, parts.log().find(number));
  ShowAnswer answer;
  answer.entry = entry.index;
  answer.segment = entry.segment.value;
  answer.frame = entry.frame.value;
  answer.archived_ms = entry.committed_ms;
  MUNIMENT_TRY(const ByteView bytes, parts.frames->record_bytes(number));
  answer.record_sha256 = crypto::sha256(bytes);
  MessageViews views(parts, nullptr);
  MUNIMENT_TRY(MessageView shown, views.view(number, true));
  if (context == 0) {
    answer.messages.push_back(std::move(shown));
  } else {
    MUNIMENT_TRY(const auto conversation, ask_index(parts, [&](const index::Searcher& searcher) {
      return messages_of_conversation(searcher, shown.record.conversation, std::nullopt);
    }));
    for (const index::Hit& near : around(conversation, number, context)) {
      MUNIMENT_TRY(MessageView view, views.view(near.number, near.number == number));
      answer.messages.push_back(std::move(view));
    }
  }
  MUNIMENT_TRY_VOID(complete(parts, answer.messages));
  MUNIMENT_TRY_VOID(record_access(parts, actor, "show", to_string(number), answer.messages.size()));
  return answer;
}

Result<HistoryAnswer> history(Store& store, MessageNumber number, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(HistoryAnswer answer, ask_index(parts, [&](const index::Searcher& searcher) -> Result<HistoryAnswer> {
    MessageLife life(parts, searcher);
    HistoryAnswer found;
    MUNIMENT_TRY(const Subject subject, life.subject_of(number));
    found.source_message_id = subject.record.source_message_id;
    if (subject.number) {
      MUNIMENT_TRY(found.message, MessageViews(parts, nullptr).view(*subject.number, true));
      MUNIMENT_TRY_VOID(life.complete({&*found.message, 1}));
    }
    MUNIMENT_TRY(found.events, life.history_of(subject));
    return found;
  }));
  MUNIMENT_TRY_VOID(record_access(parts, actor, "show --history", to_string(number), 1 + answer.events.size()));
  return answer;
}

Result<void> save_attachment(Store& store, MessageNumber number, size_t attachment, const Actor& actor,
                             const std::function<Result<void>(ByteView)>& sink) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const Record record, parts.frames->record(number));
  if (attachment >= record.attachments.size()) {
    return make_error(ErrorCode::not_found, to_string(number) + " has " + std::to_string(record.attachments.size()) + " attachments")
        .numbered(3102);
  }
  const Attachment& wanted = record.attachments[attachment];
  if (!wanted.is_held()) {
    return make_error(ErrorCode::not_found, "that attachment was mentioned by the source, but its bytes were not in it").numbered(3103);
  }
  MUNIMENT_TRY(const SecretBytes key, blob_key_of(parts, number, *wanted.blob));
  MUNIMENT_TRY(const auto stream, parts.log().open_blob(*wanted.blob, key.view()));
  MUNIMENT_TRY_VOID(record_access(parts, actor, "show --attachment", to_string(number), 1));
  crypto::Sha256Stream hash;
  Bytes buffer(256 * 1024);
  for (;;) {
    MUNIMENT_TRY(const size_t got, stream->read(buffer));
    if (got == 0) break;
    hash.update(ByteView(buffer).first(got));
    MUNIMENT_TRY_VOID(sink(ByteView(buffer).first(got)));
  }
  if (hash.digest() == wanted.sha256) return {};
  return make_error(ErrorCode::corrupt, "the attachment's SHA-256 is not the recorded one").advise("muniment verify --full");
}

Result<ThreadAnswer> thread(Store& store, const ThreadRequest& request) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(const std::optional<index::ConversationRow> row, catalogue->conversation(request.conversation));
  if (!row) {
    return make_error(ErrorCode::not_found, "no conversation of that name")
        .advise("muniment chats lists them; a name with spaces stands in quotes")
        .numbered(3101);
  }
  ThreadAnswer answer;
  answer.conversation = *row;
  MUNIMENT_TRY(std::vector<index::Hit> messages, ask_index(parts, [&](const index::Searcher& searcher) {
    return messages_of_conversation(searcher, row->id, request.between_ms);
  }));
  answer.total = row->messages;
  if (request.around) {
    messages = around(messages, *request.around, request.context);
    if (messages.empty()) {
      return make_error(ErrorCode::not_found, to_string(*request.around) + " is not in that conversation").numbered(3104);
    }
  } else if (!request.between_ms && messages.size() > request.limit) {
    messages.erase(messages.begin(), messages.end() - static_cast<ptrdiff_t>(request.limit));
  }
  MessageViews views(parts, nullptr);
  for (const index::Hit& hit : messages) {
    MUNIMENT_TRY(MessageView view, views.view(hit.number, request.around == hit.number));
    answer.messages.push_back(std::move(view));
  }
  MUNIMENT_TRY_VOID(complete(parts, answer.messages));
  MUNIMENT_TRY_VOID(record_access(parts, request.actor, "thread", row->id, answer.messages.size()));
  return answer;
}

Result<std::vector<index::ConversationRow>> chats(Store& store, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(std::vector<index::ConversationRow> rows, catalogue->conversations());
  MUNIMENT_TRY_VOID(record_access(parts, actor, "chats", "", rows.size()));
  return rows;
}

Result<index::ConversationRow> chat(Store& store, const std::string& id_or_title, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(std::optional<index::ConversationRow> row, catalogue->conversation(id_or_title));
  MUNIMENT_TRY_VOID(record_access(parts, actor, "chats show", id_or_title, row ? 1 : 0));
  if (row) return std::move(*row);
  return make_error(ErrorCode::not_found, "no conversation of that name").advise("muniment chats lists them").numbered(3101);
}

}  // namespace muniment::pipeline
