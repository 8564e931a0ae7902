// SPDX-License-Identifier: GPL-3.0-or-later
// A file system in which things go wrong on command: a call fails, the process stops after some call, the power is cut
// and whatever was not synced is gone. It wraps a real one and forwards to it, except for syncs: those only count in
// its book of what is durable, so that a test may crash a thousand times within a second.
//
//   FaultFileSystem faulty(io::posix());
//   for (size_t n = 0; ; ++n) {  // stop after every single call
//     faulty.stop_after(n); run(faulty); faulty.cut_power(); expect_recovers(io::posix());
//   }                            // with a fresh FaultFileSystem and a fresh directory in each round
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/io/file_system.h"

namespace muniment::test {

// The calls that change something. `create` is create_append, and open_or_create where the file was missing.
enum class Call { create, append, reserve, sync, make_directory, rename, link, remove, sync_directory, set_attributes };
inline constexpr size_t kCallKinds = 10;

// Which of the things that nobody synced happen to be on the disk all the same.
struct PowerCut {
  size_t unsynced_bytes_kept = 0;    // of each file, right behind the synced ones
  bool unsynced_names_kept = false;  // files made, renamed, linked and removed since the last sync of their directory
};

// Thread-safe. Change files only through it once it has seen their directory; directories are not renamed.
class FaultFileSystem final : public io::FileSystem {
 public:
  explicit FaultFileSystem(io::FileSystem& under) : under_(under) {}

  // Since construction, failed ones included.
  [[nodiscard]] size_t calls() const;
  [[nodiscard]] size_t calls(Call kind) const;

  // The nth call of this kind since construction (1 is the first) fails, once; if it is an append, after so many bytes.
  void fail(Call kind, size_t nth, Error error, size_t bytes_appended = 0);

  // `calls` of the calls that change something still work; from then on every call fails with `io`, reading too. If
  // the last one to work is an append and `torn_to` is set, only so many of its bytes are written.
  void stop_after(size_t calls, std::optional<size_t> torn_to = std::nullopt);
  [[nodiscard]] bool stopped() const;

  // Makes the wrapped file system what a disk would hold after the power was cut now. Use that one afterwards; this
  // object and the files that it opened fail from now on.
  void cut_power(PowerCut cut = {});

  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override;
  Result<std::unique_ptr<io::File>> create_append(const io::Path& path) override;
  Result<std::unique_ptr<io::File>> open_append(const io::Path& path) override;
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path& path) override;
  Result<void> make_directory(const io::Path& path) override;
  Result<void> rename(const io::Path& from, const io::Path& to) override;
  Result<void> link(const io::Path& from, const io::Path& to) override;
  Result<void> remove(const io::Path& path) override;
  Result<void> sync_directory(const io::Path& path) override;
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override;
  Result<bool> exists(const io::Path& path) override;
  Result<io::Attributes> attributes(const io::Path& path) override;
  Result<void> set_attributes(const io::Path& path, io::Attributes attributes) override;

 private:
  friend class FaultFile;

  // The content of a file, whatever its names. The handle keeps it readable when its last name is gone.
  struct Content {
    std::unique_ptr<io::File> reader;
    uint64_t synced = 0;
  };
  using Entry = std::shared_ptr<Content>;  // null for a directory
  using Names = std::map<std::string, Entry>;
  struct Directory {
    Names now;
    Names durable;
  };
  struct Fault {
    Call kind;
    size_t nth;
    Error error;
    size_t bytes_appended;
  };
  struct Verdict {
    std::optional<Error> error;   // what to answer, once the bytes are appended
    std::optional<size_t> bytes;  // append only so many
  };

  Verdict count(Call kind);
  [[nodiscard]] std::optional<Error> error_if_stopped() const;
  Directory& directory(const io::Path& path);
  Entry& entry(const io::Path& path);
  Entry adopt(const io::Path& path);
  Result<std::unique_ptr<io::File>> wrap(const io::Path& path, Result<std::unique_ptr<io::File>> opened);
  Result<std::unique_ptr<io::File>> create(const io::Path& path,
                                           Result<std::unique_ptr<io::File>> (io::FileSystem::*how)(const io::Path&));
  void restore(const io::Path& path, const Names& names, const Names& present, size_t unsynced_bytes_kept);
  void restore_file(const io::Path& path, const Content& content, bool in_place, size_t unsynced_bytes_kept);

  io::FileSystem& under_;
  mutable std::mutex mutex_;
  std::array<size_t, kCallKinds> counts_{};
  std::vector<Fault> faults_;
  std::optional<size_t> calls_left_;
  std::optional<size_t> torn_to_;
  bool powerless_ = false;
  std::map<io::Path, Directory> directories_;
};

}  // namespace muniment::test
