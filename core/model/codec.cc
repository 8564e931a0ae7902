// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/codec.h"

#include <string>

#include "core/base/cbor.h"

namespace muniment {
namespace {

// Keys on disk: never renumber, never reuse.
enum Key : uint64_t {
  kKind = 0, kSourceId = 1, kSourceMessageId = 2, kConversation = 3, kSender = 4, kTimes = 5, kCaptured = 6,
  kCollected = 7, kParser = 8, kReferences = 9, kAttachments = 10, kText = 11, kCustodian = 12, kRaw = 13, kFacts = 14,
  kSession = 15,
};

uint64_t count_fields(const Record& r) {
  const auto one = [](bool present) { return present ? uint64_t{1} : uint64_t{0}; };
  return 1 + one(!r.source_id.empty()) + one(!r.source_message_id.empty()) + one(!r.conversation.empty()) +
         one(!r.sender.empty()) + one(r.time.has_value()) + one(r.captured_ms.has_value()) +
         one(r.collected.has_value()) + one(!r.parser.empty()) + one(!r.references.empty()) +
         one(!r.attachments.empty()) + one(r.text.has_value()) + one(!r.custodian.empty()) + one(!r.raw.empty()) +
         one(!r.facts.empty()) + one(!r.session.empty()) + r.fields.size();
}

void put_text(cbor::Encoder& out, Key key, const std::string& value) {
  if (value.empty()) return;
  out.uint(key);
  out.text(value);
}

void put_time(cbor::Encoder& out, const EventTime& time) {
  out.uint(kTimes);
  out.map(4);
  out.uint(0);
  out.integer(time.utc_ms);
  out.uint(1);
  out.text(time.original);
  out.uint(2);
  out.uint(static_cast<uint64_t>(time.basis));
  out.uint(3);
  out.uint(static_cast<uint64_t>(time.precision));
}

void put_references(cbor::Encoder& out, const std::vector<Reference>& references) {
  out.uint(kReferences);
  out.array(references.size());
  for (const Reference& reference : references) {
    out.array(reference.message ? 3 : 2);
    out.uint(static_cast<uint64_t>(reference.type));
    out.text(reference.source_message_id);
    if (reference.message) out.uint(*reference.message);
  }
}

void put_attachment(cbor::Encoder& out, const Attachment& a) {
  const auto one = [](bool present) { return present ? uint64_t{1} : uint64_t{0}; };
  out.map(one(a.blob.has_value()) + one(a.sha256.has_value()) + one(a.size_bytes.has_value()) + one(!a.mime.empty()) +
          one(!a.name.empty()) + one(a.kind != AttachmentKind::unknown) + one(a.pages.has_value()) +
          one(a.stated_sha256.has_value()) + one(!a.source_id.empty()));
  if (a.blob) out.uint(0), out.bytes(a.blob->view());
  if (a.sha256) out.uint(1), out.bytes(a.sha256->view());
  if (a.size_bytes) out.uint(2), out.uint(*a.size_bytes);
  if (!a.mime.empty()) out.uint(3), out.text(a.mime);
  if (!a.name.empty()) out.uint(4), out.text(a.name);
  if (a.kind != AttachmentKind::unknown) out.uint(5), out.uint(static_cast<uint64_t>(a.kind));
  if (a.pages) out.uint(6), out.uint(*a.pages);
  if (a.stated_sha256) out.uint(7), out.bytes(a.stated_sha256->view());
  if (!a.source_id.empty()) out.uint(8), out.text(a.source_id);
}

void put_facts(cbor::Encoder& out, const std::vector<Fact>& facts) {
  out.uint(kFacts);
  out.array(facts.size());
  for (const Fact& fact : facts) {
    out.map(1 + (fact.text.empty() ? 0U : 1U) + (fact.number ? 1U : 0U));
    out.uint(0), out.uint(static_cast<uint64_t>(fact.type));
    if (!fact.text.empty()) out.uint(1), out.text(fact.text);
    if (fact.number) out.uint(2), out.uint(*fact.number);
  }
}

template <typename Fixed>
Result<Fixed> fixed_bytes(cbor::Decoder& in) {
  MUNIMENT_TRY(const ByteView view, in.bytes());
  if (view.size() != Fixed::kSize) return in.broken("a byte string of the wrong length");
  return Fixed::from(view);
}

Result<void> present_text(cbor::Decoder& in, std::string& into) {
  MUNIMENT_TRY(const std::string_view text, in.text());
  if (text.empty()) return in.broken("an empty text where no value is left out");
  into = text;
  return {};
}

Result<void> read_time(cbor::Decoder& in, std::optional<EventTime>& into) {
  if (!into) into.emplace();
  EventTime& time = *into;
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  if (pairs != 4) return in.broken("a time has four fields");
  for (uint64_t expected = 0; expected < 4; ++expected) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (key != expected) return in.broken("an unexpected field of a time");
    if (key == 0) {
      MUNIMENT_TRY(time.utc_ms, in.integer());
    } else if (key == 1) {
      MUNIMENT_TRY(const std::string_view text, in.text());
      time.original = text;
    } else {
      MUNIMENT_TRY(const uint64_t number, in.uint());
      const auto last = key == 2 ? static_cast<uint64_t>(TimeBasis::sender) : static_cast<uint64_t>(TimePrecision::day);
      if (number < 1 || number > last) {
        return in.broken("a time basis or precision that is not defined");
      }
      if (key == 2) time.basis = static_cast<TimeBasis>(number);
      if (key == 3) time.precision = static_cast<TimePrecision>(number);
    }
  }
  return {};
}

Result<std::vector<Reference>> read_references(cbor::Decoder& in) {
  std::vector<Reference> references;
  MUNIMENT_TRY(const uint64_t count, in.array());
  if (count == 0) return in.broken("an empty list where no value is left out");
  for (uint64_t i = 0; i < count; ++i) {
    Reference reference;
    MUNIMENT_TRY(const uint64_t items, in.array());
    if (items != 2 && items != 3) return in.broken("a reference has two or three items");
    MUNIMENT_TRY(const uint64_t type, in.uint());
    reference.type = static_cast<ReferenceType>(type);
    MUNIMENT_TRY(const std::string_view id, in.text());
    reference.source_message_id = id;
    if (items == 3) {
      MUNIMENT_TRY(const uint64_t number, in.uint());
      reference.message = number;
    }
    references.push_back(std::move(reference));
  }
  return references;
}

Result<Attachment> read_attachment(cbor::Decoder& in) {
  Attachment a;
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  std::optional<uint64_t> before;
  for (uint64_t i = 0; i < pairs; ++i) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (before && key <= *before) return in.broken("the keys of a map are not in ascending order");
    before = key;
    if (key == 0) {
      MUNIMENT_TRY(a.blob, fixed_bytes<BlobId>(in));
    } else if (key == 1) {
      MUNIMENT_TRY(a.sha256, fixed_bytes<Sha256>(in));
    } else if (key == 2) {
      MUNIMENT_TRY(a.size_bytes, in.uint());
    } else if (key == 3) {
      MUNIMENT_TRY_VOID(present_text(in, a.mime));
    } else if (key == 4) {
      MUNIMENT_TRY_VOID(present_text(in, a.name));
    } else if (key == 5) {
      MUNIMENT_TRY(const uint64_t kind, in.uint());
      if (kind == 0) return in.broken("a kind of attachment where no value is left out");
      a.kind = static_cast<AttachmentKind>(kind);
    } else if (key == 6) {
      MUNIMENT_TRY(a.pages, in.uint());
    } else if (key == 7) {
      MUNIMENT_TRY(a.stated_sha256, fixed_bytes<Sha256>(in));
    } else if (key == 8) {
      MUNIMENT_TRY_VOID(present_text(in, a.source_id));
    } else {
      return in.broken("an unknown field of an attachment");
    }
  }
  return a;
}

