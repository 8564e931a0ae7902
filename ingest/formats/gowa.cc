// SPDX-License-Identifier: GPL-3.0-or-later
// Webhook bodies of go-whatsapp-web-multidevice: {"event", "device_id", "payload"}.
#include "ingest/stream/event_stream_reader.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

bool fits(const JsonValue& body) { return body["event"].is_text() && body["device_id"].is_text() && body["payload"].is_object(); }

void map_message(const Delivery& delivery, const JsonValue& payload, Mapping& out) {
  SourceRecord& record = out.add(RecordKind::message);
  record.source_message_id = payload["id"].text();
  record.sender = participant_of(payload["from"].text());
  const std::string account = participant_of(delivery.data["device_id"].text());
  const std::string chat = participant_of(payload["chat_id"].text());
  record.conversation = is_phone(chat) || is_lid(chat) ? direct_conversation(account, chat, delivery.session) : chat;
  record.time = time_of(payload["timestamp"], TimeBasis::server);
  if (payload["body"].is_text()) record.text = payload["body"].text();
}

void map(const Delivery& delivery, Mapping& out) {
  const JsonValue& body = delivery.data;
  out.set_session(body["device_id"].text());
  if (body["event"].text() == "message") map_message(delivery, body["payload"], out);
}

constexpr Dialect kDialect = {.name = "gowa", .signs = {"event", "device_id", "payload"}, .fits = fits, .map = map};
constexpr std::array<const Dialect*, 1> kOnly = {&kDialect};

Detection detect(ByteView prefix, const SourceInput&) { return detect_bare(prefix, kDialect); }

Result<std::unique_ptr<SourceReader>> open(std::shared_ptr<SourceInput> input, const SourceOptions& options) {
  return open_event_stream(std::move(input), options, kOnly, "GoWA webhooks");
}

}  // namespace

namespace formats {
extern const SourceFormat gowa;
constinit const SourceFormat gowa = {
    .name = "gowa",
    .summary = "webhooks of go-whatsapp-web-multidevice (whatsmeow)",
    .platform = "whatsapp",
    .parser = "gowa/1",
    .since = "0.2",
    .detect = detect,
    .open = open,
    .dialect = &kDialect,
};
}  // namespace formats

}  // namespace muniment::ingest
