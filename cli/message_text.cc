// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/message_text.h"

#include <algorithm>

#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/terminal.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "core/model/description.h"

namespace muniment::cli {
namespace {

constexpr size_t kWidestName = 24, kWidestPadding = 60, kNarrowestText = 30;

// Around what a query matched, until lines are broken: noncharacters, which printable() lets nobody write.
constexpr std::string_view kBegin = "\uFDD0", kEnd = "\uFDD1";

// --- what was said -------------------------------------------------------------------------------------------------

size_t at_boundary(std::string_view text, size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

struct Excerpt {
  size_t begin, end;
};

Excerpt excerpt_of(std::string_view text, const std::vector<index::TextRange>& matches, size_t longest) {
  if (longest == 0 || text.size() <= longest) return {0, text.size()};
  const size_t first = matches.empty() ? 0 : matches.front().begin;
  const size_t begin = at_boundary(text, first > longest / 3 ? first - longest / 3 : 0);
  return {begin, at_boundary(text, begin + longest)};
}

std::string marked(std::string_view text, const std::vector<index::TextRange>& matches, Excerpt part) {
  std::string out;
  size_t at = part.begin;
  for (const index::TextRange& match : matches) {
    const size_t begin = std::max(match.begin, at), end = std::min(match.end, part.end);
    if (begin >= end) continue;
    out += printable(text.substr(at, begin - at), Lines::keep) + std::string(kBegin);
    out += printable(text.substr(begin, end - begin), Lines::keep) + std::string(kEnd);
    at = end;
  }
  return out + printable(text.substr(at, part.end - at), Lines::keep);
}

void append_part(std::string& line, const std::string& part) {
  if (!line.empty() && line.back() != ' ') line += ' ';
  line += part;
}

std::string said_with_marks(const pipeline::MessageView& view, size_t longest) {
  const Record& record = view.record;
  const std::string_view text = record.text ? std::string_view(*record.text) : std::string_view();
  const Excerpt part = excerpt_of(text, view.matches, longest);
  const std::string words = describe(record);
  std::string out = words.empty() ? "" : "[" + printable(words) + "] ";
  out += (part.begin > 0 ? "… " : "") + marked(text, view.matches, part);
  if (part.end < text.size()) out += " … (" + counted(text.size() - part.end, "more byte") + ": muniment show " + to_string(view.number) + ")";
  for (const Attachment& attachment : record.attachments) append_part(out, attachment_text(attachment));
  if (!view.changes.empty()) append_part(out, "[" + to_text(view.changes) + "]");
  while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
  return out;
}

// A match may go on over a line end: each line opens and closes its own marks, as the number follows on the same line.
std::string with_style(std::string_view line, const Style& style, bool& inside) {
  std::string out, stretch;
  const auto flush = [&] {
    if (!stretch.empty()) out += inside ? style.match(stretch) : stretch;
    stretch.clear();
  };
  while (!line.empty()) {
    const bool opens = line.substr(0, kBegin.size()) == kBegin;
    if (opens || line.substr(0, kEnd.size()) == kEnd) {
      flush();
      inside = opens;
      line.remove_prefix(kBegin.size());
      continue;
    }
    stretch += line.front();
    line.remove_prefix(1);
  }
  flush();
  return out;
}

// Columns of a line as with_style() will show it.
size_t shown_width(const std::string& line, const Style& style, bool inside) {
  const std::string shown = with_style(line, Style(false), inside);
  if (!style.color()) return display_width(shown);
  std::string bare;
  for (std::string_view rest = line; !rest.empty();) {
    const bool mark = rest.substr(0, kBegin.size()) == kBegin || rest.substr(0, kEnd.size()) == kEnd;
    if (!mark) bare += rest.front();
    rest.remove_prefix(mark ? kBegin.size() : 1);
  }
  return display_width(bare);
}

std::vector<std::string> lines_of(const std::string& text, size_t width) {
  std::vector<std::string> lines;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::vector<std::string> parts = wrapped(std::string_view(text).substr(at, end - at), width);
    lines.insert(lines.end(), parts.begin(), parts.end());
    at = end + 1;
  }
  return lines;
}

// --- the table -----------------------------------------------------------------------------------------------------

std::string sender_of(const Record& record) {
  return record.sender.empty() ? "–" : shortened(printable(record.sender), kWidestName);
}

// On a terminal lines are broken to fit; in a pipe they stay whole, so that grep finds what stands together.
size_t room_for_text(const TableWidths& widths) {
  if (!stdout_is_terminal()) return SIZE_MAX;
  const size_t before = 3 + widths.time + 2 + widths.sender + 2 + 2 + 8;
  return std::max(kNarrowestText, terminal_width() - std::min(before, terminal_width()));
}

std::vector<std::string> shown_lines(const pipeline::MessageView& view, const Layout& layout, const TableWidths& widths) {
  return lines_of(said_with_marks(view, layout.longest), room_for_text(widths));
}

// --- for programs ----------------------------------------------------------------------------------------------------

Json json_changes(const std::vector<LaterChange>& changes) {
  Json all = Json::array();
  for (const LaterChange& change : changes) {
    Json item = Json::object().set("relation", to_string(change)).set("id", to_string(change.by)).set("sender", change.sender);
    if (change.time) item.set("time", format_rfc3339(change.time->utc_ms));
    all.push(item);
  }
  return all;
}

Json json_facts(const std::vector<Fact>& facts) {
  Json all = Json::array();
  for (const Fact& fact : facts) {
    Json item = Json::object().set("type", to_string(fact.type));
    if (!fact.text.empty()) item.set("text", fact.text);
    if (fact.number) item.set("number", *fact.number);
    all.push(item);
  }
  return all;
}

}  // namespace

std::string time_text(const Record& record, const TimeZone& zone) {
  if (!record.time) return "no time";
  std::string text = zone.format(record.time->utc_ms);  // 2026-03-04 09:27:00 +00:00
  if (text.size() < 19) return text;
  if (record.time->precision == TimePrecision::minute) text.erase(16, 3);
  if (record.time->precision == TimePrecision::day) text.erase(10);
  return text;
}

std::string attachment_text(const Attachment& attachment) {
  std::string text = "[" + (attachment.name.empty() ? std::string(to_string(attachment.kind)) : printable(attachment.name));
  if (!attachment.mime.empty()) text += ", " + printable(attachment.mime);
  if (attachment.pages) text += ", " + counted(*attachment.pages, "page");
  if (attachment.size_bytes) text += ", " + file_size(*attachment.size_bytes);
  if (!attachment.is_held()) text += ", not in the source";
  return text + "]";
}

std::string people_text(const std::vector<std::string>& names, size_t shown) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < shown; ++i) out += (i > 0 ? ", " : "") + printable(names[i]);
  return names.size() > shown ? out + ", " + grouped(names.size() - shown) + " more" : out;
}

