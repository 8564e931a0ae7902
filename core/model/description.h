// SPDX-License-Identifier: GPL-3.0-or-later
// What a record is, in words, where it is more than its text or has none: "edited m12", "read m5", "member added:
// +15550102", "type messages.hologram, raw held". Said once, so that screen, mail, page and table agree.
#pragma once

#include <string>

#include "core/model/record.h"

namespace muniment {

// One line in English; empty for a message whose text or attachments say it all. What the source wrote stands in it as
// it is: whoever prints it makes it safe.
std::string describe(const Record& record);

}  // namespace muniment
