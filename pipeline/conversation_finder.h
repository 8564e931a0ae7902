// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which conversation a text export belongs to, and which names in it are held under others. By the
// overlap of its content with what is held, else by its name, else it is a new one. The choice is printed and recorded.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "core/base/result.h"
#include "core/model/identity.h"
#include "pipeline/held_messages.h"
#include "pipeline/parts.h"
#include "pipeline/renaming.h"

namespace muniment::pipeline {

struct ConversationChoice {
  std::string id;
  std::string how;  // "new", "by content: 412 of 420 records are held", "by name", "as told"
  Renaming renaming;
};

// Looks at the records of one source: who holds them already, in which conversation and under which name. Memory is
// bounded by the names in the source, of which it remembers 100,000.
class ConversationFinder {
 public:
  explicit ConversationFinder(HeldMessages& held) : held_(held) {}
  Result<void> look_at(const Record& record);  // with its text identity set, ordinal 0
  // `name`: what the source is called. `custodian`: whose it is; may be empty.
  Result<ConversationChoice> choose(StoreParts& parts, const std::string& name, const std::string& custodian) const;
  [[nodiscard]] ConversationChoice as_told(const std::string& conversation) const;

 private:
  struct Agreement {                        // of one sender of the source with a conversation
    uint64_t own = 0;                       // records held under the same name
    std::map<std::string, uint64_t> others; // records held under one other name
  };
  struct Votes {
    uint64_t records = 0;
    uint64_t first = 0, last = 0;           // places in the source of the first and last of them
    std::map<std::string, Agreement> senders;
  };

  void vote(Votes& votes, const std::string& sender, const std::vector<Holder>& holders) const;
  [[nodiscard]] Result<bool> convinces(StoreParts& parts, const std::string& conversation, const Votes& votes,
                                       uint64_t second) const;
  [[nodiscard]] Result<bool> may_be(const index::ConversationRow& row, const std::string& name,
                                    const std::string& custodian) const;
  [[nodiscard]] bool share_people(const index::ConversationRow& row, const std::string& name, bool title_counts) const;
  [[nodiscard]] Result<ConversationChoice> choose_by_name(StoreParts& parts, const std::string& name,
                                                          const std::string& custodian) const;
  [[nodiscard]] Renaming learn(const std::string& conversation) const;

  HeldMessages& held_;
  std::unordered_map<std::string, Votes> votes_;
  std::unordered_map<std::string, uint64_t> senders_;  // of the source, and how many records each has
  bool knows_all_senders_ = true;
  TextIdentity last_;
  uint64_t records_ = 0;
  uint64_t place_ = 0;
};

}  // namespace muniment::pipeline
