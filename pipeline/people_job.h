// SPDX-License-Identifier: GPL-3.0-or-later
// Who is who: people with all their identifiers and names, and what users say about it. A word of a user may be said while
// another process writes: it waits in the spool then, counts at once for whoever looks, and stands in the log when the
// next writer takes the spool. Looking at people writes an access record first, as looking at messages does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/people.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// The persons point into `people`, in the order of People::all().
struct PeopleAnswer {
  std::unique_ptr<index::People> people;
  std::vector<const index::Person*> listed;
};
// All, or with `wanted` those who are meant by it: an identifier, or all words of an identifier or a name.
Result<PeopleAnswer> list_people(Store& store, const std::string& wanted, const Actor& actor);

// The person points into `people`.
struct PersonAnswer {
  std::unique_ptr<index::People> people;
  const index::Person* person = nullptr;
};
// By any identifier, or by a name that one person has. not_found; invalid_argument where several have the name.
Result<PersonAnswer> show_person(Store& store, const std::string& who, const Actor& actor);

struct LinkAnswer {
  std::string a, b;                       // the identifiers that were linked or parted
  Recorded recorded = Recorded::in_log;
  std::vector<std::string> identifiers;   // of the person who has `a`, afterwards
};
// `a` and `b` as in show_person(); an identifier that is not held yet may be linked, a name may not. already_exists where
// they are one person already.
Result<LinkAnswer> link_people(Store& store, const std::string& a, const std::string& b, const Actor& actor);
// Undoes a link, or parts what sources say is one person. not_found where nothing joins these two directly: the error
// says what does.
Result<LinkAnswer> unlink_people(Store& store, const std::string& a, const std::string& b, const Actor& actor);

}  // namespace muniment::pipeline
