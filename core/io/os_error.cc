// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/os_error.h"

#include <cstring>
#include <utility>

namespace muniment::io {
namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT: return ErrorCode::not_found;
    case EEXIST: return ErrorCode::already_exists;
    case ENOSPC:
    case EDQUOT: return ErrorCode::no_space;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::denied;
    default: return ErrorCode::io;
  }
}

struct Help {
  std::string why, hint;
};

Help help_for(int number, ErrorCode code) {
  switch (code) {
    case ErrorCode::no_space:
      return {number == EDQUOT ? "the quota on this file system is used up" : "the file system is full",
              "free space on this file system or raise the quota, then run the same command again"};
    case ErrorCode::denied:
      return {"", "check who owns the file and its folder, and whether the file system is mounted read-only"};
    default:
      if (number != EIO) return {};
      return {"the disk, or the connection to it, failed",
              "look for the disk's errors in the system's log (dmesg), then run the same command again"};
  }
}

}  // namespace

Error os_error(int number, const std::string& doing, const Path& path) {
  const char* words = strerrordesc_np(number);  // unlike strerror: thread-safe, and in one language
  const std::string said = words != nullptr ? words : "error " + std::to_string(number);
  const ErrorCode code = code_of(number);
  Help help = help_for(number, code);
  return make_error(code, "cannot " + doing + ": " + said).because(std::move(help.why)).advise(std::move(help.hint)).at(path.string());
}

}  // namespace muniment::io
