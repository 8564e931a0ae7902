// SPDX-License-Identifier: GPL-3.0-or-later
// What a machine remembers of an archive outside of it: the newest checkpoint that it has signed there. An archive that
// was put back from a backup as a whole, with its own older HEAD, looks whole; this is what tells (durability.md).
#pragma once

#include <optional>
#include <string>

#include "archive/layout.h"
#include "core/base/digest.h"
#include "core/io/file_system.h"

namespace muniment::archive {

// <directory>/<archive id>-<16 hex of the SHA-256 of the archive's path>.note: by place, so that a copy of an archive
// beside it is another one. Not thread-safe.
class MachineMemory {
 public:
  // Remembers nothing and recalls nothing if `directory` is empty.
  MachineMemory(io::FileSystem& fs, const io::Path& directory, const Layout& layout, const ArchiveId& archive);

  [[nodiscard]] bool is_kept() const { return !file_.empty(); }
  [[nodiscard]] const io::Path& file() const { return file_; }
  Result<std::optional<std::string>> recall() const;   // the note; nothing if there is none
  Result<void> remember(std::string_view note);        // durable on return; makes the directory

 private:
  io::FileSystem& fs_;
  io::Path directory_, file_;
};

}  // namespace muniment::archive
