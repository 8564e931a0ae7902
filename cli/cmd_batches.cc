// SPDX-License-Identifier: GPL-3.0-or-later
// muniment batches: what was taken in, when, by whom, how it was read and why so.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"
#include "pipeline/batch_job.h"

namespace muniment::cli {
namespace {

constexpr int kNotABatch = 1231;
constexpr size_t kWidestSource = 80;

// --- the list --------------------------------------------------------------------------------------------------------

// Columns of numbers, each as wide as its widest.
std::string table(const std::vector<index::BatchRow>& rows, const TimeZone& zone, const Style& style) {
  struct Column {
    const char* heading;
    uint64_t index::BatchRow::*number;
    size_t width;
  };
  std::vector<Column> columns = {{"in source", &index::BatchRow::in_source, 0},
                                 {"new", &index::BatchRow::added, 0},
                                 {"held", &index::BatchRow::already_held, 0},
                                 {"excluded", &index::BatchRow::excluded, 0},
                                 {"exceptions", &index::BatchRow::exceptions, 0}};
  std::string heading = padded("batch", 7) + padded("begun", 18);
  for (Column& column : columns) {
    column.width = std::string_view(column.heading).size();
    for (const index::BatchRow& row : rows)
      column.width = std::max(column.width, grouped(row.*column.number).size());
    heading += right_aligned(column.heading, column.width) + "  ";
  }
  std::string out = style.dim(heading + "source") + "\n";
  for (const index::BatchRow& row : rows) {
    out += padded(to_string(row.number), 7) + padded(zone.format(row.begun_ms).substr(0, 16), 18);
    for (const Column& column : columns) {
      out += right_aligned(row.ended_ms || row.in_source > 0 ? grouped(row.*column.number) : "–", column.width) + "  ";
    }
    out += shortened(printable(row.source), kWidestSource) +
           (row.ended_ms ? "" : style.warn("  (interrupted, or still running)")) + "\n";
  }
  return out;
}

Json list_json(const index::BatchRow& row) {
  Json json = json_of_type("batch").set("batch", to_string(row.number)).set("begun", format_rfc3339(row.begun_ms));
  if (row.ended_ms)
    json.set("ended", format_rfc3339(*row.ended_ms));
  else
    json.set_null("ended");
  json.set("source", row.source).set("format", row.format);
  if (!row.ended_ms) return json;  // its counts are not recorded
  return json.set("in_source", row.in_source)
      .set("new", row.added)
      .set("already_held", row.already_held)
      .set("excluded", row.excluded)
      .set("exceptions", row.exceptions);
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const std::vector<index::BatchRow> rows, pipeline::batches(*store));
  if (session.json()) {
    for (const index::BatchRow& row : rows)
      print_json_line(list_json(row));
    print_json_line(json_result("batches").set("total", uint64_t{rows.size()}));
    return Exit::success;
  }
  if (!rows.empty()) Session::say(table(rows, zone, session.style()));
  session.talk(rows.empty() ? "nothing was taken in yet: muniment ingest EXPORT…\n"
                            : counted(rows.size(), "batch", "batches") + "; one of them: muniment batches show " +
                                  to_string(rows.front().number) + "\n");
  return Exit::success;
}

// --- one batch -------------------------------------------------------------------------------------------------------

struct ShowOptions {
  std::vector<std::string> batch;
  bool exceptions = false;
};

Result<BatchNumber> batch_named(const std::string& text) {
  if (const std::optional<uint64_t> number = parse_id('b', text)) return BatchNumber{*number};
  return make_error(ErrorCode::invalid_argument, "\"" + printable(text) + "\" is not a batch")
      .because("expected b and a number, such as b6")
      .advise("muniment batches lists them")
      .numbered(kNotABatch);
}

// A batch of several formats has a list of them; then the layout of each source says which.
std::string format_of_sources(const BatchBegin& begin) {
  return begin.format.find(',') == std::string::npos ? begin.format : std::string();
}

std::string head_text(const pipeline::BatchFacts& facts, const TimeZone& zone, const Style& style) {
  const BatchBegin& begin = facts.begin;
  std::string out = "batch " + style.bold(to_string(facts.number)) + ": " +
                    (facts.end ? printable(facts.end->outcome) : style.warn("interrupted, or still running")) + "\n";
  out += row("begun", zone.format(facts.begun_ms));
  if (facts.ended_ms) out += row("ended", zone.format(*facts.ended_ms));
  out += row("by", printable(begin.actor));
  if (!begin.reason.empty()) out += row("reason", printable(begin.reason));
  if (!begin.custodian.empty()) out += row("custodian", printable(begin.custodian));
  out += row("format", printable(begin.format)) + row("parser", printable(begin.parser));
  return out + row("zone", printable(begin.zone) + " for times without one");
}

std::string sources_text(const pipeline::BatchFacts& facts, const Style& style) {
  std::string out;
  if (!facts.end) {
    for (const std::string& source : facts.begin.sources)
      out += row("source", printable(source));
    return out +
           "  what it acknowledged is held; how its sources were read is recorded at the end, which it did not reach\n";
  }
  for (const BatchSource& source : facts.end->sources)
    out += source_text(source, format_of_sources(facts.begin), style, Evidence::shown);
  return out;
}

std::string sums_text(const IngestCounts& counts) {
  return equation_text({{"in source", counts.in_source},
                        {"= new", counts.added},
                        {"+ already held", counts.already_held},
                        {"+ excluded", counts.excluded},
                        {"+ exceptions", counts.exceptions}});
}

Json batch_json(const pipeline::BatchFacts& facts) {
  const BatchBegin& begin = facts.begin;
  Json json = json_of_type("batch").set("batch", to_string(facts.number)).set("begun", format_rfc3339(facts.begun_ms));
  if (facts.ended_ms)
    json.set("ended", format_rfc3339(*facts.ended_ms));
  else
    json.set_null("ended");
  json.set("actor", begin.actor)
      .set("reason", begin.reason)
      .set("custodian", begin.custodian)
      .set("format", begin.format)
      .set("parser", begin.parser)
      .set("zone", begin.zone)
      .set("named", json_strings(begin.sources))
      .set("recorded_exceptions", facts.exceptions);
  if (!facts.end) return json.set_null("outcome");
  const IngestCounts& counts = facts.end->counts;
  Json sources = Json::array();
  for (const BatchSource& source : facts.end->sources)
    sources.push(source_json(source, format_of_sources(begin)));
  return json.set("outcome", facts.end->outcome)
      .set("in_source", counts.in_source)
      .set("new", counts.added)
      .set("already_held", counts.already_held)
      .set("excluded", counts.excluded)
      .set("exceptions", counts.exceptions)
      .set("sources", sources);
}

void print_exception(const Session& session, const ExceptionNote& note) {
  if (session.json())
    print_json_line(exception_json(note.path, note.line, note.what, note.why).set("offset", note.offset));
  else
    Session::say(exception_text(note.path, note.line, note.what, note.why));
}

void print_batch(const Session& session, const pipeline::BatchFacts& facts, const TimeZone& zone) {
  if (session.json()) {
    print_json_line(batch_json(facts));
    return;
  }
  std::string out = head_text(facts, zone, session.style()) + sources_text(facts, session.style());
  if (facts.end) out += sums_text(facts.end->counts);
  Session::say(out);
  if (facts.exceptions > 0) {
    session.talk(counted(facts.exceptions, "exception") + ": muniment batches show " + to_string(facts.number) +
                 " --exceptions\n");
  }
}

Result<Exit> run_show(Session& session, const ShowOptions& options) {
  MUNIMENT_TRY(const BatchNumber number, batch_named(options.batch.front()));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  pipeline::BatchFacts facts;
  if (options.exceptions) {
    MUNIMENT_TRY(facts,
                 pipeline::batch_with_exceptions(*store, number, session.actor(),
                                                 [&](const ExceptionNote& note) { print_exception(session, note); }));
    session.talk("batch " + to_string(number) + ": " +
                 (facts.exceptions == 0 ? "no exception; all of it was taken\n"
                                        : counted(facts.exceptions, "exception") + ", not taken, but kept\n"));
  } else {
    MUNIMENT_TRY(facts, pipeline::batch(*store, number, session.actor()));
    print_batch(session, facts, zone);
  }
  if (session.json())
    print_json_line(json_result("batch").set("batch", to_string(number)).set("recorded_exceptions", facts.exceptions));
  return Exit::success;
}

}  // namespace

