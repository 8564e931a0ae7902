// SPDX-License-Identifier: GPL-3.0-or-later
// muniment index: how the search index stands, whether it holds what the log holds, building it anew, making it compact.
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/index_text.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "cli/verify_scope.h"
#include "pipeline/index_job.h"

namespace muniment::cli {
namespace {

constexpr int kSeedOfEverything = 1281;

void advise_rebuild(const Session& session, const pipeline::Store& store) {
  session.talk("next: muniment index rebuild --archive " + quoted_for_shell(store.path().string()) +
               "; the index is derived from the log, and no message is affected\n");
}

// --- status ----------------------------------------------------------------------------------------------------------

Result<Exit> run_status(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::IndexStatus status, pipeline::index_status(*store));
  const Exit exit = status.needs_attention() ? Exit::attention : Exit::success;
  if (session.json()) {
    for (const index::PartitionInfo& each : status.partitions) print_json_line(partition_json(each));
    print_json_line(index_status_json(status, static_cast<int>(exit)));
    return exit;
  }
  Session::say(index_rows(status) + partition_table(status, session.flags().verbose > 0, zone, session.style()));
  say_attention(session, index_attention(status));
  if (exit == Exit::attention) advise_rebuild(session, *store);
  return exit;
}

// --- verify ----------------------------------------------------------------------------------------------------------

struct VerifyOptions {
  bool full = false;
  std::optional<uint64_t> seed;
};

Exit exit_of(const pipeline::IndexVerifyAnswer& answer) {
  if (!answer.findings.empty()) return Exit::integrity;
  return answer.covered < answer.messages && !answer.writer_active ? Exit::attention : Exit::success;
}

std::string finding_text(const pipeline::IndexFinding& finding, const Style& style) {
  const std::string where = finding.file.empty() ? "" : "idx/" + printable(finding.file) + ": ";
  return style.bad("✗") + " " + where + printable(finding.what) + "\n";
}

void print_verify_json(const pipeline::IndexVerifyAnswer& answer, const pipeline::IndexVerifyRequest& request) {
  for (const pipeline::IndexFinding& finding : answer.findings) {
    print_json_line(json_of_type("finding").set("file", finding.file).set("what", finding.what));
  }
  Json result = json_result("index").set("findings", uint64_t{answer.findings.size()}).set("full", request.full);
  if (request.full) result.set_null("seed");
  else result.set("seed", request.seed);
  print_json_line(result.set("partitions", answer.files).set("bytes", answer.bytes).set("messages", answer.messages)
                      .set("covered", answer.covered).set("compared", answer.compared).set("writer_active", answer.writer_active)
                      .set("exit", static_cast<int>(exit_of(answer))));
}

std::string verdict_text(const pipeline::IndexVerifyAnswer& answer, const Style& style) {
  if (!answer.findings.empty()) return style.bad("✗") + " the index is damaged: " + counted(answer.findings.size(), "finding") + "\n";
  if (answer.covered < answer.messages) {
    return style.warn("!") + " what the index holds agrees with the log; " + counted(answer.messages - answer.covered, "message") + " not in it\n";
  }
  return style.good("✓") + " the index agrees with the log\n";
}

void print_verify_text(const Session& session, const pipeline::IndexVerifyAnswer& answer, const pipeline::IndexVerifyRequest& request) {
  std::string out;
  for (const pipeline::IndexFinding& finding : answer.findings) out += finding_text(finding, session.style());
  out += row("read", counted(answer.files, "partition") + ", " + file_size(answer.bytes));
  out += row("covered", grouped(answer.covered) + " of " + counted(answer.messages, "message"));
  const std::string seed = request.full ? "" : ", chosen at random (seed " + std::to_string(request.seed) + ")";
  out += row("compared", grouped(answer.compared) + " of " + counted(answer.covered, "message") + " with the log" + seed);
  Session::say(out + verdict_text(answer, session.style()));
}

Result<Exit> run_verify(Session& session, const VerifyOptions& options) {
  if (options.full && options.seed) {
    return make_error(ErrorCode::invalid_argument, "--seed chooses messages, and --full takes all of them")
        .advise("leave one of them out").numbered(kSeedOfEverything);
  }
  const pipeline::IndexVerifyRequest request{.full = options.full, .seed = options.seed ? *options.seed : new_seed()};
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  Progress progress(session.flags(), "comparing", "messages");
  const auto answer = pipeline::verify_index(*store, request, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!answer) return answer.error();
  if (session.json()) print_verify_json(*answer, request);
  else print_verify_text(session, *answer, request);
  const Exit exit = exit_of(*answer);
  if (exit != Exit::success) advise_rebuild(session, *store);
  return exit;
}

// --- rebuild and compact ---------------------------------------------------------------------------------------------

uint64_t a_second(const pipeline::IndexChange& change) {
  return change.seconds > 0 ? static_cast<uint64_t>(static_cast<double>(change.after.messages) / change.seconds) : change.after.messages;
}

Result<Exit> told(const Session& session, const char* done, const pipeline::IndexChange& change) {
  const bool rebuilt = std::string_view(done) == "rebuilt";
  if (session.json()) {
    Json result = json_result("index").set("done", done).set("messages", change.after.messages).set("seconds", change.seconds);
    if (rebuilt) result.set("messages_a_second", a_second(change));
    print_json_line(result.set("before", index_size_json(change.before)).set("after", index_size_json(change.after)));
    return Exit::success;
  }
  std::string out = "index " + std::string(done) + ": " + counted(change.after.messages, "message") + " in " + seconds_text(change.seconds);
  if (rebuilt) out += ", " + counted(a_second(change), "message") + " a second";
  Session::say(out + "\n" + row("before", index_size_text(change.before)) + row("now", index_size_text(change.after)));
  return Exit::success;
}

Result<Exit> run_rebuild(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::write, pipeline::IndexAtOpen::left_as_it_is));
  Progress progress(session.flags(), "indexing", "messages");
  const auto change = pipeline::rebuild_index(*store, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!change) return change.error();
  MUNIMENT_TRY_VOID(store->close());
  return told(session, "rebuilt", *change);
}

