// SPDX-License-Identifier: GPL-3.0-or-later
// One entry of the log: a message, or an event about messages. A plain value; the encoding is codec.h, the numbers on
// disk are docs/archive-format.md section 2.7. Parsed fields are derived and never replace the raw bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/timestamp.h"
#include "core/model/fact.h"

namespace muniment {

// Stored as these numbers; never renumber, never reuse.
enum class RecordKind : uint64_t {
  message = 1, system_event = 2, edit = 3, revoke = 4, reaction = 5, receipt = 6, call = 7, vote = 8,
  session_event = 9, identity = 10, delivery = 11, unrecognised = 12,
  access = 32, export_made = 33, matter = 34, tag = 35, user = 36, saved_search = 37, supervision = 38,
  identity_link = 39, sighting = 40, exception = 41, batch_begin = 42, batch_end = 43, refusal = 44, segment_sealed = 45, conversation_label = 46,
  key_event = 47, progress = 48, source_setting = 49, exception_taken = 50, saved_search_run = 51,
  key = 64, hold = 65, disposition = 66, gap = 67, recovery = 68, config = 70,
};

std::string_view to_string(RecordKind kind);  // "message", "system event", …; "kind 99" is the caller's for unknown ones

// Kinds 1 to 31 came out of a source: they get message numbers, are recognised again and are searched.
inline bool is_message_kind(RecordKind kind) { return static_cast<uint64_t>(kind) >= 1 && static_cast<uint64_t>(kind) < 32; }
// Events that wait in the spool where another process holds the writer's lock (docs/archive-format.md, 2.14).
bool may_be_spooled(RecordKind kind);
// What a source says about itself and about people: a session that broke off, who is who, the body of a delivery that
// brought several records. It is held and found, and belongs to no conversation.
inline bool is_about_source(RecordKind kind) {
  return kind == RecordKind::session_event || kind == RecordKind::identity || kind == RecordKind::delivery;
}

// completes: the same message with media that were absent when it was first taken in. earlier_form_of: what an edited or
// deleted message said before; it came in later than the edited one. about: a pin, a star or a setting of one message.
// part_of: the delivery whose bytes the record came in.
enum class ReferenceType : uint64_t {
  reply = 1, edit_of = 2, revoke_of = 3, reaction_to = 4, receipt_for = 5, completes = 6, earlier_form_of = 7,
  vote_on = 8, about = 9, part_of = 10,
};

// Of an edit, a deletion or another form of the same message: what they point to is no longer all that there is to it.
bool is_other_form(ReferenceType type);

struct Reference {
  ReferenceType type = ReferenceType::reply;
  std::string source_message_id;
  std::optional<uint64_t> message;  // its number in this archive, where known
  friend bool operator==(const Reference&, const Reference&) = default;
};

// What the source calls an attachment; stored as these numbers, never renumber.
enum class AttachmentKind : uint64_t {
  unknown = 0, image = 1, video = 2, audio = 3, sticker = 4, gif = 5, document = 6, contact = 7, video_note = 8,
};
std::string_view to_string(AttachmentKind kind);  // "video note"; "attachment" for unknown ones

// An attachment whose bytes are held has blob and sha256; one that is only mentioned has neither, and is "absent".
struct Attachment {
  std::optional<BlobId> blob;
  std::optional<Sha256> sha256;
  std::optional<uint64_t> size_bytes;
  std::string mime;  // empty if unknown
  std::string name;  // as the source wrote it; never used as a path
  AttachmentKind kind = AttachmentKind::unknown;
  std::optional<uint64_t> pages;  // of a document, as the source states them
  std::optional<Sha256> stated_sha256;  // what the source says that its content hashes to, held or not
  std::string source_id;          // by which the source's platform knows it
  [[nodiscard]] bool is_held() const { return blob.has_value(); }
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

struct CollectorSequence {
  std::array<Byte, 16> collector{};
  uint64_t sequence = 0;
  friend bool operator==(const CollectorSequence&, const CollectorSequence&) = default;
};

// An empty string means "no value": it is left out of the encoding, except `text`, which may be present and empty.
struct Record {
  RecordKind kind = RecordKind::message;
  std::string source_id;          // platform and account, as in the batch record
  std::string source_message_id;  // empty where the source has none
  std::string conversation;       // stable id
  std::string sender;             // participant id
  std::optional<EventTime> time;
  std::optional<int64_t> captured_ms;
  std::optional<CollectorSequence> collected;
  std::string parser;             // name and version of the parser
  std::vector<Reference> references;
  std::vector<Attachment> attachments;
  std::optional<std::string> text;
  std::string custodian;
  std::vector<Fact> facts;        // what the reader recognised in it
  std::string session;            // the linked device, account or number that it was captured by
  Bytes raw;                      // the source's bytes, verbatim: the evidence
  // Fields of events (keys from 32) and keys that this version does not know: key and encoded value, ascending.
  std::vector<std::pair<uint64_t, Bytes>> fields;

  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace muniment
