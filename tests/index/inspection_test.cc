// SPDX-License-Identifier: GPL-3.0-or-later
// What a partition is held against the log by.
#include "index/inspection.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "index/partition.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

class InspectionTest : public testing::Test {
 protected:
  static std::vector<Sha256> digests(const Partitions& partitions) {
    std::vector<DocumentDigest> all;
    for (const auto& each : partitions) {
      const auto some = digests_of(*each).value();
      all.insert(all.end(), some.begin(), some.end());
    }
    std::ranges::sort(all, {}, &DocumentDigest::number);
    std::vector<Sha256> out;
    for (const DocumentDigest& each : all) out.push_back(each.digest);
    return out;
  }
  Corpus corpus_{5, 300};
};

TEST_F(InspectionTest, ADocumentHasOneDigestWhateverStandsBesideIt) {
  const auto whole = build_partition(corpus_.records(), 0, 300);
  const Partitions cut = corpus_.random_partitions();
  ASSERT_GT(cut.size(), 1U);
  EXPECT_EQ(digests({whole}).size(), 300U);
  EXPECT_EQ(digests({whole}), digests({merge({build_partition(corpus_.records(), 100, 300), build_partition(corpus_.records(), 0, 100)}).value()}));
  EXPECT_EQ(digests({whole}), digests({build_partition(corpus_.records(), 0, 70), build_partition(corpus_.records(), 70, 300)}));
}

TEST_F(InspectionTest, AnythingElseInADocumentIsAnotherDigest) {
  const auto before = digests({build_partition(corpus_.records(), 0, 300)});
  const auto differing = [&](auto change) {
    std::vector<Record> records = corpus_.records();
    change(records[7]);
    const auto after = digests({build_partition(records, 0, 300)});
    size_t different = 0;
    for (size_t i = 0; i < after.size(); ++i) different += after[i] == before[i] ? 0U : 1U;
    return different + (after[7] == before[7] ? 100U : 0U);
  };
  EXPECT_EQ(differing([](Record&) {}), 100U) << "nothing changed";
  EXPECT_EQ(differing([](Record& record) { record.text = "a " + record.text.value_or(""); }), 1U);
  EXPECT_EQ(differing([](Record& record) { record.sender += "x"; }), 1U);
  EXPECT_EQ(differing([](Record& record) { record.conversation += "x"; }), 1U);
  EXPECT_EQ(differing([](Record& record) { record.custodian += "x"; }), 1U);
  EXPECT_NE(digests({build_partition(corpus_.records(), 0, 300, kBusinessClass, {202604})}), before) << "the month is a part of it";
}

TEST_F(InspectionTest, TheNumbersAreThoseThatWereAdded) {
  auto numbers = numbers_in(*build_partition(corpus_.records(), 20, 50)).value();
  std::ranges::sort(numbers);
  ASSERT_EQ(numbers.size(), 30U);
  EXPECT_EQ(numbers.front(), MessageNumber{20});
  EXPECT_EQ(numbers.back(), MessageNumber{49});
}

// A partition with the header of one and the content of another.
TEST_F(InspectionTest, ContentThatIsNotWhatTheHeaderSaysIsFound) {
  const auto one = build_partition(corpus_.records(), 0, 30), other = build_partition(corpus_.records(), 30, 50);
  PartitionHeader header = other->header();
  const Partition mixed(header, one->share_source());
  EXPECT_EQ(numbers_in(mixed).error().code, ErrorCode::corrupt);
  header = one->header();
  header.first_ms += 1;  // a search for that time would pass it by
  EXPECT_EQ(numbers_in(Partition(header, one->share_source())).error().code, ErrorCode::corrupt);
}

class OtherSection : public SectionSource {
 public:
  OtherSection(std::shared_ptr<const SectionSource> under, SectionId id, Bytes content) : under_(std::move(under)), id_(id), content_(std::move(content)) {}
  [[nodiscard]] Result<Bytes> section(SectionId id) const override { return id == id_ ? Result<Bytes>(content_) : under_->section(id); }
  [[nodiscard]] uint64_t stored_bytes(SectionId id) const override { return under_->stored_bytes(id); }
  [[nodiscard]] Result<void> check_all() const override { return {}; }

 private:
  std::shared_ptr<const SectionSource> under_;
  SectionId id_;
  Bytes content_;
};

TEST_F(InspectionTest, PostingsAgreeWithTheWordsOfEachMessageOrAreFound) {
  const auto right = build_partition(corpus_.records(), 0, 300), other = build_partition(corpus_.records(), 0, 280);
  EXPECT_TRUE(check_postings(*right).has_value());
  for (const SectionId id : {SectionId::postings, SectionId::stream, SectionId::word_frequencies}) {
    const auto source = std::make_shared<OtherSection>(right->share_source(), id, other->source().section(id).value());
    EXPECT_FALSE(check_postings(Partition(right->header(), source)).has_value()) << static_cast<int>(id);
  }
}

}  // namespace
}  // namespace muniment::index
