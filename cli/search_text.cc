// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/search_text.h"

#include "cli/explanation_text.h"
#include "cli/facets_text.h"
#include "cli/found_text.h"
#include "cli/plain_text.h"
#include "cli/scope.h"

namespace muniment::cli {
namespace {

constexpr size_t kLongestShown = 1200;
constexpr int kNoMessage = 1291;

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

std::string totals_text(const pipeline::SearchAnswer& answer, const ShownHits& shown) {
  const size_t hits = shown.hits;
  std::string text = answer.total == 0 ? "no message matches" : counted(answer.total, "message");
  if (answer.units > 0) text += " in " + units_text(answer.units, answer.unit.kind);
  if (hits > 0 && hits < answer.total) text += ", " + grouped(hits) + " shown (--limit N shows more" + next_page_text(answer) + ")";
  if (hits > 0) text += " · " + counted(shown.conversations, "conversation");
  return text + " · " + seconds_text(answer.seconds);
}

Result<void> print_text(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer, pipeline::FoundMessages& found,
                        const TimeZone& zone) {
  if (flags.explain) Session::say(explanation_text(answer, session.style()));
  MUNIMENT_TRY(const ShownHits shown, say_found(answer, found, {zone, session.style(), flags.context > 0, kLongestShown}));
  if (flags.facets) Session::say(facets_text(*answer.facets, session.style()));
  std::string out = totals_text(answer, shown) + "\n" + searched_text(session.style(), answer) + "\n";
  for (const std::string& note : answer.notes) out += "note: " + printable(note) + "\n";
  Session::say(out);
  if (shown.first) session.talk("next: muniment thread " + quoted_for_shell(printable(shown.first_title)) + " --around " + to_string(*shown.first) + "\n");
  return {};
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
  request.read_later = true;
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

Result<void> say_answer(const Session& session, const SearchFlags& flags, const pipeline::SearchAnswer& answer, pipeline::FoundMessages& found,
                        const TimeZone& zone) {
  if (!flags.count) return print_text(session, flags, answer, found, zone);
  print_count(session, flags, answer);
  return {};
}

Result<Json> print_answer_json(std::string_view command, const SearchFlags& flags, const std::string& query, const pipeline::SearchAnswer& answer,
                               pipeline::FoundMessages& found) {
  MUNIMENT_TRY(const size_t conversations, print_found_json(answer, found, flags.context > 0));
  Json notes = Json::array();
  for (const std::string& note : answer.notes) notes.push(note);
  Json result = json_result(command);
  result.set("query", query).set("total", answer.total).set("conversations", uint64_t{conversations});
  result.set("searched", answer.searched).set("of", answer.of).set("seconds", answer.seconds);
  if (!answer.missing.empty()) result.set("missing", answer.missing);
  if (flags.explain) set_explanation(result, answer);
  if (flags.facets) result.set("facets", facets_json(*answer.facets));
  if (answer.unit.kind != index::UnitKind::message) result.set("scope", to_string(answer.unit)).set("units", answer.units);
  if (answer.last) result.set("last", to_string(*answer.last));
  return result.set("notes", notes);
}

}  // namespace muniment::cli
