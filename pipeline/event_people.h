// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: whom a sentence of the system is about. Two events of one type in one minute have the same
// canonical text in every language, and only the people tell "Ana added Ben" from "Ana added Cem".
#pragma once

#include <string>
#include <vector>

#include "core/model/fact.h"
#include "pipeline/renaming.h"

namespace muniment::pipeline {

struct EventPeople {
  std::string member;  // who was added, removed, made admin …; empty where the sentence names nobody
  std::string actor;   // who did it
};
EventPeople people_of(const std::vector<Fact>& facts);

enum class Likeness {
  different,  // both sides name somebody, and not the same one
  perhaps,    // one side names nobody, or says "you"
  same,
};
// `now`: of the source whose names `renaming` is about.
Likeness compare(const EventPeople& held, const EventPeople& now, const Renaming& renaming);

}  // namespace muniment::pipeline
