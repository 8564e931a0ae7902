// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/capture.h"

#include "core/model/event_fields.h"

namespace muniment {

using namespace event_fields;

namespace {

// In the space of event.cc: never renumber, never reuse.
enum Field : uint64_t {
  kBatch = 32, kCounts = 38,
  kSpans = 65, kMarks = 66, kCursors = 67, kSession = 68, kRun = 69, kAfter = 70, kBefore = 71, kAfterMs = 72, kBeforeMs = 73,
  kFilled = 74, kReasonOfGap = 75,
};

void write_run(cbor::Encoder& out, const RunOfSession& of) {
  out.text(of.session);
  out.uint(of.run);
}

void write(cbor::Encoder& out, const SpanOfRun& span) {
  out.array(6);
  write_run(out, span.of);
  out.uint(span.span.first);
  out.uint(span.span.last);
  out.integer(span.span.first_ms);
  out.integer(span.span.last_ms);
}

void write(cbor::Encoder& out, const RecorderMark& mark) {
  out.array(6);
  write_run(out, mark.of);
  out.uint(mark.sequence);
  out.integer(mark.at_ms);
  out.uint(mark.is_stop ? 1 : 0);
  out.integer(mark.before_ms);
}

void write(cbor::Encoder& out, const FollowCursor& cursor) {
  out.array(7);
  out.text(cursor.path);
  for (const uint64_t number : {cursor.device, cursor.inode, cursor.offset, cursor.lines, cursor.tail_size}) out.uint(number);
  out.bytes(cursor.tail.view());
}

Result<void> read_run(cbor::Decoder& in, RunOfSession& of) {
  MUNIMENT_TRY_VOID(text_into(of.session)(in));
  return number_into(of.run)(in);
}

Result<void> read(cbor::Decoder& in, SpanOfRun& span) {
  MUNIMENT_TRY_VOID(read_run(in, span.of));
  MUNIMENT_TRY(span.span.first, in.uint());
  MUNIMENT_TRY(span.span.last, in.uint());
  MUNIMENT_TRY(span.span.first_ms, in.integer());
  MUNIMENT_TRY(span.span.last_ms, in.integer());
  return {};
}

Result<void> read(cbor::Decoder& in, RecorderMark& mark) {
  MUNIMENT_TRY_VOID(read_run(in, mark.of));
  MUNIMENT_TRY(mark.sequence, in.uint());
  MUNIMENT_TRY(mark.at_ms, in.integer());
  MUNIMENT_TRY(const uint64_t stop, in.uint());
  mark.is_stop = stop != 0;
  MUNIMENT_TRY(mark.before_ms, in.integer());
  return {};
}

Result<void> read(cbor::Decoder& in, FollowCursor& cursor) {
  MUNIMENT_TRY_VOID(text_into(cursor.path)(in));
  for (uint64_t* number : {&cursor.device, &cursor.inode, &cursor.offset, &cursor.lines, &cursor.tail_size}) {
    MUNIMENT_TRY(*number, in.uint());
  }
  MUNIMENT_TRY(const ByteView tail, in.bytes());
  if (tail.size() != 32) return in.broken("a SHA-256 has 32 bytes");
  cursor.tail = Sha256::from(tail);
  return {};
}

template <typename Item>
void write_all(FieldWriter& fields, Field key, const std::vector<Item>& items) {
  if (items.empty()) return;
  fields.put(key, [&](cbor::Encoder& out) {
    out.array(items.size());
    for (const Item& item : items) write(out, item);
  });
}

// Items that a later version made longer are read as far as they are known here.
template <typename Item>
Read all_into(std::vector<Item>& items, uint64_t known_parts) {
  return [&items, known_parts](cbor::Decoder& in) -> Result<void> {
    MUNIMENT_TRY(const uint64_t count, in.array());
    for (uint64_t i = 0; i < count; ++i) {
      MUNIMENT_TRY(const uint64_t parts, in.array());
      if (parts < known_parts) return in.broken("an item has too few parts");
      Item item;
      MUNIMENT_TRY_VOID(read(in, item));
      for (uint64_t part = known_parts; part < parts; ++part) MUNIMENT_TRY_VOID(in.item());
      items.push_back(std::move(item));
    }
    return {};
  };
}

}  // namespace

Record to_record(const CaptureProgress& e, int64_t at_ms) {
  FieldWriter fields;
  fields.number(kBatch, e.batch).put(kCounts, [&](cbor::Encoder& out) { write_counts(out, e.counts); });
  write_all(fields, kSpans, e.spans);
  write_all(fields, kMarks, e.marks);
  write_all(fields, kCursors, e.cursors);
  return fields.into(RecordKind::progress, at_ms);
}

Result<CaptureProgress> capture_progress_from(const Record& record) {
  CaptureProgress e;
  const Read counts = [&e](cbor::Decoder& in) { return read_counts(in, e.counts); };
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::progress,
                                {{kBatch, number_into(e.batch)},
                                 {kCounts, counts},
                                 {kSpans, all_into(e.spans, 6)},
                                 {kMarks, all_into(e.marks, 6)},
                                 {kCursors, all_into(e.cursors, 7)}}));
  return e;
}

Record to_record(const CaptureGap& e, int64_t at_ms) {
  FieldWriter fields;
  fields.number(kReasonOfGap, static_cast<uint64_t>(e.reason)).text(kSession, e.of.session).number(kRun, e.of.run);
  fields.number(kAfter, e.after).number(kBefore, e.before).integer(kAfterMs, e.after_ms).integer(kBeforeMs, e.before_ms);
  if (e.filled) fields.number(kFilled, 1);
  return fields.into(RecordKind::gap, at_ms);
}

Result<CaptureGap> capture_gap_from(const Record& record) {
  CaptureGap e;
  uint64_t reason = 0, filled = 0;
  MUNIMENT_TRY_VOID(read_fields(record, RecordKind::gap,
                                {{kReasonOfGap, number_into(reason)},
                                 {kSession, text_into(e.of.session)},
                                 {kRun, number_into(e.of.run)},
                                 {kAfter, number_into(e.after)},
                                 {kBefore, number_into(e.before)},
                                 {kAfterMs, integer_into(e.after_ms)},
                                 {kBeforeMs, integer_into(e.before_ms)},
                                 {kFilled, number_into(filled)}}));
  e.reason = static_cast<CaptureGap::Reason>(reason);
  e.filled = filled != 0;
  return e;
}

}  // namespace muniment
