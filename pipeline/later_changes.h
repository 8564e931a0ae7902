// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: an export that shows a message as edited or deleted, beside one that was made before. Nothing in
// an export says which message a notice stands for, so that is said only where a single one is possible.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "pipeline/held_messages.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

// A deletion, or a message that bears the notice of its deletion.
bool says_deleted(const Record& record);

class LaterChanges {
 public:
  LaterChanges(StoreParts& parts, HeldMessages& held) : parts_(parts), held_(held) {}

  // Before the records of a source that belongs to a conversation of which messages are held.
  void begin_source(const std::string& conversation);

  struct Taken {
    Record* record = nullptr;
    bool is_new = false;
  };
  // All records of the source with one wall-clock minute, recognised already. New ones get a kind and a reference where
  // exactly one held message of that minute and sender is not in this source, and exactly one new record of that
  // sender may stand for it:
  //   an edited one           becomes an edit, with edit_of,
  //   a deletion notice       becomes a revocation, with revoke_of,
  //   what an edited or deleted one said before stays a message, with earlier_form_of.
  Result<void> settle(std::span<const Taken> minute);

 private:
  struct Held {
    MessageNumber number;
    Record record;
    std::vector<MessageNumber> refers_to;  // in this archive, as another form of the same message
  };
  // Messages that are forms of one: its text before, its edits, its deletion, with and without media.
  struct Story {
    MessageNumber first;
    bool in_source = false;   // one of the forms is in this source
    bool has_changed = false; // one of them is edited or deleted
    bool is_complete = false; // what it said before is held too
  };

  Result<void> settle_sender(const std::string& sender, std::span<const Taken> minute);
  Result<bool> may_be_concerned(const Record& record);
  Result<void> learn_changed_minutes();
  Result<std::vector<Story>> stories(const std::string& sender, const Record& like);
  Result<std::vector<Held>> held_in_minute(const std::string& sender, const Record& like);

  StoreParts& parts_;
  HeldMessages& held_;
  std::string conversation_;
  std::optional<std::unordered_set<size_t>> changed_minutes_;  // hashes of minutes with an edited or deleted message
};

}  // namespace muniment::pipeline
