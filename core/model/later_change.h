// SPDX-License-Identifier: GPL-3.0-or-later
// What changed a message later: an edit, a deletion, another form of it that came in. The message stays what was captured
// first; whoever shows it says what became of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/timestamp.h"
#include "core/model/record.h"

namespace muniment {

struct LaterChange {
  MessageNumber by;
  ReferenceType type = ReferenceType::edit_of;
  RecordKind kind = RecordKind::edit;  // of the record that changes it
  std::optional<EventTime> time;
  std::string sender;                  // who did it
};

std::string_view to_string(const LaterChange& change);  // "edited", "deleted", "completed", "earlier form", "other content"

// "edited later: m12, m14; deleted later: m15"; empty if nothing changed it. For people.
std::string to_text(const std::vector<LaterChange>& changes);

}  // namespace muniment
