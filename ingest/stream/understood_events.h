// SPDX-License-Identifier: GPL-3.0-or-later
// The events of a source, each understood by itself, in their order. Of a large file they are understood ahead, in blocks
// of whole events, by other threads and by the one that waits for them; the source itself is read by that one alone.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "ingest/stream/event_parser.h"
#include "ingest/stream/event_source.h"

namespace muniment::ingest {

// For one thread.
class UnderstoodEvents {
 public:
  // Before so much of a source was read, no thread is started.
  static constexpr size_t kBytesAlone = size_t{1} << 20;

  UnderstoodEvents(EventSource source, const SourceOptions& options, std::span<const Dialect* const> dialects);
  ~UnderstoodEvents();
  UnderstoodEvents(const UnderstoodEvents&) = delete;
  UnderstoodEvents& operator=(const UnderstoodEvents&) = delete;

  // Good until the next call; null at the end.
  Result<Understood*> next();

 private:
  enum class State { waiting, taken, done };
  // Events that are understood together. Its memory is used again.
  struct Block {
    struct Piece {
      uint64_t line = 0, lines = 0, offset = 0;
      size_t begin = 0, size = 0;  // in `bytes`
      bool is_blank = false, is_torn = false;
    };
    State state = State::waiting;
    std::string path;
    Bytes bytes;
    std::vector<Piece> pieces;
    std::vector<Understood> understood;
    size_t handed_out = 0;
  };

  Result<Understood*> next_alone();
  Result<Understood*> next_of_blocks();
  Result<bool> read_event();
  [[nodiscard]] bool fits_into_block(const Block& block) const;
  void put_into(Block& block);
  void cut_blocks();
  void start_workers();
  void work();
  void wait_for(const Block& block);
  std::shared_ptr<Block> take_waiting();
  static void understand(Block& block, EventParser& parser);

  EventSource source_;
  SourceOptions options_;
  std::vector<const Dialect*> dialects_;
  EventParser parser_;                  // of the thread that waits
  Event event_;
  bool has_event_ = false;              // event_ was read and is in no block yet
  bool ended_ = false;
  std::optional<Error> failure_;        // of the source; what stands before it comes first
  Understood alone_;
  uint64_t bytes_read_ = 0;

  std::mutex mutex_;                    // guards the states of blocks, waiting_ and closing_
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Block>> waiting_;
  bool closing_ = false;
  std::deque<std::shared_ptr<Block>> blocks_;   // in their order
  std::vector<std::shared_ptr<Block>> spare_;
  std::vector<std::jthread> workers_;
};

}  // namespace muniment::ingest
