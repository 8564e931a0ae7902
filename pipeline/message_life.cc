// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/message_life.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/model/conversation.h"

namespace muniment::pipeline {
namespace {

// An edit of an edit of …: the log may hold a ring of them, which somebody made.
constexpr size_t kLongestChain = 16;

// By name only what the source itself said: that a further content came under an id is said by number.
bool refers_to(const Record& from, ReferenceType type, std::optional<MessageNumber> number, const Record& target) {
  return std::ranges::any_of(from.references, [&](const Reference& reference) {
    if (reference.type != type) return false;
    if (reference.message) return number && *reference.message == number->value;
    return !target.source_message_id.empty() && reference.source_message_id == target.source_message_id &&
           may_mean(from.conversation, target.conversation);
  });
}

bool says_something_about(ReferenceType type) { return type != ReferenceType::reply && type != ReferenceType::part_of; }

Subject never_came(const std::string& conversation, const std::string& source_message_id) {
  Subject subject;
  subject.record.conversation = conversation;
  subject.record.source_message_id = source_message_id;
  return subject;
}

// A reference without a number, which is looked for under one name or, where its conversation is half told, several.
struct Open {
  size_t record = 0, reference = 0, name = 0;
};

}  // namespace

Result<void> MessageLife::find_targets(std::span<const Numbered> records) {
  std::vector<index::SourceName> names;
  std::vector<Open> open;
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& record = *records[i].record;
    for (size_t k = 0; k < record.references.size(); ++k) {
      const Reference& reference = record.references[k];
      if (reference.message || reference.source_message_id.empty() || reference.type == ReferenceType::part_of) continue;
      MUNIMENT_TRY(const std::vector<std::string> conversations, conversations_meant(record.conversation));
      for (const std::string& conversation : conversations) {
        open.push_back({i, k, names.size()});
        names.push_back({conversation, reference.source_message_id});
      }
    }
  }
  if (names.empty()) return {};
  MUNIMENT_TRY(auto held, searcher_.named(names));
  for (const Open& each : open) {
    const Numbered& from = records[each.record];
    std::erase(held[each.name], from.number);  // edits of some gateways bear the id of what they edit
    MUNIMENT_TRY(const std::optional<MessageNumber> target, first_called(names[each.name], held[each.name]));
    if (target) from.record->references[each.reference].message = target->value;
  }
  return {};
}

Result<std::vector<std::string>> MessageLife::conversations_meant(const std::string& named) {
  if (!is_half_told(named)) return std::vector<std::string>{named};
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts_));
  MUNIMENT_TRY(const auto rows, catalogue->conversations());
  std::vector<std::string> meant;
  for (const index::ConversationRow& row : rows) {
    if (may_mean(named, row.id)) meant.push_back(row.id);
  }
  return meant;
}

// The message itself before events that bear its id, else what was captured first.
Result<std::optional<MessageNumber>> MessageLife::first_called(const index::SourceName& name, const std::vector<MessageNumber>& candidates) {
  std::optional<MessageNumber> event;
  for (const MessageNumber candidate : candidates) {
    MUNIMENT_TRY(const Record held, parts_.frames->record(candidate));
    if (held.source_message_id != name.source_message_id || held.conversation != name.conversation) continue;
    if (held.kind == RecordKind::message) return std::optional(candidate);
    if (!event) event = candidate;
  }
  return event;
}

Result<std::vector<HistoryEvent>> MessageLife::referring_to(std::optional<MessageNumber> number, const Record& record,
                                                            index::Relations relations) {
  std::vector<HistoryEvent> events;
  MUNIMENT_TRY(const std::vector<index::Referring> found, searcher_.referring_to(number, record, relations));
  for (const index::Referring& each : found) {
    if (number && each.number == *number) continue;
    MUNIMENT_TRY(Record from, parts_.frames->record(each.number));
    if (refers_to(from, each.type, number, record)) events.push_back({each.number, each.type, each.time_ms, std::move(from)});
  }
  return events;
}

Result<std::vector<LaterChange>> MessageLife::changes_of(MessageNumber number, const Record& record) {
  std::vector<LaterChange> all;
  MUNIMENT_TRY(std::vector<HistoryEvent> events, referring_to(number, record, index::Relations::changes));
  for (HistoryEvent& event : events) {
    all.push_back({event.number, event.type, event.record.kind, event.record.time, std::move(event.record.sender)});
  }
  return all;
}

Result<void> MessageLife::complete(std::span<MessageView> views) {
  std::vector<Numbered> records;
  for (MessageView& view : views) records.push_back({view.number, &view.record});
  MUNIMENT_TRY_VOID(find_targets(records));
  for (MessageView& view : views) {
    MUNIMENT_TRY(view.changes, changes_of(view.number, view.record));
  }
  return {};
}

Result<Subject> MessageLife::subject_of(MessageNumber number) {
  Subject subject{number, {}};
  for (size_t step = 0; step < kLongestChain; ++step) {
    MUNIMENT_TRY(subject.record, parts_.frames->record(*subject.number));
    const Numbered one{*subject.number, &subject.record};
    MUNIMENT_TRY_VOID(find_targets({&one, 1}));
    const auto about = std::ranges::find_if(subject.record.references, [&](const Reference& reference) {
      return says_something_about(reference.type) && reference.message != subject.number->value;
    });
    if (about == subject.record.references.end()) return subject;
    if (!about->message) return never_came(subject.record.conversation, about->source_message_id);
    subject.number = MessageNumber{*about->message};
  }
  MUNIMENT_TRY(subject.record, parts_.frames->record(*subject.number));
  return subject;
}

Result<std::vector<HistoryEvent>> MessageLife::history_of(const Subject& subject) {
  std::vector<HistoryEvent> history;
  std::set<MessageNumber> known;
  if (subject.number) known.insert(*subject.number);
  std::vector<Subject> open = {subject};
  while (!open.empty()) {
    const Subject target = std::move(open.back());
    open.pop_back();
    MUNIMENT_TRY(std::vector<HistoryEvent> events, referring_to(target.number, target.record, index::Relations::all));
    for (HistoryEvent& event : events) {
      if (!known.insert(event.number).second) continue;
      if (is_other_form(event.type)) open.push_back({event.number, event.record});
      history.push_back(std::move(event));
    }
  }
  std::ranges::sort(history, {}, [](const HistoryEvent& event) { return std::tuple(event.time_ms, event.number); });
  std::vector<Numbered> records;
  for (HistoryEvent& event : history) records.push_back({event.number, &event.record});
  MUNIMENT_TRY_VOID(find_targets(records));
  return history;
}

}  // namespace muniment::pipeline
