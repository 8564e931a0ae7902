// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/partition_file.h"

#include <algorithm>
#include <string>

#include "core/base/cbor.h"
#include "core/compress/compress.h"

namespace muniment::index {
namespace {

constexpr std::string_view kMagic = "MUNIDX1\n";
constexpr size_t kPrefixBytes = kMagic.size() + 4;  // then the length of the header
constexpr uint32_t kMaxHeaderBytes = 16 << 20;
constexpr uint64_t kMaxSectionBytes = uint64_t{4} << 30;
constexpr int kLevel = 1;  // of postings 1 % larger than at level 3, packed twice as fast and unpacked by a quarter faster

Error broken(std::string what) { return make_error(ErrorCode::corrupt, "an index partition does not open").because(std::move(what)); }

struct Place {
  uint64_t offset = 0, stored = 0, size = 0;
  bool packed = false;
};
using Places = std::map<SectionId, Place>;

// The header as CBOR: an array of fixed order, so that nothing is optional.
Bytes encode_header(const PartitionHeader& header, const Places& places) {
  Bytes out;
  cbor::Encoder cbor(out);
  cbor.array(9);
  cbor.bytes(header.id.view());
  cbor.uint(header.tokenizer_version);
  cbor.uint(header.cls.value);
  cbor.uint(header.month.yyyymm);
  cbor.array(header.ranges.size());
  for (const LogRange& range : header.ranges) {
    cbor.array(2);
    cbor.uint(range.first_entry);
    cbor.uint(range.end_entry);
  }
  cbor.uint(header.documents);
  cbor.integer(header.first_ms);
  cbor.integer(header.last_ms);
  cbor.array(places.size());
  for (const auto& [id, place] : places) {
    cbor.array(5);
    cbor.uint(static_cast<uint64_t>(id));
    cbor.uint(place.offset);
    cbor.uint(place.stored);
    cbor.uint(place.size);
    cbor.uint(place.packed ? 1 : 0);
  }
  return out;
}

Result<void> expect(cbor::Decoder& in, uint64_t items) {
  MUNIMENT_TRY(const uint64_t found, in.array());
  return found == items ? Result<void>() : broken("its header has another form");
}

Result<LogRange> decode_range(cbor::Decoder& in) {
  MUNIMENT_TRY_VOID(expect(in, 2));
  LogRange range;
  MUNIMENT_TRY(range.first_entry, in.uint());
  MUNIMENT_TRY(range.end_entry, in.uint());
  return range;
}

Result<PartitionHeader> decode_fields(cbor::Decoder& in) {
  PartitionHeader header;
  MUNIMENT_TRY_VOID(expect(in, 9));
  MUNIMENT_TRY(const ByteView id, in.bytes());
  if (id.size() != PartitionId::kSize) return broken("its id has the wrong size");
  header.id = PartitionId::from(id);
  MUNIMENT_TRY(const uint64_t version, in.uint());
  header.tokenizer_version = static_cast<uint32_t>(version);
  MUNIMENT_TRY(const uint64_t cls, in.uint());
  header.cls.value = static_cast<uint16_t>(cls);
  MUNIMENT_TRY(const uint64_t month, in.uint());
  header.month.yyyymm = static_cast<uint32_t>(month);
  MUNIMENT_TRY(const uint64_t ranges, in.array());
  for (uint64_t i = 0; i < ranges; ++i) {
    MUNIMENT_TRY(const LogRange range, decode_range(in));
    header.ranges.push_back(range);
  }
  MUNIMENT_TRY(header.documents, in.uint());
  MUNIMENT_TRY(header.first_ms, in.integer());
  MUNIMENT_TRY(header.last_ms, in.integer());
  return header;
}

Result<Places> decode_places(cbor::Decoder& in) {
  Places places;
  MUNIMENT_TRY(const uint64_t count, in.array());
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY_VOID(expect(in, 5));
    MUNIMENT_TRY(const uint64_t id, in.uint());
    Place& place = places[static_cast<SectionId>(id)];
    MUNIMENT_TRY(place.offset, in.uint());
    MUNIMENT_TRY(place.stored, in.uint());
    MUNIMENT_TRY(place.size, in.uint());
    MUNIMENT_TRY(const uint64_t packed, in.uint());
    place.packed = packed != 0;
  }
  return places;
}

Result<Bytes> unpack(const Place& place, Bytes stored) {
  if (!place.packed) return stored;
  MUNIMENT_TRY(Bytes content, decompress(stored, kMaxSectionBytes));
  if (content.size() != place.size) return broken("a section has another size than stated");
  return content;
}

class MemorySource : public SectionSource {
 public:
  explicit MemorySource(std::map<SectionId, SectionWriter::Section> sections) : sections_(std::move(sections)) {}

  Result<Bytes> section(SectionId id) const override {
    const auto found = sections_.find(id);
    if (found == sections_.end()) return broken("a section is missing");
    const auto& section = found->second;
    return unpack({0, section.stored.size(), section.size, section.packed}, section.stored);
  }
  uint64_t stored_bytes(SectionId id) const override {
    const auto found = sections_.find(id);
    return found == sections_.end() ? 0 : found->second.stored.size();
  }
  Result<void> check_all() const override { return {}; }

