// SPDX-License-Identifier: GPL-3.0-or-later
// Events of whatsmeow as JSON: Go's field names, JIDs as text, times as RFC 3339. docs/formats/whatsmeow.md. Which event is
// mapped by whom stands here; the mapping itself in ingest/whatsmeow/.
#include <algorithm>
#include <array>
#include <string>

#include "ingest/stream/gateway_format.h"
#include "ingest/whatsmeow/calls.h"
#include "ingest/whatsmeow/channels.h"
#include "ingest/whatsmeow/chats.h"
#include "ingest/whatsmeow/history.h"
#include "ingest/whatsmeow/messages.h"
#include "ingest/whatsmeow/people.h"
#include "ingest/whatsmeow/session_events.h"

namespace muniment::ingest {
namespace {

using namespace whatsmeow;

struct SessionEvent {
  std::string_view name;
  FactType fact;
  std::string_view says = {};
};
constexpr auto kSessionEvents = std::to_array<SessionEvent>({
    {"QR", FactType::code_shown},
    {"PairPasskeyRequest", FactType::code_shown, "passkey"},
    {"PairPasskeyConfirmation", FactType::code_shown, "passkey"},
    {"PairPasskeyError", FactType::session_failed, "passkey"},
    {"PairError", FactType::session_failed, "pairing"},
    {"QRScannedWithoutMultidevice", FactType::session_failed, "the phone does not allow linked devices"},
    {"Connected", FactType::connected},
    {"KeepAliveRestored", FactType::connected, "answers again"},
    {"Disconnected", FactType::disconnected},
    {"ManualLoginReconnect", FactType::connecting},
    {"StreamReplaced", FactType::replaced},
    {"ClientOutdated", FactType::outdated},
    {"CATRefreshError", FactType::session_failed, "its token could not be renewed"},
});

struct EventType {
  std::string_view name;
  void (*map)(const Hook& hook, Mapping& out);
};
constexpr auto kEvents = std::to_array<EventType>({
    {"Message", map_message},
    {"UndecryptableMessage", map_undecryptable},
    {"Receipt", map_receipt},
    {"ReadReceipt", map_receipt},  // so some gateways call it
    {"GroupInfo", map_group},
    {"JoinedGroup", map_own_group},
    {"Picture", map_picture},
    {"IdentityChange", map_identity_change},
    {"Blocklist", map_blocklist},
    {"DeleteForMe", map_deletion_for_me},
    {"Star", map_star},
    {"DeleteChat", map_chat_deleted},
    {"ClearChat", map_chat_cleared},
    {"NewsletterJoin", map_channel_joined},
    {"NewsletterLeave", map_channel_left},
    {"NewsletterLiveUpdate", map_channel_messages},
    {"Contact", map_contact},
    {"PushName", map_push_name},
    {"BusinessName", map_business_name},
    {"CallOffer", map_call},
    {"CallOfferNotice", map_call},
    {"CallAccept", map_call_accepted},
    {"CallReject", map_call_rejected},
    {"CallTerminate", map_call_ended},
    {"HistorySync", map_history},
    {"PairSuccess", map_paired},
    {"KeepAliveTimeout", map_silence},
    {"TemporaryBan", map_ban},
    {"ConnectFailure", map_failure},
    {"LoggedOut", map_logged_out},
    {"StreamError", map_stream_error},
    {"OfflineSyncPreview", map_offline_preview},
    {"OfflineSyncCompleted", map_offline_synced},
    {"LabelEdit", map_label},
    {"LabelAssociationChat", map_label},
    {"LabelAssociationMessage", map_label},
});

struct LeftOut {
  std::string_view name, why;
};
constexpr std::string_view kPresence = "presence: who is online or writing now";
constexpr std::string_view kSettings = "settings of one device";
constexpr std::string_view kTechnical = "technical steps of a call";
constexpr std::string_view kSync = "between the devices of one account: keys and synchronisation";
constexpr auto kLeftOut = std::to_array<LeftOut>({
    {"Presence", kPresence},
    {"ChatPresence", kPresence},
    {"Pin", kSettings},
    {"Mute", kSettings},
    {"Archive", kSettings},
    {"MarkChatAsRead", kSettings},
    {"UnarchiveChatsSetting", kSettings},
    {"UserStatusMute", kSettings},
    {"NewsletterMuteChange", kSettings},
    {"PushNameSetting", kSettings},
    {"PrivacySettings", kSettings},
    {"UserAbout", "the line that people write about themselves"},
    {"CallPreAccept", kTechnical},
    {"CallTransport", kTechnical},
    {"CallRelayLatency", kTechnical},
    {"AppState", kSync},
    {"AppStateSyncComplete", kSync},
    {"AppStateSyncError", kSync},
    {"MediaRetry", kSync},
});

template <typename Table>
auto find_in(const Table& table, std::string_view name) {
  const auto found = std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool is_known(std::string_view name) {
  return find_in(kEvents, name) != nullptr || find_in(kSessionEvents, name) != nullptr ||
         find_in(kLeftOut, name) != nullptr;
}

// "*events.Message" is how Go prints the type of an event.
std::string_view plain_name(std::string_view event) {
  return event.substr(event.rfind('.') + 1);
}

bool is_message_struct(const JsonValue& body) {
  return body["Info"]["ID"].is_text() && body["Info"]["Chat"].exists();
}
bool is_receipt_struct(const JsonValue& body) {
  return body["MessageIDs"].is_array() && body["Chat"].exists();
}

// Without an envelope, events can be told apart only where a gateway wrote the type beside them, or where the struct is
// like no other.
bool fits(const JsonValue& body) {
  if (body["type"].is_text() && body["event"].is_object()) return is_known(plain_name(body["type"].text()));
  return is_message_struct(body) || is_receipt_struct(body);
}

std::string_view name_of(const Delivery& delivery) {
  if (!delivery.is_bare) return plain_name(delivery.event);
  if (delivery.data["type"].is_text()) return plain_name(delivery.data["type"].text());
  if (is_receipt_struct(delivery.data)) return "Receipt";
  return delivery.data["Message"].exists() || delivery.data["RawMessage"].exists() ? "Message" : "UndecryptableMessage";
}

// A gateway that wraps the event may put the whole file beside it.
void hold_file_beside(const JsonValue& around, Mapping& out) {
  SourceRecord* const message = out.message();
  if (message != nullptr) out.hold_media_beside(*message, around["base64"], around["fileName"].text(), around["mimeType"].text());
}

void map(const Delivery& delivery, Mapping& out) {
  const bool wrapped = delivery.data["type"].is_text() && delivery.data["event"].is_object();
  if (delivery.is_bare && !delivery.data["type"].is_text() && !fits(delivery.data)) {
    return out.trouble("no event of whatsmeow", "expected its type beside it, or the struct of a message or a receipt");
  }
  const std::string_view instance = delivery.data.first_of("instanceName", "userID").text();
  const Hook hook{delivery, wrapped ? delivery.data["event"] : delivery.data,
                  delivery.session.empty() ? instance : delivery.session};
  const std::string_view name = name_of(delivery);
  out.set_session(hook.session);
  if (const EventType* const event = find_in(kEvents, name)) {
    event->map(hook, out);
    if (wrapped) hold_file_beside(delivery.data, out);
    return;
  }
  if (const LeftOut* const left_out = find_in(kLeftOut, name)) return out.exclude(std::string(left_out->why));
  if (const SessionEvent* const event = find_in(kSessionEvents, name)) {
    add_session_event(hook, out, event->fact, event->says);
    return;
  }
  map_unknown(hook, out, name);
}

constexpr Dialect kDialect = {.name = "whatsmeow", .signs = {"Info", "Chat", "IsFromMe"}, .fits = fits, .map = map};
constexpr GatewayWords kWords = {.summary = "events of whatsmeow, and of gateways that pass them on as they are",
                                  .layout = "whatsmeow events",
                                  .parser = "whatsmeow/1"};

}  // namespace

namespace formats {
extern const SourceFormat whatsmeow;
constinit const SourceFormat whatsmeow = gateway_format(kDialect, kWords);
}  // namespace formats

}  // namespace muniment::ingest
