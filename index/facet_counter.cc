// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/facet_counter.h"

#include <algorithm>
#include <utility>

#include "core/base/time_text.h"
#include "index/query_fields.h"

namespace muniment::index {
namespace {

using Counts = std::map<std::string, uint64_t>;

// How often each value of a column comes, by its number.
template <typename Column>
std::vector<uint64_t> tally(const Column& column, std::span<const uint32_t> documents) {
  std::vector<uint64_t> counts;
  for (const uint32_t document : documents) {
    const size_t value = column[document];
    if (value >= counts.size()) counts.resize(value + 1);
    ++counts[value];
  }
  return counts;
}

void add_names(const std::vector<uint32_t>& column, const std::vector<std::string>& names, std::span<const uint32_t> documents, Counts& counts) {
  const std::vector<uint64_t> by_number = tally(column, documents);
  for (size_t i = 0; i < by_number.size(); ++i) {
    if (by_number[i] > 0) counts[names[i]] += by_number[i];
  }
}

std::string month_text(CivilDay day) {
  std::string text = std::to_string(day.year) + (day.month < 10 ? "-0" : "-") + std::to_string(day.month);
  return std::string(text.size() < 7 ? 7 - text.size() : 0, '0') + text;
}

Facet sorted(const Counts& counts) {
  Facet facet;
  for (const auto& [value, messages] : counts) facet.push_back({value, messages});
  std::ranges::stable_sort(facet, std::ranges::greater(), &FacetValue::messages);
  return facet;
}

Facet in_order(const Counts& counts) {
  Facet facet;
  for (const auto& [value, messages] : counts) facet.push_back({value, messages});
  return facet;
}

}  // namespace

Result<void> FacetCounter::add(const Partition& partition, std::span<const uint32_t> documents) {
  if (documents.empty()) return {};
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  MUNIMENT_TRY(const Names* const names, partition.names());
  messages_ += documents.size();
  add_names(columns->custodians, names->custodians, documents, custodians_);
  add_names(columns->conversations, names->conversations, documents, conversations_);
  add_names(columns->senders, names->senders, documents, participants_);
  add_names(columns->sources, names->sources, documents, sources_);
  add_months(*columns, documents);
  const std::vector<uint64_t> kinds = tally(columns->kinds, documents);
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    if (kinds[kind] > 0) kinds_[std::string(kind_word(static_cast<RecordKind>(kind)))] += kinds[kind];
  }
  for (const auto& [word, flag] : has_words()) {
    const auto count = std::ranges::count_if(documents, [&, flag = flag](uint32_t document) { return (columns->has[document] & flag) != 0; });
    if (count > 0) has_[std::string(word)] += static_cast<uint64_t>(count);
  }
  return {};
}

// The documents come by time, so a month is looked up once for all of it that stand together.
void FacetCounter::add_months(const Columns& columns, std::span<const uint32_t> documents) {
  int64_t from = 0, until = 0;
  uint64_t* count = nullptr;
  for (const uint32_t document : documents) {
    const int64_t time = columns.times[document];
    if (count == nullptr || time < from || time >= until) {
      const CivilDay day = civil_day_of(zone_.to_local(time).local_ms);
      const CivilDay next{day.month == 12 ? day.year + 1 : day.year, day.month == 12 ? 1 : day.month + 1, 1};
      const auto first_ms = civil_to_ms({day.year, day.month, 1}, 0, 0, 0), next_ms = civil_to_ms(next, 0, 0, 0);
      from = first_ms ? zone_.to_utc(*first_ms).utc_ms : time;
      until = next_ms ? zone_.to_utc(*next_ms).utc_ms : time + 1;
      count = &months_[month_text(day)];
    }
    ++*count;
  }
}

Facets FacetCounter::take() const {
  return {.messages = messages_, .custodians = sorted(custodians_), .conversations = sorted(conversations_), .participants = sorted(participants_), .sources = sorted(sources_),
          .months = in_order(months_), .kinds = sorted(kinds_), .has = sorted(has_)};
}

}  // namespace muniment::index
