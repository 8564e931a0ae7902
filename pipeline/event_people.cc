// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/event_people.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace muniment::pipeline {
namespace {

// Types whose text is a person. The text of others is part of the canonical text, or differs by language.
constexpr std::array kAboutMembers = {FactType::member_added,  FactType::member_removed,  FactType::member_left,
                                      FactType::member_joined, FactType::admin_added,     FactType::admin_removed,
                                      FactType::number_changed, FactType::contact_blocked, FactType::contact_unblocked,
                                      FactType::join_requested, FactType::member_came,    FactType::member_gone};

// What the exporting device calls its owner, who has a name in everybody else's export.
constexpr std::array<std::string_view, 36> kPronouns = {
    "You", "you", "Sie",  "sie", "Du",   "du",   "dich", "Dich", "Vous", "vous", "Tú",  "tú",
    "te",  "Te",  "Você", "você", "Tu",  "tu",   "ti",   "Ti",   "Je",   "je",   "jou", "Jij",
    "jij", "U",   "u",    "вас", "Вы",   "вы",   "Ты",   "ты",   "тебя", "vás",  "vy",  "Vy"};
constexpr std::array<std::string_view, 7> kMorePronouns = {"siz", "Siz", "sen", "Sen", "sizi", "anda", "Anda"};

bool is_pronoun(std::string_view name) {
  return std::ranges::find(kPronouns, name) != kPronouns.end() || std::ranges::find(kMorePronouns, name) != kMorePronouns.end();
}

Likeness compare_names(const std::string& held, const std::string& now, const Renaming& renaming) {
  if (held == now || held == renaming.held_name(now)) return Likeness::same;
  if (held.empty() || now.empty() || is_pronoun(held) || is_pronoun(now)) return Likeness::perhaps;
  return Likeness::different;
}

}  // namespace

EventPeople people_of(const std::vector<Fact>& facts) {
  EventPeople people;
  for (const Fact& fact : facts) {
    if (std::ranges::find(kAboutMembers, fact.type) != kAboutMembers.end()) people.member = fact.text;
    if (fact.type == FactType::actor) people.actor = fact.text;
  }
  return people;
}

Likeness compare(const EventPeople& held, const EventPeople& now, const Renaming& renaming) {
  return std::min(compare_names(held.member, now.member, renaming), compare_names(held.actor, now.actor, renaming));
}

}  // namespace muniment::pipeline
