// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/hit_report/hit_report.h"

#include <algorithm>

#include "export/counted.h"

namespace muniment::exporting {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string searched_text(const HitReport& report) {
  const std::string text = grouped(report.searched) + " of " + counted(report.of, "message", "messages");
  return report.searched == report.of ? text : text + ": the report is not complete; not searched: " + report.missing;
}

std::string lines_text(const HitReport& report) {
  return counted(report.terms.size(), "term", "terms") + " = " + grouped(report.counted()) + " counted + " + grouped(report.refused()) +
         " refused + " + grouped(report.repeated()) + " repeated";
}

// What is counted where the words of a term may stand in different messages.
std::string term_scope_text(const HitReport& report) {
  const std::string& unit = report.term_scope;
  const std::string where = unit == "thread" ? "one conversation" : unit == "day" ? "one conversation on one day of " + report.zone.name()
                                                                   : "one conversation within " + unit.substr(unit.find(':') + 1);
  return "may stand in different messages of the scope, in " + where +
         "; counted are those messages that hold a word, a phrase or a distance of the term which is not under NOT (if it has none, a field)";
}

// "5 = 3 by 1 term + 2 by 2 terms"; each by so many and no more
std::string overlap_text(const HitReport& report) {
  std::string text = grouped(report.total.messages) + " =";
  bool first = true;
  for (size_t terms = 1; terms < report.by_number_of_terms.size(); ++terms) {
    if (report.by_number_of_terms[terms] == 0) continue;
    text += std::string(first ? " " : " + ") + grouped(report.by_number_of_terms[terms]) + " by " + counted(terms, "term", "terms");
    first = false;
  }
  return first ? "none" : text;
}

}  // namespace

uint64_t HitReport::counted() const { return static_cast<uint64_t>(std::ranges::count_if(terms, &ReportedTerm::is_counted)); }
uint64_t HitReport::refused() const {
  return static_cast<uint64_t>(std::ranges::count_if(terms, [](const ReportedTerm& term) { return term.refused.has_value(); }));
}
uint64_t HitReport::repeated() const { return terms.size() - counted() - refused(); }

std::string custodian_name(const std::string& custodian) { return custodian.empty() ? "no custodian" : custodian; }

std::string not_counted_text(const ReportedTerm& term) {
  if (term.refused) return "refused: " + term.refused->message;
  return term.same_as ? "the same as line " + std::to_string(*term.same_as) : std::string();
}

Facts facts_of(const HitReport& report) {
  Facts facts;
  if (!report.label.empty()) facts.emplace_back("Label", report.label);
  facts.emplace_back("Archive", report.archive_name + ", " + report.archive_id_hex);
  facts.emplace_back("Searched", searched_text(report));
  facts.emplace_back("Scope", report.scope + (report.scope_understood == report.scope ? "" : " = " + report.scope_understood) + ": " +
                                  counted(report.in_scope, "message", "messages"));
  facts.emplace_back("Terms", lines_text(report) + (report.dialect == "dtsearch" ? ", read as dtSearch writes queries" : ""));
  if (report.term_scope != "message") facts.emplace_back("Words of a term", term_scope_text(report));
  facts.emplace_back("Messages hit", overlap_text(report));
  facts.emplace_back("Counting unit", "the message; a hit is a place in its text or in the name of an attachment, and places that overlap are one");
  facts.emplace_back("Conversation-days", "a conversation and a calendar day of " + report.zone.name());
  facts.emplace_back("Family", "the messages and all their attachments");
  facts.emplace_back("Unique", "messages that no other term of this report hits");
  for (const std::string& note : report.notes) facts.emplace_back("Note", note);
  facts.emplace_back("Made", report.zone.format(report.made_ms) + " by " + report.actor);
  if (!report.reason.empty()) facts.emplace_back("Reason", report.reason);
  facts.emplace_back("Program", report.program + ", tokeniser " + std::to_string(report.tokenizer_version));
  return facts;
}

}  // namespace muniment::exporting
