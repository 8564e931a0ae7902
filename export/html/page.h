// SPDX-License-Identifier: GPL-3.0-or-later
// One page of a transcript: the messages of one conversation, or of a stretch of it, gathered and then written as HTML.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "export/export_format.h"

namespace muniment::exporting {

// An attachment as it is shown: where its bytes are in the bundle, or nothing if they are not held.
struct ShownAttachment {
  std::string path;        // "files/m12-1-plan.pdf"; empty if absent
  std::string name, mime, sha256_hex;
  uint64_t size_bytes = 0;
};

inline constexpr size_t kTimeBases = 7;  // those of an event's time, "captured" and "unknown"

// What is counted for the head of a page and for the index.
struct PageCounts {
  uint64_t messages = 0, system_events = 0, attachments = 0, absent = 0, hits = 0;
  int64_t first_ms = 0, last_ms = 0;
  std::array<uint64_t, kTimeBases> by_basis{};  // in the order in which a page tells them
  void add(const PageCounts& other);
};
std::string period_text(const PageCounts& counts, const TimeZone& zone);
std::string participants_text(const std::vector<std::string>& participants);
// Rows of a <dl> that every page has: query, notes, zone, archive.
void append_export_facts(std::string& out, const ExportOptions& options);
void append_fact(std::string& out, std::string_view name, std::string_view html);

class TranscriptPage {
 public:
  TranscriptPage(const ExportOptions& options, const ExportItem& first, unsigned number);

  void add(const ExportItem& item, const std::vector<ShownAttachment>& attachments);
  [[nodiscard]] const PageCounts& counts() const { return counts_; }
  [[nodiscard]] size_t bytes() const { return bytes_; }
  [[nodiscard]] unsigned number() const { return number_; }

  // The whole page. File names of its neighbours, empty where there is none.
  [[nodiscard]] std::string html(std::string_view previous, std::string_view next) const;

 private:
  struct Entry {
    std::string day;     // heading
    std::string before;  // <li …, when, who, and what stands above the text
    std::string after;   // text, attachments
    std::string notes;   // reactions on this page
    std::string excerpt;
    std::vector<LaterChange> changes;
    bool event = false;
    uint64_t number = 0;
  };

  void count(const ExportItem& item, const std::vector<ShownAttachment>& attachments);
  Entry make_entry(const ExportItem& item, const std::vector<ShownAttachment>& attachments);
  void append_references(std::string& out, const Record& record) const;
  void annotate_targets(const ExportItem& item);
  const Entry* find(const Reference& reference) const;
  void append_entry(std::string& out, const Entry& entry) const;
  void append_changes(std::string& out, const Entry& entry) const;
  [[nodiscard]] std::string head(std::string_view previous, std::string_view next) const;

  const ExportOptions& options_;
  unsigned number_;
  std::string title_, conversation_, chat_type_, participants_;
  PageCounts counts_;
  std::vector<Entry> entries_;
  std::unordered_map<uint64_t, size_t> by_number_;
  std::unordered_map<std::string, size_t> by_source_id_;
  size_t bytes_ = 0;
};

}  // namespace muniment::exporting
