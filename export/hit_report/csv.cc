// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "export/csv.h"
#include "export/hit_report/hit_report.h"

namespace muniment::exporting {
namespace {

constexpr std::array<std::string_view, 9> kColumns = {"row", "line", "term", "note", "hits", "messages", "unique", "conversation-days", "family"};

// Cells as they come, then empty ones up to the width of the table.
class Row {
 public:
  Row(std::string& out, const HitReport& report) : out_(out), missing_(kColumns.size() + report.custodians.size()) {}
  ~Row() { out_ += std::string(missing_, ',') + "\r\n"; }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  Row& text(std::string_view cell) {
    if (!first_) out_ += ',';
    first_ = false;
    --missing_;
    append_cell(out_, cell);
    return *this;
  }
  Row& number(uint64_t value) { return text(std::to_string(value)); }

 private:
  std::string& out_;
  size_t missing_;
  bool first_ = true;
};

std::string joined(const std::vector<std::string>& notes) {
  std::string all;
  for (const std::string& note : notes) all += (all.empty() ? "" : "; ") + note;
  return all;
}

void append_counts(Row& row, const HitCounts& counts) {
  row.text(counts.hits ? std::to_string(*counts.hits) : "");
  row.number(counts.messages).number(counts.unique).number(counts.conversation_days).number(counts.family);
  for (const uint64_t messages : counts.by_custodian) row.number(messages);
}

void append_term(std::string& out, const HitReport& report, const ReportedTerm& term) {
  Row row(out, report);
  row.text(term.refused ? "refused" : term.same_as ? "repeated" : "term").number(term.line).text(term.text);
  row.text(term.is_counted() ? joined(term.notes) : not_counted_text(term));
  if (term.is_counted()) append_counts(row, term.counts);
}

}  // namespace

std::string hit_report_csv(const HitReport& report) {
  std::string out(kUtf8Mark);
  {
    Row head(out, report);
    for (const std::string_view name : kColumns) head.text(name);
    for (const std::string& custodian : report.custodians) head.text("messages of " + custodian_name(custodian));
  }
  for (const ReportedTerm& term : report.terms) append_term(out, report, term);
  {
    Row total(out, report);
    total.text("total").text("").text("all terms").text("hits and unique are sums; the others are of all messages hit");
    append_counts(total, report.total);
  }
  for (const auto& [name, text] : facts_of(report)) Row(out, report).text("about").text("").text(name).text(text);
  return out;
}

}  // namespace muniment::exporting
