// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: message numbers to what a person reads.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
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

// Parts of queries that no user typed.
index::NodePtr field_node(std::string_view field, const std::string& value);
index::NodePtr conversation_node(const std::string& conversation);  // exactly that one
index::NodePtr time_node(std::pair<int64_t, int64_t> between_ms);
index::NodePtr both(index::NodePtr a, index::NodePtr b);
index::NodePtr either(index::NodePtr a, index::NodePtr b);
index::NodePtr no(index::NodePtr node);

// The messages of one conversation in reading order. Loads numbers and times only.
Result<std::vector<index::Hit>> messages_of_conversation(const index::Searcher& searcher, const std::string& conversation,
                                                         std::optional<std::pair<int64_t, int64_t>> between_ms);

// The part of a conversation around one of its messages: `context` before and after it.
std::vector<index::Hit> around(const std::vector<index::Hit>& conversation, MessageNumber number, size_t context);

Result<std::unique_ptr<index::Searcher>> searcher_of(StoreParts& parts);

// Drops partitions that turn out damaged; what they covered is indexed from the log again, on the spot.
Result<void> forget_damaged_partitions(StoreParts& parts);

// Asks the index, and where a damaged partition spoils the answer asks once more without it: the log has the messages.
template <typename Ask>
auto ask_index(StoreParts& parts, Ask ask) -> decltype(ask(std::declval<const index::Searcher&>())) {
  MUNIMENT_TRY(const auto searcher, searcher_of(parts));
  auto answer = ask(*searcher);
  if (answer || answer.error().code != ErrorCode::corrupt) return answer;
  MUNIMENT_TRY_VOID(forget_damaged_partitions(parts));
  MUNIMENT_TRY(const auto sound, searcher_of(parts));
  return ask(*sound);
}

}  // namespace muniment::pipeline
