// SPDX-License-Identifier: GPL-3.0-or-later
// The parsers of what stands in the clear: frame header, COMMIT payload, log entry, header page of a segment. The first
// byte says which checksums the target puts right first, so that the search gets behind them. What is accepted is
// what we would have written.
#include <algorithm>

#include "archive/commit_frame.h"
#include "archive/frame.h"
#include "archive/segment_header.h"
#include "core/crypto/checksum.h"
#include "core/crypto/hash.h"
#include "tests/fuzz/fixed_keys.h"

namespace muniment::fuzz {
namespace {

using namespace archive;

constexpr Byte kRepairFrame = 1, kRepairMac = 2, kRepairPage = 4;

void run_page(ByteView data, bool repair) {
  HeaderPage page{};
  std::copy_n(data.begin(), std::min(data.size(), page.size()), page.begin());
  if (repair) {
    const Sha256 hash = crypto::sha256(ByteView(page).first(segment_at::kPageHash));
    std::copy(hash.bytes.begin(), hash.bytes.end(), page.begin() + segment_at::kPageHash);
  }
  const auto header = decode_segment_header(page);
  const bool newer = get_le<uint16_t>(page, segment_at::kMinor) != kFormatMinor;
  if (header && !newer) MUNIMENT_CHECK(encode_segment_header(*header) == page, "an accepted header page is what we write");
}

void run_frame_header(ByteView bytes) {
  const auto header = decode_frame_header(bytes);
  if (header) MUNIMENT_CHECK(equal(encode_frame_header(*header), bytes.first(kFrameHeader)), "an accepted header is what we write");
}

void run_commit(ByteView header, Bytes payload, bool repair) {
  const SecretBytes key = fixed_commit_key();
  if (repair && payload.size() >= kCommitFixed) {
    std::fill_n(payload.begin() + commit_at::kMac, 32, Byte{0});
    const Sha256 mac = crypto::hmac_sha256(key.view(), header.first(kCommitMacHeader), payload);
    std::copy(mac.bytes.begin(), mac.bytes.end(), payload.begin() + commit_at::kMac);
  }
  const auto body = decode_commit(payload, header, key.view());
  if (!body) return;
  MUNIMENT_CHECK(!body->entries.empty(), "a COMMIT has an entry");
  MUNIMENT_CHECK(encode_commit(*body, header, key.view()) == payload, "an accepted COMMIT is what we write");
}

void run(ByteView data) {
  if (data.empty()) return;
  const Byte choice = data[0];
  Bytes bytes = to_bytes(data.subspan(1));
  if ((choice & kRepairPage) != 0 || bytes.size() >= kPage) return run_page(bytes, (choice & kRepairPage) != 0);
  if (bytes.size() == kEntrySize) {
    const auto entry = decode_entry(bytes);
    if (entry) MUNIMENT_CHECK(equal(encode_entry(*entry), bytes), "an accepted log entry is what we write");
  }
  if (bytes.size() < kFrameHeader) return;
  if ((choice & kRepairFrame) != 0) put_le(bytes, frame_at::kCrc, crypto::crc32c(ByteView(bytes).first(frame_at::kCrc)));
  run_frame_header(bytes);
  run_commit(ByteView(bytes).first(kFrameHeader), Bytes(bytes.begin() + kFrameHeader, bytes.end()), (choice & kRepairMac) != 0);
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
