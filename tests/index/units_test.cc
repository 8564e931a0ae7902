// SPDX-License-Identifier: GPL-3.0-or-later
// Queries over units, against every unit looked at by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
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
          continue;
        }
        ASSERT_TRUE(got.has_value());
        std::vector<NodePtr> clauses;
        clauses_of(query.root, false, clauses);
        const auto has_words = [](const NodePtr& clause) { return !shown_parts(*clause).empty(); };
        if (std::ranges::any_of(clauses, has_words)) std::erase_if(clauses, [&](const NodePtr& clause) { return !has_words(clause); });
        std::map<const Node*, Numbers> known;
        Numbers expected;
        size_t units = 0;
        for (const Numbers& each : units_of(corpus, unit, zone)) {
          if (!holds(query.root, each, corpus, known)) continue;
          ++units;
          for (const NodePtr& clause : clauses) {
            const Numbers of_clause = found_by(clause, corpus);
            std::ranges::set_intersection(each, of_clause, std::inserter(expected, expected.end()));
          }
        }
        Numbers numbers;
        for (const Hit& hit : got->page.hits) EXPECT_TRUE(numbers.insert(hit.number.value).second) << "each once";
        EXPECT_EQ(numbers, expected);
        EXPECT_EQ(got->page.total, expected.size());
        if (unit.kind != UnitKind::window && !has_not(*query.root)) {
          EXPECT_EQ(got->units, units);
        }
        found += numbers.size();
      }
    }
  }
  EXPECT_GT(found, 3'000U);
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
