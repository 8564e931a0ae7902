// SPDX-License-Identifier: GPL-3.0-or-later
// A stream as lines, without copies, in bounded memory. Only LF ends a line (a CR before it belongs to the line end):
// a lone CR or U+2028 inside a message does not split it. A last line without line end is a line.
#pragma once

#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/io/input_stream.h"
#include "ingest/long_line.h"

namespace muniment::ingest {

enum class Encoding { utf8, utf16_le, utf16_be };

// The views are good until the next call of next(). At least kReadablePadding bytes behind `bytes` may be read.
struct Line {
  ByteView bytes;            // without its line end
  ByteView end;              // the line end: LF, CRLF, or nothing
  uint64_t number = 0;       // from 1
  uint64_t offset = 0;       // of its first byte in the stream
  uint64_t size_bytes = 0;   // of the whole line
  std::vector<LongText> long_texts{};  // that were taken out of it, as they stand; see take_out_long_texts()
  // Longer than the limit: `bytes` are its first ones.
  [[nodiscard]] bool is_cut() const { return long_texts.empty() && size_bytes > bytes.size(); }
};

// Not thread-safe.
class LineReader {
 public:
  static constexpr size_t kReadablePadding = 64;
  static constexpr size_t kLongestLine = size_t{64} << 20;
  static constexpr size_t kKeptOfLongLine = size_t{64} << 10;  // of a longer one, so that it can be recognised

  explicit LineReader(std::unique_ptr<io::InputStream> in, size_t longest_line = kLongestLine);

  // The next line; false at the end. A byte order mark at the start is not part of the first line.
  Result<bool> next(Line& line);
  // Of long lines, base64 that is as long as a file is taken out while they are read, so that they need no more memory than
  // others. `spools`: the stream cannot be read again for it.
  void take_out_long_texts(bool spools) { long_texts_ = spools ? LongTexts::spooled : LongTexts::taken_out; }
  // Known after the first call of next(): UTF-16 if the stream starts with its byte order mark.
  [[nodiscard]] Encoding encoding() const { return encoding_; }

 private:
  Result<void> start();
  Result<void> fill();
  [[nodiscard]] const Byte* find_end(const Byte* from) const;
  void take(Line& line, const Byte* content_end, const Byte* next);
  Result<void> drop_rest_of_long_line(Line& line);
  Result<void> take_long_line(Line& line);
  void cut(Line& line);
  [[nodiscard]] bool is_long(size_t length) const {
    return long_texts_ != LongTexts::stay && encoding_ == Encoding::utf8 && length > LongLine::kShortest;
  }
  [[nodiscard]] size_t unit() const { return encoding_ == Encoding::utf8 ? 1 : 2; }
  [[nodiscard]] bool is_unit(const Byte* at, Byte value) const;

  std::unique_ptr<io::InputStream> in_;
  size_t longest_line_;
  Encoding encoding_ = Encoding::utf8;
  Bytes buffer_;
  Bytes kept_;               // of a line that is too long, or that something was taken out of
  enum class LongTexts { stay, taken_out, spooled } long_texts_ = LongTexts::stay;
  size_t begin_ = 0;         // what is not handed out yet is [begin_, end_) of buffer_
  size_t end_ = 0;
  uint64_t offset_ = 0;      // of begin_ in the stream
  uint64_t number_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

// The text of a line's bytes in that encoding as UTF-8; UTF-16 is converted, unpaired surrogates become U+FFFD.
// UTF-8 is returned as it stands, valid or not. `storage` holds a converted text.
std::string_view text_of(ByteView bytes, Encoding encoding, std::string& storage);

}  // namespace muniment::ingest
