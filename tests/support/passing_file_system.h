// SPDX-License-Identifier: GPL-3.0-or-later
// The real file system, for tests that do something of their own at one call of it.
#pragma once

#include <memory>
#include <vector>

#include "core/io/file_system.h"

namespace muniment::test {

class PassingFileSystem : public io::FileSystem {
 public:
  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override { return io::posix().open_read(path); }
  Result<std::unique_ptr<io::File>> create_append(const io::Path& path) override { return io::posix().create_append(path); }
  Result<std::unique_ptr<io::File>> open_append(const io::Path& path) override { return io::posix().open_append(path); }
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path& path) override { return io::posix().open_or_create(path); }
  Result<void> make_directory(const io::Path& path) override { return io::posix().make_directory(path); }
  Result<void> rename(const io::Path& from, const io::Path& to) override { return io::posix().rename(from, to); }
  Result<void> link(const io::Path& from, const io::Path& to) override { return io::posix().link(from, to); }
  Result<void> remove(const io::Path& path) override { return io::posix().remove(path); }
  Result<void> sync_directory(const io::Path& path) override { return io::posix().sync_directory(path); }
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override { return io::posix().list(path); }
  Result<bool> exists(const io::Path& path) override { return io::posix().exists(path); }
  Result<io::Attributes> attributes(const io::Path& path) override { return io::posix().attributes(path); }
  Result<void> set_attributes(const io::Path& path, io::Attributes attributes) override { return io::posix().set_attributes(path, attributes); }
};

}  // namespace muniment::test
