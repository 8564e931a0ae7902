// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/item_text.h"

#include <algorithm>
#include <array>

#include "core/base/utf8.h"
#include "core/model/description.h"

namespace muniment::exporting {
namespace {

constexpr int64_t kFirstMs = -62'135'596'800'000;  // 0001-01-01
constexpr int64_t kLastMs = 253'402'300'799'999;   // 9999-12-31
constexpr size_t kShownPoints = 200;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kChatTypes = {{
    {"@s.whatsapp.net", "direct"}, {"@c.us", "direct"}, {"@lid", "direct"},
    {"@g.us", "group"}, {"@newsletter", "channel"}, {"@broadcast", "broadcast"},
}};

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }
bool is_bidi_control(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7F; }

bool is_phone_jid(std::string_view id) {
  const size_t at = id.find('@');
  if (at < 6 || at > 15 || (id.substr(at) != "@s.whatsapp.net" && id.substr(at) != "@c.us")) return false;
  return std::ranges::all_of(id.substr(0, at), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

int64_t in_writable_years(int64_t utc_ms) { return std::clamp(utc_ms, kFirstMs, kLastMs); }

ItemTime time_of(const Record& record) {
  if (record.time) {
    return {in_writable_years(record.time->utc_ms), to_string(record.time->basis), to_string(record.time->precision)};
  }
  if (record.captured_ms) return {in_writable_years(*record.captured_ms), "captured", "millisecond"};
  return {0, "unknown", "unknown"};
}

std::string_view event_name(RecordKind kind) { return kind == RecordKind::system_event ? "system" : to_string(kind); }

std::string_view chat_type(std::string_view conversation) {
  for (const auto& [ending, type] : kChatTypes) {
    if (conversation.ends_with(ending)) return type;
  }
  return {};
}

std::string one_clean_line(std::string_view text) {
  if (text.size() <= kShownPoints && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string line;
  for (size_t points = 0; !text.empty(); ++points) {
    if (points == kShownPoints) return line + "…";
    const CodePoint point = front_code_point(text);
    if (point.value == '\t' || point.value == '\n' || point.value == '\r') {
      line += ' ';
    } else if (is_control(point.value) || is_bidi_control(point.value)) {
      append_utf8(line, 0xFFFD);
    } else {
      append_utf8(line, point.value);
    }
    text.remove_prefix(point.bytes);
  }
  return line;
}

std::string shown_name(std::string_view participant) {
  if (is_phone_jid(participant)) return "+" + std::string(participant.substr(0, participant.find('@')));
  return one_clean_line(participant);
}

std::string shown_title(const ExportItem& item) {
  if (!item.conversation_title.empty()) return one_clean_line(item.conversation_title);
  return item.record.conversation.empty() ? "conversation" : shown_name(item.record.conversation);
}

std::string description(const Record& record) {
  const std::string words = describe(record);
  return words.empty() ? "[no text, attachments only]" : "[" + one_clean_line(words) + "]";
}

std::string attachment_name(const Attachment& attachment) {
  return attachment.name.empty() ? "unnamed" : attachment.name;
}

std::string absent_note(const Attachment& attachment) {
  std::string note = "[attachment not held: " + one_clean_line(attachment_name(attachment));
  if (!attachment.mime.empty()) note += ", " + one_clean_line(attachment.mime);
  return note + "]";
}

std::string with_control_pictures(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<Byte>(c);
    if (byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r')) {
      append_utf8(shown, byte == 0x7F ? char32_t{0x2421} : char32_t{0x2400} + byte);
    } else {
      shown += c;
    }
  }
  return shown;
}

}  // namespace muniment::exporting
