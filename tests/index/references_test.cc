// SPDX-License-Identifier: GPL-3.0-or-later
// What refers to what, against a look at every record: in one partition and in many, before and after they are merged.
#include "index/references.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "index/partition.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

constexpr std::array kTypes = {ReferenceType::reply,       ReferenceType::edit_of,   ReferenceType::revoke_of,
                               ReferenceType::reaction_to, ReferenceType::completes, ReferenceType::part_of};

// Few ids in few conversations, so that messages share them, point to themselves, to one another and to nothing held.
std::vector<Record> random_records(std::mt19937& random, size_t count) {
  const auto below = [&random](uint64_t bound) { return random() % bound; };
  std::vector<Record> records(count);
  for (Record& record : records) {
    record.conversation = "chat " + std::to_string(below(3));
    if (below(4) > 0) record.source_message_id = "id" + std::to_string(below(count));
    record.time = EventTime{.utc_ms = 1'772'000'000'000 + static_cast<int64_t>(below(5)), .original = ""};
    record.text = "word";
    for (uint64_t i = below(3); i > 0; --i) {
      Reference reference{kTypes[below(kTypes.size())], "", std::nullopt};
      if (below(3) > 0) reference.source_message_id = "id" + std::to_string(below(count + 5));
      if (reference.source_message_id.empty() || below(4) == 0) reference.message = below(count + 5);
      record.references.push_back(reference);
    }
  }
  return records;
}

bool points_to(const Record& from, const Reference& reference, uint64_t number, const Record& target) {
  if (reference.message == number) return true;
  return !target.source_message_id.empty() && from.conversation == target.conversation &&
         reference.source_message_id == target.source_message_id;
}

using Found = std::tuple<int64_t, uint64_t, ReferenceType>;

std::vector<Found> scan_for(const std::vector<Record>& records, uint64_t number, Relations relations) {
  std::vector<Found> found;
  for (uint64_t i = 0; i < records.size(); ++i) {
    for (const Reference& reference : records[i].references) {
      if (reference.type == ReferenceType::part_of || !points_to(records[i], reference, number, records[number])) continue;
      if (relations == Relations::all || is_other_form(reference.type)) found.emplace_back(records[i].time->utc_ms, i, reference.type);
    }
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

std::vector<Found> asked(const Searcher& searcher, uint64_t number, const Record& record, Relations relations) {
  std::vector<Found> found;
  for (const Referring& each : searcher.referring_to(MessageNumber{number}, record, relations).value()) {
    found.emplace_back(each.time_ms, each.number.value, each.type);
  }
  return found;
}

std::vector<MessageNumber> scan_for_name(const std::vector<Record>& records, const SourceName& name) {
  std::vector<MessageNumber> found;
  for (uint64_t i = 0; i < records.size(); ++i) {
    if (records[i].conversation == name.conversation && records[i].source_message_id == name.source_message_id) found.push_back({i});
  }
  return found;
}

void expect_same_as_scan(const std::vector<Record>& records, const Partitions& partitions) {
  const auto searcher = Searcher::create(partitions).value();
  for (uint64_t i = 0; i < records.size(); ++i) {
    for (const Relations relations : {Relations::changes, Relations::all}) {
      EXPECT_EQ(asked(*searcher, i, records[i], relations), scan_for(records, i, relations)) << "m" << i;
    }
  }
  std::vector<SourceName> names;
  for (size_t i = 0; i < records.size() + 5; ++i) names.push_back({"chat " + std::to_string(i % 3), "id" + std::to_string(i)});
  const auto found = searcher->named(names).value();
  ASSERT_EQ(found.size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(found[i], scan_for_name(records, names[i])) << names[i].source_message_id;
}

TEST(References, AreFoundAsAScanFindsThem) {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::vector<Record> records = random_records(random, 5 + seed * 3);
    const size_t cut = random() % records.size();
    const Partitions parts = {build_partition(records, 0, cut), build_partition(records, cut, records.size())};
    expect_same_as_scan(records, parts);
    expect_same_as_scan(records, {merge(parts).value()});
  }
}

TEST(References, OfSomethingThatNeverCameAreFoundByItsName) {
  std::vector<Record> records(1);
  records[0].conversation = "chat";
  records[0].references = {{ReferenceType::revoke_of, "lost", std::nullopt}};
  const auto searcher = Searcher::create({build_partition(records, 0, 1)}).value();
  Record lost;
  lost.conversation = "chat";
  lost.source_message_id = "lost";
  EXPECT_EQ(searcher->referring_to(std::nullopt, lost, Relations::changes)->size(), 1U);
  lost.conversation = "another chat";
  EXPECT_TRUE(searcher->referring_to(std::nullopt, lost, Relations::changes)->empty());
}

TEST(References, WithoutNamesTakeNoRoom) {
  std::vector<Record> records(100);
  for (Record& record : records) record.text = "an export of a chat";
  const auto partition = build_partition(records, 0, records.size());
  EXPECT_EQ(partition->source().stored_bytes(SectionId::own_names), 0U);
  EXPECT_EQ(partition->source().stored_bytes(SectionId::changes), 0U);
  EXPECT_EQ(partition->source().stored_bytes(SectionId::mentions), 0U);
}

TEST(References, DamagedTablesAreRefused) {
  const Bytes table = encode_pointers({{7, 1, ReferenceType::reply}, {3, 0, ReferenceType::edit_of}});
  ASSERT_TRUE(PointerTable::is_whole(table, 2));
  EXPECT_FALSE(PointerTable::is_whole(table, 1)) << "a row beyond the messages";
  EXPECT_FALSE(PointerTable::is_whole(ByteView(table).first(table.size() - 1), 2)) << "cut";
  Bytes unsorted(table.begin() + 13, table.end());
  unsorted.insert(unsorted.end(), table.begin(), table.begin() + 13);
  EXPECT_FALSE(PointerTable::is_whole(unsorted, 2)) << "out of order";
}

TEST(References, NamesAreOfAConversationAndNeverRunIntoOneAnother) {
  EXPECT_NE(hash_of_name("a", "bc"), hash_of_name("ab", "c"));
  EXPECT_NE(hash_of_name("a", "b"), hash_of_name("c", "b"));
}

}  // namespace
}  // namespace muniment::index
