// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. lang: and stems by the language of each conversation (pay~chat): which conversation is in which language
// is told from the index when a query asks for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/query.h"
#include "index/search.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// For one query or many; reads the words of the archive once.
class ChatLanguages {
 public:
  explicit ChatLanguages(StoreParts& parts) : parts_(parts) {}
  // With the conversations that lang: means. A query with pay~chat becomes one for each language that conversations are in, joined by OR; a note says so.
  Result<index::Query> look_up(index::Query query);

 private:
  using Conversations = std::shared_ptr<const std::unordered_set<std::string>>;
  [[nodiscard]] Result<index::NodePtr> completed(const index::NodePtr& root) const;
  [[nodiscard]] Result<index::NodePtr> by_language(const index::NodePtr& root) const;
  [[nodiscard]] std::string note() const;
  [[nodiscard]] Conversations in(const std::string& language) const;

  StoreParts& parts_;
  std::optional<std::map<std::string, Conversations>> conversations_;  // by code; of an unknown language under an empty one
};

}  // namespace muniment::pipeline
