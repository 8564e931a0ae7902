// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>

#include "archive/frame.h"
#include "core/crypto/checksum.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

namespace at = frame_at;

Error damaged(std::string why) {
  return make_error(ErrorCode::corrupt, "the frame header is damaged").because(std::move(why));
}

bool unused_fields_are_zero(const FrameHeader& header) {
  return header.flags == 0 && header.records == 0 && header.first_message.value == 0 && header.unit.is_zero() &&
         header.unit_index == 0 && std::all_of(header.salt.begin(), header.salt.end(), [](Byte b) { return b == 0; });
}

Result<void> check_data_header(const FrameHeader& header) {
  if (header.flags != kFlagZstd) {
    return make_error(ErrorCode::unsupported, "the frame has flags that this version does not know").advise("use a newer muniment");
  }
  if (header.records == 0 || header.records > kMaxRecords) return damaged("its number of records is out of bounds");
  return {};
}

}  // namespace

HeaderBytes encode_frame_header(const FrameHeader& header) {
  HeaderBytes out{};
  std::memcpy(out.data(), kFrameMagic.data(), kFrameMagic.size());
  out[at::kType] = static_cast<Byte>(header.type);
  out[at::kFlags] = header.flags;
  put_le<uint16_t>(out, at::kHeaderLen, kFrameHeader);
  put_le(out, at::kSegmentNo, header.segment.value);
  put_le(out, at::kFrameNo, header.frame.value);
  put_le(out, at::kRecords, header.records);
  put_le(out, at::kFirstMessage, header.first_message.value);
  std::memcpy(out.data() + at::kUnitTag, header.unit.bytes.data(), 16);
  put_le(out, at::kUnitIndex, header.unit_index);
  put_le(out, at::kPayloadLen, header.payload_len);
  std::memcpy(out.data() + at::kSalt, header.salt.data(), kSaltSize);
  std::memcpy(out.data() + at::kCommitment, header.proof.bytes.data(), 32);
  std::memcpy(out.data() + at::kChain, header.chain.data(), kChainSize);
  put_le(out, at::kCrc, crypto::crc32c(ByteView(out).first(at::kCrc)));
  return out;
}

Result<FrameHeader> decode_frame_header(ByteView bytes) {
  if (bytes.size() < kFrameHeader) return damaged("it is cut off");
  if (std::memcmp(bytes.data(), kFrameMagic.data(), kFrameMagic.size()) != 0) return damaged("it does not begin with MUNF");
  if (get_le<uint32_t>(bytes, at::kCrc) != crypto::crc32c(bytes.first(at::kCrc))) return damaged("its crc32c is wrong");
  if (get_le<uint16_t>(bytes, at::kHeaderLen) != kFrameHeader) return damaged("its length field is not 128");
  FrameHeader header;
  header.type = static_cast<FrameType>(bytes[at::kType]);
  header.flags = bytes[at::kFlags];
  header.segment.value = get_le<uint64_t>(bytes, at::kSegmentNo);
  header.frame.value = get_le<uint32_t>(bytes, at::kFrameNo);
  header.records = get_le<uint32_t>(bytes, at::kRecords);
  header.first_message.value = get_le<uint64_t>(bytes, at::kFirstMessage);
  header.unit = UnitTag::from(bytes.subspan(at::kUnitTag, 16));
  header.unit_index = get_le<uint32_t>(bytes, at::kUnitIndex);
  header.payload_len = get_le<uint32_t>(bytes, at::kPayloadLen);
  std::memcpy(header.salt.data(), bytes.data() + at::kSalt, kSaltSize);
  header.proof = Sha256::from(bytes.subspan(at::kCommitment, 32));
  std::memcpy(header.chain.data(), bytes.data() + at::kChain, kChainSize);
  if (header.payload_len < kChainTail || header.payload_len > kMaxPayload) return damaged("its payload length is out of bounds");
  if (header.type == FrameType::data) {
    MUNIMENT_TRY_VOID(check_data_header(header));
    return header;
  }
  if (header.type != FrameType::commit && header.type != FrameType::seal) {
    return make_error(ErrorCode::unsupported, "the frame has a type that this version does not know").advise("use a newer muniment");
  }
  if (!unused_fields_are_zero(header)) return damaged("an unused field of a COMMIT or SEAL header is not zero");
  return header;
}

Chain first_chain(const Sha256& header_page_hash) {
  Chain chain{};
  std::memcpy(chain.data(), header_page_hash.bytes.data(), kChainSize);
  return chain;
}

Chain next_chain(ByteView header, ByteView payload_tail) {
  std::array<Byte, kFrameHeader + kChainTail> input{};
  MUNIMENT_CHECK(header.size() == kFrameHeader && payload_tail.size() == kChainTail, "the chain covers a header and 16 bytes");
  std::memcpy(input.data(), header.data(), kFrameHeader);
  std::memcpy(input.data() + kFrameHeader, payload_tail.data(), kChainTail);
  return first_chain(crypto::sha256(input));
}

Bytes build_commit_frame(SegmentNo segment, FrameNo frame, const Chain& chain, const CommitBody& body,
                         ByteView commit_key) {
  FrameHeader header;
  header.type = FrameType::commit;
  header.segment = segment;
  header.frame = frame;
  header.payload_len = static_cast<uint32_t>(commit_payload_size(body.entries.size()));
  header.chain = chain;
  const Bytes payload = encode_commit(body, encode_frame_header(header), commit_key);
  header.proof = crypto::sha256(payload);
  const HeaderBytes bytes = encode_frame_header(header);
  Bytes out(kFrameHeader + payload.size());
  std::memcpy(out.data(), bytes.data(), kFrameHeader);
  std::memcpy(out.data() + kFrameHeader, payload.data(), payload.size());
  return out;
}

Sha256 commit_hash(ByteView frame) { return crypto::sha256(frame); }

}  // namespace muniment::archive
