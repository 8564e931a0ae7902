// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/segment_writer.h"

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

Result<void> make_names_durable(io::FileSystem& fs, const Layout& layout, ClassId cls) {
  MUNIMENT_TRY_VOID(fs.sync_directory(layout.class_directory(cls)));
  return fs.sync_directory(layout.segments());
}

}  // namespace

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(io::FileSystem& fs, const Layout& layout,
                                                             const SegmentHeader& header, bool& sync_failed) {
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter());
  writer->number_ = header.segment;
  writer->cls_ = header.cls;
  writer->first_message_ = header.first_message;
  writer->created_ms_ = header.created_ms;
  writer->path_ = layout.segment(header.cls, header.segment);
  MUNIMENT_TRY_VOID(fs.make_directory(layout.class_directory(header.cls)));
  MUNIMENT_TRY(writer->file_, fs.create_append(writer->path_));
  const HeaderPage page = encode_segment_header(header);
  MUNIMENT_TRY_VOID(writer->file_->append(page));
  sync_failed = true;
  MUNIMENT_TRY_VOID(writer->file_->sync());
  MUNIMENT_TRY_VOID(make_names_durable(fs, layout, header.cls));
  sync_failed = false;
  writer->position_ = WalkPosition{kPage, 0, first_chain(crypto::sha256(page))};
  writer->hash_.update(page);
  writer->hashed_to_ = kPage;
  return writer;
}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::reopen(io::FileSystem& fs, const SegmentWalker& walker) {
  MUNIMENT_CHECK(walker.header() && walker.file_size() == walker.position().offset, "a segment with a torn tail is not written to");
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter());
  MUNIMENT_TRY(writer->file_, fs.open_append(walker.path()));
  writer->number_ = walker.header()->segment;
  writer->cls_ = walker.header()->cls;
  writer->first_message_ = walker.header()->first_message;
  writer->created_ms_ = walker.header()->created_ms;
  writer->path_ = walker.path();
  writer->position_ = walker.position();
  return writer;
}

Result<void> SegmentWriter::append_group(ByteView group, const WalkPosition& after, bool& sync_failed) {
  MUNIMENT_CHECK(position_.offset + group.size() == after.offset, "a group ends where the next one starts");
  MUNIMENT_TRY_VOID(append_and_sync(group, sync_failed));
  position_ = after;
  return {};
}

Result<void> SegmentWriter::append_and_sync(ByteView bytes, bool& sync_failed) {
  MUNIMENT_TRY_VOID(file_->reserve(position_.offset, bytes.size()));
  MUNIMENT_TRY_VOID(file_->append(bytes));
  auto synced = file_->sync();
  sync_failed = !synced;
  if (!synced) return synced;
  if (hashed_to_ == position_.offset) {
    hash_.update(bytes);
    hashed_to_ += bytes.size();
  }
  return {};
}

Result<SealedFile> SegmentWriter::seal(SealBody body, bool& sync_failed) {
  MUNIMENT_TRY_VOID(catch_up_hash());
  body.first_message = first_message_;
  body.content = hash_.digest();
  const Bytes bytes = build_seal(number_, FrameNo{position_.frame}, *position_.chain, position_.offset, body);
  MUNIMENT_TRY_VOID(append_and_sync(bytes, sync_failed));
  position_.offset += bytes.size();
  return SealedFile{position_.offset, hash_.digest()};
}

Result<void> SegmentWriter::catch_up_hash() {
  MUNIMENT_TRY_VOID(hash_range_into(hash_, *file_, hashed_to_, position_.offset, path_));
  hashed_to_ = position_.offset;
  return {};
}

}  // namespace muniment::archive
