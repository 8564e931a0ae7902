// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/os_error.h"

#include <cstring>

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

std::string advice_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::no_space:
      return "free space on this file system or raise the quota, then run the same command again";
    case ErrorCode::denied:
      return "check who owns the file and its folder, and whether the file system is mounted read-only";
    default: return {};
  }
}

}  // namespace

Error os_error(int number, const std::string& doing, const Path& path) {
  const char* words = strerrordesc_np(number);  // unlike strerror: thread-safe, and in one language
  const std::string said = words != nullptr ? words : "error " + std::to_string(number);
  const ErrorCode code = code_of(number);
  return make_error(code, "cannot " + doing + ": " + said).at(path.string()).advise(advice_for(code));
}

}  // namespace muniment::io
