// SPDX-License-Identifier: GPL-3.0-or-later
// write_sample_hit_report csv|xlsx|html
// Writes a hit report of invented terms to stdout, and one line of JSON per row to stderr: what a reader must find.
#include <cstdio>
#include <string>

#include "core/base/json.h"
#include "export/hit_report/hit_report.h"

namespace {

using namespace muniment;
using namespace muniment::exporting;

ReportedTerm term(uint64_t line, const std::string& text, std::optional<uint64_t> hits, uint64_t messages) {
  ReportedTerm out;
  out.line = line;
  out.text = text;
  out.counts.hits = hits;
  out.counts.messages = messages;
  out.counts.unique = messages / 2;
  out.counts.conversation_days = messages / 3;
  out.counts.family = messages + 1;
  out.counts.by_custodian = {messages - messages / 4, messages / 4, 0};
  return out;
}

HitReport sample() {
  HitReport report;
  report.label = "=attorney work product";
  report.archive_name = "acme & sons";
  report.archive_id_hex = "00112233445566778899aabbccddeeff";
  report.scope = report.scope_understood = "in:<deal> team";
  report.zone = TimeZone::find("Europe/London").value();
  report.tokenizer_version = 1;
  report.program = "muniment 0";
  report.actor = "@tester";
  report.reason = "+matter";
  report.made_ms = 1'772'616'420'000;
  report.searched = report.of = 4'000;
  report.in_scope = 3'000;
  report.custodians = {"=cmd|' /C calc'!A0", "zoë \"z\"", ""};
  uint64_t line = 2;
  for (const char* text : {"invoice", "=1+1", "-draft", "+cash", "@ana", "=HYPERLINK(\"http://x\",\"y\")", "'quoted", "\tindented", "two\nlines",
                           "<b>bold</b> & \"quotes\"", "_x0041_", "a_x00e9_b", "東京都", "👍🏽", "שלום", "a\x01z", " spaces ", "1234567890123456789"}) {
    report.terms.push_back(term(line, text, line * 1'000, line * 10));
    line += 2;
  }
  report.terms.push_back(term(line, "from:ana", std::nullopt, 7));
  report.terms.push_back(term(line + 1, std::string(40'000, 'x'), 1, 1));
  report.terms[0].notes = {"date:2026 = all of it", "=1+1"};
  report.terms.push_back(term(line + 2, "=form:ana", std::nullopt, 0));
  report.terms.back().refused = make_error(ErrorCode::invalid_argument, "there is no field form:").because("the fields\n  =form:ana\n  ^").advise("from:");
  report.terms.push_back(term(line + 3, "Invoice", std::nullopt, 0));
  report.terms.back().same_as = 2;
  report.total = term(0, "", 99'000, 1'234).counts;
  report.by_number_of_terms = {1'766, 617, 0, 617};
  report.notes = {"date:2026 = 2026"};
  return report;
}

Json row_of(const ReportedTerm& term) {
  Json json = Json::object().set("line", term.line).set("text", term.text).set("counted", term.is_counted());
  if (!term.is_counted()) return json;
  term.counts.hits ? json.set("hits", *term.counts.hits) : json.set_null("hits");
  json.set("messages", term.counts.messages).set("unique", term.counts.unique).set("days", term.counts.conversation_days).set("family", term.counts.family);
  Json custodians = Json::array();
  for (const uint64_t messages : term.counts.by_custodian) custodians.push(messages);
  return json.set("custodians", custodians);
}

Result<std::string> in_format(const std::string& format, const HitReport& report) {
  if (format == "csv") return hit_report_csv(report);
  return format == "html" ? hit_report_html(report) : hit_report_xlsx(report);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const HitReport report = sample();
  const Result<std::string> written = in_format(argv[1], report);
  if (!written) return 1;
  (void)std::fwrite(written->data(), 1, written->size(), stdout);
  for (const ReportedTerm& term : report.terms) (void)std::fprintf(stderr, "%s\n", row_of(term).one_line().c_str());
  return 0;
}
