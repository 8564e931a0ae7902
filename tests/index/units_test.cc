// SPDX-License-Identifier: GPL-3.0-or-later
// Queries over units, against every unit looked at by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "index/positions.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

using Numbers = std::set<uint64_t>;

Numbers found_by(const NodePtr& node, const Corpus& corpus) {
  Query query;
  query.root = node;
  Numbers numbers;
  for (const Hit& hit : scan(query, corpus.messages())) numbers.insert(hit.number.value);
  return numbers;
}

bool is_operator(const Node& node) {
  return node.kind == NodeKind::all_of || node.kind == NodeKind::any_of || node.kind == NodeKind::none_of;
}

// Whether a tree holds for a set of messages: each clause for one of them.
bool holds(const NodePtr& node, const Numbers& unit, const Corpus& corpus, std::map<const Node*, Numbers>& known) {
  const auto child_holds = [&](const NodePtr& child) { return holds(child, unit, corpus, known); };
  if (node->kind == NodeKind::all_of) return std::ranges::all_of(node->children, child_holds);
  if (node->kind == NodeKind::any_of) return std::ranges::any_of(node->children, child_holds);
  if (node->kind == NodeKind::none_of) return !child_holds(node->children[0]);
  const auto [at, is_new] = known.try_emplace(node.get());
  if (is_new) at->second = found_by(node, corpus);
  return std::ranges::any_of(unit, [&](uint64_t number) { return at->second.contains(number); });
}

void clauses_of(const NodePtr& node, bool negated, std::vector<NodePtr>& out) {
  if (!is_operator(*node)) {
    if (!negated) out.push_back(node);
    return;
  }
  for (const NodePtr& child : node->children) clauses_of(child, negated || node->kind == NodeKind::none_of, out);
}

bool has_not(const Node& node) {
  return node.kind == NodeKind::none_of || std::ranges::any_of(node.children, [](const NodePtr& child) { return has_not(*child); });
}

// The units of a corpus: days and conversations, or for windows what begins with each message.
std::vector<Numbers> units_of(const Corpus& corpus, const Unit& unit, const TimeZone& zone) {
  const auto& records = corpus.records();
  std::vector<Numbers> units;
  if (unit.kind == UnitKind::window) {
    for (const Record& first : records) {
      Numbers window;
      for (size_t i = 0; i < records.size(); ++i) {
        const int64_t behind = time_of(records[i]) - time_of(first);
        if (records[i].conversation == first.conversation && behind >= 0 && behind <= unit.window_ms) window.insert(i);
      }
      units.push_back(window);
    }
    return units;
  }
  std::map<std::pair<std::string, std::string>, Numbers> by_key;
  for (size_t i = 0; i < records.size(); ++i) {
    const std::string day = unit.kind == UnitKind::day ? zone.format(time_of(records[i])).substr(0, 10) : "";
    by_key[{records[i].conversation, day}].insert(i);
  }
  for (const auto& [key, numbers] : by_key) units.push_back(numbers);
  return units;
}

// The messages that a query finds, and in how many units.
struct Expected {
  Numbers numbers;
  size_t units = 0;
};

Expected by_hand(const Query& query, const Corpus& corpus, const Unit& unit, const TimeZone& zone, const Numbers* within = nullptr) {
  std::vector<NodePtr> clauses;
  clauses_of(query.root, false, clauses);
  const auto has_words = [](const NodePtr& clause) { return !shown_parts(*clause).empty(); };
  if (std::ranges::any_of(clauses, has_words)) std::erase_if(clauses, [&](const NodePtr& clause) { return !has_words(clause); });
  std::map<const Node*, Numbers> known;
  Expected out;
  for (Numbers each : units_of(corpus, unit, zone)) {
    if (within != nullptr) std::erase_if(each, [&](uint64_t number) { return !within->contains(number); });
    if (!holds(query.root, each, corpus, known)) continue;
    ++out.units;
    for (const NodePtr& clause : clauses) {
      const Numbers of_clause = found_by(clause, corpus);
      std::ranges::set_intersection(each, of_clause, std::inserter(out.numbers, out.numbers.end()));
    }
  }
  return out;
}

std::map<std::string, uint64_t> as_map(const Facet& facet) {
  std::map<std::string, uint64_t> map;
  for (const FacetValue& value : facet) map[value.value] += value.messages;
  return map;
}

void expect_facets(const Facets& facets, const Numbers& numbers, const Corpus& corpus, const TimeZone& zone) {
  std::map<std::string, uint64_t> conversations, participants, custodians, months;
  for (const uint64_t number : numbers) {
    const Record& record = corpus.records()[number];
    ++conversations[record.conversation];
    ++participants[record.sender];
    ++custodians[record.custodian];
    ++months[zone.format(time_of(record)).substr(0, 7)];
  }
  EXPECT_EQ(facets.messages, numbers.size());
  EXPECT_EQ(as_map(facets.conversations), conversations);
  EXPECT_EQ(as_map(facets.participants), participants);
  EXPECT_EQ(as_map(facets.custodians), custodians);
  EXPECT_EQ(as_map(facets.months), months);
}

