// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/memory_file.h"

#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace muniment::io {
namespace {

TEST(MemoryFile, HoldsWhatWasAppended) {
  auto file = MemoryFile::create("test").value();
  ASSERT_TRUE(file.append(as_bytes("one")));
  ASSERT_TRUE(file.append(as_bytes("two")));
  EXPECT_EQ(file.size().value(), 6U);
  EXPECT_EQ(as_text(file.content().value()), "onetwo");
}

TEST(MemoryFile, ASealedOneCannotChange) {
  auto file = MemoryFile::from(as_bytes("text"), "test").value();
  EXPECT_EQ(file.append(as_bytes("more")).error().code, ErrorCode::denied);
  EXPECT_EQ(::ftruncate(file.descriptor(), 0), -1);
  EXPECT_EQ(::pwrite(file.descriptor(), "x", 1, 0), -1);
  void* mapped = ::mmap(nullptr, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor(), 0);
  EXPECT_EQ(mapped, MAP_FAILED);
  EXPECT_EQ(as_text(file.content().value()), "text");
}

TEST(MemoryFile, AnEmptyOneIsAFileToo) { EXPECT_TRUE(MemoryFile::from({}, "test").value().content().value().empty()); }

TEST(MemoryFile, ADuplicateOutlivesIt) {
  int duplicate = -1;
  {
    const auto file = MemoryFile::from(as_bytes("text"), "test").value();
    duplicate = file.duplicate().value();
  }
  std::array<char, 4> out{};
  EXPECT_EQ(::pread(duplicate, out.data(), out.size(), 0), 4);
  EXPECT_EQ(std::string_view(out.data(), 4), "text");
  ::close(duplicate);
}

TEST(MemoryFile, MovingItMovesTheDescriptor) {
  auto first = MemoryFile::from(as_bytes("text"), "test").value();
  const int fd = first.descriptor();
  MemoryFile second = std::move(first);
  EXPECT_EQ(second.descriptor(), fd);
  first = MemoryFile::create("other").value();
  EXPECT_NE(first.descriptor(), fd);
  EXPECT_EQ(as_text(second.content().value()), "text");
}

TEST(MemoryFile, IsClosedInAProgramThatWeStart) {
  const auto file = MemoryFile::create("test").value();
  EXPECT_NE(::fcntl(file.descriptor(), F_GETFD) & FD_CLOEXEC, 0);
  const int duplicate = file.duplicate().value();
  EXPECT_NE(::fcntl(duplicate, F_GETFD) & FD_CLOEXEC, 0);
  ::close(duplicate);
}

}  // namespace
}  // namespace muniment::io
