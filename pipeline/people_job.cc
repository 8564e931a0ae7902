// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/people_job.h"

#include <utility>

#include "core/base/time_text.h"
#include "core/model/identifier.h"
#include "pipeline/known_people.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr int kNobody = 3151, kSeveral = 3152, kItself = 3153, kLinkedAlready = 3154, kNotLinked = 3155, kClockBehind = 3156;
constexpr size_t kNamedInErrors = 4;

Error nobody(const std::string& who) {
  return make_error(ErrorCode::not_found, "nobody is known as \"" + who + "\"")
      .because("neither an identifier nor a name of anybody in this archive fits")
      .advise("muniment people list shows who is known").numbered(kNobody);
}

Error several(const std::string& who, const std::vector<const index::Person*>& people) {
  std::string list;
  for (size_t i = 0; i < people.size() && i < kNamedInErrors; ++i) {
    const std::string name = people[i]->shown_name(), &id = people[i]->identifiers.front();
    list += (i > 0 ? ", " : "") + id + (name == id ? "" : " (" + name + ")");
  }
  if (people.size() > kNamedInErrors) list += ", …";
  return make_error(ErrorCode::invalid_argument, "\"" + who + "\" may be " + std::to_string(people.size()) + " people")
      .because(list).advise("name one of them by an identifier").numbered(kSeveral);
}

// Digits alone may be a phone number and an LID, and those are two people unless something says otherwise.
Result<void> check_digits(const index::People& people, const std::string& who) {
  const index::Person *const phone = people.with_identifier(who), *const lid = people.with_identifier(who + "@lid");
  if (!is_phone("+" + who) || phone == nullptr || lid == nullptr || phone == lid) return {};
  return make_error(ErrorCode::invalid_argument, "\"" + who + "\" may be 2 people")
      .because("+" + who + ", " + who + "@lid").advise("name one of them by an identifier").numbered(kSeveral);
}

Result<const index::Person*> person_meant(const index::People& people, const std::string& who) {
  MUNIMENT_TRY_VOID(check_digits(people, who));
  if (const index::Person* const person = people.with_identifier(who)) return person;
  const std::vector<const index::Person*> found = people.matching(who);
  if (found.empty()) return nobody(who);
  return found.size() == 1 ? Result<const index::Person*>(found[0]) : several(who, found);
}

// Which identifier a link is about: the one that was typed, or that of the person whose name was typed.
Result<std::string> identifier_meant(const index::People& people, const std::string& who) {
  MUNIMENT_TRY_VOID(check_digits(people, who));
  const std::string canonical = canonical_identifier(who);
  if (const index::Person* const person = people.with_identifier(who)) {
    for (const std::string& identifier : person->identifiers) {
      if (identifier == canonical || identifier == participant_of(who) || identifier == participant_of_bsuid(who)) return identifier;
    }
  }
  const std::vector<const index::Person*> found = people.matching(who);
  if (found.size() > 1) return several(who, found);
  if (found.size() == 1) return found[0]->identifiers.front();
  return kind_of_identifier(canonical) == IdentifierKind::name ? Result<std::string>(nobody(who)) : Result<std::string>(canonical);
}

bool are_one(const index::People& people, const std::string& a, const std::string& b) {
  const index::Person* const person = people.with_identifier(a);
  return person != nullptr && person == people.with_identifier(b);
}

Result<IdentityLink> between(const index::People& people, const std::string& a, const std::string& b, const Actor& actor) {
  IdentityLink link;
  MUNIMENT_TRY(link.a, identifier_meant(people, a));
  MUNIMENT_TRY(link.b, identifier_meant(people, b));
  link.actor = actor.name;
  link.reason = actor.reason;
  if (link.a != link.b) return link;
  return make_error(ErrorCode::invalid_argument, "both are " + link.a).because("an identifier is one person with itself").numbered(kItself);
}

// The newest word counts, by its time: one that is older than what is said already would stand in the log and do nothing.
Result<void> check_clock(const index::Edge* edge, int64_t now_ms) {
  if (edge == nullptr || edge->word == nullptr || edge->word->at_ms <= now_ms) return {};
  return make_error(ErrorCode::invalid_argument, "the clock of this machine is behind the newest word on these two")
      .because("that is of " + format_rfc3339(edge->word->at_ms) + ", and now it is " + format_rfc3339(now_ms))
      .advise("put the clock right").numbered(kClockBehind);
}

