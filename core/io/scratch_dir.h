// SPDX-License-Identifier: GPL-3.0-or-later
// A place for the scratch files of an index build: memory, never a disk, and invisible to other processes where the
// system allows it.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/io/file_system.h"

namespace muniment::io {

enum class ScratchPrivacy {
  own_namespace,      // a tmpfs in a mount namespace of this process: no other process sees it, gone with the process
  private_directory,  // a locked 0700 directory in /dev/shm (or the temporary directory): swept at the next open
};

// Must be called before the process starts a thread, and before it forbids core dumps by PR_SET_DUMPABLE, which
// would hide its own /proc files from it. Tries to move the process into a mount namespace of its own with a tmpfs
// for scratch files; where that is refused, later scratch directories are private directories. Idempotent.
ScratchPrivacy prepare_scratch();

// Removed with everything in it when destroyed. Thread-safe to create and destroy.
class ScratchDir {
 public:
  static Result<std::unique_ptr<ScratchDir>> create();
  ~ScratchDir();
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  [[nodiscard]] const Path& path() const { return path_; }
  [[nodiscard]] ScratchPrivacy privacy() const { return privacy_; }

 private:
  ScratchDir(Path path, ScratchPrivacy privacy, std::unique_ptr<File> lock);
  Path path_;
  ScratchPrivacy privacy_;
  std::unique_ptr<File> lock_;
};

// Removes scratch directories whose process is gone (their lock is free). Returns how many.
size_t sweep_abandoned_scratch();

}  // namespace muniment::io
