// SPDX-License-Identifier: GPL-3.0-or-later
// What every registered export format must do; a new one is tested from the moment it is registered.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "export/names.h"
#include "export/registry.h"
#include "tests/export/invented_items.h"
#include "tests/support/temp_dir.h"

namespace muniment::exporting {
namespace {

namespace stdfs = std::filesystem;

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

class ExportContract : public testing::TestWithParam<std::string> {
 protected:
  ExportSummary write(const std::string& name) {
    const auto summary = write_bundle(GetParam(), top_ / name, items_, invented_options());
    EXPECT_TRUE(summary.has_value()) << (summary ? "" : one_line(summary.error()));
    return summary.value_or(ExportSummary{});
  }
  // Path inside the bundle to SHA-256.
  std::map<std::string, std::string> hashes(const std::string& name) {
    std::map<std::string, std::string> found;
    for (const auto& entry : stdfs::recursive_directory_iterator(top_ / name)) {
      if (!entry.is_regular_file()) continue;
      const auto bytes = io::read_file(io::posix(), entry.path(), uint64_t{1} << 30);
      found[stdfs::relative(entry.path(), top_ / name).string()] = to_hex(crypto::sha256(*bytes).view());
    }
    return found;
  }
  std::string text_of(const std::string& path) {
    return std::string(as_text(*io::read_file(io::posix(), top_ / path, uint64_t{1} << 30)));
  }

  test::TempDir top_;
  std::vector<InventedItem> items_ = invented_items();
};

TEST_P(ExportContract, HasANameAndASummary) {
  const auto format = find_export_format(GetParam());
  ASSERT_TRUE(format.has_value());
  EXPECT_FALSE((*format)->summary.empty());
  EXPECT_FALSE((*format)->since.empty());
}

TEST_P(ExportContract, CountsEqualTheInput) {
  const ExportSummary summary = write("out");
  uint64_t held = 0, absent = 0;
  for (const InventedItem& invented : items_) {
    for (const Attachment& attachment : invented.item.record.attachments) (attachment.is_held() ? held : absent) += 1;
  }
  EXPECT_EQ(summary.messages, items_.size());
  EXPECT_EQ(summary.attachments_absent, absent);
  EXPECT_TRUE(summary.attachments_written == held || summary.attachments_written == 0) << "all, or a format without them";
}

TEST_P(ExportContract, EveryFileIsListedWithItsHash) {
  write("out");
  std::map<std::string, std::string> listed;
  std::string sums = text_of("out/SHA256SUMS");
  const std::string manifest = text_of("out/manifest.json");
  for (size_t end = 0; (end = sums.find('\n')) != std::string::npos; sums.erase(0, end + 1)) {
    listed[sums.substr(66, end - 66)] = sums.substr(0, 64);
  }
  std::map<std::string, std::string> there = hashes("out");
  there.erase("SHA256SUMS");
  EXPECT_EQ(listed, there);
  for (const auto& [path, hash] : there) {
    EXPECT_TRUE(path == "manifest.json" || manifest.find("\"sha256\":\"" + hash + "\"") != std::string::npos) << path;
  }
}

TEST_P(ExportContract, FileNamesAreSafe) {
  write("out");
  for (const auto& [path, hash] : hashes("out")) {
    EXPECT_TRUE(is_clean_bundle_path(path)) << path;
    for (const auto& component : stdfs::path(path)) EXPECT_EQ(safe_file_name(component.string()).size() <= 120, true) << path;
    for (const auto& component : stdfs::path(path)) EXPECT_EQ(safe_file_name(component.string()), component.string()) << path;
  }
}

TEST_P(ExportContract, TheSameItemsGiveTheSameBytes) {
  write("one");
  write("two");
  EXPECT_EQ(hashes("one"), hashes("two"));
}

TEST_P(ExportContract, AnExportOfNothingIsAWholeBundle) {
  items_.clear();
  EXPECT_EQ(write("out").messages, 0U);
  EXPECT_TRUE(stdfs::exists(top_ / "out/manifest.json"));
}

TEST_P(ExportContract, AnUnfinishedExportLeavesNothing) {
  const auto format = find_export_format(GetParam());
  {
    auto bundle = BundleDir::create(io::posix(), top_ / "out");
    ASSERT_TRUE(bundle.has_value());
    auto writer = (*format)->open(**bundle, invented_options());
    ASSERT_TRUE(writer.has_value());
    for (const InventedItem& invented : items_) {
      if (!(*writer)->take(invented.item, invented.source()).has_value()) break;
    }
  }
  EXPECT_TRUE(stdfs::is_empty(top_.path()));
}

TEST_P(ExportContract, AnAttachmentThatCannotBeReadEndsTheExport) {
  const auto format = find_export_format(GetParam());
  auto bundle = BundleDir::create(io::posix(), top_ / "out");
  auto writer = (*format)->open(**bundle, invented_options());
  const AttachmentSource broken = [](size_t) -> Result<std::unique_ptr<io::InputStream>> {
    return make_error(ErrorCode::corrupt, "the blob is damaged");
  };
  bool failed = false;
  for (const InventedItem& invented : items_) failed = failed || !(*writer)->take(invented.item, broken).has_value();
  EXPECT_TRUE(failed || GetParam() == "csv") << "csv has no attachments";
}

INSTANTIATE_TEST_SUITE_P(Formats, ExportContract, testing::ValuesIn(format_names()),
                         [](const auto& format) { return format.param; });

TEST(ExportFormats, AnUnknownNameIsAnsweredWithThoseThatExist) {
  const auto format = find_export_format("docx");
  ASSERT_FALSE(format.has_value());
  EXPECT_EQ(format.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(format.error().hint, "one of: csv, eml, html, mbox");
}

}  // namespace
}  // namespace muniment::exporting
