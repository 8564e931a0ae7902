// SPDX-License-Identifier: GPL-3.0-or-later
// muniment ingest: takes messages in, and ends in an equation that adds up.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/passphrase.h"
#include "cli/plain_text.h"
#include "cli/plan_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "cli/stop_signal.h"
#include "core/base/clock.h"
#include "ingest/registry.h"
#include "pipeline/follow_job.h"
#include "pipeline/ingest_job.h"
#include "pipeline/ingest_plan.h"

namespace muniment::cli {
namespace {

constexpr size_t kExceptionsShown = 10;

struct IngestOptions {
  std::vector<std::string> paths, app_secret_files;
  std::string from, custodian, conversation, date_order = "auto", gather = "0";
  bool dry_run = false, follow = false;
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
                                                                  {"ymd", ingest::DateOrder::year_month_day},
                                                                  {"ydm", ingest::DateOrder::year_day_month}};
  return orders.at(name);
}

Result<pipeline::IngestRequest> request_of(const Session& session, const IngestOptions& options, const TimeZone& zone) {
  pipeline::IngestRequest request;
  if (!options.app_secret_files.empty()) {
    auto secrets = std::make_shared<std::vector<SecretBytes>>();
    for (const std::string& file : options.app_secret_files) {
      MUNIMENT_TRY(SecretBytes secret, read_app_secret(file));
      secrets->push_back(std::move(secret));
    }
    request.app_secrets = std::move(secrets);
  }
  request.paths = options.paths;
  request.format = options.from;
  request.zone = zone;
  request.date_order = date_order_of(options.date_order);
  request.custodian = options.custodian;
  request.conversation = options.conversation;
  request.actor = session.actor();
  return request;
}

// --- what happened, as JSON ------------------------------------------------------------------------------------------

void print_json(const pipeline::IngestSummary& summary, Exit exit) {
  for (const pipeline::ExceptionListed& e : summary.exceptions) {
    print_json_line(exception_json(e.path, e.line, e.what, e.why));
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

std::string equation(const pipeline::IngestSummary& summary) {
  const IngestCounts& counts = summary.counts;
  const uint64_t widest = std::max(counts.in_source, summary.messages_held);
  const std::string searchable = right_aligned(grouped(summary.searchable), grouped(widest).size());
  return equation_text({{"in source", counts.in_source},
                        {"= new", counts.added},
                        {"+ already held", counts.already_held},
                        {"+ excluded", counts.excluded},
                        {"+ exceptions", counts.exceptions}},
                       widest) +
         "  searchable       " + searchable + " of " + grouped(summary.messages_held) + "\n";
}

std::string exceptions_text(const Session& session, const pipeline::IngestSummary& summary) {
  if (summary.counts.exceptions == 0) return {};
  std::string out = session.style().warn("! exceptions") + ": not taken, but kept with the batch\n";
  const size_t shown = std::min(kExceptionsShown, summary.exceptions.size());
  for (size_t i = 0; i < shown; ++i) {
    const pipeline::ExceptionListed& e = summary.exceptions[i];
    out += exception_text(e.path, e.line, e.what, e.why);
  }
  if (summary.counts.exceptions > shown) {
    out += "  and " + grouped(summary.counts.exceptions - shown) + " more: muniment batches exceptions " +
           to_string(summary.batch) + "\n";
  }
  return out;
}

void print_text(const Session& session, const pipeline::IngestSummary& summary) {
  std::string out;
  for (size_t i = 0; i < summary.sources.size(); ++i) {
    const std::string format = i < summary.formats.size() ? summary.formats[i] : std::string();
    const Evidence evidence = session.flags().verbose > 0 ? Evidence::shown : Evidence::hidden;
    out += source_text(summary.sources[i], format, session.style(), evidence);
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

Result<Exit> take_in(Session& session, const IngestOptions& options) {
  const std::atomic<bool>& stop = stop_gently();
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::write));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(pipeline::IngestRequest request, request_of(session, options, zone));
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

// --- as it happens ---------------------------------------------------------------------------------------------------

Error follow_or_look() {
  return make_error(ErrorCode::invalid_argument, "--follow and --dry-run do not go together")
      .because("following never comes to the end that a dry run describes")
      .advise("leave out one of them")
      .numbered(1244);
}

Result<int64_t> gather_of(const std::string& text) {
  MUNIMENT_TRY(const int64_t ms, parse_duration_ms(text));
  if (ms <= pipeline::kLongestGatherMs) return ms;
  return make_error(ErrorCode::invalid_argument, "--gather is longer than 1s")
      .because("what was received must be durable within a second")
      .numbered(1245);
}

std::string seconds_text(int64_t ms) { return counted(static_cast<uint64_t>(std::max<int64_t>(1, ms / 1'000)), "second"); }

Result<Exit> follow(Session& session, const IngestOptions& options) {
  const std::atomic<bool>& stop = stop_gently();
  MUNIMENT_TRY_VOID(session.archive_path());
  MUNIMENT_TRY(pipeline::IngestRequest request, request_of(session, options, TimeZone::utc()));
  MUNIMENT_TRY(request.gather_ms, gather_of(options.gather));
  request.stop = &stop;
  Progress progress(session.flags(), "following", "records");
  pipeline::FollowObserver observer;
  observer.ingest.committed = [&](uint64_t in_source, uint64_t log_size) {
    progress.update(in_source, 0, {});
    if (session.json()) print_json_line(json_of_type("committed").set("in_source", in_source).set("log_size", log_size));
  };
  observer.started = [&] { session.talk("following; SIGTERM or Ctrl-C commits what is there and ends it\n"); };
  observer.noted = [&](const std::string& note) { session.talk("note: " + note + "\n"); };
  observer.waiting = [&](const Error& error, int64_t wait_ms) {
    session.complain(error);
    session.talk("nothing is read until there is space; next try in " + seconds_text(wait_ms) + "\n");
  };
  const pipeline::OpenStore open = [&session] { return session.open(pipeline::Mode::write); };
  MUNIMENT_TRY(const pipeline::IngestSummary summary, pipeline::follow(io::posix(), system_clock(), open, request, observer));
  progress.finish();
  const Exit exit = summary.counts.exceptions > 0 ? Exit::partial : Exit::success;
  if (session.json()) print_json(summary, exit);
  else print_text(session, summary);
  return exit;
}

// --- what would happen -----------------------------------------------------------------------------------------------

// Without an archive: the zone of --tz, or this machine's.
Result<AssumedZone> assumed_zone(const Session& session, const pipeline::Store* store) {
  AssumedZone assumed;
  if (!session.flags().tz.empty()) {
    MUNIMENT_TRY(assumed.zone, TimeZone::find(session.flags().tz));
    assumed.basis = "by --tz";
  } else if (store != nullptr) {
    assumed = {store->zone(), "the archive's zone"};
  } else {
    MUNIMENT_TRY(assumed.zone, TimeZone::of_this_machine());
    assumed.basis = "this machine's zone";
  }
  return assumed;
}

void print_planned(const Session& session, const pipeline::SourcePlan& plan, const AssumedZone& assumed) {
  if (session.json()) {
    print_json_line(plan_json(plan, assumed));
    return;
  }
  Session::say(plan_text(plan, assumed, session.style()));
  if (plan.trouble) session.complain(plan.trouble->error);
}

Exit exit_of_plan(const pipeline::IngestPlan& plan) {
  if (plan.ends_with) return exit_of(*plan.ends_with);
  return plan.counts.exceptions > 0 ? Exit::partial : Exit::success;
}

void print_sums(const Session& session, const pipeline::IngestPlan& plan, Exit exit) {
  if (session.json()) {
    print_json_line(plan_sums_json(plan).set("exit", static_cast<int>(exit)));
    return;
  }
  Session::say(plan_sums_text(plan, session.style()));
  if (exit == Exit::partial) session.talk("exit 3: the ingest would finish with exceptions\n");
  const std::string settle = plan.with_trouble == 0 ? "" : "settle the trouble or leave those sources out; then ";
  const std::string archive = archive_named(session.flags()).empty() ? ", with --archive" : "";
  session.talk("next: " + settle + "the same command without --dry-run" + archive + "\n");
}

Result<Exit> look_only(Session& session, const IngestOptions& options) {
  const std::atomic<bool>& stop = stop_gently();
  std::unique_ptr<pipeline::Store> store;
  if (!archive_named(session.flags()).empty()) {
    MUNIMENT_TRY(store, session.open(pipeline::Mode::read));
  }
  MUNIMENT_TRY(const AssumedZone assumed, assumed_zone(session, store.get()));
  MUNIMENT_TRY(pipeline::IngestRequest request, request_of(session, options, assumed.zone));
  request.stop = &stop;
  if (!session.json()) Session::say("dry run: nothing is written\n");
  std::optional<Progress> progress;  // one for each source, since each is printed when it has been read
  pipeline::PlanObserver observer;
  observer.reading = [&](const std::string& path, uint64_t records) {
    if (!progress) progress.emplace(session.flags(), "looking", "records");
    progress->update(records, 0, path);
  };
  observer.planned = [&](const pipeline::SourcePlan& plan) {
    progress.reset();
    print_planned(session, plan, assumed);
  };
  MUNIMENT_TRY(const pipeline::IngestPlan plan, pipeline::plan_ingest(io::posix(), store.get(), request, observer));
  const Exit exit = exit_of_plan(plan);
  print_sums(session, plan, exit);
  return exit;
}

}  // namespace

Command command_ingest() {
  auto options = std::make_shared<IngestOptions>();
  Command command{"ingest", "CAPTURE", "add messages from files, folders, zips or stdin",
                  "Every run ends in an equation: in source = new + already held + excluded + exceptions. What was taken in "
                  "before is recognised, so the same export may be given again, whole or grown. Nothing is skipped silently: "
                  "what cannot be read is an exception with its line and reason, and the exit code is 3. With --json each "
                  "{\"type\":\"committed\"} line is the acknowledgement that so many records are durable. With --dry-run the same sources "
                  "are read to their ends and nothing is written: what is printed is how they would be read and why so, what is in "
                  "them, and the equation of the ingest that would follow. With --follow each line of a stream is committed as "
                  "soon as it is whole, files may be rotated or cut, and after a crash the same command goes on where it "
                  "stopped: every message once. What a pipe had handed over and was not committed is gone with the process."};
  command.positionals = {{"PATH", "chat export (.txt, .zip or folder), messages or webhooks as JSON (file or folder), or - for stdin", 1, SIZE_MAX, &options->paths}};
  command.options = {
      {"--from", "", "FORMAT", format_help(), &options->from, format_names()},
      {"--custodian", "", "NAME", "whose messages these are", &options->custodian},
      {"--conversation", "", "ID", "the conversation of a text export, where the recognised one is wrong", &options->conversation},
      {"--date-order", "", "ORDER", "of text exports: auto, dmy, mdy, ymd or ydm (default: auto, and refused if it would be a guess)",
       &options->date_order, {"auto", "dmy", "mdy", "ymd", "ydm"}},
      {"--follow", "-f", "", "keep reading what is appended: session streams and webhooks in files, folders, named pipes or -", &options->follow},
      {"--app-secret-file", "", "FILE", "check the signatures of webhooks (Cloud API, GoWA, WAHA) with the secret in this file: what is not signed right becomes an exception. "
       "May be given again: for another app, or for the secret before it was changed", &options->app_secret_files},
      {"--gather", "", "DURATION", "with --follow: wait this long for more lines before each commit, at most 1s (default: 0, each line at once; "
       "every commit takes 4 KiB of disk)", &options->gather},
      {"--dry-run", "-n", "", "read everything, write nothing, and print what would happen; works without an archive too",
       &options->dry_run}};
  command.examples = {
      {"a WhatsApp export, by the person whose phone it was", "muniment ingest --archive ./acme ./deal-team --custodian ana.pereira --tz Europe/London"},
      {"a message stream, from another program", "muniment ingest --archive ./acme --from jsonl --json messages.jsonl"},
      {"recorded sessions, as they happen", "muniment ingest --archive ./acme --follow ./recorder.ndjson"},
      {"recorded webhooks of the Business Platform, signatures checked", "muniment ingest --archive ./acme --app-secret-file ./app-secret.txt ./webhooks.ndjson"}};
  command.exits = {Exit::partial, Exit::locked};
  command.run = [options](Session& session) -> Result<Exit> {
    if (options->follow && options->dry_run) return follow_or_look();
    if (options->follow) return follow(session, *options);
    return options->dry_run ? look_only(session, *options) : take_in(session, *options);
  };
  return command;
}

}  // namespace muniment::cli
