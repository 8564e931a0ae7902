// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/source_tally.h"

#include <algorithm>

namespace muniment::pipeline {
namespace {

constexpr size_t kMostNames = 100'000;
constexpr size_t kMostNameBytes = size_t{16} << 20;
constexpr size_t kNamesListed = 10;

bool has_more_records(const NameCount& a, const NameCount& b) {
  return a.records != b.records ? a.records > b.records : a.name < b.name;
}

}  // namespace

uint64_t SourceContents::records() const {
  uint64_t sum = 0;
  for (const auto& [kind, count] : kinds)
    sum += count;
  return sum;
}

uint64_t SourceContents::of_kind(RecordKind kind) const {
  const auto found = kinds.find(kind);
  return found == kinds.end() ? 0 : found->second;
}

MediaCount SourceContents::all_media() const {
  MediaCount sum;
  for (const auto& [kind, count] : media) {
    sum.mentioned += count.mentioned;
    sum.at_hand += count.at_hand;
  }
  return sum;
}

void NameTable::count(const std::string& name) {
  const auto known = names_.find(name);
  if (known != names_.end()) {
    ++known->second;
  } else if (names_.size() < kMostNames && bytes_ + name.size() <= kMostNameBytes) {
    bytes_ += name.size();
    names_.emplace(name, 1);
  } else {
    is_complete_ = false;
  }
}

NamesCounted NameTable::counted() const {
  NamesCounted counted;
  counted.names = names_.size();
  counted.is_complete = is_complete_;
  for (const auto& [name, records] : names_) {
    const NameCount row{name, records};
    counted.most.insert(std::ranges::upper_bound(counted.most, row, has_more_records), row);
    if (counted.most.size() > kNamesListed) counted.most.pop_back();
  }
  return counted;
}

void SourceTally::count(const ingest::SourceRecord& record) {
  ++contents_.kinds[record.kind];
  for (const Fact& fact : record.facts)
    ++contents_.facts[fact.type];
  for (const ingest::SourceAttachment& attachment : record.attachments) {
    MediaCount& media = contents_.media[attachment.kind];
    ++media.mentioned;
    if (attachment.open) ++media.at_hand;
  }
  if (!record.conversation.empty()) conversations_.count(record.conversation);
  if (!record.time) ++contents_.without_time;
  if (record.kind != RecordKind::system_event)
    count_person(record);
  else if (!event_of(record.facts))
    ++contents_.untyped_events;
}

void SourceTally::count_person(const ingest::SourceRecord& record) {
  if (!record.sender.empty()) people_.count(record.sender);
  if (!record.time) return;
  const int64_t ms = record.time->utc_ms;
  if (!contents_.first || ms < contents_.first->time.utc_ms) contents_.first = Moment{*record.time, record.sender};
  if (!contents_.last || ms >= contents_.last->time.utc_ms) contents_.last = Moment{*record.time, record.sender};
}

SourceContents SourceTally::contents() const {
  SourceContents contents = contents_;
  contents.people = people_.counted();
  contents.conversations = conversations_.counted();
  return contents;
}

}  // namespace muniment::pipeline
