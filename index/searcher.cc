// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "core/base/stopwatch.h"
#include "core/model/conversation.h"
#include "index/direct_count.h"
#include "index/explainer.h"
#include "index/facet_counter.h"
#include "index/in_parallel.h"
#include "index/languages.h"
#include "index/matching_documents.h"
#include "index/partition.h"
#include "index/posting_sources.h"
#include "index/pruning.h"
#include "index/query_compiler.h"
#include "index/ranking.h"
#include "index/search.h"
#include "index/term_counter.h"
#include "index/unit_searcher.h"

namespace muniment::index {
namespace {

using PartitionPtr = std::shared_ptr<const Partition>;

constexpr int kNoSuchPlace = 3161;

struct PartHits {
  std::vector<Hit> hits;
  uint64_t total = 0;
};

bool comes_before(const Hit& a, const Hit& b, Order order) {
  if (order == Order::oldest_first) return comes_before(b, a, Order::newest_first);
  return a.time_ms != b.time_ms ? a.time_ms > b.time_ms : a.number > b.number;
}

// Merges hits in order, and keeps the first `limit`.
void merge_hits(std::vector<Hit>& page, const std::vector<Hit>& more, size_t limit, Order order) {
  std::vector<Hit> merged;
  merged.reserve(std::min(limit, page.size() + more.size()));
  auto a = page.begin();
  auto b = more.begin();
  while (merged.size() < limit && (a != page.end() || b != more.end())) {
    const bool from_page = b == more.end() || (a != page.end() && comes_before(*a, *b, order));
    merged.push_back(from_page ? *a++ : *b++);
  }
  page = std::move(merged);
}

// Whether a partition may hold a hit that belongs on a page that is full.
bool may_contribute(const Partition& partition, const std::vector<Hit>& page, const SearchOptions& options) {
  if (page.size() < options.limit) return true;
  if (options.limit == 0) return false;
  if (options.order == Order::newest_first) return partition.header().last_ms >= page.back().time_ms;
  return partition.header().first_ms <= page.back().time_ms;
}

// Names that are looked for all at once. Almost every message is passed over by a look at the low bits of its name.
class WantedNames {
 public:
  explicit WantedNames(std::span<const SourceName> names) : low_bits_(size_t{kLowMask} + 1) {
    for (size_t i = 0; i < names.size(); ++i) {
      const OwnName name = own_name(hash_of_name(names[i].conversation, names[i].source_message_id));
      low_bits_[name & kLowMask] = true;
      places_.emplace(name, i);
    }
  }

  void find_in(const OwnNames& own, const MessageTimes& messages, std::vector<std::vector<MessageNumber>>& found) const {
    for (size_t document = 0; document < messages.numbers.size(); ++document) {
      const OwnName name = own.of(document);
      if (!low_bits_[name & kLowMask]) continue;
      const auto [first, last] = places_.equal_range(name);
      for (auto each = first; each != last; ++each) found[each->second].push_back({messages.numbers[document]});
    }
  }

 private:
  static constexpr OwnName kLowMask = 0xFFFF;
  std::vector<bool> low_bits_;
  std::unordered_multimap<OwnName, size_t> places_;
};

class PartitionSearcher : public Searcher {
 public:
  explicit PartitionSearcher(std::vector<PartitionPtr> partitions) : partitions_(std::move(partitions)) {}

  uint64_t documents() const override {
    return std::accumulate(partitions_.begin(), partitions_.end(), uint64_t{0},
                           [](uint64_t sum, const PartitionPtr& each) { return sum + each->header().documents; });
  }

  Result<HitPage> search(const Query& query, const SearchOptions& options) const override {
    const std::vector<PartitionPtr> possible = possible_for(query);
    const Stopwatch expanding;
    MUNIMENT_TRY(const QueryScope scope, scope_of(query, possible, partitions_));
    const double expansion_seconds = expanding.seconds();
    MUNIMENT_TRY(HitPage page, options.order == Order::relevance ? ranked_page(query, scope, possible, options) : page_by_time(query, scope, possible, options));
    page.expansion_seconds = expansion_seconds;
    return page;
  }

