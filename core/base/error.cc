// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <utility>

namespace muniment {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::io: return "io";
    case ErrorCode::no_space: return "no_space";
    case ErrorCode::locked: return "locked";
    case ErrorCode::truncated: return "truncated";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::auth_failed: return "auth_failed";
    case ErrorCode::denied: return "denied";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::held: return "held";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "unknown";
}

Error make_error(ErrorCode code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  return error;
}

Error with_context(Error error, std::string doing) {
  error.context.insert(error.context.begin(), std::move(doing));
  return error;
}

std::string one_line(const Error& error) {
  std::string line;
  for (const std::string& doing : error.context) line += doing + ": ";
  line += error.message;
  if (error.path.empty()) return line;
  line += " (" + error.path;
  if (error.offset) line += " at byte " + std::to_string(*error.offset);
  return line + ")";
}

}  // namespace muniment
