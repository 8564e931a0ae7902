// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: gathers the records of one kind and class until a frame is full, orders them by conversation,
// and hands the frame to the writer.
#pragma once

#include <functional>
#include <vector>

#include "archive/archive.h"
#include "core/model/record.h"
#include "pipeline/identities.h"
#include "pipeline/index_feeder.h"

namespace muniment::pipeline {

struct Packed {
  Record record;
  Identity identity;
  std::vector<archive::BlobKey> blobs;
};

inline constexpr size_t kFrameRawBytes = 64 * 1024;

class FramePacker {
 public:
  // `sealed` gets each frame after it was added, with the numbers that its messages were given.
  FramePacker(archive::Writer& writer, archive::EntryKind kind, std::function<Result<void>(FeedFrame)> sealed);

  // Seals the frame when it is full, and before a record of another month. Nothing is durable before a commit.
  Result<void> add(Packed packed);
  Result<void> flush();

 private:
  struct Item {
    Packed packed;
    Bytes encoded;
  };
  archive::Writer& writer_;
  archive::EntryKind kind_;
  std::function<Result<void>(FeedFrame)> sealed_;
  std::vector<Item> items_;
  size_t raw_bytes_ = 0;
  Month month_;
};

}  // namespace muniment::pipeline
