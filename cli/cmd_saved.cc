// SPDX-License-Identifier: GPL-3.0-or-later
// muniment saved: searches that are kept, run again, and compared with what they found before.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/dialect.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/scope.h"
#include "cli/search_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "pipeline/saved_job.h"

namespace muniment::cli {
namespace {

using index::KeptSearch;

constexpr size_t kWidest = 40, kWidestQuery = 60;

// --- what is kept ----------------------------------------------------------------------------------------------------

std::string last_text(const KeptSearch& kept, const TimeZone& zone) {
  if (!kept.last) return "never run";
  return minute_text(kept.last->at_ms, zone) + ": " + counted(kept.last->run.total, "message");
}

std::string table(const pipeline::EffectiveSearches& searches, const TimeZone& zone, const Style& style) {
  size_t name = 4, query = 5;
  for (const auto& [key, kept] : searches.fold.all()) {
    name = std::max(name, display_width(shortened(printable(key), kWidest)));
    query = std::max(query, display_width(shortened(printable(kept.saved.query), kWidestQuery)));
  }
  std::string out = style.dim("  " + padded("name", name) + "  " + padded("query", query) + "  last run") + "\n";
  for (const auto& [key, kept] : searches.fold.all()) {
    out += "  " + padded(shortened(printable(key), kWidest), name) + "  " + padded(shortened(printable(kept.saved.query), kWidestQuery), query);
    out += "  " + last_text(kept, zone) + (kept.saved.scope.empty() ? "" : "  (scope " + printable(kept.saved.scope) + ")") + (searches.spooled.contains(key) ? "  (in the spool)" : "") + "\n";
  }
  return out;
}

Json saved_json(const KeptSearch& kept, bool is_spooled) {
  Json json = json_of_type("saved").set("name", kept.saved.name).set("query", kept.saved.query).set("dialect", kept.saved.dialect).set("scope", kept.saved.scope).set("note", kept.saved.note);
  json.set("actor", kept.saved.actor).set("reason", kept.saved.reason).set("spooled", is_spooled);
  set_time(json, "saved", kept.saved_ms);
  if (!kept.last) return json.set_null("last_run");
  const SavedSearchRun& run = kept.last->run;
  Json last = Json::object();
  set_time(last, "at", kept.last->at_ms);
  last.set("query", run.query).set("scope", run.scope).set("total", run.total).set("searched", run.searched).set("of", run.of);
  if (!run.missing.empty()) last.set("missing", run.missing);
  return json.set("last_run", last.set("actor", run.actor).set("reason", run.reason));
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::EffectiveSearches searches, pipeline::saved_searches(*store));
  const size_t total = searches.fold.all().size();
  if (session.json()) {
    for (const auto& [name, kept] : searches.fold.all()) print_json_line(saved_json(kept, searches.spooled.contains(name)));
    print_json_line(json_result("saved").set("total", uint64_t{total}));
    return Exit::success;
  }
  if (total > 0) Session::say(table(searches, zone, session.style()));
  session.talk(total == 0 ? "no search is kept: muniment saved create NAME QUERY\n" : counted(total, "saved search", "saved searches") + "\n");
  return Exit::success;
}

std::string detail(const KeptSearch& kept, bool is_spooled, const TimeZone& zone, const Style& style) {
  std::string out = "saved search " + style.bold(printable(kept.saved.name)) + "\n" + row("query", printable(kept.saved.query));
  if (!kept.saved.dialect.empty()) out += row("dialect", printable(kept.saved.dialect));
  if (!kept.saved.scope.empty()) out += row("scope", printable(kept.saved.scope));
  if (!kept.saved.note.empty()) out += row("note", printable(kept.saved.note));
  out += row("saved", minute_text(kept.saved_ms, zone) + " by " + printable(kept.saved.actor) + (is_spooled ? ", in the spool" : ""));
  if (!kept.saved.reason.empty()) out += row("reason", printable(kept.saved.reason));
  out += row("last run", last_text(kept, zone));
  if (!kept.last) return out;
  const SavedSearchRun& run = kept.last->run;
  out += row("by", printable(run.actor) + (run.reason.empty() ? "" : ": " + printable(run.reason)));
  out += row("searched", grouped(run.searched) + " of " + counted(run.of, "message"));
  if (!run.missing.empty()) out += row("not searched", printable(run.missing));
  if (run.query != kept.saved.query) out += row("query then", printable(run.query));
  if (run.scope != kept.saved.scope) out += row("scope then", run.scope.empty() ? "message" : printable(run.scope));
  return out;
}

Result<Exit> run_show(Session& session, const std::string& name) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const KeptSearch kept, pipeline::saved_search(*store, name));
  MUNIMENT_TRY(const pipeline::EffectiveSearches searches, pipeline::saved_searches(*store));
  const bool is_spooled = searches.spooled.contains(name);
  if (session.json()) {
    print_json_line(saved_json(kept, is_spooled));
    print_json_line(json_result("saved").set("name", name));
    return Exit::success;
  }
  Session::say(detail(kept, is_spooled, zone, session.style()));
  return Exit::success;
}

