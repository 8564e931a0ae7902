// SPDX-License-Identifier: GPL-3.0-or-later
// What a search found, read when it is shown: the messages of a large answer are never all in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "index/catalogue.h"
#include "pipeline/search_job.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

class MessageViews;

// For one thread. The store and the answer outlive it. The access record is that of the search.
class FoundMessages {
 public:
  FoundMessages(Store& store, const SearchAnswer& answer);
  ~FoundMessages();
  FoundMessages(const FoundMessages&) = delete;
  FoundMessages& operator=(const FoundMessages&) = delete;

  // `places` in `found` of the answer, ascending, so that neighbours in the log are read together. A few thousand at once: what is
  // looked up for them is looked up for all of them in one go.
  [[nodiscard]] Result<std::vector<MessageView>> read(std::span<const uint32_t> places);
  [[nodiscard]] Result<std::vector<MessageView>> read_all();
  // Its size and people; nothing if there is none of that id.
  [[nodiscard]] Result<std::optional<index::ConversationRow>> conversation(const std::string& id);

 private:
  Store& store_;
  const SearchAnswer& answer_;
  std::unique_ptr<MessageViews> views_;
};

}  // namespace muniment::pipeline
