// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/people.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/model/identifier.h"
#include "index/field_filter.h"

namespace muniment::index {
namespace {

const std::string& other_end(const Edge& edge, const std::string& end) { return edge.a == end ? edge.b : edge.a; }

}  // namespace

std::string Person::shown_name() const {
  for (const FactType type : {FactType::contact_name, FactType::push_name, FactType::username}) {
    const auto named = std::ranges::find(names, type, &Naming::type);
    if (named != names.end()) return (*named)->text;
  }
  return identifiers.front();
}

People::People(PeopleFold fold, std::vector<Participant> participants) : fold_(std::move(fold)), participants_(std::move(participants)) {
  for (const Participant& participant : participants_) sent_as_[canonical_identifier(participant.sender)].push_back(&participant);
  for (const Naming& naming : fold_.namings()) names_of_[naming.identifier].push_back(&naming);
  add_edges();
  add_people();
}

void People::add_edges() {
  for (const Naming& naming : fold_.namings()) {
    if (naming.type != FactType::also_known_as || naming.identifier == naming.text) continue;
    const IdentifierPair pair = pair_of(naming.identifier, naming.text);
    Edge& edge = edges_.try_emplace(pair, Edge{pair.first, pair.second, {}, nullptr}).first->second;
    edge.said.push_back(&naming);
  }
  for (const auto& [pair, word] : fold_.words()) {
    edges_.try_emplace(pair, Edge{pair.first, pair.second, {}, nullptr}).first->second.word = &word;
  }
  for (const auto& [pair, edge] : edges_) {
    edges_of_[pair.first].push_back(&edge);
    edges_of_[pair.second].push_back(&edge);
  }
}

// From each identifier that is not yet somebody's along the edges that hold.
void People::add_people() {
  std::set<std::string> identifiers;
  for (const auto& [identifier, participants] : sent_as_) identifiers.insert(identifier);
  for (const auto& [identifier, names] : names_of_) identifiers.insert(identifier);
  for (const auto& [identifier, edges] : edges_of_) identifiers.insert(identifier);
  std::set<std::string> taken;
  for (const std::string& first : identifiers) {
    if (!taken.insert(first).second) continue;
    Person person;
    std::vector<std::string> open = {first};
    while (!open.empty()) {
      const std::string at = std::move(open.back());
      open.pop_back();
      if (const auto edges = edges_of_.find(at); edges != edges_of_.end()) {
        for (const Edge* edge : edges->second) {
          const std::string& next = other_end(*edge, at);
          if (edge->holds() && taken.insert(next).second) open.push_back(next);
        }
      }
      person.identifiers.push_back(at);
    }
    describe(person);
    people_.push_back(std::move(person));
  }
  std::ranges::sort(people_, {}, [](const Person& person) { return std::tuple(~person.messages, person.identifiers.front()); });
  for (size_t i = 0; i < people_.size(); ++i) {
    for (const std::string& identifier : people_[i].identifiers) person_of_[identifier] = i;
  }
}

void People::describe(Person& person) const {
  std::ranges::sort(person.identifiers, {}, [](const std::string& each) { return std::pair(kind_of_identifier(each), each); });
  std::set<const Edge*> edges;
  for (const std::string& identifier : person.identifiers) {
    if (const auto names = names_of_.find(identifier); names != names_of_.end()) {
      std::ranges::copy_if(names->second, std::back_inserter(person.names), [](const Naming* each) { return each->type != FactType::also_known_as; });
    }
    if (const auto sent = sent_as_.find(identifier); sent != sent_as_.end()) {
      person.sent_as.insert(person.sent_as.end(), sent->second.begin(), sent->second.end());
    }
    if (const auto at = edges_of_.find(identifier); at != edges_of_.end()) edges.insert(at->second.begin(), at->second.end());
  }
  person.edges.assign(edges.begin(), edges.end());
  std::ranges::sort(person.edges, {}, [](const Edge* edge) { return std::tie(edge->a, edge->b); });
  std::ranges::sort(person.names, {}, [](const Naming* each) { return std::tuple(-each->last_ms, each->type, each->text, each->said_by); });
  for (const Participant* each : person.sent_as) person.messages += each->messages;
}

const Person* People::with_identifier(std::string_view written) const {
  for (const std::string& spelling : {canonical_identifier(written), participant_of(written), participant_of_bsuid(written)}) {
    if (const auto found = person_of_.find(spelling); found != person_of_.end()) return &people_[found->second];
  }
  return nullptr;
}

std::vector<const Person*> People::matching(std::string_view wanted) const {
  if (wanted.starts_with('@')) wanted.remove_prefix(1);  // as usernames are written
  const NameMatcher matcher(wanted);
  const std::string exact = canonical_identifier(wanted);
  const auto fits = [&](const std::string& name) { return name == exact || matcher.matches(fold_name(name)); };
  std::vector<const Person*> found;
  for (const Person& person : people_) {
    const bool is_meant = std::ranges::any_of(person.identifiers, fits) ||
                          std::ranges::any_of(person.names, [&](const Naming* each) { return fits(each->text); }) ||
                          std::ranges::any_of(person.sent_as, [&](const Participant* each) { return fits(each->sender); });
    if (is_meant) found.push_back(&person);
  }
  return found;
}

std::vector<MeantSender> People::senders_meant(std::string_view wanted) const {
  const NameMatcher typed(wanted);
  std::vector<MeantSender> senders;
  for (const Person* person : matching(wanted)) {
    for (const Participant* each : person->sent_as) senders.push_back({each->sender, typed.matches(fold_name(each->sender))});
  }
  return senders;
}

const Edge* People::between(const std::string& a, const std::string& b) const {
  const auto found = edges_.find(pair_of(a, b));
  return found == edges_.end() ? nullptr : &found->second;
}

// Breadth first, so that the shortest explanation is found.
std::vector<const Edge*> People::path(const std::string& a, const std::string& b) const {
  std::map<std::string, const Edge*> came_by = {{a, nullptr}};
  std::vector<std::string> layer = {a};
  while (!layer.empty() && !came_by.contains(b)) {
    std::vector<std::string> next;
    for (const std::string& at : layer) {
      const auto edges = edges_of_.find(at);
      if (edges == edges_of_.end()) continue;
      for (const Edge* edge : edges->second) {
        if (edge->holds() && came_by.try_emplace(other_end(*edge, at), edge).second) next.push_back(other_end(*edge, at));
      }
    }
    layer = std::move(next);
  }
  std::vector<const Edge*> path;
  if (!came_by.contains(b)) return path;
  for (std::string at = b; at != a;) {
    const Edge* const edge = came_by.at(at);
    path.insert(path.begin(), edge);
    at = other_end(*edge, at);
  }
  return path;
}

}  // namespace muniment::index
