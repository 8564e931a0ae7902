// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/line_reader.h"

#include <algorithm>
#include <cstring>

#include "core/base/utf8.h"

namespace muniment::ingest {
namespace {

constexpr size_t kChunk = size_t{256} << 10;
constexpr std::string_view kLineFeed = "\n";

}  // namespace

LineReader::LineReader(std::unique_ptr<io::InputStream> in, size_t longest_line)
    : in_(std::move(in)), longest_line_(longest_line), buffer_(kChunk + kReadablePadding) {}

// Makes room, then reads one chunk behind what is there.
Result<void> LineReader::fill() {
  if (begin_ > 0 && buffer_.size() - end_ < kChunk + kReadablePadding) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kChunk / 2 + kReadablePadding) buffer_.resize(buffer_.size() * 2);
  const size_t room = buffer_.size() - end_ - kReadablePadding;
  MUNIMENT_TRY(const size_t got, in_->read(MutableByteView(buffer_).subspan(end_, room)));
  end_ += got;
  ended_ = got == 0;
  // A parser may look at what stands behind a line: behind the last one nothing does, and not what was there before.
  if (ended_) std::fill_n(buffer_.begin() + static_cast<std::ptrdiff_t>(end_), kReadablePadding, Byte{0});
  return {};
}

Result<void> LineReader::start() {
  started_ = true;
  while (end_ < 3 && !ended_) MUNIMENT_TRY_VOID(fill());
  const std::string_view head(reinterpret_cast<const char*>(buffer_.data()), end_);
  if (head.starts_with("\xEF\xBB\xBF")) begin_ = 3;
  if (head.starts_with("\xFF\xFE")) encoding_ = Encoding::utf16_le, begin_ = 2;
  if (head.starts_with("\xFE\xFF")) encoding_ = Encoding::utf16_be, begin_ = 2;
  offset_ = begin_;
  return {};
}

bool LineReader::is_unit(const Byte* at, Byte value) const {
  if (encoding_ == Encoding::utf8) return at[0] == value;
  if (encoding_ == Encoding::utf16_le) return at[0] == value && at[1] == 0;
  return at[0] == 0 && at[1] == value;
}

// The LF at or behind `from`, or null.
const Byte* LineReader::find_end(const Byte* from) const {
  const Byte* const end = buffer_.data() + end_;
  if (encoding_ == Encoding::utf8) {
    return static_cast<const Byte*>(std::memchr(from, '\n', static_cast<size_t>(end - from)));
  }
  for (const Byte* at = from; at + 2 <= end; at += 2) {
    if (is_unit(at, '\n')) return at;
  }
  return nullptr;
}

void LineReader::take(Line& line, const Byte* content_end, const Byte* next) {
  const Byte* const start = buffer_.data() + begin_;
  const bool has_lf = next > content_end;
  if (has_lf && content_end - start >= static_cast<ptrdiff_t>(unit()) && is_unit(content_end - unit(), '\r')) {
    content_end -= unit();
  }
  line.long_texts.clear();
  line.bytes = {start, content_end};
  line.end = {content_end, next};
  line.number = ++number_;
  line.offset = offset_;
  line.size_bytes = line.bytes.size();
  begin_ += static_cast<size_t>(next - start);
  offset_ += static_cast<uint64_t>(next - start);
}

// Keeps the first bytes and reads on to the line's end without keeping more than a chunk.
Result<void> LineReader::drop_rest_of_long_line(Line& line) {
  const Byte* const start = buffer_.data() + begin_;
  const size_t kept = std::min(kKeptOfLongLine, longest_line_);
  kept_.assign(start, start + kept);
  kept_.resize(kept + kReadablePadding);
  line = {{kept_.data(), kept}, {}, ++number_, offset_, 0};
  for (;;) {
    const Byte* const lf = find_end(buffer_.data() + begin_);
    const size_t whole = (end_ - begin_) / unit() * unit();
    const size_t used = lf != nullptr ? static_cast<size_t>(lf - buffer_.data()) - begin_ + unit() : whole;
    line.size_bytes += lf != nullptr ? used - unit() : used;
    begin_ += used;
    offset_ += used;
    if (lf != nullptr || ended_) return {};
    MUNIMENT_TRY_VOID(fill());
  }
}

void LineReader::cut(Line& line) {
  kept_.resize(std::min(kKeptOfLongLine, longest_line_));
  line.long_texts.clear();
}

// To its end, whatever stands in it; what is kept of it is bounded only by the limit.
Result<void> LineReader::take_long_line(Line& line) {
  LongLine taken(offset_, long_texts_ == LongTexts::spooled);
  line = {};
  line.number = ++number_;
  line.offset = offset_;
  for (;;) {
    const Byte* const start = buffer_.data() + begin_;
    const Byte* const lf = find_end(start);
    const size_t size = lf != nullptr ? static_cast<size_t>(lf - start) : end_ - begin_;
    MUNIMENT_TRY_VOID(taken.take({start, size}));
    line.size_bytes += size;
    if (lf != nullptr) line.end = as_bytes(kLineFeed);
    begin_ += size + line.end.size();
    offset_ += size + line.end.size();
    if (lf != nullptr || ended_) break;
    MUNIMENT_TRY_VOID(fill());
  }
  MUNIMENT_TRY_VOID(taken.finish());
  kept_ = taken.take_kept();
  line.long_texts = taken.take_texts();
  if (!line.end.empty() && !kept_.empty() && kept_.back() == '\r') kept_.pop_back(), --line.size_bytes;
  if (kept_.size() > longest_line_) cut(line);
  const size_t size = kept_.size();
  kept_.resize(size + kReadablePadding);
  line.bytes = ByteView(kept_).first(size);
  return {};
}

Result<bool> LineReader::next(Line& line) {
  if (!started_) MUNIMENT_TRY_VOID(start());
  size_t looked_at = 0;  // bytes behind begin_ that hold no line end
  for (;;) {
    const Byte* const lf = find_end(buffer_.data() + begin_ + looked_at);
    const size_t waiting = end_ - begin_;
    const size_t length = lf != nullptr ? static_cast<size_t>(lf - buffer_.data()) - begin_ : waiting;
    if (is_long(length)) {
      MUNIMENT_TRY_VOID(take_long_line(line));
      return true;
    }
    if (length > longest_line_) {
      MUNIMENT_TRY_VOID(drop_rest_of_long_line(line));
      return true;
    }
    if (lf != nullptr) {
      take(line, lf, lf + unit());
      return true;
    }
    if (ended_) {
      if (waiting == 0) return false;
      take(line, buffer_.data() + end_, buffer_.data() + end_);
      return true;
    }
    looked_at = waiting / unit() * unit();
    MUNIMENT_TRY_VOID(fill());
  }
}

std::string_view text_of(ByteView bytes, Encoding encoding, std::string& storage) {
  if (encoding == Encoding::utf8) return as_text(bytes);
  const auto unit_at = [&](size_t i) -> char32_t {
    const auto low = static_cast<char32_t>(bytes[encoding == Encoding::utf16_le ? i : i + 1]);
    const auto high = static_cast<char32_t>(bytes[encoding == Encoding::utf16_le ? i + 1 : i]);
    return high << 8 | low;
  };
  storage.clear();
  for (size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = i + 1 < bytes.size() ? unit_at(i) : 0xFFFD;
    const char32_t after = i + 3 < bytes.size() ? unit_at(i + 2) : 0;
    if (c >= 0xD800 && c < 0xDC00 && after >= 0xDC00 && after < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (after - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    append_utf8(storage, c);
  }
  return storage;
}

}  // namespace muniment::ingest
