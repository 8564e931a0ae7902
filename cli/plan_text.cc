// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/plan_text.h"

#include <algorithm>

#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"

namespace muniment::cli {
namespace {

using pipeline::IngestPlan;
using pipeline::Moment;
using pipeline::NamesCounted;
using pipeline::SourceContents;
using pipeline::SourcePlan;

constexpr size_t kLineWidth = 100, kWidestName = 40, kFilesNamed = 10, kFilesInJson = 100;

const std::string kIndent(kRowIndent, ' ');

// A list that may be long, broken at its commas, under one label.
std::string list_rows(std::string_view label, const std::vector<std::string>& items) {
  std::string out, line;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? "," : "");
    if (!line.empty() && display_width(line) + 1 + display_width(item) > kLineWidth - kRowIndent) {
      out += row(std::exchange(label, {}), std::exchange(line, {}));
    }
    line += (line.empty() ? "" : " ") + item;
  }
  return line.empty() ? out : out + row(label, line);
}

// --- for people ------------------------------------------------------------------------------------------------------

std::string lines_row(const ingest::SourceReport& report) {
  if (report.lines == 0) return {};
  return row("lines", grouped(report.lines) + " = " + grouped(report.header_lines) + " beginning a record + " +
                          grouped(report.continuation_lines) + " continuing one + " + grouped(report.blank_lines) +
                          " blank");
}

std::string counted_kind(uint64_t count, RecordKind kind) {
  if (kind == RecordKind::identity) return counted(count, "identity", "identities");
  if (kind == RecordKind::delivery) return counted(count, "delivery", "deliveries");
  if (kind == RecordKind::unrecognised) return counted(count, "record of an unknown type", "records of unknown types");
  return counted(count, to_string(kind));
}

std::string records_row(const SourceContents& contents) {
  std::string sum;
  for (const auto& [kind, count] : contents.kinds)
    sum += (sum.empty() ? " = " : " + ") + counted_kind(count, kind);
  return row("records", grouped(contents.records()) + sum);
}

// Facts of a range of types, "edited 2", the most frequent first.
std::vector<std::string> facts_listed(const SourceContents& contents, uint64_t first, uint64_t end) {
  std::vector<std::pair<uint64_t, std::string_view>> found;
  for (const auto& [type, count] : contents.facts) {
    const auto number = static_cast<uint64_t>(type);
    if (number >= first && number < end) found.emplace_back(count, to_string(type));
  }
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> items;
  for (const auto& [count, name] : found)
    items.push_back(std::string(name) + " " + grouped(count));
  return items;
}

std::string facts_rows(const SourceContents& contents) {
  constexpr uint64_t kFirstEvent = 32, kEndOfEvents = 96;
  std::string out;
  const uint64_t events = contents.of_kind(RecordKind::system_event);
  if (events > 0) {
    out += row("system events", grouped(events) + " = " + grouped(events - contents.untyped_events) + " typed + " +
                                    grouped(contents.untyped_events) + " untyped");
  }
  out += list_rows("", facts_listed(contents, kFirstEvent, kEndOfEvents));
  return out + list_rows("recognised", facts_listed(contents, 0, kFirstEvent));
}

std::string media_rows(const SourceContents& contents) {
  const pipeline::MediaCount all = contents.all_media();
  if (all.mentioned == 0) return {};
  std::string out = row("media", counted(all.mentioned, "attachment") + " = " + grouped(all.at_hand) + " at hand + " +
                                     grouped(all.absent()) + " mentioned but not in the source");
  if (contents.media.size() == 1 && contents.media.contains(AttachmentKind::unknown)) return out;
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : contents.media) {
    const std::string name = kind == AttachmentKind::unknown ? "of unknown kind" : std::string(to_string(kind));
    const std::string hand = count.at_hand == 0 ? "" : " (" + grouped(count.at_hand) + " at hand)";
    kinds.push_back(name + " " + grouped(count.mentioned) + hand);
  }
  return out + list_rows("", kinds);
}

std::string names_rows(const char* label, const NamesCounted& names) {
  if (names.names == 0) return {};
  size_t width = 0;
  for (const pipeline::NameCount& name : names.most)
    width = std::max(width, display_width(shortened(printable(name.name), kWidestName)));
  const size_t digits = grouped(names.most.front().records).size();
  std::string out = row(label, names.is_complete ? grouped(names.names)
                                                 : "at least " + grouped(names.names) +
                                                       "; the most active of the first " + grouped(names.names) + ":");
  for (const pipeline::NameCount& name : names.most) {
    out += kIndent + padded(shortened(printable(name.name), kWidestName), width) + "  " +
           right_aligned(grouped(name.records), digits) + "\n";
  }
  if (names.names > names.most.size()) {
    out += kIndent + "and " + (names.is_complete ? "" : "at least ") + grouped(names.names - names.most.size()) +
           " more\n";
  }
  return out;
}

