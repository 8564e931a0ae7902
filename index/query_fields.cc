// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_fields.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/edit_distance.h"
#include "core/base/ids.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

constexpr std::array<Field, 17> kFields = {{
    {FieldId::from, {"from", "the sender: the exact id, or all words of it", "from:ana"}},
    {FieldId::to, {"to", "what others said where this participant sent something too, or is the other side", "to:ana"}},
    {FieldId::in, {"in", "the conversation: the exact id, or all words of it; in:* is every message", "in:\"site team\""}},
    {FieldId::with, {"with", "conversations in which this participant sent something", "with:ana"}},
    {FieldId::custodian, {"custodian", "the person whose device or account it came from", "custodian:ben"}},
    {FieldId::source, {"source", "the format that was read, the session that captured it, or an expected source", "source:baileys"}},
    {FieldId::date, {"date", "a day, month, year, time, a range of them, or the last days (7d), in the archive's time zone", "date:2026-01..2026-03"}},
    {FieldId::on, {"on", "one day, month, year or time", "on:2026-03-04"}},
    {FieldId::has, {"has", "attachment, media, link, reply, poll, location, contact, mention, edited, deleted", "has:media"}},
    {FieldId::kind, {"kind", "message, system, edit, revoke, reaction, receipt, call, vote, session, identity, delivery, unrecognised", "kind:system"}},
    {FieldId::attachment, {"attachment", "words in the name of an attachment", "attachment:invoice"}},
    {FieldId::edited, {"edited", "true: messages that were edited, whatever says so; false: the others", "edited:true"}},
    {FieldId::deleted, {"deleted", "true: messages that were deleted, whatever says so; false: the others", "deleted:true"}},
    {FieldId::reaction, {"reaction", "messages to which somebody reacted with this emoji; reaction:* with any", "reaction:👍"}},
    {FieldId::lang, {"lang", "conversations held in a language, as their commonest words tell; lang:unknown: the others", "lang:de"}},
    {FieldId::id, {"id", "a message number, or a range of them", "id:m10..m20"}},
    {FieldId::regex, {"regex", "whole words that a regular expression stands for, case disregarded", "regex:/inv(oice)?s?/"}},
}};

constexpr std::array<std::string_view, 3> kLaterFields = {"tag", "matter", "hold"};

constexpr std::array<std::pair<std::string_view, uint32_t>, 10> kHas = {{{"attachment", kHasAttachment},
                                                                         {"media", kHasMedia},
                                                                         {"link", kHasLink},
                                                                         {"reply", kHasReply},
                                                                         {"poll", kHasPoll},
                                                                         {"location", kHasLocation},
                                                                         {"contact", kHasContact},
                                                                         {"mention", kHasMention},
                                                                         {"edited", kHasEdited},
                                                                         {"deleted", kHasDeleted}}};

constexpr std::array<std::pair<std::string_view, RecordKind>, 13> kKinds = {{{"message", RecordKind::message},
                                                                            {"system", RecordKind::system_event},
                                                                            {"edit", RecordKind::edit},
                                                                            {"revoke", RecordKind::revoke},
                                                                            {"deleted", RecordKind::revoke},
                                                                            {"reaction", RecordKind::reaction},
                                                                            {"receipt", RecordKind::receipt},
                                                                            {"call", RecordKind::call},
                                                                            {"vote", RecordKind::vote},
                                                                            {"session", RecordKind::session_event},
                                                                            {"identity", RecordKind::identity},
                                                                            {"delivery", RecordKind::delivery},
                                                                            {"unrecognised", RecordKind::unrecognised}}};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

template <typename Table>
std::string names_of(const Table& table) {
  return std::accumulate(table.begin(), table.end(), std::string(), [](std::string all, const auto& row) {
    return std::move(all) + (all.empty() ? "" : ", ") + std::string(row.first);
  });
}

