// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/codec.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

bool holds(const archive::LogEntry& entry, MessageNumber number) {
  return entry.first_message <= number && number.value - entry.first_message.value < entry.records;
}

}  // namespace

Result<const archive::FrameContent*> FrameCache::frame_of(MessageNumber number) {
  for (auto frame = frames_.begin(); frame != frames_.end(); ++frame) {
    if (!holds(frame->entry, number)) continue;
    frames_.splice(frames_.begin(), frames_, frame);
    return &frames_.front();
  }
  MUNIMENT_TRY(const archive::LogEntry entry, log_.find(number));
  MUNIMENT_TRY(archive::FrameContent content, log_.read(entry.index));
  frames_.push_front(std::move(content));
  if (frames_.size() > kFrames) frames_.pop_back();
  return &frames_.front();
}

Result<ByteView> FrameCache::record_bytes(MessageNumber number) {
  MUNIMENT_TRY(const archive::FrameContent* const frame, frame_of(number));
  return frame->records[number.value - frame->entry.first_message.value];
}

Result<Record> FrameCache::record(MessageNumber number) {
  MUNIMENT_TRY(const ByteView bytes, record_bytes(number));
  auto record = decode_record(bytes);
  if (!record) return with_context(std::move(record).error(), "reading message " + to_string(number));
  return record;
}

}  // namespace muniment::pipeline
