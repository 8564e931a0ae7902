// SPDX-License-Identifier: GPL-3.0-or-later
// muniment sources: what is expected to deliver, so that its silence is noticed.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"
#include "ingest/registry.h"
#include "pipeline/monitoring_job.h"
#include "pipeline/source_job.h"

namespace muniment::cli {
namespace {

using pipeline::Monitoring;
using pipeline::SessionView;
using pipeline::SourceView;
using pipeline::Trouble;

constexpr int kNoSuchSource = 3141;  // as pipeline/source_job.cc has it
constexpr size_t kWidest = 40;

// --- what is expected ------------------------------------------------------------------------------------------------

std::string pattern_text(const SourceSetting& setting) {
  return setting.path.empty() ? "session " + printable(setting.session) : "path " + printable(setting.path);
}

std::string limit_text(const SourceSetting& setting) {
  if (!setting.watched) return "not watched";
  return setting.silent_after_ms ? pipeline::length_text(static_cast<int64_t>(*setting.silent_after_ms)) : std::string("no limit");
}

std::string seen_text(const SourceView& view, const TimeZone& zone) {
  const bool seen = view.last_ms || !view.sessions.empty();
  return seen ? minute_text(view.last_ms, zone) : std::string("never seen");
}

bool has_trouble(const Monitoring& all, const SourceView& view) {
  if (view.trouble != Trouble::none) return true;
  return std::ranges::any_of(all.sessions, [&](const SessionView& session) {
    return session.trouble != Trouble::none && session.source && session.source->setting.name == view.source.setting.name;
  });
}

std::vector<const SessionView*> not_expected(const Monitoring& all) {
  std::vector<const SessionView*> sessions;
  for (const SessionView& view : all.sessions) {
    if (!view.source) sessions.push_back(&view);
  }
  return sessions;
}

std::string table(const Monitoring& all, const TimeZone& zone, const Style& style) {
  size_t name = 6, pattern = 7, limit = 12;
  for (const SourceView& view : all.sources) {
    name = std::max(name, display_width(shortened(printable(view.source.setting.name), kWidest)));
    pattern = std::max(pattern, display_width(shortened(pattern_text(view.source.setting), kWidest)));
    limit = std::max(limit, limit_text(view.source.setting).size());
  }
  std::string out = style.dim("  " + padded("source", name) + "  " + padded("expects", pattern) + "  " + padded("silent after", limit) +
                              "  " + padded("last delivery", 16) + "  sessions") + "\n";
  for (const SourceView& view : all.sources) {
    const SourceSetting& setting = view.source.setting;
    out += has_trouble(all, view) ? style.warn("!") + " " : std::string("  ");
    out += padded(shortened(printable(setting.name), kWidest), name) + "  " + padded(shortened(pattern_text(setting), kWidest), pattern) + "  ";
    out += padded(limit_text(setting), limit) + "  " + padded(seen_text(view, zone), 16) + "  ";
    out += setting.path.empty() ? grouped(view.sessions.size()) : std::string("–");
    out += std::string(view.is_spooled ? "  (in the spool)" : "") + "\n";
  }
  return out;
}

Json source_setting_json(const SourceView& view) {
  const SourceSetting& setting = view.source.setting;
  Json json = json_of_type("source").set("source", setting.name).set("session", setting.session).set("path", setting.path);
  json.set("custodian", setting.custodian).set("format", setting.format);
  if (setting.silent_after_ms) json.set("silent_after_ms", *setting.silent_after_ms);
  else json.set_null("silent_after_ms");
  json.set("watched", setting.watched).set("actor", setting.actor).set("reason", setting.reason);
  set_time(json, "set", view.source.set_ms);
  json.set("spooled", view.is_spooled).set("sessions", json_strings(view.sessions));
  set_time(json, "last_delivery", view.last_ms);
  return json.set("seen", view.last_ms || !view.sessions.empty()).set("attention", view.trouble_text);
}

void print_list_json(const Monitoring& all, Exit exit, const std::vector<std::string>& attention) {
  std::vector<std::string> others;
  for (const SourceView& view : all.sources) print_json_line(source_setting_json(view));
  for (const SessionView* view : not_expected(all)) others.push_back(view->session.name);
  print_json_line(json_result("sources").set("total", uint64_t{all.sources.size()}).set("not_expected", json_strings(others))
                      .set("attention", json_strings(attention)).set("exit", static_cast<int>(exit)));
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const Monitoring all, pipeline::monitoring(*store, {0, -1}));
  const std::vector<std::string> attention = all.attention();
  std::string out = all.sources.empty() ? std::string() : table(all, zone, session.style());
  for (const SessionView* view : not_expected(all)) {
    out += "  session " + printable(view->session.name) + " is not expected by any source; last delivery " +
           minute_text(view->last_delivery_ms, zone) + "\n";
  }
  if (!session.json()) Session::say(out);
  const Exit exit = say_attention(session, attention);
  if (session.json()) print_list_json(all, exit, attention);
  session.talk(all.sources.empty() ? "no source is expected: muniment sources add NAME --silent-after 2h\n" : counted(all.sources.size(), "source") + "\n");
  return exit;
}

std::string detail(const SourceView& view, const TimeZone& zone, const Style& style) {
  const SourceSetting& setting = view.source.setting;
  std::string out = "source " + style.bold(printable(setting.name)) + "\n" + row("expects", pattern_text(setting));
  if (!setting.custodian.empty()) out += row("custodian", printable(setting.custodian));
  if (!setting.format.empty()) out += row("format", printable(setting.format));
  out += row("silent after", limit_text(setting));
  out += row("set", minute_text(view.source.set_ms, zone) + " by " + printable(setting.actor) + (view.is_spooled ? ", in the spool" : ""));
  if (!setting.reason.empty()) out += row("reason", printable(setting.reason));
  out += row("last delivery", seen_text(view, zone));
  for (const std::string& name : view.sessions) out += row("session", printable(name));
  return out;
}

Error no_such_source(const std::string& name) {
  return make_error(ErrorCode::not_found, "there is no source \"" + printable(name) + "\"").advise("muniment sources lists them").numbered(kNoSuchSource);
}

Result<Exit> run_show(Session& session, const std::string& name) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const Monitoring all, pipeline::monitoring(*store, {0, -1}));
  const auto view = std::ranges::find_if(all.sources, [&](const SourceView& one) { return one.source.setting.name == name; });
  if (view == all.sources.end()) return no_such_source(name);
  std::vector<std::string> attention;
  if (view->trouble != Trouble::none) attention.push_back("source " + name + ": " + view->trouble_text);
  for (const SessionView& one : all.sessions) {
    const bool is_ours = one.source && one.source->setting.name == name;
    if (is_ours && one.trouble != Trouble::none) attention.push_back("session " + one.session.name + ": " + one.trouble_text);
  }
  if (!session.json()) Session::say(detail(*view, zone, session.style()));
  const Exit exit = say_attention(session, attention);
  if (!session.json()) return exit;
  print_json_line(source_setting_json(*view));
  print_json_line(json_result("source").set("source", name).set("attention", json_strings(attention)).set("exit", static_cast<int>(exit)));
  return exit;
}