  Result<UnitPage> search_units(const Query& query, const NodePtr& within, const UnitScope& scope, const SearchOptions& options) const override {
    MUNIMENT_TRY(const UnitHits found, UnitSearcher(partitions_, scope).run(query, within));
    MUNIMENT_TRY(std::vector<Hit> hits, options.order == Order::relevance ? ranked(query, found.documents) : by_time(found.documents, options.order));
    MUNIMENT_TRY(HitPage page, page_of_all(std::move(hits), options));
    page.expansion_seconds = found.expansion_seconds;
    return UnitPage{std::move(page), found.units};
  }

  Result<ConversationLanguages> languages() const override { return languages_of(partitions_); }

  Result<std::vector<MessageNumber>> all_in_units(const Query& query, const NodePtr& within, const UnitScope& scope) const override {
    MUNIMENT_TRY(const UnitHits found, UnitSearcher(partitions_, scope).run(query, within));
    return numbers_of(partitions_, found.documents);
  }

  Result<Facets> facets_of_units(const Query& query, const NodePtr& within, const UnitScope& scope) const override {
    MUNIMENT_TRY(const UnitHits found, UnitSearcher(partitions_, scope).run(query, within));
    return counted(partitions_, found.documents, scope.zone);
  }

  Result<Facets> facets(const Query& query, const TimeZone& zone) const override {
    const std::vector<PartitionPtr> possible = possible_for(query);
    MUNIMENT_TRY(const QueryScope scope, scope_of(query, possible, partitions_));
    MUNIMENT_TRY(const DocumentsOf documents, matching_documents(possible, scope, *query.root));
    return counted(possible, documents, zone);
  }

  Result<std::vector<MessageNumber>> all(const Query& query) const override {
    const std::vector<PartitionPtr> possible = possible_for(query);
    MUNIMENT_TRY(const QueryScope scope, scope_of(query, possible, partitions_));
    MUNIMENT_TRY(const DocumentsOf documents, matching_documents(possible, scope, *query.root));
    return numbers_of(possible, documents);
  }

  Result<Explanation> explain(const Query& query, const NodePtr& within) const override {
    const std::vector<PartitionPtr> possible = possible_for(query);
    Explanation out{.clauses = {}, .partitions = partitions_.size(), .searched = possible.size()};
    MUNIMENT_TRY(out.clauses, Explainer(*this, possible, within).run(query));
    return out;
  }

  Result<TermCounts> count_terms(const TermCountRequest& request) const override { return index::count_terms(partitions_, request); }

  Result<std::vector<Referring>> referring_to(std::optional<MessageNumber> number, const Record& record,
                                              Relations relations) const override {
    std::vector<NameHash> names;
    if (number) names.push_back(hash_of_number(number->value));
    if (!record.source_message_id.empty()) {
      names.push_back(hash_of_name(record.conversation, record.source_message_id));
      for (const std::string& name : half_told_names(record.conversation)) names.push_back(hash_of_name(name, record.source_message_id));
    }
    std::vector<Referring> found;
    for (const PartitionPtr& each : partitions_) {
      const PartitionPtr partition = visit(each);
      MUNIMENT_TRY_VOID(add_referring(*partition, SectionId::changes, names, found));
      if (relations == Relations::all) MUNIMENT_TRY_VOID(add_referring(*partition, SectionId::mentions, names, found));
    }
    const auto order = [](const Referring& each) { return std::tuple(each.time_ms, each.number, each.type); };
    std::ranges::sort(found, {}, order);
    const auto is_same = [&](const Referring& a, const Referring& b) { return order(a) == order(b); };
    found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
    return found;
  }

