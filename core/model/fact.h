// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader recognised in a record beyond its text: a poll and its options, a place, "edited", "Ana added Ben". Facts
// are derived: they never replace the text and the raw bytes, and a later parser may find more of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muniment {

// Stored as these numbers; never renumber, never reuse. Below 32: about a message. 32 to 95: what a system event says
// happened; a system event has at most one of these, and none if its sentence is not known ("untyped").
enum class FactType : uint64_t {
  edited = 1,             // only the last text is in the source
  deleted_by_sender = 2,  // the notice stands where the message was
  deleted_by_admin = 3,   // text: the admin, where named
  forwarded = 4,
  view_once = 5,          // media that could be opened once; not in the source
  undecryptable = 6,      // "Waiting for this message": the exporting device never had its content
  mention = 7,            // text: the name or number mentioned
  location = 8,           // text: "51.503,-0.119" where the source has coordinates, else what it has
  live_location = 9,
  place = 10,             // text: name and address of a place
  poll = 11,              // text: the question
  poll_option = 12,       // text: the option; number: its votes
  event = 13,             // text: what is invited to
  contact = 14,           // text: the name on the card
  call = 15,              // text: "voice", "video" or empty; number: seconds, where stated
  missed_call = 16,       // text: "voice", "video" or empty
  status = 17,            // of a receipt; text: "sent", "delivered", "read", "played" or "failed"
  error = 18,             // text: what went wrong, as the source says; number: its code
  push_name = 19,         // text: what the person is called by themself
  contact_name = 20,      // text: what an address book calls the person
  username = 21,          // text: the name by which the platform finds the person
  also_known_as = 22,     // text: another identifier of the same person, "lid:…", "tel:…"
  source_type = 23,       // text: the source's own word for what it is, where there is none of ours
  placeholder = 24,       // the source promises its content for later
  expires = 25,           // number: seconds after which the app forgets it
  quoted = 26,            // text: of the message replied to, as delivered with the reply
  broadcast = 27,         // sent to many at once; text: the list
  button = 28,            // text: the id of a reply that was chosen from given ones
  referral = 29,          // text: the advertisement through which it came
  redacted = 30,          // text: what was taken out of the raw bytes before anything was stored
  signature = 31,         // text: "valid", "not checked" (no secret was given) or "absent": how the delivery was signed

  encryption_notice = 32,
  group_created = 33,     // text: the subject
  member_added = 34,      // text: who was added
  member_removed = 35,    // text: who was removed
  member_left = 36,
  member_joined = 37,     // by invitation link
  subject_changed = 38,   // text: the new subject
  icon_changed = 39,
  icon_removed = 40,
  description_changed = 41,
  number_changed = 42,    // text: the new number or name, where stated
  security_code_changed = 43,
  disappearing_changed = 44,  // text: the setting as written, where stated
  admin_added = 45,
  admin_removed = 46,
  group_settings_changed = 47,
  community_changed = 48,
  channel_changed = 49,
  business_notice = 50,
  contact_blocked = 51,
  contact_unblocked = 52,
  invite_link_reset = 53,
  join_requested = 54,
  message_pinned = 55,
  group_ended = 56,
  lone_file = 57,         // a file of the source that no message names; text: its name
  message_unpinned = 58,
  message_starred = 59,
  message_deleted_for_me = 60,  // from one device only; the others keep it
  member_came = 61,       // text: who; whether they joined or were added is not told
  member_gone = 62,       // text: who; whether they left or were removed is not told

  session_created = 64,   // text of all of these: what the source says beside it
  code_shown = 65,        // a code to pair with was shown; the code itself is never kept
  paired = 66,
  connecting = 67,
  connected = 68,
  disconnected = 69,      // will come back by itself
  replaced = 70,          // another program took the session over
  logged_out = 71,
  banned = 72,
  outdated = 73,          // the recorder is too old for the platform
  session_failed = 74,
  session_removed = 75,
  history_progress = 76,  // number: per cent
  offline_synced = 77,    // number: of events that waited
  recorder_started = 78,
  recorder_stopped = 79,  // in order: what comes after is a new run, and nothing is missing between
  account_notice = 80,    // text: the notice of the platform
  credentials_changed = 81,

  actor = 96,             // text: who did it, as written; empty text never occurs
};

struct Fact {
  FactType type = FactType::edited;
  std::string text;                // empty: none
  std::optional<uint64_t> number;
  friend bool operator==(const Fact&, const Fact&) = default;
};

std::string_view to_string(FactType type);  // "poll option"; "unknown fact" for numbers of a later version

// "poll option: Rome (3)", "edited": for people and tests.
std::string to_text(const Fact& fact);

const Fact* find_fact(const std::vector<Fact>& facts, FactType type);  // the first of that type, or null

// What a system event says happened, if its sentence is known.
std::optional<FactType> event_of(const std::vector<Fact>& facts);

}  // namespace muniment
