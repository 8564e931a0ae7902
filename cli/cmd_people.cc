// SPDX-License-Identifier: GPL-3.0-or-later
// muniment people: who is who, by what sources say and by what was said here.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"
#include "core/model/identifier.h"
#include "pipeline/people_job.h"

namespace muniment::cli {
namespace {

constexpr size_t kWidestName = 28, kShownIdentifiers = 4;

// --- all of them -----------------------------------------------------------------------------------------------------

std::string identifiers_text(const index::Person& person) {
  std::string out;
  for (size_t i = 0; i < person.identifiers.size() && i < kShownIdentifiers; ++i) out += (i > 0 ? ", " : "") + printable(person.identifiers[i]);
  if (person.identifiers.size() > kShownIdentifiers) out += ", " + grouped(person.identifiers.size() - kShownIdentifiers) + " more";
  return out;
}

std::string table(const std::vector<const index::Person*>& people, const Style& style) {
  size_t name = 6;
  for (const index::Person* person : people) name = std::max(name, display_width(shortened(printable(person->shown_name()), kWidestName)));
  std::string out = style.dim(padded("person", name) + "  messages  identifiers") + "\n";
  for (const index::Person* person : people) {
    out += padded(shortened(printable(person->shown_name()), kWidestName), name) + "  " + right_aligned(grouped(person->messages), 8) + "  ";
    out += identifiers_text(*person) + "\n";
  }
  return out;
}

Json identifiers_json(const index::Person& person) {
  Json all = Json::array();
  for (const std::string& identifier : person.identifiers) {
    all.push(Json::object().set("identifier", identifier).set("kind", to_string(kind_of_identifier(identifier))));
  }
  return all;
}

Json naming_json(const index::Naming& naming) {
  Json json = Json::object().set("identifier", naming.identifier).set("type", to_string(naming.type)).set("text", naming.text);
  json.set("said_by", naming.said_by).set("first", format_rfc3339(naming.first_ms)).set("last", format_rfc3339(naming.last_ms));
  return json.set("evidence", to_string(naming.evidence));
}

Json edge_json(const index::Edge& edge) {
  Json said = Json::array();
  for (const index::Naming* naming : edge.said) said.push(naming_json(*naming));
  Json json = Json::object().set("a", edge.a).set("b", edge.b).set("one_person", edge.holds()).set("said", said);
  if (edge.word == nullptr) return json;
  const IdentityLink& link = edge.word->link;
  return json.set("word", Json::object().set("linked", link.linked).set("actor", link.actor).set("reason", link.reason)
                              .set("at", format_rfc3339(edge.word->at_ms)));
}

Json person_json(const index::Person& person) {
  Json names = Json::array(), links = Json::array();
  for (const index::Naming* naming : person.names) names.push(naming_json(*naming));
  for (const index::Edge* edge : person.edges) links.push(edge_json(*edge));
  Json json = json_of_type("person").set("name", person.shown_name()).set("messages", person.messages);
  return json.set("identifiers", identifiers_json(person)).set("names", names).set("links", links);
}

// "6 people", "2 of 6 people"
std::string total_text(const pipeline::PeopleAnswer& answer, bool some) {
  const size_t all = answer.people->all().size();
  if (all == 0) return "nobody is known yet";
  return (some ? grouped(answer.listed.size()) + " of " : "") + counted(all, "person", "people");
}

Result<Exit> run_list(Session& session, const std::vector<std::string>& words) {
  std::string wanted;
  for (const std::string& word : words) wanted += (wanted.empty() ? "" : " ") + word;
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const pipeline::PeopleAnswer answer, pipeline::list_people(*store, wanted, session.actor()));
  if (session.json()) {
    for (const index::Person* person : answer.listed) print_json_line(person_json(*person));
    print_json_line(json_result("people").set("asked_for", wanted).set("total", uint64_t{answer.listed.size()})
                        .set("known", uint64_t{answer.people->all().size()}));
    return Exit::success;
  }
  if (!answer.listed.empty()) Session::say(table(answer.listed, session.style()));
  session.talk(total_text(answer, !wanted.empty()) + "\n");
  return Exit::success;
}

// --- one of them -----------------------------------------------------------------------------------------------------

std::string row(const std::string& label, const std::string& value) { return "  " + padded(label, 15) + "  " + value + "\n"; }

// "said by sales, 2026-03-04 09:27 to 2026-03-09 18:02 (m12)"
std::string origin(const index::Naming& naming, const TimeZone& zone) {
  const std::string first = minute_text(naming.first_ms, zone), last = minute_text(naming.last_ms, zone);
  return "said by " + printable(naming.said_by) + ", " + first + (first == last ? "" : " to " + last) + " (" + to_string(naming.evidence) + ")";
}

std::string rows_of_names(const index::Person& person, const TimeZone& zone) {
  std::string out;
  for (const index::Naming* naming : person.names) {
    const bool several = person.identifiers.size() > 1;
    out += row(std::string(to_string(naming->type)), printable(naming->text) + "  " + (several ? "of " + printable(naming->identifier) + ", " : "") + origin(*naming, zone));
  }
  return out;
}

std::string rows_of_edge(const index::Edge& edge, const TimeZone& zone, const Style& style) {
  std::string out = row(edge.holds() ? "one person" : "not one person", printable(edge.a) + " and " + printable(edge.b));
  for (const index::Naming* naming : edge.said) out += row("", origin(*naming, zone));
  if (edge.word == nullptr) return out;
  const IdentityLink& link = edge.word->link;
  out += row("", std::string(link.linked ? "linked" : "unlinked") + " by " + printable(link.actor) + ", " + zone.format(edge.word->at_ms) +
                     (link.reason.empty() ? "" : ": " + printable(link.reason)));
  const std::string undo = std::string("muniment people ") + (link.linked ? "unlink " : "link ") + quoted_for_shell(printable(edge.a)) + " " +
                           quoted_for_shell(printable(edge.b));
  return out + row("", style.dim("to undo it: " + undo));
}

std::string detail(const index::Person& person, const TimeZone& zone, const Style& style) {
  std::string out = style.bold(printable(person.shown_name())) + "\n";
  for (const std::string& identifier : person.identifiers) out += row(std::string(to_string(kind_of_identifier(identifier))), printable(identifier));
  out += rows_of_names(person, zone);
  for (const index::Edge* edge : person.edges) out += rows_of_edge(*edge, zone, style);
  for (const index::Participant* each : person.sent_as) {
    out += row("sent", counted(each->messages, "message") + " in " + counted(each->conversations, "conversation") + " as " + printable(each->sender));
  }
  return person.sent_as.empty() ? out + row("sent", "nothing that is held") : out;
}

Result<Exit> run_show(Session& session, const std::string& who) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::PersonAnswer answer, pipeline::show_person(*store, who, session.actor()));
  if (!session.json()) {
    Session::say(detail(*answer.person, zone, session.style()));
    session.talk("next: muniment search from:" + quoted_for_shell(printable(answer.person->identifiers.front())) + "\n");
    return Exit::success;
  }
  print_json_line(person_json(*answer.person));
  print_json_line(json_result("person").set("asked_for", who));
  return Exit::success;
}

