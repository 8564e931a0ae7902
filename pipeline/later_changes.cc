// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/later_changes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "core/model/identity.h"
#include "pipeline/message_views.h"

namespace muniment::pipeline {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kFarthestZonesMs = 26 * 60 * kMinuteMs;  // a wall-clock minute as an instant, between any two zones

bool is_changed(const Record& record) {
  return says_deleted(record) || record.kind == RecordKind::edit || find_fact(record.facts, FactType::edited) != nullptr;
}

// What people wrote; sentences of the system are neither edited nor deleted.
bool is_said(const Record& record) {
  return record.kind == RecordKind::message || record.kind == RecordKind::edit || record.kind == RecordKind::revoke;
}

std::string identity_sender(const Record& record, const TextIdentity& text) { return text.sender.value_or(record.sender); }

void link(Record& record, MessageNumber held) {
  ReferenceType type = ReferenceType::earlier_form_of;
  if (says_deleted(record)) {
    record.kind = RecordKind::revoke;
    type = ReferenceType::revoke_of;
  } else if (is_changed(record)) {
    record.kind = RecordKind::edit;
    type = ReferenceType::edit_of;
  }
  record.references.push_back({type, "", held.value});
}

}  // namespace

bool says_deleted(const Record& record) {
  return record.kind == RecordKind::revoke || find_fact(record.facts, FactType::deleted_by_sender) != nullptr ||
         find_fact(record.facts, FactType::deleted_by_admin) != nullptr;
}

void LaterChanges::begin_source(const std::string& conversation) {
  conversation_ = conversation;
  changed_minutes_.reset();
}

Result<void> LaterChanges::settle(std::span<const Taken> minute) {
  std::map<std::string, std::vector<Taken>> by_sender;
  for (const Taken& taken : minute) {
    if (!taken.is_new || !is_said(*taken.record) || !taken.record->time || !taken.record->references.empty()) continue;
    MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(*taken.record));
    if (text) by_sender[identity_sender(*taken.record, *text)].push_back(taken);
  }
  for (const auto& [sender, taken] : by_sender) {
    MUNIMENT_TRY_VOID(settle_sender(sender, taken));
  }
  return {};
}

Result<void> LaterChanges::settle_sender(const std::string& sender, std::span<const Taken> minute) {
  const bool some_changed = std::ranges::any_of(minute, [](const Taken& taken) { return is_changed(*taken.record); });
  if (!some_changed) {
    MUNIMENT_TRY(const bool concerned, may_be_concerned(*minute.front().record));
    if (!concerned) return {};
  }
  MUNIMENT_TRY(std::vector<Story> open, stories(sender, *minute.front().record));
  std::erase_if(open, [](const Story& story) { return story.in_source; });
  if (open.size() != 1) return {};
  Record* only = nullptr;
  for (const Taken& taken : minute) {
    const bool fits = is_changed(*taken.record) || (open[0].has_changed && !open[0].is_complete);
    if (!fits) continue;
    if (only != nullptr) return {};
    only = taken.record;
  }
  if (only != nullptr) link(*only, open[0].first);
  return {};
}

// Without a look at the held messages for each new one: most conversations hold few that were edited or deleted.
Result<bool> LaterChanges::may_be_concerned(const Record& record) {
  if (!changed_minutes_) MUNIMENT_TRY_VOID(learn_changed_minutes());
  if (changed_minutes_->empty()) return false;
  MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
  return changed_minutes_->contains(std::hash<std::string>()(text->minute));
}

Result<void> LaterChanges::learn_changed_minutes() {
  changed_minutes_.emplace();
  const auto with = [](const std::string& flag) { return field_node("has", flag); };
  MUNIMENT_TRY(const std::vector<MessageNumber> changed,
               held_.numbers(both(conversation_node(conversation_), either(with("edited"), with("deleted")))));
  for (const MessageNumber number : changed) {
    MUNIMENT_TRY(const Record held, parts_.frames->record(number));
    MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(held));
    if (text) changed_minutes_->insert(std::hash<std::string>()(text->minute));
  }
  return {};
}

// First where this source's zone puts the minute; where nothing is there, the held ones may be of another zone.
Result<std::vector<LaterChanges::Held>> LaterChanges::held_in_minute(const std::string& sender, const Record& like) {
  MUNIMENT_TRY(const std::optional<TextIdentity> wanted, text_identity_of(like));
  std::vector<Held> found;
  for (const int64_t around : {kMinuteMs, kFarthestZonesMs}) {
    const int64_t at = like.time->utc_ms;
    MUNIMENT_TRY(const std::vector<MessageNumber> numbers,
                 held_.numbers(both(conversation_node(conversation_), time_node({at - around, at + around}))));
    for (const MessageNumber number : numbers) {
      if (number >= held_.source_first()) continue;
      MUNIMENT_TRY(Record held, parts_.frames->record(number));
      MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(held));
      if (!text || text->minute != wanted->minute || identity_sender(held, *text) != sender || !is_said(held)) continue;
      std::vector<MessageNumber> refers_to;
      for (const Reference& reference : held.references) {
        if (is_other_form(reference.type) && reference.message) refers_to.push_back(MessageNumber{*reference.message});
      }
      found.push_back({number, std::move(held), std::move(refers_to)});
    }
    if (!found.empty()) break;
  }
  return found;
}

// A later form refers to an earlier number, and always to the first of its story.
Result<std::vector<LaterChanges::Story>> LaterChanges::stories(const std::string& sender, const Record& like) {
  MUNIMENT_TRY(std::vector<Held> held, held_in_minute(sender, like));
  std::ranges::sort(held, {}, &Held::number);
  std::vector<Story> found;
  std::map<MessageNumber, size_t> story_of;
  for (const Held& form : held) {
    size_t at = found.size();
    for (const MessageNumber number : form.refers_to) {
      const auto known = story_of.find(number);
      if (known != story_of.end()) at = known->second;
    }
    if (at == found.size()) found.push_back({form.number});
    story_of[form.number] = at;
    Story& story = found[at];
    const bool changed = is_changed(form.record);
    story.in_source = story.in_source || held_.seen_in_source(form.number);
    story.has_changed = story.has_changed || changed;
    story.is_complete = story.is_complete || !changed;
  }
  return found;
}

}  // namespace muniment::pipeline
