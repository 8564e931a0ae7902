// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/scratch_dir.h"

#include <atomic>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/os_error.h"
#include "core/io/posix_file.h"
#include "core/io/private_mount.h"

namespace muniment::io {
namespace {

constexpr std::string_view kPrefix = "muniment-scratch-";

// Memory first; the others may be a disk, and are for systems without /dev/shm.
std::vector<Path> places() {
  std::vector<Path> all = {"/dev/shm"};
  if (const char* named = std::getenv("TMPDIR"); named != nullptr && *named == '/') all.emplace_back(named);
  all.emplace_back("/tmp");
  return all;
}

// A directory of ours, mode 0700, locked itself (no file in it) for as long as this process wants it.
struct Claim {
  Path path;
  std::unique_ptr<File> lock;
};

// Nothing if a sweeper came between the making and the locking; it may have removed the directory.
Result<std::optional<Claim>> try_claim(const Path& place) {
  std::string name = place / (std::string(kPrefix) + "XXXXXX");
  if (::mkdtemp(name.data()) == nullptr) return os_error(errno, "make a scratch directory in", place);
  auto lock = posix().open_read(name);
  if (!lock) return std::optional<Claim>();
  MUNIMENT_TRY(const bool locked, lock.value()->try_lock_exclusive());
  MUNIMENT_TRY(const bool still_there, posix().exists(name));
  if (!locked || !still_there) return std::optional<Claim>();
  return std::optional<Claim>({name, std::move(lock).value()});
}

Result<Claim> claim_in(const Path& place) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    MUNIMENT_TRY(std::optional<Claim> claim, try_claim(place));
    if (claim) return std::move(*claim);
  }
  return make_error(ErrorCode::io, "scratch directories vanish as soon as they are made").at(place.string());
}

Result<Claim> claim_directory() {
  std::optional<Error> first_error;
  for (const Path& place : places()) {
    auto claim = claim_in(place);
    if (claim) return claim;
    if (!first_error) first_error = std::move(claim).error();
  }
  return std::move(*first_error);
}

void remove_tree(const Path& path) {
  std::error_code ignored;  // best effort: what stays is swept at the next open
  std::filesystem::remove_all(path, ignored);
}

// The mounted tmpfs of this process. The lock on its root keeps our own sweeping away from it, as the directory
// that the mount covers, and which is locked for the others, is out of sight for us.
class PrivateHome {
 public:
  PrivateHome(Claim covered, std::unique_ptr<File> root_lock)
      : covered_(std::move(covered)), root_lock_(std::move(root_lock)), owner_(::getpid()) {}
  PrivateHome(const PrivateHome&) = delete;
  PrivateHome& operator=(const PrivateHome&) = delete;
  ~PrivateHome() {
    if (::getpid() != owner_) return;  // a forked child that exits must not take the parent's files away
    unmount_private_tmpfs(covered_.path);
    remove_tree(covered_.path);
  }
  [[nodiscard]] Path next_path() { return covered_.path / std::to_string(++last_number_); }

 private:
  Claim covered_;
  std::unique_ptr<File> root_lock_;
  pid_t owner_;
  std::atomic<uint64_t> last_number_{0};
};

std::unique_ptr<PrivateHome> mount_over(Claim claim) {
  if (!mount_private_tmpfs(claim.path)) return nullptr;
  auto root_lock = posix().open_read(claim.path);
  const bool locked = root_lock && root_lock.value()->try_lock_exclusive().value_or(false);
  if (!locked) {
    unmount_private_tmpfs(claim.path);
    return nullptr;
  }
  return std::make_unique<PrivateHome>(std::move(claim), std::move(root_lock).value());
}

std::unique_ptr<PrivateHome> make_private_home() {
  auto claim = claim_directory();
  if (!claim) return nullptr;
  const Path path = claim->path;
  auto home = mount_over(std::move(claim).value());
  if (home == nullptr) remove_tree(path);
  return home;
}

// Empty until prepare_scratch() was called, and where a private tmpfs is refused.
std::unique_ptr<PrivateHome>& private_home() {
  static std::unique_ptr<PrivateHome> home;
  return home;
}

bool is_ours(int fd) {
  struct stat about {};
  return ::fstat(fd, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == ::geteuid() &&
         (about.st_mode & 07777) == 0700;
}

bool sweep_one(const Path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return false;
  const auto lock = file_of_descriptor(fd, path);
  if (!is_ours(fd)) return false;
  const auto free = lock->try_lock_exclusive();
  if (!free || !*free) return false;
  remove_tree(path);
  return true;
}

}  // namespace

ScratchPrivacy prepare_scratch() {
  static const bool is_private = [] { return (private_home() = make_private_home()) != nullptr; }();
  return is_private ? ScratchPrivacy::own_namespace : ScratchPrivacy::private_directory;
}

Result<std::unique_ptr<ScratchDir>> ScratchDir::create() {
  if (const auto& home = private_home()) {
    const Path path = home->next_path();
    MUNIMENT_TRY_VOID(posix().make_directory(path));
    return std::unique_ptr<ScratchDir>(new ScratchDir(path, ScratchPrivacy::own_namespace, nullptr));
  }
  MUNIMENT_TRY(Claim claim, claim_directory());
  return std::unique_ptr<ScratchDir>(
      new ScratchDir(claim.path, ScratchPrivacy::private_directory, std::move(claim.lock)));
}

ScratchDir::ScratchDir(Path path, ScratchPrivacy privacy, std::unique_ptr<File> lock)
    : path_(std::move(path)), privacy_(privacy), lock_(std::move(lock)) {}

ScratchDir::~ScratchDir() { remove_tree(path_); }

size_t sweep_abandoned_scratch() {
  size_t swept = 0;
  for (const Path& place : places()) {
    const auto entries = posix().list(place);
    if (!entries) continue;
    for (const DirectoryEntry& entry : *entries) {
      const bool candidate = entry.kind == FileKind::directory && entry.name.starts_with(kPrefix);
      if (candidate && sweep_one(place / entry.name)) ++swept;
    }
  }
  return swept;
}

}  // namespace muniment::io
