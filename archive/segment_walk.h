// SPDX-License-Identifier: GPL-3.0-or-later
// Walks over one segment file, group by group, without opening a frame. Damage does not end the walk: it looks for the
// next COMMIT that is valid by itself and goes on behind it. What the walker cannot know is whether bytes that no COMMIT
// closes are a torn tail or a loss: log_scan.h decides that from all segments together.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/frame.h"
#include "archive/read_window.h"
#include "archive/seal_frame.h"
#include "archive/segment_header.h"
#include "core/crypto/hash.h"
#include "core/io/file_system.h"

namespace muniment::archive {

struct Damage {
  uint64_t offset = 0;
  std::string what;
};

struct WalkedFrame {
  uint64_t offset = 0;  // of the header; 0 if the frame was not found
  FrameHeader header;
};

struct WalkPosition {
  uint64_t offset = kPage;        // where the next group starts
  uint32_t frame = 0;             // its first frame number
  std::optional<Chain> chain;     // nothing after damage, until the next COMMIT
};

struct Group {
  SegmentNo segment;
  WalkPosition before;            // to walk over it again
  uint64_t start = 0;
  uint64_t commit_offset = 0;
  uint64_t end = 0;               // behind the padding
  FrameNo commit_frame;
  CommitBody body;
  Sha256 commit_hash;
  Chain chain_after{};
  std::vector<WalkedFrame> frames;  // one per entry of the body, in its order
  bool by_table = false;            // their headers were not read, see walk_by_table()
  std::optional<Damage> damage;     // the first thing that is not as it was written
};

// A SEAL that is whole by itself.
struct FoundSeal {
  uint64_t offset = 0;
  uint64_t end = 0;              // where the file ends
  SealBody body;
};

class SegmentWalker {
 public:
  // Reads the header page. Errors: io, not_found, unsupported. A damaged header page is no error: header() is empty.
  static Result<std::unique_ptr<SegmentWalker>> open(io::FileSystem& fs, const io::Path& path, const ArchiveId& archive,
                                                     ClassId cls, SegmentNo number, SecretBytes commit_key);

  // The next group that a valid COMMIT closes; nothing if there is none (yet): call again when the file has grown.
  // The bytes of groups that end at or below `trusted_log_size` are not hashed: a checkpoint vouches for them.
  Result<std::optional<Group>> next(uint64_t trusted_log_size);
  // For readers, before each next(); does nothing once the walk has begun. If the segment ends with a SEAL, its table says where
  // the frames stand, and of a group only the COMMIT is read. The headers in Group::frames are then what the log entries say,
  // without key index, salt, proof and chain; whoever reads a frame compares it with its entry. Where the table does not fit,
  // the walk goes on frame by frame.
  Result<void> walk_by_table();
  void seek(const WalkPosition& position);
  // The SEAL, once next() has come to it or, after damage, has found it: then there are no more groups.
  [[nodiscard]] const std::optional<FoundSeal>& seal() const { return seal_; }
  // What stands against the SEAL: bytes behind it, or a table that is not that of the frames.
  [[nodiscard]] const std::optional<Damage>& seal_trouble() const { return seal_trouble_; }
  // Nothing at or behind `offset` is read from now on, a SEAL that was found there included.
  void limit(uint64_t offset);

  [[nodiscard]] const std::optional<SegmentHeader>& header() const { return header_; }
  [[nodiscard]] const std::string& header_trouble() const { return header_trouble_; }
  [[nodiscard]] const WalkPosition& position() const { return position_; }
  [[nodiscard]] uint64_t size() const { return size_; }  // of what may be read, as of the last next()
  [[nodiscard]] uint64_t file_size() const { return file_size_; }  // as of the last next()
  [[nodiscard]] bool is_short() const { return limit_ != ~uint64_t{0} && file_size_ < limit_; }  // ends before its limit
  [[nodiscard]] const std::optional<Damage>& stop() const { return stop_; }  // why next() gave nothing; empty at a clean end
  [[nodiscard]] std::shared_ptr<const io::File> file() const { return file_; }
  [[nodiscard]] const io::Path& path() const { return path_; }
  Result<void> sync() { return file_->sync(); }

 private:
  SegmentWalker() = default;
  Result<void> refresh_size();
  Result<void> read_header(const ArchiveId& archive, ClassId cls);
  [[nodiscard]] Group begin_group() const;
  Result<std::optional<Damage>> walk(Group& group);
  Result<std::optional<Damage>> walk_group(Group& group);
  Result<bool> take_by_table(Group& group);
  void end_by_table();
  Result<std::optional<Damage>> take_frame(Group& group, uint64_t& at, std::optional<Chain>& chain, bool& closed);
  Result<std::optional<Damage>> load_commit(uint64_t at, ByteView header_bytes, const FrameHeader& header, Group& group);
  Result<std::optional<Damage>> check_group_hash(const Group& group);
  Result<std::optional<Damage>> take_seal(uint64_t at, const FrameHeader& header, const Group& group);
  Result<std::optional<Damage>> load_seal(uint64_t at, uint64_t payload_len);
  void remember(const Group& group);
  void check_table();
  void note_bytes_behind();
  Result<bool> find_commit(uint64_t from, Group& group);
  Result<bool> try_candidate(uint64_t at, Group& group);

  std::shared_ptr<io::File> file_;
  io::Path path_;
  SegmentNo number_;
  ClassId cls_;
  SecretBytes commit_key_;
  std::optional<SegmentHeader> header_;
  std::string header_trouble_;
  WalkPosition position_;
  uint64_t limit_ = ~uint64_t{0};
  uint64_t size_ = 0;
  uint64_t file_size_ = 0;
  ReadWindow window_;  // of the walk forward
  std::optional<Damage> stop_;
  std::optional<FoundSeal> table_;  // the SEAL at the end, while the walk goes by it
  std::optional<FoundSeal> seal_;
  std::optional<Damage> seal_trouble_;
  std::vector<FramePlace> places_;   // of the frames walked over; empty once the SEAL has been compared
  uint64_t first_commit_ = 0, last_commit_ = 0;
  MessageNumber next_message_;
  bool is_whole_ = true;             // all groups so far were as written, so that the SEAL's table can be compared
};

// A stretch of a file goes into a hash.
Result<void> hash_range_into(crypto::Sha256Stream& hash, const io::File& file, uint64_t from, uint64_t to, const io::Path& path);
// SHA-256 of a stretch of a file.
Result<Sha256> hash_range(const io::File& file, uint64_t from, uint64_t to, const io::Path& path);

}  // namespace muniment::archive
