// SPDX-License-Identifier: GPL-3.0-or-later
// muniment batches: what was taken in, when, by whom, how it was read and why so.
#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "cli/stop_signal.h"
#include "cli/terminal.h"
#include "core/base/base64.h"
#include "core/base/time_text.h"
#include "pipeline/batch_job.h"
#include "pipeline/retry_job.h"

namespace muniment::cli {
namespace {

constexpr int kNotABatch = 1231;
constexpr size_t kWidestSource = 80;

// --- the list --------------------------------------------------------------------------------------------------------

// A batch without an end. Only one that follows says how far it is.
const char* open_word(bool says_how_far) { return says_how_far ? "following, or interrupted" : "interrupted, or still running"; }

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
      out += right_aligned(row.counted_ms ? grouped(row.*column.number) : "–", column.width) + "  ";
    }
    out += shortened(printable(row.source), kWidestSource) +
           (row.ended_ms ? std::string() : style.warn("  (" + std::string(open_word(row.counted_ms.has_value())) + ")")) + "\n";
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
  if (!row.counted_ms) return json;  // its counts are not recorded
  json.set("counted", format_rfc3339(*row.counted_ms));
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
                    (facts.end ? printable(facts.end->outcome) : style.warn(open_word(facts.so_far.has_value()))) + "\n";
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
    if (facts.so_far_ms) return out + "  as of " + format_rfc3339(*facts.so_far_ms) + ", all of it held:\n";
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

Json& set_counts(Json& json, const IngestCounts& counts) {
  return json.set("in_source", counts.in_source)
      .set("new", counts.added)
      .set("already_held", counts.already_held)
      .set("excluded", counts.excluded)
      .set("exceptions", counts.exceptions);
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
      .set("recorded_exceptions", facts.exceptions)
      .set("exceptions_taken_later", facts.taken_later);
  if (facts.end) json.set("outcome", facts.end->outcome);
  else json.set_null("outcome");
  if (facts.so_far_ms) json.set("counted", format_rfc3339(*facts.so_far_ms));
  if (facts.so_far) return set_counts(json, *facts.so_far);
  if (!facts.end) return json;
  Json sources = Json::array();
  for (const BatchSource& source : facts.end->sources)
    sources.push(source_json(source, format_of_sources(begin)));
  return set_counts(json, facts.end->counts).set("sources", sources);
}

void print_batch(const Session& session, const pipeline::BatchFacts& facts, const TimeZone& zone) {
  if (session.json()) {
    print_json_line(batch_json(facts));
    return;
  }
  std::string out = head_text(facts, zone, session.style()) + sources_text(facts, session.style());
  if (facts.end) out += sums_text(facts.end->counts);
  if (facts.so_far) out += sums_text(*facts.so_far);
  Session::say(out);
  if (facts.exceptions == 0) return;
  session.talk(counted(facts.exceptions, "exception") +
               (facts.taken_later == 0 ? std::string() : ", of which " + grouped(facts.taken_later) + " were taken in by a retry") +
               ": muniment batches exceptions " + to_string(facts.number) + "\n");
}

Result<Exit> run_show(Session& session, const ShowOptions& options) {
  MUNIMENT_TRY(const BatchNumber number, batch_named(options.batch.front()));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::BatchFacts facts, pipeline::batch(*store, number, session.actor()));
  print_batch(session, facts, zone);
  if (session.json())
    print_json_line(json_result("batch").set("batch", to_string(number)).set("recorded_exceptions", facts.exceptions));
  return Exit::success;
}

// --- what was not taken ----------------------------------------------------------------------------------------------

struct ExceptionOptions {
  std::vector<std::string> batch;
  std::optional<uint64_t> raw;
};

std::string numbered_exception_text(const pipeline::ExceptionListing& listing) {
  const ExceptionNote& note = listing.note;
  std::string out = right_aligned(std::to_string(listing.number), 4) + exception_text(note.path, note.line, note.what, note.why);
  return listing.taken_by ? out + "      taken in by " + to_string(*listing.taken_by) + "\n" : out;
}

Json listing_json(const pipeline::ExceptionListing& listing) {
  const ExceptionNote& note = listing.note;
  Json json = exception_json(note.path, note.line, note.what, note.why).set("offset", note.offset).set("number", listing.number);
  if (listing.taken_by) return json.set("taken_by", to_string(*listing.taken_by));
  return json.set_null("taken_by");
}

Result<Exit> print_raw(Session& session, pipeline::Store& store, BatchNumber batch, uint64_t number) {
  MUNIMENT_TRY(const pipeline::ExceptionListing listing, pipeline::batch_exception(store, batch, number, session.actor()));
  if (session.json()) {
    print_json_line(listing_json(listing));
    print_json_line(json_result("exception").set("batch", to_string(batch)).set("raw_base64", to_base64(listing.note.raw)));
    return Exit::success;
  }
  const std::string raw(as_text(listing.note.raw));
  Session::say(stdout_is_terminal() ? printable(raw, Lines::keep) + "\n" : raw);
  return Exit::success;
}