  [[nodiscard]] const std::map<SectionId, SectionWriter::Section>& sections() const { return sections_; }

 private:
  std::map<SectionId, SectionWriter::Section> sections_;
};

class FileSource : public SectionSource {
 public:
  FileSource(std::shared_ptr<const crypto::ChunkedReader> file, Places places) : file_(std::move(file)), places_(std::move(places)) {}

  Result<Bytes> section(SectionId id) const override {
    MUNIMENT_TRY(const Place place, place_of(id));
    Bytes stored(place.stored);
    MUNIMENT_TRY_VOID(file_->read_at(place.offset, stored));
    return unpack(place, std::move(stored));
  }
  Result<ByteView> read(SectionId id, SectionRoom& room) const override {
    MUNIMENT_TRY(const Place place, place_of(id));
    if (room.stored.size() < place.stored) room.stored.resize(place.stored);
    const MutableByteView stored = MutableByteView(room.stored).first(place.stored);
    MUNIMENT_TRY_VOID(file_->read_at(place.offset, stored));
    if (!place.packed) return ByteView(stored);
    MUNIMENT_TRY(const ByteView content, decompress_into(room.content, stored, kMaxSectionBytes));
    return content.size() == place.size ? Result<ByteView>(content) : broken("a section has another size than stated");
  }
  uint64_t stored_bytes(SectionId id) const override {
    const auto found = places_.find(id);
    return found == places_.end() ? 0 : found->second.stored;
  }
  Result<void> check_all() const override {
    Bytes piece(size_t{1} << 20);
    for (uint64_t at = 0; at < file_->plain_size(); at += piece.size()) {
      const uint64_t size = std::min<uint64_t>(piece.size(), file_->plain_size() - at);
      MUNIMENT_TRY_VOID(file_->read_at(at, MutableByteView(piece).first(size)));
    }
    return {};
  }

 private:
  [[nodiscard]] Result<Place> place_of(SectionId id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? Result<Place>(broken("a section is missing")) : found->second;
  }

  std::shared_ptr<const crypto::ChunkedReader> file_;
  Places places_;
};

Result<void> write_sections(const PartitionHeader& header, const std::map<SectionId, SectionWriter::Section>& sections,
                            const crypto::ByteSink& out) {
  Places places;
  uint64_t offset = 0;  // from the end of the header, until its length is known
  for (const auto& [id, section] : sections) {
    places[id] = {offset, section.stored.size(), section.size, section.packed};
    offset += section.stored.size();
  }
  const Bytes encoded = encode_header(header, places);
  Bytes prefix = to_bytes(kMagic);
  append_le(prefix, static_cast<uint32_t>(encoded.size()));
  MUNIMENT_TRY_VOID(out(prefix));
  MUNIMENT_TRY_VOID(out(encoded));
  for (const auto& [id, section] : sections) MUNIMENT_TRY_VOID(out(section.stored));
  return {};
}

}  // namespace

LogRange PartitionHeader::hull() const {
  return ranges.empty() ? LogRange{} : LogRange{ranges.front().first_entry, ranges.back().end_entry};
}

void SectionWriter::add(SectionId id, ByteView content) {
  Section section{.stored = compress(content, kLevel), .size = content.size(), .packed = true};
  if (section.stored.size() >= content.size()) {
    section.stored = to_bytes(content);
    section.packed = false;
  }
  sections_[id] = std::move(section);
}

Result<void> SectionWriter::write(const PartitionHeader& header, const crypto::ByteSink& out) const {
  return write_sections(header, sections_, out);
}

std::shared_ptr<const SectionSource> SectionWriter::source() && { return std::make_shared<MemorySource>(std::move(sections_)); }

Result<void> write_container(const PartitionHeader& header, const SectionSource& source, const crypto::ByteSink& out) {
  const auto* memory = dynamic_cast<const MemorySource*>(&source);
  MUNIMENT_CHECK(memory != nullptr, "only a partition that was just built is written");
  return write_sections(header, memory->sections(), out);
}

Result<OpenContainer> open_container(std::shared_ptr<const crypto::ChunkedReader> file) {
  Bytes prefix(kPrefixBytes);
  if (file->plain_size() < prefix.size()) return broken("it is too short");
  MUNIMENT_TRY_VOID(file->read_at(0, prefix));
  if (as_text(prefix).substr(0, kMagic.size()) != kMagic) return broken("it does not begin as one");
  const auto length = get_le<uint32_t>(prefix, kMagic.size());
  if (length > kMaxHeaderBytes || length > file->plain_size() - prefix.size()) return broken("its header is longer than the file");
  Bytes encoded(length);
  MUNIMENT_TRY_VOID(file->read_at(prefix.size(), encoded));
  cbor::Decoder in(encoded);
  OpenContainer out;
  MUNIMENT_TRY(out.header, decode_fields(in));
  MUNIMENT_TRY(Places places, decode_places(in));
  for (auto& [id, place] : places) {
    place.offset += prefix.size() + length;
    if (place.offset > file->plain_size() || place.stored > file->plain_size() - place.offset) return broken("a section lies outside");
  }
  out.source = std::make_shared<FileSource>(std::move(file), std::move(places));
  return out;
}

}  // namespace muniment::index
