// SPDX-License-Identifier: GPL-3.0-or-later
// What a source format hands over: one record of the source with its place, before it gets a number of ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/model/record.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

// Where in the source something stands.
struct Place {
  std::string path;         // the file as the user named it; "chat.zip/_chat.txt" for a member
  uint64_t line = 0;        // first line, from 1; 0 where the source has no lines
  uint64_t lines = 0;       // how many
  uint64_t offset = 0;      // first byte
};

// An attachment of a record. `open` is set when its bytes are at hand, and may be called more than once.
struct SourceAttachment {
  std::string name;
  std::string mime;  // empty if unknown
  StreamOpener open;
  AttachmentKind kind = AttachmentKind::unknown;
  std::optional<uint64_t> pages;  // of a document, where stated
  std::optional<uint64_t> size_bytes = std::nullopt;   // as stated
  std::optional<Sha256> stated_sha256 = std::nullopt;  // of its content, as the source says
  std::string source_id = {};                          // by which the platform knows it
};

// How a record of a stream reached the recorder. A record of a file that somebody made has none.
struct Delivered {
  std::string session;                   // the linked device, account or number
  std::optional<uint64_t> sequence;      // of the recorder, gapless within one session
  std::optional<int64_t> received_ms;    // by the recorder's clock
};

struct SourceRecord {
  RecordKind kind = RecordKind::message;     // a message kind
  std::string source_message_id;             // empty where the source has none
  std::string conversation;                  // as the source identifies it; empty for a text export: the chat of the file
  std::string conversation_title;            // what it is called, where the record says so: a subject, a contact's name
  std::string sender;                        // participant as the source names it; may be empty for system events
  std::optional<EventTime> time;
  std::optional<std::string> text;
  std::vector<SourceAttachment> attachments;
  std::vector<Reference> references;
  std::vector<Fact> facts;                   // what the reader recognised beyond the text
  std::string custodian;                     // empty: the run's
  std::optional<Delivered> delivered;
  // Why it is deliberately not held ("presence: who is online now"); empty: it is held. It is counted either way.
  std::string excluded;
  Bytes raw;                                 // the source's bytes, verbatim
  Place place;

  // For records without a source id: the wall-clock minute as written (normalised to "2026-03-04 09:27", no zone) and
  // the canonical text (bidi marks removed, odd spaces made plain, media lines made the word "media").
  std::string wall_minute;
  std::string canonical_text;
};

}  // namespace muniment::ingest
