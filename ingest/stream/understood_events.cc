// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/understood_events.h"

#include <algorithm>
#include <utility>

namespace muniment::ingest {
namespace {

constexpr size_t kBlockBytes = size_t{256} << 10;
constexpr size_t kBlockEvents = 512;      // of short lines, so that what they become stays small
constexpr unsigned kMostWorkers = 3;      // more would wait for the one that reads

unsigned workers_of_machine() {
  const unsigned processors = std::thread::hardware_concurrency();
  return processors < 2 ? 0 : std::min(processors - 1, kMostWorkers);
}

}  // namespace

UnderstoodEvents::UnderstoodEvents(EventSource source, const SourceOptions& options, std::span<const Dialect* const> dialects)
    : source_(std::move(source)), options_(options), dialects_(dialects.begin(), dialects.end()), parser_(options_, dialects_) {}

UnderstoodEvents::~UnderstoodEvents() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
}

Result<Understood*> UnderstoodEvents::next() {
  if (workers_.empty() && bytes_read_ >= kBytesAlone && !source_.may_keep_waiting()) start_workers();
  return workers_.empty() ? next_alone() : next_of_blocks();
}

// False at the end, and before a failure of the source.
Result<bool> UnderstoodEvents::read_event() {
  MUNIMENT_TRY(has_event_, source_.next(event_));
  bytes_read_ += event_.size_bytes;
  return has_event_;
}

Result<Understood*> UnderstoodEvents::next_alone() {
  if (!has_event_) MUNIMENT_TRY_VOID(read_event());
  if (!std::exchange(has_event_, false)) return nullptr;
  alone_ = parser_.understand(event_);
  alone_.place.path = event_.place.path;
  return &alone_;
}

Result<Understood*> UnderstoodEvents::next_of_blocks() {
  for (;;) {
    if (!blocks_.empty()) {
      Block& front = *blocks_.front();
      if (front.handed_out == 0) wait_for(front);
      if (front.handed_out < front.understood.size()) {
        Understood& event = front.understood[front.handed_out++];
        event.place.path = front.path;
        return &event;
      }
      spare_.push_back(std::move(blocks_.front()));
      blocks_.pop_front();
    }
    cut_blocks();
    if (!blocks_.empty()) continue;
    if (failure_) return *failure_;
    return next_alone();  // too large for a block, or the end
  }
}

bool UnderstoodEvents::fits_into_block(const Block& block) const {
  if (!event_.trouble.what.empty() || !event_.inline_media.empty() || event_.bytes.size() > kBlockBytes) return false;
  if (block.pieces.empty()) return true;
  return block.path == event_.place.path && block.pieces.size() < kBlockEvents &&
         block.bytes.size() + event_.bytes.size() <= kBlockBytes;
}

void UnderstoodEvents::put_into(Block& block) {
  if (block.pieces.empty()) block.path = event_.place.path;
  const Place& place = event_.place;
  block.pieces.push_back({place.line, place.lines, place.offset, block.bytes.size(), event_.bytes.size(), event_.is_blank, event_.is_torn});
  append(block.bytes, event_.bytes);
  has_event_ = false;
}

// As many as may wait: enough that no thread runs dry, few enough for the memory.
void UnderstoodEvents::cut_blocks() {
  const size_t ahead = 2 * (workers_.size() + 1);
  while (blocks_.size() < ahead && !ended_ && !failure_) {
    auto block = spare_.empty() ? std::make_shared<Block>() : std::move(spare_.back());
    if (!spare_.empty()) spare_.pop_back();
    block->state = State::waiting;
    block->bytes.clear();
    block->pieces.clear();
    block->handed_out = 0;
    for (;;) {
      if (!has_event_) {
        auto there = read_event();
        if (!there) failure_ = std::move(there).error();
        if (!has_event_) ended_ = true;
        if (!has_event_) break;
      }
      if (!fits_into_block(*block)) break;
      put_into(*block);
    }
    if (block->pieces.empty()) return spare_.push_back(std::move(block));
    block->bytes.resize(block->bytes.size() + LineReader::kReadablePadding);
    blocks_.push_back(block);
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(block));
    changed_.notify_all();
  }
}

void UnderstoodEvents::understand(Block& block, EventParser& parser) {
  block.understood.clear();
  block.understood.reserve(block.pieces.size());
  Event event;
  event.place.path = block.path;
  event.is_padded = true;
  for (const Block::Piece& piece : block.pieces) {
    event.place.line = piece.line;
    event.place.lines = piece.lines;
    event.place.offset = piece.offset;
    event.bytes = ByteView(block.bytes).subspan(piece.begin, piece.size);
    event.is_blank = piece.is_blank;
    event.is_torn = piece.is_torn;
    block.understood.push_back(parser.understand(event));
  }
}

void UnderstoodEvents::start_workers() {
  for (unsigned i = 0; i < workers_of_machine(); ++i) workers_.emplace_back([this] { work(); });
}

// With the mutex held.
std::shared_ptr<UnderstoodEvents::Block> UnderstoodEvents::take_waiting() {
  std::shared_ptr<Block> block = std::move(waiting_.front());
  waiting_.pop_front();
  block->state = State::taken;
  return block;
}

void UnderstoodEvents::work() {
  EventParser parser(options_, dialects_);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::shared_ptr<Block> block = take_waiting();
    lock.unlock();
    understand(*block, parser);
    lock.lock();
    block->state = State::done;
    changed_.notify_all();
  }
}

// Who waits helps: with this block or with one behind it.
void UnderstoodEvents::wait_for(const Block& block) {
  std::unique_lock lock(mutex_);
  while (block.state != State::done) {
    if (waiting_.empty()) {
      changed_.wait(lock, [&] { return block.state == State::done; });
      return;
    }
    const std::shared_ptr<Block> taken = take_waiting();
    lock.unlock();
    understand(*taken, parser_);
    lock.lock();
    taken->state = State::done;
  }
}

}  // namespace muniment::ingest
