// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/term_counter.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "index/document_set.h"
#include "index/local_day.h"
#include "index/matching_documents.h"
#include "index/place_counter.h"
#include "index/unit_searcher.h"

namespace muniment::index {
namespace {

using Partitions = std::vector<std::shared_ptr<const Partition>>;

// What is counted of the messages of one partition. The vectors have a value for each document.
struct Sheet {
  explicit Sheet(std::shared_ptr<const Partition> of) : partition(std::move(of)), in_scope(documents()), left_out(documents()) {}
  [[nodiscard]] size_t documents() const { return partition->header().documents; }
  std::shared_ptr<const Partition> partition;  // is visited for each term
  DocumentSet in_scope, left_out;
  std::vector<uint32_t> conversation_days, attachments, custodians;
  std::vector<uint32_t> terms, first_term;    // how many terms hit it so far, and the first of them
};

// Numbers for the pairs of a conversation and a day, over all partitions.
class ConversationDays {
 public:
  uint32_t id_of(const std::string& conversation, int64_t day) {
    const auto [name, new_name] = conversations_.try_emplace(conversation, static_cast<uint32_t>(conversations_.size()));
    const uint64_t key = uint64_t{name->second} << 32 | static_cast<uint32_t>(day);
    return ids_.try_emplace(key, static_cast<uint32_t>(ids_.size())).first->second;
  }
  [[nodiscard]] size_t size() const { return ids_.size(); }

 private:
  std::unordered_map<std::string, uint32_t> conversations_;
  std::unordered_map<uint64_t, uint32_t> ids_;
};

// Adds messages up, and their days once.
class Tally {
 public:
  Tally(size_t conversation_days, size_t custodians) : seen_(conversation_days) { counts_.by_custodian.resize(custodians); }

  void add(const Sheet& sheet, size_t document) {
    ++counts_.messages;
    counts_.family += 1 + sheet.attachments[document];
    ++counts_.by_custodian[sheet.custodians[document]];
    const uint32_t day = sheet.conversation_days[document];
    if (!seen_[day]) ++counts_.conversation_days;
    seen_[day] = true;
  }
  HitCounts& counts() { return counts_; }

 private:
  HitCounts counts_;
  std::vector<bool> seen_;
};

class TermCounter {
 public:
  TermCounter(const Partitions& partitions, const TermCountRequest& request) : partitions_(partitions), request_(request) {}

  Result<TermCounts> run() {
    MUNIMENT_TRY_VOID(prepare());
    for (size_t term = 0; term < request_.terms.size(); ++term) {
      MUNIMENT_TRY(out_.terms.emplace_back(), count(static_cast<uint32_t>(term)));
      if (request_.progress) request_.progress(term + 1, request_.terms.size());
    }
    add_up();
    return std::move(out_);
  }

 private:
  Result<void> prepare() {
    for (const auto& partition : partitions_) sheets_.emplace_back(partition);
    MUNIMENT_TRY_VOID(select(request_.scope, &Sheet::in_scope));
    if (request_.left_out != nullptr) MUNIMENT_TRY_VOID(select(*request_.left_out, &Sheet::left_out));
    for (Sheet& sheet : sheets_) MUNIMENT_TRY_VOID(fill(sheet));
    sort_custodians();
    return {};
  }

  Result<void> select(const Query& query, DocumentSet Sheet::*set) {
    MUNIMENT_TRY(const QueryScope scope, scope_of(query, partitions_, partitions_));
    for (Sheet& sheet : sheets_) {
      MUNIMENT_TRY(const std::vector<uint32_t> documents, matching_documents(*visit(sheet.partition), scope, *query.root));
      for (const uint32_t document : documents) (sheet.*set).add(document);
    }
    return {};
  }

  Result<void> fill(Sheet& sheet) {
    const auto partition = visit(sheet.partition);
    MUNIMENT_TRY(const Columns* const columns, partition->columns());
    MUNIMENT_TRY(const Names* const names, partition->names());
    MUNIMENT_TRY(const ForwardStore* const forward, partition->forward());
    const size_t documents = columns->numbers.size();
    for (auto* each : {&sheet.conversation_days, &sheet.attachments, &sheet.custodians, &sheet.terms, &sheet.first_term}) each->resize(documents);
    for (size_t document = sheet.in_scope.next_from(0); document < documents; document = sheet.in_scope.next_from(document + 1)) {
      ++out_.in_scope;
      sheet.attachments[document] = attachments_of(*forward, document);
      const int64_t day = local_day(columns->times[document], request_.zone);
      sheet.conversation_days[document] = days_.id_of(names->conversations[columns->conversations[document]], day);
      const std::string& custodian = names->custodians[columns->custodians[document]];
      sheet.custodians[document] = custodian_ids_.try_emplace(custodian, static_cast<uint32_t>(custodian_ids_.size())).first->second;
    }
    return {};
  }

