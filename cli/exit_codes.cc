// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/exit_codes.h"

#include <algorithm>
#include <array>

namespace muniment::cli {
namespace {

constexpr std::array kMeanings = {
    ExitMeaning{Exit::success, "success; also \"no matches\", unless --fail-if-none"},
    ExitMeaning{Exit::failed, "failed, see the message"},
    ExitMeaning{Exit::usage, "wrong usage or malformed query"},
    ExitMeaning{Exit::partial, "finished, but some input was not taken; every exception is listed"},
    ExitMeaning{Exit::no_match, "no match, only with --fail-if-none"},
    ExitMeaning{Exit::no_archive, "the archive does not exist"},
    ExitMeaning{Exit::locked, "another process holds the archive's lock"},
    ExitMeaning{Exit::wrong_key, "wrong key or passphrase"},
    ExitMeaning{Exit::denied, "not allowed"},
    ExitMeaning{Exit::held, "blocked by a legal hold or a retention floor"},
    ExitMeaning{Exit::unsupported, "made by a newer version, or not supported by this one"},
    ExitMeaning{Exit::integrity, "integrity finding: altered or missing content"},
    ExitMeaning{Exit::attention, "needs attention, see the lines marked \"!\""},
    ExitMeaning{Exit::interrupted, "interrupted; safe to run again"},
};

struct CodeRow {
  ErrorCode code;
  Exit exit;
  int number;
};

constexpr std::array kCodes = {
    CodeRow{ErrorCode::invalid_argument, Exit::usage, 1001},
    CodeRow{ErrorCode::not_found, Exit::failed, 1002},
    CodeRow{ErrorCode::already_exists, Exit::failed, 1003},
    CodeRow{ErrorCode::io, Exit::failed, 1004},
    CodeRow{ErrorCode::no_space, Exit::failed, 1005},
    CodeRow{ErrorCode::locked, Exit::locked, 1006},
    CodeRow{ErrorCode::truncated, Exit::integrity, 1007},
    CodeRow{ErrorCode::corrupt, Exit::integrity, 1008},
    CodeRow{ErrorCode::auth_failed, Exit::wrong_key, 1009},
    CodeRow{ErrorCode::denied, Exit::denied, 1010},
    CodeRow{ErrorCode::unsupported, Exit::unsupported, 1011},
    CodeRow{ErrorCode::held, Exit::held, 1012},
    CodeRow{ErrorCode::cancelled, Exit::interrupted, 1013},
    CodeRow{ErrorCode::internal, Exit::failed, 1014},
};

const CodeRow& row_of(ErrorCode code) {
  const auto* row = std::find_if(kCodes.begin(), kCodes.end(), [code](const CodeRow& r) { return r.code == code; });
  return row == kCodes.end() ? kCodes.back() : *row;
}

}  // namespace

std::span<const ExitMeaning> exit_meanings() { return kMeanings; }

std::string_view meaning_of(Exit code) {
  for (const ExitMeaning& row : kMeanings) {
    if (row.code == code) return row.meaning;
  }
  return "failed";
}

Exit exit_of(const Error& error) {
  if (error.id == kNoArchiveHere) return Exit::no_archive;
  return row_of(error.code).exit;
}

int number_of(const Error& error) { return error.id != 0 ? error.id : row_of(error.code).number; }

}  // namespace muniment::cli
