// SPDX-License-Identifier: GPL-3.0-or-later
// An index that lacks messages which it claims to cover: whatever is shown, counted or exported says what was not searched.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "archive/archive.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/export_job.h"
#include "pipeline/hit_report_job.h"
#include "pipeline/parts.h"
#include "pipeline/saved_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

const std::string kMissing = "m2..m3, m5";
const std::string kNote = "3 messages are held but were not searched (m2..m3, m5): this answer may be incomplete";

class Completeness : public ArchiveTest {
 protected:
  void SetUp() override {
    std::string lines;
    for (int i = 0; i < 6; ++i) lines += line(std::to_string(i), "invoice " + std::to_string(i));
    ASSERT_OK(take(write("a.jsonl", lines)));
    ASSERT_NO_FATAL_FAILURE(keep_in_the_index({0, 1, 4}));
  }

  // As no fault of a disk makes it: the manifest says that all is covered.
  void keep_in_the_index(const std::vector<uint64_t>& kept) {
    const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
    ASSERT_OK(log);
    const auto builder = index::PartitionBuilder::create(kBusinessClass, Month{202603});
    ASSERT_OK(builder);
    FrameCache frames(**log);
    for (const uint64_t number : kept) {
      const auto record = frames.record({number});
      ASSERT_OK(record);
      const IdentityKey identity = IdentityKey::from(Bytes(IdentityKey::kSize, static_cast<uint8_t>(number)));
      ASSERT_OK((*builder)->add({.number = {number}, .record = *record, .identity = identity, .content_identity = {}}));
    }
    const index::LogRange all{0, (*log)->end().log_size};
    const auto partition = (*builder)->finish(all);
    ASSERT_OK(partition);
    const auto store = index::Store::open(io::posix(), archive() / "idx", (*log)->id(), manifest_key(**log).view(), partition_keys(**log));
    ASSERT_OK(store);
    const auto replacement = (*store)->replacement();
    ASSERT_OK(replacement);
    ASSERT_OK((*replacement)->add(**partition));
    ASSERT_OK((*replacement)->finish({all}));
  }

  // The newest event of a kind in the log.
  Record newest(RecordKind kind) {
    { const auto folded = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); EXPECT_TRUE(folded.has_value()); }
    const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
    EXPECT_TRUE(log.has_value());
    Record found;
    for (const archive::LogEntry& entry : (*log)->entries()) {
      const auto frame = (*log)->read(entry.index);
      EXPECT_TRUE(frame.has_value());
      for (const ByteView bytes : frame->records) {
        auto record = decode_record(bytes);
        if (record && record->kind == kind) found = std::move(*record);
      }
    }
    return found;
  }

  const Actor actor_{"tester", "case 7", "test"};
};

TEST_F(Completeness, OfASearchNamesWhatIsMissing) {
  const auto answer = search_for("invoice");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->total, 3U);
  EXPECT_EQ(answer->searched, 3U);
  EXPECT_EQ(answer->of, 6U);
  EXPECT_EQ(answer->missing, kMissing);
  ASSERT_EQ(answer->notes.size(), 1U);
  EXPECT_EQ(answer->notes[0], kNote);
}

TEST_F(Completeness, OfARunOfASavedSearchIsKeptWithIt) {
  ASSERT_OK(with_store(Mode::read, [&](Store& store) { return save_search(store, {.name = "inv", .query = "invoice", .actor = actor_}); }));
  ASSERT_OK(with_store(Mode::read, [&](Store& store) {
    SearchRequest request;
    request.actor = actor_;
    return run_saved_search(store, "inv", request);
  }));
  const auto kept = with_store(Mode::read, [](Store& store) { return saved_search(store, "inv"); });
  ASSERT_OK(kept);
  ASSERT_TRUE(kept->last);
  EXPECT_EQ(kept->last->run.searched, 3U);
  EXPECT_EQ(kept->last->run.of, 6U);
  EXPECT_EQ(kept->last->run.missing, kMissing);
}

TEST_F(Completeness, OfAnExportStandsInItsManifestAndItsEvent) {
  const auto made = with_store(Mode::read, [&](Store& store) {
    ExportRequest request;
    request.query = "invoice";
    request.format = "csv";
    request.out = folder_ / "out";
    request.actor = actor_;
    return make_export(store, request, {});
  });
  ASSERT_OK(made);
  EXPECT_EQ(made->missing, kMissing);
  EXPECT_EQ(made->notes, std::vector<std::string>{kNote});
  std::ifstream file(folder_ / "out/manifest.json");
  const std::string manifest{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(manifest.find("\"missing\": \"" + kMissing + "\""), std::string::npos) << manifest;
  const auto event = export_from(newest(RecordKind::export_made));
  ASSERT_OK(event);
  EXPECT_EQ(event->searched, 3U);
  EXPECT_EQ(event->of, 6U);
  EXPECT_EQ(event->missing, kMissing);
}

TEST_F(Completeness, OfAHitReportStandsOnIt) {
  const auto report = with_store(Mode::read, [&](Store& store) { return hit_report(store, {.list = "invoice\n", .label = "", .actor = actor_}, {}); });
  ASSERT_OK(report);
  EXPECT_EQ(report->searched, 3U);
  EXPECT_EQ(report->of, 6U);
  EXPECT_EQ(report->missing, kMissing);
  const auto facts = exporting::facts_of(*report);
  const auto searched = std::ranges::find(facts, "Searched", &std::pair<std::string, std::string>::first);
  ASSERT_NE(searched, facts.end());
  EXPECT_EQ(searched->second, "3 of 6 messages: the report is not complete; not searched: m2..m3, m5");
}

TEST_F(Completeness, IsRestoredWhenTheIndexIsBuiltAgain) {
  std::filesystem::remove_all(archive() / "idx");
  const auto answer = search_for("invoice");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->searched, answer->of);
  EXPECT_EQ(answer->missing, "");
  EXPECT_TRUE(answer->notes.empty());
}

}  // namespace
}  // namespace muniment::pipeline
