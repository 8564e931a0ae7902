// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. edited:, deleted: and reaction: ask for messages of which other records say so, before or after them in
// the log. The index finds those records; whom they mean is read in the log, as for whoever reads a message's history.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/query.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// For one query or many. Reads each record that refers to others, and what it means, once for all queries that ask the same.
class ToldMessages {
 public:
  explicit ToldMessages(StoreParts& parts) : parts_(parts) {}
  // The query with index::Node::told_of set wherever it is asked for.
  Result<index::Query> look_up(index::Query query);

 private:
  using Numbers = std::shared_ptr<const std::vector<uint64_t>>;
  Result<Numbers> told_of(const index::Node& field);

  StoreParts& parts_;
  std::map<std::pair<std::string, std::string>, Numbers> known_;  // by field and value; true and false have the same
};

}  // namespace muniment::pipeline
