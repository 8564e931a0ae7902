// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. idx/manifest: which partition files are current, and how much of the log they cover.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "index/log_ranges.h"
#include "index/partition_file.h"

namespace muniment::index {

struct ManifestEntry {
  uint64_t part = 0, generation = 1;
  ClassId cls;
  Month month;
  PartitionId id;
  LogRanges ranges;
  uint64_t documents = 0, file_bytes = 0;
  int64_t first_ms = 0, last_ms = 0;

  [[nodiscard]] std::string file() const;  // "1/000000000012.1.mxap", below idx/
};

struct Manifest {
  uint64_t next_part = 1;
  LogRanges covered;
  std::vector<ManifestEntry> entries;
};

Bytes encode(const Manifest& manifest);
Result<Manifest> decode_manifest(ByteView bytes);

// What the files are bound to, beside their keys.
Bytes manifest_context(const ArchiveId& archive);
Bytes partition_context(const ArchiveId& archive, uint64_t part, uint64_t generation);

}  // namespace muniment::index
