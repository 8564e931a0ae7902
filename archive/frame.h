// SPDX-License-Identifier: GPL-3.0-or-later
// One frame: 128 bytes of header, then the payload. A DATA payload is records, compressed, encrypted under a key that
// is derived for this frame alone, and bound to its archive, segment, number and unit: a frame cannot be moved.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "archive/archive.h"
#include "archive/commit_frame.h"
#include "archive/format.h"
#include "core/base/digest.h"
#include "core/base/result.h"

namespace muniment::archive {

enum class FrameType : uint8_t { data = 1, commit = 2, seal = 3 };

using Chain = std::array<Byte, kChainSize>;
using HeaderBytes = std::array<Byte, kFrameHeader>;

struct FrameHeader {
  FrameType type = FrameType::data;
  uint8_t flags = 0;
  SegmentNo segment;
  FrameNo frame;
  uint32_t records = 0;
  MessageNumber first_message;
  UnitTag unit;
  uint32_t unit_index = 0;
  uint32_t payload_len = 0;
  std::array<Byte, kSaltSize> salt{};
  Sha256 proof;  // DATA: key commitment; others: SHA-256 of the payload
  Chain chain{};
};

HeaderBytes encode_frame_header(const FrameHeader& header);  // with crc32c
// corrupt for a wrong crc, an unknown type or flag, a length out of bounds, or an unused field that is not zero.
Result<FrameHeader> decode_frame_header(ByteView bytes);

Chain first_chain(const Sha256& header_page_hash);  // of frame 0; the hash is over the whole page
Chain next_chain(ByteView header, ByteView payload_tail);  // of the frame after this one

// Where the salt of each frame comes from. Only tests give another one than the system's randomness.
using SaltSource = void (*)(MutableByteView salt);

// Seals DATA frames. Keeps its buffers and compression state from frame to frame. Not thread-safe.
class FrameSealer {
 public:
  explicit FrameSealer(const ArchiveId& archive);
  ~FrameSealer();
  void use_salts_of(SaltSource source);  // for tests: with a constant salt they show what the salt is for
  // Appends header and payload to `out`. Of `header`, the caller gives all but flags, records, payload_len, salt and
  // proof. Returns the root over the records. Nothing is on disk.
  // invalid_argument if the frame would pass a limit of the format; `out` is unchanged then.
  Result<Sha256> seal(FrameHeader header, ByteView frame_key, std::span<const Bytes> records,
                      std::span<const BlobKey> blobs, Bytes& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct OpenedFrame {
  Bytes storage;
  std::vector<ByteView> records;  // into storage
  std::vector<BlobKey> blobs;
};
// `frame` is header and payload. corrupt if one bit is not what was sealed. Thread-safe.
Result<OpenedFrame> open_frame(ByteView frame, const ArchiveId& archive, ByteView frame_key);

// What is inside: the content, decrypted and decompressed, of a frame whose header states this number of records.
Result<OpenedFrame> parse_frame_content(Bytes content, uint32_t records);

// The root over the records of a frame, each leaf salted with a key that dies with the frame's key.
Sha256 inner_root(ByteView frame_key, std::span<const ByteView> records);
std::vector<Sha256> leaf_salts(ByteView frame_key, uint32_t records);  // for proofs

// Header and payload of a COMMIT frame.
Bytes build_commit_frame(SegmentNo segment, FrameNo frame, const Chain& chain, const CommitBody& body,
                         ByteView commit_key);
Sha256 commit_hash(ByteView frame);  // what the next commit calls prev_commit

}  // namespace muniment::archive
