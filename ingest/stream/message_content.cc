// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/message_content.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/time_text.h"
#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

constexpr int kDeepestWrapper = 8;
constexpr std::string_view kBetweenDevices = "between the devices of one account: keys and synchronisation";

void read(const JsonValue& message, SourceRecord& record, int depth);

std::string_view id_in(const JsonValue& key) {
  return key.first_of("id", "ID").text();
}

// What was written around the content: the answer, the mentions, the advertisement.
void read_context(const JsonValue& part, SourceRecord& record) {
  const JsonValue context = part["contextInfo"];
  SourceRecord quoted;
  if (const JsonValue message = context["quotedMessage"]; message.is_object())
    read(message, quoted, kDeepestWrapper - 1);
  add_reply(record, context.first_of("stanzaId", "stanzaID").text(), quoted.text.value_or(""));
  context.first_of("mentionedJid", "mentionedJID").each([&](const JsonValue& jid) {
    add_fact(record, FactType::mention, participant_of(jid.text()));
  });
  if (context["isForwarded"].flag() || context["forwardingScore"].integer().value_or(0) > 0) add_fact(record, FactType::forwarded);
  if (const auto seconds = context["expiration"].integer(); seconds && *seconds > 0) {
    add_fact(record, FactType::expires, {}, static_cast<uint64_t>(*seconds));
  }
  if (const JsonValue ad = context["externalAdReply"]; ad.exists()) {
    const std::string_view where = ad.first_of("sourceUrl", "sourceURL", "title").text();
    if (!where.empty()) add_fact(record, FactType::referral, where);
  }
}

void read_plain_text(const JsonValue& part, SourceRecord& record) {
  set_text(record, part.text());
}

void read_extended_text(const JsonValue& part, SourceRecord& record) {
  set_text(record, part["text"].text());
  read_context(part, record);
}

void read_media(const JsonValue& part, SourceRecord& record, AttachmentKind kind) {
  const std::string_view name = part["fileName"].text();
  SourceAttachment& media = add_media(record, kind, name, part["mimetype"].text());
  if (const auto size = part["fileLength"].integer(); size && *size > 0)
    media.size_bytes = static_cast<uint64_t>(*size);
  if (const auto pages = part["pageCount"].integer(); pages && *pages > 0) media.pages = static_cast<uint64_t>(*pages);
  if (const auto digest = part.first_of("fileSha256", "fileSHA256").bytes(); digest && digest->size() == 32) {
    media.stated_sha256.emplace();
    std::ranges::copy(*digest, media.stated_sha256->bytes.begin());
  }
  media.source_id = part["directPath"].text();
  set_text(record, part["caption"].text());
  if (part["viewOnce"].flag()) add_view_once(record);
  read_context(part, record);
}

void read_image(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, AttachmentKind::image);
}
void read_audio(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, AttachmentKind::audio);
}
void read_note(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, AttachmentKind::video_note);
}
void read_document(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, AttachmentKind::document);
}
void read_sticker(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, AttachmentKind::sticker);
}
void read_video(const JsonValue& part, SourceRecord& record) {
  read_media(part, record, part["gifPlayback"].flag() ? AttachmentKind::gif : AttachmentKind::video);
}

void read_contact(const JsonValue& part, SourceRecord& record) {
  add_contact(record, part["displayName"].text(), part["vcard"].text());
  read_context(part, record);
}

void read_contacts(const JsonValue& part, SourceRecord& record) {
  part["contacts"].each(
      [&](const JsonValue& card) { add_contact(record, card["displayName"].text(), card["vcard"].text()); });
  read_context(part, record);
}

void read_location(const JsonValue& part, SourceRecord& record, FactType type) {
  add_coordinates(record, type, part["degreesLatitude"], part["degreesLongitude"]);
  set_text(record, part.first_of("caption", "comment").text());
  add_place(record, part["name"].text(), part["address"].text());
  read_context(part, record);
}

void read_place(const JsonValue& part, SourceRecord& record) {
  read_location(part, record, part["isLive"].flag() ? FactType::live_location : FactType::location);
}
void read_live_location(const JsonValue& part, SourceRecord& record) {
  read_location(part, record, FactType::live_location);
}

void read_poll(const JsonValue& part, SourceRecord& record) {
  add_poll(record, part["name"].text());
  part["options"].each(
      [&](const JsonValue& option) { add_fact(record, FactType::poll_option, option["optionName"].text()); });
  read_context(part, record);
}