Result<std::vector<Attachment>> read_attachments(cbor::Decoder& in) {
  std::vector<Attachment> attachments;
  MUNIMENT_TRY(const uint64_t count, in.array());
  if (count == 0) return in.broken("an empty list where no value is left out");
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(Attachment a, read_attachment(in));
    attachments.push_back(std::move(a));
  }
  return attachments;
}

Result<Fact> read_fact(cbor::Decoder& in) {
  Fact fact;
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  std::optional<uint64_t> before;
  for (uint64_t i = 0; i < pairs; ++i) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (before ? key <= *before : key != 0) return in.broken("the keys of a fact are not in order");
    before = key;
    if (key == 0) {
      MUNIMENT_TRY(const uint64_t type, in.uint());
      fact.type = static_cast<FactType>(type);
    } else if (key == 1) {
      MUNIMENT_TRY_VOID(present_text(in, fact.text));
    } else if (key == 2) {
      MUNIMENT_TRY(fact.number, in.uint());
    } else {
      return in.broken("an unknown field of a fact");
    }
  }
  if (!before) return in.broken("a fact without a type");
  return fact;
}

Result<std::vector<Fact>> read_facts(cbor::Decoder& in) {
  std::vector<Fact> facts;
  MUNIMENT_TRY(const uint64_t count, in.array());
  if (count == 0) return in.broken("an empty list where no value is left out");
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(Fact fact, read_fact(in));
    facts.push_back(std::move(fact));
  }
  return facts;
}

Result<CollectorSequence> read_collected(cbor::Decoder& in) {
  CollectorSequence collected;
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 2) return in.broken("a collector sequence has two items");
  MUNIMENT_TRY(const ByteView collector, in.bytes());
  if (collector.size() != collected.collector.size()) return in.broken("a collector id has 16 bytes");
  std::memcpy(collected.collector.data(), collector.data(), collector.size());
  MUNIMENT_TRY(collected.sequence, in.uint());
  return collected;
}

