// SPDX-License-Identifier: GPL-3.0-or-later
// Three sheets: the terms with their figures, the messages by custodian, and what the figures mean.
#include <algorithm>

#include "export/hit_report/hit_report.h"
#include "export/xlsx/workbook.h"

namespace muniment::exporting {
namespace {

using Cells = std::vector<Cell>;

constexpr double kNumberWidth = 13, kTermWidth = 46;

Cell text(std::string_view value, CellStyle style = CellStyle::plain) { return {std::string(value), style}; }
Cell number(uint64_t value, CellStyle style = CellStyle::plain) { return {value, style}; }

// Those over numbers stand on the right, as the numbers do.
Cells headings(const std::vector<std::string>& over_numbers) {
  Cells cells = {text("Line", CellStyle::number_heading), text("Term", CellStyle::heading)};
  for (const std::string& name : over_numbers) cells.push_back(text(name, CellStyle::number_heading));
  return cells;
}

void append_counts(Cells& row, const HitCounts& counts, CellStyle style) {
  row.push_back(counts.hits ? number(*counts.hits, style) : Cell{std::monostate(), style});
  for (const uint64_t value : {counts.messages, counts.unique, counts.conversation_days, counts.family}) row.push_back(number(value, style));
}

std::string lines_of(const std::vector<std::string>& notes) {
  std::string all;
  for (const std::string& note : notes) all += (all.empty() ? "" : "\n") + note;
  return all;
}

Sheet terms_sheet(const HitReport& report) {
  Sheet sheet{"Terms", {7, kTermWidth, kNumberWidth, kNumberWidth, kNumberWidth, 22, kNumberWidth, 50}, {}, 1};
  sheet.rows.push_back(headings({"Hits", "Messages", "Unique", "Conversation-days", "Family"}));
  sheet.rows.back().push_back(text("Notes", CellStyle::heading));
  for (const ReportedTerm& term : report.terms) {
    Cells row = {number(term.line), text(term.text)};
    if (term.is_counted()) {
      append_counts(row, term.counts, CellStyle::plain);
      if (!term.notes.empty()) row.push_back(text(lines_of(term.notes)));
    } else {
      row.resize(7);
      row.push_back(text(not_counted_text(term)));
    }
    sheet.rows.push_back(std::move(row));
  }
  Cells total = {Cell{std::monostate(), CellStyle::total}, text("All terms", CellStyle::total)};
  append_counts(total, report.total, CellStyle::total);
  total.push_back(text("hits and unique are sums; the others are of all messages hit", CellStyle::total));
  sheet.rows.push_back(std::move(total));
  return sheet;
}

Sheet custodians_sheet(const HitReport& report) {
  Sheet sheet{"Custodians", {7, kTermWidth, kNumberWidth}, {}, 1};
  sheet.widths.resize(3 + report.custodians.size(), 20);
  std::vector<std::string> names = {"Messages"};
  for (const std::string& custodian : report.custodians) names.push_back(custodian_name(custodian));
  sheet.rows.push_back(headings(names));
  const auto add = [&](Cells row, const HitCounts& counts, CellStyle style) {
    row.push_back(number(counts.messages, style));
    for (const uint64_t messages : counts.by_custodian) row.push_back(number(messages, style));
    sheet.rows.push_back(std::move(row));
  };
  for (const ReportedTerm& term : report.terms) {
    if (term.is_counted()) add({number(term.line), text(term.text)}, term.counts, CellStyle::plain);
  }
  add({Cell{std::monostate(), CellStyle::total}, text("All terms", CellStyle::total)}, report.total, CellStyle::total);
  return sheet;
}

Sheet about_sheet(const HitReport& report) {
  Sheet sheet{"About", {22, 100}, {}, 0};
  sheet.rows.push_back({text("Hit report", CellStyle::heading), Cell{std::monostate(), CellStyle::heading}});
  for (const auto& [name, value] : facts_of(report)) sheet.rows.push_back({text(name, CellStyle::bold), text(value)});
  return sheet;
}

}  // namespace

Result<std::string> hit_report_xlsx(const HitReport& report) {
  return workbook({terms_sheet(report), custodians_sheet(report), about_sheet(report)});
}

}  // namespace muniment::exporting
