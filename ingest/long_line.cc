// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/long_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/hex.h"

namespace muniment::ingest {
namespace {

constexpr size_t kPiece = size_t{64} << 10;

constexpr auto kInRun = [] {
  std::array<bool, 256> in_run{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")) {
    in_run[static_cast<unsigned char>(c)] = true;
  }
  return in_run;
}();

size_t length_of_run(std::string_view text) {
  size_t length = 0;
  while (length < text.size() && kInRun[static_cast<unsigned char>(text[length])]) ++length;
  return length;
}

std::string marker_of(const LongText& text, const Sha256& characters) {
  return "[base64 of SHA-256 " + to_hex(text.file_sha256.view()) + ": " + std::to_string(text.size_bytes) + " characters, SHA-256 " +
         to_hex(characters.view()) + "]";
}

class Decoded final : public io::InputStream {
 public:
  Decoded(std::unique_ptr<io::InputStream> characters, uint64_t size, const Sha256& sha256)
      : characters_(std::move(characters)), size_(size), sha256_(sha256), read_(kPiece) {}

  Result<size_t> read(MutableByteView out) override {
    while (at_ == decoded_.size()) {
      decoded_.clear();
      at_ = 0;
      MUNIMENT_TRY(const size_t got, characters_->read(read_));
      if (got == 0) return is_as_it_was() ? Result<size_t>(size_t{0}) : changed();
      if (!decoder_.take(as_text(ByteView(read_).first(got)), decoded_)) return changed();
      hash_.update(decoded_);
    }
    const size_t count = std::min(out.size(), decoded_.size() - at_);
    std::copy_n(decoded_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return size_; }

 private:
  [[nodiscard]] bool is_as_it_was() const { return decoder_.finish() && hash_.digest() == sha256_; }
  static Error changed() {
    return make_error(ErrorCode::corrupt, "a file inside a line is no longer what it was")
        .because("the source was changed while it was read");
  }

  std::unique_ptr<io::InputStream> characters_;
  uint64_t size_;
  Sha256 sha256_;
  Base64Decoder decoder_;
  crypto::Sha256Stream hash_;
  Bytes read_, decoded_;
  size_t at_ = 0;
};

}  // namespace

StreamOpener opener_of_base64(StreamOpener characters, const LongText& text) {
  return [characters = std::move(characters), size = text.file_size, sha256 = text.file_sha256]() -> Result<std::unique_ptr<io::InputStream>> {
    MUNIMENT_TRY(auto stream, characters());
    return std::unique_ptr<io::InputStream>(std::make_unique<Decoded>(std::move(stream), size, sha256));
  };
}

Result<void> LongLine::take(ByteView bytes) {
  std::string_view text = as_text(bytes);
  while (!text.empty()) {
    const char c = text.front();
    const Escape escape = std::exchange(escape_, Escape::none);
    if (escape == Escape::in_run && c == '/') {
      MUNIMENT_TRY_VOID(add("\\/"));
    } else if (escape != Escape::none) {  // whatever follows a backslash begins nothing
      if (escape == Escape::in_run) {
        MUNIMENT_TRY_VOID(end_run(c == '"' ? '"' : '\\'));
        kept_.push_back('\\');
      }
      kept_.push_back(static_cast<Byte>(c));
    } else if (const size_t length = length_of_run(text); length > 0) {
      MUNIMENT_TRY_VOID(add(text.substr(0, length)));
      offset_ += length;
      text.remove_prefix(length);
      continue;
    } else if (c == '\\') {
      escape_ = run_size_ > 0 ? Escape::in_run : Escape::outside;
      if (escape_ == Escape::outside) kept_.push_back('\\');
    } else {
      MUNIMENT_TRY_VOID(end_run(c));
      kept_.push_back(static_cast<Byte>(c));
    }
    ++offset_;
    text.remove_prefix(1);
  }
  return {};
}

Result<void> LongLine::finish() {
  const Escape escape = std::exchange(escape_, Escape::none);
  MUNIMENT_TRY_VOID(end_run('\0'));
  if (escape == Escape::in_run) kept_.push_back('\\');
  return {};
}

// offset_ is that of the first byte of `run`, or for "\/" that of its slash.
Result<void> LongLine::add(std::string_view run) {
  run_size_ += run.size();
  if (open_) return feed(run);
  append(kept_, as_bytes(run));
  const uint64_t behind = offset_ + (run.front() == '\\' ? 1 : run.size());
  return run_size_ >= kShortest ? begin_long(behind - run_size_) : Result<void>();
}

Result<void> LongLine::begin_long(uint64_t offset) {
  open_.emplace(Open{});
  open_->text.offset = offset;
  open_->text.at = kept_.size() - run_size_;
  const bool begins_right = open_->text.at > 0 && (kept_[open_->text.at - 1] == '"' || kept_[open_->text.at - 1] == ',');
  open_->is_right = begins_right;
  if (spools_) {
    MUNIMENT_TRY(open_->spool, SealedSpool::create());
  }
  const Bytes run(kept_.begin() + static_cast<ptrdiff_t>(open_->text.at), kept_.end());
  kept_.resize(open_->text.at);
  return feed(as_text(run));
}

Result<void> LongLine::feed(std::string_view run) {
  if (open_->spool) MUNIMENT_TRY_VOID(open_->spool->append(as_bytes(run)));
  for (; !run.empty(); run.remove_prefix(std::min(run.size(), kPiece))) {
    const std::string_view piece = run.substr(0, kPiece);
    open_->text.size_bytes += piece.size();
    open_->characters.update(as_bytes(piece));
    if (!open_->is_right) continue;
    decoded_.clear();
    open_->is_right = open_->decoder.take(piece, decoded_);
    open_->file.update(decoded_);
    open_->text.file_size += decoded_.size();
  }
  return {};
}

Result<void> LongLine::end_run(char closing) {
  if (open_) MUNIMENT_TRY_VOID(end_long(closing));
  run_size_ = 0;
  return {};
}

Result<void> LongLine::end_long(char closing) {
  LongText& text = open_->text;
  text.is_base64 = open_->is_right && open_->decoder.finish() && closing == '"';
  text.file_sha256 = open_->file.digest();
  text.marker = marker_of(text, open_->characters.digest());
  if (open_->spool) {
    MUNIMENT_TRY(text.spooled, open_->spool->finish());
  }
  append(kept_, as_bytes(text.marker));
  texts_.push_back(std::move(text));
  open_.reset();
  return {};
}

}  // namespace muniment::ingest
