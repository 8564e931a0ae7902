// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ingest/follow/followed_kinds.h"
#include "ingest/follow/part_input.h"
#include "ingest/sealed_spool.h"

namespace muniment::ingest {
namespace {

constexpr size_t kReadAtOnce = size_t{256} << 10;

// What was taken out of a pipe is nowhere else: it stays here until it is acknowledged.
class FollowedPipe final : public FollowedInput {
 public:
  FollowedPipe(std::unique_ptr<io::Pipe> pipe, std::string path) : pipe_(std::move(pipe)), path_(std::move(path)) {}

  Result<std::optional<FollowedPart>> next(int64_t) override {
    if (!handed_out_) MUNIMENT_TRY_VOID(take_whole_lines());
    if (!handed_out_) return std::optional<FollowedPart>();
    FollowedPart part;
    part.path = path_;
    part.first_offset = offset_;
    part.first_line = lines_;
    part.input = handed_out_->input;
    return std::optional<FollowedPart>(std::move(part));
  }
  void acknowledge() override {
    if (!handed_out_) return;
    offset_ += handed_out_->size;
    lines_ += handed_out_->lines;
    handed_out_.reset();
  }
  [[nodiscard]] bool ended() const override { return pipe_->ended() && !handed_out_ && !long_line_ && waiting_.empty(); }
  std::vector<std::string> take_notes() override { return {}; }

 private:
  struct HandedOut {
    std::shared_ptr<SourceInput> input;
    uint64_t size = 0, lines = 0;
  };
  Result<void> take_whole_lines() {
    if (!long_line_) MUNIMENT_TRY_VOID(fill());
    if (!long_line_ && waiting_.size() >= kPartBytes && last_line_end() == 0) {
      MUNIMENT_TRY(long_line_, SealedSpool::create());
    }
    return long_line_ ? take_long_line() : take_lines();
  }
  Result<size_t> read_more() {
    const size_t have = waiting_.size();
    waiting_.resize(have + kReadAtOnce);
    const auto got = pipe_->read_now(MutableByteView(waiting_).subspan(have));
    waiting_.resize(have + (got ? *got : 0));
    if (got && std::find(waiting_.begin() + static_cast<ptrdiff_t>(have), waiting_.end(), Byte{'\n'}) != waiting_.end()) line_end_seen_ = true;
    return got;
  }
  Result<void> fill() {
    while (waiting_.size() < kPartBytes) {
      MUNIMENT_TRY(const size_t got, read_more());
      if (got == 0) return {};
    }
    return {};
  }
  [[nodiscard]] size_t last_line_end() const {
    if (!line_end_seen_) return 0;
    const auto last = std::find(waiting_.rbegin(), waiting_.rend(), Byte{'\n'});
    return static_cast<size_t>(last.base() - waiting_.begin());
  }
  Result<void> take_lines() {
    const size_t end = pipe_->ended() ? waiting_.size() : last_line_end();
    if (end == 0) return {};
    auto part = std::make_shared<Bytes>(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(end));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(end));
    line_end_seen_ = false;
    const auto lines = static_cast<uint64_t>(std::ranges::count(*part, Byte{'\n'}));
    handed_out_ = HandedOut{input_of_bytes(part, path_), end, lines};
    return {};
  }
  // A line that is longer than a part goes through memory piece by piece.
  Result<void> take_long_line() {
    for (;;) {
      const auto lf = std::ranges::find(waiting_, Byte{'\n'});
      const bool is_whole = lf != waiting_.end();
      const size_t size = static_cast<size_t>(lf - waiting_.begin()) + (is_whole ? 1 : 0);
      MUNIMENT_TRY_VOID(long_line_->append(ByteView(waiting_).first(size)));
      long_size_ += size;
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(size));
      if (is_whole || pipe_->ended()) return finish_long_line(is_whole);
      MUNIMENT_TRY(const size_t got, read_more());
      if (got == 0 && !pipe_->ended()) return {};
    }
  }
  Result<void> finish_long_line(bool is_whole) {
    MUNIMENT_TRY(auto open, long_line_->finish());
    handed_out_ = HandedOut{input_of_stream(std::move(open), path_, long_size_), long_size_, is_whole ? 1U : 0U};
    long_line_.reset();
    long_size_ = 0;
    line_end_seen_ = std::ranges::find(waiting_, Byte{'\n'}) != waiting_.end();
    return {};
  }

  std::unique_ptr<io::Pipe> pipe_;
  std::string path_;
  Bytes waiting_;
  bool line_end_seen_ = false;
  std::unique_ptr<SealedSpool> long_line_;  // the beginning of one, of which the end is not there yet
  uint64_t long_size_ = 0;
  std::optional<HandedOut> handed_out_;
  uint64_t offset_ = 0, lines_ = 0;
};

}  // namespace

std::unique_ptr<FollowedInput> follow_pipe(std::unique_ptr<io::Pipe> pipe, const std::string& path, io::Watch& watch) {
  watch.add_pipe(*pipe);
  return std::make_unique<FollowedPipe>(std::move(pipe), path);
}

}  // namespace muniment::ingest
