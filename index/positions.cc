// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/positions.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "index/word_pattern.h"

namespace muniment::index {
namespace {

void sort_unique(Intervals& intervals) {
  if (std::adjacent_find(intervals.begin(), intervals.end(), std::greater_equal<>()) == intervals.end()) return;
  std::sort(intervals.begin(), intervals.end());
  intervals.erase(std::unique(intervals.begin(), intervals.end()), intervals.end());
}

// Calls `use` for every pair in which `b` begins 1 to `distance` words behind the end of `a`.
template <typename Use>
void for_each_following(const Intervals& a, const Intervals& b, uint32_t distance, Use&& use) {
  for (const Interval& x : a) {
    auto y = std::lower_bound(b.begin(), b.end(), Interval{x.last + 1, 0});
    for (; y != b.end() && y->first - x.last <= distance; ++y) use(x, *y);
  }
}

// For many intervals, of which many share an end: each pair of ends is made once, so memory stays that of the answer. Takes time by
// the first ends of `a` times the intervals of `b`.
Intervals following_by_ends(Intervals a, Intervals b, uint32_t distance) {
  sort_unique(a);
  sort_unique(b);
  std::vector<uint32_t> lasts;
  for (const Interval& y : b) lasts.push_back(y.last);
  std::sort(lasts.begin(), lasts.end());
  lasts.erase(std::unique(lasts.begin(), lasts.end()), lasts.end());
  std::vector<size_t> place;  // of each of b, that of its last end
  for (const Interval& y : b) place.push_back(static_cast<size_t>(std::lower_bound(lasts.begin(), lasts.end(), y.last) - lasts.begin()));
  std::vector<size_t> made_for(lasts.size());
  Intervals out;
  for (size_t x = 0, number = 0; x < a.size();) {
    const uint32_t first = a[x].first;
    ++number;
    for (size_t done = 0; x < a.size() && a[x].first == first; ++x) {
      const auto begin = std::lower_bound(b.begin(), b.end(), Interval{a[x].last + 1, 0});
      size_t y = std::max(done, static_cast<size_t>(begin - b.begin()));
      for (; y < b.size() && b[y].first - a[x].last <= distance; ++y) {
        if (std::exchange(made_for[place[y]], number) != number) out.push_back({first, b[y].last});
      }
      done = std::max(done, y);
    }
  }
  sort_unique(out);
  return out;
}

constexpr size_t kFewPairs = 16;

Intervals following(const Intervals& a, const Intervals& b, uint32_t distance) {
  if (a.size() * b.size() > kFewPairs) return following_by_ends(a, b, distance);
  Intervals out;
  for_each_following(a, b, distance, [&](const Interval& x, const Interval& y) { out.push_back({x.first, y.last}); });
  sort_unique(out);
  return out;
}

Intervals near_each_other(const Intervals& a, const Intervals& b, uint32_t distance) {
  Intervals out = following(a, b, distance);
  const Intervals other = following(b, a, distance);
  out.insert(out.end(), other.begin(), other.end());
  sort_unique(out);
  return out;
}

// Keeps each interval once while they come, so that memory stays that of the answer.
class Collector {
 public:
  void add(const Interval& interval) {
    all_.push_back(interval);
    if (all_.size() < limit_) return;
    sort_unique(all_);
    limit_ = std::max(kFirstLimit, 4 * all_.size());
  }
  Intervals take() {
    sort_unique(all_);
    return std::move(all_);
  }

 private:
  static constexpr size_t kFirstLimit = size_t{1} << 20;
  Intervals all_;
  size_t limit_ = kFirstLimit;
};

// Those of the first child of a negated distance that have no second within it.
Intervals apart(const Node& node, Intervals first, const Intervals& second) {
  sort_unique(first);  // words that cover one another come in no order
  Collector collected;
  for_each_following(first, second, node.distance, [&](const Interval& x, const Interval&) { collected.add(x); });
  if (node.kind == NodeKind::not_near) {
    for_each_following(second, first, node.distance, [&](const Interval&, const Interval& x) { collected.add(x); });
  }
  const Intervals near = collected.take();
  Intervals out;
  std::set_difference(first.begin(), first.end(), near.begin(), near.end(), std::back_inserter(out));
  return out;
}

class Matcher {
 public:
  Matcher(std::span<const Intervals> occurrences, size_t first_leaf) : occurrences_(occurrences), next_leaf_(first_leaf) {}

  Intervals run(const Node& node) {
    switch (node.kind) {
      case NodeKind::phrase: return phrase(node);
      case NodeKind::near: return near(node);
      case NodeKind::any_of: return any_of(node);
      case NodeKind::pre: {
        const Intervals first = run(*node.children[0]);
        return following(first, run(*node.children[1]), node.distance);
      }
      case NodeKind::not_near:
      case NodeKind::not_pre: {
        Intervals first = run(*node.children[0]);
        return apart(node, std::move(first), run(*node.children[1]));
      }
      default: return occurrences_[next_leaf_++];
    }
  }

 private:
  Intervals phrase(const Node& node) {
    Intervals out = run(*node.children[0]);
    for (size_t i = 1; i < node.children.size(); ++i) out = following(out, run(*node.children[i]), 1);
    return out;
  }

  Intervals near(const Node& node) {
    const Intervals a = run(*node.children[0]);
    return near_each_other(a, run(*node.children[1]), node.distance);
  }

  Intervals any_of(const Node& node) {
    Intervals out;
    for (const NodePtr& child : node.children) {
      const Intervals one = run(*child);
      out.insert(out.end(), one.begin(), one.end());
    }
    sort_unique(out);
    return out;
  }

