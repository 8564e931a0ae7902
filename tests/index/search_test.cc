// SPDX-License-Identifier: GPL-3.0-or-later
// The index against a scan over all messages.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/index/corpus.h"
#include "tests/index/differential.h"

namespace muniment::index {
namespace {

// Many more are compared by differential_long_test.
TEST(Searcher, FindsWhatAScanFindsInTheSameOrder) {
  Tally tally;
  ASSERT_NO_FATAL_FAILURE(compare_random_corpora({.first_seed = 1, .corpora = 64, .own = 60, .dtsearch = 20}, tally));
  EXPECT_GT(tally.non_empty, tally.pairs / 2) << "most queries find something, or the comparison says little";
}

void expect_clause(const std::vector<ClauseInfo>& clauses, size_t& next, const NodePtr& node, uint32_t depth, const Corpus& corpus) {
  ASSERT_LT(next, clauses.size());
  const ClauseInfo& clause = clauses[next++];
  Query alone;
  alone.root = node;
  EXPECT_EQ(clause.depth, depth);
  EXPECT_EQ(clause.text, label_of(*node));
  EXPECT_EQ(clause.messages, scan(alone, corpus.messages()).size()) << clause.text;
  if (node->kind == NodeKind::field || node->kind == NodeKind::in_name) return;  // one clause, whatever it has below
  for (const WordInfo& word : clause.words) {
    Node as_word;
    as_word.kind = NodeKind::word;
    as_word.text = word.word;
    alone.root = make_node(as_word);
    EXPECT_EQ(word.messages, scan(alone, corpus.messages()).size()) << clause.text << " " << word.word;
  }
  for (const NodePtr& child : node->children) ASSERT_NO_FATAL_FAILURE(expect_clause(clauses, next, child, depth + 1, corpus));
}

TEST(Searcher, ExplainsWhatEachClauseFindsAlone) {
  size_t words = 0;
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    Corpus corpus(seed, 60);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    for (int i = 0; i < 30; ++i) {
      const std::string text = corpus.random_query();
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
      const Query query = parse_query(text, {}).value();
      if (to_string(query).find("date:") != std::string::npos) continue;  // counts are of the partitions of its time
      const Explanation explanation = searcher->explain(query, nullptr).value();
      EXPECT_EQ(explanation.searched, explanation.partitions);
      size_t next = 0;
      ASSERT_NO_FATAL_FAILURE(expect_clause(explanation.clauses, next, query.root, 0, corpus));
      EXPECT_EQ(next, explanation.clauses.size());
      for (const ClauseInfo& clause : explanation.clauses) words += clause.words.size();
    }
  }
  EXPECT_GT(words, 50U);
}

TEST(Searcher, LooksOnlyIntoPartitionsOfTheTimeThatIsAsked) {
  std::vector<Record> records(6);
  constexpr int64_t kDay = 86'400'000, kStart = 1'772'323'200'000;  // 2026-03-01
  for (size_t i = 0; i < records.size(); ++i) {
    records[i].text = "invoice";
    records[i].time = EventTime{.utc_ms = kStart + static_cast<int64_t>(i) * kDay, .original = "", .basis = TimeBasis::server,
                                .precision = TimePrecision::second};
  }
  const auto searcher = Searcher::create({build_partition(records, 0, 2), build_partition(records, 2, 4), build_partition(records, 4, 6)}).value();
  const auto searched = [&](const char* text) { return searcher->explain(parse_query(text, {}).value(), nullptr).value().searched; };
  EXPECT_EQ(searched("invoice"), 3U);
  EXPECT_EQ(searched("invoice date:2026-03-01..2026-03-02"), 1U);
  EXPECT_EQ(searched("invoice (on:2026-03-01 OR on:2026-03-06)"), 2U);
  EXPECT_EQ(searched("invoice (on:2026-03-01 OR paid)"), 3U);
  EXPECT_EQ(searched("in:* NOT on:2026-03-01"), 3U);
  EXPECT_EQ(searched("date:2027"), 0U);
  EXPECT_EQ(searcher->search(parse_query("invoice on:2026-03-06", {}).value(), {}).value().total, 1U);
}

// All pairs of pairs would be more than there is memory for.
TEST(Searcher, NestedDistancesOverOneWordOftenRepeatedEnd) {
  std::vector<Record> records(1);
  std::string text;
  for (int i = 0; i < 600; ++i) text += "a ";
  records[0].text = text;
  const auto searcher = Searcher::create({build_partition(records, 0, 1)}).value();
  const auto total = [&](const char* query) { return searcher->search(parse_query(query, {}).value(), {}).value().total; };
  EXPECT_EQ(total("(a w/999 a) w/999 a"), 1U);
  EXPECT_EQ(total("(a w/99 a) w/99 (a w/99 a)"), 1U);
  EXPECT_EQ(total("(a pre/999 a) not w/999 a"), 1U);  // the whole text: there is no other beside it
  EXPECT_EQ(total("(a w/999 a) w/999 b"), 0U);
  for (const char* const query : {"(a w/999 a) w/999 a", "(a w/99 a) w/99 (a w/99 a)"}) {
    EXPECT_EQ(highlights(parse_query(query, {}).value(), records[0]).size(), 600U) << query;
  }
}

TEST(Searcher, WithoutPartitionsFindsNothing) {
  const auto searcher = Searcher::create({}).value();
  const HitPage page = searcher->search(parse_query("in:*", {}).value(), {}).value();
  EXPECT_EQ(page.total, 0U);
  EXPECT_TRUE(page.total_is_exact);
}

TEST(Searcher, AnExactConversationIsNotFoundByItsWords) {
  const Corpus corpus(4, 200);
  const auto searcher = Searcher::create({build_partition(corpus.records(), 0, 200)}).value();
  const auto total = [&](const std::string& field, const std::string& value) {
    Query query;
    Node node;
    node.kind = NodeKind::field;
    node.field = field;
    node.text = value;
    query.root = std::make_shared<Node>(node);
    return searcher->search(query, {}).value().total;
  };
  EXPECT_EQ(total("in", "site"), total(std::string(kExactConversation), "site") + total(std::string(kExactConversation), "site team"));
  EXPECT_GT(total(std::string(kExactConversation), "site"), 0U);
  EXPECT_EQ(total(std::string(kExactConversation), "Site"), 0U);
}

TEST(Searcher, RefusesAWildcardThatStandsForTooManyWordsAndSaysHowMany) {
  std::vector<Record> records(3);
  for (size_t i = 0; i < records.size(); ++i) {
    std::string text;
    for (size_t word = 0; word < 4000; ++word) text += "x" + std::to_string(i * 4000 + word) + " ";
    records[i].text = text;
  }
  const auto searcher = Searcher::create({build_partition(records, 0, 2), build_partition(records, 2, 3)}).value();
  const auto refused = searcher->search(parse_query("a OR x*", {}).value(), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().id, 3011);
  EXPECT_NE(refused.error().why.find("12000 words"), std::string::npos) << refused.error().why;
  EXPECT_EQ(searcher->search(parse_query("x11*", {}).value(), {}).value().total, 2U);
}

TEST(Searcher, APhraseDoesNotReachFromTheTextIntoAnAttachmentName) {
  std::vector<Record> records(1);
  records[0].text = "see invoice";
  records[0].attachments.push_back({.blob = {}, .sha256 = {}, .size_bytes = {}, .mime = "", .name = "march.pdf", .kind = {}, .pages = {}});
  const auto searcher = Searcher::create({build_partition(records, 0, 1)}).value();
  const auto total = [&](const char* text) { return searcher->search(parse_query(text, {}).value(), {}).value().total; };
  EXPECT_EQ(total("invoice march"), 1U);
  EXPECT_EQ(total("\"invoice march\""), 0U);
  EXPECT_EQ(total("invoice w/999 march"), 0U);
}

TEST(Identities, AreFoundAsInAMap) {
  const Corpus corpus(7, 500);
  const Partitions partitions = {build_partition(corpus.records(), 0, 180), build_partition(corpus.records(), 180, 500)};
  ASSERT_TRUE(prepare_identities(partitions).has_value());
  for (uint64_t number = 0; number < 1000; ++number) {
    const auto found = find_identity(partitions, test_identity(number));
    EXPECT_EQ(found.has_value(), number < 500);
    if (found) {
      EXPECT_EQ(found->value, number);
    }
  }
  std::vector<MessageNumber> same = find_content_identity(partitions, test_identity(20), 10);
  std::sort(same.begin(), same.end());
  EXPECT_EQ(same, (std::vector<MessageNumber>{{60}, {61}, {62}}));
  EXPECT_EQ(find_content_identity(partitions, test_identity(20), 2).size(), 2U);
  EXPECT_TRUE(find_content_identity(partitions, test_identity(499), 2).empty());
}

TEST(Identities, AreComparedWhole) {
  const std::vector<Record> records(40);
  const auto key = [](uint64_t number) {
    IdentityKey out;  // all begin alike
    put_le(MutableByteView(out.bytes), 8, number);
    return out;
  };
  const auto builder = PartitionBuilder::create(kBusinessClass, {202603}).value();
  for (uint64_t i = 0; i < records.size(); ++i) {
    ASSERT_TRUE(builder->add({.number = {i}, .record = records[i], .identity = key(i), .content_identity = key(i)}).has_value());
  }
  const Partitions partitions = {builder->finish({0, 40}).value()};
  for (uint64_t i = 0; i < 80; ++i) {
    const auto found = find_identity(partitions, key(i));
    ASSERT_EQ(found.has_value(), i < 40) << i;
    if (found) {
      EXPECT_EQ(found->value, i);
    }
    EXPECT_EQ(find_content_identity(partitions, key(i), 5).size(), i < 40 ? 1U : 0U);
  }
}

}  // namespace
}  // namespace muniment::index