std::string said(const pipeline::MessageView& view, const Style& style, size_t longest) {
  bool inside = false;
  return with_style(said_with_marks(view, longest), style, inside);
}

void measure_names(const pipeline::MessageView& view, const Layout& layout, TableWidths& widths) {
  widths.time = std::max(widths.time, display_width(time_text(view.record, layout.zone)));
  widths.sender = std::max(widths.sender, display_width(sender_of(view.record)));
}

void measure_text(const pipeline::MessageView& view, const Layout& layout, TableWidths& widths) {
  const size_t width = shown_width(shown_lines(view, layout, widths).front(), layout.style, false);
  widths.text = std::max(widths.text, std::min(width, kWidestPadding));
}

std::string message_row(const pipeline::MessageView& view, const Layout& layout, const TableWidths& widths) {
  std::string out = layout.mark_hits && view.is_hit ? " ▸ " : "   ";
  out += padded(time_text(view.record, layout.zone), widths.time) + "  " + padded(sender_of(view.record), widths.sender) + "  ";
  const std::string indent(3 + widths.time + 2 + widths.sender + 2, ' ');
  const std::vector<std::string> lines = shown_lines(view, layout, widths);
  bool inside = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t taken = shown_width(lines[i], layout.style, inside);
    out += (i > 0 ? indent : std::string()) + with_style(lines[i], layout.style, inside);
    if (i == 0) out += std::string(taken < widths.text ? widths.text - taken : 0, ' ') + "  " + layout.style.dim(to_string(view.number));
    out += '\n';
  }
  return out;
}

std::string message_table(std::span<const pipeline::MessageView> messages, const Layout& layout) {
  TableWidths widths;
  for (const pipeline::MessageView& view : messages) measure_names(view, layout, widths);
  for (const pipeline::MessageView& view : messages) measure_text(view, layout, widths);
  std::string out;
  for (const pipeline::MessageView& view : messages) out += message_row(view, layout, widths);
  return out;
}

Json json_message(std::string_view type, const pipeline::MessageView& view) {
  const Record& record = view.record;
  Json json = json_of_type(type);
  json.set("id", to_string(view.number)).set("kind", to_string(record.kind)).set("conversation", record.conversation);
  json.set("title", view.conversation_title).set("sender", record.sender);
  if (record.time) {
    json.set("time", format_rfc3339(record.time->utc_ms)).set("time_original", record.time->original);
    json.set("time_basis", to_string(record.time->basis)).set("time_precision", to_string(record.time->precision));
  } else {
    json.set_null("time");
  }
  if (record.text) json.set("text", *record.text);
  else json.set_null("text");
  Json matches = Json::array(), attachments = Json::array();
  for (const index::TextRange& range : view.matches) matches.push(Json::array().push(uint64_t{range.begin}).push(uint64_t{range.end}));
  for (const Attachment& a : record.attachments) {
    Json item = Json::object().set("name", a.name).set("type", a.mime).set("held", a.is_held());
    if (a.size_bytes) item.set("bytes", *a.size_bytes);
    if (a.sha256) item.set("sha256", to_hex(a.sha256->view()));
    if (a.kind != AttachmentKind::unknown) item.set("kind", to_string(a.kind));
    if (a.pages) item.set("pages", *a.pages);
    attachments.push(item);
  }
  if (!record.custodian.empty()) json.set("custodian", record.custodian);
  if (!record.facts.empty()) json.set("facts", json_facts(record.facts));
  if (!view.changes.empty()) json.set("changes", json_changes(view.changes));
  return json.set("attachments", attachments).set("matches", matches);
}

}  // namespace muniment::cli
