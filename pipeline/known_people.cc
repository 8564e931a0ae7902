// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/known_people.h"

#include <algorithm>
#include <utility>

#include "core/model/identifier.h"
#include "pipeline/query_tree.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kNamedInNotes = 5;

bool is_about_people(const index::Node& node) {
  return node.kind == index::NodeKind::field && (node.field == "from" || node.field == "to" || node.field == "with");
}

std::string note_about(const index::Node& field, const std::vector<std::string>& also) {
  std::string note = field.field + ":" + field.text + " also means ";
  for (size_t i = 0; i < also.size() && i < kNamedInNotes; ++i) note += (i > 0 ? ", " : "") + also[i];
  if (also.size() > kNamedInNotes) note += " and " + std::to_string(also.size() - kNamedInNotes) + " more";
  return note + " (muniment people show)";
}

// Their senders, beside those whom the typed words find anyway.
bool add_senders(const index::People& people, index::Node& field, std::vector<std::string>& notes) {
  for (const index::MeantSender& meant : people.senders_meant(field.text)) {
    if (!meant.by_itself) field.also.push_back(meant.sender);
  }
  if (field.also.empty()) return false;
  notes.push_back(note_about(field, field.also));
  return true;
}

}  // namespace

Result<std::unique_ptr<index::People>> known_people(StoreParts& parts) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  index::PeopleFold fold = catalogue->people();
  MUNIMENT_TRY(const std::vector<Record> words, spooled_events(parts, RecordKind::identity_link));
  for (const Record& word : words) MUNIMENT_TRY_VOID(fold.apply(word, std::nullopt));
  MUNIMENT_TRY(std::vector<index::Participant> participants, catalogue->participants());
  std::erase_if(participants, [](const index::Participant& each) { return is_place(each.sender); });
  return std::make_unique<index::People>(std::move(fold), std::move(participants));
}

Result<index::Query> PeopleInQueries::widen(index::Query query) {
  if (!has_node(*query.root, is_about_people)) return query;
  if (!people_) {
    MUNIMENT_TRY(people_, known_people(parts_));
  }
  MUNIMENT_TRY(query.root, with_changed_nodes(query.root, [&](index::Node& node) -> Result<bool> {
    return is_about_people(node) && add_senders(*people_, node, query.notes);
  }));
  return query;
}

}  // namespace muniment::pipeline
