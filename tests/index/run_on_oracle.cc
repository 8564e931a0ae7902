// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/run_on_oracle.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace muniment::index {
namespace {

// A message, and how many words stand before it in its run.
struct Placed {
  size_t number;
  long words_before;
};
using Run = std::vector<Placed>;

bool is_negated(const Node& node) { return node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre; }
bool is_distance(const Node& node) { return node.kind == NodeKind::near || node.kind == NodeKind::pre || is_negated(node); }

// What has a + somewhere at its top.
bool is_across(const Node& node) {
  return (is_distance(node) && node.runs_on) ||
         (node.kind == NodeKind::any_of && std::any_of(node.children.begin(), node.children.end(), [](const NodePtr& each) { return is_across(*each); }));
}

// A match, and the stretches of single messages that make it up.
using Match = std::pair<Span, std::set<Span>>;

std::set<Match> found_in(const Node& node, const Run& run, const Messages& messages, bool names) {
  std::set<Match> out;
  if (!is_across(node)) {
    for (const Placed& each : run) {
      const Text& text = messages.texts[each.number];
      for (const Span& span : matches_in(node, text)) {
        if ((span.first >= text.words) != names) continue;
        const Span here(each.words_before + span.first, each.words_before + span.second);
        out.insert({here, {here}});
      }
    }
    return out;
  }
  if (node.kind == NodeKind::any_of) {
    for (const NodePtr& child : node.children) out.merge(found_in(*child, run, messages, names));
    return out;
  }
  const std::set<Match> first = found_in(*node.children[0], run, messages, names), second = found_in(*node.children[1], run, messages, names);
  const bool ordered = node.kind == NodeKind::pre || node.kind == NodeKind::not_pre;
  const auto near = [&](const Span& a, const Span& b) {
    const long behind = b.first - a.second, before = a.first - b.second;
    return (behind >= 1 && behind <= node.distance) || (!ordered && before >= 1 && before <= node.distance);
  };
  for (const Match& a : first) {
    bool has_neighbour = false;
    for (const Match& b : second) {
      if (!near(a.first, b.first)) continue;
      has_neighbour = true;
      std::set<Span> words = a.second;
      words.insert(b.second.begin(), b.second.end());
      if (!is_negated(node)) out.insert({{std::min(a.first.first, b.first.first), std::max(a.first.second, b.first.second)}, words});
    }
    if (is_negated(node) && !has_neighbour) out.insert(a);
  }
  return out;
}

int64_t pause_of(const Node& node) {
  if (is_distance(node)) return node.pause_ms;
  for (const NodePtr& child : node.children) {
    if (is_across(*child)) return pause_of(*child);
  }
  return 0;
}

std::vector<Run> runs_of(const Messages& messages, int64_t pause_ms) {
  std::map<std::string, std::vector<std::tuple<int64_t, size_t>>> said;
  std::vector<Run> runs;
  for (size_t i = 0; i < messages.records.size(); ++i) {
    const Record& record = messages.records[i];
    if (record.kind == RecordKind::message && !record.conversation.empty()) said[record.conversation].emplace_back(time_of(record), i);
    else runs.push_back({{i, 0}});
  }
  for (auto& [conversation, all] : said) {
    std::sort(all.begin(), all.end());
    for (size_t i = 0; i < all.size(); ++i) {
      const auto [time, number] = all[i];
      if (i == 0 || time - std::get<0>(all[i - 1]) > pause_ms) runs.emplace_back();
      Run& run = runs.back();
      const long before = run.empty() ? 0 : run.back().words_before + messages.texts[run.back().number].words;
      run.push_back({number, before});
    }
  }
  return runs;
}

}  // namespace

std::set<size_t> messages_of_run_on(const Node& distance, const Messages& messages) {
  std::set<size_t> numbers;
  const auto keep = [&](const Run& run, bool names) {
    for (const auto& [match, words] : found_in(distance, run, messages, names)) {
      for (const Span& span : words) {
        for (const Placed& each : run) {
          const long first = span.first - each.words_before, length = messages.texts[each.number].words;
          if (names || (first >= 0 && first < length)) numbers.insert(each.number);
        }
      }
    }
  };
  for (const Run& run : runs_of(messages, pause_of(distance))) {
    keep(run, false);
    for (const Placed& each : run) keep({{each.number, 0}}, true);
  }
  return numbers;
}

}  // namespace muniment::index