Result<Exit> run_compact(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::write));
  MUNIMENT_TRY(const pipeline::IndexChange change, pipeline::compact_index(*store));
  MUNIMENT_TRY_VOID(store->close());
  return told(session, change.before.partitions == change.after.partitions ? "is as compact as it can be" : "made compact", change);
}

// --- the commands ----------------------------------------------------------------------------------------------------

Command command_status_of_index() {
  Command command{"status", "PROVE", "how much of the log is searchable, by class and month, and what is damaged",
                  "Opens every file of the index and reads none of them through. With -v there is a line for each file. Shows no message, "
                  "and so writes no access record."};
  command.examples = {{"a look", "muniment index --archive ./acme"}, {"for a monitor", "muniment index status --archive ./acme --json --no-input"}};
  command.exits = {Exit::attention};
  command.run = [](Session& session) { return run_status(session); };
  return command;
}

Command command_verify_of_index() {
  auto options = std::make_shared<VerifyOptions>();
  Command command{"verify", "PROVE", "whether the index holds what the log holds",
                  "Reads every byte of every file of the index, and sees that each message that it covers is in exactly one of them. Some "
                  "messages, or with --full all, are indexed anew from the log and compared with what the index keeps. Changes nothing. "
                  "muniment verify is about the log, on which this relies."};
  command.options = {{"--full", "", "", "compare every message, and the lists of messages by word too", &options->full},
                     {"--seed", "", "N", "choose the same messages again (default: a new one, which is printed)", &options->seed}};
  command.examples = {{"some messages of each kind of trouble", "muniment index verify --archive ./acme"},
                      {"every message", "muniment index verify --full --archive ./acme"},
                      {"for a monitor", "muniment index verify --archive ./acme --json --no-input"}};
  command.exits = {Exit::attention};
  command.run = [options](Session& session) { return run_verify(session, *options); };
  return command;
}

Command command_rebuild() {
  Command command{"rebuild", "PROVE", "build the index anew from the log, in the place of the old one",
                  "The old index answers searches until the new one is whole; a crash leaves one or the other. Needs the writer's lock, and "
                  "on the disk the room of a second index. Nothing of the old index is read, so this helps whatever is wrong with it."};
  command.examples = {{"after index verify found damage", "muniment index rebuild --archive ./acme"},
                      {"for a program", "muniment index rebuild --archive ./acme --json"}};
  command.exits = {Exit::locked};
  command.run = [](Session& session) { return run_rebuild(session); };
  return command;
}

Command command_compact() {
  Command command{"compact", "PROVE", "merge the files of the index into few",
                  "Each class and month is left with one file, or with files of up to 524,288 messages. Ingest merges small ones by itself; "
                  "this is for an archive that was filled in many small steps, and is mostly read from now on. Searches find what they "
                  "found. A crash leaves the files as they were or as they shall be. Needs the writer's lock, and the room of what is merged."};
  command.examples = {{"once a month", "muniment index compact --archive ./acme"}, {"for a program", "muniment index compact --archive ./acme --json"}};
  command.exits = {Exit::locked};
  command.run = [](Session& session) { return run_compact(session); };
  return command;
}

}  // namespace

Command command_index() {
  Command command{"index", "PROVE", "the search index: how it stands, whether it is right, build it anew, make it compact", {}};
  command.subcommands = {command_status_of_index(), command_verify_of_index(), command_rebuild(), command_compact()};
  command.default_subcommand = "status";
  return command;
}

}  // namespace muniment::cli