TEST(Units, FindWhatEveryUnitLookedAtByItselfFinds) {
  const TimeZone zone = TimeZone::find("America/New_York").value();
  size_t found = 0;
  for (uint32_t seed = 1; seed <= 14; ++seed) {
    Corpus corpus(seed, 60);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    for (int i = 0; i < 25; ++i) {
      const std::string text = corpus.random_query();
      const Query query = parse_query(text, {}).value();
      for (const char* const name : {"day", "thread", "window:12h", "window:3d"}) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text + " in " + name);
        const Unit unit = parse_unit(name).value();
        const auto got = searcher->search_units(query, nullptr, {unit, zone}, {.limit = 1'000});
        if (unit.kind == UnitKind::window && has_not(*query.root)) {
          EXPECT_FALSE(got.has_value());
          EXPECT_FALSE(check_unit(query, unit).has_value());
          continue;
        }
        ASSERT_TRUE(got.has_value());
        const Expected expected = by_hand(query, corpus, unit, zone);
        Numbers numbers;
        for (const Hit& hit : got->page.hits) EXPECT_TRUE(numbers.insert(hit.number.value).second) << "each once";
        EXPECT_EQ(numbers, expected.numbers);
        EXPECT_EQ(got->page.total, expected.numbers.size());
        if (unit.kind != UnitKind::window && !has_not(*query.root)) {
          EXPECT_EQ(got->units, expected.units);
        }
        std::vector<uint64_t> all;
        for (const MessageNumber number : searcher->all_in_units(query, nullptr, {unit, zone}).value()) all.push_back(number.value);
        EXPECT_EQ(all, std::vector<uint64_t>(expected.numbers.begin(), expected.numbers.end())) << "ascending";
        expect_facets(searcher->facets_of_units(query, nullptr, {unit, zone}).value(), expected.numbers, corpus, zone);
        found += numbers.size();
      }
    }
  }
  EXPECT_GT(found, 3'000U);
}

// Relevance among units: the formula of index/ranking.h over words that are counted without the engine.

std::vector<std::string> random_words(std::mt19937& random, size_t most) {
  std::vector<std::string> words(random() % (most + 1));
  for (std::string& word : words) word = std::string(1, static_cast<char>('a' + random() % 5));
  return words;
}

std::vector<Record> records_of(const std::vector<std::vector<std::string>>& texts, std::mt19937& random) {
  std::vector<Record> records(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text;
    for (const std::string& word : texts[i]) text += word + " ";
    records[i].text = text;
    records[i].conversation = random() % 2 == 0 ? "one" : "two";
    records[i].time = EventTime{.utc_ms = 1'772'323'200'000 + static_cast<int64_t>(i) * 7'200'000, .original = "", .basis = TimeBasis::server,
                                .precision = TimePrecision::second};
  }
  return records;
}

// By message, in the order of the page.
std::vector<std::pair<double, uint64_t>> scores_by_hand(const std::vector<std::vector<std::string>>& texts, const std::vector<std::string>& words,
                                                        const std::vector<Hit>& found) {
  const auto times = [&](size_t message, const std::string& word) { return static_cast<double>(std::ranges::count(texts[message], word)); };
  double mean = 0;
  for (const Hit& hit : found) mean += static_cast<double>(texts[hit.number.value].size()) / static_cast<double>(found.size());
  std::vector<std::pair<double, uint64_t>> scores;
  for (const Hit& hit : found) {
    double score = 0;
    for (const std::string& word : words) {
      double with_word = 0;
      for (size_t i = 0; i < texts.size(); ++i) with_word += times(i, word) > 0 ? 1 : 0;
      const double weight = std::log(1 + (static_cast<double>(texts.size()) - with_word + 0.5) / (with_word + 0.5));
      const double t = times(hit.number.value, word), length = static_cast<double>(texts[hit.number.value].size()) / mean;
      score += weight * t * 2.2 / (t + 1.2 * (0.25 + 0.75 * length));
    }
    scores.emplace_back(score, hit.number.value);
  }
  return scores;
}

TEST(Units, AreOrderedByRelevanceOfTheWordsThatAreNotUnderNot) {
  const struct {
    const char* query;
    std::vector<std::string> words;
  } rows[] = {{"a b", {"a", "b"}}, {"a OR b OR c", {"a", "b", "c"}}, {"a NOT d", {"a"}}, {"(a OR b) c NOT (d e)", {"a", "b", "c"}}};
  size_t compared = 0;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<std::string>> texts(40);
    for (auto& text : texts) text = random_words(random, 6);
    const std::vector<Record> records = records_of(texts, random);
    const auto searcher = Searcher::create({build_partition(records, 0, 17), build_partition(records, 17, 40)}).value();
    for (const auto& [text, words] : rows) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
      const Query query = parse_query(text, {}).value();
      const UnitScope scope{parse_unit("day").value(), TimeZone::utc()};
      const auto by_time = searcher->search_units(query, nullptr, scope, {.limit = 40}).value();
      const auto best = searcher->search_units(query, nullptr, scope, {.limit = 40, .order = Order::relevance}).value();
      EXPECT_EQ(best.units, by_time.units);
      ASSERT_EQ(best.page.hits.size(), by_time.page.hits.size());
      const auto scores = scores_by_hand(texts, words, best.page.hits);
      for (size_t i = 0; i < scores.size(); ++i) {
        EXPECT_NEAR(best.page.hits[i].score, scores[i].first, 1e-9);
        if (i > 0) {
          EXPECT_TRUE(scores[i - 1].first > scores[i].first - 1e-9) << "best first";
        }
      }
      compared += scores.size();
      if (best.page.hits.empty()) continue;
      const auto rest = searcher->search_units(query, nullptr, scope, {.limit = 40, .order = Order::relevance, .behind = best.page.hits[0].number}).value();
      EXPECT_EQ(rest.page.hits.size() + 1, best.page.hits.size()) << "a page begins behind another";
    }
  }
  EXPECT_GT(compared, 500U);
}

