// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/catalogue.h"

#include <gtest/gtest.h>

#include "core/model/event.h"
#include "tests/index/corpus.h"
#include "tests/support/temp_dir.h"

namespace muniment::index {
namespace {

const Bytes kKey(32, 9);

class CatalogueTest : public testing::Test {
 protected:
  std::unique_ptr<Catalogue> open(ByteView key = kKey) { return Catalogue::open(io::posix(), folder_ / "cat", ArchiveId{}, key).value(); }

  static void apply(Catalogue& catalogue, const Record& record) {
    const auto number = is_message_kind(record.kind) ? std::optional<MessageNumber>(MessageNumber{1}) : std::nullopt;
    ASSERT_TRUE(catalogue.apply(record, number).has_value());
  }

  std::vector<Record> log() {
    std::vector<Record> records;
    records.push_back(to_record(BatchBegin{.batch = 1, .actor = "a", .format = "whatsapp", .parser = "p", .sources = {"x.txt", "y.txt"},
                                           .zone = "UTC", .custodian = "", .reason = ""}, 1000));
    records.push_back(to_record(ConversationLabel{.id = "site", .label = "Site", .batch = 1, .how = "new"}, 1000));
    records.insert(records.end(), corpus_.records().begin(), corpus_.records().end());
    records.push_back(to_record(ConversationLabel{.id = "site", .label = "Building site", .batch = 1, .how = "by name"}, 1500));
    records.push_back(to_record(BatchEnd{.batch = 1, .counts = {10, 7, 1, 1, 1}, .sources = {}, .outcome = "complete"}, 2000));
    records.push_back(to_record(ExportMade{.number = 1, .actor = "a", .format = "eml", .query = "q", .reason = "r", .manifest_sha256 = "",
                                           .messages = 1, .files = 1, .searched = 1, .of = 1, .ranges = {}}, 3000));
    return records;
  }

  static std::string told(Catalogue& catalogue) {
    std::string out = std::to_string(catalogue.messages().value()) + " messages, " + std::to_string(catalogue.exports().value()) + " exports, " +
                      std::to_string(catalogue.about_sources().value()) + " about sources;";
    for (const ConversationRow& row : catalogue.conversations().value()) {
      out += " " + row.id + "=" + row.title + " " + std::to_string(row.messages) + " " + std::to_string(row.first_ms.value_or(-1)) + " " +
             std::to_string(row.last_ms.value_or(-1));
      for (const std::string& sender : row.participants) out += "," + sender;
    }
    for (const BatchRow& row : catalogue.batches().value()) {
      out += " batch " + std::to_string(row.number.value) + " " + row.source + " " + std::to_string(row.ended_ms.value_or(-1)) + " " +
             std::to_string(row.in_source) + "=" + std::to_string(row.added + row.already_held + row.excluded + row.exceptions);
    }
    return out;
  }

  test::TempDir folder_;
  Corpus corpus_{5, 200};
};

TEST_F(CatalogueTest, ASnapshotAndTheRestOfTheLogIsTheWholeLog) {
  const std::vector<Record> records = log();
  const auto whole = open();
  for (const Record& record : records) apply(*whole, record);
  const std::string expected = told(*whole);
  EXPECT_NE(expected.find("site=Building site"), std::string::npos) << expected;
  EXPECT_NE(expected.find("batch 1 x.txt, y.txt 2000 10=10"), std::string::npos) << expected;
  for (size_t cut = 0; cut <= records.size(); cut += 50) {
    {
      const auto catalogue = open(Bytes(32, 0));  // another key: what is there does not open, so it starts empty
      EXPECT_EQ(catalogue->log_size(), 0U);
      for (size_t i = 0; i < cut; ++i) apply(*catalogue, records[i]);
    }
    const auto first = Catalogue::open(io::posix(), folder_ / ("cat" + std::to_string(cut)), {}, kKey).value();
    for (size_t i = 0; i < cut; ++i) apply(*first, records[i]);
    first->set_log_size(cut);
    ASSERT_TRUE(first->save().has_value());
    const auto second = Catalogue::open(io::posix(), folder_ / ("cat" + std::to_string(cut)), {}, kKey).value();
    EXPECT_EQ(second->log_size(), cut);
    for (size_t i = cut; i < records.size(); ++i) apply(*second, records[i]);
    EXPECT_EQ(told(*second), expected) << cut;
  }
}

TEST_F(CatalogueTest, OldSnapshotsAreRemovedAndNothingReadableIsLeft) {
  const auto catalogue = open();
  for (const Record& record : log()) apply(*catalogue, record);
  ASSERT_TRUE(catalogue->save().has_value());
  ASSERT_TRUE(catalogue->save().has_value());
  const auto files = io::posix().list(folder_ / "cat").value();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "snap.2.mcat");
  const Bytes bytes = io::read_file(io::posix(), folder_ / "cat" / files[0].name, 1 << 30).value();
  EXPECT_EQ(as_text(bytes).find("site"), std::string_view::npos);
  EXPECT_EQ(as_text(bytes).find("SQLite"), std::string_view::npos);
}

TEST_F(CatalogueTest, ADamagedSnapshotMeansReplayFromTheStart) {
  {
    const auto catalogue = open();
    for (const Record& record : log()) apply(*catalogue, record);
    catalogue->set_log_size(5);
    ASSERT_TRUE(catalogue->save().has_value());
  }
  const io::Path path = folder_ / "cat" / "snap.1.mcat";
  const Bytes good = io::read_file(io::posix(), path, 1 << 30).value();
  for (size_t at = 0; at < good.size(); at += 7) {
    Bytes bad = good;
    bad[at] ^= 0x10;
    ASSERT_TRUE(io::write_file_durably(io::posix(), path, bad).has_value());
    const auto catalogue = open();
    ASSERT_EQ(catalogue->log_size(), 0U) << at;
    ASSERT_TRUE(catalogue->conversations().value().empty());
  }
}

TEST_F(CatalogueTest, AConversationIsFoundByIdThenByLabel) {
  const auto catalogue = open();
  for (const Record& record : log()) apply(*catalogue, record);
  EXPECT_EQ(catalogue->conversation("site").value()->id, "site");
  EXPECT_EQ(catalogue->conversation("Site").value()->id, "site");
  EXPECT_EQ(catalogue->conversation("Building site").value()->labels, (std::vector<std::string>{"Building site", "Site"}));
  EXPECT_FALSE(catalogue->conversation("nobody").value().has_value());
}

}  // namespace
}  // namespace muniment::index
