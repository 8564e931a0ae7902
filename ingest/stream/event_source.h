// SPDX-License-Identifier: GPL-3.0-or-later
// The events of an input, one after the other: the lines of its NDJSON files, and its files that are one body each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ingest/line_reader.h"
#include "ingest/source_input.h"
#include "ingest/source_record.h"

namespace muniment::ingest {

// Views are good until the next call of next().
struct Event {
  Place place;
  ByteView bytes;           // as they stand in the source, without the line end
  bool is_padded = false;   // LineReader::kReadablePadding bytes behind them may be read
  bool is_blank = false;
  bool is_torn = false;     // the last line, and it has no line end
  struct {
    std::string what, why;
  } trouble;                // why it cannot be read at all
};

class EventSource {
 public:
  // A single file whatever it is called; of a folder or zip every *.json, *.jsonl and *.ndjson, in the order of names.
  static Result<EventSource> open(std::shared_ptr<SourceInput> input);
  Result<bool> next(Event& event);  // false at the end

 private:
  EventSource(std::shared_ptr<SourceInput> input, std::vector<size_t> members)
      : input_(std::move(input)), members_(std::move(members)) {}

  Result<bool> open_next_member();
  Result<bool> next_line(Event& event);
  void take_body(Event& event);

  std::shared_ptr<SourceInput> input_;
  std::vector<size_t> members_;
  size_t at_ = 0;
  std::string path_;
  std::optional<LineReader> lines_;
  std::optional<Bytes> body_;  // of a file that is one body
};

}  // namespace muniment::ingest
