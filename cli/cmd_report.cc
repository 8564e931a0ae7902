// SPDX-License-Identifier: GPL-3.0-or-later
// muniment report: what can be said about the archive as a whole: what a list of search terms finds in it, and how
// completely its streams were captured.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "cli/command.h"
#include "cli/dialect.h"
#include "cli/hit_report_text.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/scope.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "cli/terminal.h"
#include "core/base/time_text.h"
#include "core/io/file_system.h"
#include "export/csv.h"
#include "export/hit_report/hit_report.h"
#include "pipeline/hit_report_job.h"
#include "pipeline/monitoring_job.h"

namespace muniment::cli {
namespace {

using pipeline::DayCoverage;
using pipeline::DayKind;
using pipeline::Monitoring;
using pipeline::SessionView;

constexpr int kNotADay = 1271, kDaysReversed = 1272, kFileExists = 1273, kNotForTerminals = 1274, kNoList = 1275;

struct CoverageOptions {
  std::string from, to;
  bool csv = false;
};

// --- which days ------------------------------------------------------------------------------------------------------

Result<int64_t> day_named(const std::string& text) {
  const auto instant = text.size() == 10 ? parse_rfc3339(text + "T00:00:00Z") : std::nullopt;
  if (instant) return pipeline::day_of(instant->utc_ms);
  return make_error(ErrorCode::invalid_argument, "\"" + printable(text) + "\" is not a day")
      .because("expected a day of UTC, such as 2026-03-04").numbered(kNotADay);
}

Result<pipeline::Days> window_of(const CoverageOptions& options) {
  pipeline::Days window;
  if (!options.from.empty()) {
    MUNIMENT_TRY(window.first, day_named(options.from));
  }
  if (!options.to.empty()) {
    MUNIMENT_TRY(window.last, day_named(options.to));
  }
  if (window.first <= window.last) return window;
  return make_error(ErrorCode::invalid_argument, "--from is later than --to").numbered(kDaysReversed);
}

// --- sums ------------------------------------------------------------------------------------------------------------

struct Totals {
  uint64_t days = 0, with_records = 0, without = 0;  // days = with_records + without
  uint64_t records = 0, messages = 0, gaps = 0;

