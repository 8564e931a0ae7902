// SPDX-License-Identifier: GPL-3.0-or-later
// Every constant and offset of MUN1 segments, shared by writer and reader. The page that explains them, and that is
// normative, is docs/archive-format.md. Numbers on disk are never renumbered or reused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muniment::archive {

inline constexpr uint16_t kFormatMajor = 1;
inline constexpr uint16_t kFormatMinor = 0;
inline constexpr uint8_t kSuite = 1;
inline constexpr uint32_t kPage = 4096;
inline constexpr uint64_t kNotAbandoned = ~0ULL;

// Segment header page.
inline constexpr std::string_view kSegmentMagic = "MUNSEG1\n";
namespace segment_at {
inline constexpr size_t kMajor = 8, kMinor = 10, kHeaderLen = 12, kArchive = 16, kSegmentNo = 32, kFirstMessage = 40,
                        kCreated = 48, kSuiteByte = 56, kMode = 57, kClass = 58, kPageSize = 60, kPrevCommit = 64,
                        kRetainUntil = 96, kWriterEpoch = 104, kAbandonedOffset = 112, kAbandonedHash = 120,
                        kRecipients = 152, kPageHash = 4064;
}  // namespace segment_at

// Frame header.
inline constexpr std::string_view kFrameMagic = "MUNF";
inline constexpr size_t kFrameHeader = 128;
inline constexpr size_t kChainSize = 12;
inline constexpr size_t kChainTail = 16;  // this many last payload bytes go into the chain
inline constexpr size_t kSaltSize = 24;
namespace frame_at {
inline constexpr size_t kType = 4, kFlags = 5, kHeaderLen = 6, kSegmentNo = 8, kFrameNo = 16, kRecords = 20,
                        kFirstMessage = 24, kUnitTag = 32, kUnitIndex = 48, kPayloadLen = 52, kSalt = 56,
                        kCommitment = 80, kChain = 112, kCrc = 124;
}  // namespace frame_at
inline constexpr uint8_t kFlagZstd = 1;
inline constexpr uint32_t kMaxPayload = 64U << 20;
inline constexpr uint64_t kMaxRaw = 256ULL << 20;
inline constexpr uint32_t kMaxRecords = 1U << 20;
inline constexpr uint32_t kMaxBlobs = 1U << 20;
inline constexpr size_t kMaxGroupFrames = 1023;  // recovery punctures 1 024 indices of each unit

// COMMIT payload.
namespace commit_at {
inline constexpr size_t kNumber = 0, kTime = 8, kClockError = 16, kEntries = 20, kLogSize = 24, kLogRoot = 32,
                        kGroupHash = 64, kPrevCommit = 96, kFssEpoch = 128, kCursors = 132, kMac = 136, kZero = 168;
}  // namespace commit_at
inline constexpr size_t kCommitFixed = 192;
inline constexpr size_t kCursorSize = 32;
inline constexpr size_t kCommitMacHeader = 80;  // this many bytes of the COMMIT header go into commit_mac

// SEAL payload.
namespace seal_at {
inline constexpr size_t kVersion = 0, kFrames = 4, kFirstMessage = 8, kNextMessage = 16, kFirstCommit = 24, kLastCommit = 32,
                        kContent = 40;
}  // namespace seal_at
inline constexpr uint32_t kSealVersion = 1;
inline constexpr size_t kSealFixed = 72;
inline constexpr size_t kSealPlace = 12;  // u64 offset, u32 payload length, for each DATA frame

// Log entry.
inline constexpr size_t kEntrySize = 96;
namespace entry_at {
inline constexpr size_t kVersion = 0, kKind = 1, kClass = 2, kRecords = 4, kFirstMessage = 8, kSegmentNo = 16,
                        kFrameNo = 24, kZero1 = 28, kUnitTag = 32, kTime = 48, kZero2 = 56, kInnerRoot = 64;
}  // namespace entry_at

// Labels of key derivation.
inline constexpr std::string_view kFrameLabel{"mun1/frame\0", 11};
inline constexpr std::string_view kLeafSaltLabel = "mun1/leafsalt";
inline constexpr std::string_view kBlobLabel = "mun1/blob";
inline constexpr std::string_view kSpoolLabel{"mun1/spool\0", 11};

// Access spool.
inline constexpr std::string_view kSpoolMagic = "MUNSPL1\n";
namespace spool_at {
inline constexpr size_t kArchive = 8, kId = 24, kRingEpoch = 40, kLogSize = 48, kPageHash = 4064;
}  // namespace spool_at
inline constexpr size_t kSpoolRecordHead = 68;  // len, seq, salt, commitment
inline constexpr uint32_t kMaxSpoolRecord = 1U << 20;

inline constexpr uint64_t round_up_to_page(uint64_t offset) { return (offset + kPage - 1) / kPage * kPage; }

}  // namespace muniment::archive
