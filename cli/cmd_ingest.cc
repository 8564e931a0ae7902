// SPDX-License-Identifier: GPL-3.0-or-later
// muniment ingest: takes messages in, and ends in an equation that adds up.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/stop_signal.h"
#include "ingest/registry.h"
#include "pipeline/ingest_job.h"

namespace muniment::cli {
namespace {

constexpr size_t kExceptionsShown = 10;

struct IngestOptions {
  std::vector<std::string> paths;
  std::string from, custodian, conversation, date_order = "auto";
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ingest::SourceFormat& format : ingest::source_formats()) names.emplace_back(format.name);
  return names;
}

std::string format_help() {
  std::string help = "source format (default: recognised)";
  for (const ingest::SourceFormat& format : ingest::source_formats()) {
    help += "; " + std::string(format.name) + ": " + std::string(format.summary);
  }
  return help;
}

ingest::DateOrder date_order_of(const std::string& name) {
  static const std::map<std::string, ingest::DateOrder> orders = {{"auto", ingest::DateOrder::automatic},
                                                                  {"dmy", ingest::DateOrder::day_month_year},
                                                                  {"mdy", ingest::DateOrder::month_day_year},
                                                                  {"ymd", ingest::DateOrder::year_month_day}};
  return orders.at(name);
}

Result<pipeline::IngestRequest> request_of(const Session& session, const IngestOptions& options, const pipeline::Store& store) {
  pipeline::IngestRequest request;
  request.paths = options.paths;
  request.format = options.from;
  MUNIMENT_TRY(request.zone, session.shown_zone(store));
  request.date_order = date_order_of(options.date_order);
  request.custodian = options.custodian;
  request.conversation = options.conversation;
  request.actor = session.actor();
  return request;
}

// --- what happened, as JSON ------------------------------------------------------------------------------------------

Json strings(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push(text);
  return array;
}

Json source_json(const BatchSource& source, const std::string& format) {
  return Json::object()
      .set("path", source.path).set("format", format).set("layout", source.layout).set("date_order", source.date_order)
      .set("conversation", source.conversation).set("zone", source.zone).set("lines", source.lines)
      .set("times_in_gap", source.times_in_gap).set("times_in_overlap", source.times_in_overlap)
      .set("steps_back", source.steps_back).set("media_stored", source.media_stored)
      .set("media_absent", source.media_absent).set("media_unreferenced", source.media_unreferenced)
      .set("evidence", strings(source.evidence)).set("warnings", strings(source.warnings));
}

void print_json(const pipeline::IngestSummary& summary, Exit exit) {
  for (const pipeline::ExceptionListed& e : summary.exceptions) {
    print_json_line(json_of_type("exception").set("path", e.path).set("line", e.line).set("what", e.what).set("why", e.why));
  }
  const IngestCounts& counts = summary.counts;
  Json sources = Json::array();
  for (size_t i = 0; i < summary.sources.size(); ++i) {
    sources.push(source_json(summary.sources[i], i < summary.formats.size() ? summary.formats[i] : std::string()));
  }
  print_json_line(json_result("ingest")
                      .set("in_source", counts.in_source).set("new", counts.added).set("already_held", counts.already_held)
                      .set("excluded", counts.excluded).set("exceptions", counts.exceptions)
                      .set("batch", to_string(summary.batch)).set("searchable", summary.searchable)
                      .set("held", summary.messages_held).set("log_size", summary.log_size).set("sources", sources)
                      .set("exit", static_cast<int>(exit)));
}

// --- what happened, for people ---------------------------------------------------------------------------------------

std::string source_text(const Session& session, const BatchSource& source, const std::string& format) {
  std::vector<std::string> facts = {format};
  if (!source.layout.empty() && source.layout != format) facts.push_back(source.layout);
  if (!source.date_order.empty()) facts.push_back("dates " + source.date_order);
  if (source.lines > 0) facts.push_back(counted(source.lines, "line"));
  std::string out = session.style().bold(printable(source.path)) + "\n  read as        ";
  for (size_t i = 0; i < facts.size(); ++i) out += (i > 0 ? ", " : "") + printable(facts[i]);
  out += "\n";
  const auto row = [&out](const std::string& label, const std::string& value) { out += "  " + padded(label, 13) + "  " + value + "\n"; };
  if (!source.conversation.empty()) row("conversation", printable(source.conversation));
  if (!source.zone.empty()) {
    row("times", printable(source.zone) + " assumed; " + grouped(source.times_in_gap) + " in a daylight-saving gap, " +
                     grouped(source.times_in_overlap) + " in an overlap");
  }
  if (source.steps_back > 0) row("order", counted(source.steps_back, "time") + " earlier than the one before");
  if (source.media_stored + source.media_absent > 0) {
    row("media", grouped(source.media_stored + source.media_absent) + " = " + grouped(source.media_stored) + " stored + " +
                     grouped(source.media_absent) + " mentioned but not in the source");
  }
  if (source.media_unreferenced > 0) row("not mentioned", counted(source.media_unreferenced, "file") + " beside the chat that no message names");
  if (session.flags().verbose > 0) {
    for (const std::string& evidence : source.evidence) row("evidence", printable(evidence));
  }
  for (const std::string& warning : source.warnings) row(session.style().warn("! note") + std::string(7, ' '), printable(warning));
  return out;
}

std::string equation(const pipeline::IngestSummary& summary) {
  const IngestCounts& counts = summary.counts;
  const size_t width = grouped(std::max(counts.in_source, summary.messages_held)).size();
  const auto row = [width](const char* label, uint64_t n) { return std::string("  ") + label + right_aligned(grouped(n), width) + "\n"; };
  return row("in source        ", counts.in_source) + row("= new            ", counts.added) +
         row("+ already held   ", counts.already_held) + row("+ excluded       ", counts.excluded) +
         row("+ exceptions     ", counts.exceptions) +
         "  searchable       " + right_aligned(grouped(summary.searchable), width) + " of " + grouped(summary.messages_held) + "\n";
}

std::string exceptions_text(const Session& session, const pipeline::IngestSummary& summary) {
  if (summary.counts.exceptions == 0) return {};
  std::string out = session.style().warn("! exceptions") + ": not taken, but kept with the batch\n";
  const size_t shown = std::min(kExceptionsShown, summary.exceptions.size());
  for (size_t i = 0; i < shown; ++i) {
    const pipeline::ExceptionListed& e = summary.exceptions[i];
    out += "  " + printable(e.path) + (e.line > 0 ? ":" + std::to_string(e.line) : std::string()) + "  " + printable(e.what);
    out += e.why.empty() ? "\n" : "\n      " + printable(e.why) + "\n";
  }
  if (summary.counts.exceptions > shown) out += "  and " + grouped(summary.counts.exceptions - shown) + " more (--json lists up to 100)\n";
  return out;
}

void print_text(const Session& session, const pipeline::IngestSummary& summary) {
  std::string out;
  for (size_t i = 0; i < summary.sources.size(); ++i) {
    out += source_text(session, summary.sources[i], i < summary.formats.size() ? summary.formats[i] : std::string());
  }
  Session::say(out + exceptions_text(session, summary) + "batch " + session.style().bold(to_string(summary.batch)) + " closed\n" + equation(summary));
  if (summary.counts.exceptions > 0) session.talk("exit 3: finished with exceptions\n");
}

// An interrupted run says what is held, and that running it again is safe.
Error stopped(Error error, uint64_t dealt_with) {
  const std::string held = dealt_with == 0 ? std::string("nothing of this run is held")
                                           : counted(dealt_with, "record") + " of the source are dealt with, and stay so";
  if (error.code == ErrorCode::cancelled) error.message = "interrupted";
  error.why = error.why.empty() || error.code == ErrorCode::cancelled ? held : error.why + "; " + held;
  if (error.hint.empty() || error.code == ErrorCode::cancelled) error.hint = "run the same command again: what is held is recognised";
  return error;
}

Result<Exit> run(Session& session, const IngestOptions& options) {
  const std::atomic<bool>& stop = stop_gently();
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::write));
  MUNIMENT_TRY(pipeline::IngestRequest request, request_of(session, options, *store));
  request.stop = &stop;
  Progress progress(session.flags(), "reading", "records");
  uint64_t dealt_with = 0;
  pipeline::IngestObserver observer;
  observer.reading = [&progress](const std::string& path, uint64_t records) { progress.update(records, 0, path); };
  observer.committed = [&](uint64_t in_source, uint64_t log_size) {
    dealt_with = in_source;
    if (session.json()) print_json_line(json_of_type("committed").set("in_source", in_source).set("log_size", log_size));
  };
  Result<pipeline::IngestSummary> summary = pipeline::ingest(*store, request, observer);
  progress.finish();
  if (!summary && (dealt_with > 0 || summary.error().code == ErrorCode::cancelled)) return stopped(summary.error(), dealt_with);
  if (!summary) return summary.error();
  MUNIMENT_TRY_VOID(store->close());
  const Exit exit = summary->counts.exceptions > 0 ? Exit::partial : Exit::success;
  if (session.json()) print_json(*summary, exit);
  else print_text(session, *summary);
  return exit;
}

}  // namespace