  void add(const DayCoverage& day) {
    days += day.days();
    (day.kind == DayKind::records ? with_records : without) += day.days();
    records += day.records;
    messages += day.messages;
    gaps += day.gaps;
  }
};

Totals totals_of(const SessionView& view) {
  Totals totals;
  for (const DayCoverage& day : view.days) totals.add(day);
  return totals;
}

Totals totals_of(const Monitoring& all) {
  Totals totals;
  for (const SessionView& view : all.sessions) {
    for (const DayCoverage& day : view.days) totals.add(day);
  }
  return totals;
}

std::string totals_text(const Totals& totals) {
  return counted(totals.days, "day") + " = " + grouped(totals.with_records) + " with records + " + grouped(totals.without) + " without; " +
         counted(totals.records, "record") + ", of which " + counted(totals.messages, "message") + "; " + counted(totals.gaps, "open gap");
}

Json& set_totals(Json& json, const Totals& totals) {
  return json.set("days", totals.days).set("days_with_records", totals.with_records).set("days_without", totals.without)
      .set("records", totals.records).set("messages", totals.messages).set("open_gaps", totals.gaps);
}

// --- the report of coverage ------------------------------------------------------------------------------------------

std::string text_of(const Monitoring& all, const Style& style) {
  std::string out;
  for (const SessionView& view : all.sessions) {
    out += "session " + style.bold(printable(view.session.name)) + "\n";
    out += "    " + style.dim(padded("day", 24) + "  " + right_aligned("records", 9) + "  " + right_aligned("messages", 9)) + "\n";
    out += view.days.empty() ? "    nothing in these days\n" : coverage_rows(view);
    out += "    " + totals_text(totals_of(view)) + "\n";
  }
  return out + "all sessions: " + totals_text(totals_of(all)) + "\n";
}

std::string csv_of(const Monitoring& all) {
  std::string out(exporting::kUtf8Mark);
  exporting::append_row(out, {"session", "first day", "last day", "days", "kind", "records", "messages", "open gaps"});
  for (const SessionView& view : all.sessions) {
    for (const DayCoverage& day : view.days) {
      exporting::append_row(out, {view.session.name, pipeline::day_text(day.first_day), pipeline::day_text(day.last_day),
                                  std::to_string(day.days()), kind_word(day.kind), std::to_string(day.records),
                                  std::to_string(day.messages), std::to_string(day.gaps)});
    }
  }
  return out;
}

void print_json(const Monitoring& all, const std::vector<std::string>& attention, Exit exit) {
  for (const SessionView& view : all.sessions) {
    for (const DayCoverage& day : view.days) print_json_line(day_json(view.session.name, day));
    Json json = json_of_type("session").set("session", view.session.name);
    print_json_line(set_totals(json, totals_of(view)).set("attention", view.trouble_text));
  }
  Json json = json_result("report coverage").set("sessions", uint64_t{all.sessions.size()});
  print_json_line(set_totals(json, totals_of(all)).set("attention", json_strings(attention)).set("exit", static_cast<int>(exit)));
}

Result<Exit> run_coverage(Session& session, const CoverageOptions& options) {
  MUNIMENT_TRY(const pipeline::Days window, window_of(options));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const Monitoring all, pipeline::monitoring(*store, window));
  const std::vector<std::string> attention = all.attention();
  const Exit exit = attention.empty() ? Exit::success : Exit::attention;
  if (session.json()) {
    print_json(all, attention, exit);
  } else if (options.csv) {
    Session::say(csv_of(all));
    for (const std::string& line : attention) session.talk("! attention: " + printable(line) + "\n");
  } else {
    Session::say(text_of(all, session.style()));
    say_attention(session, attention);
  }
  return exit;
}

// --- the report of terms ---------------------------------------------------------------------------------------------

struct TermsOptions {
  std::vector<std::string> file;
  std::string scope_query = "in:*", format = "table", out, label, dialect{kDefaultDialect}, scope;
  bool require_complete = false;
};

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

// No more than is ever taken, and a byte of what is too much.
Result<std::string> read_list(const std::string& name) {
  const std::unique_ptr<std::FILE, CloseFile> file(name == "-" ? stdin : std::fopen(name.c_str(), "rbe"));
  std::string list(pipeline::kMaxTermListBytes + 1, '\0');
  const size_t got = file ? std::fread(list.data(), 1, list.size(), file.get()) : 0;
  if (!file || std::ferror(file.get()) != 0) {
    return make_error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io, "the list of terms cannot be read")
        .because(std::strerror(errno)).at(name).numbered(kNoList);
  }
  list.resize(got);
  return list;
}

// Before anything is asked, so that no answer is thrown away.
Result<void> check_target(const TermsOptions& options, bool json) {
  if (options.out.empty()) {
    if (options.format != "xlsx" || json || !stdout_is_terminal()) return {};
    return make_error(ErrorCode::invalid_argument, "a workbook is not for a terminal").advise("--out FILE.xlsx").numbered(kNotForTerminals);
  }
  MUNIMENT_TRY(const bool there, io::posix().exists(options.out));
  if (!there) return {};
  return make_error(ErrorCode::already_exists, "there is a file of that name").at(options.out).advise("name another one with --out").numbered(kFileExists);
}

Result<std::string> in_format(const TermsOptions& options, const exporting::HitReport& report, const Style& style) {
  if (options.format == "csv") return exporting::hit_report_csv(report);
  if (options.format == "html") return exporting::hit_report_html(report);
  if (options.format == "xlsx") return exporting::hit_report_xlsx(report);
  return hit_report_text(report, style, terminal_width());
}

// Each refused line with its caret.
void complain_of_lines(const Session& session, const exporting::HitReport& report) {
  for (const exporting::ReportedTerm& term : report.terms) {
    if (term.refused) session.complain(with_context(*term.refused, "line " + std::to_string(term.line)));
  }
}

Exit exit_of(const TermsOptions& options, const exporting::HitReport& report) {
  if (options.require_complete && report.searched < report.of) return Exit::attention;
  return report.refused() > 0 ? Exit::partial : Exit::success;
}

