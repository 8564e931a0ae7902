// SPDX-License-Identifier: GPL-3.0-or-later
// For tests that take in the same chat twice, exported by one phone or another, earlier or later.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/model/codec.h"
#include "pipeline/parts.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {

class Merge : public ArchiveTest {
 protected:
  Result<IngestSummary> take_all(const std::vector<std::string>& names) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    IngestRequest request = request_;
    for (const std::string& name : names) request.paths.push_back((folder_ / name).string());
    request.actor = {"tester", "", "test"};
    MUNIMENT_TRY(last_, ingest(*store, request, observer_));
    MUNIMENT_TRY_VOID(store->close());
    return last_;
  }
  // What was new, and what was held already.
  std::string taken(const std::string& path) {
    const auto summary = take_all({std::filesystem::relative(path, folder_).string()});
    if (!summary) return told(summary.error());
    return std::to_string(summary->counts.added) + " new, " + std::to_string(summary->counts.already_held) + " held";
  }
  std::set<std::string> conversations() {
    std::set<std::string> names;
    const auto found = search_for("in:*");
    for (const MessageView& message : found->messages) names.insert(message.record.conversation);
    return names;
  }

  std::vector<Sighting> all_sightings() {
    std::vector<Sighting> found;
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    archive::Reader& log = (*store)->parts().log();
    for (const archive::LogEntry& entry : log.entries()) {
      if (entry.kind != archive::EntryKind::event) continue;
      const auto content = log.read(entry.index);
      for (const auto& bytes : content->records) {
        const Record record = *decode_record(bytes);
        if (record.kind == RecordKind::sighting) found.push_back(*sighting_from(record));
      }
    }
    return found;
  }
  std::string text_of(uint64_t number) {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    return (*store)->parts().frames->record(MessageNumber{number})->text.value_or("-");
  }

  IngestRequest request_;
  IngestObserver observer_;
  IngestSummary last_;
};

inline std::string android(const std::string& minute, const std::string& who, const std::string& text) {
  return "13/03/2026, 09:" + minute + " - " + who + ": " + text + "\n";
}

inline std::string talk(const std::string& ana, const std::string& tom, int first, int last) {
  std::string chat;
  for (int i = first; i <= last; ++i) {
    chat += android(std::to_string(i), i % 2 == 0 ? ana : tom, "sentence " + std::to_string(i) + " of the talk");
  }
  return chat;
}

}  // namespace muniment::pipeline
