// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/repair.h"

#include <algorithm>

#include "archive/repair_plan.h"
#include "archive/writer_impl.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

constexpr size_t kCopySize = 1U << 20;

// 20260304T092700Z
std::string stamp_of(int64_t now_ms) {
  std::string text = format_rfc3339(now_ms / 1000 * 1000);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

// Makes the directories between `root` and `directory`, durable. `root` is there.
Result<void> make_directories(io::FileSystem& fs, const io::Path& root, const io::Path& directory) {
  io::Path at = root;
  for (const io::Path& part : directory.lexically_relative(root)) {
    if (part == ".") continue;
    MUNIMENT_TRY_VOID(fs.make_directory(at / part));
    MUNIMENT_TRY_VOID(fs.sync_directory(at));
    at /= part;
  }
  return {};
}

Result<void> copy_into(io::FileSystem& fs, const Composition& pieces, io::File& to) {
  MUNIMENT_TRY(const auto from, open_composed(fs, pieces));
  Bytes buffer(kCopySize);
  const uint64_t size = size_of(pieces);
  for (uint64_t at = 0; at < size;) {
    const MutableByteView part = MutableByteView(buffer).first(std::min<uint64_t>(buffer.size(), size - at));
    MUNIMENT_TRY_VOID(io::read_exactly(*from, at, part, pieces.front().file));
    MUNIMENT_TRY_VOID(to.append(part));
    at += part.size();
  }
  return to.sync();
}

// Replaces files of an archive whose lock is held. What was there is kept.
class Restorer {
 public:
  Restorer(io::FileSystem& fs, const Layout& layout, std::string kept_in)
      : fs_(fs), layout_(layout), kept_in_(std::move(kept_in)) {}

  // In this order: the new bytes, durable under a temporary name; the old file under its name in damaged/, durable; the
  // new one in its place. A crash in between leaves the old file where it was.
  Result<void> restore(const io::Path& path, const Composition& pieces) {
    MUNIMENT_TRY_VOID(make_directories(fs_, layout_.root, path.parent_path()));
    io::Path temporary = path;
    temporary += "." + to_hex(crypto::random_secret(8).view()) + ".tmp";
    auto written = write(temporary, pieces);
    if (written) written = put_in_place(temporary, path);
    if (!written) static_cast<void>(fs_.remove(temporary));
    if (!written) return with_context(std::move(written.error()), "restoring " + layout_.shown(path));
    return {};
  }
  [[nodiscard]] bool has_kept() const { return has_kept_; }

 private:
  Result<void> write(const io::Path& temporary, const Composition& pieces) {
    MUNIMENT_TRY(const auto file, fs_.create_append(temporary));
    return copy_into(fs_, pieces, *file);
  }

  Result<void> put_in_place(const io::Path& temporary, const io::Path& path) {
    MUNIMENT_TRY(const bool there, fs_.exists(path));
    io::Attributes attributes;
    if (there) {
      MUNIMENT_TRY(attributes, take_attributes_away(path));
      MUNIMENT_TRY_VOID(keep(path));
    }
    MUNIMENT_TRY_VOID(fs_.rename(temporary, path));
    MUNIMENT_TRY_VOID(fs_.sync_directory(path.parent_path()));
    if (attributes != io::Attributes{}) static_cast<void>(fs_.set_attributes(path, attributes));
    return {};
  }

  // The one place that takes chattr +a and +i off a file. Gives what it had, for the file that takes its place.
  Result<io::Attributes> take_attributes_away(const io::Path& path) {
    const auto had = fs_.attributes(path);
    if (!had || *had == io::Attributes{}) return io::Attributes{};  // a file system without them has none in the way
    auto done = fs_.set_attributes(path, {});
    if (done) return *had;
    return std::move(done.error()).advise("this file is protected (chattr +a or +i): run the repair as root");
  }

  Result<void> keep(const io::Path& path) {
    const io::Path kept = layout_.root / kept_in_ / layout_.shown(path);
    MUNIMENT_TRY_VOID(make_directories(fs_, layout_.root, kept.parent_path()));
    auto linked = fs_.link(path, kept);
    if (!linked) linked = fs_.rename(path, kept);  // a file system without hard links
    MUNIMENT_TRY_VOID(std::move(linked));
    has_kept_ = true;
    return fs_.sync_directory(kept.parent_path());
  }

  io::FileSystem& fs_;
  const Layout& layout_;
  std::string kept_in_;
  bool has_kept_ = false;
};

Result<RestoredFile> describe(io::FileSystem& fs, const RepairPlan& plan, const io::Path& path,
                              const Composition& pieces) {
  RestoredFile file;
  file.path = plan.here().shown(path);
  MUNIMENT_TRY(file.was_there, fs.exists(path));
  file.size = size_of(pieces);
  for (const Piece& piece : pieces) {
    if (piece.file != path) file.bytes_of_copy += piece.to - piece.from;
  }
  return file;
}

Result<void> write_all(io::FileSystem& fs, RepairPlan& plan, int64_t now_ms, RepairReport& report) {
  const std::string kept_in = "damaged/" + stamp_of(now_ms);
  Restorer restorer(fs, plan.here(), kept_in);
  for (const auto& [path, pieces] : plan.files()) {
    MUNIMENT_TRY_VOID(restorer.restore(path, pieces));
    plan.overlay().forget(path);
  }
  if (restorer.has_kept()) report.kept_in = kept_in;
  return {};
}

// With a passphrase, what it opens may be lost here and there in the copy.
Result<Identities> identities_of_either(io::FileSystem& fs, const Layout& here, const Layout& copy,
                                        const Unlock& unlock) {
  auto identities = open_identities(fs, here, unlock);
  if (identities || !unlock.identity.empty() || identities.error().code == ErrorCode::io) return identities;
  auto of_copy = open_identities(fs, copy, unlock);
  return of_copy ? std::move(of_copy) : std::move(identities);
}

}  // namespace

Result<RepairReport> repair_with(io::FileSystem& fs, const Layout& layout, Identities identities,
                                 const RepairRequest& request, const Clock& clock, const VerifyProgress& progress) {
  std::unique_ptr<io::File> lock;
  if (!request.dry_run) {
    MUNIMENT_TRY(lock, take_lock(fs, layout, request.lock_wait_ms));
  }
  RepairPlan plan(fs, layout, Layout{request.copy}, std::move(identities));
  MUNIMENT_TRY_VOID(plan.make(progress));
  RepairReport report;
  for (const auto& [path, pieces] : plan.files()) {
    MUNIMENT_TRY(RestoredFile file, describe(fs, plan, path, pieces));
    report.restored.push_back(std::move(file));
  }
  if (!request.dry_run) MUNIMENT_TRY_VOID(write_all(fs, plan, clock.now_ms(), report));
  MUNIMENT_TRY(report.after, verify_with(plan.overlay(), layout, clone_of(plan.identities()), {}, progress));
  return report;
}

Result<RepairReport> repair(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                            const RepairRequest& request, const Clock& clock, const VerifyProgress& progress) {
  const Layout here{path};
  MUNIMENT_TRY(Identities identities, identities_of_either(fs, here, Layout{request.copy}, unlock));
  return repair_with(fs, here, std::move(identities), request, clock, progress);
}

}  // namespace muniment::archive
