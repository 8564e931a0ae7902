// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/frame_packer.h"

#include <algorithm>
#include <utility>

#include "core/model/codec.h"
#include "pipeline/retention_month.h"

namespace muniment::pipeline {

FramePacker::FramePacker(archive::Writer& writer, archive::EntryKind kind, std::function<Result<void>(FeedFrame)> sealed)
    : writer_(writer), kind_(kind), sealed_(std::move(sealed)) {}

Result<void> FramePacker::add(Packed packed) {
  const Month month = retention_month(packed.record);
  if (!items_.empty() && month != month_) MUNIMENT_TRY_VOID(flush());
  month_ = month;
  Item item;
  item.encoded.reserve(packed.record.raw.size() + 256);
  encode_into(packed.record, item.encoded);
  packed.record.raw = Bytes();  // it is in `encoded` now, and neither index nor catalogue wants it
  item.packed = std::move(packed);
  raw_bytes_ += item.encoded.size();
  items_.push_back(std::move(item));
  return raw_bytes_ >= kFrameRawBytes ? flush() : Result<void>();
}

Result<void> FramePacker::flush() {
  if (items_.empty()) return {};
  // Neighbours in a conversation compress better together; stable, so that a conversation keeps its order.
  std::ranges::stable_sort(items_, {}, [](const Item& item) -> const std::string& { return item.packed.record.conversation; });
  archive::FrameDraft draft;
  draft.kind = kind_;
  draft.cls = kBusinessClass;
  draft.month = month_;
  FeedFrame frame;
  frame.cls = draft.cls;
  for (Item& item : items_) {
    draft.records.push_back(std::move(item.encoded));
    for (archive::BlobKey& key : item.packed.blobs) {
      const bool listed = std::ranges::any_of(draft.blobs, [&](const archive::BlobKey& k) { return k.blob == key.blob; });
      if (!listed) draft.blobs.push_back(std::move(key));
    }
    frame.identities.push_back(item.packed.identity);
    frame.records.push_back(std::move(item.packed.record));
  }
  items_.clear();
  raw_bytes_ = 0;
  MUNIMENT_TRY(frame.first, writer_.add(draft));
  return sealed_(std::move(frame));
}

}  // namespace muniment::pipeline
