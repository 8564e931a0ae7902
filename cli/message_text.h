// SPDX-License-Identifier: GPL-3.0-or-later
// Messages as people read them, and as programs do. Used by search, show and thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/style.h"
#include "core/base/json.h"
#include "core/base/time_zone.h"
#include "core/model/record.h"
#include "pipeline/search_job.h"

namespace muniment::cli {

// "2026-03-04 09:27 +00:00", no finer than the source was; "no time" where there is none.
std::string time_text(const Record& record, const TimeZone& zone);

// What was said: the text with its matches marked, then a bracket for each attachment; for other kinds what happened.
// Safe for a terminal. `longest` bytes at most, around the first match; 0: all of it.
std::string said(const pipeline::MessageView& view, const Style& style, size_t longest);

// "Ana Pereira, J. Reed, 3 more"
std::string people_text(const std::vector<std::string>& names, size_t shown);

// "[photo.jpg, image/jpeg, 48.2 KiB]", "[photo.jpg, not in the source]"
std::string attachment_text(const Attachment& attachment);

struct Layout {
  TimeZone zone = TimeZone::utc();
  Style style = Style(false);
  bool mark_hits = false;  // ▸ before hits, where others stand between them
  size_t longest = 0;      // as said() takes it
};

// Aligned lines: mark, time, sender, what was said, number.
std::string message_table(std::span<const pipeline::MessageView> messages, const Layout& layout);

// The same for a table that is never in memory as a whole: the names of all its messages are measured, then their texts, then each is
// shown. In a pipe lines stay whole, and names and texts may be measured at once.
struct TableWidths {
  size_t time = 0, sender = 0, text = 0;
};
void measure_names(const pipeline::MessageView& view, const Layout& layout, TableWidths& widths);
void measure_text(const pipeline::MessageView& view, const Layout& layout, TableWidths& widths);
std::string message_row(const pipeline::MessageView& view, const Layout& layout, const TableWidths& widths);

// {"type":…,"id":"m12","conversation":…,"sender":…,"time":…,"text":…,…}
Json json_message(std::string_view type, const pipeline::MessageView& view);

}  // namespace muniment::cli
