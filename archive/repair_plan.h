// SPDX-License-Identifier: GPL-3.0-or-later
// What a repair would replace, and by what: found by reading both copies, without writing.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "archive/overlay.h"
#include "archive/repair_segment.h"
#include "archive/verify_detail.h"

namespace muniment::archive {

Identities clone_of(const Identities& identities);

class RepairPlan {
 public:
  RepairPlan(io::FileSystem& fs, Layout here, Layout copy, Identities identities)
      : fs_(fs), here_(std::move(here)), copy_(std::move(copy)), identities_(std::move(identities)), overlay_(fs) {}

  // Errors: see repair().
  Result<void> make(const VerifyProgress& progress);

  [[nodiscard]] const std::map<io::Path, Composition>& files() const { return files_; }
  // The archive as it would be; also what verify sees after the files are written.
  [[nodiscard]] Overlay& overlay() { return overlay_; }
  [[nodiscard]] const Layout& here() const { return here_; }
  [[nodiscard]] const Layout& copy() const { return copy_; }
  [[nodiscard]] const Identities& identities() const { return identities_; }

 private:
  Result<void> plan_note();
  Result<void> plan_rings();
  Result<void> plan_checkpoints();
  Result<void> plan_segments();
  Result<void> plan_keys();
  Result<void> plan_what_verify_found(const VerifyProgress& progress);

  Result<std::optional<ArchiveNote>> read_note(const Layout& at) const;
  [[nodiscard]] Result<void> must_be_ours(const ArchiveNote& note) const;
  Result<std::map<uint32_t, RingFile>> rings_at(const Layout& at) const;
  Result<std::vector<SegmentPair>> pair_segments();
  Result<void> walk_segments(std::vector<SegmentPair>& pairs) const;
  Result<SegmentSide> open_side(const Layout& at, ClassId cls, SegmentNo number) const;
  Result<uint64_t> needed_size(const std::vector<SegmentPair>& pairs) const;
  Result<bool> blob_of_copy_is_sound(const io::Path& path, const ExpectedBlobs& expected) const;
  Result<bool> spool_of_copy_is_sound(const io::Path& path) const;

  Result<void> take_whole(const io::Path& path);  // from the copy
  void take(const io::Path& path, Composition pieces);
  [[nodiscard]] io::Path in_copy(const io::Path& path) const { return copy_.root / here_.shown(path); }

  io::FileSystem& fs_;
  Layout here_, copy_;
  Identities identities_;
  Overlay overlay_;
  std::map<io::Path, Composition> files_;
  std::optional<ArchiveNote> note_;
  std::unique_ptr<Keyring> keyring_;
  std::optional<io::Path>
      ring_to_look_with_;  // of the copy, shown in place; nobody has said yet that it is the right one
};

}  // namespace muniment::archive
