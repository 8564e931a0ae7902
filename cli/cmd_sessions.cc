// SPDX-License-Identifier: GPL-3.0-or-later
// muniment sessions: the sessions that something came by, what state they are in by evidence, and how complete they are.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"
#include "pipeline/monitoring_job.h"

namespace muniment::cli {
namespace {

using pipeline::GapCoverage;
using pipeline::Monitoring;
using pipeline::SessionView;
using pipeline::Trouble;

constexpr int kNoSuchSession = 1261;
constexpr size_t kWidestName = 30, kWidestState = 60;

// --- the list --------------------------------------------------------------------------------------------------------

std::string source_name(const SessionView& view) {
  return view.source ? printable(view.source->setting.name) : std::string("not expected");
}

std::string table(const Monitoring& all, const TimeZone& zone, const Style& style) {
  size_t name = 7, state = 5;
  for (const SessionView& view : all.sessions) {
    name = std::max(name, display_width(shortened(printable(view.session.name), kWidestName)));
    state = std::max(state, display_width(shortened(state_text(view.session, zone), kWidestState)));
  }
  std::string out = style.dim("  " + padded("session", name) + "  " + padded("state", state) + "  " + padded("last message", 16) + "  " +
                              right_aligned("messages", 9) + "  " + right_aligned("missing", 7) + "  source") + "\n";
  for (const SessionView& view : all.sessions) {
    out += view.trouble == Trouble::none ? "  " : style.warn("!") + " ";
    out += padded(shortened(printable(view.session.name), kWidestName), name) + "  ";
    out += padded(shortened(state_text(view.session, zone), kWidestState), state) + "  ";
    out += padded(minute_text(view.session.last_message_ms, zone), 16) + "  " + right_aligned(grouped(view.session.messages), 9) + "  ";
    out += right_aligned(view.runs.empty() ? "–" : grouped(view.missing()), 7) + "  " + source_name(view) + "\n";
  }
  return out;
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const Monitoring all, pipeline::monitoring(*store, {0, -1}));
  const std::vector<std::string> attention = all.attention();
  if (session.json()) {
    for (const SessionView& view : all.sessions) print_json_line(session_json(view));
    const Exit exit = say_attention(session, attention);
    print_json_line(json_result("sessions").set("total", uint64_t{all.sessions.size()}).set("attention", json_strings(attention))
                        .set("exit", static_cast<int>(exit)));
    return exit;
  }
  if (!all.sessions.empty()) Session::say(table(all, zone, session.style()));
  const Exit exit = say_attention(session, attention);
  session.talk(all.sessions.empty() ? "nothing came by a session yet: muniment ingest --follow PATH\n"
                                    : counted(all.sessions.size(), "session") + "; one of them: muniment sessions show " +
                                          quoted_for_shell(printable(all.sessions.front().session.name)) + "\n");
  return exit;
}

// --- one session -----------------------------------------------------------------------------------------------------

std::string recorder_text(const SessionView& view, const TimeZone& zone) {
  if (!view.last_mark) return "never said that it starts or stops";
  const std::string at = minute_text(view.last_mark->at_ms, zone);
  return view.last_mark->is_stop ? "stopped in order " + at : "started " + at + ", and did not say that it stops";
}

std::string limits_text(const SessionView& view) {
  if (!view.source) return "none: no source expects it (muniment sources add)";
  const SourceSetting& setting = view.source->setting;
  if (!setting.watched) return "not watched, by source " + printable(setting.name);
  const std::string by = ", by source " + printable(setting.name);
  if (!setting.silent_after_ms) return "none" + by;
  return "silent after " + pipeline::length_text(static_cast<int64_t>(*setting.silent_after_ms)) + by;
}

std::string run_text(const pipeline::RunCoverage& run) {
  std::string out = grouped(run.lowest) + " to " + grouped(run.highest) + " = " + grouped(run.seen) + " seen + " + grouped(run.missing) + " missing";
  if (run.not_certain > 0) out += ", of which " + grouped(run.not_certain) + " may only be late";
  return out;
}

std::string gap_text(const GapCoverage& gap, const TimeZone& zone) {
  const CaptureGap& it = gap.gap.gap;
  const bool is_restart = it.reason == CaptureGap::Reason::restart;
  const auto at = [&](int64_t ms) { return ms == 0 ? std::string("at a time unknown") : zone.format(ms).substr(0, 19); };
  std::string out = is_restart ? "restart without a stop, what came between is unknown: after " : counted(it.missing(), "number") + " missing: after ";
  out += grouped(it.after) + " (" + at(it.after_ms) + ") and before " + grouped(it.before) + " (" + at(it.before_ms) + ")";
  out += "; found " + minute_text(gap.gap.found_ms, zone);
  if (gap.gap.filled_ms) return out + ", filled " + minute_text(gap.gap.filled_ms, zone);
  return out + (is_restart || gap.still_missing == it.missing() ? ", open" : ", open: " + grouped(gap.still_missing) + " still missing");
}

std::string detail(const SessionView& view, const TimeZone& zone, const Style& style) {
  const index::Session& it = view.session;
  std::string out = "session " + style.bold(printable(it.name)) + "\n";
  out += row("state", state_text(it, zone)) + row("recorder", recorder_text(view, zone));
  out += row("account", it.account.empty() ? "not said" : printable(it.account));
  out += row("device", it.device.empty() ? "not said" : printable(it.device));
  out += row("first", minute_text(it.first_ms, zone)) + row("last event", minute_text(it.last_ms, zone));
  out += row("last message", minute_text(it.last_message_ms, zone));
  out += row("records", grouped(it.records) + ", of which " + counted(it.messages, "message")) + row("limits", limits_text(view));
  if (view.runs.empty()) out += row("numbers", "none: what came by it is not counted, so nobody can say what is missing");
  for (const pipeline::RunCoverage& run : view.runs) {
    out += row(view.runs.size() == 1 ? "numbers" : "numbers " + grouped(run.run), run_text(run));
  }
  for (const GapCoverage& gap : view.gaps) out += row(gap.is_open() ? style.warn("gap") + std::string(10, ' ') : "gap", gap_text(gap, zone));
  if (view.days.empty()) return out;
  out += "  days of UTC, what came by it first\n    " + style.dim(padded("day", 24) + "  " + right_aligned("records", 9) + "  " + right_aligned("messages", 9)) + "\n";
  return out + coverage_rows(view);
}

Error no_such_session(const std::string& name) {
  return make_error(ErrorCode::not_found, "nothing came by a session \"" + printable(name) + "\"")
      .advise("muniment sessions lists those that something came by; muniment sources those that are expected").numbered(kNoSuchSession);
}

void print_json(const SessionView& view, Exit exit) {
  const std::string& name = view.session.name;
  print_json_line(session_json(view));
  for (const pipeline::RunCoverage& run : view.runs) print_json_line(run_json(name, run));
  for (const GapCoverage& gap : view.gaps) print_json_line(gap_json(gap));
  for (const pipeline::DayCoverage& day : view.days) print_json_line(day_json(name, day));
  print_json_line(json_result("session").set("session", name).set("exit", static_cast<int>(exit)));
}

Result<Exit> run_show(Session& session, const std::string& name) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const Monitoring all, pipeline::monitoring(*store));
  const auto view = std::ranges::find_if(all.sessions, [&](const SessionView& one) { return one.session.name == name; });
  if (view == all.sessions.end()) return no_such_session(name);
  std::vector<std::string> attention;
  if (view->trouble != Trouble::none) attention.push_back("session " + name + ": " + view->trouble_text);
  if (!session.json()) Session::say(detail(*view, zone, session.style()));
  const Exit exit = say_attention(session, attention);
  if (session.json()) print_json(*view, exit);
  return exit;
}

}  // namespace

