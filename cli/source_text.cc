// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/source_text.h"

#include <algorithm>

#include "cli/json_text.h"
#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

constexpr size_t kLabelWidth = kRowIndent - 4;

std::string media_row(const BatchSource& source) {
  const uint64_t all = source.media_stored + source.media_absent;
  if (all == 0) return {};
  return row("media", grouped(all) + " = " + grouped(source.media_stored) + " stored + " +
                          grouped(source.media_absent) + " mentioned but not in the source");
}

}  // namespace

std::string row(std::string_view label, const std::string& value) {
  return "  " + padded(label, kLabelWidth) + "  " + value + "\n";
}

std::string read_as_row(const std::vector<std::string>& facts) {
  std::string value;
  for (const std::string& fact : facts) {
    if (!fact.empty()) value += (value.empty() ? "" : ", ") + printable(fact);
  }
  return row("read as", value);
}

std::string times_row(const std::string& zone_and_basis, uint64_t in_gap, uint64_t in_overlap) {
  return row("times", printable(zone_and_basis) + "; " + grouped(in_gap) + " in a daylight-saving gap, " +
                          grouped(in_overlap) + " in an overlap");
}

std::string order_row(uint64_t steps_back) {
  return row("order", counted(steps_back, "time") + " earlier than the one before");
}

std::string evidence_rows(const std::vector<std::string>& evidence) {
  std::string out;
  for (const std::string& line : evidence)
    out += row("evidence", printable(line));
  return out;
}

std::string warning_rows(const std::vector<std::string>& warnings, const Style& style) {
  std::string out;
  for (const std::string& warning : warnings)
    out += row(style.warn("! note") + std::string(kLabelWidth - 6, ' '), printable(warning));
  return out;
}

std::string source_text(const BatchSource& source, const std::string& format, const Style& style, Evidence evidence) {
  std::string out = style.bold(printable(source.path)) + "\n";
  out += read_as_row({format, source.layout == format ? std::string() : source.layout,
                      source.date_order.empty() ? std::string() : "dates " + source.date_order,
                      source.lines > 0 ? counted(source.lines, "line") : std::string()});
  if (!source.conversation.empty()) out += row("conversation", printable(source.conversation));
  if (!source.zone.empty()) out += times_row(source.zone + " assumed", source.times_in_gap, source.times_in_overlap);
  if (source.steps_back > 0) out += order_row(source.steps_back);
  out += media_row(source);
  if (source.media_unreferenced > 0) {
    out += row("not mentioned", counted(source.media_unreferenced, "file") + " beside the chat that no message names");
  }
  if (evidence == Evidence::shown) out += evidence_rows(source.evidence);
  return out + warning_rows(source.warnings, style);
}

Json source_json(const BatchSource& source, const std::string& format) {
  return Json::object()
      .set("path", source.path)
      .set("format", format)
      .set("layout", source.layout)
      .set("date_order", source.date_order)
      .set("conversation", source.conversation)
      .set("zone", source.zone)
      .set("lines", source.lines)
      .set("times_in_gap", source.times_in_gap)
      .set("times_in_overlap", source.times_in_overlap)
      .set("steps_back", source.steps_back)
      .set("media_stored", source.media_stored)
      .set("media_absent", source.media_absent)
      .set("media_unreferenced", source.media_unreferenced)
      .set("evidence", json_strings(source.evidence))
      .set("warnings", json_strings(source.warnings));
}

std::string exception_text(const std::string& path, uint64_t line, const std::string& what, const std::string& why) {
  const std::string place = printable(path) + (line > 0 ? ":" + std::to_string(line) : std::string());
  return "  " + place + "  " + printable(what) + (why.empty() ? "\n" : "\n      " + printable(why) + "\n");
}

Json exception_json(const std::string& path, uint64_t line, const std::string& what, const std::string& why) {
  return json_of_type("exception").set("path", path).set("line", line).set("what", what).set("why", why);
}

std::string equation_text(const std::vector<std::pair<std::string, uint64_t>>& rows, uint64_t widest) {
  size_t label_width = 0;
  for (const auto& [label, number] : rows) {
    label_width = std::max(label_width, label.size());
    widest = std::max(widest, number);
  }
  std::string out;
  for (const auto& [label, number] : rows) {
    out += "  " + padded(label, label_width + 3) + right_aligned(grouped(number), grouped(widest).size()) + "\n";
  }
  return out;
}

Json json_strings(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts)
    array.push(text);
  return array;
}

}  // namespace muniment::cli
