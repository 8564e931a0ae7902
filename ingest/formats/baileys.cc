// SPDX-License-Identifier: GPL-3.0-or-later
// Events of Baileys: {"event": its name, "data": what the library handed to the listener}. docs/formats/baileys.md.
#include <array>
#include <string>

#include "core/model/identifier.h"
#include "ingest/stream/gateway_format.h"
#include "ingest/stream/linked_events.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

// One update says one or several of these things.
void map_connection(const LinkedEvent& event, Mapping& out) {
  const JsonValue& data = event.data;
  if (data["qr"].exists()) add_session_event(event, out, FactType::code_shown);
  if (data["isNewLogin"].flag()) add_session_event(event, out, FactType::paired);
  const std::string_view state = data["connection"].text();
  if (state == "connecting") add_session_event(event, out, FactType::connecting);
  if (state == "open") add_session_event(event, out, FactType::connected);
  if (state == "close") {
    const JsonValue error = data["lastDisconnect"]["error"];
    const JsonValue output = error["output"];
    const JsonValue code = output["statusCode"].exists() ? output["statusCode"] : error["statusCode"];
    std::string says = code.words();
    const JsonValue message = error["message"].exists() ? error["message"] : output["payload"]["message"];
    if (!message.text().empty()) says.append(says.empty() ? "" : " ").append(message.text());
    add_session_event(event, out, meaning_of_close(code.integer()), says).time =
        time_of(data["lastDisconnect"]["date"], TimeBasis::recorder);
  }
  if (data["reachoutTimeLock"].exists()) {
    add_session_event(event, out, FactType::account_notice, "reachoutTimeLock " + data["reachoutTimeLock"].minified());
  }
  if (out.size() == 0) out.exclude("inner states of the library");
}

LinkedEvent event_in(const Delivery& delivery) {
  LinkedEvent event{delivery.event, delivery.data, {delivery.account, delivery.session}};
  if (!delivery.is_bare) return event;
  event.data = delivery.data["data"];
  event.session = {participant_of(delivery.data["account"].text()), std::string(delivery.data["session"].text())};
  return event;
}

// Names of events that only this library has; others have "data" beside "event" too, and an instance.
bool fits(const JsonValue& body) {
  if (!body["event"].is_text() || !body["data"].exists() || body["instance"].exists() || body["payload"].exists()) return false;
  const std::string_view name = body["event"].text();
  for (const std::string_view begins : {"messages.", "messaging-history.", "message-receipt.", "connection.update", "creds.update",
                                        "groups.", "group-participants.", "contacts.", "chats.", "lid-mapping.", "presence.update",
                                        "blocklist.", "newsletter", "labels.", "settings.update", "call"}) {
    if (name.starts_with(begins)) return true;
  }
  return false;
}

void map(const Delivery& delivery, Mapping& out) {
  const LinkedEvent event = event_in(delivery);
  out.set_session(event.session.session);
  if (event.name == "connection.update")
    map_connection(event, out);
  else if (!map_linked_event(event, out))
    out.unrecognised(event.name);
}

constexpr Dialect kDialect = {.name = "baileys", .signs = {"event", "data"}, .fits = fits, .map = map};
constexpr GatewayWords kWords = {.summary = "events of Baileys, the JavaScript library for linked devices",
                                  .layout = "Baileys events",
                                  .parser = "baileys/1"};

}  // namespace

namespace formats {
extern const SourceFormat baileys;
constinit const SourceFormat baileys = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
