// SPDX-License-Identifier: GPL-3.0-or-later
// What messages are made of, written the same way whatever a gateway calls it. The text of a record is what one reads
// on the screen: a text, a caption, the question of a poll, the name of a place, the names on cards.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/timestamp.h"
#include "ingest/stream/json_value.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest {

void set_text(SourceRecord& record, std::string_view text);                          // nothing, if the text is empty
void set_text(SourceRecord& record, std::string_view title, std::string_view text);  // one below the other

// "51.503,-0.119"; nothing without both coordinates.
void add_coordinates(SourceRecord& record, FactType type, const JsonValue& latitude, const JsonValue& longitude);
void add_place(SourceRecord& record, std::string_view name, std::string_view address);
// A card: its name as stated beside it, else as it has it itself. The card is an attachment that is held.
void add_contact(SourceRecord& record, std::string_view name, std::string_view vcard);
void add_poll(SourceRecord& record, std::string_view question);  // also the text
void add_reply(SourceRecord& record, std::string_view to, std::string_view quoted);

// Media that a stream mentions: a name, a type, perhaps a link, but not the bytes.
SourceAttachment& add_media(SourceRecord& record, AttachmentKind kind, std::string_view name, std::string_view mime);
std::string_view last_part(std::string_view path);  // "report.pdf" of "statics/media/report.pdf"

// Said in several places of a delivery, and once of the message.
void add_view_once(SourceRecord& record);
// By its sender; in groups and channels also by an admin, who is then `who`. In a conversation of two nobody else can.
void add_who_deleted(SourceRecord& record, bool is_own, std::string_view who);

// A receipt for some messages. Nothing, if there are none.
SourceRecord* add_receipt(Mapping& out, std::string_view status, const std::vector<std::string>& ids);

// What happened to a group, a chat or a message. Two sessions that saw it tell the same event: it is named by what it
// says.
SourceRecord& add_system_event(Mapping& out, std::string_view conversation, std::string_view sender,
                               const std::optional<EventTime>& time, FactType fact, std::string_view text = {});

// What became of a member: it depends on who did it. Where nobody is named, more is not known than that it happened.
struct MemberChange {
  FactType by_themself, by_other, by_somebody;
};
inline constexpr MemberChange kMemberCame = {FactType::member_joined, FactType::member_added, FactType::member_came};
inline constexpr MemberChange kMemberGone = {FactType::member_left, FactType::member_removed, FactType::member_gone};
inline constexpr MemberChange kAdminAdded = {FactType::admin_added, FactType::admin_added, FactType::admin_added};
inline constexpr MemberChange kAdminRemoved = {FactType::admin_removed, FactType::admin_removed, FactType::admin_removed};
void add_member_event(Mapping& out, std::string_view conversation, std::string_view actor, std::string_view member,
                      const std::optional<EventTime>& time, const MemberChange& change);

}  // namespace muniment::ingest
