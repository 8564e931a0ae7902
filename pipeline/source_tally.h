// SPDX-License-Identifier: GPL-3.0-or-later
// What one source holds, counted record by record, in bounded memory whatever the source is. Numbers, names and times
// only: no text of a message is kept.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/fact.h"
#include "core/model/record.h"
#include "ingest/source_record.h"

namespace muniment::pipeline {

struct MediaCount {
  uint64_t mentioned = 0;
  uint64_t at_hand = 0;  // of these, the bytes are in the source
  [[nodiscard]] uint64_t absent() const { return mentioned - at_hand; }
  friend bool operator==(const MediaCount&, const MediaCount&) = default;
};

struct NameCount {
  std::string name;
  uint64_t records = 0;
  friend bool operator==(const NameCount&, const NameCount&) = default;
};

struct NamesCounted {
  uint64_t names = 0;           // different ones
  std::vector<NameCount> most;  // the 10 with the most records, then by name
  bool is_complete = true;      // false: there are more than fit; `names` are the first of them, and `most` is of those
};

struct Moment {
  EventTime time;
  std::string sender;
};

struct SourceContents {
  std::map<RecordKind, uint64_t> kinds;
  uint64_t untyped_events = 0;         // system events whose sentence is not known
  std::map<FactType, uint64_t> facts;  // each fact of each record
  std::map<AttachmentKind, MediaCount> media;
  NamesCounted people;                // senders of all records but system events
  NamesCounted conversations;         // where records name them
  std::optional<Moment> first, last;  // by time, of all records but system events; of equals, by place
  uint64_t without_time = 0;

  [[nodiscard]] uint64_t records() const;
  [[nodiscard]] uint64_t of_kind(RecordKind kind) const;
  [[nodiscard]] MediaCount all_media() const;
};

// Counts how often names come; knows at most 100,000 of them, and 16 MiB.
class NameTable {
 public:
  void count(const std::string& name);
  [[nodiscard]] NamesCounted counted() const;

 private:
  std::unordered_map<std::string, uint64_t> names_;
  size_t bytes_ = 0;
  bool is_complete_ = true;
};

class SourceTally {
 public:
  void count(const ingest::SourceRecord& record);
  [[nodiscard]] SourceContents contents() const;  // of what was counted so far

 private:
  void count_person(const ingest::SourceRecord& record);

  SourceContents contents_;
  NameTable people_, conversations_;
};

}  // namespace muniment::pipeline
