// SPDX-License-Identifier: GPL-3.0-or-later
// Puts lines together to messages, and keeps pasted headers inside the message they were pasted into.
//
// A line begins a message if it has the shape of the export's headers and a date that exists in its date order. One
// more rule guards against chats that were pasted into a message (or written there to deceive): where the time falls
// back by more than a day and, within the next 64 headers, comes back to where it was, the lines between are text of
// the message before. A fall that does not come back is a real one: devices do write such exports. Sentences of the
// system are exempt, because Android puts the newest of them first.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "ingest/line_reader.h"
#include "ingest/whatsapp/survey.h"

namespace muniment::ingest::whatsapp {

// One message, or what stands before the first.
struct Draft {
  std::optional<Header> header;  // none: text before the first message
  int64_t local_ms = 0;          // its wall-clock time
  uint64_t line = 0;
  uint64_t lines = 0;
  uint64_t offset = 0;
  Bytes raw;                     // with inner line ends, without the last one
  std::string last_end;          // the last line's end, which becomes an inner one if another line follows
  std::string text;              // decoded, lines joined with LF
  uint64_t dropped_bytes = 0;    // more than the longest message may have
};

// Not thread-safe.
class Assembler {
 public:
  Assembler(const Survey& survey, DateOrder order) : survey_(survey), order_(order) {}

  void take(const Line& line, std::string_view text);
  void finish();               // no more lines
  std::optional<Draft> next(); // the oldest message that is complete

  struct Counts {
    uint64_t headers = 0, continuations = 0, blanks = 0;
    uint64_t quoted_headers = 0;      // lines that look like headers and were kept as text
    uint64_t first_quoted_line = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  [[nodiscard]] std::optional<int64_t> time_if_header(const std::optional<Header>& header) const;
  void begin(const Line& line, std::string_view text, const std::optional<Header>& header, int64_t local_ms);
  void continue_with(const Line& line, std::string_view text);
  void close_open(int64_t next_ms);
  [[nodiscard]] bool may_hold_a_paste(const Draft& draft) const;
  void merge_held();
  void release_held();
  void count_quoted(uint64_t line, uint64_t headers);

  const Survey& survey_;
  DateOrder order_;
  std::optional<Draft> open_;
  std::deque<Draft> held_;   // a message and what may be pasted into it
  size_t held_bytes_ = 0;
  std::deque<Draft> ready_;
  Counts counts_;
};

}  // namespace muniment::ingest::whatsapp
