// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: message numbers to what a person reads.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/parts.h"
#include "pipeline/search_job.h"

namespace muniment::pipeline {

class MessageViews {
 public:
  // `query` may be null: then nothing is marked.
  MessageViews(StoreParts& parts, const index::Query* query) : parts_(parts), query_(query) {}
  Result<MessageView> view(MessageNumber number, bool is_hit);

 private:
  Result<std::string> title_of(const std::string& conversation);
  StoreParts& parts_;
  const index::Query* query_;
  std::unordered_map<std::string, std::string> titles_;
};

// The messages of one conversation in reading order. Loads numbers and times only.
Result<std::vector<index::Hit>> messages_of_conversation(const index::Searcher& searcher, const std::string& conversation,
                                                         std::optional<std::pair<int64_t, int64_t>> between_ms);

// The part of a conversation around one of its messages: `context` before and after it.
std::vector<index::Hit> around(const std::vector<index::Hit>& conversation, MessageNumber number, size_t context);

Result<std::unique_ptr<index::Searcher>> searcher_of(StoreParts& parts);

}  // namespace muniment::pipeline
