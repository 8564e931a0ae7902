// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/event.h"

#include "core/base/cbor.h"
#include "core/model/event_fields.h"

namespace muniment {

using namespace event_fields;

namespace {

// Event fields on disk, one space of numbers for all events: never renumber, never reuse.
enum Field : uint64_t {
  kBatch = 32, kActor = 33, kReason = 34, kFormat = 35, kPaths = 36, kZone = 37, kCounts = 38, kSources = 39,
  kOutcome = 40, kCommand = 41, kQuery = 42, kResults = 43, kTool = 44, kExport = 45, kManifest = 46, kFiles = 47,
  kSearched = 48, kOf = 49, kSource = 50, kRanges = 51, kLabel = 52, kHow = 53, kWhat = 54, kWhy = 55, kLine = 56,
  kOffset = 57, kMessages = 58,
  // 59 and 60 are identity.cc's.
  kRetentionDays = 61, kSealSize = 62, kSealAfter = 63,
  // 65 to 75 are capture.cc's.
  kSession = 68, kByBatch = 76, kRemoved = 77, kSilentAfter = 78, kUnwatched = 79, kOther = 80,
  kMissing = 81, kScope = 82,
  // From 96 on, beside those of the archive's own records.
  kEpoch = 96, kAction = 99, kRecipient = 100, kKeyLabel = 101, kBackup = 102, kChecked = 103,
  // What an event says about a segment; recovery records (archive/recover.cc) use the same numbers.
  kClass = 104, kSegment = 105, kSize = 107, kSha256 = 108,
};

// A source within a batch, as a map of its own with keys from 0.
void write_source(cbor::Encoder& out, const BatchSource& s) {
  out.map(14);
  const std::string* texts[] = {&s.path, &s.layout, &s.date_order, &s.conversation, &s.zone};
  for (uint64_t key = 0; key < 5; ++key) {
    out.uint(key);
    out.text(*texts[key]);
  }
  out.uint(5);
  write_texts(out, s.evidence);
  out.uint(6);
  write_texts(out, s.warnings);
  const uint64_t numbers[] = {s.lines, s.times_in_gap, s.times_in_overlap, s.steps_back,
                              s.media_stored, s.media_absent, s.media_unreferenced};
  for (uint64_t i = 0; i < 7; ++i) {
    out.uint(7 + i);
    out.uint(numbers[i]);
  }
}

Result<BatchSource> read_source(cbor::Decoder& in) {
  BatchSource s;
  std::string* texts[] = {&s.path, &s.layout, &s.date_order, &s.conversation, &s.zone};
  uint64_t* numbers[] = {&s.lines, &s.times_in_gap, &s.times_in_overlap, &s.steps_back,
                         &s.media_stored, &s.media_absent, &s.media_unreferenced};
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  for (uint64_t i = 0; i < pairs; ++i) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (key < 5) {
      MUNIMENT_TRY_VOID(text_into(*texts[key])(in));
    } else if (key < 7) {
      MUNIMENT_TRY((key == 5 ? s.evidence : s.warnings), read_texts(in));
    } else if (key < 14) {
      MUNIMENT_TRY_VOID(number_into(*numbers[key - 7])(in));
    } else {
      MUNIMENT_TRY_VOID(in.item());
    }
  }
  return s;
}

}  // namespace

Record to_record(const BatchBegin& e, int64_t at_ms) {
  Record record = FieldWriter()
                      .number(kBatch, e.batch)
                      .text(kActor, e.actor)
                      .text(kFormat, e.format)
                      .text(kZone, e.zone)
                      .text(kReason, e.reason)
                      .put(kPaths, [&](cbor::Encoder& out) { write_texts(out, e.sources); })
                      .into(RecordKind::batch_begin, at_ms);
  record.custodian = e.custodian;
  record.parser = e.parser;
  return record;
}

Result<BatchBegin> batch_begin_from(const Record& record) {
  BatchBegin e;
  e.custodian = record.custodian;
  e.parser = record.parser;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::batch_begin,
                                {{kBatch, number_into(e.batch)},
                                 {kActor, text_into(e.actor)},
                                 {kFormat, text_into(e.format)},
                                 {kZone, text_into(e.zone)},
                                 {kReason, text_into(e.reason)},
                                 {kPaths, [&e](cbor::Decoder& in) -> Result<void> {
                                    MUNIMENT_TRY(e.sources, read_texts(in));
                                    return {};
                                  }}}));
  return e;
}

