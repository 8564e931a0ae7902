// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/history_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

struct Tally {
  RecordKind kind;
  std::string_view one, many;
  uint64_t count = 0;
};

// "1 edit, 2 reactions, 1 other record"
std::string tally_of(const std::vector<pipeline::HistoryEvent>& events) {
  std::array<Tally, 7> tallies = {{{RecordKind::edit, "edit", "edits"}, {RecordKind::revoke, "deletion", "deletions"},
                                   {RecordKind::reaction, "reaction", "reactions"}, {RecordKind::vote, "vote", "votes"},
                                   {RecordKind::receipt, "receipt", "receipts"}, {RecordKind::message, "message", "messages"},
                                   {RecordKind::system_event, "event", "events"}}};
  uint64_t replies = 0, others = 0;
  for (const pipeline::HistoryEvent& event : events) {
    const auto at = std::ranges::find(tallies, event.record.kind, &Tally::kind);
    if (event.type == ReferenceType::reply) ++replies;
    else ++(at == tallies.end() ? others : at->count);
  }
  std::string out;
  const auto add = [&out](uint64_t count, std::string_view words) {
    if (count > 0) out += (out.empty() ? "" : ", ") + grouped(count) + " " + std::string(words);
  };
  for (const Tally& tally : tallies) add(tally.count, tally.count == 1 ? tally.one : tally.many);
  add(replies, replies == 1 ? "reply" : "replies");
  add(others, others == 1 ? "other record" : "other records");
  return out;
}

pipeline::MessageView line_of(const pipeline::HistoryEvent& event, const pipeline::HistoryAnswer& answer) {
  pipeline::MessageView line;
  line.number = event.number;
  line.record = event.record;
  line.is_hit = false;
  line.conversation_title = answer.message ? answer.message->conversation_title : event.record.conversation;
  return line;
}

}  // namespace

std::string reference_label(ReferenceType type) {
  switch (type) {
    case ReferenceType::reply: return "reply to";
    case ReferenceType::edit_of: return "edit of";
    case ReferenceType::revoke_of: return "deletion of";
    case ReferenceType::reaction_to: return "reaction to";
    case ReferenceType::receipt_for: return "receipt for";
    case ReferenceType::completes: return "completes";
    case ReferenceType::earlier_form_of: return "earlier form of";
    case ReferenceType::vote_on: return "vote on";
    case ReferenceType::about: return "about";
    case ReferenceType::part_of: return "came in";
  }
  return "refers to";
}

std::string history_text(const pipeline::HistoryAnswer& answer, const TimeZone& zone, const Style& style) {
  std::vector<pipeline::MessageView> lines;
  std::string out;
  if (answer.message) {
    out = style.bold(to_string(answer.message->number)) + "  " + printable(answer.message->conversation_title) + "\n";
    lines.push_back(*answer.message);
  } else {
    out = "the message that the source calls " + printable(answer.source_message_id) + " is not held: it never came\n";
  }
  for (const pipeline::HistoryEvent& event : answer.events) lines.push_back(line_of(event, answer));
  out += message_table(lines, {zone, style, false, 0});
  const std::string tally = tally_of(answer.events);
  return out + (tally.empty() ? "nothing else that is held refers to it\n" : tally + "; all of it is held\n");
}

void print_history_json(const pipeline::HistoryAnswer& answer, MessageNumber asked_for) {
  if (answer.message) print_json_line(json_message("message", *answer.message));
  for (const pipeline::HistoryEvent& event : answer.events) {
    print_json_line(json_message("event", line_of(event, answer)).set("relation", reference_label(event.type)));
  }
  Json result = json_result("show").set("id", to_string(asked_for)).set("source_id", answer.source_message_id);
  if (answer.message) result.set("about", to_string(answer.message->number));
  else result.set_null("about");
  print_json_line(result.set("events", uint64_t{answer.events.size()}));
}

}  // namespace muniment::cli