std::string moment_row(const char* label, const std::optional<Moment>& moment, const TimeZone& zone) {
  if (!moment) return {};
  Record record;
  record.time = moment->time;
  const std::string who = moment->sender.empty() ? "no sender" : shortened(printable(moment->sender), kWidestName);
  return row(label, time_text(record, zone) + "  " + who);
}

// Which conversation of the archive it would be. The name of a held one that the file does not name is not shown here:
// that is content, and would need an access record.
std::string conversation_row(const SourcePlan& plan) {
  if (plan.conversation.empty()) {
    const bool none = plan.contents.records() > 0 && plan.contents.conversations.names == 0;
    return none ? row("conversation", "none: neither the source nor its records name one") : std::string();
  }
  const std::string name = printable(plan.conversation);
  if (plan.joins_another)
    return row("conversation", name + ": would join a conversation of another name (" + printable(plan.how) + ")");
  return row("conversation", name + " (" + (plan.how.empty() ? "as the source is named" : printable(plan.how)) + ")");
}

std::string unreferenced_rows(const std::vector<std::string>& files) {
  if (files.empty()) return {};
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(files.size(), kFilesNamed); ++i)
    names.push_back(printable(files[i]));
  if (files.size() > names.size()) names.push_back("and " + grouped(files.size() - names.size()) + " more");
  return row("not mentioned", counted(files.size(), "file") + " beside the chat that no message names:") +
         list_rows("", names);
}

// Under its source, so that a place is its line unless it lies in another file.
std::string exception_rows(const pipeline::ExceptionListed& e, const std::string& source) {
  std::string place = e.path == source ? std::string() : printable(e.path);
  if (e.line > 0) place += (place.empty() ? "line " : ":") + std::to_string(e.line);
  if (place.empty()) place = printable(e.path);
  return kIndent + place + "  " + printable(e.what) + "\n" +
         (e.why.empty() ? "" : kIndent + "    " + printable(e.why) + "\n");
}

std::string exceptions_rows(const SourcePlan& plan, const Style& style) {
  if (plan.exception_count == 0) return {};
  std::string out = row(style.warn("! exceptions") + " ",
                        grouped(plan.exception_count) + ", which would not be taken, but kept with the batch:");
  for (const pipeline::ExceptionListed& e : plan.exceptions)
    out += exception_rows(e, plan.path);
  if (plan.exception_count > plan.exceptions.size()) {
    out += kIndent + "and " + grouped(plan.exception_count - plan.exceptions.size()) + " more\n";
  }
  return out;
}

std::string reading_rows(const SourcePlan& plan, const AssumedZone& assumed) {
  const ingest::SourceReport& report = plan.report;
  std::string out = read_as_row({plan.format, report.layout == plan.format ? std::string() : report.layout,
                                 report.date_order.empty() ? std::string() : "dates " + report.date_order});
  out += evidence_rows(report.evidence);
  if (!report.zone.empty())
    out += times_row(report.zone + " assumed (" + assumed.basis + ")", report.times_in_gap, report.times_in_overlap);
  if (!report.zone.empty() || report.steps_back > 0) out += order_row(report.steps_back);
  return out + conversation_row(plan) + lines_row(report);
}

// --- for programs ----------------------------------------------------------------------------------------------------

Json names_json(const NamesCounted& names) {
  Json most = Json::array();
  for (const pipeline::NameCount& name : names.most)
    most.push(Json::object().set("name", name.name).set("count", name.records));
  return Json::object().set("total", names.names).set("complete", names.is_complete).set("most", most);
}

Json moment_json(const Moment& moment) {
  return Json::object()
      .set("time", format_rfc3339(moment.time.utc_ms))
      .set("time_precision", to_string(moment.time.precision))
      .set("sender", moment.sender);
}

template <typename Map>
Json counts_json(const Map& counts) {
  Json rows = Json::array();
  for (const auto& [what, count] : counts)
    rows.push(Json::object().set("name", to_string(what)).set("count", count));
  return rows;
}

Json media_json(const SourceContents& contents) {
  Json rows = Json::array();
  for (const auto& [kind, count] : contents.media) {
    rows.push(Json::object()
                  .set("name", kind == AttachmentKind::unknown ? "unknown" : to_string(kind))
                  .set("count", count.mentioned)
                  .set("at_hand", count.at_hand)
                  .set("absent", count.absent()));
  }
  return rows;
}

void set_contents(Json& json, const SourceContents& contents) {
  json.set("records", contents.records())
      .set("kinds", counts_json(contents.kinds))
      .set("untyped_events", contents.untyped_events)
      .set("facts", counts_json(contents.facts))
      .set("media", media_json(contents))
      .set("people", names_json(contents.people))
      .set("conversations", names_json(contents.conversations));
  if (contents.first && contents.last)
    json.set("first", moment_json(*contents.first)).set("last", moment_json(*contents.last));
}

}  // namespace

