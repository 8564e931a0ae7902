// SPDX-License-Identifier: GPL-3.0-or-later
// The index by itself: what is said of it, what is found wrong with it, and that building it anew or making it compact
// changes no answer.
#include <gtest/gtest.h>

#include "index/manifest.h"
#include "index/search.h"
#include "pipeline/index_job.h"
#include "pipeline/parts.h"
#include "tests/pipeline/archive_fixture.h"
#include "tests/support/fault_file_system.h"

namespace muniment::pipeline {
namespace {

class IndexJob : public ArchiveTest {
 protected:
  // 60 messages in six runs, with an edit, a reaction and an export of a chat among them.
  void SetUp() override {
    for (int run = 0; run < 5; ++run) {
      std::string source;
      for (int i = run * 12; i < run * 12 + 12; ++i) {
        source += line(std::to_string(i), "message " + std::to_string(i) + " about the invoice 東京", "room " + std::to_string(i % 3), i % 2 == 0 ? "Ana" : "Ben",
                       "2026-0" + std::to_string(run + 1) + "-04T09:27:00Z");
      }
      ASSERT_OK(take(write("run" + std::to_string(run) + ".jsonl", source)));
    }
    ASSERT_OK(take(write("WhatsApp Chat with Deal team.txt", "13/03/2026, 08:00 - Ana Pereira: the plan\n13/03/2026, 08:01 - J. Reed: thanks, the invoice\n")));
  }

  std::unique_ptr<Store> open(Mode mode, IndexAtOpen index = IndexAtOpen::made_sound) {
    OpenOptions options;
    options.index = index;
    auto store = Store::open(io::posix(), archive(), unlock(), mode, clock_, options);
    EXPECT_TRUE(store.has_value()) << told(store.error());
    return std::move(*store);
  }
  IndexStatus status() { return index_status(*open(Mode::read)).value(); }
  Result<IndexVerifyAnswer> check(bool full = true, uint64_t seed = 1) { return verify_index(*open(Mode::read), {.full = full, .seed = seed}, {}); }
  Result<IndexChange> rebuild() { return rebuild_index(*open(Mode::write, IndexAtOpen::left_as_it_is), {}); }

  std::string answers() {
    std::string all;
    for (const char* query : {"invoice", "from:Ana", "in:\"room 1\" NOT 13", "\"東京\"", "message w/2 4*", "after:2026-03-01", "plan OR thanks"}) all += answer(query) + "\n";
    return all;
  }

  void flip_byte(const std::string& file) {
    const io::Path path = archive() / "idx" / file;
    Bytes bytes = io::read_file(io::posix(), path, 1 << 30).value();
    bytes[bytes.size() / 2] ^= 1;
    ASSERT_OK(io::write_file_durably(io::posix(), path, bytes));
  }

  // The manifest as the next version of the program writes it: array, then the version.
  void make_manifest_of_another_version() {
    const auto store = open(Mode::read);
    const archive::Reader& log = store->parts().log();
    const io::Path path = archive() / "idx" / "manifest";
    const Bytes context = index::manifest_context(log.id());
    const SecretBytes key = manifest_key(log);
    Bytes plain = crypto::chunked_open(key.view(), context, io::read_file(io::posix(), path, 1 << 20).value()).value();
    ++plain[1];
    ASSERT_OK(io::write_file_durably(io::posix(), path, crypto::chunked_seal(key.view(), context, plain)));
  }

