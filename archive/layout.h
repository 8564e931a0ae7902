// SPDX-License-Identifier: GPL-3.0-or-later
// Where each file of an archive stands (docs/archive-format.md, "Layout").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/io/file_system.h"

namespace muniment::archive {

struct Layout {
  io::Path root;
  io::Path keys_from{};  // where keys/ is, if not in the archive: a backup of the keys that is being tried

  [[nodiscard]] io::Path note() const { return root / "archive.note"; }
  [[nodiscard]] io::Path lock() const { return root / "LOCK"; }
  [[nodiscard]] io::Path poison() const { return root / "POISON"; }
  [[nodiscard]] io::Path head() const { return root / "HEAD"; }
  [[nodiscard]] io::Path checkpoints() const { return root / "ckpt"; }
  [[nodiscard]] io::Path checkpoint(uint64_t size) const { return checkpoints() / (std::to_string(size) + ".note"); }
  [[nodiscard]] io::Path keys() const { return (keys_from.empty() ? root : keys_from) / "keys"; }
  [[nodiscard]] io::Path identity() const { return keys() / "identity.age"; }
  [[nodiscard]] io::Path log_key() const { return keys() / "log.age"; }
  [[nodiscard]] io::Path ring(uint32_t epoch) const { return keys() / ("ring." + std::to_string(epoch) + ".age"); }
  [[nodiscard]] io::Path segments() const { return root / "seg"; }
  [[nodiscard]] io::Path class_directory(ClassId cls) const { return segments() / std::to_string(cls.value); }
  [[nodiscard]] io::Path segment(ClassId cls, SegmentNo number) const;
  [[nodiscard]] io::Path blobs() const { return root / "blob"; }
  [[nodiscard]] io::Path blob_directory(const BlobId& blob) const;
  [[nodiscard]] io::Path blob(const BlobId& blob) const;
  [[nodiscard]] io::Path spool() const { return root / "spool" / "access"; }
  // The path as it stands in reports: relative to the archive.
  [[nodiscard]] std::string shown(const io::Path& path) const;
};

std::string twelve_digits(SegmentNo number);
// The names that Layout makes, read back; nothing for a name that is not exactly such a name.
std::optional<SegmentNo> segment_of_name(std::string_view name);   // 000000000012.mseg
std::optional<ClassId> class_of_name(std::string_view name);       // 2
std::optional<uint32_t> epoch_of_name(std::string_view name);      // ring.7.age
std::optional<uint64_t> checkpoint_of_name(std::string_view name); // 1234.note
std::optional<BlobId> blob_of_name(std::string_view name);         // 64 hex digits, .mblb

}  // namespace muniment::archive
