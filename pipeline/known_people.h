// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. Who is who as of now, and what that means for a query.
#pragma once

#include <memory>

#include "index/people.h"
#include "index/query.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// What the log says, and on top of it what waits in the spool.
Result<std::unique_ptr<index::People>> known_people(StoreParts& parts);

// from: and with: mean a person, whatever they are called: their senders are added to the query (index::Node::also), and a
// note says so where a sender would not have been found by what was typed. Who is who is read when a query first asks for it.
class PeopleInQueries {
 public:
  explicit PeopleInQueries(StoreParts& parts) : parts_(parts) {}
  Result<index::Query> widen(index::Query query);

 private:
  StoreParts& parts_;
  std::unique_ptr<index::People> people_;
};

}  // namespace muniment::pipeline