Record to_record(const BatchEnd& e, int64_t at_ms) {
  return FieldWriter()
      .number(kBatch, e.batch)
      .text(kOutcome, e.outcome)
      .put(kCounts, [&](cbor::Encoder& out) { write_counts(out, e.counts); })
      .put(kSources,
           [&](cbor::Encoder& out) {
             out.array(e.sources.size());
             for (const BatchSource& source : e.sources) write_source(out, source);
           })
      .into(RecordKind::batch_end, at_ms);
}

Result<BatchEnd> batch_end_from(const Record& record) {
  BatchEnd e;
  const Read sources = [&e](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(const uint64_t count, in.array());
    for (uint64_t i = 0; i < count; ++i) {
      MUNIMENT_TRY(BatchSource source, read_source(in));
      e.sources.push_back(std::move(source));
    }
    return {};
  };
  const Read counts = [&e](cbor::Decoder& in) { return read_counts(in, e.counts); };
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::batch_end,
                                {{kBatch, number_into(e.batch)},
                                 {kOutcome, text_into(e.outcome)},
                                 {kCounts, counts},
                                 {kSources, sources}}));
  return e;
}

Record to_record(const Access& e, int64_t at_ms) {
  return FieldWriter()
      .text(kActor, e.actor)
      .text(kCommand, e.command)
      .text(kQuery, e.query)
      .text(kReason, e.reason)
      .text(kTool, e.tool)
      .number(kResults, e.results)
      .into(RecordKind::access, at_ms);
}

Result<Access> access_from(const Record& record) {
  Access e;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::access,
                                {{kActor, text_into(e.actor)},
                                 {kCommand, text_into(e.command)},
                                 {kQuery, text_into(e.query)},
                                 {kReason, text_into(e.reason)},
                                 {kTool, text_into(e.tool)},
                                 {kResults, number_into(e.results)}}));
  return e;
}

Record to_record(const ExportMade& e, int64_t at_ms) {
  FieldWriter fields;
  if (!e.ranges.empty()) fields.put(kRanges, [&](cbor::Encoder& out) { write_ranges(out, e.ranges); });
  return fields
      .number(kExport, e.number)
      .text(kActor, e.actor)
      .text(kFormat, e.format)
      .text(kQuery, e.query)
      .text(kHow, e.dialect)
      .text(kScope, e.scope)
      .text(kReason, e.reason)
      .text(kManifest, e.manifest_sha256)
      .number(kMessages, e.messages)
      .number(kFiles, e.files)
      .number(kSearched, e.searched)
      .number(kOf, e.of)
      .text(kMissing, e.missing)
      .into(RecordKind::export_made, at_ms);
}

Result<ExportMade> export_from(const Record& record) {
  ExportMade e;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::export_made,
                                {{kExport, number_into(e.number)},
                                 {kActor, text_into(e.actor)},
                                 {kFormat, text_into(e.format)},
                                 {kQuery, text_into(e.query)},
                                 {kHow, text_into(e.dialect)},
                                 {kScope, text_into(e.scope)},
                                 {kReason, text_into(e.reason)},
                                 {kManifest, text_into(e.manifest_sha256)},
                                 {kMessages, number_into(e.messages)},
                                 {kFiles, number_into(e.files)},
                                 {kSearched, number_into(e.searched)},
                                 {kOf, number_into(e.of)},
                                 {kMissing, text_into(e.missing)},
                                 {kRanges, ranges_into(e.ranges)}}));
  return e;
}

Record to_record(const Sighting& e, int64_t at_ms) {
  Record record = FieldWriter()
                      .number(kBatch, e.batch)
                      .text(kSource, e.source)
                      .put(kRanges, [&](cbor::Encoder& out) { write_ranges(out, e.ranges); })
                      .into(RecordKind::sighting, at_ms);
  record.custodian = e.custodian;
  return record;
}

Result<Sighting> sighting_from(const Record& record) {
  Sighting e;
  e.custodian = record.custodian;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::sighting,
                                {{kBatch, number_into(e.batch)}, {kSource, text_into(e.source)}, {kRanges, ranges_into(e.ranges)}}));
  return e;
}

Record to_record(const ConversationLabel& e, int64_t at_ms) {
  Record record =
      FieldWriter().number(kBatch, e.batch).text(kLabel, e.label).text(kHow, e.how).into(RecordKind::conversation_label, at_ms);
  record.conversation = e.id;
  return record;
}

Result<ConversationLabel> conversation_label_from(const Record& record) {
  ConversationLabel e;
  e.id = record.conversation;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::conversation_label,
                                {{kBatch, number_into(e.batch)}, {kLabel, text_into(e.label)}, {kHow, text_into(e.how)}}));
  return e;
}

