// SPDX-License-Identifier: GPL-3.0-or-later
// Searches over an index of which only a part may be unpacked in memory at a time.
#include "index/in_parallel.h"
#include "index/open_partitions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/index/corpus.h"
#include "tests/support/temp_dir.h"

namespace muniment::index {
namespace {

Result<SecretBytes> key_of(ClassId, Month) { return SecretBytes(ByteView(Bytes(32, 7))); }

class OpenPartitionsTest : public testing::Test {
 protected:
  static constexpr size_t kMessages = 900, kEach = 60;

  // In fifteen months, so that they stay apart.
  void SetUp() override {
    const auto store = open({});
    for (size_t i = 0; i < kMessages; i += kEach) {
      const Month month{static_cast<uint32_t>(202401 + i / kEach % 12 + i / kEach / 12 * 100)};
      ASSERT_TRUE(store->add({build_partition(corpus_.records(), i, i + kEach, kBusinessClass, month)}, {{i, i + kEach}}).has_value());
    }
    ASSERT_EQ(store->partitions().size(), kMessages / kEach);
  }

  std::unique_ptr<Store> open(std::shared_ptr<OpenPartitions> keeper) {
    return Store::open(io::posix(), folder_ / "idx", ArchiveId{}, Bytes(32, 1), key_of, {}, std::move(keeper)).value();
  }

  static std::string text_of(const Result<HitPage>& page) {
    if (!page) return one_line(page.error());
    std::string out = std::to_string(page->total) + (page->total_is_exact ? ":" : "+:");
    for (const Hit& hit : page->hits) out += std::to_string(hit.number.value) + "@" + std::to_string(hit.time_ms) + "/" + std::to_string(hit.score) + ",";
    return out;
  }

  // Everything that can be asked of it.
  static std::string answers(const Searcher& searcher, const Query& query, const Corpus& corpus) {
    std::string out;
    for (const Order order : {Order::newest_first, Order::oldest_first, Order::relevance}) out += text_of(searcher.search(query, {.limit = 20, .order = order})) + "\n";
    out += text_of(searcher.search(query, {.limit = 5, .count_all = false})) + "\n";
    out += text_of(searcher.search(query, {.limit = 5, .behind = MessageNumber{kMessages / 2}})) + "\n";
    const auto all = searcher.all(query);
    out += all ? std::to_string(all->size()) : one_line(all.error());
    const auto units = searcher.search_units(query, nullptr, {{UnitKind::day, 0}, TimeZone::utc()}, {.limit = 20});
    out += "\n" + (units ? std::to_string(units->units) + " " + text_of(units->page) : one_line(units.error())) + "\n";
    if (const auto facets = searcher.facets(query, TimeZone::utc())) {
      for (const Facet& facet : {facets->conversations, facets->participants, facets->custodians, facets->months, facets->kinds, facets->has}) {
        for (const FacetValue& value : facet) out += value.value + "=" + std::to_string(value.messages) + ",";
      }
    }
    if (const auto explained = searcher.explain(query, nullptr)) {
      for (const ClauseInfo& clause : explained->clauses) {
        out += clause.text + "=" + std::to_string(clause.messages) + "(";
        for (const WordInfo& word : clause.words) out += word.word + "=" + std::to_string(word.messages) + ",";
        out += ")";
      }
    }
    const Record& record = corpus.records()[kMessages / 3];
    for (const Referring& each : searcher.referring_to(MessageNumber{kMessages / 3}, record, Relations::all).value()) out += std::to_string(each.number.value) + "<";
    for (const auto& list : searcher.named(std::vector<SourceName>{{record.conversation, record.source_message_id}}).value()) out += std::to_string(list.size()) + ";";
    return out;
  }

  static std::string text_of(const TermCounts& counts) {
    std::string out = std::to_string(counts.in_scope);
    const auto add = [&out](const HitCounts& each) {
      out += "\n" + std::to_string(each.messages) + " " + std::to_string(each.hits.value_or(0)) + " " + std::to_string(each.conversation_days) + " " +
             std::to_string(each.family) + " " + std::to_string(each.unique);
      for (const uint64_t count : each.by_custodian) out += " " + std::to_string(count);
    };
    for (const CountedTerm& term : counts.terms) add(term.counts);
    add(counts.total);
    for (const std::string& custodian : counts.custodians) out += custodian + ",";
    return out;
  }

