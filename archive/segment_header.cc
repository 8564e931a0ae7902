// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/segment_header.h"

#include <cstring>

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

namespace at = segment_at;

Error damaged(std::string why) {
  return make_error(ErrorCode::corrupt, "the header page of the segment is damaged").because(std::move(why));
}

}  // namespace

HeaderPage encode_segment_header(const SegmentHeader& header) {
  HeaderPage page{};
  std::memcpy(page.data(), kSegmentMagic.data(), kSegmentMagic.size());
  put_le<uint16_t>(page, at::kMajor, kFormatMajor);
  put_le<uint16_t>(page, at::kMinor, kFormatMinor);
  put_le<uint32_t>(page, at::kHeaderLen, kPage);
  std::memcpy(page.data() + at::kArchive, header.archive.bytes.data(), 16);
  put_le(page, at::kSegmentNo, header.segment.value);
  put_le(page, at::kFirstMessage, header.first_message.value);
  put_le(page, at::kCreated, header.created_ms);
  page[at::kSuiteByte] = kSuite;
  put_le(page, at::kClass, header.cls.value);
  put_le<uint32_t>(page, at::kPageSize, kPage);
  std::memcpy(page.data() + at::kPrevCommit, header.prev_commit.bytes.data(), 32);
  put_le(page, at::kAbandonedOffset, header.abandoned_prev_offset);
  std::memcpy(page.data() + at::kAbandonedHash, header.abandoned_hash.bytes.data(), 32);
  const Sha256 hash = crypto::sha256(ByteView(page).first(at::kPageHash));
  std::memcpy(page.data() + at::kPageHash, hash.bytes.data(), 32);
  return page;
}

Result<SegmentHeader> decode_segment_header(ByteView page) {
  if (page.size() != kPage) return damaged("it is shorter than a page");
  if (std::memcmp(page.data(), kSegmentMagic.data(), kSegmentMagic.size()) != 0) return damaged("it does not begin with MUNSEG1");
  if (!equal(crypto::sha256(page.first(at::kPageHash)).view(), page.subspan(at::kPageHash))) return damaged("its SHA-256 is wrong");
  if (get_le<uint16_t>(page, at::kMajor) != kFormatMajor || page[at::kSuiteByte] != kSuite || page[at::kMode] != 0) {
    return make_error(ErrorCode::unsupported, "the segment was made by a newer muniment")
        .because("its version, suite or mode is not known here").advise("use a newer muniment");
  }
  SegmentHeader header;
  header.archive = ArchiveId::from(page.subspan(at::kArchive, 16));
  header.segment.value = get_le<uint64_t>(page, at::kSegmentNo);
  header.first_message.value = get_le<uint64_t>(page, at::kFirstMessage);
  header.created_ms = get_le<int64_t>(page, at::kCreated);
  header.cls.value = get_le<uint16_t>(page, at::kClass);
  header.prev_commit = Sha256::from(page.subspan(at::kPrevCommit, 32));
  header.abandoned_prev_offset = get_le<uint64_t>(page, at::kAbandonedOffset);
  header.abandoned_hash = Sha256::from(page.subspan(at::kAbandonedHash, 32));
  if (get_le<uint16_t>(page, at::kMinor) == kFormatMinor && !equal(encode_segment_header(header), page)) {
    return damaged("a reserved field is not zero");
  }
  return header;
}

}  // namespace muniment::archive
