// SPDX-License-Identifier: GPL-3.0-or-later
// Field layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.
#include "ingest/zip_directory.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/utf8.h"

namespace muniment::ingest {
namespace {

constexpr uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEnd = 0x06054b50, kEnd64 = 0x06064b50,
                   kEnd64Locator = 0x07064b50;
constexpr size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kEnd64Size = 56, kLocatorSize = 20;
constexpr size_t kLongestComment = 0xFFFF;
constexpr uint64_t kLargestDirectory = uint64_t{256} << 20;
constexpr uint16_t kEncrypted = 1U << 0, kNameIsUtf8 = 1U << 11;
constexpr uint16_t kZip64Extra = 0x0001, kUnicodeNameExtra = 0x7075;
constexpr uint64_t kMostEntries = 1'000'000;
constexpr uint16_t kDeflated = 8;
constexpr uint64_t kMostOfDeflate = 1032;  // bytes out of one byte, by the format's construction
constexpr unsigned kUnix = 3;
constexpr uint32_t kFileType = 0170000, kSymbolicLink = 0120000;
constexpr uint32_t kSee64 = 0xFFFFFFFF;

constexpr std::array<char16_t, 128> kCp437 = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC, 0x00C4, 0x00C5,
    0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192,
    0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510,
    0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567,
    0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229,
    0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0};

// Many tools write UTF-8 without saying so, and cp437 text is next to never valid UTF-8.
std::string name_of(std::string_view stored, bool said_utf8) {
  if (is_valid_utf8(stored)) return std::string(stored);
  if (said_utf8) return repair_utf8(stored).text;
  std::string name;
  for (const char c : stored) {
    const auto b = static_cast<unsigned char>(c);
    append_utf8(name, b < 0x80 ? char32_t{b} : char32_t{kCp437[b - 0x80]});
  }
  return name;
}

uint32_t crc32_of(ByteView bytes) {
  uint32_t crc = ~0U;
  for (const Byte byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

Error damaged(const std::string& path, uint64_t offset, std::string why) {
  return make_error(ErrorCode::corrupt, "the zip file is damaged or incomplete")
      .because(std::move(why))
      .advise("copy or export it again; a part that is still readable can be unpacked and given as a folder")
      .at(path, offset)
      .numbered(2112);
}

struct Directory {
  uint64_t offset = 0;  // as the file says; add `shift` for where it really is
  uint64_t size = 0;
  uint64_t entries = 0;
  uint64_t shift = 0;   // bytes before the zip (a self-extractor)
};

Result<Bytes> read_piece(const io::File& file, uint64_t offset, uint64_t size, const std::string& path) {
  Bytes bytes(size);
  MUNIMENT_TRY_VOID(io::read_exactly(file, offset, bytes, path));
  return bytes;
}

// Position of the end record inside the last bytes of the file: the last one whose comment reaches exactly to the end.
std::optional<size_t> find_end_record(ByteView tail) {
  if (tail.size() < kEndSize) return std::nullopt;
  for (size_t at = tail.size() - kEndSize + 1; at-- > 0;) {
    if (get_le<uint32_t>(tail, at) == kEnd && at + kEndSize + get_le<uint16_t>(tail, at + 20) == tail.size()) return at;
  }
  return std::nullopt;
}

Result<Directory> read_end64(const io::File& file, uint64_t end_at, Directory directory, const std::string& path) {
  if (end_at < kLocatorSize + kEnd64Size) return damaged(path, end_at, "the directory's 64-bit end record is missing");
  MUNIMENT_TRY(const Bytes locator, read_piece(file, end_at - kLocatorSize, kLocatorSize, path));
  if (get_le<uint32_t>(locator, 0) != kEnd64Locator) return directory;
  const uint64_t at = get_le<uint64_t>(locator, 8);
  if (at > end_at - kLocatorSize - kEnd64Size) return damaged(path, end_at, "the 64-bit end record lies outside the file");
  MUNIMENT_TRY(const Bytes record, read_piece(file, at, kEnd64Size, path));
  if (get_le<uint32_t>(record, 0) != kEnd64) return damaged(path, at, "expected the directory's 64-bit end record");
  directory.entries = get_le<uint64_t>(record, 32);
  directory.size = get_le<uint64_t>(record, 40);
  directory.offset = get_le<uint64_t>(record, 48);
  return directory;
}

Result<Directory> find_directory(const io::File& file, const std::string& path) {
  MUNIMENT_TRY(const uint64_t size, file.size());
  const uint64_t tail_size = std::min<uint64_t>(size, kEndSize + kLongestComment);
  MUNIMENT_TRY(const Bytes tail, read_piece(file, size - tail_size, tail_size, path));
  const auto end = find_end_record(tail);
  if (!end) return damaged(path, size, "there is no end-of-directory record at its end");
  const uint64_t end_at = size - tail_size + *end;
  const ByteView record = ByteView(tail).subspan(*end);
  Directory directory{get_le<uint32_t>(record, 16), get_le<uint32_t>(record, 12), get_le<uint16_t>(record, 10), 0};
  const bool see64 = directory.offset == kSee64 || directory.size == kSee64 || directory.entries == 0xFFFF;
  const uint16_t disk = get_le<uint16_t>(record, 4);
  if (disk != 0 && disk != 0xFFFF) {
    return make_error(ErrorCode::unsupported, "the zip file is one part of several")
        .advise("join the parts first (zip -s 0 parts.zip --out whole.zip)")
        .at(path)
        .numbered(2113);
  }
  if (see64) return read_end64(file, end_at, directory, path);
  if (directory.size > end_at || directory.offset > end_at - directory.size) return damaged(path, end_at, "the directory lies outside the file");
  directory.shift = end_at - directory.size - directory.offset;
  return directory;
}

// The values that did not fit into 32 bits, in the order of the format.
void read_zip64_values(ByteView values, ZipEntry& entry) {
  for (uint64_t* value : {&entry.size_bytes, &entry.compressed_bytes, &entry.header_offset}) {
    if (*value != kSee64 || values.size() < 8) continue;
    *value = get_le<uint64_t>(values, 0);
    values = values.subspan(8);
  }
}

// Info-ZIP's Unicode name: version, checksum of the name that it stands for, UTF-8. A tool that renames a member
// without knowing the field leaves one behind that fits no longer.
void read_unicode_name(ByteView values, ByteView name, ZipEntry& entry) {
  if (values.size() <= 5 || values[0] != 1 || get_le<uint32_t>(values, 1) != crc32_of(name)) return;
  const std::string_view unicode = as_text(values.subspan(5));
  if (is_valid_utf8(unicode)) entry.name = unicode;
}

void read_extra(ByteView extra, ByteView name, ZipEntry& entry) {
  while (extra.size() >= 4) {
    const size_t length = std::min<size_t>(get_le<uint16_t>(extra, 2), extra.size() - 4);
    const ByteView values = extra.subspan(4, length);
    const auto field = get_le<uint16_t>(extra, 0);
    if (field == kZip64Extra) read_zip64_values(values, entry);
    if (field == kUnicodeNameExtra) read_unicode_name(values, name, entry);
    extra = extra.subspan(4 + length);
  }
}

// A link's content is a path of the machine that made the zip: no file of the export.
bool is_symbolic_link(ByteView fixed) {
  const unsigned made_by = get_le<uint16_t>(fixed, 4) >> 8;
  return made_by == kUnix && ((get_le<uint32_t>(fixed, 38) >> 16) & kFileType) == kSymbolicLink;
}

ZipEntry read_entry(ByteView fixed, ByteView name, ByteView extra) {
  ZipEntry entry;
  const auto flags = get_le<uint16_t>(fixed, 8);
  entry.method = get_le<uint16_t>(fixed, 10);
  entry.crc32 = get_le<uint32_t>(fixed, 16);
  entry.compressed_bytes = get_le<uint32_t>(fixed, 20);
  entry.size_bytes = get_le<uint32_t>(fixed, 24);
  entry.header_offset = get_le<uint32_t>(fixed, 42);
  entry.encrypted = (flags & kEncrypted) != 0;
  entry.name = name_of(as_text(name), (flags & kNameIsUtf8) != 0);
  read_extra(extra, name, entry);
  return entry;
}

// Members that share bytes, or that claim more than their bytes can hold, are how small zips become endless ones.
Result<void> check_extents(const std::vector<ZipEntry>& entries, uint64_t directory_at, const std::string& path) {
  std::vector<std::pair<uint64_t, uint64_t>> extents;
  for (const ZipEntry& entry : entries) {
    const uint64_t at = entry.header_offset;
    if (at > directory_at || directory_at - at < kLocalSize ||
        entry.compressed_bytes > directory_at - at - kLocalSize) {
      return damaged(path, at, "a member lies outside the part for members");
    }
    const bool stored = entry.method == 0;
    if (entry.method == kDeflated && entry.size_bytes / kMostOfDeflate > entry.compressed_bytes + 1) {
      return damaged(path, at, "a member claims a larger size than its bytes can unpack to");
    }
    if (stored && !entry.encrypted && entry.size_bytes != entry.compressed_bytes) {
      return damaged(path, at, "a stored member has two sizes");
    }
    extents.emplace_back(at, at + kLocalSize + entry.compressed_bytes);
  }
  std::ranges::sort(extents);
  for (size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].first < extents[i - 1].second) {
      return damaged(path, extents[i].first, "two members lie over one another");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<ZipEntry>> read_zip_directory(const io::File& file, const std::string& path) {
  MUNIMENT_TRY(const Directory directory, find_directory(file, path));
  if (directory.size > kLargestDirectory) {
    return damaged(path, directory.offset, "its directory claims more than 256 MiB");
  }
  if (directory.entries > kMostEntries) {
    return make_error(ErrorCode::unsupported, "the zip file holds too many files")
        .because("at most 1,000,000 files are read as one source; it claims " + std::to_string(directory.entries))
        .advise("take out the chat text and its media, and name their folder")
        .at(path)
        .numbered(2111);
  }
  const uint64_t start = directory.offset + directory.shift;
  MUNIMENT_TRY(const Bytes bytes, read_piece(file, start, directory.size, path));
  std::vector<ZipEntry> entries;
  uint64_t seen = 0;
  for (ByteView rest = bytes; rest.size() >= kCentralSize && get_le<uint32_t>(rest, 0) == kCentralHeader; ++seen) {
    const size_t name = get_le<uint16_t>(rest, 28), extra = get_le<uint16_t>(rest, 30), comment = get_le<uint16_t>(rest, 32);
    if (rest.size() < kCentralSize + name + extra + comment) break;
    ZipEntry entry = read_entry(rest, rest.subspan(kCentralSize, name), rest.subspan(kCentralSize + name, extra));
    entry.header_offset += directory.shift;
    const bool folder = entry.name.ends_with('/') || (entry.name.ends_with('\\') && entry.size_bytes == 0);
    if (!folder && !is_symbolic_link(rest)) entries.push_back(std::move(entry));
    rest = rest.subspan(kCentralSize + name + extra + comment);
  }
  if (seen != directory.entries) return damaged(path, start, "its directory ends early: " + std::to_string(seen) + " of " + std::to_string(directory.entries) + " entries");
  MUNIMENT_TRY_VOID(check_extents(entries, start, path));
  return entries;
}

Result<uint64_t> find_zip_data(const io::File& file, const ZipEntry& entry, const std::string& path) {
  MUNIMENT_TRY(const Bytes header, read_piece(file, entry.header_offset, kLocalSize, path));
  if (get_le<uint32_t>(header, 0) != kLocalHeader) return damaged(path, entry.header_offset, "expected the header of a member");
  return entry.header_offset + kLocalSize + get_le<uint16_t>(header, 26) + get_le<uint16_t>(header, 28);
}

Bytes make_local_header(const ZipEntry& entry) {
  const bool big = entry.size_bytes >= kSee64 || entry.compressed_bytes >= kSee64;
  Bytes header;
  append_le<uint32_t>(header, kLocalHeader);
  append_le<uint16_t>(header, 45);  // version that is needed
  append_le<uint16_t>(header, 0);   // flags: sizes stand here
  append_le<uint16_t>(header, entry.method);
  append_le<uint32_t>(header, 0);   // time and date
  append_le<uint32_t>(header, entry.crc32);
  append_le<uint32_t>(header, big ? kSee64 : static_cast<uint32_t>(entry.compressed_bytes));
  append_le<uint32_t>(header, big ? kSee64 : static_cast<uint32_t>(entry.size_bytes));
  append_le<uint16_t>(header, 1);   // length of the name
  append_le<uint16_t>(header, big ? 20 : 0);
  append(header, "m");
  if (big) {
    append_le<uint16_t>(header, kZip64Extra);
    append_le<uint16_t>(header, 16);
    append_le<uint64_t>(header, entry.size_bytes);
    append_le<uint64_t>(header, entry.compressed_bytes);
  }
  return header;
}

}  // namespace muniment::ingest
