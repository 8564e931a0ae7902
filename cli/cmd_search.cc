// SPDX-License-Identifier: GPL-3.0-or-later
// muniment search: messages that a query matches, and how much of the archive was searched.
#include <array>
#include <cstdio>
#include <memory>

#include "cli/command.h"
#include "cli/dialect.h"
#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"

namespace muniment::cli {
namespace {

constexpr size_t kLongestShown = 1200, kPeopleShown = 3;

struct SearchOptions {
  std::vector<std::string> query;
  uint64_t limit = 50, context = 0;
  std::string sort = "-time", dialect{kDefaultDialect};
  bool count = false, explain = false, fail_if_none = false;
};

// --- grouped by conversation -----------------------------------------------------------------------------------------

// One conversation's part of the answer: its context groups, one after the other.
struct Group {
  std::string id, title;
  std::vector<std::vector<pipeline::MessageView>> parts;
  size_t hits = 0;
};

Group& group_for(std::vector<Group>& groups, const pipeline::MessageView& view) {
  for (Group& group : groups) {
    if (group.id == view.record.conversation) return group;
  }
  groups.push_back({view.record.conversation, view.conversation_title, {}, 0});
  return groups.back();
}

std::vector<Group> grouped_by_conversation(const pipeline::SearchAnswer& answer) {
  std::vector<Group> groups;
  size_t next_start = 0;
  bool begins = true;
  for (size_t i = 0; i < answer.messages.size(); ++i) {
    if (next_start < answer.group_starts.size() && answer.group_starts[next_start] == i) {
      begins = true;
      ++next_start;
    }
    Group& group = group_for(groups, answer.messages[i]);
    if (group.parts.empty() || (begins && !answer.group_starts.empty())) group.parts.emplace_back();
    begins = false;
    group.parts.back().push_back(answer.messages[i]);
    if (answer.messages[i].is_hit) ++group.hits;
  }
  return groups;
}

// "Deal team  [2 hits / 4,112]  Ana Pereira, J. Reed, 3 more"
std::string heading(const Group& group, const pipeline::SearchAnswer& answer, const Style& style) {
  std::string size = counted(group.hits, "hit"), people;
  for (const index::ConversationRow& chat : answer.chats) {
    if (chat.id != group.id) continue;
    size += " / " + grouped(chat.messages);
    people = people_text(chat.participants, kPeopleShown);
  }
  const std::string title = group.id.empty() ? "in no conversation" : printable(group.title);
  return style.bold(title) + "  " + style.dim("[" + size + "]") + (people.empty() ? "" : "  " + people) + "\n";
}

std::string group_text(const Group& group, const pipeline::SearchAnswer& answer, const Layout& layout) {
  std::string out = heading(group, answer, layout.style);
  for (size_t i = 0; i < group.parts.size(); ++i) out += (i > 0 ? "   …\n" : "") + message_table(group.parts[i], layout);
  return out + "\n";
}

// --- what is said about the answer -----------------------------------------------------------------------------------

std::string seconds_text(double seconds) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.2f s", seconds);
  return buffer.data();
}

std::string searched_text(const Style& style, const pipeline::SearchAnswer& answer) {
  const std::string text = "searched " + grouped(answer.searched) + " of " + counted(answer.of, "message");
  return answer.searched == answer.of ? text : style.warn("! " + text + ": the answer is not complete");
}

std::string totals_text(const pipeline::SearchAnswer& answer, size_t hits) {
  std::string text = answer.total == 0 ? "no message matches" : counted(answer.total, "message");
  if (hits > 0 && hits < answer.total) text += ", " + grouped(hits) + " shown (--limit N shows more)";
  if (hits > 0) text += " · " + counted(answer.conversations, "conversation");
  return text + " · " + seconds_text(answer.seconds);
}

std::string explained(const pipeline::SearchAnswer& answer) {
  return "understood  " + printable(answer.understood) + "\n";
}

void print_text(const Session& session, const SearchOptions& options, const pipeline::SearchAnswer& answer, const TimeZone& zone) {
  const std::vector<Group> groups = grouped_by_conversation(answer);
  const Layout layout{zone, session.style(), options.context > 0, kLongestShown};
  if (options.explain) Session::say(explained(answer));
  for (const Group& group : groups) Session::say(group_text(group, answer, layout));
  size_t hits = 0;
  for (const Group& group : groups) hits += group.hits;
  std::string out = totals_text(answer, hits) + "\n" + searched_text(session.style(), answer) + "\n";
  for (const std::string& note : answer.notes) out += "note: " + printable(note) + "\n";
  Session::say(out);
  for (const pipeline::MessageView& view : answer.messages) {
    if (!view.is_hit || view.record.conversation.empty()) continue;
    return session.talk("next: muniment thread " + quoted_for_shell(printable(view.conversation_title)) + " --around " + to_string(view.number) + "\n");
  }
}

void print_count(const Session& session, const SearchOptions& options, const pipeline::SearchAnswer& answer) {
  if (options.explain) session.talk(explained(answer));
  Session::say(std::to_string(answer.total) + "\n");
  std::string about = searched_text(Style(false), answer) + "\n";
  for (const std::string& note : answer.notes) about += "note: " + printable(note) + "\n";
  session.talk(about);
}

void print_json(const SearchOptions& options, const pipeline::SearchAnswer& answer, Exit exit) {
  size_t group = 0, next_start = 0;
  for (size_t i = 0; i < answer.messages.size(); ++i) {
    if (next_start < answer.group_starts.size() && answer.group_starts[next_start] == i) group = ++next_start;
    Json json = json_message(answer.messages[i].is_hit ? "hit" : "context", answer.messages[i]);
    if (options.context > 0) json.set("group", uint64_t{group});
    print_json_line(json);
  }
  Json notes = Json::array();
  for (const std::string& note : answer.notes) notes.push(note);
  Json result = json_result("search");
  result.set("query", options.query.front()).set("total", answer.total).set("conversations", answer.conversations);
  result.set("searched", answer.searched).set("of", answer.of).set("seconds", answer.seconds);
  if (options.dialect != kDefaultDialect) result.set("dialect", options.dialect);
  if (options.explain) result.set("understood", answer.understood);
  print_json_line(result.set("notes", notes).set("exit", static_cast<int>(exit)));
}

Result<Exit> run(Session& session, const SearchOptions& options) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  pipeline::SearchRequest request;
  request.query = options.query.front();
  request.dialect = dialect_named(options.dialect);
  request.limit = options.limit;
  request.count_only = options.count;
  request.context = options.context;
  request.order = options.sort == "time" ? index::Order::oldest_first : index::Order::newest_first;
  request.actor = session.actor();
  MUNIMENT_TRY(const pipeline::SearchAnswer answer, pipeline::search(*store, request));
  const Exit exit = answer.total == 0 && options.fail_if_none ? Exit::no_match : Exit::success;
  if (session.json()) print_json(options, answer, exit);
  else if (options.count) print_count(session, options, answer);
  else print_text(session, options, answer, zone);
  return exit;
}

