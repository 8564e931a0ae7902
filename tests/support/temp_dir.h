// SPDX-License-Identifier: GPL-3.0-or-later
// A fresh directory for one test, gone with everything in it when the test ends, append-only files included.
#pragma once

#include <string>

#include "core/io/file_system.h"

namespace muniment::test {

// Takes append-only and immutable off a file, where we may: for tests that damage or remove what an archive protects.
void make_changeable(const io::Path& file);

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const io::Path& path() const { return path_; }
  [[nodiscard]] io::Path operator/(const std::string& name) const { return path_ / name; }

 private:
  io::Path path_;
};

}  // namespace muniment::test