// Hit reports: what counts are the messages of the scope, and units are made of them.
TEST(Units, OfHitReportsAreThoseOfTheMessagesInScope) {
  const TimeZone zone = TimeZone::find("America/New_York").value();
  uint64_t counted = 0, refused = 0;
  for (uint32_t seed = 1; seed <= 14; ++seed) {
    Corpus corpus(seed, 60);
    const auto searcher = Searcher::create(corpus.random_partitions()).value();
    const Query scope = parse_query(seed % 2 == 0 ? "in:*" : corpus.random_query(), {}).value();
    const Numbers in_scope = found_by(scope.root, corpus);
    std::vector<Query> terms;
    for (int i = 0; i < 8; ++i) terms.push_back(parse_query(corpus.random_query(), {}).value());
    for (const char* const name : {"day", "thread", "window:12h"}) {
      const Unit unit = parse_unit(name).value();
      const TermCounts report = searcher->count_terms({.scope = scope, .left_out = nullptr, .terms = terms, .zone = zone, .unit = unit}).value();
      EXPECT_EQ(report.in_scope, in_scope.size());
      std::map<uint64_t, size_t> terms_of;
      std::vector<Numbers> found(terms.size());
      for (size_t i = 0; i < terms.size(); ++i) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ": " + terms[i].text + " in " + name + " of " + scope.text);
        EXPECT_EQ(report.terms[i].refused.has_value(), unit.kind == UnitKind::window && has_not(*terms[i].root));
        if (report.terms[i].refused) {
          ++refused;
          continue;
        }
        found[i] = by_hand(terms[i], corpus, unit, zone, &in_scope).numbers;
        const HitCounts& counts = report.terms[i].counts;
        uint64_t hits = 0, family = 0;
        std::set<std::pair<std::string, std::string>> days;
        for (const uint64_t number : found[i]) {
          const Record& record = corpus.records()[number];
          hits += places(terms[i], corpus.texts()[number]);
          family += 1 + record.attachments.size();
          days.emplace(record.conversation, zone.format(time_of(record)).substr(0, 10));
          ++terms_of[number];
        }
        EXPECT_EQ(counts.messages, found[i].size());
        EXPECT_EQ(counts.hits.value_or(0), hits);
        EXPECT_EQ(counts.family, family);
        EXPECT_EQ(counts.conversation_days, days.size());
        counted += found[i].size();
      }
      EXPECT_EQ(report.total.messages, terms_of.size());
      for (size_t i = 0; i < terms.size(); ++i) {
        const auto alone = [&](uint64_t number) { return terms_of.at(number) == 1; };
        EXPECT_EQ(report.terms[i].counts.unique, static_cast<uint64_t>(std::ranges::count_if(found[i], alone)));
      }
    }
  }
  EXPECT_GT(counted, 1'500U);
  EXPECT_GT(refused, 0U);
}

TEST(Units, AreReadAsTheyAreWritten) {
  for (const char* const text : {"message", "day", "thread", "window:24h", "window:30m", "window:7d"}) {
    ASSERT_TRUE(parse_unit(text)) << text;
  }
  EXPECT_EQ(to_string(parse_unit("window:24h").value()), "window:1d");
  EXPECT_EQ(to_string(parse_unit("window:90m").value()), "window:90m");
  for (const char* const text : {"", "week", "window", "window:", "window:0h", "window:h", "window:-1h", "window:5x", "window:1 h"}) {
    EXPECT_FALSE(parse_unit(text)) << text;
  }
}

}  // namespace
}  // namespace muniment::index