Result<LinkAnswer> say(Store& store, const index::Edge* edge, const IdentityLink& link) {
  StoreParts& parts = store.parts();
  const int64_t now_ms = parts.clock->now_ms();
  MUNIMENT_TRY_VOID(check_clock(edge, now_ms));
  MUNIMENT_TRY(const Recorded recorded, record_event(parts, to_record(link, now_ms)));
  LinkAnswer answer{link.a, link.b, recorded, {}};
  MUNIMENT_TRY(const auto people, known_people(parts));
  if (const index::Person* const person = people->with_identifier(link.a)) answer.identifiers = person->identifiers;
  return answer;
}

Error not_linked(const index::People& people, const IdentityLink& link) {
  Error error = make_error(ErrorCode::not_found, link.a + " and " + link.b + " are not linked").numbered(kNotLinked);
  const std::vector<const index::Edge*> path = people.path(link.a, link.b);
  if (path.empty()) return std::move(error).because("nothing says that they are one person");
  std::string steps;
  for (const index::Edge* edge : path) steps += (steps.empty() ? "" : "; ") + edge->a + " is " + edge->b;
  return std::move(error).because("they are one person through others: " + steps).advise("unlink one of these pairs");
}

// A refusal may name others than were typed: whoever is told of them has read something.
template <typename Answer>
Result<Answer> with_access(Store& store, const Actor& actor, const char* command, const std::string& pair, Result<Answer> answer) {
  if (!answer) MUNIMENT_TRY_VOID(record_access(store.parts(), actor, command, pair, 0));
  return answer;
}

Result<LinkAnswer> join_two(Store& store, const std::string& a, const std::string& b, const Actor& actor) {
  MUNIMENT_TRY(const auto people, known_people(store.parts()));
  MUNIMENT_TRY(const IdentityLink link, between(*people, a, b, actor));
  // Where others join the two besides, what parts them is taken back all the same: those others may go.
  const index::Edge* const edge = people->between(link.a, link.b);
  const bool is_cut = edge != nullptr && !edge->holds();
  if (are_one(*people, link.a, link.b) && !is_cut) {
    return make_error(ErrorCode::already_exists, link.a + " and " + link.b + " are one person already")
        .advise("muniment people show says why").numbered(kLinkedAlready);
  }
  return say(store, edge, link);
}

Result<LinkAnswer> part_two(Store& store, const std::string& a, const std::string& b, const Actor& actor) {
  MUNIMENT_TRY(const auto people, known_people(store.parts()));
  MUNIMENT_TRY(IdentityLink link, between(*people, a, b, actor));
  const index::Edge* const edge = people->between(link.a, link.b);
  if (edge == nullptr || !edge->holds()) return not_linked(*people, link);
  link.linked = false;
  return say(store, edge, link);
}

}  // namespace

Result<PeopleAnswer> list_people(Store& store, const std::string& wanted, const Actor& actor) {
  StoreParts& parts = store.parts();
  PeopleAnswer answer;
  MUNIMENT_TRY(answer.people, known_people(parts));
  if (!wanted.empty()) answer.listed = answer.people->matching(wanted);
  else for (const index::Person& person : answer.people->all()) answer.listed.push_back(&person);
  MUNIMENT_TRY_VOID(record_access(parts, actor, "people list", wanted, answer.listed.size()));
  return answer;
}

Result<PersonAnswer> show_person(Store& store, const std::string& who, const Actor& actor) {
  StoreParts& parts = store.parts();
  PersonAnswer answer;
  MUNIMENT_TRY(answer.people, known_people(parts));
  const Result<const index::Person*> found = person_meant(*answer.people, who);
  MUNIMENT_TRY_VOID(record_access(parts, actor, "people show", who, found ? 1 : 0));
  if (!found) return found.error();
  answer.person = *found;
  return answer;
}

Result<LinkAnswer> link_people(Store& store, const std::string& a, const std::string& b, const Actor& actor) {
  return with_access(store, actor, "people link", a + " " + b, join_two(store, a, b, actor));
}

Result<LinkAnswer> unlink_people(Store& store, const std::string& a, const std::string& b, const Actor& actor) {
  return with_access(store, actor, "people unlink", a + " " + b, part_two(store, a, b, actor));
}

}  // namespace muniment::pipeline