// --- what is said here -----------------------------------------------------------------------------------------------

using Pair = std::vector<std::string>;
using Job = Result<pipeline::LinkAnswer> (*)(pipeline::Store&, const std::string&, const std::string&, const pipeline::Actor&);

Result<Exit> change(Session& session, const Pair& pair, Job job, bool linked) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open_to_note());
  MUNIMENT_TRY(const pipeline::LinkAnswer answer, job(*store, pair[0], pair[1], session.actor()));
  MUNIMENT_TRY_VOID(store->close());
  const bool spooled = answer.recorded == pipeline::Recorded::in_spool;
  if (session.json()) {
    print_json_line(json_result("people").set("a", answer.a).set("b", answer.b).set("linked", linked).set("spooled", spooled)
                        .set("identifiers", json_strings(answer.identifiers)));
    return Exit::success;
  }
  const bool still_one = !linked && std::ranges::find(answer.identifiers, answer.b) != answer.identifiers.end();
  std::string out = printable(answer.a) + (linked ? " and " : still_one ? " is no longer linked to " : " is no longer one person with ") + printable(answer.b);
  if (linked) out += " are one person now";
  if (still_one) out += ", but the two are still one person through others: muniment people show " + quoted_for_shell(printable(answer.a));
  if (spooled) out += "; another process is writing, so this waits in the spool: it counts from now on, and the next writer takes it into the log";
  out += linked ? "\nto undo it: muniment people unlink " : "\nto undo it: muniment people link ";
  session.talk(out + quoted_for_shell(printable(answer.a)) + " " + quoted_for_shell(printable(answer.b)) + "\n");
  return Exit::success;
}