Result<Exit> run_exceptions(Session& session, const ExceptionOptions& options) {
  MUNIMENT_TRY(const BatchNumber number, batch_named(options.batch.front()));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  if (options.raw) return print_raw(session, *store, number, *options.raw);
  const auto print = [&](const pipeline::ExceptionListing& listing) {
    if (session.json()) print_json_line(listing_json(listing));
    else Session::say(numbered_exception_text(listing));
  };
  MUNIMENT_TRY(const pipeline::BatchFacts facts, pipeline::batch_with_exceptions(*store, number, session.actor(), print));
  if (session.json()) {
    print_json_line(json_result("exceptions").set("batch", to_string(number)).set("recorded_exceptions", facts.exceptions)
                        .set("exceptions_taken_later", facts.taken_later));
    return Exit::success;
  }
  const std::string taken = facts.taken_later == 0 ? std::string() : ", of which " + grouped(facts.taken_later) + " were taken in by a retry";
  session.talk("batch " + to_string(number) + ": " +
               (facts.exceptions == 0 ? "no exception; all of it was taken\n"
                                      : counted(facts.exceptions, "exception") + ", not taken, but kept" + taken + "\n"));
  return Exit::success;
}

// --- once more -------------------------------------------------------------------------------------------------------

std::string retry_text(const pipeline::RetrySummary& summary) {
  std::string out = equation_text({{"in source", summary.counts.in_source},
                                   {"= new", summary.counts.added},
                                   {"+ already held", summary.counts.already_held},
                                   {"+ excluded", summary.counts.excluded},
                                   {"+ still exceptions", summary.counts.exceptions}});
  for (const auto& [why, count] : summary.not_retried) out += row("not tried", grouped(count) + ": " + why);
  return out;
}

Json retry_json(BatchNumber number, const pipeline::RetrySummary& summary, Exit exit) {
  Json json = json_result("retry").set("of", to_string(number));
  if (summary.batch) json.set("batch", to_string(*summary.batch));
  else json.set_null("batch");
  Json not_tried = Json::array();
  for (const auto& [why, count] : summary.not_retried) not_tried.push(Json::object().set("why", why).set("count", count));
  return set_counts(json, summary.counts).set("tried", summary.tried).set("taken", summary.taken)
      .set("taken_before", summary.taken_before).set("not_tried", not_tried).set("exit", static_cast<int>(exit));
}

Result<Exit> run_retry(Session& session, const ShowOptions& options) {
  MUNIMENT_TRY(const BatchNumber number, batch_named(options.batch.front()));
  const std::atomic<bool>& stop = stop_gently();
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::write));
  MUNIMENT_TRY(const pipeline::RetrySummary summary, pipeline::retry_exceptions(*store, number, session.actor(), &stop));
  MUNIMENT_TRY_VOID(store->close());
  const Exit exit = summary.counts.exceptions > 0 ? Exit::partial : Exit::success;
  if (session.json()) {
    print_json_line(retry_json(number, summary, exit));
    return exit;
  }
  const uint64_t all = summary.tried + summary.taken_before;
  if (all == 0) {
    session.talk("batch " + to_string(number) + " has no exception; nothing to retry\n");
    return exit;
  }
  Session::say("exceptions of " + to_string(number) + ": " + grouped(all) + " = " + grouped(summary.taken) + " taken now + " +
               grouped(summary.taken_before) + " taken before + " + grouped(summary.tried - summary.taken) + " still exceptions\n" +
               (summary.batch ? "batch " + session.style().bold(to_string(*summary.batch)) + "\n" : std::string()) + retry_text(summary));
  return exit;
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
      "zone, how the conversation was chosen, media, warnings. Of a batch that is being followed: its counts so far."};
  show.positionals = {{"BATCH", "the batch, such as b6", 1, 1, &options->batch}};
  show.examples = {
      {"how its dates were read", "muniment batches show b1 --archive ./acme"},
      {"for a program", "muniment batches show b1 --archive ./acme --json"}};
  show.run = [options](Session& session) { return run_show(session, *options); };

  auto exception_options = std::make_shared<ExceptionOptions>();
  Command exceptions{"exceptions", "CAPTURE", "each record of a batch that was not taken: place, what and why",
                     "All of them, numbered in the order in which they were met; those that a retry took in are marked. Their bytes are "
                     "content: one is printed when it is asked for, and then the access record names it."};
  exceptions.positionals = {{"BATCH", "the batch, such as b6", 1, 1, &exception_options->batch}};
  exceptions.options = {{"--bytes", "", "N", "print the bytes of the exception of that number, and nothing else", &exception_options->raw}};
  exceptions.examples = {{"what was not taken", "muniment batches exceptions b1 --archive ./acme"},
                         {"for a program", "muniment batches exceptions b1 --archive ./acme --json"}};
  exceptions.run = [exception_options](Session& session) { return run_exceptions(session, *exception_options); };

  auto retry_options = std::make_shared<ShowOptions>();
  Command retry{"retry", "CAPTURE", "read what was kept of exceptions with the present parser, and take in what it can read",
                "For after an update: what an older version could not read may be known now. An exception is taken when all of it can be "
                "read; it goes into a batch of its own and is marked, so that it is never tried again. Files beside it are not looked for: "
                "its media are absent until the source is ingested again. Exceptions of text exports cannot be retried, since an export is "
                "read as a whole: ingest it again."};
  retry.positionals = {{"BATCH", "the batch, such as b6", 1, 1, &retry_options->batch}};
  retry.examples = {{"after an update", "muniment batches retry b1 --archive ./acme"},
                    {"for a program", "muniment batches retry b1 --archive ./acme --json"}};
  retry.exits = {Exit::partial, Exit::locked};
  retry.run = [retry_options](Session& session) { return run_retry(session, *retry_options); };

  Command command{"batches", "CAPTURE", "what was taken in, and the record of how it was read", {}};
  command.subcommands = {std::move(list), std::move(show), std::move(exceptions), std::move(retry)};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
