// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/search_text.h"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cli/explanation_text.h"
#include "cli/facets_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/scope.h"

namespace muniment::cli {
namespace {

constexpr size_t kLongestShown = 1200, kPeopleShown = 3;
constexpr int kNoMessage = 1291;

// --- grouped by conversation -----------------------------------------------------------------------------------------

// One conversation's part of the answer: its context groups, one after the other.
struct Group {
  std::string id, title;
  std::vector<std::vector<pipeline::MessageView>> parts;
  size_t hits = 0;
};

// In the order in which they first come.
class Groups {
 public:
  Group& of(const pipeline::MessageView& view) {
    const auto [at, is_new] = places_.try_emplace(view.record.conversation, all_.size());
    if (is_new) all_.push_back({view.record.conversation, view.conversation_title, {}, 0});
    return all_[at->second];
  }
  std::vector<Group> take() { return std::move(all_); }

 private:
  std::vector<Group> all_;
  std::unordered_map<std::string, size_t> places_;
};

std::vector<Group> grouped_by_conversation(const pipeline::SearchAnswer& answer) {
  Groups groups;
  size_t next_start = 0;
  bool begins = true;
  for (size_t i = 0; i < answer.messages.size(); ++i) {
    if (next_start < answer.group_starts.size() && answer.group_starts[next_start] == i) {
      begins = true;
      ++next_start;
    }
    Group& group = groups.of(answer.messages[i]);
    if (group.parts.empty() || (begins && !answer.group_starts.empty())) group.parts.emplace_back();
    begins = false;
    group.parts.back().push_back(answer.messages[i]);
    if (answer.messages[i].is_hit) ++group.hits;
  }
  return groups.take();
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

std::string searched_text(const Style& style, const pipeline::SearchAnswer& answer) {
  const std::string text = "searched " + grouped(answer.searched) + " of " + counted(answer.of, "message");
  return answer.searched == answer.of ? text : style.warn("! " + text + ": the answer is not complete");
}

std::string units_text(uint64_t units, index::UnitKind kind) {
  if (kind == index::UnitKind::day) return counted(units, "conversation-day");
  return kind == index::UnitKind::thread ? counted(units, "conversation") : counted(units, "window");
}

std::string next_page_text(const pipeline::SearchAnswer& answer) {
  return answer.last ? ", --behind " + to_string(*answer.last) + " the next" : "";
}

std::string totals_text(const pipeline::SearchAnswer& answer, size_t hits) {
  std::string text = answer.total == 0 ? "no message matches" : counted(answer.total, "message");
  if (answer.units > 0) text += " in " + units_text(answer.units, answer.unit.kind);
  if (hits > 0 && hits < answer.total) text += ", " + grouped(hits) + " shown (--limit N shows more" + next_page_text(answer) + ")";
  if (hits > 0) text += " · " + counted(answer.conversations, "conversation");
  return text + " · " + seconds_text(answer.seconds);
}

void print_text(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer, const TimeZone& zone) {
  const std::vector<Group> groups = grouped_by_conversation(answer);
  const Layout layout{zone, session.style(), flags.context > 0, kLongestShown};
  if (flags.explain) Session::say(explanation_text(answer, session.style()));
  for (const Group& group : groups) Session::say(group_text(group, answer, layout));
  if (flags.facets) Session::say(facets_text(*answer.facets, session.style()));
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

void print_count(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer) {
  if (flags.explain) session.talk(explanation_text(answer, Style(false)));
  Session::say(std::to_string(answer.total) + "\n");
  if (flags.facets) session.talk(facets_text(*answer.facets, Style(false)));
  std::string about = searched_text(Style(false), answer) + "\n";
  for (const std::string& note : answer.notes) about += "note: " + printable(note) + "\n";
  session.talk(about);
}

}  // namespace

std::vector<Option> options_of(SearchFlags& flags, const std::string& usual_scope) {
  return {{"--limit", "", "N", "show at most so many; the total is exact all the same (default: 50)", &flags.limit},
          {"--count", "", "", "print only the number of messages that match", &flags.count},
          {"--context", "-C", "N", "also show so many messages before and after each hit", &flags.context},
          {"--sort", "", "ORDER", "-time (newest first), time, or relevance (default: -time)", &flags.sort, {"-time", "time", "relevance"}},
          scope_option(&flags.scope, "all words", usual_scope),
          {"--behind", "", "ID", "begin behind this message: the next page", &flags.behind},
          {"--facets", "", "", "also print how all of them are spread: by custodian, conversation, participant, month, kind and has:", &flags.facets},
          {"--explain", "", "", "also print how the query was understood, and what each part of it finds", &flags.explain},
          {"--require-complete", "", "", "exit 21 if not every message that is held was searched", &flags.require_complete},
          {"--fail-if-none", "", "", "exit 4 if nothing matches", &flags.fail_if_none}};
}

Result<pipeline::SearchRequest> request_of(const SearchFlags& flags, const Session& session) {
  pipeline::SearchRequest request;
  request.limit = flags.limit;
  request.count_only = flags.count;
  request.context = flags.context;
  request.explain = flags.explain;
  request.facets = flags.facets;
  request.order = flags.sort == "time" ? index::Order::oldest_first : flags.sort == "relevance" ? index::Order::relevance : index::Order::newest_first;
  MUNIMENT_TRY(request.unit, scope_named(flags.scope));
  if (!flags.behind.empty()) {
    const auto behind = parse_id('m', flags.behind);
    if (!behind) {
      return make_error(ErrorCode::invalid_argument, "--behind " + printable(flags.behind) + " is no message")
          .because("a page begins behind a message of the page before").advise("for example: --behind m123").numbered(kNoMessage);
    }
    request.behind = MessageNumber{*behind};
  }
  request.actor = session.actor();
  return request;
}

Exit exit_of(const SearchFlags& flags, const pipeline::SearchAnswer& answer) {
  if (flags.require_complete && answer.searched < answer.of) return Exit::attention;
  return answer.total == 0 && flags.fail_if_none ? Exit::no_match : Exit::success;
}

void say_answer(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer, const TimeZone& zone) {
  if (flags.count) print_count(session, flags, answer);
  else print_text(session, flags, answer, zone);
}

Json print_answer_json(std::string_view command, const SearchFlags& flags, const std::string& query, const pipeline::SearchAnswer& answer) {
  size_t group = 0, next_start = 0;
  for (size_t i = 0; i < answer.messages.size(); ++i) {
    if (next_start < answer.group_starts.size() && answer.group_starts[next_start] == i) group = ++next_start;
    Json json = json_message(answer.messages[i].is_hit ? "hit" : "context", answer.messages[i]);
    if (flags.context > 0) json.set("group", uint64_t{group});
    print_json_line(json);
  }
  Json notes = Json::array();
  for (const std::string& note : answer.notes) notes.push(note);
  Json result = json_result(command);
  result.set("query", query).set("total", answer.total).set("conversations", answer.conversations);
  result.set("searched", answer.searched).set("of", answer.of).set("seconds", answer.seconds);
  if (!answer.missing.empty()) result.set("missing", answer.missing);
  if (flags.explain) set_explanation(result, answer);
  if (flags.facets) result.set("facets", facets_json(*answer.facets));
  if (answer.unit.kind != index::UnitKind::message) result.set("scope", to_string(answer.unit)).set("units", answer.units);
  if (answer.last) result.set("last", to_string(*answer.last));
  return result.set("notes", notes);
}

}  // namespace muniment::cli
