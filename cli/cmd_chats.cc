// SPDX-License-Identifier: GPL-3.0-or-later
// muniment chats: the conversations that are held.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "core/base/time_text.h"
#include "pipeline/search_job.h"

namespace muniment::cli {
namespace {

constexpr size_t kWidestTitle = 40;

std::string day_of(const std::optional<int64_t>& ms, const TimeZone& zone) {
  return ms ? zone.format(*ms).substr(0, 10) : std::string("–");
}

std::string table(const std::vector<index::ConversationRow>& rows, const TimeZone& zone, const Style& style) {
  size_t title = 5, count = 8;
  for (const index::ConversationRow& row : rows) {
    title = std::max(title, display_width(shortened(printable(row.title), kWidestTitle)));
    count = std::max(count, grouped(row.messages).size());
  }
  std::string out = style.dim(padded("chat", title) + "  " + right_aligned("messages", count) + "  first       last        people") + "\n";
  for (const index::ConversationRow& row : rows) {
    out += padded(shortened(printable(row.title), kWidestTitle), title) + "  " + right_aligned(grouped(row.messages), count) + "  ";
    out += padded(day_of(row.first_ms, zone), 10) + "  " + padded(day_of(row.last_ms, zone), 10) + "  " + people_text(row.participants, 3) + "\n";
  }
  return out;
}

Json json_of(const char* type, const index::ConversationRow& row) {
  Json labels = Json::array(), participants = Json::array();
  for (const std::string& label : row.labels) labels.push(label);
  for (const std::string& name : row.participants) participants.push(name);
  Json json = json_of_type(type).set("id", row.id).set("title", row.title).set("messages", row.messages);
  if (row.first_ms) json.set("first", format_rfc3339(*row.first_ms));
  if (row.last_ms) json.set("last", format_rfc3339(*row.last_ms));
  return json.set("labels", labels).set("participants", participants);
}

std::string detail(const index::ConversationRow& row, const TimeZone& zone, const Style& style) {
  std::string out = style.bold(printable(row.title)) + "\n";
  out += "  id             " + printable(row.id) + "\n  messages       " + grouped(row.messages) + "\n";
  if (row.first_ms && row.last_ms) {
    out += "  first          " + zone.format(*row.first_ms) + "\n  last           " + zone.format(*row.last_ms) + "\n";
  }
  for (const std::string& label : row.labels) out += "  seen as        " + printable(label) + "\n";
  for (const std::string& name : row.participants) out += "  participant    " + printable(name) + "\n";
  return out;
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const std::vector<index::ConversationRow> rows, pipeline::chats(*store, session.actor()));
  if (session.json()) {
    for (const index::ConversationRow& row : rows) print_json_line(json_of("chat", row));
    print_json_line(json_result("chats").set("total", uint64_t{rows.size()}));
    return Exit::success;
  }
  if (!rows.empty()) Session::say(table(rows, zone, session.style()));
  session.talk(rows.empty() ? "no conversation is held yet: muniment ingest EXPORT…\n" : counted(rows.size(), "conversation") + "\n");
  return Exit::success;
}

Result<Exit> run_show(Session& session, const std::string& name) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const index::ConversationRow row, pipeline::chat(*store, name, session.actor()));
  if (session.json()) {
    print_json_line(json_of("chat", row));
    print_json_line(json_result("chat").set("id", row.id));
  } else {
    Session::say(detail(row, zone, session.style()));
  }
  return Exit::success;
}

}  // namespace

Command command_chats() {
  Command list{"list", "FIND", "every conversation, the most recently active first", {}};
  list.examples = {{"what is there", "muniment chats --archive ./acme"}, {"for a program", "muniment chats list --archive ./acme --json"}};
  list.run = [](Session& session) { return run_list(session); };

  auto name = std::make_shared<std::vector<std::string>>();
  Command show{"show", "FIND", "one conversation: its names, people and dates", {}};
  show.positionals = {{"CHAT", "the conversation, by title or id", 1, 1, name.get()}};
  show.examples = {{"who is in it", "muniment chats show 'Deal team' --archive ./acme"}, {"for a program", "muniment chats show 'Deal team' --archive ./acme --json"}};
  show.run = [name](Session& session) { return run_show(session, name->front()); };

  Command command{"chats", "FIND", "the conversations that are held", {}};
  command.subcommands = {std::move(list), std::move(show)};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
