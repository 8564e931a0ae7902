// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Which documents of a partition a field or a stretch of time selects, from the columns.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "core/base/result.h"
#include "index/document_set.h"
#include "index/partition.h"
#include "index/query.h"

namespace muniment::index {

// Finds names (of senders, conversations, custodians) by their exact folded form or by all their words. What is written as
// a phone number finds no LID, whose digits are no phone number; digits alone may be either.
class NameMatcher {
 public:
  explicit NameMatcher(std::string_view wanted);
  [[nodiscard]] bool matches(const FoldedName& name) const;
  [[nodiscard]] std::vector<bool> matching(const std::vector<FoldedName>& names) const;

 private:
  FoldedName wanted_;
  std::vector<std::string> words_;  // of what is wanted, without the other forms of its numbers
  bool is_phone_ = false;
};

// with: and to: are about conversations, which are looked for in all partitions before one is searched.
bool names_conversations(const Node& node);
// Those in which the participant sent something, and for to: those of two of which they are a side, added to `conversations`.
Result<void> add_conversations_with(const Partition& partition, const Node& field, std::unordered_set<std::string>& conversations);
// What was sent in them; for to: by others.
Result<DocumentSet> documents_among(const Partition& partition, const Node& field, const std::unordered_set<std::string>& conversations);

// All other fields.
Result<DocumentSet> documents_with_field(const Partition& partition, const Node& field);

Result<DocumentSet> documents_in_time(const Partition& partition, int64_t from_ms, int64_t until_ms);

}  // namespace muniment::index