Record to_record(const ExceptionNote& e, int64_t at_ms) {
  Record record = FieldWriter()
                      .number(kBatch, e.batch)
                      .text(kSource, e.path)
                      .text(kWhat, e.what)
                      .text(kWhy, e.why)
                      .number(kLine, e.line)
                      .number(kOffset, e.offset)
                      .into(RecordKind::exception, at_ms);
  record.raw = e.raw;
  return record;
}

Result<ExceptionNote> exception_from(const Record& record) {
  ExceptionNote e;
  e.raw = record.raw;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::exception,
                                {{kBatch, number_into(e.batch)},
                                 {kSource, text_into(e.path)},
                                 {kWhat, text_into(e.what)},
                                 {kWhy, text_into(e.why)},
                                 {kLine, number_into(e.line)},
                                 {kOffset, number_into(e.offset)}}));
  return e;
}

Record to_record(const ArchiveConfig& e, int64_t at_ms) {
  return FieldWriter()
      .text(kZone, e.zone)
      .number(kRetentionDays, e.retention_days)
      .number(kSealSize, e.seal_size)
      .number(kSealAfter, e.seal_after_ms)
      .into(RecordKind::config, at_ms);
}

Result<ArchiveConfig> config_from(const Record& record) {
  ArchiveConfig e;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::config,
                                {{kZone, text_into(e.zone)},
                                 {kRetentionDays, number_into(e.retention_days)},
                                 {kSealSize, number_into(e.seal_size)},
                                 {kSealAfter, number_into(e.seal_after_ms)}}));
  return e;
}

Record to_record(const SegmentSealed& e, int64_t at_ms) {
  return FieldWriter()
      .number(kClass, e.cls.value)
      .number(kSegment, e.segment.value)
      .number(kSize, e.size)
      .put(kSha256, [&](cbor::Encoder& out) { out.bytes(e.sha256.view()); })
      .into(RecordKind::segment_sealed, at_ms);
}

Result<SegmentSealed> segment_sealed_from(const Record& record) {
  SegmentSealed e;
  uint64_t cls = 0;
  const Read hash = [&e](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(const ByteView bytes, in.bytes());
    if (bytes.size() != 32) return in.broken("a SHA-256 has 32 bytes");
    e.sha256 = Sha256::from(bytes);
    return {};
  };
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::segment_sealed,
                                {{kClass, number_into(cls)},
                                 {kSegment, number_into(e.segment.value)},
                                 {kSize, number_into(e.size)},
                                 {kSha256, hash}}));
  if (cls > 0xffff) return make_error(ErrorCode::corrupt, "the class of a sealed segment is out of bounds");
  e.cls.value = static_cast<uint16_t>(cls);
  return e;
}

Record to_record(const KeyEvent& e, int64_t at_ms) {
  FieldWriter fields;
  fields.text(kActor, e.actor).text(kReason, e.reason).text(kOutcome, e.outcome).number(kEpoch, e.epoch);
  fields.text(kAction, e.action).text(kRecipient, e.recipient).text(kKeyLabel, e.label).text(kBackup, e.backup);
  if (!e.checked.empty()) fields.put(kChecked, [&](cbor::Encoder& out) { write_texts(out, e.checked); });
  return fields.into(RecordKind::key_event, at_ms);
}

Result<KeyEvent> key_event_from(const Record& record) {
  KeyEvent e;
  const Read checked = [&e](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(e.checked, read_texts(in));
    return {};
  };
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::key_event,
                                {{kActor, text_into(e.actor)},
                                 {kReason, text_into(e.reason)},
                                 {kOutcome, text_into(e.outcome)},
                                 {kEpoch, number_into(e.epoch)},
                                 {kAction, text_into(e.action)},
                                 {kRecipient, text_into(e.recipient)},
                                 {kKeyLabel, text_into(e.label)},
                                 {kBackup, text_into(e.backup)},
                                 {kChecked, checked}}));
  return e;
}

Record to_record(const ExceptionTaken& e, int64_t at_ms) {
  return FieldWriter()
      .number(kBatch, e.of_batch)
      .number(kByBatch, e.by_batch)
      .text(kSource, e.path)
      .number(kLine, e.line)
      .number(kOffset, e.offset)
      .into(RecordKind::exception_taken, at_ms);
}

Result<ExceptionTaken> exception_taken_from(const Record& record) {
  ExceptionTaken e;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::exception_taken,
                                {{kBatch, number_into(e.of_batch)},
                                 {kByBatch, number_into(e.by_batch)},
                                 {kSource, text_into(e.path)},
                                 {kLine, number_into(e.line)},
                                 {kOffset, number_into(e.offset)}}));
  return e;
}