// --- what is to be expected ------------------------------------------------------------------------------------------

struct ChangeOptions {
  std::vector<std::string> name;
  std::string session, path, custodian, format, silent_after, watch;
};

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

Result<pipeline::SourceChange> change_of(const ChangeOptions& options) {
  pipeline::SourceChange change;
  change.session = given(options.session);
  change.path = given(options.path);
  change.custodian = given(options.custodian);
  change.format = given(options.format);
  if (!options.watch.empty()) change.watched = options.watch == "yes";
  change.no_limit = options.silent_after == "none";
  if (options.silent_after.empty() || change.no_limit) return change;
  MUNIMENT_TRY(const int64_t limit, parse_duration_ms(options.silent_after));
  change.silent_after_ms = static_cast<uint64_t>(limit);
  return change;
}

using Job = Result<pipeline::Recorded> (*)(pipeline::Store&, const std::string&, const pipeline::SourceChange&, const pipeline::Actor&);

Result<Exit> change(Session& session, const ChangeOptions& options, Job job, const char* done) {
  const std::string& name = options.name.front();
  MUNIMENT_TRY(const pipeline::SourceChange wanted, change_of(options));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open_to_note());
  MUNIMENT_TRY(const pipeline::Recorded recorded, job(*store, name, wanted, session.actor()));
  MUNIMENT_TRY_VOID(store->close());
  const bool spooled = recorded == pipeline::Recorded::in_spool;
  if (session.json()) {
    print_json_line(json_result("source").set("source", name).set("done", done).set("spooled", spooled));
    return Exit::success;
  }
  if (session.flags().quiet) Session::say(printable(name) + "\n");
  session.talk("source " + printable(name) + " " + done + (spooled ? "; another process is writing, so it waits in the spool: it counts from now on, and the next "
                                                                     "writer takes it into the log\n"
                                                                   : "\n"));
  return Exit::success;
}

