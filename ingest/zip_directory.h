// SPDX-License-Identifier: GPL-3.0-or-later
// The central directory of a zip: what is in it and where, read once, so that each member can be opened directly.
// libarchive then reads one member at a time; looking for it there would cost a walk over all the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::ingest {

struct ZipEntry {
  std::string name;                // UTF-8, as stored (cp437 converted); not yet safe
  uint64_t header_offset = 0;      // of the local header in the file
  uint64_t compressed_bytes = 0;
  uint64_t size_bytes = 0;
  uint32_t crc32 = 0;
  uint16_t method = 0;
  bool encrypted = false;
};

// Files only, in the order of the directory; symbolic links and directories are left out. Names: UTF-8 where the entry
// says so or where they are valid UTF-8, the Unicode name of Info-ZIP where it fits, else cp437. corrupt or truncated
// if it is not a whole zip, if members lie over one another, or if a size is more than deflate can give; unsupported if
// it spans several disks or has more than a million entries.
Result<std::vector<ZipEntry>> read_zip_directory(const io::File& file, const std::string& path);

// Where the entry's data begin: behind the local header, whose length only the header itself knows.
Result<uint64_t> find_zip_data(const io::File& file, const ZipEntry& entry, const std::string& path);

// A local header for this entry that holds what the central directory knows (sizes, which streaming writers put behind
// the data) and no name.
Bytes make_local_header(const ZipEntry& entry);

}  // namespace muniment::ingest
