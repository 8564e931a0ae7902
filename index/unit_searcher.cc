// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/unit_searcher.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "index/local_day.h"
#include "index/matching_documents.h"
#include "index/query_error.h"

namespace muniment::index {
namespace {

constexpr int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;
constexpr std::string_view kWindow = "window:";

bool is_operator(const Node& node) {
  return node.kind == NodeKind::all_of || node.kind == NodeKind::any_of || node.kind == NodeKind::none_of;
}

NodePtr limited(const NodePtr& clause, const NodePtr& within) {
  return within ? make_group(NodeKind::all_of, clause->column, {clause, within}) : clause;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
  if (text == "message") return Unit{};
  if (text == "day") return Unit{UnitKind::day, 0};
  if (text == "thread") return Unit{UnitKind::thread, 0};
  if (!text.starts_with(kWindow) || text.size() < kWindow.size() + 2) return std::nullopt;
  const std::string_view length = text.substr(kWindow.size(), text.size() - kWindow.size() - 1);
  uint32_t count = 0;
  const auto read = std::from_chars(length.data(), length.data() + length.size(), count);
  const char last = text.back();
  const int64_t one = last == 'm' ? kMinuteMs : last == 'h' ? kHourMs : last == 'd' ? kDayMs : 0;
  if (read.ec != std::errc() || read.ptr != length.data() + length.size() || count == 0 || one == 0) return std::nullopt;
  return Unit{UnitKind::window, count * one};
}

std::string to_string(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::message: return "message";
    case UnitKind::day: return "day";
    case UnitKind::thread: return "thread";
    case UnitKind::window: break;
  }
  const int64_t ms = unit.window_ms;
  if (ms % kDayMs == 0) return std::string(kWindow) + std::to_string(ms / kDayMs) + "d";
  if (ms % kHourMs == 0) return std::string(kWindow) + std::to_string(ms / kHourMs) + "h";
  return std::string(kWindow) + std::to_string(ms / kMinuteMs) + "m";
}

Result<UnitHits> UnitSearcher::run(const Query& query, const NodePtr& within) {
  root_ = query.root;
  MUNIMENT_TRY_VOID(collect(root_, false));
  choose_shown();
  MUNIMENT_TRY_VOID(find(query, within));
  sort_matches();
  UnitHits out;
  if (unit_.kind == UnitKind::window) {
    take_windows(out);
  } else {
    take_fixed_units(out);
  }
  std::ranges::sort(out.hits, {}, &Hit::number);
  const auto repeated = std::ranges::unique(out.hits, {}, &Hit::number);
  out.hits.erase(repeated.begin(), repeated.end());
  return out;
}

// Of the clauses that are not under NOT those that look for words, if there are any.
void UnitSearcher::choose_shown() {
  std::vector<bool> with_words(clauses_.size());
  for (size_t i = 0; i < clauses_.size(); ++i) with_words[i] = is_shown_[i] && !shown_parts(*clauses_[i]).empty();
  if (std::ranges::find(with_words, true) != with_words.end()) is_shown_ = std::move(with_words);
}

// A window could always be made so short that what must not be in it is outside.
Result<void> UnitSearcher::collect(const NodePtr& node, bool negated) {
  if (node->kind == NodeKind::none_of && unit_.kind == UnitKind::window) {
    return make_error(ErrorCode::invalid_argument, "NOT has no meaning within a window")
        .because("every window can be made so short that it holds nothing else")
        .advise("--scope day or --scope thread").numbered(static_cast<int>(QueryFault::not_positional));
  }
  if (is_operator(*node)) {
    for (const NodePtr& child : node->children) MUNIMENT_TRY_VOID(collect(child, negated || node->kind == NodeKind::none_of));
    return {};
  }
  place_of_.emplace(node.get(), static_cast<uint32_t>(clauses_.size()));
  clauses_.push_back(node);
  is_shown_.push_back(!negated);
  return {};
}

Result<void> UnitSearcher::find(const Query& query, const NodePtr& within) {
  for (uint32_t place = 0; place < clauses_.size(); ++place) {
    Query clause = query;
    clause.root = limited(clauses_[place], within);
    MUNIMENT_TRY(const QueryScope scope, scope_of(clause, partitions_, partitions_));
    for (const auto& partition : partitions_) MUNIMENT_TRY_VOID(find_in(*visit(partition), scope, *clause.root, place));
  }
  return {};
}

Result<void> UnitSearcher::find_in(const Partition& partition, const QueryScope& scope, const Node& clause, uint32_t place) {
  MUNIMENT_TRY(const std::vector<uint32_t> documents, matching_documents(partition, scope, clause));
  if (documents.empty()) return {};
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  MUNIMENT_TRY(const Names* const names, partition.names());
  std::vector<uint32_t> ids;
  for (const std::string& name : names->conversations) {
    ids.push_back(conversations_.try_emplace(name, static_cast<uint32_t>(conversations_.size())).first->second);
  }
  for (const uint32_t document : documents) {
    matches_.push_back({ids[columns->conversations[document]], columns->times[document], columns->numbers[document], place});
  }
  return {};
}

void UnitSearcher::sort_matches() {
  std::ranges::sort(matches_, {}, [](const Match& match) { return std::tuple(match.conversation, match.time_ms, match.number, match.clause); });
  if (unit_.kind != UnitKind::day) return;
  for (const Match& match : matches_) days_.push_back(local_day(match.time_ms, zone_));
}

size_t UnitSearcher::end_of_unit(size_t begin) const {
  size_t end = begin + 1;
  while (end < matches_.size() && matches_[end].conversation == matches_[begin].conversation &&
         (unit_.kind == UnitKind::thread || days_[end] == days_[begin])) {
    ++end;
  }
  return end;
}

bool UnitSearcher::holds(const Node& node, const std::vector<uint32_t>& counts) const {
  const auto child_holds = [&](const NodePtr& child) { return holds(*child, counts); };
  switch (node.kind) {
    case NodeKind::all_of: return std::ranges::all_of(node.children, child_holds);
    case NodeKind::any_of: return std::ranges::any_of(node.children, child_holds);
    case NodeKind::none_of: return !child_holds(node.children[0]);
    default: return counts[place_of_.at(&node)] > 0;
  }
}

void UnitSearcher::take_fixed_units(UnitHits& out) {
  for (size_t begin = 0; begin < matches_.size();) {
    const size_t end = end_of_unit(begin);
    std::vector<uint32_t> counts(clauses_.size());
    for (size_t i = begin; i < end; ++i) ++counts[matches_[i].clause];
    if (holds(*root_, counts)) {
      take(begin, end, out);
      ++out.units;
    }
    begin = end;
  }
}

// Of each beginning the longest window, since more messages never make a query without NOT false. A window that ends where the
// last one that matched ended is a part of that.
void UnitSearcher::take_windows(UnitHits& out) {
  std::vector<uint32_t> counts(clauses_.size());
  size_t end = 0, last_end = 0;
  for (size_t begin = 0; begin < matches_.size(); ++begin) {
    const Match& first = matches_[begin];
    if (end < begin) end = begin;
    while (end < matches_.size() && matches_[end].conversation == first.conversation && matches_[end].time_ms - first.time_ms <= unit_.window_ms) {
      ++counts[matches_[end++].clause];
    }
    if (end != last_end && holds(*root_, counts)) {
      take(std::max(begin, last_end), end, out);  // what lies before was taken with that
      ++out.units;
      last_end = end;
    }
    --counts[first.clause];
  }
}

void UnitSearcher::take(size_t begin, size_t end, UnitHits& out) {
  for (size_t i = begin; i < end; ++i) {
    if (is_shown_[matches_[i].clause]) out.hits.push_back({{matches_[i].number}, matches_[i].time_ms});
  }
}

}  // namespace muniment::index