// --- keeping and forgetting ------------------------------------------------------------------------------------------

Result<Exit> told(const Session& session, const std::string& name, const char* done, pipeline::Recorded recorded) {
  const bool spooled = recorded == pipeline::Recorded::in_spool;
  if (session.json()) {
    print_json_line(json_result("saved").set("name", name).set("done", done).set("spooled", spooled));
    return Exit::success;
  }
  session.talk("saved search " + printable(name) + " " + done +
               (spooled ? "; another process is writing, so it waits in the spool: it counts from now on, and the next writer takes it into the log\n" : "\n"));
  return Exit::success;
}

struct CreateOptions {
  std::vector<std::string> words;  // name and query
  std::string note, dialect{kDefaultDialect}, scope;
  bool replace = false;
};

Result<Exit> run_create(Session& session, const CreateOptions& options) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open_to_note());
  MUNIMENT_TRY(const index::Unit unit, scope_named(options.scope));
  const pipeline::SaveRequest request{.name = options.words[0], .query = options.words[1], .note = options.note, .dialect = dialect_named(options.dialect),
                                      .unit = unit, .replace = options.replace, .actor = session.actor()};
  MUNIMENT_TRY(const pipeline::Recorded recorded, pipeline::save_search(*store, request));
  MUNIMENT_TRY_VOID(store->close());
  return told(session, request.name, "kept", recorded);
}

Result<Exit> run_remove(Session& session, const std::string& name) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open_to_note());
  MUNIMENT_TRY(const pipeline::Recorded recorded, pipeline::remove_saved_search(*store, name, session.actor()));
  MUNIMENT_TRY_VOID(store->close());
  return told(session, name, "removed", recorded);
}

// --- running ---------------------------------------------------------------------------------------------------------

struct RunOptions {
  std::vector<std::string> name;
  SearchFlags flags;
};

std::string more_or_fewer(int64_t difference) {
  return grouped(static_cast<uint64_t>(difference < 0 ? -difference : difference)) + (difference < 0 ? " fewer" : " more");
}

bool is_another_scope(const pipeline::SavedAnswer& run) {
  const SavedSearchRun& before = run.kept.last->run;
  return before.query == run.kept.saved.query && before.dialect == run.kept.saved.dialect;
}

// "since the run of 2026-03-05 17:02 (412 messages): 3 came, 1 fewer among those held then"
std::string changed_text(const pipeline::SavedAnswer& run, const TimeZone& zone) {
  if (!run.kept.last) return "first run\n";
  const std::string since = "since the run of " + minute_text(run.kept.last->at_ms, zone) + " (" + counted(run.kept.last->run.total, "message") + "): ";
  if (!run.changed) return since + (is_another_scope(run) ? "the scope is another one now\n" : "the query is another one now\n");
  std::string out = since + (run.changed->came == 0 ? "none came" : grouped(run.changed->came) + " came");
  if (run.changed->among_earlier != 0) out += ", " + more_or_fewer(run.changed->among_earlier) + " among those held then";
  return out + "\n";
}

void set_changed(Json& result, const pipeline::SavedAnswer& run) {
  if (run.changed) result.set("came", run.changed->came).set("among_earlier", run.changed->among_earlier);
  else result.set_null("came").set_null("among_earlier");
}