template <typename Table>
auto find_value(const Table& table, std::string_view value) -> std::optional<std::decay_t<decltype(table[0].second)>> {
  const std::string wanted = lower(value);
  for (const auto& [name, meaning] : table) {
    if (name == wanted) return meaning;
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 16> kMediaEndings = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp",  ".mp4",
                                                            ".3gp", ".mov",  ".mkv", ".opus", ".ogg", ".mp3",  ".m4a", ".aac"};

bool is_media(const Attachment& attachment) {
  switch (attachment.kind) {
    case AttachmentKind::image:
    case AttachmentKind::video:
    case AttachmentKind::audio:
    case AttachmentKind::sticker:
    case AttachmentKind::gif:
    case AttachmentKind::video_note: return true;
    default: break;
  }
  const std::string mime = lower(attachment.mime), name = lower(attachment.name);
  if (mime.starts_with("image/") || mime.starts_with("video/") || mime.starts_with("audio/")) return true;
  return std::any_of(kMediaEndings.begin(), kMediaEndings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

uint32_t flag_of(FactType fact) {
  switch (fact) {
    case FactType::edited: return kHasEdited;
    case FactType::deleted_by_sender:
    case FactType::deleted_by_admin: return kHasDeleted;
    case FactType::mention: return kHasMention;
    case FactType::location:
    case FactType::live_location:
    case FactType::place: return kHasLocation;
    case FactType::poll: return kHasPoll;
    case FactType::contact: return kHasContact;
    default: return 0;
  }
}

bool has_link(std::string_view text) {
  return text.find("http://") != std::string_view::npos || text.find("https://") != std::string_view::npos ||
         text.find("www.") != std::string_view::npos;
}

}  // namespace

std::span<const Field> fields() { return kFields; }

std::vector<FieldInfo> query_fields() {
  std::vector<FieldInfo> all;
  for (const Field& field : kFields) all.push_back(field.info);
  return all;
}

const Field* find_field(std::string_view name) {
  const std::string wanted = lower(name);
  const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const Field& field) { return field.info.name == wanted; });
  return found == kFields.end() ? nullptr : &*found;
}

std::string nearest_field(std::string_view name) {
  constexpr size_t kLongest = 16, kShort = 4;
  if (name.size() > kLongest) return {};
  const std::string wanted = lower(name);
  const auto distance = [&](const Field& field) { return edit_distance(wanted, field.info.name); };
  const auto nearest = std::min_element(kFields.begin(), kFields.end(),
                                        [&](const Field& a, const Field& b) { return distance(a) < distance(b); });
  const size_t near_enough = wanted.size() <= kShort ? 1 : 2;
  return distance(*nearest) <= near_enough ? std::string(nearest->info.name) : std::string();
}

bool is_later_field(std::string_view name) {
  return std::find(kLaterFields.begin(), kLaterFields.end(), lower(name)) != kLaterFields.end();
}

std::optional<uint32_t> has_flag(std::string_view value) { return find_value(kHas, value); }
std::span<const std::pair<std::string_view, uint32_t>> has_words() { return kHas; }
std::string has_values() { return names_of(kHas); }
std::optional<RecordKind> kind_value(std::string_view value) { return find_value(kKinds, value); }
std::string_view kind_word(RecordKind kind) {
  const auto* const row = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& each) { return each.second == kind; });
  return row == kKinds.end() ? to_string(kind) : row->first;
}
std::string kind_values() { return names_of(kKinds); }

uint32_t has_flags(const Record& record) {
  uint32_t flags = record.attachments.empty() ? 0 : kHasAttachment;
  if (std::any_of(record.attachments.begin(), record.attachments.end(), is_media)) flags |= kHasMedia;
  if (record.text && has_link(*record.text)) flags |= kHasLink;
  for (const Attachment& attachment : record.attachments) flags |= attachment.kind == AttachmentKind::contact ? kHasContact : 0;
  for (const Fact& fact : record.facts) flags |= flag_of(fact.type);
  if (record.kind == RecordKind::edit) flags |= kHasEdited;
  if (record.kind == RecordKind::revoke) flags |= kHasDeleted;
  const auto is_reply = [](const Reference& reference) { return reference.type == ReferenceType::reply; };
  if (std::any_of(record.references.begin(), record.references.end(), is_reply)) flags |= kHasReply;
  return flags;
}

std::optional<std::string> language_value(std::string_view value) {
  std::string wanted = lower(value);
  return wanted == kUnknownLanguage || is_stem_language(wanted) ? std::optional(std::move(wanted)) : std::nullopt;
}

std::optional<bool> truth_value(std::string_view value) {
  const std::string wanted = lower(value);
  if (wanted == "true" || wanted == "yes") return true;
  if (wanted == "false" || wanted == "no") return false;
  return std::nullopt;
}

std::optional<NumberRange> id_range(std::string_view value) {
  const size_t dots = value.find("..");
  if (dots == std::string_view::npos) {
    const auto one = parse_id('m', value);
    return one ? std::optional<NumberRange>({*one, *one}) : std::nullopt;
  }
  const std::string_view from = value.substr(0, dots), to = value.substr(dots + 2);
  if (from.empty() && to.empty()) return std::nullopt;
  const auto first = from.empty() ? std::optional<uint64_t>(0) : parse_id('m', from);
  const auto last = to.empty() ? std::optional<uint64_t>(std::numeric_limits<uint64_t>::max()) : parse_id('m', to);
  if (!first || !last || *last < *first) return std::nullopt;
  return NumberRange{*first, *last};
}

}  // namespace muniment::index