  // Puts into the index what the log does not say, with the right keys: what a fault of the program would do.
  void add_partition_of(const std::vector<uint64_t>& messages, const std::string& text, index::LogRange range) {
    const auto store = open(Mode::write, IndexAtOpen::left_as_it_is);
    StoreParts& parts = store->parts();
    const index::PartitionInfo like = parts.index->list().front();
    const auto builder = index::PartitionBuilder::create(like.cls, like.month).value();
    for (const uint64_t number : messages) {
      Record record = parts.frames->record({1}).value();
      record.text = text;
      ASSERT_OK(builder->add({.number = {number}, .record = record, .identity = {}, .content_identity = {}}));
    }
    ASSERT_OK(parts.index->add({builder->finish(range).value()}, {}));
    ASSERT_OK(store->close());
  }
};

// An upgrade: said in one line, no damage anywhere, every search complete meanwhile, and made anew by the next writer.
TEST_F(IndexJob, AnIndexOfAnotherVersionIsToldOnceAndMadeAnew) {
  const std::string expected = answers();
  make_manifest_of_another_version();
  const auto read = open(Mode::read);
  ASSERT_EQ(read->notes().size(), 1U);
  EXPECT_NE(read->notes()[0].find("the index is of another version of muniment"), std::string::npos) << read->notes()[0];
  EXPECT_EQ(answers(), expected);
  EXPECT_TRUE(status().damaged.empty());
  EXPECT_EQ(status().searchable, 0U);
  const auto verified = verify();
  ASSERT_OK(verified);
  EXPECT_TRUE(verified->index_sound);
  EXPECT_FALSE(verified->index_current);
  EXPECT_TRUE(verified->findings.empty());
  {
    const auto written = open(Mode::write);
    EXPECT_NE(written->notes()[0].find("and is built anew from the log"), std::string::npos) << written->notes()[0];
  }
  EXPECT_TRUE(open(Mode::read)->notes().empty());
  EXPECT_EQ(status().searchable, 62U);
  EXPECT_EQ(answers(), expected);
}

TEST_F(IndexJob, ASoundIndexIsSaidToBeSound) {
  const IndexStatus found = status();
  EXPECT_EQ(found.messages, 62U);
  EXPECT_EQ(found.searchable, 62U);
  EXPECT_TRUE(found.uncovered.empty());
  EXPECT_TRUE(found.damaged.empty());
  EXPECT_FALSE(found.needs_attention());
  EXPECT_EQ(found.unnamed_files, 0U);
  uint64_t messages = 0, bytes = 0;
  for (const index::PartitionInfo& each : found.partitions) {
    messages += each.documents;
    bytes += std::filesystem::file_size(archive() / "idx" / each.file);
  }
  EXPECT_EQ(messages, 62U);
  EXPECT_EQ(bytes, found.bytes);
  for (const bool full : {true, false}) {
    const auto checked = check(full);
    ASSERT_OK(checked);
    EXPECT_TRUE(checked->findings.empty()) << checked->findings[0].what;
    EXPECT_EQ(checked->covered, 62U);
    EXPECT_EQ(checked->compared, 62U) << "fewer frames than a sample takes";
    EXPECT_EQ(checked->files, found.partitions.size());
    EXPECT_EQ(checked->bytes, found.bytes);
  }
}

TEST_F(IndexJob, AnIndexThatIsGoneCoversNothing) {
  std::filesystem::remove_all(archive() / "idx");
  const IndexStatus found = status();
  EXPECT_EQ(found.searchable, 0U);
  ASSERT_EQ(found.uncovered.size(), 1U);
  EXPECT_EQ(found.uncovered[0].messages, 62U);
  EXPECT_TRUE(found.needs_attention());
  const auto checked = check();
  ASSERT_OK(checked);
  EXPECT_TRUE(checked->findings.empty()) << "what is not there is not wrong";
  EXPECT_EQ(checked->covered, 0U);
}

TEST_F(IndexJob, ADamagedFileIsNamed) {
  const std::string file = status().partitions.back().file;
  flip_byte(file);
  const auto checked = check();
  ASSERT_OK(checked);
  ASSERT_FALSE(checked->findings.empty());
  EXPECT_EQ(checked->findings[0].file, file);
  EXPECT_LT(checked->covered, 62U);
  EXPECT_GT(checked->compared, 0U) << "the others are compared all the same";
  std::filesystem::remove(archive() / "idx" / file);
  EXPECT_EQ(status().damaged.size(), 1U);
  EXPECT_TRUE(status().needs_attention());
  ASSERT_OK(rebuild());
  EXPECT_FALSE(status().needs_attention());
  EXPECT_TRUE(check()->findings.empty());
}

TEST_F(IndexJob, AMessageThatIsFoundTwiceIsAFinding) {
  add_partition_of({5}, "again", status().partitions.front().range);
  const auto checked = check(false);
  ASSERT_OK(checked);
  ASSERT_FALSE(checked->findings.empty());
  EXPECT_NE(checked->findings[0].what.find("m5: it is in 1/"), std::string::npos) << checked->findings[0].what;
}

TEST_F(IndexJob, AMessageThatTheLogDoesNotHaveIsAFinding) {
  add_partition_of({4711}, "never sent", status().partitions.front().range);
  const auto checked = check(false);
  ASSERT_OK(checked);
  ASSERT_EQ(checked->findings.size(), 1U);
  EXPECT_NE(checked->findings[0].what.find("the log does not have it"), std::string::npos) << checked->findings[0].what;
}

// The index says that it covers the log and lacks most of it; what it has is another text.
TEST_F(IndexJob, WordsThatAreNotThoseOfTheLogAndMessagesThatAreMissingAreFindings) {
  const std::string right = answers();
  {
    const auto store = open(Mode::write, IndexAtOpen::left_as_it_is);
    StoreParts& parts = store->parts();
    const index::PartitionInfo like = parts.index->list().front();
    const auto builder = index::PartitionBuilder::create(like.cls, like.month).value();
    Record record = parts.frames->record({1}).value();
    record.text = "something else";
    ASSERT_OK(builder->add({.number = {1}, .record = record, .identity = {}, .content_identity = {}}));
    const index::LogRange all{0, parts.log().end().log_size};
    const auto replacement = parts.index->replacement().value();
    ASSERT_OK(replacement->add(*builder->finish(all).value()));
    ASSERT_OK(replacement->finish({all}));
    ASSERT_OK(store->close());
  }
  EXPECT_FALSE(status().needs_attention()) << "no file is damaged, and it says that it has everything";
  for (const bool full : {false, true}) {
    const auto checked = check(full);
    ASSERT_OK(checked);
    ASSERT_EQ(checked->findings.size(), 2U);
    EXPECT_NE(checked->findings[0].what.find("61 messages that no partition holds, the first is m0"), std::string::npos) << checked->findings[0].what;
    EXPECT_NE(checked->findings[1].what.find("1 message as the log has them, the first is m1"), std::string::npos) << checked->findings[1].what;
  }
  ASSERT_OK(rebuild());
  EXPECT_TRUE(check()->findings.empty());
  EXPECT_EQ(answers(), right);
}

TEST_F(IndexJob, RebuildingGivesTheSameAnswers) {
  const std::string right = answers();
  uint64_t done = 0, of = 0;
  const auto change = rebuild_index(*open(Mode::write, IndexAtOpen::left_as_it_is), [&](uint64_t d, uint64_t total) { done = d, of = total; });
  ASSERT_OK(change);
  EXPECT_EQ(change->before.messages, 62U);
  EXPECT_EQ(change->after.messages, 62U);
  EXPECT_EQ(done, 62U);
  EXPECT_EQ(of, 62U);
  EXPECT_EQ(answers(), right);
  EXPECT_TRUE(check()->findings.empty());
  const auto again = take((folder_ / "run0.jsonl").string());
  ASSERT_OK(again);
  EXPECT_EQ(again->counts.already_held, 12U) << "what is held is recognised";
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

TEST_F(IndexJob, CompactingGivesTheSameAnswers) {
  const std::string right = answers();
  const auto change = compact_index(*open(Mode::write));
  ASSERT_OK(change);
  EXPECT_GT(change->before.partitions, change->after.partitions);
  EXPECT_EQ(change->after.messages, 62U);
  EXPECT_EQ(answers(), right);
  EXPECT_TRUE(check()->findings.empty());
  const auto again = compact_index(*open(Mode::write));
  ASSERT_OK(again);
  EXPECT_EQ(again->after.partitions, change->after.partitions);
  ASSERT_OK(take(write("more.jsonl", line("900", "one more invoice"))));
  EXPECT_TRUE(check()->findings.empty());
}

TEST_F(IndexJob, AnEmptyArchiveHasAnIndexToo) {
  test::TempDir other;
  ASSERT_OK(create_archive(io::posix(), other / "B", unlock(), {}, clock_));
  const auto opened = [&](Mode mode) { return Store::open(io::posix(), other / "B", unlock(), mode, clock_).value(); };
  ASSERT_OK(rebuild_index(*opened(Mode::write), {}));
  ASSERT_OK(compact_index(*opened(Mode::write)));
  EXPECT_FALSE(index_status(*opened(Mode::read))->needs_attention());
  EXPECT_TRUE(verify_index(*opened(Mode::read), {.full = true, .seed = 0}, {})->findings.empty());
}

// The process stops after some call that changes something: the answers are those of before, which are those of after.
TEST_F(IndexJob, ACrashWhileRebuildingLeavesAnIndexThatIsRight) {
  flip_byte(status().partitions.front().file);
  const std::string right = answers();
  for (size_t calls = 0;; calls += 3) {
    test::FaultFileSystem faulty(io::posix());
    OpenOptions options;
    options.index = IndexAtOpen::left_as_it_is;
    auto store = Store::open(faulty, archive(), unlock(), Mode::write, clock_, options);
    ASSERT_OK(store);
    faulty.stop_after(calls);
    const bool done = rebuild_index(**store, {}).has_value();
    store->reset();
    faulty.cut_power({.unsynced_names_kept = calls % 2 == 0});
    const auto checked = check();
    ASSERT_OK(checked);
    EXPECT_TRUE(checked->findings.empty() || !done);
    for (const IndexFinding& finding : checked->findings) EXPECT_EQ(finding.what.find("message"), std::string::npos) << finding.what;
    ASSERT_EQ(answers(), right) << calls;
    if (done) break;
  }
  EXPECT_TRUE(check()->findings.empty());
}

}  // namespace
}  // namespace muniment::pipeline