Result<Exit> deliver(Session& session, const TermsOptions& options, const exporting::HitReport& report) {
  const Exit exit = exit_of(options, report);
  if (!options.out.empty()) {
    MUNIMENT_TRY(const std::string bytes, in_format(options, report, Style(false)));
    MUNIMENT_TRY_VOID(io::write_file_durably(io::posix(), options.out, as_bytes(bytes)));
  }
  if (session.json()) {
    print_hit_report_json(report, options.out, exit);
    return exit;
  }
  if (options.out.empty()) {
    MUNIMENT_TRY(const std::string bytes, in_format(options, report, session.style()));
    Session::say(bytes);
  } else {
    session.talk("wrote " + printable(options.out) + ": " + counted(report.counted(), "term") + ", " + counted(report.total.messages, "message") + " hit\n");
  }
  complain_of_lines(session, report);
  return exit;
}

Result<Exit> run_terms(Session& session, const TermsOptions& options) {
  MUNIMENT_TRY_VOID(check_target(options, session.json()));
  pipeline::HitReportRequest request;
  MUNIMENT_TRY(request.list, read_list(options.file.front()));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  request.dialect = dialect_named(options.dialect);
  MUNIMENT_TRY(request.unit, scope_named(options.scope));
  request.scope_query = options.scope_query;
  request.label = options.label;
  request.actor = session.actor();
  Progress progress(session.flags(), "counting", "terms");
  const Result<exporting::HitReport> report =
      pipeline::hit_report(*store, request, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!report) return report.error();
  return deliver(session, options, *report);
}

Command terms_command() {
  auto options = std::make_shared<TermsOptions>();
  Command terms{"terms", "REVIEW", "of a list of search terms: hits, messages, conversation-days, family, unique hits, by custodian",
                "FILE has one query on each line; empty lines and lines that begin with \"# \" are skipped. A line that is refused is listed with its "
                "reason, and the others are counted (exit 3). The totals add up; docs/hit-reports.md says what each figure is. An access "
                "record (who, which terms, why) is durable before anything is shown."};
  terms.positionals = {{"FILE", "the list of terms, as UTF-8; - for stdin", 1, 1, &options->file}};
  terms.options = {dialect_option(&options->dialect, "the terms are"), scope_option(&options->scope, "all words of a term"), {"--scope-query", "", "QUERY", "count only messages that this query finds (default: in:*)", &options->scope_query},
                   {"--format", "", "FORMAT", "table, csv, xlsx or html (default: table)", &options->format, {"table", "csv", "xlsx", "html"}},
                   {"--out", "", "FILE", "the file to make; must not exist (default: stdout)", &options->out},
                   {"--label", "", "TEXT", "stands at the top of the report, such as \"attorney work product\"", &options->label},
                   {"--require-complete", "", "", "exit 21 if not every message that is held was searched; the report is made all the same", &options->require_complete}};
  terms.examples = {{"a list that both sides agreed on, for a spreadsheet", "muniment report terms terms.txt --archive ./acme --format xlsx --out terms.xlsx"},
                    {"within March 2026, on the screen", "muniment report terms terms.txt --archive ./acme --scope-query date:2026-03"},
                    {"where the words of a term may stand in different messages of a day", "muniment report terms terms.txt --archive ./acme --scope day"}};
  terms.exits = {Exit::partial, Exit::attention};
  terms.run = [options](Session& session) { return run_terms(session, *options); };
  return terms;
}

}  // namespace

Command command_report() {
  auto options = std::make_shared<CoverageOptions>();
  Command coverage{"coverage", "REVIEW", "of each session and day: records, messages, gaps, and days without anything",
                   "Days are days of UTC, by the recorder's clock; a record counts for the session that brought it first. A day without "
                   "records is one of three: its numbers go on without a hole, so nothing was missed; numbers are missing; or nobody "
                   "knows. Shows no message, and so writes no access record."};
  coverage.options = {{"--from", "", "DAY", "the first day, such as 2026-03-01 (default: the first of each session)", &options->from},
                      {"--to", "", "DAY", "the last day (default: the last of each session)", &options->to},
                      {"--csv", "", "", "as a table for a spreadsheet, without the totals", &options->csv}};
  coverage.examples = {{"everything", "muniment report coverage --archive ./streams"},
                       {"one month, for a spreadsheet", "muniment report coverage --from 2026-03-01 --to 2026-03-31 --csv --archive ./streams"}};
  coverage.exits = {Exit::attention};
  coverage.run = [options](Session& session) { return run_coverage(session, *options); };

  Command command{"report", "REVIEW", "what search terms find, and how completely streams were captured", {}};
  command.subcommands = {terms_command(), std::move(coverage)};
  return command;
}

}  // namespace muniment::cli
