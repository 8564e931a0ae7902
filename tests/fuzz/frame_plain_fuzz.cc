// SPDX-License-Identifier: GPL-3.0-or-later
// What is read behind the decryption of a frame: a zstd frame (first byte odd) or the content itself, of which the next
// two bytes say how many records it should hold. Content that is accepted is content that the sealer writes.
#include "archive/format.h"
#include "archive/frame.h"
#include "core/compress/compress.h"

namespace muniment::fuzz {
namespace {

constexpr size_t kMostBytes = 8U << 20;  // bombs are refused by the size that they state; that has a test

Bytes written_again(const archive::OpenedFrame& frame) {
  Bytes out;
  append_le(out, static_cast<uint32_t>(frame.records.size()));
  for (const ByteView record : frame.records) {
    append_le(out, static_cast<uint32_t>(record.size()));
    append(out, record);
  }
  append_le(out, static_cast<uint32_t>(frame.blobs.size()));
  for (const archive::BlobKey& blob : frame.blobs) {
    append(out, blob.blob.view());
    append(out, blob.key.view());
  }
  return out;
}

void run(ByteView data) {
  if (data.size() < 3) return;
  const uint32_t records = get_le<uint16_t>(data, 1);
  Bytes content = to_bytes(data.subspan(3));
  if ((data[0] & 1U) != 0) {
    auto unpacked = decompress(content, kMostBytes);
    if (!unpacked) return;
    content = std::move(*unpacked);
  }
  const auto frame = archive::parse_frame_content(content, records);
  if (!frame) {
    MUNIMENT_CHECK(frame.error().code == ErrorCode::corrupt, "content that is not read is called corrupt");
    return;
  }
  MUNIMENT_CHECK(frame->records.size() == records, "a frame has as many records as its header says");
  MUNIMENT_CHECK(written_again(*frame) == content, "all of the content was read");
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