Result<Exit> run_run(Session& session, const RunOptions& options) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::SearchRequest request, request_of(options.flags, session));
  const std::optional<index::Unit> unit = options.flags.scope.empty() ? std::nullopt : std::optional(request.unit);
  MUNIMENT_TRY(const pipeline::SavedAnswer run, pipeline::run_saved_search(*store, options.name.front(), request, unit));
  pipeline::FoundMessages found(*store, run.answer);
  const Exit exit = exit_of(options.flags, run.answer);
  if (session.json()) {
    MUNIMENT_TRY(Json result, print_answer_json("saved", options.flags, run.kept.saved.query, run.answer, found));
    set_changed(result.set("name", options.name.front()), run);
    print_json_line(result.set("exit", static_cast<int>(exit)));
    return exit;
  }
  MUNIMENT_TRY_VOID(say_answer(session, options.flags, run.answer, found, zone));
  if (options.flags.count) session.talk(changed_text(run, zone));
  else Session::say(changed_text(run, zone));
  return exit;
}

Command command_run() {
  auto options = std::make_shared<RunOptions>();
  Command command{"run", "FIND", "ask a saved search again, and tell what changed since it was last run",
                  "Prints what search prints, and then how many of the messages came since the run before. Days such as 7d are those of now."};
  command.positionals = {{"NAME", "the saved search", 1, 1, &options->name}};
  command.options = options_of(options->flags, "as it was kept");
  command.examples = {{"again", "muniment saved run prices --archive ./streams"},
                      {"for a program", "muniment saved run prices --archive ./streams --json --limit 0"}};
  command.exits = {Exit::no_match, Exit::attention};
  command.run = [options](Session& session) { return run_run(session, *options); };
  return command;
}

Command command_create() {
  auto options = std::make_shared<CreateOptions>();
  Command command{"create", "FIND", "keep a search under a name",
                  "A query that cannot be read is refused and not kept. Who kept it and why stands in the log."};
  command.positionals = {{"NAME QUERY", "what it is called, and the query as one argument: put it in single quotes", 2, 2, &options->words}};
  command.options = {{"--note", "", "TEXT", "what it is for", &options->note},
                     dialect_option(&options->dialect),
                     scope_option(&options->scope),
                     {"--replace", "", "", "take the place of the search of this name; what it was stays in the log", &options->replace}};
  command.examples = {{"the terms both sides agreed on", "muniment saved create off-book '(invoice OR fatura) w/10 \"off book\"' --archive ./acme"},
                      {"another query in its place", "muniment saved create prices 'pric* OR offer~en' --replace --archive ./streams"}};
  command.exits = {Exit::locked};
  command.run = [options](Session& session) { return run_create(session, *options); };
  return command;
}

Command command_of_name(std::string_view verb, std::string_view summary, Result<Exit> (*job)(Session&, const std::string&)) {
  auto name = std::make_shared<std::vector<std::string>>();
  Command command{verb, "FIND", summary, {}};
  command.positionals = {{"NAME", "the saved search", 1, 1, name.get()}};
  command.run = [name, job](Session& session) { return job(session, name->front()); };
  return command;
}

}  // namespace

Command command_saved() {
  Command list{"list", "FIND", "the searches that are kept, and when each was last run", "Shows no message, and so writes no access record."};
  list.examples = {{"all", "muniment saved --archive ./streams"}, {"for a program", "muniment saved list --archive ./streams --json"}};
  list.run = [](Session& session) { return run_list(session); };

  Command show = command_of_name("show", "one saved search: its query, who kept it and why, and its last run", run_show);
  show.examples = {{"who kept it", "muniment saved show prices --archive ./streams"}, {"for a program", "muniment saved show prices --archive ./streams --json"}};
  Command remove = command_of_name("remove", "keep a search no more; what it was stays in the log", run_remove);
  remove.examples = {{"one", "muniment saved remove prices --archive ./streams"},
                     {"for a program", "muniment saved remove prices --archive ./streams --json"}};
  remove.exits = {Exit::locked};

  Command command{"saved", "FIND", "searches that are kept, run again, and compared with what they found before", {}};
  command.subcommands = {std::move(list), std::move(show), command_create(), command_run(), std::move(remove)};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
