// SPDX-License-Identifier: GPL-3.0-or-later
// A line that is too long to be held: JSON with a whole file in it, as base64. The line is kept without those
// characters; a marker stands in their place that names how many they were and their SHA-256, and that of the file.
//
//   [base64 of SHA-256 <64 hex digits>: <number> characters, SHA-256 <64 hex digits>]
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/base64_stream.h"
#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/crypto/hash.h"
#include "ingest/sealed_spool.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

// Characters that were taken out of a line.
struct LongText {
  size_t at = 0;             // where its marker stands in what is kept of the line
  std::string marker;
  uint64_t offset = 0;       // of the first of them in the stream
  uint64_t size_bytes = 0;   // how many
  bool is_base64 = false;    // one whole base64 between quotes; else the marker says nothing true
  uint64_t file_size = 0;    // of what they say
  Sha256 file_sha256;
  StreamOpener spooled;      // themselves, where the stream cannot be read again; else empty
};

// What base64 says, with the characters read again; an error if it is no longer what it was.
StreamOpener opener_of_base64(StreamOpener characters, const LongText& text);

class LongLine {
 public:
  static constexpr size_t kShortest = size_t{1} << 20;  // of a line, and of base64 in it, that are treated so

  // `offset`: of its first byte in the stream. `spools`: the stream cannot be read again.
  LongLine(uint64_t offset, bool spools) : offset_(offset), spools_(spools) {}

  Result<void> take(ByteView bytes);
  Result<void> finish();  // the line is complete
  [[nodiscard]] Bytes take_kept() { return std::move(kept_); }
  [[nodiscard]] std::vector<LongText> take_texts() { return std::move(texts_); }

 private:
  // Base64 that turned out to be long, while it goes on.
  struct Open {
    LongText text;
    Base64Decoder decoder;
    crypto::Sha256Stream characters, file;
    std::unique_ptr<SealedSpool> spool;
    bool is_right = true;
  };
  Result<void> add(std::string_view run);
  Result<void> feed(std::string_view run);
  Result<void> begin_long(uint64_t offset);
  Result<void> end_run(char closing);
  Result<void> end_long(char closing);

  uint64_t offset_;                // in the stream, of the next byte that is taken
  bool spools_;
  Bytes kept_;
  size_t run_size_ = 0;            // of characters of base64 at the end of what was taken; they are kept while it is short
  enum class Escape { none, in_run, outside } escape_ = Escape::none;  // the byte before was a backslash
  std::optional<Open> open_;
  Bytes decoded_;
  std::vector<LongText> texts_;
};

}  // namespace muniment::ingest
