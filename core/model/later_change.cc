// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/later_change.h"

namespace muniment {

// Another content that came under the same id says that it edits it, but nobody said that it was edited.
std::string_view to_string(const LaterChange& change) {
  switch (change.type) {
    case ReferenceType::revoke_of: return "deleted";
    case ReferenceType::completes: return "completed";
    case ReferenceType::earlier_form_of: return "earlier form";
    default: return change.kind == RecordKind::edit ? "edited" : "other content";
  }
}

std::string to_text(const std::vector<LaterChange>& changes) {
  std::string out;
  std::string_view before;
  for (const LaterChange& change : changes) {
    const std::string_view what = to_string(change);
    const bool again = what == before;
    out += out.empty() ? "" : again ? ", " : "; ";
    if (!again) out += std::string(what) + (what == "edited" || what == "deleted" ? " later: " : ": ");
    out += to_string(change.by);
    before = what;
  }
  return out;
}

}  // namespace muniment
