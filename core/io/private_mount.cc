// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/private_mount.h"

#include <array>
#include <optional>
#include <string>

#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/io/os_error.h"
#include "core/io/posix_file.h"

namespace muniment::io {
namespace {

// Capabilities as one number, or nothing where the system does not tell.
std::optional<uint64_t> effective_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
  if (::syscall(SYS_capget, &header, data.data()) != 0) return std::nullopt;
  return (uint64_t{data[1].effective} << 32) | data[0].effective;
}

// Who may mount needs a mount namespace only. Others need a user namespace around it; but it would take away
// capabilities outside (a container's root reads files of all users), so only who has none to lose goes there.
std::optional<int> namespaces_to_leave() {
  const auto capabilities = effective_capabilities();
  if (!capabilities) return std::nullopt;
  if ((*capabilities & (uint64_t{1} << CAP_SYS_ADMIN)) != 0) return CLONE_NEWNS;
  if (*capabilities == 0) return CLONE_NEWNS | CLONE_NEWUSER;
  return std::nullopt;
}

bool write_text(const char* path, const std::string& text) {
  const auto file = posix().open_append(path);
  return file && file.value()->append(as_bytes(text));
}

// Files that we make must belong to the same user and group as before.
bool keep_user_and_group(uid_t user, gid_t group) {
  const auto itself = [](auto id) { return std::to_string(id) + " " + std::to_string(id) + " 1\n"; };
  return write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/uid_map", itself(user)) &&
         write_text("/proc/self/gid_map", itself(group));
}

bool mount_tmpfs(const Path& directory) {
  constexpr unsigned long kFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  const auto mount_with = [&](const char* options) {
    return ::mount("muniment-scratch", directory.c_str(), "tmpfs", kFlags, options) == 0;
  };
  return mount_with("mode=0700,noswap") || mount_with("mode=0700");  // noswap: Linux 6.4, and not for everyone
}

bool can_write_in(const Path& directory) {
  const Path probe = directory / "probe";
  return posix().create_append(probe) && posix().remove(probe);
}

bool leave_and_mount(int namespaces, const Path& directory) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(namespaces) != 0) return false;
  if ((namespaces & CLONE_NEWUSER) != 0 && !keep_user_and_group(user, group)) return false;
  // Slave: disks that come and go outside come and go here as well, and nothing of ours is seen outside.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return false;
  return mount_tmpfs(directory) && can_write_in(directory);
}

bool works_in_a_child(int namespaces, const Path& directory) {
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) ::_exit(leave_and_mount(namespaces, directory) ? 0 : 1);
  int status = 0;
  const pid_t ended = retry_interrupted([&] { return ::waitpid(child, &status, 0); });
  return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

bool mount_private_tmpfs(const Path& directory) {
  const auto namespaces = namespaces_to_leave();
  return namespaces && works_in_a_child(*namespaces, directory) && leave_and_mount(*namespaces, directory);
}

void unmount_private_tmpfs(const Path& directory) { ::umount2(directory.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW); }

}  // namespace muniment::io
