// SPDX-License-Identifier: GPL-3.0-or-later
// The events of an input, one after the other: the lines of its NDJSON files, and its files that are bodies written over
// several lines, one or more in each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ingest/empty_files.h"
#include "ingest/line_reader.h"
#include "ingest/source_input.h"
#include "ingest/source_record.h"
#include "ingest/stream/inline_media.h"

namespace muniment::ingest {

// Views are good until the next call of next(), which is best given the same Event again.
struct Event {
  Place place;
  ByteView bytes;           // as they stand in the source, without the line end
  bool is_padded = false;   // LineReader::kReadablePadding bytes behind them may be read
  bool is_blank = false;
  bool is_torn = false;     // the last line, and it has no line end
  std::vector<InlineMedia> inline_media;  // long ones, for which markers stand in `bytes`
  uint64_t size_bytes = 0;  // of all of it
  struct {
    std::string what, why;
  } trouble;                // why it cannot be read at all
};

class EventSource {
 public:
  // A single file whatever it is called; of a folder or zip every *.json, *.jsonl and *.ndjson, in the order of names.
  // Of a part of a file, `first_line` lines and `first_offset` bytes stand before it.
  static Result<EventSource> open(std::shared_ptr<SourceInput> input, uint64_t first_line = 0, uint64_t first_offset = 0);
  Result<bool> next(Event& event);  // false at the end
  // Of files from which no event comes.
  [[nodiscard]] std::optional<std::string> empty_files_warning() const { return ingest::empty_files_warning(*input_, members_); }
  // A pipe gives what there is, and then keeps whoever wants more.
  [[nodiscard]] bool may_keep_waiting() const { return !input_->seekable(); }

 private:
  EventSource(std::shared_ptr<SourceInput> input, std::vector<size_t> members, uint64_t first_line, uint64_t first_offset)
      : input_(std::move(input)), members_(std::move(members)), first_line_(first_line), first_offset_(first_offset) {}

  // A body within the bytes of its file: where it stands, and the lines from its beginning to that of the next one.
  struct Body {
    size_t begin = 0, end = 0;
    uint64_t line = 1, lines = 0;
  };
  static std::vector<Body> bodies_in(ByteView bytes);

  Result<bool> open_next_member();
  [[nodiscard]] InlineMedia media_of(LongText text) const;
  void set_place(Event& event, uint64_t line, uint64_t lines, uint64_t offset) const;
  Result<bool> next_line(Event& event);
  bool next_body(Event& event);

  std::shared_ptr<SourceInput> input_;
  std::vector<size_t> members_;
  uint64_t first_line_, first_offset_;
  size_t at_ = 0;
  size_t member_ = 0;         // that is open
  std::string path_;
  std::optional<LineReader> lines_;
  Bytes bytes_;               // of a file that holds bodies
  std::vector<Body> bodies_;  // of it
  size_t next_body_ = 0;
};

}  // namespace muniment::ingest
