// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/hit_report_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "cli/error_text.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"

namespace muniment::cli {
namespace {

using exporting::HitReport;
using exporting::ReportedTerm;

constexpr size_t kLineWidth = 6, kNarrowestTerm = 24, kWidestCustodian = 24, kFactWidth = 17;
constexpr std::array<std::string_view, 5> kFigures = {"hits", "messages", "unique", "conversation-days", "family"};

// --- tables of numbers -------------------------------------------------------------------------------------------------

// A row's numbers stand behind the last line of its term.
struct TableRow {
  std::string line, term;
  std::vector<std::string> numbers;
};

// The first bytes that take at most `width` columns; a character at least.
size_t bytes_within(std::string_view text, size_t width) {
  size_t end = 0;
  for (size_t taken = 0; end < text.size();) {
    const size_t bytes = front_code_point(text.substr(end)).bytes;
    taken += display_width(text.substr(end, bytes));
    if (taken > width && end > 0) break;
    end += bytes;
  }
  return end;
}

// As wrapped(), but that a word that is wider than a line is broken, too.
std::vector<std::string> broken(const std::string& text, size_t width) {
  std::vector<std::string> out;
  for (const std::string& line : wrapped(text, width)) {
    std::string_view rest = line;
    do {
      const size_t bytes = bytes_within(rest, width);
      out.emplace_back(rest.substr(0, bytes));
      rest.remove_prefix(bytes);
    } while (!rest.empty());
  }
  return out;
}

class Table {
 public:
  Table(std::vector<std::string> headings, const Style& style, size_t width) : headings_(std::move(headings)), style_(style), width_(width) {}
  void add(TableRow row) { rows_.push_back(std::move(row)); }

  [[nodiscard]] std::string text() const {
    const std::vector<size_t> widths = number_widths();
    size_t taken = kLineWidth + 2;
    for (const size_t width : widths) taken += width + 2;
    size_t term = display_width("all terms");
    for (const TableRow& row : rows_) term = std::max(term, display_width(row.term));
    term = std::min(term, std::max(kNarrowestTerm, width_ > taken ? width_ - taken : 0));
    std::string out = style_.dim(line_of({"line", "term", headings_}, term, widths)) + "\n";
    for (size_t i = 0; i < rows_.size(); ++i) out += row_text(rows_[i], term, widths, i + 1 == rows_.size());
    return out;
  }

 private:
  [[nodiscard]] std::vector<size_t> number_widths() const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < headings_.size(); ++i) {
      widths.push_back(display_width(headings_[i]));
      for (const TableRow& row : rows_) widths[i] = std::max(widths[i], display_width(row.numbers[i]));
    }
    return widths;
  }

  static std::string line_of(const TableRow& row, size_t term, const std::vector<size_t>& widths) {
    if (row.numbers.empty()) return right_aligned(row.line, kLineWidth) + "  " + row.term;
    std::string out = right_aligned(row.line, kLineWidth) + "  " + padded(row.term, term);
    for (size_t i = 0; i < row.numbers.size(); ++i) out += "  " + right_aligned(row.numbers[i], widths[i]);
    return out;
  }

  [[nodiscard]] std::string row_text(const TableRow& row, size_t term, const std::vector<size_t>& widths, bool is_last) const {
    const std::vector<std::string> lines = broken(row.term, term);
    std::string out;
    for (size_t i = 0; i < lines.size(); ++i) {
      TableRow shown{i == 0 ? row.line : "", lines[i], {}};
      if (i + 1 == lines.size()) shown.numbers = row.numbers;
      const std::string text = line_of(shown, term, widths);
      out += (is_last ? style_.bold(text) : text) + "\n";
    }
    return out;
  }

  std::vector<std::string> headings_;
  const Style& style_;
  size_t width_;
  std::vector<TableRow> rows_;
};

std::vector<std::string> figures(const HitCounts& counts) {
  return {counts.hits ? grouped(*counts.hits) : "–", grouped(counts.messages), grouped(counts.unique), grouped(counts.conversation_days),
          grouped(counts.family)};
}

std::string terms_table(const HitReport& report, const Style& style, size_t width) {
  Table table({kFigures.begin(), kFigures.end()}, style, width);
  for (const ReportedTerm& term : report.terms) {
    if (term.is_counted()) table.add({std::to_string(term.line), printable(term.text), figures(term.counts)});
  }
  table.add({"", "all terms", figures(report.total)});
  return table.text();
}

// How many custodians stand side by side, from `first` on.
size_t custodians_abreast(const std::vector<std::string>& names, size_t first, size_t width) {
  size_t taken = kLineWidth + 2 + kNarrowestTerm, count = 0;
  while (first + count < names.size() && taken + 2 + display_width(names[first + count]) <= width) taken += 2 + display_width(names[first + count++]);
  return std::max<size_t>(count, 1);
}

