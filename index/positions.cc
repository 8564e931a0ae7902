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
  for (const Interval& x : a) {
    auto y = std::lower_bound(b.begin(), b.end(), Interval{x.last + 1, 0});
    for (; y != b.end() && y->first - x.last <= distance; ++y) out.push_back({x.first, y->last});
  }
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

bool ends_before(const Interval& a, const Interval& b) { return a.last < b.last; }

// The matches of one side of a distance, looked at from those of the other.
class Neighbours {
 public:
  explicit Neighbours(Intervals all) : by_first_(std::move(all)) {
    sort_unique(by_first_);
    by_last_ = by_first_;
    std::sort(by_last_.begin(), by_last_.end(), ends_before);
  }

  // Whether one that is accepted begins 1 to `distance` words behind the end of `here`.
  template <typename Accept>
  [[nodiscard]] bool any_behind(const Interval& here, uint32_t distance, Accept&& accepts) const {
    auto at = std::lower_bound(by_first_.begin(), by_first_.end(), Interval{here.last + 1, 0});
    while (at != by_first_.end() && at->first - here.last <= distance && !accepts(*at)) ++at;
    return at != by_first_.end() && at->first - here.last <= distance;
  }

  // The same before its beginning.
  template <typename Accept>
  [[nodiscard]] bool any_before(const Interval& here, uint32_t distance, Accept&& accepts) const {
    const uint32_t nearest = here.first > distance ? here.first - distance : 0;
    auto at = std::lower_bound(by_last_.begin(), by_last_.end(), Interval{0, nearest}, ends_before);
    while (at != by_last_.end() && at->last < here.first && !accepts(*at)) ++at;
    return at != by_last_.end() && at->last < here.first;
  }

  [[nodiscard]] const Intervals& all() const { return by_first_; }

 private:
  Intervals by_first_, by_last_;
};

// Of what is looked for in names, those that stand behind the text. A message without words in its text has only names.
Intervals behind_text(Intervals found, const Intervals& end_of_text) {
  const uint32_t end = end_of_text.empty() ? 0 : end_of_text.front().last;
  std::erase_if(found, [&](const Interval& here) { return here.first <= end; });
  return found;
}

// Those of the first child of a negated distance that have no second within it.
Intervals apart(const Node& node, Intervals first, Intervals second) {
  sort_unique(first);  // words that cover one another come in no order
  const Neighbours others(std::move(second));
  const auto any = [](const Interval&) { return true; };
  std::erase_if(first, [&](const Interval& here) {
    return others.any_behind(here, node.distance, any) || (node.kind == NodeKind::not_near && others.any_before(here, node.distance, any));
  });
  return first;
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
      case NodeKind::in_name: {
        Intervals found = run(*node.children[0]);
        return behind_text(std::move(found), run(*node.children[1]));
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
    if (traced.node->kind == NodeKind::in_name) return behind_text(traced.children[0].matches, traced.children[1].matches);
    const Intervals& a = traced.children[0].matches;
    if (traced.node->kind == NodeKind::near) return near_each_other(a, traced.children[1].matches, traced.node->distance);
    if (traced.node->kind == NodeKind::pre) return following(a, traced.children[1].matches, traced.node->distance);
    Intervals out;
    for (const Traced& child : traced.children) out.insert(out.end(), child.matches.begin(), child.matches.end());
    sort_unique(out);
    return out;
  }

  // `wanted`: those of the node's matches that count; sorted.
  void mark(const Traced& traced, const Intervals& wanted) {
    if (wanted.empty()) return;
    if (traced.children.empty()) {
      if (!is_end_of_text(*traced.node)) out_.insert(out_.end(), wanted.begin(), wanted.end());  // an end has no words to show
      return;
    }
    if (is_negated_distance(*traced.node) || traced.node->kind == NodeKind::in_name) return mark(traced.children[0], wanted);
    if (traced.node->kind == NodeKind::any_of) {
      for (const Traced& child : traced.children) mark(child, common(child.matches, wanted));
      return;
    }
    const Neighbours first(traced.children[0].matches), second(traced.children[1].matches);
    mark(traced.children[0], partners(*traced.node, first.all(), second, wanted, true));
    mark(traced.children[1], partners(*traced.node, second.all(), first, wanted, false));
  }

  // Those of one side of a distance that make a wanted match with one of the other.
  static Intervals partners(const Node& distance, Intervals side, const Neighbours& other, const Intervals& wanted, bool is_first) {
    const bool either = distance.kind == NodeKind::near;
    std::erase_if(side, [&](const Interval& here) {
      const auto makes = [&](uint32_t first, uint32_t last) { return std::binary_search(wanted.begin(), wanted.end(), Interval{first, last}); };
      const auto with_one_behind = [&](const Interval& behind) { return makes(here.first, behind.last); };
      const auto with_one_before = [&](const Interval& before) { return makes(before.first, here.last); };
      return !((either || is_first) && other.any_behind(here, distance.distance, with_one_behind)) &&
             !((either || !is_first) && other.any_before(here, distance.distance, with_one_before));
    });
    return side;
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
         is_end_of_text(node) || node.kind == NodeKind::in_name;
}

bool is_pair_of_words(const Node& node) {
  const bool is_distance = node.kind == NodeKind::phrase || node.kind == NodeKind::pre || node.kind == NodeKind::near;
  const auto is_word = [](const NodePtr& child) {
    return child->kind == NodeKind::word || (child->kind == NodeKind::pattern && !child->pattern->means_whole_numbers());
  };
  return is_distance && node.children.size() == 2 && std::ranges::all_of(node.children, is_word);
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
