// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/follow/followed_file.h"

#include <algorithm>
#include <utility>

#include "core/crypto/hash.h"
#include "ingest/follow/part_input.h"

namespace muniment::ingest {
namespace {

constexpr uint64_t kTailBytes = 1024;
constexpr size_t kScanned = size_t{1} << 20;

Result<Sha256> digest_of_range(const io::File& file, uint64_t begin, uint64_t size, const std::string& path) {
  Bytes bytes(size);
  MUNIMENT_TRY_VOID(io::read_exactly(file, begin, bytes, path));
  return crypto::sha256(bytes);
}

Result<bool> stands_in(const io::File& file, uint64_t offset, uint64_t tail_size, const Sha256& tail, const std::string& path) {
  MUNIMENT_TRY(const uint64_t size, file.size());
  if (size < offset || tail_size > offset || tail_size > kTailBytes) return false;
  MUNIMENT_TRY(const Sha256 there, digest_of_range(file, offset - tail_size, tail_size, path));
  return there == tail;
}

}  // namespace

Result<bool> fits(io::FileSystem& fs, const std::string& found_at, const FollowCursor& cursor) {
  MUNIMENT_TRY(const auto file, fs.open_read(found_at));
  return stands_in(*file, cursor.offset, cursor.tail_size, cursor.tail, found_at);
}

// The file that is opened and the file that is at the path must be one.
Result<FollowedFile> FollowedFile::open(io::FileSystem& fs, const std::string& path, const std::string& found_at,
                                        const FollowCursor* from) {
  FollowedFile out;
  out.path_ = path;
  for (;;) {
    MUNIMENT_TRY(const io::FileStatus before, io::status_of(found_at));
    MUNIMENT_TRY(out.file_, fs.open_read(found_at));
    MUNIMENT_TRY(const io::FileStatus after, io::status_of(found_at));
    out.identity_ = after.identity;
    if (before.identity == after.identity) break;
  }
  out.position_.tail = crypto::sha256({});
  if (from != nullptr) out.position_ = {from->offset, from->lines, from->tail_size, from->tail};
  return out;
}

Result<bool> FollowedFile::has_tail(const Position& position) const {
  return stands_in(*file_, position.offset, position.tail_size, position.tail, path_);
}

Result<std::string> FollowedFile::look_back() {
  MUNIMENT_TRY(const bool is_as_left, has_tail(position_));
  if (is_as_left) return std::string();
  MUNIMENT_TRY(const uint64_t size, file_->size());
  const std::string what = size < position_.offset ? "was cut" : "was written anew";
  std::string note = path_ + " " + what + " after " + std::to_string(position_.offset) + " bytes of it were read; it is read from its start";
  position_ = {};
  position_.tail = crypto::sha256({});
  return note;
}

// Behind the limit it goes on only while it is inside a line.
Result<std::optional<FollowedFile::Position>> FollowedFile::whole_lines_until(uint64_t limit) {
  MUNIMENT_TRY(const uint64_t size, file_->size());
  Position end = position_;
  Bytes bytes(kScanned);
  uint64_t lines = position_.lines;
  for (uint64_t at = position_.offset; at < size && (at < limit || end.offset == position_.offset);) {
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(kScanned, size - at));
    MUNIMENT_TRY(const size_t got, file_->read_at(at, MutableByteView(bytes).first(wanted)));
    if (got == 0) break;
    const auto last_byte = bytes.begin() + static_cast<ptrdiff_t>(got);
    lines += static_cast<uint64_t>(std::count(bytes.begin(), last_byte, Byte{'\n'}));
    const auto last = std::find(std::make_reverse_iterator(last_byte), bytes.rend(), Byte{'\n'});
    if (last != bytes.rend()) {
      end.offset = at + static_cast<uint64_t>(last.base() - bytes.begin());
      end.lines = lines;
    }
    at += got;
  }
  if (end.offset == position_.offset) return std::optional<Position>();
  return std::optional<Position>(end);
}

Result<void> FollowedFile::set_tail(Position& position) const {
  position.tail_size = std::min(kTailBytes, position.offset);
  MUNIMENT_TRY(position.tail, digest_of_range(*file_, position.offset - position.tail_size, position.tail_size, path_));
  return {};
}

FollowedPart FollowedFile::part_until(const Position& end) const {
  FollowedPart part;
  part.path = path_;
  part.first_offset = position_.offset;
  part.first_line = position_.lines;
  part.input = input_of_range(file_, path_, position_.offset, end.offset);
  part.after = FollowCursor{path_, identity_.device, identity_.inode, end.offset, end.lines, end.tail_size, end.tail};
  return part;
}

Result<FollowedFile::Position> FollowedFile::its_end() const {
  Position end = position_;
  Bytes bytes(kScanned);
  bool in_line = false;
  for (;;) {
    MUNIMENT_TRY(const size_t got, file_->read_at(end.offset, bytes));
    if (got == 0) break;
    const auto last = bytes.begin() + static_cast<ptrdiff_t>(got);
    end.lines += static_cast<uint64_t>(std::count(bytes.begin(), last, Byte{'\n'}));
    in_line = *std::prev(last) != Byte{'\n'};
    end.offset += got;
  }
  end.lines += in_line ? 1 : 0;
  return end;
}

Result<std::optional<FollowedPart>> FollowedFile::next(bool to_its_end) {
  std::optional<Position> end;
  if (to_its_end) {
    MUNIMENT_TRY(end, its_end());
    if (end->offset == position_.offset) end.reset();
  } else {
    MUNIMENT_TRY(end, whole_lines_until(position_.offset + FollowedInput::kPartBytes));
  }
  if (!end) return std::optional<FollowedPart>();
  MUNIMENT_TRY_VOID(set_tail(*end));
  handed_out_ = *end;
  return std::optional<FollowedPart>(part_until(*end));
}

void FollowedFile::acknowledge() {
  if (handed_out_) position_ = *handed_out_;
  handed_out_.reset();
}

}  // namespace muniment::ingest