  std::span<const Intervals> occurrences_;
  size_t next_leaf_;
};

// Goes down from a match to the words of it.
class Tracer {
 public:
  explicit Tracer(std::span<const Intervals> occurrences) : occurrences_(occurrences) {}

  void run(const Node& node) {
    const Traced top = trace(node, 0);
    mark(top, top.matches);
  }
  Intervals take() {
    sort_unique(out_);
    return std::move(out_);
  }

 private:
  struct Traced {
    const Node* node = nullptr;
    Intervals matches;
    std::vector<Traced> children;
    size_t leaves = 0;
  };

  Traced trace(const Node& node, size_t first_leaf) {
    Traced out{.node = &node, .matches = {}, .children = {}, .leaves = 0};
    if (node.children.empty() || node.kind == NodeKind::phrase) {
      out.leaves = Leaves(node).nodes.size();
      out.matches = Matcher(occurrences_, first_leaf).run(node);
      return out;
    }
    for (const NodePtr& child : node.children) {
      out.children.push_back(trace(*child, first_leaf + out.leaves));
      out.leaves += out.children.back().leaves;
    }
    out.matches = combine(out);
    return out;
  }

  static Intervals combine(const Traced& traced) {
    if (is_negated_distance(*traced.node)) return apart(*traced.node, traced.children[0].matches, traced.children[1].matches);
    const Intervals& a = traced.children[0].matches;
    if (traced.node->kind == NodeKind::near) return near_each_other(a, traced.children[1].matches, traced.node->distance);
    if (traced.node->kind == NodeKind::pre) return following(a, traced.children[1].matches, traced.node->distance);
    Intervals out;
    for (const Traced& child : traced.children) out.insert(out.end(), child.matches.begin(), child.matches.end());
    sort_unique(out);
    return out;
  }

  // The pairs of a distance, each as (match of the first child, match of the second).
  template <typename Use>
  static void for_each_pair(const Traced& traced, Use&& use) {
    const Intervals &a = traced.children[0].matches, &b = traced.children[1].matches;
    for_each_following(a, b, traced.node->distance, use);
    if (traced.node->kind == NodeKind::pre) return;
    for_each_following(b, a, traced.node->distance, [&](const Interval& y, const Interval& x) { use(x, y); });
  }

  // `wanted`: those of the node's matches that count; sorted.
  void mark(const Traced& traced, const Intervals& wanted) {
    if (wanted.empty()) return;
    if (traced.children.empty()) {
      if (!is_end_of_text(*traced.node)) out_.insert(out_.end(), wanted.begin(), wanted.end());  // an end has no words to show
      return;
    }
    if (is_negated_distance(*traced.node)) return mark(traced.children[0], wanted);
    if (traced.node->kind == NodeKind::any_of) {
      for (const Traced& child : traced.children) mark(child, common(child.matches, wanted));
      return;
    }
    Collector first, second;
    for_each_pair(traced, [&](const Interval& x, const Interval& y) {
      if (!std::binary_search(wanted.begin(), wanted.end(), Interval{std::min(x.first, y.first), std::max(x.last, y.last)})) return;
      first.add(x);
      second.add(y);
    });
    mark(traced.children[0], first.take());
    mark(traced.children[1], second.take());
  }

  static Intervals common(const Intervals& a, const Intervals& b) {
    Intervals out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
  }

  std::span<const Intervals> occurrences_;
  Intervals out_;
};

}  // namespace

void Leaves::collect(const Node& node) {
  if (node.kind == NodeKind::word || node.kind == NodeKind::pattern || is_end_of_text(node)) nodes.push_back(&node);
  for (const NodePtr& child : node.children) collect(*child);
}

// An OR of words is left to the postings; inside a distance it is reached through its parent.
bool is_positional(const Node& node) {
  if (node.kind == NodeKind::pattern) return node.pattern->means_whole_numbers();
  return node.kind == NodeKind::phrase || node.kind == NodeKind::near || node.kind == NodeKind::pre || is_negated_distance(node) ||
         is_end_of_text(node);
}

bool is_negated_distance(const Node& node) { return node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre; }

std::vector<const Node*> shown_parts(const Node& root) {
  if (root.kind == NodeKind::word || root.kind == NodeKind::pattern || is_positional(root)) return {&root};
  std::vector<const Node*> parts;
  if (root.kind != NodeKind::all_of && root.kind != NodeKind::any_of) return parts;
  for (const NodePtr& child : root.children) {
    const std::vector<const Node*> of_child = shown_parts(*child);
    parts.insert(parts.end(), of_child.begin(), of_child.end());
  }
  return parts;
}

bool is_end_of_text(const Node& node) { return node.kind == NodeKind::text_begin || node.kind == NodeKind::text_end; }

Intervals place_of_end(const Node& end, uint32_t words) {
  if (words == 0) return {};
  const uint32_t at = end.kind == NodeKind::text_begin ? kFirstPosition - 1 : kFirstPosition + words;
  return {{at, at}};
}

void drop_parts(const Intervals& wholes, Intervals& numbers) {
  std::erase_if(numbers, [&](const Interval& number) {
    return std::any_of(wholes.begin(), wholes.end(), [&](const Interval& whole) {
      return whole != number && whole.first <= number.first && number.last <= whole.last;
    });
  });
}

Intervals matches(const Node& positional, std::span<const Intervals> occurrences) {
  return Matcher(occurrences, 0).run(positional);
}

Intervals participants(const Node& positional, std::span<const Intervals> occurrences) {
  Tracer tracer(occurrences);
  tracer.run(positional);
  return tracer.take();
}

}  // namespace muniment::index