std::string plan_text(const SourcePlan& plan, const AssumedZone& assumed, const Style& style) {
  std::string out = style.bold(printable(plan.path)) + "\n";
  if (plan.trouble && plan.trouble->refused)
    return out + row(style.bad("✗ refused") + std::string(4, ' '), "nothing of it can be taken in");
  out +=
      reading_rows(plan, assumed) + records_row(plan.contents) + facts_rows(plan.contents) + media_rows(plan.contents);
  out += names_rows("conversations", plan.contents.conversations) + names_rows("people", plan.contents.people);
  out += moment_row("first", plan.contents.first, assumed.zone) + moment_row("last", plan.contents.last, assumed.zone);
  if (plan.contents.without_time > 0) out += row("without time", counted(plan.contents.without_time, "record"));
  out += unreferenced_rows(plan.report.unreferenced) + warning_rows(plan.report.warnings, style) +
         exceptions_rows(plan, style);
  if (plan.trouble)
    out += row(style.bad("✗ stops") + std::string(6, ' '),
               "an ingest would stop here: what is said above is of the part before");
  return out;
}

Json plan_json(const SourcePlan& plan, const AssumedZone& assumed) {
  const ingest::SourceReport& report = plan.report;
  Json json = json_of_type("source").set("path", plan.path).set("refused", plan.trouble && plan.trouble->refused);
  if (plan.trouble) json.set("error", json_error(plan.trouble->error));
  if (plan.trouble && plan.trouble->refused) return json;
  json.set("format", plan.format)
      .set("layout", report.layout)
      .set("date_order", report.date_order)
      .set("evidence", json_strings(report.evidence))
      .set("zone", report.zone)
      .set("zone_basis", report.zone.empty() ? "" : assumed.basis)
      .set("times_in_gap", report.times_in_gap)
      .set("times_in_overlap", report.times_in_overlap)
      .set("steps_back", report.steps_back)
      .set("conversation", plan.conversation)
      .set("how", plan.how)
      .set("joins_another", plan.joins_another)
      .set("lines", report.lines)
      .set("header_lines", report.header_lines)
      .set("continuation_lines", report.continuation_lines)
      .set("blank_lines", report.blank_lines);
  set_contents(json, plan.contents);
  Json exceptions = Json::array();
  for (const pipeline::ExceptionListed& e : plan.exceptions)
    exceptions.push(exception_json(e.path, e.line, e.what, e.why));
  std::vector<std::string> files(
      report.unreferenced.begin(),
      report.unreferenced.begin() + static_cast<ptrdiff_t>(std::min(report.unreferenced.size(), kFilesInJson)));
  return json.set("exceptions", plan.exception_count)
      .set("exceptions_listed", exceptions)
      .set("media_unreferenced", uint64_t{report.unreferenced.size()})
      .set("unreferenced", json_strings(files))
      .set("warnings", json_strings(report.warnings));
}

std::string plan_sums_text(const IngestPlan& plan, const Style& style) {
  std::string out;
  if (plan.with_trouble > 0) {
    const std::string which = plan.with_trouble == 1 ? "1 source" : grouped(plan.with_trouble) + " sources";
    out += style.warn("! trouble") + " with " + which + " of " + grouped(plan.sources) +
           ": an ingest of all of them would fail; without " + (plan.with_trouble == 1 ? "that one:\n" : "these:\n");
    if (plan.with_trouble == plan.sources)
      return style.warn("! trouble") + " with every source: an ingest would take nothing\n";
  }
  const IngestCounts& counts = plan.counts;
  if (plan.held_unknown.empty()) {
    std::vector<std::pair<std::string, uint64_t>> rows = {{"would be in source", counts.in_source},
                                                          {"= would be new", counts.added},
                                                          {"+ already held", counts.already_held}};
    if (counts.excluded > 0) rows.emplace_back("+ excluded", counts.excluded);
    rows.emplace_back("+ exceptions", counts.exceptions);
    return out + equation_text(rows);
  }
  return out +
         equation_text({{"would be in source", counts.in_source},
                        {"= records", counts.in_source - counts.exceptions},
                        {"+ exceptions", counts.exceptions}}) +
         "  how many records are held already is not known: " + plan.held_unknown + "\n";
}

Json plan_sums_json(const IngestPlan& plan) {
  Json json = json_result("ingest-plan");
  json.set("dry_run", true).set("in_source", plan.counts.in_source);
  if (plan.held_unknown.empty())
    json.set("new", plan.counts.added).set("already_held", plan.counts.already_held).set("excluded", plan.counts.excluded);
  else
    json.set_null("new").set_null("already_held").set_null("excluded").set("held_unknown", plan.held_unknown);
  return json.set("exceptions", plan.counts.exceptions)
      .set("sources", plan.sources)
      .set("with_trouble", plan.with_trouble);
}

}  // namespace muniment::cli