  test::TempDir folder_;
  Corpus corpus_{11, kMessages};
};

TEST_F(OpenPartitionsTest, AnAnswerDoesNotDependOnWhatFitsIntoMemory) {
  const auto free_store = open({});
  const auto without = Searcher::create(free_store->partitions()).value();
  const auto unlimited = std::make_shared<OpenPartitions>(UINT64_MAX);
  const auto all_kept = open(unlimited);
  const auto kept = Searcher::create(all_kept->partitions()).value();
  const auto keeper = std::make_shared<OpenPartitions>(0);
  const auto bounded_store = open(keeper);
  const auto bounded = Searcher::create(bounded_store->partitions()).value();
  size_t answered = 0;
  for (int i = 0; i < 150; ++i) {
    const auto query = parse_query(corpus_.random_query(), {});
    if (!query) continue;
    const std::string expected = answers(*without, *query, corpus_);
    ASSERT_EQ(answers(*bounded, *query, corpus_), expected) << query->text;
    ASSERT_EQ(answers(*kept, *query, corpus_), expected) << query->text;
    ++answered;
  }
  EXPECT_GT(answered, 50U);
  EXPECT_EQ(unlimited->opened(), kMessages / kEach) << "what fits is opened once";
  EXPECT_GT(keeper->opened(), 20 * kMessages / kEach) << "and what does not, again and again";
}

TEST_F(OpenPartitionsTest, TermsAreCountedAlikeWhateverFitsIntoMemory) {
  const Query scope = parse_query("in:* NOT b", {}).value();
  std::vector<Query> terms;
  for (const char* text : {"a", "invoice w/3 paid", "pa*", "from:ana", "\"5,000\"", "東京"}) terms.push_back(parse_query(text, {}).value());
  const TermCountRequest request{.scope = scope, .terms = terms};
  const auto free_store = open({});
  const auto bounded_store = open(std::make_shared<OpenPartitions>(0));
  const auto expected = Searcher::create(free_store->partitions()).value()->count_terms(request);
  const auto got = Searcher::create(bounded_store->partitions()).value()->count_terms(request);
  ASSERT_TRUE(expected.has_value() && got.has_value());
  EXPECT_GT(expected->total.messages, 0U);
  EXPECT_EQ(text_of(*got), text_of(*expected));
}

TEST_F(OpenPartitionsTest, NeverIsMoreUnpackedThanTheBudgetAndOnePartitionOfEachThread) {
  const auto everything = std::make_shared<OpenPartitions>(UINT64_MAX);
  const auto free_store = open(everything);
  std::vector<uint64_t> sizes;  // of each partition with everything of it unpacked
  for (const auto& partition : free_store->partitions()) {
    const uint64_t before = everything->bytes();
    const auto searcher = Searcher::create({partition}).value();
    for (const char* text : {"in:x a", "from:ana \"a b\"", "pa*"}) answers(*searcher, parse_query(text, {}).value(), corpus_);
    sizes.push_back(everything->bytes() - before);
  }
  const uint64_t one = *std::ranges::max_element(sizes), all = everything->bytes();
  ASSERT_GT(one, 0U);
  for (const uint64_t budget : {uint64_t{0}, one / 2, 2 * one, all / 2}) {
    const auto keeper = std::make_shared<OpenPartitions>(budget);
    const auto store = open(keeper);
    const auto searcher = Searcher::create(store->partitions()).value();
    for (int i = 0; i < 40; ++i) {
      if (const auto query = parse_query(corpus_.random_query(), {})) answers(*searcher, *query, corpus_);
    }
    EXPECT_LE(keeper->most(), budget + most_threads(Waits::for_disk) * one) << budget << " of " << all;
    EXPECT_GT(keeper->most(), std::min(budget, all) / 2) << "and it is used";
  }
}

TEST_F(OpenPartitionsTest, SeveralThreadsFindTheSame) {
  const auto free_store = open({});
  const auto without = Searcher::create(free_store->partitions()).value();
  const auto keeper = std::make_shared<OpenPartitions>(0);
  const auto store = open(keeper);
  const auto searcher = Searcher::create(store->partitions()).value();
  std::vector<std::thread> threads;
  for (const char* text : {"a OR b", "invoice w/3 paid", "pa*", "with:ana"}) {
    const Query query = parse_query(text, {}).value();
    threads.emplace_back([&, query, expected = answers(*without, query, corpus_)] {
      for (int i = 0; i < 15; ++i) EXPECT_EQ(answers(*searcher, query, corpus_), expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(OpenPartitionsTest, WhatIsNotHeldAnyMoreIsClosed) {
  const auto keeper = std::make_shared<OpenPartitions>(UINT64_MAX);
  {
    const auto store = open(keeper);
    const auto tail = kept_by(keeper, *build_partition(corpus_.records(), 0, kEach));
    auto partitions = store->partitions();
    partitions.push_back(tail);
    ASSERT_TRUE(Searcher::create(partitions).value()->all(parse_query("a", {}).value()).has_value());
    EXPECT_GT(keeper->bytes(), 0U);
    EXPECT_EQ(keeper->opened(), partitions.size());
  }
  EXPECT_EQ(keeper->bytes(), 0U);
}

}  // namespace
}  // namespace muniment::index
