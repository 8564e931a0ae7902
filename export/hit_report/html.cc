// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "export/counted.h"
#include "export/hit_report/hit_report.h"
#include "export/html/escape.h"
#include "export/html/page.h"
#include "export/html/style.h"

namespace muniment::exporting {
namespace {

constexpr size_t kCustodiansAbreast = 6;

constexpr std::string_view kReportStyle = R"css(h2 { margin: 2.2rem 0 0; font-size: 1.05rem; font-weight: 650; }
h2 + table { margin-top: .6rem; }
thead { display: table-header-group; }
tfoot { display: table-row-group; }
th.number, td.number, td.line { width: 1%; white-space: nowrap; padding-inline-start: 1rem; }
th.number.wraps { white-space: normal; min-width: 6rem; overflow-wrap: break-word; }
td.line { color: var(--soft); text-align: end; padding-inline-start: 0; font-variant-numeric: tabular-nums; }
td.term { overflow-wrap: anywhere; min-width: 9rem; }
td.term code { font-size: .92em; white-space: pre-wrap; }
td.term small { display: block; color: var(--soft); }
tfoot td { border-top: 2px solid var(--accent); border-bottom: 0; font-weight: 650; }
tfoot td.note { border-top: 0; font-weight: 400; color: var(--soft); font-size: .92em; }
pre { margin: .3rem 0 0; overflow-x: auto; font: .85em/1.4 ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; }
.label { margin: 0 0 .6rem; font-weight: 650; text-transform: uppercase; letter-spacing: .06em; font-size: .85rem; }
@media print { tr { break-inside: avoid; } h2 { break-after: avoid; } pre { white-space: pre-wrap; } }
)css";

std::string number_cell(uint64_t number) { return "<td class=\"number\">" + grouped(number) + "</td>"; }
std::string number_heading(std::string_view name) { return "<th scope=\"col\" class=\"number\">" + std::string(name) + "</th>"; }

constexpr std::string_view kLineAndTerm = "<th scope=\"col\">Line</th><th scope=\"col\">Term</th>";

std::string line_and_term(const ReportedTerm& term) {
  std::string out = "<td class=\"line\">" + std::to_string(term.line) + "</td><td class=\"term\"><code>" + isolated(term.text) + "</code>";
  for (const std::string& note : term.notes) out += "<small>" + isolated(note) + "</small>";
  return out + "</td>";
}

std::string figures(const HitCounts& counts) {
  return (counts.hits ? number_cell(*counts.hits) : std::string("<td class=\"number\">–</td>")) + number_cell(counts.messages) +
         number_cell(counts.unique) + number_cell(counts.conversation_days) + number_cell(counts.family);
}

std::string terms_table(const HitReport& report) {
  std::string out = "<table>\n<thead><tr>" + std::string(kLineAndTerm);
  for (const char* name : {"Hits", "Messages", "Unique", "Conversation-days", "Family"}) out += number_heading(name);
  out += "</tr></thead>\n<tbody>\n";
  for (const ReportedTerm& term : report.terms) {
    if (term.is_counted()) out += "<tr>" + line_and_term(term) + figures(term.counts) + "</tr>\n";
  }
  out += "</tbody>\n<tfoot>\n<tr><td></td><td>All terms</td>" + figures(report.total) + "</tr>\n";
  return out + "<tr><td class=\"note\"></td><td class=\"note\" colspan=\"6\">Hits and unique are sums of the terms; the others are of all "
               "messages hit, each counted once.</td></tr>\n</tfoot>\n</table>\n";
}

// A part of the custodians, so that it fits on paper.
std::string custodians_table(const HitReport& report, size_t first, size_t end) {
  std::string out = "<table>\n<thead><tr>" + std::string(kLineAndTerm);
  for (size_t i = first; i < end; ++i) {
    out += "<th scope=\"col\" class=\"number wraps\">" + isolated(custodian_name(report.custodians[i])) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  const auto cells = [&](const HitCounts& counts) {
    std::string row;
    for (size_t i = first; i < end; ++i) row += number_cell(counts.by_custodian.at(i));
    return row + "</tr>\n";
  };
  for (const ReportedTerm& term : report.terms) {
    if (!term.is_counted()) continue;
    out += "<tr><td class=\"line\">" + std::to_string(term.line) + "</td><td class=\"term\"><code>" + isolated(term.text) + "</code></td>" + cells(term.counts);
  }
  return out + "</tbody>\n<tfoot>\n<tr><td></td><td>All terms</td>" + cells(report.total) + "</tfoot>\n</table>\n";
}

std::string custodians_part(const HitReport& report) {
  if (report.custodians.empty()) return {};
  std::string out = "<h2>Messages by custodian</h2>\n";
  for (size_t first = 0; first < report.custodians.size(); first += kCustodiansAbreast) {
    out += custodians_table(report, first, std::min(first + kCustodiansAbreast, report.custodians.size()));
  }
  return out;
}

std::string not_counted_part(const HitReport& report) {
  if (report.counted() == report.terms.size()) return {};
  std::string out = "<h2>Not counted</h2>\n<table>\n<thead><tr>" + std::string(kLineAndTerm) + "<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n";
  for (const ReportedTerm& term : report.terms) {
    if (term.is_counted()) continue;
    out += "<tr>" + line_and_term(term) + "<td>" + escaped(not_counted_text(term));
    if (term.refused && !term.refused->why.empty()) out += "<pre>" + escaped(term.refused->why) + "</pre>";
    if (term.refused && !term.refused->hint.empty()) out += escaped("try: " + term.refused->hint);
    out += "</td></tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string head(const HitReport& report) {
  std::string out = "<header class=\"about\">\n";
  if (!report.label.empty()) out += "<p class=\"label\">" + isolated(report.label) + "</p>\n";
  out += "<p class=\"kind\">Hit report</p>\n<h1>" + counted(report.terms.size(), "search term", "search terms") + " in " +
         isolated(report.archive_name) + "</h1>\n<dl>\n";
  for (const auto& [name, text] : facts_of(report)) {
    if (name != "Label") append_fact(out, name, isolated(text));
  }
  return out + "</dl>\n</header>\n";
}

}  // namespace

std::string hit_report_html(const HitReport& report) {
  return page_head("Hit report, " + report.archive_name, kReportStyle) + "<body>\n" + head(report) + "<main>\n<h2>Terms</h2>\n" +
         terms_table(report) + not_counted_part(report) + custodians_part(report) +
         "</main>\n<footer>Made by muniment. The figures are those of the archive as it was at that time.</footer>\n</body>\n</html>\n";
}

}  // namespace muniment::exporting