Result<pipeline::Recorded> remove(pipeline::Store& store, const std::string& name, const pipeline::SourceChange&, const pipeline::Actor& actor) {
  return pipeline::remove_source(store, name, actor);
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ingest::SourceFormat& format : ingest::source_formats()) names.emplace_back(format.name);
  return names;
}

std::vector<Option> change_flags(ChangeOptions& options) {
  return {{"--session", "", "PATTERN", "the sessions that belong to it, with * and ? (default: the session of that name)", &options.session},
          {"--path", "", "PATTERN", "instead: what is named to ingest, with * and ?", &options.path},
          {"--silent-after", "", "TIME", "nothing for longer than that needs attention: 30m, 2h, 7d, or none", &options.silent_after},
          {"--watch", "", "YES", "no: nothing more is expected of it, and whatever its state is needs no attention", &options.watch, {"yes", "no"}},
          {"--custodian", "", "NAME", "whose messages it delivers, for whoever reads the list", &options.custodian},
          {"--format", "", "FORMAT", "in which it delivers, for whoever reads the list", &options.format, format_names()}};
}

Command command_add() {
  auto options = std::make_shared<ChangeOptions>();
  Command add{"add", "CAPTURE", "expect a session, several, or a path",
              "Works while another process writes: what is said waits in the spool then, counts at once, and stands in the log as soon "
              "as the next writer takes it."};
  add.positionals = {{"NAME", "what the source is called", 1, 1, &options->name}};
  add.options = change_flags(*options);
  add.examples = {{"a session that never rests for two hours", "muniment sources add sales-2 --silent-after 2h --archive ./streams"},
                  {"a folder of monthly exports", "muniment sources add exports --path 'exports/*' --silent-after 35d --archive ./streams"}};
  add.exits = {Exit::locked};
  add.run = [options](Session& session) { return change(session, *options, pipeline::add_source, "added"); };
  return add;
}

Command command_set() {
  auto options = std::make_shared<ChangeOptions>();
  Command set{"set", "CAPTURE", "change what is expected of a source", "What is not named stays as it is. Every setting is kept in the log, with who and why."};
  set.positionals = {{"NAME", "the source", 1, 1, &options->name}};
  set.options = change_flags(*options);
  set.examples = {{"another limit", "muniment sources set sales-1 --silent-after 1d --archive ./streams"},
                  {"a device that was given back", "muniment sources set sales-1 --watch no --reason 'given back' --archive ./streams"}};
  set.exits = {Exit::locked};
  set.run = [options](Session& session) { return change(session, *options, pipeline::set_source, "changed"); };
  return set;
}

Command command_remove() {
  auto options = std::make_shared<ChangeOptions>();
  Command remove_it{"remove", "CAPTURE", "expect a source no more", "Its sessions and what they brought stay; they are listed as not expected."};
  remove_it.positionals = {{"NAME", "the source", 1, 1, &options->name}};
  remove_it.examples = {{"one", "muniment sources remove sales-1 --archive ./streams"},
                        {"for a program", "muniment sources remove sales-1 --archive ./streams --json"}};
  remove_it.exits = {Exit::locked};
  remove_it.run = [options](Session& session) { return change(session, *options, remove, "removed"); };
  return remove_it;
}

}  // namespace

Command command_sources() {
  Command list{"list", "CAPTURE", "what is expected to deliver, whether it does, and what delivers without being expected",
               "Shows no message, and so writes no access record."};
  list.examples = {{"who is expected", "muniment sources --archive ./streams"}, {"for a monitor", "muniment sources list --archive ./streams --json --no-input"}};
  list.exits = {Exit::attention};
  list.run = [](Session& session) { return run_list(session); };

  auto name = std::make_shared<std::vector<std::string>>();
  Command show{"show", "CAPTURE", "one source: what it expects, since when, by whom and why", {}};
  show.positionals = {{"NAME", "the source", 1, 1, name.get()}};
  show.examples = {{"who set it up", "muniment sources show sales-1 --archive ./streams"},
                   {"for a program", "muniment sources show sales-1 --archive ./streams --json"}};
  show.exits = {Exit::attention};
  show.run = [name](Session& session) { return run_show(session, name->front()); };

  Command command{"sources", "CAPTURE", "what is expected to deliver, so that its silence is noticed", {}};
  command.subcommands = {std::move(list), std::move(show), command_add(), command_set(), command_remove()};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
