// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/commit_frame.h"

#include <cstring>

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

Error damaged(std::string why) {
  return make_error(ErrorCode::corrupt, "the COMMIT frame is damaged").because(std::move(why));
}

bool is_entry_kind(uint8_t kind) { return kind == 1 || (kind >= 3 && kind <= 10); }

Sha256 mac_of(ByteView payload_with_zero_mac, ByteView header, ByteView key) {
  return crypto::hmac_sha256(key, header.first(kCommitMacHeader), payload_with_zero_mac);
}

Bytes encode_without_mac(const CommitBody& body) {
  namespace at = commit_at;
  Bytes out(commit_payload_size(body.entries.size()));
  put_le(out, at::kNumber, body.number);
  put_le(out, at::kTime, body.time_ms);
  put_le(out, at::kClockError, body.clock_error_ms);
  put_le(out, at::kEntries, static_cast<uint32_t>(body.entries.size()));
  put_le(out, at::kLogSize, body.log_size);
  std::memcpy(out.data() + at::kLogRoot, body.log_root.bytes.data(), 32);
  std::memcpy(out.data() + at::kGroupHash, body.group_hash.bytes.data(), 32);
  std::memcpy(out.data() + at::kPrevCommit, body.prev_commit.bytes.data(), 32);
  for (size_t i = 0; i < body.entries.size(); ++i) {
    const auto entry = encode_entry(body.entries[i]);
    std::memcpy(out.data() + kCommitFixed + i * kEntrySize, entry.data(), kEntrySize);
  }
  return out;
}

Result<std::vector<Entry>> decode_entries(ByteView payload) {
  std::vector<Entry> entries;
  for (size_t at = kCommitFixed; at < payload.size(); at += kEntrySize) {
    MUNIMENT_TRY(const Entry entry, decode_entry(payload.subspan(at, kEntrySize)));
    entries.push_back(entry);
  }
  return entries;
}

}  // namespace

std::array<Byte, kEntrySize> encode_entry(const Entry& entry) {
  namespace at = entry_at;
  std::array<Byte, kEntrySize> out{};
  out[at::kVersion] = 1;
  out[at::kKind] = static_cast<Byte>(entry.kind);
  put_le(out, at::kClass, entry.cls.value);
  put_le(out, at::kRecords, entry.records);
  put_le(out, at::kFirstMessage, entry.first_message.value);
  put_le(out, at::kSegmentNo, entry.segment.value);
  put_le(out, at::kFrameNo, entry.frame.value);
  std::memcpy(out.data() + at::kUnitTag, entry.unit.bytes.data(), 16);
  put_le(out, at::kTime, entry.time_ms);
  std::memcpy(out.data() + at::kInnerRoot, entry.inner_root.bytes.data(), 32);
  return out;
}

Result<Entry> decode_entry(ByteView bytes) {
  namespace at = entry_at;
  if (bytes.size() != kEntrySize || !is_entry_kind(bytes[at::kKind])) return damaged("a log entry has an unknown kind");
  Entry entry;
  entry.kind = static_cast<EntryKind>(bytes[at::kKind]);
  entry.cls.value = get_le<uint16_t>(bytes, at::kClass);
  entry.records = get_le<uint32_t>(bytes, at::kRecords);
  entry.first_message.value = get_le<uint64_t>(bytes, at::kFirstMessage);
  entry.segment.value = get_le<uint64_t>(bytes, at::kSegmentNo);
  entry.frame.value = get_le<uint32_t>(bytes, at::kFrameNo);
  entry.unit = UnitTag::from(bytes.subspan(at::kUnitTag, 16));
  entry.time_ms = get_le<int64_t>(bytes, at::kTime);
  entry.inner_root = Sha256::from(bytes.subspan(at::kInnerRoot, 32));
  if (!equal(encode_entry(entry), bytes)) return damaged("a reserved field of a log entry is not zero");
  return entry;
}

Bytes encode_commit(const CommitBody& body, ByteView header, ByteView commit_key) {
  Bytes out = encode_without_mac(body);
  const Sha256 mac = mac_of(out, header, commit_key);
  std::memcpy(out.data() + commit_at::kMac, mac.bytes.data(), 32);
  return out;
}

Result<CommitBody> decode_commit(ByteView payload, ByteView header, ByteView commit_key) {
  namespace at = commit_at;
  if (payload.size() < kCommitFixed + kEntrySize) return damaged("its payload is too short");
  const uint64_t k = get_le<uint32_t>(payload, at::kEntries);
  const uint64_t cursors = get_le<uint32_t>(payload, at::kCursors);
  if (k == 0 || payload.size() != kCommitFixed + k * kEntrySize + cursors * kCursorSize) {
    return damaged("its length and its number of entries disagree");
  }
  if (cursors != 0) {
    return make_error(ErrorCode::unsupported, "the COMMIT frame carries spool cursors").advise("use a newer muniment");
  }
  Bytes unsigned_payload = to_bytes(payload);
  std::memset(unsigned_payload.data() + at::kMac, 0, 32);
  if (!crypto::equal_constant_time(mac_of(unsigned_payload, header, commit_key).view(), payload.subspan(at::kMac, 32))) {
    return make_error(ErrorCode::auth_failed, "the COMMIT frame was not written with this archive's keys");
  }
  CommitBody body;
  body.number = get_le<uint64_t>(payload, at::kNumber);
  body.time_ms = get_le<int64_t>(payload, at::kTime);
  body.clock_error_ms = get_le<uint32_t>(payload, at::kClockError);
  body.log_size = get_le<uint64_t>(payload, at::kLogSize);
  body.log_root = Sha256::from(payload.subspan(at::kLogRoot, 32));
  body.group_hash = Sha256::from(payload.subspan(at::kGroupHash, 32));
  body.prev_commit = Sha256::from(payload.subspan(at::kPrevCommit, 32));
  MUNIMENT_TRY(body.entries, decode_entries(payload));
  if (!equal(encode_without_mac(body), unsigned_payload)) return damaged("a reserved field is not zero");
  return body;
}

}  // namespace muniment::archive
