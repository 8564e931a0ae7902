// SPDX-License-Identifier: GPL-3.0-or-later
// muniment checkpoint: what the log contained when it was signed, for keeping where nobody here can change it.
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "pipeline/checkpoint_job.h"

namespace muniment::cli {
namespace {

using pipeline::CheckpointFacts;

constexpr int kNotACheckpoint = 1241;

std::string name_of(uint64_t size) { return "c" + std::to_string(size); }

Result<std::optional<uint64_t>> wanted_size(const std::string& word) {
  if (word.empty()) return std::optional<uint64_t>{};
  const auto size = parse_id('c', word);
  if (size) return std::optional<uint64_t>(*size);
  return make_error(ErrorCode::invalid_argument, "\"" + printable(word) + "\" is not a checkpoint")
      .because("expected one such as c1234").numbered(kNotACheckpoint);
}

Json facts_json(const char* type, const CheckpointFacts& facts) {
  Json json = json_of_type(type).set("checkpoint", name_of(facts.size)).set("log_size", facts.size).set("root", to_hex(facts.root.view()));
  json.set("file", facts.file);
  if (facts.committed_ms) json.set("committed", format_rfc3339_ms(*facts.committed_ms));
  else json.set_null("committed");
  if (facts.messages) json.set("messages", *facts.messages);
  else json.set_null("messages");
  return json;
}

// --- list ------------------------------------------------------------------------------------------------------------

std::string row(const CheckpointFacts& facts, const TimeZone& zone) {
  const std::string when = facts.committed_ms ? zone.format(*facts.committed_ms).substr(0, 16) : "not in this log";
  return padded(name_of(facts.size), 12) + padded(when, 18) + right_aligned(facts.messages ? grouped(*facts.messages) : "–", 12) + "  " +
         printable(facts.file) + "\n";
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const auto store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const auto all, pipeline::checkpoints(*store));
  const std::string key = pipeline::log_key(*store);
  if (session.json()) {
    for (const CheckpointFacts& facts : all) print_json_line(facts_json("checkpoint", facts));
    print_json_line(json_result("checkpoint-list").set("checkpoints", uint64_t{all.size()}).set("log_key", key));
    return Exit::success;
  }
  std::string out = session.style().dim(padded("checkpoint", 12) + padded("last commit", 18) + right_aligned("messages", 12) + "  kept as") + "\n";
  for (const CheckpointFacts& facts : all) out += row(facts, zone);
  Session::say(out + "signed by " + printable(key) + "\n");
  session.talk("next: keep one where nobody here can change it: muniment checkpoint print | mail -s checkpoint AUDITOR\n");
  return Exit::success;
}

// --- print -----------------------------------------------------------------------------------------------------------

std::string letter(const pipeline::Store& store, const CheckpointFacts& facts) {
  std::string text = "Checkpoint " + name_of(facts.size) + " of the archive " + printable(store.name()) + "\n";
  if (facts.committed_ms) {
    text += "It covers " + counted(*facts.messages, "message") + "; the last commit was at " + format_rfc3339(*facts.committed_ms) + ".\n";
  }
  return text +
         "Keep this text. Whoever has it can show later that nothing before this point was changed or left out:\n"
         "  muniment verify --archive ARCHIVE --against THIS-FILE\n\n" + facts.note;
}

struct PrintOptions {
  std::vector<std::string> size;
  bool bare = false;
};

Result<Exit> run_print(Session& session, const PrintOptions& options) {
  MUNIMENT_TRY(const auto size, wanted_size(options.size.empty() ? std::string() : options.size.front()));
  MUNIMENT_TRY(const auto store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const CheckpointFacts facts, pipeline::checkpoint(*store, size));
  if (session.json()) print_json_line(facts_json("checkpoint", facts).set("note", facts.note).set("log_key", pipeline::log_key(*store)));
  else Session::say(options.bare ? facts.note : letter(*store, facts));
  return Exit::success;
}

// --- create ----------------------------------------------------------------------------------------------------------

Result<Exit> run_create(Session& session) {
  MUNIMENT_TRY(const auto store, session.open(pipeline::Mode::write));
  MUNIMENT_TRY(const CheckpointFacts facts, pipeline::keep_checkpoint(*store));
  MUNIMENT_TRY_VOID(store->close());
  if (session.json()) {
    print_json_line(facts_json("result", facts).set("schema", "checkpoint-create/1"));
    return Exit::success;
  }
  Session::say("kept checkpoint " + session.style().bold(name_of(facts.size)) + " over " + counted(facts.messages.value_or(0), "message") + " in " +
               printable(facts.file) + "\n");
  session.talk("next: send it to somebody outside: muniment checkpoint print " + name_of(facts.size) + " | mail -s checkpoint AUDITOR\n");
  return Exit::success;
}

// --- publish ---------------------------------------------------------------------------------------------------------

Result<Exit> run_publish(Session& session, const std::string& directory) {
  MUNIMENT_TRY(const auto store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const pipeline::PublishedLog published, pipeline::publish_log(*store, directory));
  if (session.json()) {
    print_json_line(json_result("checkpoint-publish").set("directory", published.directory.string()).set("log_size", published.size).set("files", published.files));
    return Exit::success;
  }
  Session::say("published the log up to " + session.style().bold(name_of(published.size)) + " as tiles in " + printable(published.directory.string()) + ": " +
               counted(published.files, "new file") + "\n");
  return Exit::success;
}

// --- give up ---------------------------------------------------------------------------------------------------------

std::string given_up_text(const pipeline::GivenUpEnd& given) {
  std::string names;
  for (const uint64_t size : given.sizes) names += (names.empty() ? "" : ", ") + name_of(size);
  return "gave up " + names + ": what the log held beyond this is lost\nthe log goes on at c" + std::to_string(given.log_size) +
         ", and says so with your name and reason\n";
}

Result<Exit> run_give_up(Session& session) {
  MUNIMENT_TRY(const io::Path path, session.archive_path());
  MUNIMENT_TRY(const int64_t wait_ms, parse_duration_ms(session.flags().lock_wait));
  MUNIMENT_TRY(const pipeline::Unlock keys, session.unlock());
  pipeline::OpenOptions options;
  options.lock_wait_ms = wait_ms;
  options.machine = this_machine();
  auto given = pipeline::give_up_lost_end(io::posix(), path, keys, session.actor(), system_clock(), options);
  if (!given) return advised(given.error(), path);
  if (session.json()) {
    Json sizes = Json::array();
    for (const uint64_t size : given->sizes) sizes.push(size);
    print_json_line(json_result("checkpoint-give-up").set("given_up", sizes).set("log_size", given->log_size));
  } else {
    Session::say(given->sizes.empty() ? std::string("nothing was lost: the log has all that was ever signed\n") : given_up_text(*given));
  }
  return Exit::success;
}

Command command_list() {
  Command command{"list", "PROVE", "HEAD and the kept checkpoints", "Shows no message, and so writes no access record."};
  auto print = std::make_shared<PrintOptions>();
  auto wants_print = std::make_shared<bool>(false);
  command.options = {{"--print", "", "", "the newest as a text to mail: the same as checkpoint print", wants_print.get()}};
  command.examples = {{"what is kept", "muniment checkpoint --archive ./acme"},
                      {"the newest, as a text to mail", "muniment checkpoint --print --archive ./acme"}};
  command.run = [print, wants_print](Session& session) { return *wants_print ? run_print(session, *print) : run_list(session); };
  return command;
}

Command command_print() {
  auto options = std::make_shared<PrintOptions>();
  Command command{"print", "PROVE", "a checkpoint as a text to mail to somebody outside",
                  "A mailbox elsewhere becomes a witness: verify --against takes the note, or the mail as it was saved, and says whether the "
                  "archive still holds all that was signed."};
  command.positionals = {{"CHECKPOINT", "such as c1234 (default: HEAD)", 0, 1, &options->size}};
  command.options = {{"--bare", "", "", "the signed note and nothing else", &options->bare}};
  command.examples = {{"for the auditor's mailbox", "muniment checkpoint print --archive ./acme"},
                      {"for a witness program", "muniment checkpoint print --bare --archive ./acme"}};
  command.run = [options](Session& session) { return run_print(session, *options); };
  return command;
}

Command command_create() {
  Command command{"create", "PROVE", "sign the end of the log now, and keep the checkpoint",
                  "The writer keeps one by itself whenever it closes, and every hour while it goes on. They are never removed."};
  command.examples = {{"before something is handed over", "muniment checkpoint create --archive ./acme"},
                      {"for a program", "muniment checkpoint create --archive ./acme --json"}};
  command.run = [](Session& session) { return run_create(session); };
  return command;
}

Command command_publish() {
  auto to = std::make_shared<std::string>();
  Command command{"publish", "PROVE", "write the log as static files for a web server (C2SP tlog-tiles)",
                  "The files hold hashes, counts and times of commits, no content. Publishing again adds what is new."};
  command.options = {{"--to", "", "DIR", "where (default: log/ in the archive)", to.get()}};
  command.examples = {{"below a web server's root", "muniment checkpoint publish --to ./acme-log --archive ./acme"},
                      {"inside the archive", "muniment checkpoint publish --archive ./acme"}};
  command.run = [to](Session& session) { return run_publish(session, *to); };
  return command;
}

Command command_give_up() {
  Command command{"give-up", "PROVE", "go on writing after the end of the log was lost",
                  "An archive whose log is shorter than a checkpoint that was signed is not written to, since it would get a second history. "
                  "If what is missing is lost for good, a person may say so: the log then names the checkpoint that was given up, who, and "
                  "why. Look for a newer copy first: muniment repair --from COPY."};
  command.examples = {{"after a backup was restored", "muniment checkpoint give-up --reason 'disk lost; backup of 25 November restored' --archive ./acme"},
                      {"for a program", "muniment checkpoint give-up --reason 'ticket 4711' --archive ./acme --json"}};
  command.run = [](Session& session) { return run_give_up(session); };
  return command;
}

}  // namespace

Command command_checkpoint() {
  Command command{"checkpoint", "PROVE", "what the log held when it was signed, to be kept elsewhere", {}};
  command.subcommands = {command_list(), command_print(), command_create(), command_publish(), command_give_up()};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
