// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/mapping.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace muniment::ingest {
namespace {

struct DataUrl {
  std::string_view mime, base64;
};

// "data:image/jpeg;base64,…", or base64 alone.
DataUrl parts_of_data_url(std::string_view text) {
  constexpr std::string_view kScheme = "data:", kBase64 = ";base64,";
  const size_t end = text.substr(0, 256).find(kBase64);
  if (!text.starts_with(kScheme) || end == std::string_view::npos) return {{}, text};
  return {text.substr(kScheme.size(), end - kScheme.size()), text.substr(end + kBase64.size())};
}

}  // namespace


SourceRecord& Mapping::add(RecordKind kind) {
  records_.emplace_back().kind = kind;
  return records_.back();
}

SourceRecord& Mapping::unrecognised(std::string_view type) {
  SourceRecord& record = add(RecordKind::unrecognised);
  add_fact(record, FactType::source_type, type);
  return record;
}

void Mapping::exclude(std::string why) { add(RecordKind::session_event).excluded = std::move(why); }

void Mapping::trouble(std::string what, std::string why) { problems_.push_back({std::move(what), std::move(why)}); }

void Mapping::set_missing_times(const std::optional<EventTime>& time) {
  for (SourceRecord& record : records_) {
    if (!record.time && record.kind != RecordKind::identity) record.time = time;
  }
}

SourceRecord* Mapping::message() {
  const auto found = std::ranges::find(records_, RecordKind::message, &SourceRecord::kind);
  return found == records_.end() ? nullptr : &*found;
}

bool Mapping::hold_long_media(SourceAttachment& attachment, std::string_view base64) {
  if (inline_media_ == nullptr) return false;
  const auto found = std::ranges::find(*inline_media_, base64, &InlineMedia::marker);
  if (found == inline_media_->end()) return false;
  attachment.open = found->open;
  attachment.size_bytes = found->size_bytes;
  inline_media_->erase(found);
  return true;
}

void Mapping::hold_media(SourceRecord& record, SourceAttachment& attachment, const JsonValue& written) {
  const auto [mime, base64] = parts_of_data_url(written.text());
  if (attachment.mime.empty()) attachment.mime = mime;
  if (hold_long_media(attachment, base64)) return;
  auto bytes = written.is_text() ? bytes_of_base64(base64) : written.bytes();
  if (!bytes) return add_fact(record, FactType::error, "the file in the message is not whole: it is no base64");
  if (bytes->empty()) return;
  attachment.size_bytes = bytes->size();
  attachment.open = [held = std::make_shared<const Bytes>(std::move(*bytes))]() -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(*held);
  };
}

void Mapping::hold_media_beside(SourceRecord& record, const JsonValue& written, std::string_view name, std::string_view mime) {
  if (!written.exists()) return;
  if (record.attachments.empty()) record.attachments.emplace_back();
  SourceAttachment& attachment = record.attachments.front();
  if (attachment.open) return;
  if (attachment.name.empty()) attachment.name = name;
  if (attachment.mime.empty()) attachment.mime = mime;
  hold_media(record, attachment, written);
}

void add_fact(SourceRecord& record, FactType type, std::string_view text, std::optional<uint64_t> number) {
  record.facts.push_back({type, std::string(text), number});
}

void add_reference(SourceRecord& record, ReferenceType type, std::string_view source_message_id) {
  record.references.push_back({type, std::string(source_message_id), std::nullopt});
}

}  // namespace muniment::ingest