Command pair_command(const char* name, const char* summary, const char* details, Job job, bool linked) {
  auto pair = std::make_shared<Pair>();
  Command command{name, "FIND", summary, details};
  command.positionals = {{"WHO", "two people, each by an identifier or by a name that only one person has", 2, 2, pair.get()}};
  command.exits = {Exit::locked};
  command.run = [pair, job, linked](Session& session) { return change(session, *pair, job, linked); };
  return command;
}

Command command_link() {
  Command link = pair_command("link", "say that two identifiers are one person",
                              "Nothing that is held changes: the link is an event of its own with who said it, when and why, and can be "
                              "undone. From then on from: and with: find either by the other.",
                              pipeline::link_people, true);
  link.examples = {{"her private number", "muniment people link +15550101 +15550188 --reason 'HR file 12' --archive ./streams"},
                   {"for a program", "muniment people link +15550101 +15550188 --archive ./streams --json"}};
  return link;
}

Command command_unlink() {
  Command unlink = pair_command("unlink", "undo a link, or part what sources say is one person",
                                "The newest word on two identifiers counts, also against what a source says; link takes it back.",
                                pipeline::unlink_people, false);
  unlink.examples = {{"a number that was given to somebody else", "muniment people unlink +15550101 +15550199 --reason 'new owner' --archive ./streams"},
                     {"for a program", "muniment people unlink +15550101 +15550199 --archive ./streams --json"}};
  return unlink;
}

}  // namespace

Command command_people() {
  auto words = std::make_shared<std::vector<std::string>>();
  Command list{"list", "FIND", "everybody who is known, or who is called so; who sent most first",
               "A person has all identifiers that sources or users say are one person's: phone numbers, LIDs, BSUIDs, e-mail addresses, "
               "names as exports write them. Equal names make nobody one person."};
  list.positionals = {{"WORDS", "an identifier, or words of an identifier or a name (default: everybody)", 0, SIZE_MAX, words.get()}};
  list.examples = {{"who is in the archive", "muniment people --archive ./streams"},
                   {"everybody called so", "muniment people list example --archive ./streams"},
                   {"for a program", "muniment people list --archive ./streams --json"}};
  list.run = [words](Session& session) { return run_list(session, *words); };

  auto who = std::make_shared<std::vector<std::string>>();
  Command show{"show", "FIND", "one person: identifiers, names, who said so and when", {}};
  show.positionals = {{"WHO", "any identifier, or a name that only one person has", 1, 1, who.get()}};
  show.examples = {{"by a phone number", "muniment people show +15550101 --archive ./streams"},
                   {"for a program", "muniment people show +15550101 --archive ./streams --json"}};
  show.run = [who](Session& session) { return run_show(session, who->front()); };

  Command command{"people", "FIND", "who is who: identifiers, names, and links between them", {}};
  command.subcommands = {std::move(list), std::move(show), command_link(), command_unlink()};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
