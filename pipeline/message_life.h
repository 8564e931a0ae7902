// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. A message and what became of it: other records point to it, by number or by the id that its
// source gave it, and may have come in before it, after it, twice or never.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "index/search.h"
#include "pipeline/parts.h"
#include "pipeline/search_job.h"

namespace muniment::pipeline {

// A message that is talked about. Its source may have named one that never came: then there is no number, and the record
// has nothing but that name.
struct Subject {
  std::optional<MessageNumber> number;
  Record record;
};

struct Numbered {
  MessageNumber number;
  Record* record = nullptr;
};

class MessageLife {
 public:
  MessageLife(StoreParts& parts, const index::Searcher& searcher) : parts_(parts), searcher_(searcher) {}

  // References that only say what the source calls a message get its number, if it is held: the first that was captured.
  Result<void> find_targets(std::span<const Numbered> records);

  // What changed the message later, by time.
  Result<std::vector<LaterChange>> changes_of(MessageNumber number, const Record& record);

  // find_targets() and changes_of() for what a person is about to read.
  Result<void> complete(std::span<MessageView> views);

  // What the record is about in the end, following edits, deletions, reactions and the like: the record itself, if it is
  // about nothing else.
  Result<Subject> subject_of(MessageNumber number);

  // Everything that refers to the message, and to what changed it: by time, then by number, each once.
  Result<std::vector<HistoryEvent>> history_of(const Subject& subject);

 private:
  Result<std::vector<HistoryEvent>> referring_to(std::optional<MessageNumber> number, const Record& record,
                                                 index::Relations relations);
  Result<std::vector<std::string>> conversations_meant(const std::string& named);
  Result<std::optional<MessageNumber>> first_called(const index::SourceName& name, const std::vector<MessageNumber>& candidates);

  StoreParts& parts_;
  const index::Searcher& searcher_;
};

}  // namespace muniment::pipeline