// What was chosen is encrypted with a secret of the poll: it is not in the stream.
void read_vote(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::vote;
  add_reference(record, ReferenceType::vote_on, id_in(part["pollCreationMessageKey"]));
  add_fact(record, FactType::undecryptable);
}

void read_event(const JsonValue& part, SourceRecord& record) {
  const auto begins = time_of(part["startTime"], TimeBasis::stated);
  add_fact(record, FactType::event, std::string(part["name"].text()) + (begins ? " at " + format_rfc3339(begins->utc_ms) : ""));
  set_text(record, part["name"].text(), part["description"].text());
  if (part["location"].exists()) read_place(part["location"], record);
  read_context(part, record);
}

void read_event_answer(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::vote;
  add_reference(record, ReferenceType::vote_on, id_in(part["eventCreationMessageKey"]));
  add_fact(record, FactType::undecryptable);
}

// An empty emoji takes a reaction back.
void read_reaction(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::reaction;
  record.text = part["text"].text();
  add_reference(record, ReferenceType::reaction_to, id_in(part["key"]));
}

void read_encrypted_reaction(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::reaction;
  add_reference(record, ReferenceType::reaction_to, id_in(part["targetMessageKey"]));
  add_fact(record, FactType::undecryptable);
}

void read_encrypted_change(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::edit;
  add_reference(record, ReferenceType::edit_of, id_in(part["targetMessageKey"]));
  add_fact(record, FactType::undecryptable);
}

void read_pin(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::system_event;
  const JsonValue type = part["type"];
  const bool unpinned = type.integer() == 2 || type.text() == "UNPIN_FOR_ALL";
  add_fact(record, unpinned ? FactType::message_unpinned : FactType::message_pinned);
  add_reference(record, ReferenceType::about, id_in(part["key"]));
}

void read_kept(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::system_event;
  add_fact(record, FactType::source_type, "keepInChatMessage");
  add_reference(record, ReferenceType::about, id_in(part["key"]));
}

void read_invitation(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::source_type, "groupInviteMessage");
  set_text(record, part["groupName"].text(), part["caption"].text());
  read_context(part, record);
}

void read_buttons(const JsonValue& part, SourceRecord& record) {
  set_text(record, part["contentText"].text(), part["footerText"].text());
  for (const auto& [name, kind] :
       {std::pair("imageMessage", AttachmentKind::image), std::pair("videoMessage", AttachmentKind::video),
        std::pair("documentMessage", AttachmentKind::document)}) {
    if (part[name].exists()) read_media(part[name], record, kind);
  }
  read_context(part, record);
}

void read_button_chosen(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::button,
           part.first_of("selectedButtonId", "selectedButtonID", "selectedId", "selectedID").text());
  set_text(record, part["selectedDisplayText"].text());
  read_context(part, record);
}

void read_template(const JsonValue& part, SourceRecord& record) {
  const JsonValue filled = part.first_of("hydratedTemplate", "hydratedFourRowTemplate");
  set_text(record, filled["hydratedTitleText"].text(), filled["hydratedContentText"].text());
  if (const JsonValue inside = part["interactiveMessageTemplate"]; inside.exists()) {
    set_text(record, inside["header"]["title"].text(), inside["body"]["text"].text());
  }
  read_context(part, record);
}

void read_list(const JsonValue& part, SourceRecord& record) {
  set_text(record, part["title"].text(), part["description"].text());
  read_context(part, record);
}

void read_list_chosen(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::button, part["singleSelectReply"].first_of("selectedRowId", "selectedRowID").text());
  set_text(record, part["title"].text(), part["description"].text());
  read_context(part, record);
}

void read_interactive(const JsonValue& part, SourceRecord& record) {
  set_text(record, part["header"]["title"].text(), part["body"]["text"].text());
  read_context(part, record);
}

void read_interactive_chosen(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::button, part["nativeFlowResponseMessage"]["name"].text());
  set_text(record, part["body"]["text"].text());
  read_context(part, record);
}

void read_order(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::source_type, "orderMessage");
  set_text(record, part["orderTitle"].text(), part["message"].text());
  read_context(part, record);
}

void read_product(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::source_type, "productMessage");
  set_text(record, part["product"]["title"].text(), part["body"].text());
  read_context(part, record);
}

