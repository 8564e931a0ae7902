// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/monitoring_text.h"

#include <algorithm>

#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "core/base/time_text.h"

namespace muniment::cli {

using pipeline::DayCoverage;
using pipeline::DayKind;
using pipeline::SessionView;
using pipeline::Trouble;

namespace {

const char* trouble_word(Trouble trouble) {
  switch (trouble) {
    case Trouble::none: return "none";
    case Trouble::down: return "down";
    case Trouble::disconnected: return "disconnected";
    case Trouble::silent: return "silent";
    case Trouble::ahead: return "clock ahead";
    case Trouble::never_seen: return "never seen";
  }
  return "none";
}

}  // namespace

const char* kind_word(DayKind kind) {
  switch (kind) {
    case DayKind::records: return "records";
    case DayKind::gap: return "gap";
    case DayKind::seen: return "seen";
    case DayKind::nothing: return "nothing";
  }
  return "nothing";
}

std::string minute_text(const std::optional<int64_t>& ms, const TimeZone& zone) {
  return ms ? zone.format(*ms).substr(0, 16) : std::string("–");
}

std::string state_text(const index::Session& session, const TimeZone& zone) {
  if (!session.state) return "no word about itself";
  const std::string text = session.state->text.empty() ? std::string() : " (" + printable(session.state->text) + ")";
  return pipeline::state_word(session.state->event) + text + " since " + minute_text(session.state->at_ms, zone);
}

std::string day_range(const DayCoverage& day) {
  const std::string first = pipeline::day_text(day.first_day);
  return day.days() == 1 ? first : first + " to " + pipeline::day_text(day.last_day);
}

std::string day_word(const DayCoverage& day) {
  const std::string days = day.days() == 1 ? "" : counted(day.days(), "day") + ", ";
  if (day.kind == DayKind::gap) return days + "nothing: numbers are missing";
  if (day.kind == DayKind::seen) return days + "nothing new: its numbers go on without a hole";
  return days + "nothing";
}

std::string coverage_rows(const SessionView& view) {
  std::string out;
  for (const DayCoverage& day : view.days) {
    out += "    " + padded(day_range(day), 24) + "  ";
    out += day.kind == DayKind::records
               ? right_aligned(grouped(day.records), 9) + "  " + right_aligned(grouped(day.messages), 9)
               : day_word(day);
    out += (day.gaps > 0 ? "  " + counted(day.gaps, "gap") + " from here" : std::string()) + "\n";
  }
  return out;
}

void set_time(Json& json, std::string_view key, const std::optional<int64_t>& ms) {
  if (ms) json.set(key, format_rfc3339(*ms));
  else json.set_null(key);
}

Json session_json(const SessionView& view) {
  const index::Session& session = view.session;
  Json json = json_of_type("session").set("session", session.name);
  if (session.state) json.set("state", pipeline::state_word(session.state->event)).set("state_text", session.state->text);
  else json.set_null("state").set("state_text", "");
  set_time(json, "state_since", session.state ? std::optional(session.state->at_ms) : std::nullopt);
  json.set("account", session.account).set("device", session.device);
  set_time(json, "first", session.first_ms);
  set_time(json, "last", session.last_ms);
  set_time(json, "last_message", session.last_message_ms);
  set_time(json, "last_delivery", view.last_delivery_ms);
  if (view.source) json.set("source", view.source->setting.name).set("watched", view.source->setting.watched);
  else json.set_null("source").set("watched", true);
  if (view.source && view.source->setting.silent_after_ms) json.set("silent_after_ms", *view.source->setting.silent_after_ms);
  else json.set_null("silent_after_ms");
  return json.set("records", session.records).set("messages", session.messages).set("seen", view.seen())
      .set("missing", view.missing()).set("gaps", uint64_t{view.gaps.size()}).set("open_gaps", view.open_gaps())
      .set("trouble", trouble_word(view.trouble)).set("attention", view.trouble_text);
}

Json run_json(const std::string& session, const pipeline::RunCoverage& run) {
  return json_of_type("run").set("session", session).set("run", run.run).set("lowest", run.lowest).set("highest", run.highest)
      .set("seen", run.seen).set("missing", run.missing).set("not_certain", run.not_certain);
}

Json gap_json(const pipeline::GapCoverage& gap) {
  const CaptureGap& it = gap.gap.gap;
  const bool is_restart = it.reason == CaptureGap::Reason::restart;
  Json json = json_of_type("gap").set("session", it.of.session).set("run", it.of.run).set("reason", is_restart ? "restart" : "numbers");
  json.set("after", it.after).set("before", it.before);
  set_time(json, "after_time", it.after_ms != 0 ? std::optional(it.after_ms) : std::nullopt);
  set_time(json, "before_time", it.before_ms != 0 ? std::optional(it.before_ms) : std::nullopt);
  if (is_restart) json.set_null("missing").set_null("still_missing");
  else json.set("missing", it.missing()).set("still_missing", gap.still_missing);
  set_time(json, "found", gap.gap.found_ms);
  set_time(json, "filled", gap.gap.filled_ms);
  return json;
}

Json day_json(const std::string& session, const DayCoverage& day) {
  return json_of_type("day").set("session", session).set("first", pipeline::day_text(day.first_day))
      .set("last", pipeline::day_text(day.last_day)).set("days", day.days()).set("kind", kind_word(day.kind))
      .set("records", day.records).set("messages", day.messages).set("gaps", day.gaps);
}

Exit say_attention(const Session& session, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (!session.json()) Session::say(session.style().warn("! attention: ") + printable(line) + "\n");
  }
  return lines.empty() ? Exit::success : Exit::attention;
}

}  // namespace muniment::cli
