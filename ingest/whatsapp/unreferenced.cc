// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/unreferenced.h"

#include <algorithm>
#include <array>

#include "core/base/time_text.h"
#include "ingest/member_names.h"
#include "ingest/mime.h"
#include "ingest/whatsapp/chat_member.h"
#include "ingest/whatsapp/date_order.h"
#include "ingest/whatsapp/media_line.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr auto kLeftBySystems = std::to_array<std::string_view>(
    {".DS_Store", ".localized", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon_", ".nomedia"});

std::optional<EventTime> day_of(const std::string& file, const TimeZone& zone) {
  const auto day = day_in_file_name(file);
  const auto local_ms = day ? civil_to_ms(*day, 0, 0, 0) : std::nullopt;
  if (!local_ms) return std::nullopt;
  return EventTime{zone.to_utc(*local_ms).utc_ms, file, TimeBasis::assumed, TimePrecision::day};
}

}  // namespace

bool is_left_by_a_system(std::string_view name) {
  const std::string_view file = file_name_of(name);
  if (file.starts_with("._") || std::ranges::find(kLeftBySystems, file) != kLeftBySystems.end()) return true;
  return name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != std::string_view::npos;
}

Result<bool> is_another_chat(SourceInput& input, size_t member) {
  const std::string& name = input.members()[member].name;
  if (!has_extension(name, ".txt")) return false;
  return begins_like_an_export(input, member);
}

SourceRecord record_of_file(SourceInput& input, size_t member, const TimeZone& zone) {
  const std::string& name = input.members()[member].name;
  const std::string file(file_name_of(name));
  SourceRecord record;
  record.kind = RecordKind::system_event;
  record.time = day_of(file, zone);
  record.text = "file without a message: " + name;
  record.attachments.push_back({file, std::string(mime_of(file)), input.opener_of(member), kind_of_file(file), {}});
  record.raw = to_bytes(name);
  record.place.path = input.path() + "/" + name;
  record.wall_minute = "unreferenced";
  record.canonical_text = "unreferenced " + name;
  return record;
}

}  // namespace muniment::ingest::whatsapp