Result<void> read_field(cbor::Decoder& in, uint64_t key, Record& r) {
  switch (key) {
    case kKind: {
      MUNIMENT_TRY(const uint64_t kind, in.uint());
      r.kind = static_cast<RecordKind>(kind);
      return {};
    }
    case kSourceId: return present_text(in, r.source_id);
    case kSourceMessageId: return present_text(in, r.source_message_id);
    case kConversation: return present_text(in, r.conversation);
    case kSender: return present_text(in, r.sender);
    case kTimes: return read_time(in, r.time);
    case kCaptured: { MUNIMENT_TRY(r.captured_ms, in.integer()); return {}; }
    case kCollected: { MUNIMENT_TRY(r.collected, read_collected(in)); return {}; }
    case kParser: return present_text(in, r.parser);
    case kReferences: { MUNIMENT_TRY(r.references, read_references(in)); return {}; }
    case kAttachments: { MUNIMENT_TRY(r.attachments, read_attachments(in)); return {}; }
    case kText: {
      MUNIMENT_TRY(const std::string_view text, in.text());
      if (!r.text) r.text.emplace();
      *r.text = text;
      return {};
    }
    case kCustodian: return present_text(in, r.custodian);
    case kRaw: {
      MUNIMENT_TRY(const ByteView raw, in.bytes());
      if (raw.empty()) return in.broken("empty bytes where no value is left out");
      r.raw.assign(raw.begin(), raw.end());
      return {};
    }
    case kFacts: { MUNIMENT_TRY(r.facts, read_facts(in)); return {}; }
    case kSession: return present_text(in, r.session);
    default: {
      MUNIMENT_TRY(const ByteView value, in.item());
      r.fields.emplace_back(key, to_bytes(value));
      return {};
    }
  }
}

// What the decoder does not overwrite in every record: emptied where that keeps the memory.
void clear(Record& record) {
  for (std::string* text : {&record.source_id, &record.source_message_id, &record.conversation, &record.sender,
                            &record.parser, &record.custodian, &record.session}) {
    text->clear();
  }
  record.references.clear();
  record.attachments.clear();
  record.facts.clear();
  record.raw.clear();
  record.fields.clear();
  record.captured_ms.reset();
  record.collected.reset();
}

// Reads what stands there and says by bits which keys below 64 that was.
Result<uint64_t> read_fields(cbor::Decoder& in, Record& record) {
  uint64_t seen = 0;
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  std::optional<uint64_t> before;
  for (uint64_t i = 0; i < pairs; ++i) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (before ? key <= *before : key != kKind) return in.broken("the keys of a record are not in order");
    before = key;
    if (key < 64) seen |= uint64_t{1} << key;
    MUNIMENT_TRY_VOID(read_field(in, key, record));
  }
  if (!before) return in.broken("a record without a kind");
  if (!in.done()) return in.broken("bytes after the end of a record");
  return seen;
}

}  // namespace

void encode_into(const Record& r, Bytes& bytes) {
  cbor::Encoder out(bytes);
  out.map(count_fields(r));
  out.uint(kKind);
  out.uint(static_cast<uint64_t>(r.kind));
  put_text(out, kSourceId, r.source_id);
  put_text(out, kSourceMessageId, r.source_message_id);
  put_text(out, kConversation, r.conversation);
  put_text(out, kSender, r.sender);
  if (r.time) put_time(out, *r.time);
  if (r.captured_ms) out.uint(kCaptured), out.integer(*r.captured_ms);
  if (r.collected) {
    out.uint(kCollected);
    out.array(2);
    out.bytes(r.collected->collector);
    out.uint(r.collected->sequence);
  }
  put_text(out, kParser, r.parser);
  if (!r.references.empty()) put_references(out, r.references);
  if (!r.attachments.empty()) {
    out.uint(kAttachments);
    out.array(r.attachments.size());
    for (const Attachment& attachment : r.attachments) put_attachment(out, attachment);
  }
  if (r.text) out.uint(kText), out.text(*r.text);
  put_text(out, kCustodian, r.custodian);
  if (!r.raw.empty()) out.uint(kRaw), out.bytes(r.raw);
  if (!r.facts.empty()) put_facts(out, r.facts);
  put_text(out, kSession, r.session);
  for (const auto& [key, value] : r.fields) {
    out.uint(key);
    out.raw(value);
  }
}

Bytes encode(const Record& record) {
  Bytes bytes;
  encode_into(record, bytes);
  return bytes;
}

Result<void> decode_record_into(ByteView encoded, Record& record) {
  clear(record);
  cbor::Decoder in(encoded);
  MUNIMENT_TRY(const uint64_t seen, read_fields(in, record));
  if ((seen >> kTimes & 1) == 0) record.time.reset();
  if ((seen >> kText & 1) == 0) record.text.reset();
  return {};
}

Result<Record> decode_record(ByteView encoded) {
  Record record;
  MUNIMENT_TRY_VOID(decode_record_into(encoded, record));
  return record;
}

Result<RecordKind> peek_kind(ByteView encoded) {
  cbor::Decoder in(encoded);
  MUNIMENT_TRY(const uint64_t pairs, in.map());
  if (pairs == 0) return in.broken("a record without a kind");
  MUNIMENT_TRY(const uint64_t key, in.uint());
  if (key != kKind) return in.broken("the keys of a record are not in order");
  MUNIMENT_TRY(const uint64_t kind, in.uint());
  return static_cast<RecordKind>(kind);
}

}  // namespace muniment
