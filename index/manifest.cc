// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/manifest.h"

#include <cinttypes>
#include <cstdio>

#include "core/base/cbor.h"

namespace muniment::index {
namespace {

constexpr uint64_t kVersion = 4;  // 2: the content identity is without the sender, has: knows facts; 3: references; 4: sources

void encode_ranges(cbor::Encoder& out, const LogRanges& ranges) {
  out.array(ranges.size() * 2);
  for (const LogRange& range : ranges) {
    out.uint(range.first_entry);
    out.uint(range.end_entry);
  }
}

Result<LogRanges> decode_ranges(cbor::Decoder& in) {
  LogRanges ranges;
  MUNIMENT_TRY(const uint64_t numbers, in.array());
  for (uint64_t i = 0; i + 1 < numbers; i += 2) {
    LogRange range;
    MUNIMENT_TRY(range.first_entry, in.uint());
    MUNIMENT_TRY(range.end_entry, in.uint());
    ranges.push_back(range);
  }
  return ranges;
}

void encode_entry(cbor::Encoder& out, const ManifestEntry& entry) {
  out.array(10);
  out.uint(entry.part);
  out.uint(entry.generation);
  out.uint(entry.cls.value);
  out.uint(entry.month.yyyymm);
  out.bytes(entry.id.view());
  encode_ranges(out, entry.ranges);
  out.uint(entry.documents);
  out.uint(entry.file_bytes);
  out.integer(entry.first_ms);
  out.integer(entry.last_ms);
}

Result<ManifestEntry> decode_entry(cbor::Decoder& in) {
  ManifestEntry entry;
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 10) return in.broken("an entry of the index manifest");
  MUNIMENT_TRY(entry.part, in.uint());
  MUNIMENT_TRY(entry.generation, in.uint());
  MUNIMENT_TRY(const uint64_t cls, in.uint());
  MUNIMENT_TRY(const uint64_t month, in.uint());
  entry.cls.value = static_cast<uint16_t>(cls);
  entry.month.yyyymm = static_cast<uint32_t>(month);
  MUNIMENT_TRY(const ByteView id, in.bytes());
  if (id.size() != PartitionId::kSize) return in.broken("an id in the index manifest");
  entry.id = PartitionId::from(id);
  MUNIMENT_TRY(entry.ranges, decode_ranges(in));
  MUNIMENT_TRY(entry.documents, in.uint());
  MUNIMENT_TRY(entry.file_bytes, in.uint());
  MUNIMENT_TRY(entry.first_ms, in.integer());
  MUNIMENT_TRY(entry.last_ms, in.integer());
  return entry;
}

}  // namespace

std::string ManifestEntry::file() const {
  char name[64];
  std::snprintf(name, sizeof name, "%u/%012" PRIu64 ".%" PRIu64 ".mxap", unsigned{cls.value}, part, generation);
  return name;
}

Bytes encode(const Manifest& manifest) {
  Bytes out;
  cbor::Encoder cbor(out);
  cbor.array(4);
  cbor.uint(kVersion);
  cbor.uint(manifest.next_part);
  encode_ranges(cbor, manifest.covered);
  cbor.array(manifest.entries.size());
  for (const ManifestEntry& entry : manifest.entries) encode_entry(cbor, entry);
  return out;
}

Result<Manifest> decode_manifest(ByteView bytes) {
  cbor::Decoder in(bytes);
  Manifest manifest;
  MUNIMENT_TRY(const uint64_t items, in.array());
  MUNIMENT_TRY(const uint64_t version, in.uint());
  if (items != 4 || version != kVersion) return make_error(ErrorCode::unsupported, "the index manifest is of another version");
  MUNIMENT_TRY(manifest.next_part, in.uint());
  MUNIMENT_TRY(manifest.covered, decode_ranges(in));
  MUNIMENT_TRY(const uint64_t entries, in.array());
  for (uint64_t i = 0; i < entries; ++i) {
    MUNIMENT_TRY(manifest.entries.emplace_back(), decode_entry(in));
  }
  if (!in.done()) return in.broken("the end of the index manifest");
  return manifest;
}

Bytes manifest_context(const ArchiveId& archive) {
  Bytes context = to_bytes("mun1/idxm");
  append(context, archive.view());
  return context;
}

Bytes partition_context(const ArchiveId& archive, uint64_t part, uint64_t generation) {
  Bytes context = to_bytes("mun1/idx");
  append(context, archive.view());
  append_le(context, part);
  append_le(context, generation);
  return context;
}

}  // namespace muniment::index