Record to_record(const SourceSetting& e, int64_t at_ms) {
  FieldWriter fields;
  fields.text(kLabel, e.name).text(kSession, e.session).text(kSource, e.path).text(kFormat, e.format);
  fields.text(kActor, e.actor).text(kReason, e.reason);
  if (e.silent_after_ms) fields.number(kSilentAfter, *e.silent_after_ms);
  if (e.removed) fields.number(kRemoved, 1);
  if (!e.watched) fields.number(kUnwatched, 1);
  Record record = fields.into(RecordKind::source_setting, at_ms);
  record.custodian = e.custodian;
  return record;
}

Result<SourceSetting> source_setting_from(const Record& record) {
  SourceSetting e;
  uint64_t removed = 0, unwatched = 0;
  const Read limit = [&e](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(e.silent_after_ms, in.uint());
    return {};
  };
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::source_setting,
                                {{kLabel, text_into(e.name)},
                                 {kSession, text_into(e.session)},
                                 {kSource, text_into(e.path)},
                                 {kFormat, text_into(e.format)},
                                 {kActor, text_into(e.actor)},
                                 {kReason, text_into(e.reason)},
                                 {kSilentAfter, limit},
                                 {kRemoved, number_into(removed)},
                                 {kUnwatched, number_into(unwatched)}}));
  e.custodian = record.custodian;
  e.removed = removed != 0;
  e.watched = unwatched == 0;
  return e;
}

Record to_record(const IdentityLink& e, int64_t at_ms) {
  FieldWriter fields;
  fields.text(kLabel, e.a).text(kOther, e.b).text(kActor, e.actor).text(kReason, e.reason);
  if (!e.linked) fields.number(kRemoved, 1);
  return fields.into(RecordKind::identity_link, at_ms);
}

Result<IdentityLink> identity_link_from(const Record& record) {
  IdentityLink e;
  uint64_t removed = 0;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::identity_link,
                                {{kLabel, text_into(e.a)},
                                 {kOther, text_into(e.b)},
                                 {kActor, text_into(e.actor)},
                                 {kReason, text_into(e.reason)},
                                 {kRemoved, number_into(removed)}}));
  e.linked = removed == 0;
  return e;
}

Record to_record(const SavedSearch& e, int64_t at_ms) {
  FieldWriter fields;
  fields.text(kLabel, e.name).text(kQuery, e.query).text(kHow, e.dialect).text(kScope, e.scope).text(kWhat, e.note).text(kActor, e.actor).text(kReason, e.reason);
  if (e.removed) fields.number(kRemoved, 1);
  return fields.into(RecordKind::saved_search, at_ms);
}

Result<SavedSearch> saved_search_from(const Record& record) {
  SavedSearch e;
  uint64_t removed = 0;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::saved_search,
                                {{kLabel, text_into(e.name)},
                                 {kQuery, text_into(e.query)},
                                 {kHow, text_into(e.dialect)},
                                 {kScope, text_into(e.scope)},
                                 {kWhat, text_into(e.note)},
                                 {kActor, text_into(e.actor)},
                                 {kReason, text_into(e.reason)},
                                 {kRemoved, number_into(removed)}}));
  e.removed = removed != 0;
  return e;
}

Record to_record(const SavedSearchRun& e, int64_t at_ms) {
  FieldWriter fields;
  fields.text(kLabel, e.name).text(kQuery, e.query).text(kHow, e.dialect).text(kScope, e.scope).number(kResults, e.total);
  fields.number(kSearched, e.searched).number(kOf, e.of).text(kMissing, e.missing);
  fields.number(kMessages, e.held).text(kActor, e.actor).text(kReason, e.reason);
  return fields.into(RecordKind::saved_search_run, at_ms);
}

Result<SavedSearchRun> saved_search_run_from(const Record& record) {
  SavedSearchRun e;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::saved_search_run,
                                {{kLabel, text_into(e.name)},
                                 {kQuery, text_into(e.query)},
                                 {kHow, text_into(e.dialect)},
                                 {kScope, text_into(e.scope)},
                                 {kResults, number_into(e.total)},
                                 {kSearched, number_into(e.searched)},
                                 {kOf, number_into(e.of)},
                                 {kMissing, text_into(e.missing)},
                                 {kMessages, number_into(e.held)},
                                 {kActor, text_into(e.actor)},
                                 {kReason, text_into(e.reason)}}));
  return e;
}

}  // namespace muniment