Command command_sessions() {
  Command list{"list", "CAPTURE", "every session that something came by, and its state by evidence",
               "Shows no message, and so writes no access record."};
  list.examples = {{"who delivers", "muniment sessions --archive ./streams"}, {"for a monitor", "muniment sessions list --archive ./streams --json --no-input"}};
  list.exits = {Exit::attention};
  list.run = [](Session& session) { return run_list(session); };

  auto name = std::make_shared<std::vector<std::string>>();
  Command show{"show", "CAPTURE", "one session: state, numbers seen and missing, gaps, and every day",
               "The state is what the session said about itself last; whether it delivers is judged by what came. Numbers are those "
               "of the recorder: what was seen and what is missing add up to all from the lowest to the highest. Days are days of UTC, "
               "by the recorder's clock."};
  show.positionals = {{"SESSION", "the session, by its name", 1, 1, name.get()}};
  show.examples = {{"how complete it is", "muniment sessions show sales-1 --archive ./streams"},
                   {"for a program", "muniment sessions show sales-1 --archive ./streams --json"}};
  show.exits = {Exit::attention};
  show.run = [name](Session& session) { return run_show(session, name->front()); };

  Command command{"sessions", "CAPTURE", "the sessions that streams came by: state, gaps and days", {}};
  command.subcommands = {std::move(list), std::move(show)};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