  // They got their numbers as they came; the report has them by name.
  void sort_custodians() {
    std::vector<uint32_t> place(custodian_ids_.size());
    for (const auto& [name, id] : custodian_ids_) {
      place[id] = static_cast<uint32_t>(out_.custodians.size());
      out_.custodians.push_back(name);
    }
    for (Sheet& sheet : sheets_) {
      for (uint32_t& custodian : sheet.custodians) {
        if (custodian < place.size()) custodian = place[custodian];
      }
    }
  }

  Result<CountedTerm> count(uint32_t term) {
    CountedTerm counted;
    const Query& query = request_.terms[term];
    const Result<QueryScope> scope = scope_of(query, partitions_, partitions_);
    const Result<void> meaning = scope ? check_unit(query, request_.unit) : scope.error();
    if (!meaning && meaning.error().code != ErrorCode::invalid_argument) return meaning.error();
    Tally tally(days_.size(), out_.custodians.size());
    if (!meaning) {
      counted.refused = meaning.error();
    } else {
      if (!shown_parts(*query.root).empty()) tally.counts().hits = 0;
      MUNIMENT_TRY(const DocumentsOf found, find(query, *scope, counted));
      for (size_t i = 0; i < sheets_.size(); ++i) MUNIMENT_TRY_VOID(count_in(sheets_[i], found[i], *scope, term, tally, *query.root));
    }
    counted.counts = std::move(tally.counts());
    return counted;
  }

  // The messages in scope that a term finds, and how many of those that were left out it matches.
  Result<DocumentsOf> find(const Query& query, const QueryScope& scope, CountedTerm& counted) const {
    const bool of_units = request_.unit.kind != UnitKind::message;
    DocumentsOf found;
    if (!of_units || request_.left_out != nullptr) {
      MUNIMENT_TRY(found, matching_documents(partitions_, scope, *query.root));
    }
    for (size_t i = 0; i < found.size(); ++i) {
      const Sheet& sheet = sheets_[i];
      for (const uint32_t document : found[i]) counted.left_out += sheet.left_out.contains(document) ? 1U : 0U;
      std::erase_if(found[i], [&sheet](uint32_t document) { return !sheet.in_scope.contains(document); });
    }
    if (!of_units) return found;
    MUNIMENT_TRY(UnitHits hits, UnitSearcher(partitions_, {request_.unit, request_.zone}).run(query, request_.scope.root));
    return std::move(hits.documents);
  }

  static Result<void> count_in(Sheet& sheet, const std::vector<uint32_t>& documents, const QueryScope& scope, uint32_t term, Tally& tally,
                               const Node& root) {
    const auto partition = visit(sheet.partition);
    if (documents.empty()) return {};
    MUNIMENT_TRY(PlaceCounter places, PlaceCounter::create(*partition, scope, root));
    HitCounts& counts = tally.counts();
    for (const uint32_t document : documents) {
      tally.add(sheet, document);
      if (counts.hits) *counts.hits += places.in(document);
      if (sheet.terms[document]++ == 0) sheet.first_term[document] = term;
    }
    return {};
  }

  void add_up() {
    Tally tally(days_.size(), out_.custodians.size());
    out_.by_number_of_terms.assign(1, 0);
    for (const Sheet& sheet : sheets_) {
      for (size_t at = sheet.in_scope.next_from(0); at < sheet.terms.size(); at = sheet.in_scope.next_from(at + 1)) add_message(sheet, at, tally);
    }
    out_.total = std::move(tally.counts());
    for (const CountedTerm& term : out_.terms) {
      out_.total.unique += term.counts.unique;
      if (term.counts.hits) out_.total.hits = out_.total.hits.value_or(0) + *term.counts.hits;
    }
  }

  void add_message(const Sheet& sheet, size_t document, Tally& tally) {
    const uint32_t terms = sheet.terms[document];
    if (terms >= out_.by_number_of_terms.size()) out_.by_number_of_terms.resize(terms + size_t{1});
    ++out_.by_number_of_terms[terms];
    if (terms == 1) ++out_.terms[sheet.first_term[document]].counts.unique;
    if (terms > 0) tally.add(sheet, document);
  }

  const Partitions& partitions_;
  const TermCountRequest& request_;
  std::vector<Sheet> sheets_;
  ConversationDays days_;
  std::map<std::string, uint32_t> custodian_ids_;
  TermCounts out_;
};

}  // namespace

Result<TermCounts> count_terms(const Partitions& partitions, const TermCountRequest& request) { return TermCounter(partitions, request).run(); }

}  // namespace muniment::index
