// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/seal_frame.h"

#include <cstring>

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

namespace at = seal_at;

Error damaged(std::string why) {
  return make_error(ErrorCode::corrupt, "the SEAL is not whole").because(std::move(why));
}

Bytes encode_payload(const SealBody& body) {
  Bytes out(seal_payload_size(body.places.size()));
  put_le(out, at::kVersion, kSealVersion);
  put_le(out, at::kFrames, static_cast<uint32_t>(body.places.size()));
  put_le(out, at::kFirstMessage, body.first_message.value);
  put_le(out, at::kNextMessage, body.next_message.value);
  put_le(out, at::kFirstCommit, body.first_commit);
  put_le(out, at::kLastCommit, body.last_commit);
  std::memcpy(out.data() + at::kContent, body.content.bytes.data(), 32);
  size_t place = kSealFixed;
  for (const FramePlace& frame : body.places) {
    put_le(out, place, frame.offset);
    put_le(out, place + 8, frame.payload_len);
    place += kSealPlace;
  }
  return out;
}

Result<SealBody> decode_payload(ByteView payload) {
  if (payload.size() < kSealFixed + kSealPlace) return damaged("its payload is too short");
  if (get_le<uint32_t>(payload, at::kVersion) != kSealVersion) {
    return make_error(ErrorCode::unsupported, "the SEAL has a version that this program does not know").advise("use a newer muniment");
  }
  const uint32_t frames = get_le<uint32_t>(payload, at::kFrames);
  if (payload.size() != seal_payload_size(frames)) return damaged("its length and its number of frames disagree");
  SealBody body;
  body.first_message.value = get_le<uint64_t>(payload, at::kFirstMessage);
  body.next_message.value = get_le<uint64_t>(payload, at::kNextMessage);
  body.first_commit = get_le<uint64_t>(payload, at::kFirstCommit);
  body.last_commit = get_le<uint64_t>(payload, at::kLastCommit);
  body.content = Sha256::from(payload.subspan(at::kContent, 32));
  body.places.reserve(frames);
  for (size_t place = kSealFixed; place < payload.size(); place += kSealPlace) {
    body.places.push_back(FramePlace{get_le<uint64_t>(payload, place), get_le<uint32_t>(payload, place + 8)});
  }
  return body;
}

}  // namespace

uint64_t end_of_seal(uint64_t offset, uint64_t payload_len) {
  return round_up_to_page(offset + kFrameHeader + payload_len + kSealEnd);
}

uint64_t seal_payload_size(uint64_t frames) { return kSealFixed + frames * kSealPlace; }

Bytes build_seal(SegmentNo segment, FrameNo frame, const Chain& chain, uint64_t offset, const SealBody& body) {
  const Bytes payload = encode_payload(body);
  FrameHeader header;
  header.type = FrameType::seal;
  header.segment = segment;
  header.frame = frame;
  header.payload_len = static_cast<uint32_t>(payload.size());
  header.proof = crypto::sha256(payload);
  header.chain = chain;
  const HeaderBytes bytes = encode_frame_header(header);
  Bytes out(end_of_seal(offset, payload.size()) - offset);
  std::memcpy(out.data(), bytes.data(), kFrameHeader);
  std::memcpy(out.data() + kFrameHeader, payload.data(), payload.size());
  put_le(out, out.size() - kSealEnd, offset);
  std::memcpy(out.data() + out.size() - kEndMarker.size(), kEndMarker.data(), kEndMarker.size());
  return out;
}

Result<SealBody> decode_seal(ByteView bytes, uint64_t offset) {
  MUNIMENT_TRY(const FrameHeader header, decode_frame_header(bytes));
  if (header.type != FrameType::seal) return damaged("the frame is not a SEAL");
  if (bytes.size() != end_of_seal(offset, header.payload_len) - offset) return damaged("the file ends inside it");
  const ByteView payload = bytes.subspan(kFrameHeader, header.payload_len);
  if (crypto::sha256(payload) != header.proof) return damaged("its payload is not what its header says");
  MUNIMENT_TRY(SealBody body, decode_payload(payload));
  if (!equal(build_seal(header.segment, header.frame, header.chain, offset, body), bytes)) {
    return damaged("the zero bytes or the end marker behind it are not as written");
  }
  return body;
}

}  // namespace muniment::archive
