// SPDX-License-Identifier: GPL-3.0-or-later
// The archive directory as one thing that can be opened, read and added to. Everything that needs two rooms of the
// house (log and index, log and source formats, log and export) is a job in this folder and takes a Store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/time_zone.h"
#include "core/io/file_system.h"

namespace muniment::pipeline {

// How the keys are opened: exactly one of the two is set.
struct Unlock {
  SecretBytes passphrase;  // opens keys/identity.age
  SecretBytes identity;    // the text of an age identity file (--key-file)
};

// Who is acting, for access records and events.
struct Actor {
  std::string name;    // --as, or the login name
  std::string reason;  // --reason; may be empty
  std::string tool;    // "muniment 0.1.0"
};

// Where something that was said about the archive stands. In the spool it counts at once, too, and the next writer takes it
// into the log.
enum class Recorded { in_log, in_spool };

// The machine that the program runs on: where it remembers the newest checkpoint of each archive that it writes
// (durability.md), and what it is called. Without a directory it remembers nothing.
struct Machine {
  io::Path memory;
  std::string name;
  // The files of the log become append-only, and immutable once closed, where the system allows it. They can then not be
  // removed without taking that away (chattr -R -i -a).
  bool attributes = false;
};

struct CreateRequest {
  std::string name;                // default: the directory's name, cleaned
  TimeZone zone = TimeZone::utc();
  bool recovery_kit = false;       // make a second recipient and return its identity
  unsigned scrypt_log_n = 18;
  uint64_t seal_size = 256ULL << 20;       // bytes, kSealSizeMin to kSealSizeMax
  int64_t seal_after_ms = 24LL * 3'600'000;  // kSealAfterMin to kSealAfterMax
  Machine machine{};
};

// When segments are closed for good. A SEAL lists all frames of its segment: that bounds its size from above.
inline constexpr uint64_t kSealSizeMin = 1ULL << 20, kSealSizeMax = 1ULL << 30;
inline constexpr int64_t kSealAfterMin = 60'000, kSealAfterMax = 366LL * 24 * 3'600'000;

struct Created {
  ArchiveId id;
  std::string name;
  std::string zone;
  SecretBytes recovery_identity;   // "AGE-SECRET-KEY-1…"; empty without a recovery kit
  std::string recovery_recipient;
};

// Durable on return. already_exists if the directory is not empty.
Result<Created> create_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const CreateRequest& request,
                               const Clock& clock);

enum class Mode {
  read,   // no lock; a snapshot of the log as of opening
  write,  // takes the writer's lock, recovers, indexes what an interrupted run left
};

struct Numbers {
  uint64_t messages = 0;   // held: records of message kinds
  uint64_t searchable = 0; // of these, covered by the index (what is indexed on the spot counts)
  uint64_t log_size = 0;   // entries of the log: the checkpoint is c<log_size>
  uint64_t commits = 0;
};

// What opening for writing does with the index: checks every byte and indexes what it does not cover, or nothing, for who
// builds it anew.
enum class IndexAtOpen { made_sound, left_as_it_is };

struct OpenOptions {
  int64_t lock_wait_ms = 30'000;
  Machine machine{};
  IndexAtOpen index = IndexAtOpen::made_sound;
  // Bytes of the index that searches keep unpacked in memory (index/open_partitions.h).
  uint64_t index_memory = kUnlimited;
  static constexpr uint64_t kUnlimited = UINT64_MAX;
};

struct StoreParts;  // private to pipeline/

// Not thread-safe.
class Store {
 public:
  static Result<std::unique_ptr<Store>> open(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, Mode mode,
                                             const Clock& clock, const OpenOptions& options = {});
  ~Store();  // closes, and cannot say what went wrong
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] ArchiveId id() const;
  [[nodiscard]] const io::Path& path() const;
  [[nodiscard]] TimeZone zone() const;              // the archive's: init --timezone
  [[nodiscard]] int64_t created_ms() const;
  [[nodiscard]] Numbers numbers() const;
  // What opening found wrong with the log (rollback, damage, a sync error before); empty when all is well.
  [[nodiscard]] std::vector<Error> alarms() const;
  // What opening found about derived data: partitions dropped, messages indexed on the spot. Not damage of the archive.
  [[nodiscard]] std::vector<std::string> notes() const;

  // In write mode: signs and publishes the end of the log (HEAD), so that its loss would be noticed, and releases the
  // lock. Nothing can be added afterwards; reading goes on. In read mode: nothing.
  Result<void> close();

  [[nodiscard]] StoreParts& parts() { return *parts_; }  // for the jobs

 private:
  explicit Store(std::unique_ptr<StoreParts> parts);
  std::unique_ptr<StoreParts> parts_;
};

}  // namespace muniment::pipeline
