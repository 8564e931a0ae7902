// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/hit_report_job.h"

#include <unordered_map>
#include <utility>

#include "core/base/hex.h"
#include "index/tokenizer.h"
#include "pipeline/completeness.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/query_meaning.h"
#include "pipeline/search_scope.h"
#include "pipeline/term_list.h"

namespace muniment::pipeline {
namespace {

constexpr int kNotUtf8 = 3174;

// The queries that are counted, and the line of the report that each belongs to.
struct CountedQueries {
  std::vector<index::Query> queries;
  std::vector<size_t> rows;
};

Result<index::Query> parsed(const TermLine& term, index::Dialect dialect, const StoreParts& parts) {
  if (term.was_valid_utf8) return read_query(parts, term.text, dialect);
  return make_error(ErrorCode::invalid_argument, "the line is not UTF-8").advise("save the list as UTF-8").numbered(kNotUtf8);
}

// Lines that ask the same as an earlier one are not counted again: they would take the unique hits from each other.
Result<CountedQueries> read_terms(StoreParts& parts, const std::vector<TermLine>& lines, index::Dialect dialect, exporting::HitReport& report) {
  CountedQueries out;
  QueryMeaning meaning(parts);
  std::unordered_map<std::string, uint64_t> line_of;
  for (const TermLine& line : lines) {
    exporting::ReportedTerm& row = report.terms.emplace_back();
    row.line = line.line;
    row.text = line.text;
    Result<index::Query> typed = parsed(line, dialect, parts);
    if (!typed) {
      row.refused = typed.error();
      continue;
    }
    MUNIMENT_TRY(index::Query query, meaning.of(std::move(*typed)));
    row.understood = index::to_string(query);
    row.notes = query.notes;
    std::erase(row.notes, index::note_of(dialect));  // the report says it once
    const auto [first, is_new] = line_of.try_emplace(row.understood, line.line);
    if (!is_new) {
      row.same_as = first->second;
      continue;
    }
    out.queries.push_back(std::move(query));
    out.rows.push_back(report.terms.size() - 1);
  }
  return out;
}

Result<index::Query> read_scope(StoreParts& parts, const std::string& text) {
  Result<index::Query> typed = read_query(parts, text, index::Dialect::muniment);
  if (!typed) return with_context(std::move(typed).error(), "the query of the scope");
  return as_meant(parts, std::move(*typed));
}

std::string left_out_note(uint64_t count) {
  return std::to_string(count) + (count == 1 ? " record" : " records") + " of sessions, people and deliveries " + (count == 1 ? "matches" : "match") +
         " too and " + (count == 1 ? "is" : "are") + " not counted: a scope with kind: says which kinds are";
}

void take_counts(index::TermCounts counts, const CountedQueries& counted, exporting::HitReport& report) {
  report.custodians = std::move(counts.custodians);
  report.total = std::move(counts.total);
  report.by_number_of_terms = std::move(counts.by_number_of_terms);
  report.in_scope = counts.in_scope;
  for (size_t i = 0; i < counts.terms.size(); ++i) {
    exporting::ReportedTerm& row = report.terms[counted.rows[i]];
    row.refused = std::move(counts.terms[i].refused);
    row.counts = std::move(counts.terms[i].counts);
    if (counts.terms[i].left_out > 0) row.notes.push_back(left_out_note(counts.terms[i].left_out));
  }
}

Result<void> count(StoreParts& parts, const index::Query& typed_scope, const index::Unit& unit, const CountedQueries& counted,
                   const std::function<void(uint64_t, uint64_t)>& progress, exporting::HitReport& report) {
  MUNIMENT_TRY(index::TermCounts counts, ask_index(parts, [&](const index::Searcher& searcher) -> Result<index::TermCounts> {
    MUNIMENT_TRY(const SearchScope scope, scope_of(parts, searcher, typed_scope));
    MUNIMENT_TRY(Completeness coverage, completeness_of(parts, searcher, scope.outside));
    report.searched = coverage.searched;
    report.of = coverage.of;
    report.missing = std::move(coverage.missing);
    index::Query left_out;
    if (scope.outside > 0) left_out.root = both(typed_scope.root, about_sources());
    return searcher.count_terms({.scope = scope.query, .left_out = scope.outside > 0 ? &left_out : nullptr, .terms = counted.queries,
                                 .zone = parts.zone, .unit = unit, .progress = progress});
  }));
  take_counts(std::move(counts), counted, report);
  return {};
}

void describe(StoreParts& parts, const HitReportRequest& request, const index::Query& scope, exporting::HitReport& report) {
  report.label = request.label;
  report.archive_name = parts.log().name();
  report.archive_id_hex = to_hex(parts.log().id().view());
  report.dialect = index::name_of(request.dialect);
  report.term_scope = to_string(request.unit);
  report.scope = request.scope_query;
  report.scope_understood = index::to_string(scope);
  report.zone = parts.zone;
  report.tokenizer_version = index::kTokenizerVersion;
  report.program = request.actor.tool;
  report.actor = request.actor.name;
  report.reason = request.actor.reason;
  report.made_ms = parts.clock->now_ms();
  report.notes = scope.notes;
}

// What was asked, as it is written down: the scope, and the terms that were counted or refused.
std::string asked(const HitReportRequest& request, const std::vector<TermLine>& lines) {
  std::string text = "scope: " + request.scope_query;
  for (const TermLine& line : lines) text += "\n" + line.text;
  return text;
}

}  // namespace

Result<exporting::HitReport> hit_report(Store& store, const HitReportRequest& request,
                                        const std::function<void(uint64_t, uint64_t)>& progress) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const std::vector<TermLine> lines, read_term_list(request.list));
  MUNIMENT_TRY(const index::Query scope, read_scope(parts, request.scope_query));
  exporting::HitReport report;
  MUNIMENT_TRY(const CountedQueries counted, read_terms(parts, lines, request.dialect, report));
  describe(parts, request, scope, report);
  MUNIMENT_TRY_VOID(count(parts, scope, request.unit, counted, progress, report));
  MUNIMENT_TRY_VOID(record_access(parts, request.actor, as_command("report terms", request.dialect, request.unit), asked(request, lines), report.total.messages));
  return report;
}

}  // namespace muniment::pipeline
