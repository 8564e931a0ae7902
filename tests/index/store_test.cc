// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "index/manifest.h"
#include "index/partition.h"
#include "tests/index/corpus.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/temp_dir.h"

namespace muniment::index {
namespace {

constexpr Month kMarch{202603}, kApril{202604};
const Bytes kManifestKey(32, 1);

// The key of a (class, month) is made of both, so that a file under another key does not open.
Result<SecretBytes> key_of(ClassId cls, Month month) {
  Bytes key(32, static_cast<Byte>(cls.value));
  put_le(key, 0, month.yyyymm);
  return SecretBytes(ByteView(key));
}

class StoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> try_open(io::FileSystem& fs = io::posix()) {
    return Store::open(fs, folder_ / "idx", ArchiveId{}, kManifestKey, key_of);
  }
  std::unique_ptr<Store> open() { return try_open().value(); }

  Result<void> add(Store& store, size_t begin, size_t end, Month month = kMarch) {
    return store.add({build_partition(corpus_.records(), begin, end, kBusinessClass, month)}, {{begin, end}});
  }

  static std::string answers(const Partitions& partitions) {
    std::string out;
    const auto searcher = Searcher::create(partitions).value();
    for (const char* text : {"a", "invoice w/3 paid", "\"5,000\"", "in:*", "with:ana NOT b", "東京"}) {
      const auto page = searcher->search(parse_query(text, {}).value(), {.limit = 1000});
      if (!page) return "error";
      out += std::to_string(page->total) + ":";
      for (const Hit& hit : page->hits) out += std::to_string(hit.number.value) + ",";
    }
    return out;
  }

  // 60 messages in four partitions, three of them of March.
  void add_sixty(Store& store) {
    for (size_t i = 0; i < 60; i += 15) ASSERT_TRUE(add(store, i, i + 15, i == 30 ? kApril : kMarch).has_value());
  }

  using Change = Result<void> (*)(Store&, const std::shared_ptr<const Partition>&);
  static Result<void> compact(Store& store, const std::shared_ptr<const Partition>&) { return store.compact(); }
  static Result<void> replace(Store& store, const std::shared_ptr<const Partition>& fresh) {
    MUNIMENT_TRY(const auto replacement, store.replacement());
    MUNIMENT_TRY_VOID(replacement->add(*fresh));
    return replacement->finish({{0, 60}});
  }
  void expect_whole_after_every_crash(Change change, size_t partitions_after);

  Bytes read(const io::Path& path) { return io::read_file(io::posix(), path, 1 << 30).value(); }
  void overwrite(const io::Path& path, ByteView bytes) { ASSERT_TRUE(io::write_file_durably(io::posix(), path, bytes).has_value()); }