std::string custodians_part(const HitReport& report, const Style& style, size_t width) {
  std::vector<std::string> names;
  for (const std::string& custodian : report.custodians) names.push_back(shortened(printable(exporting::custodian_name(custodian)), kWidestCustodian));
  if (names.size() == 1) return "all of these messages by custodian: " + names[0] + "\n\n";
  std::string out;
  for (size_t first = 0; first < names.size();) {
    const size_t end = first + custodians_abreast(names, first, width);
    const auto part = [&](const HitCounts& counts) {
      std::vector<std::string> numbers;
      for (size_t i = first; i < end; ++i) numbers.push_back(grouped(counts.by_custodian.at(i)));
      return numbers;
    };
    Table table({names.begin() + static_cast<ptrdiff_t>(first), names.begin() + static_cast<ptrdiff_t>(end)}, style, width);
    for (const ReportedTerm& term : report.terms) {
      if (term.is_counted()) table.add({std::to_string(term.line), printable(term.text), part(term.counts)});
    }
    table.add({"", "all terms", part(report.total)});
    out += "messages by custodian\n" + table.text() + "\n";
    first = end;
  }
  return out;
}

// --- the rest ----------------------------------------------------------------------------------------------------------

std::string not_counted_part(const HitReport& report, size_t width) {
  size_t term_width = 0;
  for (const ReportedTerm& term : report.terms) {
    if (!term.is_counted()) term_width = std::max(term_width, display_width(printable(term.text)));
  }
  term_width = std::min(term_width, width / 2);
  std::string out;
  for (const ReportedTerm& term : report.terms) {
    if (term.is_counted()) continue;
    const std::vector<std::string> lines = broken(printable(term.text), term_width);
    for (size_t i = 0; i < lines.size(); ++i) {
      out += right_aligned(i == 0 ? std::to_string(term.line) : "", kLineWidth) + "  " + padded(lines[i], term_width);
      out += i + 1 == lines.size() ? "  " + printable(exporting::not_counted_text(term)) + "\n" : "\n";
    }
  }
  return out.empty() ? out : "not counted\n" + out + "\n";
}

std::string facts_part(const HitReport& report, const Style& style, size_t width) {
  std::string out;
  for (const auto& [name, text] : exporting::facts_of(report)) {
    std::string label = name;
    for (const std::string& line : wrapped(printable(text), width > kFactWidth + 22 ? width - kFactWidth - 2 : 20)) {
      out += style.dim(padded(label, kFactWidth)) + "  " + line + "\n";
      label.clear();
    }
  }
  return out;
}

std::string notes_part(const HitReport& report) {
  std::string out;
  for (const ReportedTerm& term : report.terms) {
    for (const std::string& note : term.notes) out += "note: line " + std::to_string(term.line) + ": " + printable(note) + "\n";
  }
  return out;
}

// --- NDJSON ------------------------------------------------------------------------------------------------------------

Json& set_counts(Json& json, const HitCounts& counts, const HitReport& report) {
  counts.hits ? json.set("hits", *counts.hits) : json.set_null("hits");
  Json custodians = Json::array();
  for (size_t i = 0; i < counts.by_custodian.size(); ++i) {
    custodians.push(Json::object().set("custodian", report.custodians.at(i)).set("messages", counts.by_custodian[i]));
  }
  return json.set("messages", counts.messages).set("unique", counts.unique).set("conversation_days", counts.conversation_days)
      .set("family", counts.family).set("by_custodian", custodians);
}

Json strings(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json term_json(const ReportedTerm& term, const HitReport& report) {
  if (term.refused) return json_error(*term.refused).set("type", "refused").set("line", term.line).set("term", term.text);
  Json json = json_of_type(term.same_as ? "repeated" : "term").set("line", term.line).set("term", term.text);
  if (term.same_as) return json.set("same_as", *term.same_as);
  json.set("understood", term.understood);
  return set_counts(json, term.counts, report).set("notes", strings(term.notes));
}

}  // namespace

std::string hit_report_text(const HitReport& report, const Style& style, size_t width) {
  const std::string label = report.label.empty() ? "" : style.bold(printable(report.label)) + "\n";
  return label + terms_table(report, style, width) + "\n" + custodians_part(report, style, width) + not_counted_part(report, width) +
         facts_part(report, style, width) + notes_part(report);
}

void print_hit_report_json(const HitReport& report, const std::string& out, Exit exit) {
  for (const ReportedTerm& term : report.terms) print_json_line(term_json(term, report));
  Json by_number = Json::array();
  for (const uint64_t messages : report.by_number_of_terms) by_number.push(messages);
  Json json = json_result("report terms").set("terms", uint64_t{report.terms.size()}).set("counted", report.counted())
                  .set("refused", report.refused()).set("repeated", report.repeated());
  set_counts(json, report.total, report).set("by_number_of_terms", by_number).set("unit", "message");
  json.set("dialect", report.dialect).set("term_scope", report.term_scope).set("scope", report.scope).set("scope_understood", report.scope_understood).set("in_scope", report.in_scope);
  if (!report.missing.empty()) json.set("missing", report.missing);
  json.set("searched", report.searched).set("of", report.of).set("zone", report.zone.name()).set("tokeniser", report.tokenizer_version);
  json.set("program", report.program).set("archive", report.archive_name).set("archive_id", report.archive_id_hex).set("made", format_rfc3339(report.made_ms));
  json.set("actor", report.actor).set("reason", report.reason).set("label", report.label).set("notes", strings(report.notes));
  print_json_line(json.set("out", out).set("exit", static_cast<int>(exit)));
}

}  // namespace muniment::cli
