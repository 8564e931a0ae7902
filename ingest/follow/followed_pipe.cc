// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "ingest/follow/followed_kinds.h"
#include "ingest/follow/part_input.h"

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
    part.input = input_of_bytes(handed_out_, path_);
    return std::optional<FollowedPart>(std::move(part));
  }
  void acknowledge() override {
    if (!handed_out_) return;
    offset_ += handed_out_->size();
    lines_ += static_cast<uint64_t>(std::ranges::count(*handed_out_, Byte{'\n'}));
    handed_out_.reset();
  }
  [[nodiscard]] bool ended() const override { return pipe_->ended() && !handed_out_ && waiting_.empty(); }
  std::vector<std::string> take_notes() override { return {}; }

 private:
  Result<void> fill() {
    while (waiting_.size() < kPartBytes || last_line_end() == 0) {
      const size_t have = waiting_.size();
      waiting_.resize(have + kReadAtOnce);
      const auto got = pipe_->read_now(MutableByteView(waiting_).subspan(have));
      waiting_.resize(have + (got ? *got : 0));
      if (!got) return got.error();
      if (*got == 0) return {};
      if (std::find(waiting_.begin() + static_cast<ptrdiff_t>(have), waiting_.end(), Byte{'\n'}) != waiting_.end()) line_end_seen_ = true;
    }
    return {};
  }
  [[nodiscard]] size_t last_line_end() const {
    if (!line_end_seen_) return 0;
    const auto last = std::find(waiting_.rbegin(), waiting_.rend(), Byte{'\n'});
    return static_cast<size_t>(last.base() - waiting_.begin());
  }
  Result<void> take_whole_lines() {
    MUNIMENT_TRY_VOID(fill());
    const size_t end = pipe_->ended() ? waiting_.size() : last_line_end();
    if (end == 0) return {};
    auto part = std::make_shared<Bytes>(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(end));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(end));
    line_end_seen_ = false;
    handed_out_ = std::move(part);
    return {};
  }

  std::unique_ptr<io::Pipe> pipe_;
  std::string path_;
  Bytes waiting_;
  bool line_end_seen_ = false;
  std::shared_ptr<const Bytes> handed_out_;
  uint64_t offset_ = 0, lines_ = 0;
};

}  // namespace

std::unique_ptr<FollowedInput> follow_pipe(std::unique_ptr<io::Pipe> pipe, const std::string& path, io::Watch& watch) {
  watch.add_pipe(*pipe);
  return std::make_unique<FollowedPipe>(std::move(pipe), path);
}

}  // namespace muniment::ingest
