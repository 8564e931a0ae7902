// SPDX-License-Identifier: GPL-3.0-or-later
// Events about messages, as values, and their form as records (fields from key 32; docs/archive-format.md, "Events").
// from_record() ignores fields that it does not know; a missing one keeps its default.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/record.h"

namespace muniment {

// Counts of one run: in_source = added + already_held + excluded + exceptions, always.
struct IngestCounts {
  uint64_t in_source = 0, added = 0, already_held = 0, excluded = 0, exceptions = 0;
  [[nodiscard]] bool adds_up() const { return in_source == added + already_held + excluded + exceptions; }
  friend bool operator==(const IngestCounts&, const IngestCounts&) = default;
};

struct BatchBegin {
  uint64_t batch = 0;
  std::string actor;
  std::string format, parser;
  std::vector<std::string> sources;  // as named on the command line
  std::string zone;                  // for wall-clock times
  std::string custodian;
  std::string reason;
};

struct BatchSource {
  std::string path, layout, date_order, conversation, zone;
  std::vector<std::string> evidence, warnings;
  uint64_t lines = 0, times_in_gap = 0, times_in_overlap = 0, steps_back = 0;
  uint64_t media_stored = 0, media_absent = 0, media_unreferenced = 0;
};

struct BatchEnd {
  uint64_t batch = 0;
  IngestCounts counts;
  std::vector<BatchSource> sources;
  std::string outcome;               // "complete", "stopped: no space left on device"
};

// Who read what, committed or spooled before any content is returned.
struct Access {
  std::string actor;
  std::string command;               // "search", "show", …
  std::string query;                 // or the id asked for
  std::string reason;
  uint64_t results = 0;
  std::string tool;                  // "muniment 0.1.0"
};

struct ExportMade {
  uint64_t number = 0;               // x9
  std::string actor, format, query, reason, manifest_sha256;
  uint64_t messages = 0, files = 0, searched = 0, of = 0;
  std::vector<std::pair<uint64_t, uint64_t>> ranges;  // of the messages, first to last; empty where they are too many
  std::string dialect{}, scope{};    // of the query, as a saved search has them
  std::string missing{};             // the messages that were not searched, "m4..m6, m9"
};

// The same message seen again, from another file, account or custodian: ranges of message numbers, first to last.
struct Sighting {
  uint64_t batch = 0;
  std::string custodian, source;
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
};

// A label under which a conversation was seen: `id` is what records carry.
struct ConversationLabel {
  std::string id, label;
  uint64_t batch = 0;
  std::string how;                   // "new", "by content overlap (412 of 420)", "by name", "by option"
};

// The archive's settings; the newest record counts.
struct ArchiveConfig {
  std::string zone;                  // IANA name
  uint64_t retention_days = 2557;    // of the default class: 7 years
  uint64_t seal_size = 256ULL << 20;             // bytes that a segment does not grow beyond
  uint64_t seal_after_ms = 24ULL * 3'600'000;    // a segment that is older is sealed
};

// A segment was closed for good: this binds every byte of its file.
struct SegmentSealed {
  ClassId cls;
  SegmentNo segment;
  uint64_t size = 0;
  Sha256 sha256;                     // of the whole file
  friend bool operator==(const SegmentSealed&, const SegmentSealed&) = default;
};

// What somebody did with the keys. The ring itself is named by the archive's own key records (kind 64).
struct KeyEvent {
  std::string action;                // "created", "added", "rotated", "revoked", "backed up", "drilled"
  std::string recipient, label;      // whose key; empty for backups and drills
  std::string backup;                // path of a copy of the keys, made or tried
  std::vector<std::string> checked;  // of a drill, a line each
  uint64_t epoch = 0;                // of the ring, after it
  std::string outcome;               // of a drill
  std::string actor, reason;
};

struct ExceptionNote {
  uint64_t batch = 0;
  std::string path, what, why;
  uint64_t line = 0, offset = 0;
  Bytes raw;
};

// An exception that a later parser could read, and what was read of it was taken in; it is not read again.
struct ExceptionTaken {
  uint64_t of_batch = 0, by_batch = 0;
  std::string path;
  uint64_t line = 0, offset = 0;     // of the exception, as it has them
};

// What is expected to deliver, so that its silence is noticed. The newest one of a name counts, whole.
struct SourceSetting {
  std::string name;
  bool removed = false;
  std::string session, path;         // a pattern of one of them, with * and ?
  std::string custodian, format;
  std::optional<uint64_t> silent_after_ms;  // nothing for longer than that needs attention
  bool watched = true;               // false: nothing more is expected of it, and whatever its state is, that is right
  std::string actor, reason;
};

// What a person says of two identifiers: that they are one person, or that they are not. The newest word on a pair counts,
// also against what sources say.
struct IdentityLink {
  std::string a, b;                  // canonical_identifier(); in either order
  bool linked = true;
  std::string actor, reason;
};

// A search that is kept under a name. The newest one of a name counts, whole.
struct SavedSearch {
  std::string name;
  bool removed = false;
  std::string query;                 // as typed
  std::string dialect;               // in which it is written; empty: our own
  std::string scope;                 // the unit in which its words may stand ("day"); empty: a message
  std::string note;                  // what it is for
  std::string actor, reason;
};

// That a saved search was run, and over what: so that the next run can say what has changed since.
struct SavedSearchRun {
  std::string name, query, dialect, scope;  // as they were then
  uint64_t total = 0;                // messages that matched
  uint64_t searched = 0, of = 0;     // messages in its scope that were searched, and that were held
  std::string missing;               // those that were not searched, "m4..m6, m9"
  uint64_t held = 0;                 // message numbers given out by then: what came later has this number or a higher one
  std::string actor, reason;
};

Record to_record(const BatchBegin&, int64_t at_ms);
Record to_record(const BatchEnd&, int64_t at_ms);
Record to_record(const Access&, int64_t at_ms);
Record to_record(const ExportMade&, int64_t at_ms);
Record to_record(const Sighting&, int64_t at_ms);
Record to_record(const ConversationLabel&, int64_t at_ms);
Record to_record(const ExceptionNote&, int64_t at_ms);
Record to_record(const ArchiveConfig&, int64_t at_ms);
Record to_record(const SegmentSealed&, int64_t at_ms);
Record to_record(const KeyEvent&, int64_t at_ms);
Record to_record(const ExceptionTaken&, int64_t at_ms);
Record to_record(const SourceSetting&, int64_t at_ms);
Record to_record(const IdentityLink&, int64_t at_ms);
Record to_record(const SavedSearch&, int64_t at_ms);
Record to_record(const SavedSearchRun&, int64_t at_ms);

// invalid_argument if the record is of another kind; corrupt if a known field has the wrong type.
Result<BatchBegin> batch_begin_from(const Record&);
Result<BatchEnd> batch_end_from(const Record&);
Result<Access> access_from(const Record&);
Result<ExportMade> export_from(const Record&);
Result<Sighting> sighting_from(const Record&);
Result<ConversationLabel> conversation_label_from(const Record&);
Result<ExceptionNote> exception_from(const Record&);
Result<ArchiveConfig> config_from(const Record&);
Result<SegmentSealed> segment_sealed_from(const Record&);
Result<KeyEvent> key_event_from(const Record&);
Result<ExceptionTaken> exception_taken_from(const Record&);
Result<SourceSetting> source_setting_from(const Record&);
Result<IdentityLink> identity_link_from(const Record&);
Result<SavedSearch> saved_search_from(const Record&);
Result<SavedSearchRun> saved_search_run_from(const Record&);

}  // namespace muniment