void read_payment(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::source_type, "payment");
  const JsonValue note = part["noteMessage"];
  set_text(record,
           note["conversation"].exists() ? note["conversation"].text() : note["extendedTextMessage"]["text"].text());
}

void read_album(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::source_type, "albumMessage");
  read_context(part, record);
}

void read_call_log(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::call;
  const auto seconds = part["durationSecs"].integer();
  const std::string_view media = part["isVideo"].flag() ? "video" : "voice";
  const JsonValue outcome = part["callOutcome"];
  const bool missed = outcome.integer() == 1 || outcome.text() == "MISSED";
  add_fact(record, missed ? FactType::missed_call : FactType::call, media,
           seconds && *seconds > 0 ? std::optional(static_cast<uint64_t>(*seconds)) : std::nullopt);
}

void read_planned_call(const JsonValue& part, SourceRecord& record) {
  add_fact(record, FactType::event, part["title"].text());
  set_text(record, part["title"].text());
}

// A stand-in for what this device is not shown.
void read_placeholder(const JsonValue&, SourceRecord& record) {
  add_fact(record, FactType::undecryptable);
}

void read_comment(const JsonValue& part, SourceRecord& record) {
  read(part["message"], record, kDeepestWrapper - 1);
  add_reply(record, id_in(part["targetMessageKey"]), {});
}

void read_revocation(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::revoke;
  add_reference(record, ReferenceType::revoke_of, id_in(part["key"]));
  if (part["key"]["fromMe"].exists()) add_who_deleted(record, part["key"]["fromMe"].flag(), record.sender);
}

void read_edit(const JsonValue& part, SourceRecord& record) {
  read(part["editedMessage"], record, kDeepestWrapper - 1);
  record.kind = RecordKind::edit;
  std::erase_if(record.references, [](const Reference& reference) { return reference.type == ReferenceType::reply; });
  add_reference(record, ReferenceType::edit_of, id_in(part["key"]));
}

void read_timer(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::system_event;
  const std::string seconds = part["ephemeralExpiration"].words();
  add_fact(record, FactType::disappearing_changed, seconds.empty() || seconds == "0" ? "off" : seconds + " seconds");
}

void read_member_label(const JsonValue& part, SourceRecord& record) {
  record.kind = RecordKind::system_event;
  add_fact(record, FactType::group_settings_changed, "label of the member: " + std::string(part["memberLabel"]["label"].text()));
}

// By number or name, as the library writes enumerations.
struct ProtocolType {
  int number;
  std::string_view name;
  void (*read)(const JsonValue& part, SourceRecord& record);  // none: it is between the devices of one account
};
constexpr auto kProtocolTypes = std::to_array<ProtocolType>({
    {0, "REVOKE", read_revocation},
    {3, "EPHEMERAL_SETTING", read_timer},
    {4, "EPHEMERAL_SYNC_RESPONSE", nullptr},
    {5, "HISTORY_SYNC_NOTIFICATION", nullptr},
    {6, "APP_STATE_SYNC_KEY_SHARE", nullptr},
    {7, "APP_STATE_SYNC_KEY_REQUEST", nullptr},
    {8, "MSG_FANOUT_BACKFILL_REQUEST", nullptr},
    {9, "INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC", nullptr},
    {10, "APP_STATE_FATAL_EXCEPTION_NOTIFICATION", nullptr},
    {14, "MESSAGE_EDIT", read_edit},
    {16, "PEER_DATA_OPERATION_REQUEST_MESSAGE", nullptr},
    {17, "PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE", nullptr},
    {30, "GROUP_MEMBER_LABEL_CHANGE", read_member_label},
});

}  // namespace

void read_protocol_message(const JsonValue& part, SourceRecord& record) {
  // REVOKE is 0, which some writers leave out.
  const JsonValue type = part["type"];
  const auto number = type.exists() ? type.integer() : std::optional<int64_t>(0);
  const auto found = std::ranges::find_if(kProtocolTypes, [&](const ProtocolType& known) {
    return number ? *number == known.number : type.text() == known.name;
  });
  if (found == kProtocolTypes.end()) {
    record.kind = RecordKind::unrecognised;
    return add_fact(record, FactType::source_type, "protocolMessage " + type.words());
  }
  if (found->read == nullptr)
    record.excluded = kBetweenDevices;
  else
    found->read(part, record);
}