Command command_batches() {
  Command list{"list", "CAPTURE", "every batch, the newest first", "Shows no message, and so writes no access record."};
  list.examples = {{"what was taken in", "muniment batches --archive ./acme"},
                   {"for a program", "muniment batches list --archive ./acme --json"}};
  list.run = [](Session& session) { return run_list(session); };

  auto options = std::make_shared<ShowOptions>();
  Command show{
      "show", "CAPTURE", "one batch: who, when, how its sources were read and why so, and what was not taken",
      "Everything that was recorded when the batch was taken in: layout and order of dates with the lines that show "
      "them, the "
      "zone, how the conversation was chosen, media, warnings. The bytes of exceptions are kept, but not shown."};
  show.positionals = {{"BATCH", "the batch, such as b6", 1, 1, &options->batch}};
  show.options = {
      {"--exceptions", "", "", "list each record that was not taken: place, what and why", &options->exceptions}};
  show.examples = {
      {"how its dates were read", "muniment batches show b1 --archive ./acme"},
      {"what was not taken, for a program", "muniment batches show b1 --exceptions --archive ./acme --json"}};
  show.run = [options](Session& session) { return run_show(session, *options); };

  Command command{"batches", "CAPTURE", "what was taken in, and the record of how it was read", {}};
  command.subcommands = {std::move(list), std::move(show)};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
