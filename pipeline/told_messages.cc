// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/told_messages.h"

#include <algorithm>

#include "pipeline/later_changes.h"
#include "pipeline/message_life.h"
#include "pipeline/message_views.h"
#include "pipeline/query_tree.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kReadAtOnce = 1'000;  // records in memory while their targets are looked for

class Targets {
 public:
  Targets(StoreParts& parts, const index::Searcher& searcher) : parts_(parts), searcher_(searcher), life_(parts, searcher) {}

  // What records with a reference of this type refer to.
  Result<void> add_changed(ReferenceType type) {
    MUNIMENT_TRY(const std::vector<MessageNumber> from, searcher_.with_reference(type));
    return add(from, type);
  }

  // What an edited or deleted message said before is a message by itself: it is as deleted as the one that it belongs to.
  Result<void> add_earlier_forms(bool of_deleted) {
    MUNIMENT_TRY(const std::vector<MessageNumber> forms, searcher_.with_reference(ReferenceType::earlier_form_of));
    for (const MessageNumber number : forms) {
      MUNIMENT_TRY(const Record form, parts_.frames->record(number));
      for (const Reference& reference : form.references) {
        if (reference.type != ReferenceType::earlier_form_of || !reference.message) continue;
        MUNIMENT_TRY(const Record later, parts_.frames->record(MessageNumber{*reference.message}));
        if (says_deleted(later) == of_deleted) numbers_.push_back(number.value);
      }
    }
    return {};
  }

  Result<void> add_reacted_to(const index::Node& field) {
    index::Query reactions;
    reactions.root = both(field_node("kind", "reaction"), field.children[0]);
    MUNIMENT_TRY(const std::vector<MessageNumber> from, searcher_.all(reactions));
    return add(from, ReferenceType::reaction_to);
  }

  Result<std::vector<uint64_t>> take() {
    MUNIMENT_TRY_VOID(follow_edits());
    std::ranges::sort(numbers_);
    numbers_.erase(std::unique(numbers_.begin(), numbers_.end()), numbers_.end());
    return std::move(numbers_);
  }

 private:
  // Some sources refer to an edit where people reacted to the message that it changed.
  Result<void> follow_edits() {
    if (numbers_.empty()) return {};
    index::Query edits;
    edits.root = field_node("kind", "edit");
    MUNIMENT_TRY(const std::vector<MessageNumber> all, searcher_.all(edits));
    const std::vector<uint64_t> targets = numbers_;
    for (const uint64_t target : targets) {
      if (!std::ranges::binary_search(all, MessageNumber{target})) continue;
      MUNIMENT_TRY(const Subject subject, life_.subject_of(MessageNumber{target}));
      if (subject.number) numbers_.push_back(subject.number->value);
    }
    return {};
  }

  Result<void> add(const std::vector<MessageNumber>& from, ReferenceType type) {
    for (size_t begin = 0; begin < from.size(); begin += kReadAtOnce) {
      const size_t end = std::min(from.size(), begin + kReadAtOnce);
      std::vector<Record> records(end - begin);
      std::vector<Numbered> numbered;
      for (size_t i = begin; i < end; ++i) {
        MUNIMENT_TRY(records[i - begin], parts_.frames->record(from[i]));
        numbered.push_back({from[i], &records[i - begin]});
      }
      MUNIMENT_TRY_VOID(life_.find_targets(numbered));
      for (const Record& record : records) {
        for (const Reference& reference : record.references) {
          if (reference.type == type && reference.message) numbers_.push_back(*reference.message);
        }
      }
    }
    return {};
  }

  StoreParts& parts_;
  const index::Searcher& searcher_;
  MessageLife life_;
  std::vector<uint64_t> numbers_;
};

}  // namespace

Result<index::Query> ToldMessages::look_up(index::Query query) {
  MUNIMENT_TRY(query.root, with_changed_nodes(query.root, [&](index::Node& node) -> Result<bool> {
    if (!index::is_told_by_others(node)) return false;
    MUNIMENT_TRY(node.told_of, told_of(node));
    return true;
  }));
  return query;
}

Result<ToldMessages::Numbers> ToldMessages::told_of(const index::Node& field) {
  const bool of_reaction = field.field == "reaction", of_deleted = field.field == "deleted";
  const auto [known, is_new] = known_.try_emplace({field.field, of_reaction ? field.text : std::string()});
  if (!is_new && known->second) return known->second;
  MUNIMENT_TRY(std::vector<uint64_t> numbers, ask_index(parts_, [&](const index::Searcher& searcher) -> Result<std::vector<uint64_t>> {
    Targets targets(parts_, searcher);
    if (of_reaction) {
      MUNIMENT_TRY_VOID(targets.add_reacted_to(field));
    } else {
      MUNIMENT_TRY_VOID(targets.add_changed(of_deleted ? ReferenceType::revoke_of : ReferenceType::edit_of));
      MUNIMENT_TRY_VOID(targets.add_earlier_forms(of_deleted));
    }
    return targets.take();
  }));
  return known->second = std::make_shared<const std::vector<uint64_t>>(std::move(numbers));
}

}  // namespace muniment::pipeline