  Result<std::vector<MessageNumber>> with_reference(ReferenceType type) const override {
    std::vector<MessageNumber> found;
    for (const PartitionPtr& each : partitions_) {
      const PartitionPtr partition = visit(each);
      MUNIMENT_TRY(const PointerTable table, partition->pointers(is_other_form(type) ? SectionId::changes : SectionId::mentions));
      if (table.size() == 0) continue;
      MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
      for (size_t i = 0; i < table.size(); ++i) {
        const Pointer pointer = table.at(i);
        if (pointer.type == type) found.push_back({messages->numbers.at(pointer.row)});
      }
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  Result<std::vector<std::vector<MessageNumber>>> named(std::span<const SourceName> names) const override {
    const WantedNames wanted(names);
    std::vector<std::vector<MessageNumber>> found(names.size());
    for (const PartitionPtr& each : partitions_) {
      const PartitionPtr partition = visit(each);
      MUNIMENT_TRY(const OwnNames* const own, partition->own_names());
      if (own->names.empty()) continue;
      MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
      wanted.find_in(*own, *messages, found);
    }
    for (auto& numbers : found) std::ranges::sort(numbers);
    return found;
  }

 private:
  static Result<void> add_referring(const Partition& partition, SectionId section, std::span<const NameHash> names,
                                    std::vector<Referring>& found) {
    MUNIMENT_TRY(const PointerTable table, partition.pointers(section));
    if (table.size() == 0) return {};
    std::vector<Pointer> pointers;
    for (const NameHash name : names) table.find(name, pointers);
    if (pointers.empty()) return {};
    MUNIMENT_TRY(const MessageTimes* const messages, partition.message_times());
    for (const Pointer& pointer : pointers) {
      found.push_back({{messages->numbers.at(pointer.row)}, messages->times.at(pointer.row), pointer.type});
    }
    return {};
  }

  Result<HitPage> page_by_time(const Query& query, const QueryScope& scope, const std::vector<PartitionPtr>& possible, const SearchOptions& options) const {
    std::optional<Hit> behind;
    if (options.behind) {
      MUNIMENT_TRY(behind, place_of(*options.behind));
    }
    const std::vector<PartitionPtr> sorted = in_order(possible, options.order);
    return options.count_all ? counted_page(sorted, query, scope, options, behind) : first_page(sorted, query, scope, options, behind);
  }

  // Stops at the partition from which on none can have a hit for the page.
  static Result<HitPage> first_page(const std::vector<PartitionPtr>& sorted, const Query& query, const QueryScope& scope, const SearchOptions& options,
                                    const std::optional<Hit>& behind) {
    HitPage page;
    for (const PartitionPtr& partition : sorted) {
      if (!may_contribute(*partition, page.hits, options)) {
        page.total_is_exact = false;
        break;
      }
      MUNIMENT_TRY(const PartHits part, search_one(*visit(partition), query, scope, options.limit, options, behind));
      page.total += part.total;
      merge_hits(page.hits, part.hits, options.limit, options.order);
    }
    if (page.hits.size() == options.limit) page.total_is_exact = false;
    return page;
  }

  // All partitions are visited, several at once. Whatever is on the page when one begins, it leaves out only what cannot be on it.
  static Result<HitPage> counted_page(const std::vector<PartitionPtr>& sorted, const Query& query, const QueryScope& scope, const SearchOptions& options,
                                      const std::optional<Hit>& behind) {
    HitPage page;
    std::mutex mutex;
    MUNIMENT_TRY_VOID(in_parallel(sorted.size(), waits_for(sorted), [&](size_t i) -> Result<void> {
      std::unique_lock lock(mutex);
      const size_t limit = may_contribute(*sorted[i], page.hits, options) ? options.limit : 0;
      lock.unlock();
      MUNIMENT_TRY(const PartHits part, search_one(*visit(sorted[i]), query, scope, limit, options, behind));
      lock.lock();
      page.total += part.total;
      merge_hits(page.hits, part.hits, options.limit, options.order);
      return {};
    }));
    return page;
  }

  static Result<HitPage> ranked_page(const Query& query, const QueryScope& scope, const std::vector<PartitionPtr>& partitions,
                                     const SearchOptions& options) {
    MUNIMENT_TRY(const DocumentsOf documents, matching_documents(partitions, scope, *query.root));
    MUNIMENT_TRY(std::vector<Hit> hits, ranked_hits(partitions, documents, query, scope));
    return page_of_all(std::move(hits), options);
  }

  // By the words of the query that are not under NOT.
  [[nodiscard]] Result<std::vector<Hit>> ranked(const Query& query, const DocumentsOf& documents) const {
    MUNIMENT_TRY(const QueryScope scope, scope_of(query, partitions_, partitions_));
    return ranked_hits(partitions_, documents, query, scope);
  }

  [[nodiscard]] Result<std::vector<Hit>> by_time(const DocumentsOf& documents, Order order) const {
    std::vector<Hit> hits;
    for (size_t i = 0; i < partitions_.size(); ++i) {
      if (documents[i].empty()) continue;
      const PartitionPtr partition = visit(partitions_[i]);
      MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
      for (const uint32_t document : documents[i]) hits.push_back({{messages->numbers.at(document)}, messages->times.at(document)});
    }
    std::ranges::sort(hits, [&](const Hit& a, const Hit& b) { return comes_before(a, b, order); });
    return hits;
  }

  static Result<std::vector<MessageNumber>> numbers_of(const std::vector<PartitionPtr>& partitions, const DocumentsOf& documents) {
    std::vector<MessageNumber> numbers;
    for (size_t i = 0; i < partitions.size(); ++i) {
      if (documents[i].empty()) continue;
      const PartitionPtr partition = visit(partitions[i]);
      MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
      for (const uint32_t document : documents[i]) numbers.push_back({messages->numbers.at(document)});
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  static Result<Facets> counted(const std::vector<PartitionPtr>& partitions, const DocumentsOf& documents, const TimeZone& zone) {
    FacetCounter counter(zone);
    for (size_t i = 0; i < partitions.size(); ++i) MUNIMENT_TRY_VOID(counter.add(*visit(partitions[i]), documents[i]));
    return counter.take();
  }

  // Of hits that are all there and in order.
  static Result<HitPage> page_of_all(std::vector<Hit> hits, const SearchOptions& options) {
    HitPage page;
    page.hits = std::move(hits);
    page.total = page.hits.size();
    if (options.behind) {
      const auto last = std::ranges::find(page.hits, *options.behind, &Hit::number);
      if (last == page.hits.end()) return no_such_place(*options.behind, "a page begins behind one of the hits here");
      page.hits.erase(page.hits.begin(), last + 1);
    }
    if (page.hits.size() > options.limit) page.hits.resize(options.limit);
    return page;
  }

  static Error no_such_place(MessageNumber number, std::string why) {
    return make_error(ErrorCode::not_found, "no page begins behind " + to_string(number)).because(std::move(why)).numbered(kNoSuchPlace);
  }

  // Where a message stands among all.
  [[nodiscard]] Result<Hit> place_of(MessageNumber number) const {
    for (const PartitionPtr& each : partitions_) {
      const PartitionPtr partition = visit(each);
      MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
      const auto at = std::ranges::find(messages->numbers, number.value);
      if (at != messages->numbers.end()) return Hit{number, messages->times[static_cast<size_t>(at - messages->numbers.begin())]};
    }
    return no_such_place(number, "no message that is searched has this number");
  }

  // The documents that come behind a place: newest first they follow it, oldest first they stand before.
  static std::pair<size_t, size_t> documents_behind(const MessageTimes& messages, const Hit& place, Order order) {
    const size_t documents = messages.numbers.size();
    size_t low = 0, high = documents;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      const Hit here{{messages.numbers[middle]}, messages.times[middle]};
      const bool is_newer = order == Order::newest_first ? !comes_before(place, here, Order::newest_first) : comes_before(here, place, Order::newest_first);
      if (is_newer) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return order == Order::newest_first ? std::pair(low, documents) : std::pair(size_t{0}, low);
  }

  [[nodiscard]] std::vector<PartitionPtr> possible_for(const Query& query) const {
    std::vector<PartitionPtr> possible;
    std::ranges::copy_if(partitions_, std::back_inserter(possible),
                         [&](const PartitionPtr& each) { return may_match(*query.root, each->header()); });
    return possible;
  }

  static std::vector<PartitionPtr> in_order(std::vector<PartitionPtr> sorted, Order order) {
    std::sort(sorted.begin(), sorted.end(), [&](const PartitionPtr& a, const PartitionPtr& b) {
      return order == Order::newest_first ? a->header().last_ms > b->header().last_ms : a->header().first_ms < b->header().first_ms;
    });
    return sorted;
  }

  static Result<PartHits> search_one(const Partition& partition, const Query& query, const QueryScope& scope, size_t limit,
                                     const SearchOptions& options, const std::optional<Hit>& behind) {
    const QueryCompiler compiler(partition, scope);
    MUNIMENT_TRY(const Xapian::Query compiled, compiler.compile(*query.root));
    if (compiled.empty()) return PartHits{};
    MUNIMENT_TRY(std::optional<uint64_t> known, compiler.known_count(*query.root));
    if (options.count_all && !known) {
      MUNIMENT_TRY(known, count_directly(partition, compiler, *query.root));
    }
    if (!behind || limit == 0) return page_of(partition, compiled, limit, options, known);
    MUNIMENT_TRY(const MessageTimes* const messages, partition.message_times());
    const auto [begin, end] = documents_behind(*messages, *behind, options.order);
    PartHits out;
    if (begin < end) {
      const Xapian::Query rest(Xapian::Query::OP_AND, compiled, Xapian::Query((new RangeSource(begin, end))->release()));
      SearchOptions page_only = options;
      page_only.count_all = false;
      MUNIMENT_TRY(out, page_of(partition, rest, limit, page_only, std::nullopt));
    }
    if (!options.count_all) return out;
    MUNIMENT_TRY(const PartHits all, page_of(partition, compiled, 0, options, known));
    out.total = all.total;
    return out;
  }

  // The first hits of a partition, and how many there are.
  static Result<PartHits> page_of(const Partition& partition, const Xapian::Query& compiled, size_t limit, const SearchOptions& options,
                                  const std::optional<uint64_t>& known) {
    if (known && limit == 0) return PartHits{.hits = {}, .total = *known};
    MUNIMENT_TRY(const Postings* const postings, partition.postings());
    MUNIMENT_TRY(const auto database, postings->lend());
    MUNIMENT_TRY(const Xapian::MSet found, guarded("searching a partition", [&] {
      Xapian::Enquire enquire(**database);
      enquire.set_query(compiled);
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_docid_order(options.order == Order::newest_first ? Xapian::Enquire::ASCENDING : Xapian::Enquire::DESCENDING);
      const auto documents = static_cast<Xapian::doccount>(partition.header().documents);
      const bool count = options.count_all && !known;
      return enquire.get_mset(0, static_cast<Xapian::doccount>(std::min<size_t>(limit, documents)), count ? documents : 0);
    }));
    MUNIMENT_TRY(const MessageTimes* const messages, partition.message_times());
    return hits_of(found, *messages, options, known);
  }

  static Result<PartHits> hits_of(const Xapian::MSet& found, const MessageTimes& messages, const SearchOptions& options,
                                  const std::optional<uint64_t>& known) {
    return guarded("reading the hits of a partition", [&] {
      PartHits out;
      out.hits.reserve(found.size());
      for (auto each = found.begin(); each != found.end(); ++each) {
        const size_t document = *each - 1;
        out.hits.push_back({{messages.numbers.at(document)}, messages.times.at(document)});
      }
      out.total = !options.count_all ? found.size() : known ? *known : found.get_matches_estimated();
      return out;
    });
  }

  std::vector<PartitionPtr> partitions_;
};

}  // namespace

Result<std::unique_ptr<Searcher>> Searcher::create(std::vector<PartitionPtr> partitions) {
  return std::unique_ptr<Searcher>(std::make_unique<PartitionSearcher>(std::move(partitions)));
}

}  // namespace muniment::index