namespace {

struct Part {
  std::string_view name;
  void (*read)(const JsonValue& part, SourceRecord& record);
};
constexpr auto kParts = std::to_array<Part>({
    {"conversation", read_plain_text},
    {"extendedTextMessage", read_extended_text},
    {"imageMessage", read_image},
    {"videoMessage", read_video},
    {"ptvMessage", read_note},
    {"audioMessage", read_audio},
    {"documentMessage", read_document},
    {"stickerMessage", read_sticker},
    {"contactMessage", read_contact},
    {"contactsArrayMessage", read_contacts},
    {"locationMessage", read_place},
    {"liveLocationMessage", read_live_location},
    {"pollCreationMessage", read_poll},
    {"pollCreationMessageV2", read_poll},
    {"pollCreationMessageV3", read_poll},
    {"pollCreationMessageV5", read_poll},
    {"pollUpdateMessage", read_vote},
    {"eventMessage", read_event},
    {"encEventResponseMessage", read_event_answer},
    {"reactionMessage", read_reaction},
    {"encReactionMessage", read_encrypted_reaction},
    {"secretEncryptedMessage", read_encrypted_change},
    {"protocolMessage", read_protocol_message},
    {"pinInChatMessage", read_pin},
    {"keepInChatMessage", read_kept},
    {"groupInviteMessage", read_invitation},
    {"buttonsMessage", read_buttons},
    {"buttonsResponseMessage", read_button_chosen},
    {"templateButtonReplyMessage", read_button_chosen},
    {"templateMessage", read_template},
    {"listMessage", read_list},
    {"listResponseMessage", read_list_chosen},
    {"interactiveMessage", read_interactive},
    {"interactiveResponseMessage", read_interactive_chosen},
    {"orderMessage", read_order},
    {"productMessage", read_product},
    {"sendPaymentMessage", read_payment},
    {"requestPaymentMessage", read_payment},
    {"albumMessage", read_album},
    {"callLogMesssage", read_call_log},  // so it is spelled in the protocol
    {"scheduledCallCreationMessage", read_planned_call},
    {"placeholderMessage", read_placeholder},
    {"commentMessage", read_comment},
});

// These hold a message again, as {"message": …}.
struct Wrapper {
  std::string_view name;
  bool view_once = false;
};
constexpr auto kWrappers = std::to_array<Wrapper>({
    {"deviceSentMessage"},
    {"ephemeralMessage"},
    {"viewOnceMessage", true},
    {"viewOnceMessageV2", true},
    {"viewOnceMessageV2Extension", true},
    {"documentWithCaptionMessage"},
    {"editedMessage"},
    {"botInvokeMessage"},
    {"lottieStickerMessage"},
    {"groupMentionedMessage"},
    {"associatedChildMessage"},
    {"groupStatusMessage"},
    {"groupStatusMessageV2"},
    {"pollCreationMessageV4"},
});

// These come along with content and are none.
constexpr auto kCompanions = std::to_array<std::string_view>({
    "messageContextInfo",
    "senderKeyDistributionMessage",
    "fastRatchetKeySenderKeyDistributionMessage",
});

void read(const JsonValue& message, SourceRecord& record, int depth) {
  if (depth > kDeepestWrapper) return;
  bool known = false, companion = false;
  std::string unknown;
  message.each_member([&](std::string_view name, const JsonValue& part) {
    if (!part.exists()) return;
    if (const auto wrapper = std::ranges::find(kWrappers, name, &Wrapper::name); wrapper != kWrappers.end()) {
      if (wrapper->view_once) add_view_once(record);
      read(part["message"], record, depth + 1);
      known = true;
    } else if (read_message_part(name, part, record)) {
      known = true;
    } else if (std::ranges::find(kCompanions, name) != kCompanions.end()) {
      companion = true;
    } else if (unknown.empty()) {
      unknown = name;
    }
  });
  if (known) return;
  if (!unknown.empty()) {
    record.kind = RecordKind::unrecognised;
    add_fact(record, FactType::source_type, unknown);
  } else if (companion) {
    record.excluded = kBetweenDevices;
  }
}

}  // namespace

void read_message_content(const JsonValue& message, SourceRecord& record) {
  read(message, record, 0);
}

bool read_message_part(std::string_view name, const JsonValue& part, SourceRecord& record) {
  const auto found = std::ranges::find(kParts, name, &Part::name);
  if (found == kParts.end()) return false;
  found->read(part, record);
  return true;
}

void read_message_context(const JsonValue& around, SourceRecord& record) {
  read_context(around, record);
}

}  // namespace muniment::ingest