Command command_ingest() {
  auto options = std::make_shared<IngestOptions>();
  Command command{"ingest", "CAPTURE", "add messages from files, folders, zips or stdin",
                  "Every run ends in an equation: in source = new + already held + excluded + exceptions. What was taken in "
                  "before is recognised, so the same export may be given again, whole or grown. Nothing is skipped silently: "
                  "what cannot be read is an exception with its line and reason, and the exit code is 3. With --json each "
                  "{\"type\":\"committed\"} line is the acknowledgement that so many records are durable."};
  command.positionals = {{"PATH", "chat export (.txt, .zip or folder), messages as JSON lines, or - for stdin", 1, SIZE_MAX, &options->paths}};
  command.options = {
      {"--from", "", "FORMAT", format_help(), &options->from, format_names()},
      {"--custodian", "", "NAME", "whose messages these are", &options->custodian},
      {"--conversation", "", "ID", "the conversation of a text export, where the recognised one is wrong", &options->conversation},
      {"--date-order", "", "ORDER", "of text exports: auto, dmy, mdy or ymd (default: auto, and refused if it would be a guess)",
       &options->date_order, {"auto", "dmy", "mdy", "ymd"}}};
  command.examples = {
      {"a WhatsApp export, by the person whose phone it was", "muniment ingest --archive ./acme ./deal-team --custodian ana.pereira --tz Europe/London"},
      {"a message stream, from another program", "muniment ingest --archive ./acme --from jsonl --json messages.jsonl"}};
  command.exits = {Exit::partial, Exit::locked};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
