// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which conversation a text export belongs to. By the overlap of its content with what is held,
// else by its name, else it is a new one. The choice is printed and recorded.
#pragma once

#include <string>

#include "core/base/result.h"
#include "ingest/source_format.h"
#include "pipeline/held_messages.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

struct ConversationChoice {
  std::string id;
  std::string how;  // "new", "by content (412 of 420 messages are held)", "by name", "as told"
};

// Counts, over the records of one source, which conversations hold them already.
class ConversationFinder {
 public:
  explicit ConversationFinder(HeldMessages& held) : held_(held) {}
  Result<void> look_at(const Record& record);  // with its text identity set, ordinal 0
  // `name`: what the source is called.
  Result<ConversationChoice> choose(StoreParts& parts, const std::string& name) const;

 private:
  HeldMessages& held_;
  std::unordered_map<std::string, uint64_t> votes_;
  uint64_t records_ = 0;
};

}  // namespace muniment::pipeline
