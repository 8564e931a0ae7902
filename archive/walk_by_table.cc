// SPDX-License-Identifier: GPL-3.0-or-later
// SegmentWalker: of a sealed segment a reader needs the COMMITs, and where the frames stand. The SEAL at its end has a table of
// that, so that opening an archive reads a hundredth of it.
#include "archive/segment_walk.h"

namespace muniment::archive {
namespace {

// As the log entry says it.
WalkedFrame frame_of(const Entry& entry, const FramePlace& place) {
  WalkedFrame frame;
  frame.offset = place.offset;
  frame.header.segment = entry.segment;
  frame.header.frame = entry.frame;
  frame.header.records = entry.records;
  frame.header.first_message = entry.first_message;
  frame.header.unit = entry.unit;
  frame.header.payload_len = place.payload_len;
  return frame;
}

}  // namespace

Result<void> SegmentWalker::walk_by_table() {
  if (position_.offset != kPage || !places_.empty() || table_ || seal_) return {};
  MUNIMENT_TRY_VOID(refresh_size());
  if (size_ != file_size_ || size_ < 2 * kPage) return {};
  std::array<Byte, kSealEnd> end{};
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, size_ - end.size(), end, path_));
  const auto offset = get_le<uint64_t>(end, 0);
  if (as_text(ByteView(end).last(kEndMarker.size())) != kEndMarker || offset % kPage != 0 || offset > size_ - kPage) return {};
  HeaderBytes bytes{};
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, offset, bytes, path_));
  const auto header = decode_frame_header(bytes);
  if (!header || header->type != FrameType::seal || header->segment != number_) return {};
  MUNIMENT_TRY(const auto damage, load_seal(offset, header->payload_len));
  if (!damage && !seal_trouble_) table_ = std::move(seal_);
  seal_.reset();  // it is the SEAL of what was walked over, and nothing was
  seal_trouble_.reset();
  return {};
}

// False: what the table says of this group is not so.
Result<bool> SegmentWalker::take_by_table(Group& group) {
  const std::vector<FramePlace>& table = table_->body.places;
  const size_t first = places_.size();
  size_t count = 0;
  uint64_t at = group.start;
  while (first + count < table.size() && table[first + count].offset == at) at += kFrameHeader + table[first + count++].payload_len;
  if (count == 0 || at > table_->offset || table_->offset - at < kFrameHeader) return false;
  HeaderBytes bytes{};
  MUNIMENT_TRY_VOID(io::read_exactly(*file_, at, bytes, path_));
  const auto header = decode_frame_header(bytes);
  if (!header || header->type != FrameType::commit || header->segment != number_) return false;
  if (header->frame.value != group.before.frame + count || table_->offset - at - kFrameHeader < header->payload_len) return false;
  MUNIMENT_TRY(const auto damage, load_commit(at, bytes, *header, group));
  if (damage || group.end > table_->offset || group.body.entries.size() != count) return false;
  group.by_table = true;
  for (size_t i = 0; i < count; ++i) {
    const Entry& entry = group.body.entries[i];
    if (entry.frame.value != group.before.frame + i) return false;
    group.frames.push_back(frame_of(entry, table[first + i]));
  }
  return true;
}

// All groups were taken: what they are is compared with the rest of the SEAL.
void SegmentWalker::end_by_table() {
  seal_ = std::move(table_);
  table_.reset();
  note_bytes_behind();
  check_table();
  position_.offset = seal_->end;
}

}  // namespace muniment::archive
