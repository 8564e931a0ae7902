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
  MUNIMENT_TRY_VOID(fs.make_directory(layout.class_directory(header.cls)));
  MUNIMENT_TRY(writer->file_, fs.create_append(layout.segment(header.cls, header.segment)));
  const HeaderPage page = encode_segment_header(header);
  MUNIMENT_TRY_VOID(writer->file_->append(page));
  sync_failed = true;
  MUNIMENT_TRY_VOID(writer->file_->sync());
  MUNIMENT_TRY_VOID(make_names_durable(fs, layout, header.cls));
  sync_failed = false;
  static_cast<void>(writer->file_->make_append_only());  // where the system lets us
  writer->position_ = WalkPosition{kPage, 0, first_chain(crypto::sha256(page))};
  return writer;
}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::reopen(io::FileSystem& fs, const SegmentWalker& walker) {
  MUNIMENT_CHECK(walker.header() && walker.file_size() == walker.position().offset, "a segment with a torn tail is not written to");
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter());
  MUNIMENT_TRY(writer->file_, fs.open_append(walker.path()));
  writer->number_ = walker.header()->segment;
  writer->cls_ = walker.header()->cls;
  writer->position_ = walker.position();
  return writer;
}

Result<void> SegmentWriter::append_group(ByteView group, const WalkPosition& after, bool& sync_failed) {
  MUNIMENT_CHECK(position_.offset + group.size() == after.offset, "a group ends where the next one starts");
  MUNIMENT_TRY_VOID(file_->reserve(position_.offset, group.size()));
  MUNIMENT_TRY_VOID(file_->append(group));
  auto synced = file_->sync();
  sync_failed = !synced;
  if (!synced) return synced;
  position_ = after;
  return {};
}

}  // namespace muniment::archive
