// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/bundle.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/temp_dir.h"

namespace muniment::exporting {
namespace {

namespace stdfs = std::filesystem;

class BundleTest : public testing::Test {
 protected:
  std::unique_ptr<BundleDir> begin() {
    auto bundle = BundleDir::create(io::posix(), top_ / "out");
    EXPECT_TRUE(bundle.has_value());
    return std::move(bundle).value();
  }
  static void put(BundleDir& bundle, const std::string& path, std::string_view text) {
    auto file = bundle.create_file(path);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE((*file)->write(text).has_value());
    ASSERT_TRUE(bundle.close_file(std::move(*file)).has_value());
  }
  std::string content(const std::string& path) {
    const auto bytes = io::read_file(io::posix(), top_ / "out" / path, 1 << 24);
    return bytes ? std::string(as_text(*bytes)) : "(cannot be read)";
  }
  bool nothing_is_there() { return stdfs::is_empty(top_.path()); }

  test::TempDir top_;
};

TEST_F(BundleTest, UnfinishedLeavesNothing) {
  {
    auto bundle = begin();
    put(*bundle, "a/b/c.txt", "text");
    auto open = bundle->create_file("half");
    ASSERT_TRUE(open.has_value());
    EXPECT_FALSE(stdfs::exists(top_ / "out"));
  }
  EXPECT_TRUE(nothing_is_there());
}

TEST_F(BundleTest, FinishedHasSumsOfEverythingAndNoScaffolding) {
  auto bundle = begin();
  put(*bundle, "z", "last");
  put(*bundle, "a/b c.txt", std::string(700'000, 'x'));
  const auto digest = bundle->finish(Json::object().set("format", "test"));
  ASSERT_TRUE(digest.has_value());
  EXPECT_EQ(digest->view().size(), 32U);
  const std::string manifest = content("manifest.json");
  EXPECT_EQ(to_hex(digest->view()), to_hex(crypto::sha256(as_bytes(manifest)).view()));
  EXPECT_EQ(content("SHA256SUMS"), to_hex(crypto::sha256(to_bytes(std::string(700'000, 'x'))).view()) + "  a/b c.txt\n" +
                                       to_hex(digest->view()) + "  manifest.json\n" +
                                       to_hex(crypto::sha256(as_bytes("last")).view()) + "  z\n");
  EXPECT_TRUE(manifest.starts_with("{\n  \"format\": \"test\",\n  \"files\": [\n    {\"path\":\"a/b c.txt\",\"size\":700000,")) << manifest;
  EXPECT_FALSE(stdfs::exists(top_ / ".out.partial"));
  EXPECT_FALSE(stdfs::exists(top_ / "out/.lock"));
}

TEST_F(BundleTest, ManifestOfNothingIsJson) {
  auto bundle = begin();
  ASSERT_TRUE(bundle->finish(Json::object()).has_value());
  EXPECT_EQ(content("manifest.json"), "{\n  \"files\": [\n  ]\n}\n");
}

TEST_F(BundleTest, NothingIsOverwritten) {
  stdfs::create_directories(top_ / "out");
  const auto bundle = BundleDir::create(io::posix(), top_ / "out/");
  ASSERT_FALSE(bundle.has_value());
  EXPECT_EQ(bundle.error().code, ErrorCode::already_exists);
}

TEST_F(BundleTest, SomethingThatAppearsMeanwhileIsNotOverwrittenEither) {
  auto bundle = begin();
  stdfs::create_directories(top_ / "out");
  EXPECT_FALSE(bundle->finish(Json::object()).has_value());
  EXPECT_TRUE(stdfs::is_empty(top_ / "out"));
}

TEST_F(BundleTest, LeftOversOfAnInterruptedRunAreRemoved) {
  stdfs::create_directories(top_ / ".out.partial/deep/er");
  stdfs::create_symlink("/", top_ / ".out.partial/link");
  auto bundle = begin();
  put(*bundle, "new", "text");
  ASSERT_TRUE(bundle->finish(Json::object()).has_value());
  EXPECT_FALSE(stdfs::exists(top_ / "out/deep"));
  EXPECT_FALSE(stdfs::is_symlink(top_ / "out/link"));
  EXPECT_TRUE(stdfs::exists("/"));
}

TEST_F(BundleTest, ASecondExportToTheSamePathIsRefusedWhileTheFirstRuns) {
  const auto first = begin();
  const auto second = BundleDir::create(io::posix(), top_ / "out");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::locked);
}

TEST_F(BundleTest, TheSamePathTwiceIsRefused) {
  auto bundle = begin();
  put(*bundle, "a", "one");
  EXPECT_FALSE(bundle->create_file("a").has_value());
}

// The fault file system knows nothing of renamed directories, so that one call goes past it.
class Faulty final : public io::FileSystem {
 public:
  test::FaultFileSystem faults{io::posix()};
  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override { return faults.open_read(path); }
  Result<std::unique_ptr<io::File>> create_append(const io::Path& path) override { return faults.create_append(path); }
  Result<std::unique_ptr<io::File>> open_append(const io::Path& path) override { return faults.open_append(path); }
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path& path) override { return faults.open_or_create(path); }
  Result<void> make_directory(const io::Path& path) override { return faults.make_directory(path); }
  Result<void> rename(const io::Path& from, const io::Path& to) override {
    if (faults.stopped()) return make_error(ErrorCode::io, "stopped");
    syncs_before_rename = faults.calls(test::Call::sync) + faults.calls(test::Call::sync_directory);
    return io::posix().rename(from, to);
  }
  Result<void> link(const io::Path& from, const io::Path& to) override { return faults.link(from, to); }
  Result<void> remove(const io::Path& path) override { return faults.remove(path); }
  Result<void> sync_directory(const io::Path& path) override { return faults.sync_directory(path); }
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override { return faults.list(path); }
  Result<bool> exists(const io::Path& path) override { return faults.exists(path); }
  Result<io::Attributes> attributes(const io::Path& path) override { return faults.attributes(path); }
  Result<void> set_attributes(const io::Path& path, io::Attributes attributes) override {
    return faults.set_attributes(path, attributes);
  }
  size_t syncs_before_rename = 0;
};

// Makes a bundle of two files; true if it stands.
bool makes_bundle(io::FileSystem& fs, const io::Path& path) {
  auto bundle = BundleDir::create(fs, path);
  if (!bundle) return false;
  for (const char* name : {"a", "b/c"}) {
    auto file = (*bundle)->create_file(name);
    if (!file || !(*file)->write("text") || !(*bundle)->close_file(std::move(*file))) return false;
  }
  return (*bundle)->finish(Json::object()).has_value();
}

TEST_F(BundleTest, StoppedAfterAnyCallThereIsNoBundleOrAWholeOneAndTheNextRunWorks) {
  bool whole = false;
  for (size_t calls = 0; !whole; ++calls) {
    const io::Path out = top_ / ("out" + std::to_string(calls));
    Faulty faulty;
    faulty.faults.stop_after(calls);
    whole = makes_bundle(faulty, out);
    if (stdfs::exists(out)) {
      EXPECT_TRUE(stdfs::exists(out / "SHA256SUMS") && stdfs::exists(out / "b/c")) << calls;
    } else {
      EXPECT_TRUE(makes_bundle(io::posix(), out)) << calls;
    }
    ASSERT_LT(calls, 100U);
  }
}

TEST_F(BundleTest, EverythingIsSyncedBeforeTheRename) {
  Faulty counting;
  ASSERT_TRUE(makes_bundle(counting, top_ / "out"));
  EXPECT_EQ(counting.syncs_before_rename, 6U) << "a, b/c, manifest.json, SHA256SUMS; the folders b and the bundle";
  EXPECT_EQ(counting.faults.calls(test::Call::sync_directory), 3U) << "and the folder around it, after";
  const auto broken = make_error(ErrorCode::io, "the disk is on fire");
  for (size_t nth = 1; nth <= 4; ++nth) {
    Faulty faulty;
    faulty.faults.fail(test::Call::sync, nth, broken);
    EXPECT_FALSE(makes_bundle(faulty, top_ / "other"));
    EXPECT_FALSE(stdfs::exists(top_ / "other"));
    EXPECT_FALSE(stdfs::exists(top_ / ".other.partial"));
  }
}

}  // namespace
}  // namespace muniment::exporting
