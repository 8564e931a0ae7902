// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/unit_searcher.h"

#include <algorithm>
#include <tuple>

#include "core/base/stopwatch.h"
#include "index/local_day.h"
#include "index/query_error.h"
#include "index/time_span.h"

namespace muniment::index {
namespace {

constexpr std::string_view kWindow = "window:";

bool is_operator(const Node& node) {
  return node.kind == NodeKind::all_of || node.kind == NodeKind::any_of || node.kind == NodeKind::none_of;
}

bool has_not(const Node& node) {
  return node.kind == NodeKind::none_of || (is_operator(node) && std::ranges::any_of(node.children, [](const NodePtr& child) { return has_not(*child); }));
}

NodePtr limited(const NodePtr& clause, const NodePtr& within) {
  return within ? make_group(NodeKind::all_of, clause->column, {clause, within}) : clause;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
  if (text == "message") return Unit{};
  if (text == "day") return Unit{UnitKind::day, 0};
  if (text == "thread") return Unit{UnitKind::thread, 0};
  if (!text.starts_with(kWindow)) return std::nullopt;
  const std::optional<int64_t> length = parse_time_span(text.substr(kWindow.size()));
  return length ? std::optional(Unit{UnitKind::window, *length}) : std::nullopt;
}

std::string to_string(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::message: return "message";
    case UnitKind::day: return "day";
    case UnitKind::thread: return "thread";
    case UnitKind::window: break;
  }
  return std::string(kWindow) + time_span_text(unit.window_ms);
}

// A window could always be made so short that what must not be in it is outside.
Result<void> check_unit(const Query& query, const Unit& unit) {
  if (unit.kind != UnitKind::window || !has_not(*query.root)) return {};
  return make_error(ErrorCode::invalid_argument, "NOT has no meaning within a window")
      .because("every window can be made so short that it holds nothing else")
      .advise("--scope day or --scope thread").numbered(static_cast<int>(QueryFault::not_positional));
}

Result<UnitHits> UnitSearcher::run(const Query& query, const NodePtr& within) {
  MUNIMENT_TRY_VOID(check_unit(query, unit_));
  root_ = query.root;
  collect(root_, false);
  choose_shown();
  MUNIMENT_TRY_VOID(find(query, within));
  sort_matches();
  for (const auto& partition : partitions_) taken_.emplace_back(partition->header().documents);
  const uint64_t units = unit_.kind == UnitKind::window ? take_windows() : take_fixed_units();
  return UnitHits{taken(), units, expansion_seconds_};
}

// Of the clauses that are not under NOT those that look for words, if there are any.
void UnitSearcher::choose_shown() {
  std::vector<bool> with_words(clauses_.size());
  for (size_t i = 0; i < clauses_.size(); ++i) with_words[i] = is_shown_[i] && !shown_parts(*clauses_[i]).empty();
  if (std::ranges::find(with_words, true) != with_words.end()) is_shown_ = std::move(with_words);
}

void UnitSearcher::collect(const NodePtr& node, bool negated) {
  if (is_operator(*node)) {
    for (const NodePtr& child : node->children) collect(child, negated || node->kind == NodeKind::none_of);
    return;
  }
  place_of_.emplace(node.get(), static_cast<uint32_t>(clauses_.size()));
  clauses_.push_back(node);
  is_shown_.push_back(!negated);
}

Result<void> UnitSearcher::find(const Query& query, const NodePtr& within) {
  for (uint32_t place = 0; place < clauses_.size(); ++place) {
    Query clause = query;
    clause.root = limited(clauses_[place], within);
    const Stopwatch expanding;
    MUNIMENT_TRY(const QueryScope scope, scope_of(clause, partitions_, partitions_));
    expansion_seconds_ += expanding.seconds();
    for (uint32_t partition = 0; partition < partitions_.size(); ++partition) MUNIMENT_TRY_VOID(find_in(partition, scope, *clause.root, place));
  }
  return {};
}

Result<void> UnitSearcher::find_in(uint32_t number, const QueryScope& scope, const Node& clause, uint32_t place) {
  const auto partition = visit(partitions_[number]);
  MUNIMENT_TRY(const std::vector<uint32_t> documents, matching_documents(*partition, scope, clause));
  if (documents.empty()) return {};
  MUNIMENT_TRY(const Columns* const columns, partition->columns());
  MUNIMENT_TRY(const Names* const names, partition->names());
  std::vector<uint32_t> ids;
  for (const std::string& name : names->conversations) {
    ids.push_back(conversations_.try_emplace(name, static_cast<uint32_t>(conversations_.size())).first->second);
  }
  for (const uint32_t document : documents) {
    matches_.push_back({columns->times[document], ids[columns->conversations[document]], number, document, place});
  }
  return {};
}

void UnitSearcher::sort_matches() {
  std::ranges::sort(matches_, {}, [](const Match& match) { return std::tuple(match.conversation, match.time_ms); });
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

uint64_t UnitSearcher::take_fixed_units() {
  uint64_t units = 0;
  for (size_t begin = 0; begin < matches_.size();) {
    const size_t end = end_of_unit(begin);
    std::vector<uint32_t> counts(clauses_.size());
    for (size_t i = begin; i < end; ++i) ++counts[matches_[i].clause];
    if (holds(*root_, counts)) {
      take(begin, end);
      ++units;
    }
    begin = end;
  }
  return units;
}

// Of each beginning the longest window, since more messages never make a query without NOT false. A window that ends where the
// last one that matched ended is a part of that.
uint64_t UnitSearcher::take_windows() {
  uint64_t units = 0;
  std::vector<uint32_t> counts(clauses_.size());
  size_t end = 0, last_end = 0;
  for (size_t begin = 0; begin < matches_.size(); ++begin) {
    const Match& first = matches_[begin];
    if (end < begin) end = begin;
    while (end < matches_.size() && matches_[end].conversation == first.conversation && matches_[end].time_ms - first.time_ms <= unit_.window_ms) {
      ++counts[matches_[end++].clause];
    }
    if (end != last_end && holds(*root_, counts)) {
      take(std::max(begin, last_end), end);  // what lies before was taken with that
      ++units;
      last_end = end;
    }
    --counts[first.clause];
  }
  return units;
}

void UnitSearcher::take(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    if (is_shown_[matches_[i].clause]) taken_[matches_[i].partition].add(matches_[i].document);
  }
}

DocumentsOf UnitSearcher::taken() const {
  DocumentsOf all;
  for (const DocumentSet& set : taken_) {
    std::vector<uint32_t>& documents = all.emplace_back();
    for (size_t each = set.next_from(0); each < set.documents(); each = set.next_from(each + 1)) documents.push_back(static_cast<uint32_t>(each));
  }
  return all;
}

}  // namespace muniment::index
