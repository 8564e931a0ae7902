// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/index_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/json_text.h"
#include "cli/monitoring_text.h"
#include "cli/plain_text.h"
#include "cli/source_text.h"

namespace muniment::cli {
namespace {

std::string month_text(Month month) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04u-%02u", month.yyyymm / 100, month.yyyymm % 100);
  return buffer.data();
}

double a_message(uint64_t bytes, uint64_t messages) {
  return messages == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(messages);
}

std::string a_message_text(uint64_t bytes, uint64_t messages) {
  return messages == 0 ? std::string("–") : counted((bytes + messages / 2) / messages, "byte") + " a message";
}

// What stands in one line of the table: a partition, or those of a class and month.
struct Line {
  index::PartitionInfo sum;
  uint64_t partitions = 0;
};

void add(Line& line, const index::PartitionInfo& one) {
  line.sum.documents += one.documents;
  line.sum.bytes += one.bytes;
  line.sum.first_ms = std::min(line.sum.first_ms, one.first_ms);
  line.sum.last_ms = std::max(line.sum.last_ms, one.last_ms);
  ++line.partitions;
}

std::vector<Line> lines_of(const pipeline::IndexStatus& status, bool by_file) {
  std::vector<Line> lines;
  for (const index::PartitionInfo& one : status.partitions) {
    const bool same = !by_file && !lines.empty() && lines.back().sum.cls == one.cls && lines.back().sum.month == one.month;
    if (same) add(lines.back(), one);
    else lines.push_back({one, 1});
  }
  return lines;
}

using Cells = std::vector<std::string>;

Cells cells_of(const Line& line, bool by_file, const TimeZone& zone) {
  const index::PartitionInfo& sum = line.sum;
  return {std::to_string(sum.cls.value), month_text(sum.month), by_file ? sum.file : grouped(line.partitions), grouped(sum.documents),
          file_size(sum.bytes), a_message_text(sum.bytes, sum.documents), minute_text(sum.first_ms, zone), minute_text(sum.last_ms, zone)};
}

std::string table_of(const std::vector<Cells>& rows, const Style& style) {
  std::vector<size_t> widths(rows.front().size());
  for (const Cells& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (const Cells& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) line += "  " + (i + 1 == row.size() ? row[i] : padded(row[i], widths[i]));
    out += (&row == &rows.front() ? style.dim(line) : line) + "\n";
  }
  return out;
}

std::string range_text(const index::LogRange& range) {
  if (range.end_entry == range.first_entry + 1) return "log entry " + std::to_string(range.first_entry);
  return "log entries " + std::to_string(range.first_entry) + " to " + std::to_string(range.end_entry - 1);
}

}  // namespace

std::string partition_table(const pipeline::IndexStatus& status, bool by_file, const TimeZone& zone, const Style& style) {
  if (status.partitions.empty()) return {};
  std::vector<Cells> rows = {{"class", "month", by_file ? "file" : "partitions", "messages", "on disk", "", "first", "last"}};
  for (const Line& line : lines_of(status, by_file)) rows.push_back(cells_of(line, by_file, zone));
  return table_of(rows, style);
}

std::string index_rows(const pipeline::IndexStatus& status) {
  uint64_t held = 0;
  for (const index::PartitionInfo& each : status.partitions) held += each.documents;
  std::string out = row("searchable", grouped(status.searchable) + " of " + counted(status.messages, "message"));
  std::string size = counted(status.partitions.size(), "partition") + ", " + file_size(status.bytes);
  if (held > 0) size += ", " + a_message_text(status.bytes, held);
  out += row("index", size);
  if (!status.partitions.empty()) out += row("tokeniser", "version " + std::to_string(status.partitions.front().tokenizer_version));
  out += row("index builds", status.scratch_is_private ? "scratch files in memory that no other process sees"
                                                       : "scratch files in a private directory: no mount namespace here");
  if (status.unnamed_files > 0) {
    out += row("left over", counted(status.unnamed_files, "file") + " that no search reads" +
                                (status.writer_active ? ", or that is being written" : ": the next ingest removes them"));
  }
  if (status.writer_active) out += row("writer", "another process is writing now");
  return out;
}

std::vector<std::string> index_attention(const pipeline::IndexStatus& status) {
  std::vector<std::string> lines;
  for (const std::string& damage : status.damaged) lines.push_back("damaged: idx/" + damage);
  if (status.writer_active) return lines;
  for (const pipeline::UncoveredRange& each : status.uncovered) {
    lines.push_back(counted(each.messages, "message") + " of " + range_text(each.range) + " not in the index: each search indexes them anew");
  }
  return lines;
}

Json partition_json(const index::PartitionInfo& partition) {
  Json ranges = Json::array();
  for (const index::LogRange& range : partition.ranges) {
    ranges.push(Json::object().set("first_entry", range.first_entry).set("end_entry", range.end_entry));
  }
  Json json = json_of_type("partition").set("file", partition.file).set("class", uint64_t{partition.cls.value}).set("month", month_text(partition.month));
  json.set("messages", partition.documents).set("bytes", partition.bytes).set("bytes_a_message", a_message(partition.bytes, partition.documents));
  set_time(json, "first", partition.first_ms);
  set_time(json, "last", partition.last_ms);
  return json.set("tokeniser", partition.tokenizer_version).set("generation", partition.generation).set("log_ranges", ranges);
}

Json index_status_json(const pipeline::IndexStatus& status, int exit) {
  Json uncovered = Json::array();
  for (const pipeline::UncoveredRange& each : status.uncovered) {
    uncovered.push(Json::object().set("first_entry", each.range.first_entry).set("end_entry", each.range.end_entry).set("messages", each.messages));
  }
  return json_result("index").set("messages", status.messages).set("searchable", status.searchable).set("log_size", status.log_size)
      .set("partitions", uint64_t{status.partitions.size()}).set("bytes", status.bytes).set("uncovered", uncovered)
      .set("damaged", json_strings(status.damaged)).set("unnamed_files", status.unnamed_files).set("writer_active", status.writer_active)
      .set("scratch_is_private", status.scratch_is_private).set("attention", json_strings(index_attention(status))).set("exit", exit);
}

std::string index_size_text(const pipeline::IndexSize& size) { return counted(size.partitions, "partition") + ", " + file_size(size.bytes); }

Json index_size_json(const pipeline::IndexSize& size) {
  return Json::object().set("partitions", size.partitions).set("messages", size.messages).set("bytes", size.bytes);
}

}  // namespace muniment::cli
