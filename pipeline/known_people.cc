// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/known_people.h"

#include <algorithm>
#include <utility>

#include "core/model/identifier.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kNamedInNotes = 5;

bool is_about_people(const index::Node& node) {
  return node.kind == index::NodeKind::field && (node.field == "from" || node.field == "to" || node.field == "with");
}

bool asks_for_people(const index::Node& node) {
  return is_about_people(node) || std::ranges::any_of(node.children, [](const index::NodePtr& child) { return asks_for_people(*child); });
}

std::string note_about(const index::Node& field, const std::vector<std::string>& also) {
  std::string note = field.field + ":" + field.text + " also means ";
  for (size_t i = 0; i < also.size() && i < kNamedInNotes; ++i) note += (i > 0 ? ", " : "") + also[i];
  if (also.size() > kNamedInNotes) note += " and " + std::to_string(also.size() - kNamedInNotes) + " more";
  return note + " (muniment people show)";
}

class Widening {
 public:
  Widening(const index::People& people, std::vector<std::string>& notes) : people_(people), notes_(notes) {}

  index::NodePtr of(const index::NodePtr& node) {
    if (!asks_for_people(*node)) return node;
    index::Node wide = *node;
    if (is_about_people(wide)) add_senders(wide);
    for (index::NodePtr& child : wide.children) child = of(child);
    return index::make_node(std::move(wide));
  }

 private:
  void add_senders(index::Node& field) {
    for (const index::MeantSender& meant : people_.senders_meant(field.text)) {
      if (!meant.by_itself) field.also.push_back(meant.sender);
    }
    if (!field.also.empty()) notes_.push_back(note_about(field, field.also));
  }

  const index::People& people_;
  std::vector<std::string>& notes_;
};

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
  if (!asks_for_people(*query.root)) return query;
  if (!people_) {
    MUNIMENT_TRY(people_, known_people(parts_));
  }
  query.root = Widening(*people_, query.notes).of(query.root);
  return query;
}

}  // namespace muniment::pipeline