  test::TempDir folder_;
  Corpus corpus_{3, 400};
};

TEST_F(StoreTest, AMissingFolderIsAnEmptyStore) {
  const auto store = open();
  EXPECT_TRUE(store->partitions().empty());
  EXPECT_TRUE(store->damaged().empty());
  EXPECT_EQ(store->uncovered(7), (std::vector<LogRange>{{0, 7}}));
}

TEST_F(StoreTest, WhatWasAddedIsThereAfterOpeningAgain) {
  const std::string expected = answers({build_partition(corpus_.records(), 0, 100), build_partition(corpus_.records(), 100, 150)});
  {
    const auto store = open();
    ASSERT_TRUE(add(*store, 0, 100).has_value());
    ASSERT_TRUE(add(*store, 100, 150).has_value());
    EXPECT_EQ(answers(store->partitions()), expected);
  }
  const auto store = open();
  EXPECT_EQ(answers(store->partitions()), expected);
  EXPECT_EQ(store->uncovered(160), (std::vector<LogRange>{{150, 160}}));
  EXPECT_TRUE(store->verify().has_value());
  ASSERT_EQ(store->list().size(), 2U);
  EXPECT_EQ(store->list()[0].documents, 100U);
  EXPECT_EQ(store->list()[0].range, (LogRange{0, 100}));
  EXPECT_EQ(find_identity(store->partitions(), test_identity(149)), MessageNumber{149});
  EXPECT_FALSE(find_identity(store->partitions(), test_identity(150)).has_value());
}

TEST_F(StoreTest, HundredsOfSmallRunsStayFewPartitionsWithTheSameAnswers) {
  for (size_t i = 0; i < 200; ++i) {
    const auto store = open();
    ASSERT_TRUE(add(*store, i * 2, i * 2 + 2).has_value());
  }
  const auto store = open();
  EXPECT_LE(store->partitions().size(), 16U);
  EXPECT_TRUE(store->uncovered(400).empty());
  EXPECT_EQ(answers(store->partitions()), answers({build_partition(corpus_.records(), 0, 400)}));
  for (uint64_t i = 0; i < 400; ++i) EXPECT_EQ(find_identity(store->partitions(), test_identity(i)), MessageNumber{i});
  EXPECT_EQ(find_content_identity(store->partitions(), test_identity(50), 10).size(), 3U);
  size_t files = 0;
  for (const auto& file : io::posix().list(folder_ / "idx" / "1").value()) files += file.kind == io::FileKind::regular ? 1U : 0U;
  EXPECT_EQ(files, store->partitions().size()) << "merged files are removed";
}

// The bounds are those of merge_policy.h: about 3 log4(n) partitions, and each message written once and then log4(n) times.
TEST_F(StoreTest, ManySmallBatchesStayFewPartitionsAndAreRewrittenFewTimes) {
  constexpr size_t kBatches = 300;
  const auto store = open();
  std::set<std::string> files;
  uint64_t messages = 0, messages_written = 0, bytes_written = 0, small_file = 0;
  size_t most = 0;
  for (size_t batch = 0; batch < kBatches; ++batch) {
    const size_t begin = messages, end = begin + 1 + batch % 7 / 6;
    ASSERT_TRUE(add(*store, begin, end).has_value());
    messages = end;
    for (const PartitionInfo& each : store->list()) {
      if (!files.insert(each.file).second) continue;
      messages_written += each.documents;
      bytes_written += each.bytes;
      if (batch == 0) small_file = each.bytes;
    }
    most = std::max(most, store->list().size());
  }
  const double log4 = std::log2(kBatches) / 2;
  EXPECT_LE(static_cast<double>(most), 3 * log4 + 3);
  EXPECT_LE(static_cast<double>(messages_written), static_cast<double>(messages) * (log4 + 2));
  uint64_t bytes_left = 0;
  for (const PartitionInfo& each : store->list()) bytes_left += each.bytes;
  // What is the same in every file, however small, is written with each batch.
  EXPECT_LE(static_cast<double>(bytes_written), static_cast<double>(bytes_left) * (log4 + 2) + static_cast<double>(kBatches * small_file) * 2);
  EXPECT_TRUE(store->uncovered(messages).empty());
}

TEST_F(StoreTest, OneFlippedByteNeverChangesAnAnswer) {
  {
    const auto store = open();
    ASSERT_TRUE(add(*store, 0, 12).has_value());
    ASSERT_TRUE(add(*store, 12, 20, kApril).has_value());
  }
  const std::string expected = answers(open()->partitions());
  const io::Path folder = folder_ / "idx";
  size_t noticed = 0, bytes = 0;
  for (const io::Path& path : {folder / "manifest", folder / open()->list()[0].file}) {
    const Bytes good = read(path);
    for (size_t at = 0; at < good.size(); ++at, ++bytes) {
      Bytes bad = good;
      bad[at] ^= static_cast<Byte>(1 << (at % 8));
      overwrite(path, bad);
      const auto store = open();
      if (!store->damaged().empty()) {
        EXPECT_FALSE(store->uncovered(20).empty()) << at;
        ++noticed;
        continue;
      }
      const std::string got = answers(store->partitions());
      const bool refused = got == "error" || !prepare_identities(store->partitions()).has_value() || !store->verify().has_value();
      noticed += refused ? 1U : 0U;
      ASSERT_TRUE(got == "error" || got == expected) << path << " byte " << at;
      ASSERT_TRUE(refused) << path << " byte " << at << " was not noticed";
    }
    overwrite(path, good);
  }
  EXPECT_EQ(noticed, bytes);
  EXPECT_EQ(answers(open()->partitions()), expected);
}

// The first and the last piece of a file are checked when it is opened, those between when they are needed.
TEST_F(StoreTest, DamageFoundLaterIsAnErrorAndIsDroppedOnRequest) {
  const Corpus large(8, 4000);
  const auto partition = build_partition(large.records(), 0, 4000);
  const auto writer = open();
  ASSERT_TRUE(writer->add({partition}, {{0, 4000}}).has_value());
  const std::string expected = answers(writer->partitions());
  const io::Path path = folder_ / "idx" / writer->list()[0].file;
  const Bytes good = read(path);
  ASSERT_GT(good.size(), 60'000U);
  for (size_t at = 17'000; at < good.size() - 17'000; at += 1'777) {
    Bytes bad = good;
    bad[at] ^= 1;
    overwrite(path, bad);
    const auto store = open();
    ASSERT_TRUE(store->damaged().empty());
    const std::string got = answers(store->partitions());
    EXPECT_TRUE(got == "error" || got == expected) << at;
    EXPECT_FALSE(store->verify().has_value()) << at;
  }
  const auto store = open();
  ASSERT_TRUE(store->drop_damaged().has_value());
  EXPECT_EQ(store->damaged().size(), 1U);
  EXPECT_EQ(store->uncovered(4000), (std::vector<LogRange>{{0, 4000}}));
  ASSERT_TRUE(store->add({partition}, {{0, 4000}}).has_value());
  EXPECT_TRUE(open()->damaged().empty());
  EXPECT_TRUE(open()->uncovered(4000).empty());
}

TEST_F(StoreTest, WhatALostPartitionCoveredIsUncoveredAndNothingElse) {
  {
    const auto store = open();
    ASSERT_TRUE(store->add({build_partition(corpus_.records(), 0, 10), build_partition(corpus_.records(), 10, 20, kBusinessClass, kApril)},
                           {{0, 20}}).has_value());
    ASSERT_TRUE(store->add({build_partition(corpus_.records(), 20, 30)}, {{20, 30}}).has_value());
  }
  const auto first = open()->list()[0];
  ASSERT_TRUE(io::posix().remove(folder_ / "idx" / first.file).has_value());
  const auto store = open();
  EXPECT_EQ(store->damaged().size(), 1U);
  EXPECT_EQ(store->partitions().size(), 2U);
  EXPECT_EQ(store->uncovered(30), (std::vector<LogRange>{{0, 10}}));
}

// The tokeniser of the next version: what it cut is no damage, and of all partitions nothing is searched beside it.
TEST_F(StoreTest, AnIndexOfAnotherVersionIsEmptyAndNotDamaged) {
  const auto partition = build_partition(corpus_.records(), 0, 10);
  ASSERT_TRUE(open()->add({partition}, {{0, 10}}).has_value());
  ASSERT_TRUE(add(*open(), 10, 20, kApril).has_value());
  const std::string file = open()->list()[0].file;
  PartitionHeader header = partition->header();
  ++header.tokenizer_version;
  Bytes container;
  ASSERT_TRUE(write_container(header, partition->source(), [&](ByteView bytes) {
    append(container, bytes);
    return Result<void>();
  }).has_value());
  overwrite(folder_ / "idx" / file,
            crypto::chunked_seal(key_of(kBusinessClass, kMarch)->view(), partition_context(ArchiveId{}, 1, 1), container));
  {
    const auto store = open();
    EXPECT_TRUE(store->was_of_another_version());
    EXPECT_TRUE(store->damaged().empty());
    EXPECT_TRUE(store->partitions().empty());
    EXPECT_EQ(store->uncovered(20), (std::vector<LogRange>{{0, 20}}));
    ASSERT_TRUE(add(*store, 0, 20).has_value());
    EXPECT_FALSE(store->was_of_another_version());
  }
  EXPECT_FALSE(open()->was_of_another_version());
  EXPECT_EQ(answers(open()->partitions()), answers({build_partition(corpus_.records(), 0, 20)}));
}

TEST_F(StoreTest, PartitionsOfOneRunAreLostTogether) {
  const auto builder_range = [&](size_t begin, size_t end, Month month) {
    const auto builder = PartitionBuilder::create(kBusinessClass, month).value();
    for (size_t i = begin; i < end; ++i) {
      EXPECT_TRUE(builder->add({.number = {i}, .record = corpus_.records()[i], .identity = test_identity(i), .content_identity = {}}).has_value());
    }
    return builder->finish({0, 20}).value();
  };
  {
    const auto store = open();
    ASSERT_TRUE(store->add({builder_range(0, 10, kMarch), builder_range(10, 20, kApril)}, {{0, 20}}).has_value());
  }
  ASSERT_TRUE(io::posix().remove(folder_ / "idx" / open()->list()[0].file).has_value());
  const auto store = open();
  EXPECT_TRUE(store->partitions().empty());
  EXPECT_EQ(store->damaged().size(), 2U);
  EXPECT_EQ(store->uncovered(20), (std::vector<LogRange>{{0, 20}}));
}

TEST_F(StoreTest, FilesPutInPlaceOfOneAnotherAreNoticed) {
  {
    const auto store = open();
    ASSERT_TRUE(add(*store, 0, 10).has_value());
    ASSERT_TRUE(add(*store, 10, 20).has_value());
  }
  const auto list = open()->list();
  const Bytes one = read(folder_ / "idx" / list[0].file), other = read(folder_ / "idx" / list[1].file);
  overwrite(folder_ / "idx" / list[0].file, other);
  overwrite(folder_ / "idx" / list[1].file, one);
  EXPECT_EQ(open()->damaged().size(), 2U);
}

// The same number, the same key, even the same messages: only the id of the partition tells.
TEST_F(StoreTest, AFileOfAnEarlierIndexIsNoticed) {
  ASSERT_TRUE(add(*open(), 0, 10).has_value());
  const io::Path path = folder_ / "idx" / open()->list()[0].file;
  const Bytes earlier = read(path);
  ASSERT_TRUE(io::posix().remove(folder_ / "idx" / "manifest").has_value());
  ASSERT_TRUE(add(*open(), 0, 10).has_value());
  ASSERT_EQ(folder_ / "idx" / open()->list()[0].file, path);
  ASSERT_NE(read(path), earlier);
  overwrite(path, earlier);
  EXPECT_EQ(open()->damaged().size(), 1U);
}

TEST_F(StoreTest, UnknownFilesAreRemovedByTheNextWriter) {
  {
    const auto store = open();
    ASSERT_TRUE(add(*store, 0, 10).has_value());
  }
  overwrite(folder_ / "idx" / "1" / "000000000099.1.mxap", Bytes(10));
  EXPECT_TRUE(open()->damaged().empty());
  ASSERT_TRUE(add(*open(), 10, 20).has_value());
  EXPECT_FALSE(io::posix().exists(folder_ / "idx" / "1" / "000000000099.1.mxap").value());
}

// Stops after every single call that changes something, loses what was not synced, and opens again.
TEST_F(StoreTest, ACrashLeavesTheOldStateOrTheNewOne) {
  const std::string before = answers({build_partition(corpus_.records(), 0, 30)});
  const std::string after = answers({build_partition(corpus_.records(), 0, 60)});
  const auto fresh = build_partition(corpus_.records(), 30, 60);
  size_t old_states = 0, new_states = 0;
  for (size_t calls = 0;; ++calls) {
    const test::TempDir folder;
    const io::Path idx = folder / "idx";
    ASSERT_TRUE(Store::open(io::posix(), idx, {}, kManifestKey, key_of).value()->add({build_partition(corpus_.records(), 0, 30)}, {{0, 30}}).has_value());
    test::FaultFileSystem faulty(io::posix());
    const auto store = Store::open(faulty, idx, {}, kManifestKey, key_of).value();
    faulty.stop_after(calls);
    const bool done = store->add({fresh}, {{30, 60}}).has_value();
    faulty.cut_power({.unsynced_bytes_kept = calls % 3 * 1000, .unsynced_names_kept = calls % 2 == 0});
    const auto reopened = Store::open(io::posix(), idx, {}, kManifestKey, key_of).value();
    ASSERT_TRUE(reopened->damaged().empty()) << calls << ": " << reopened->damaged()[0];
    const std::string got = answers(reopened->partitions());
    const bool covered = reopened->uncovered(60).empty();
    ASSERT_EQ(got, covered ? after : before) << calls;
    (covered ? new_states : old_states) += 1;
    if (done) {
      EXPECT_TRUE(covered) << "what was acknowledged is there";
      break;
    }
    if (!covered) {
      ASSERT_TRUE(reopened->add({fresh}, {{30, 60}}).has_value());
    }
    ASSERT_EQ(answers(reopened->partitions()), after);
  }
  EXPECT_GT(old_states, 3U);
  EXPECT_GT(new_states, 0U);
}

TEST_F(StoreTest, CompactingMergesEachMonthAndChangesNoAnswer) {
  {
    const auto store = open();
    add_sixty(*store);
  }
  const auto store = open();
  const std::string before = answers(store->partitions());
  ASSERT_EQ(before, answers({build_partition(corpus_.records(), 0, 60)}));
  ASSERT_EQ(store->list().size(), 4U);
  ASSERT_TRUE(store->compact().has_value());
  const auto again = open();
  for (const Store* each : {store.get(), again.get()}) {
    ASSERT_EQ(each->list().size(), 2U);
    EXPECT_EQ(each->list()[0].documents + each->list()[1].documents, 60U);
    EXPECT_EQ(answers(each->partitions()), before);
    EXPECT_EQ(each->uncovered(61), (std::vector<LogRange>{{60, 61}}));
  }
  EXPECT_TRUE(again->verify().has_value());
  for (uint64_t i = 0; i < 60; ++i) EXPECT_EQ(find_identity(store->partitions(), test_identity(i)), MessageNumber{i});
  const std::string file = store->list()[0].file;
  ASSERT_TRUE(store->compact().has_value());
  EXPECT_EQ(store->list()[0].file, file) << "there was nothing to do";
}

TEST_F(StoreTest, AReplacementTakesThePlaceOfEverything) {
  const auto store = open();
  add_sixty(*store);
  {
    const auto given_up = store->replacement().value();
    ASSERT_TRUE(given_up->add(*build_partition(corpus_.records(), 0, 10)).has_value());
  }
  EXPECT_EQ(answers(open()->partitions()), answers({build_partition(corpus_.records(), 0, 60)})) << "what is not finished changes nothing";
  ASSERT_TRUE(replace(*store, build_partition(corpus_.records(), 0, 30)).has_value());
  EXPECT_EQ(answers(store->partitions()), answers({build_partition(corpus_.records(), 0, 30)}));
  EXPECT_EQ(open()->list().size(), 1U);
  EXPECT_TRUE(open()->uncovered(60).empty());
  EXPECT_EQ(io::posix().list(folder_ / "idx" / "1").value().size(), 1U) << "the old files are removed";
}

// Stops after every single call that changes something, as below for adding.
void StoreTest::expect_whole_after_every_crash(Change change, size_t partitions_after) {
  const auto all = build_partition(corpus_.records(), 0, 60);
  const std::string right = answers({all});
  size_t old_states = 0, new_states = 0;
  for (size_t calls = 0;; ++calls) {
    const test::TempDir folder;
    const io::Path idx = folder / "idx";
    const auto opened = [&] { return Store::open(io::posix(), idx, {}, kManifestKey, key_of).value(); };
    add_sixty(*opened());
    const size_t partitions_before = opened()->list().size();
    test::FaultFileSystem faulty(io::posix());
    const auto store = Store::open(faulty, idx, {}, kManifestKey, key_of).value();
    faulty.stop_after(calls);
    const bool done = change(*store, all).has_value();
    faulty.cut_power({.unsynced_bytes_kept = calls % 3 * 1000, .unsynced_names_kept = calls % 2 == 0});
    const auto reopened = opened();
    ASSERT_TRUE(reopened->damaged().empty()) << calls << ": " << reopened->damaged()[0];
    ASSERT_TRUE(reopened->uncovered(60).empty()) << calls;
    ASSERT_EQ(answers(reopened->partitions()), right) << calls;
    const size_t partitions = reopened->list().size();
    ASSERT_TRUE(partitions == partitions_before || partitions == partitions_after) << calls;
    (partitions == partitions_after ? new_states : old_states) += 1;
    if (done) {
      EXPECT_EQ(partitions, partitions_after) << "what was acknowledged is there";
      break;
    }
    ASSERT_TRUE(change(*reopened, all).has_value()) << calls;
    ASSERT_EQ(reopened->list().size(), partitions_after);
    ASSERT_EQ(answers(reopened->partitions()), right);
  }
  EXPECT_GT(old_states, 3U);
  EXPECT_GT(new_states, 0U);
}

TEST_F(StoreTest, ACrashWhileCompactingLeavesTheOldFilesOrTheNewOnes) { expect_whole_after_every_crash(compact, 2); }
TEST_F(StoreTest, ACrashWhileReplacingLeavesTheOldIndexOrTheNewOne) { expect_whole_after_every_crash(replace, 1); }

}  // namespace
}  // namespace muniment::index
