// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/recovery_record.h"

#include "core/base/cbor.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

// Fields, beside those that all events share.
constexpr uint64_t kActor = 33, kReason = 34;
constexpr uint64_t kClass = 104, kSegment = 105, kOffset = 106, kSize = 107, kHash = 108, kWhy = 109;
constexpr uint64_t kGivenUpSize = 110, kGivenUpRoot = 111, kMachine = 112;

using Field = std::pair<uint64_t, Bytes>;

Field number(uint64_t key, uint64_t value) {
  Field field{key, {}};
  cbor::Encoder(field.second).uint(value);
  return field;
}

Field text(uint64_t key, std::string_view value) {
  Field field{key, {}};
  cbor::Encoder(field.second).text(value);
  return field;
}

Field hash(uint64_t key, const Sha256& value) {
  Field field{key, {}};
  cbor::Encoder(field.second).bytes(value.view());
  return field;
}

// `fields` ascend.
Bytes recovery(std::vector<Field> fields, int64_t now_ms, std::optional<CollectorSequence> place = std::nullopt) {
  Record record;
  record.kind = RecordKind::recovery;
  record.captured_ms = now_ms;
  record.collected = place;
  record.fields = std::move(fields);
  return encode(record);
}

}  // namespace

Bytes torn_tail_record(const Tail& tail, const Sha256& tail_hash, int64_t now_ms) {
  return recovery({number(kClass, tail.cls.value), number(kSegment, tail.segment.value), number(kOffset, tail.offset),
                   number(kSize, tail.size), hash(kHash, tail_hash), text(kWhy, tail.why)}, now_ms);
}

Bytes torn_access_record(const SpoolId& id, uint64_t seq, const TornRecord& torn, int64_t now_ms) {
  return recovery({number(kOffset, torn.offset), number(kSize, torn.size), hash(kHash, torn.sha256),
                   text(kWhy, "the last access record of a process is not whole")}, now_ms, CollectorSequence{id, seq});
}

Bytes given_up_record(const GivenUp& checkpoint, const std::string& actor, const std::string& reason, int64_t now_ms) {
  std::vector<Field> fields{text(kActor, actor)};
  if (!reason.empty()) fields.push_back(text(kReason, reason));
  fields.push_back(text(kWhy, "the end of the log was lost, and given up by a person"));
  fields.push_back(number(kGivenUpSize, checkpoint.size));
  fields.push_back(hash(kGivenUpRoot, checkpoint.root));
  return recovery(std::move(fields), now_ms);
}

Bytes unknown_machine_record(const std::string& machine, int64_t now_ms) {
  return recovery({text(kWhy, "written for the first time by this machine at this place"), text(kMachine, machine)}, now_ms);
}

std::optional<GivenUp> given_up_in(ByteView encoded) {
  const auto record = decode_record(encoded);
  if (!record || record->kind != RecordKind::recovery) return std::nullopt;
  GivenUp given;
  bool has_size = false, has_root = false;
  for (const auto& [key, value] : record->fields) {
    cbor::Decoder decoder(value);
    if (key == kGivenUpSize) {
      const auto size = decoder.uint();
      has_size = size.has_value();
      if (has_size) given.size = *size;
    } else if (key == kGivenUpRoot) {
      const auto root = decoder.bytes();
      has_root = root.has_value() && root->size() == given.root.bytes.size();
      if (has_root) given.root = Sha256::from(*root);
    }
  }
  return has_size && has_root ? std::optional(given) : std::nullopt;
}

}  // namespace muniment::archive