Topic query_topic() {
  Topic topic{"QUERIES", "query",
              {{"invoice money", "both words"},
               {"\"off book\"", "the phrase"},
               {"a OR b, a NOT b, ( )", "either; the first without the second; groups"},
               {"a w/5 b", "within five words of each other; phrases and groups too"},
               {"a pre/5 b", "the same, in this order"},
               {"transf*", "words that begin so"},
               {"in:*", "everything"}}};
  for (const index::FieldInfo& field : index::query_fields()) topic.rows.emplace_back(field.example, field.description);
  return topic;
}

}  // namespace

Command command_search() {
  auto options = std::make_shared<SearchOptions>();
  Command command{"search", "FIND", "query messages",
                  "Every answer says how much of the archive it covers. Days are meant in the archive's zone, and their bounds in UTC are "
                  "printed. An access record (who, what, why) is durable before anything is shown."};
  command.topics = {query_topic()};
  command.positionals = {{"QUERY", "one argument: put it in single quotes", 1, 1, &options->query}};
  command.options = {
      {"--limit", "", "N", "show at most so many; the total is exact all the same (default: 50)", &options->limit},
      {"--count", "", "", "print only the number of messages that match", &options->count},
      {"--context", "-C", "N", "also show so many messages before and after each hit", &options->context},
      {"--sort", "", "ORDER", "-time (newest first) or time (default: -time)", &options->sort, {"-time", "time"}},
      dialect_option(&options->dialect),
      {"--explain", "", "", "also print how the query was understood", &options->explain},
      {"--fail-if-none", "", "", "exit 4 if nothing matches", &options->fail_if_none}};
  command.examples = {
      {"two words near each other, with the messages around", "muniment search --archive ./acme '(invoice OR fatura) w/10 \"off book\"' -C 1"},
      {"a list of terms that was written for dtSearch", "muniment search --archive ./acme --dialect dtsearch '(invoice or fatura) w/10 off book'"},
      {"how many messages Ana sent in March 2026", "muniment search --archive ./acme --count 'from:ana date:2026-03'"}};
  command.exits = {Exit::no_match};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
