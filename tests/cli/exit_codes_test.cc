// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/exit_codes.h"

#include <gtest/gtest.h>

#include "cli/error_text.h"

namespace muniment::cli {
namespace {

Exit exit_for(ErrorCode code) { return exit_of(make_error(code, "x")); }

TEST(ExitCodes, EveryErrorCodeHasItsExit) {
  EXPECT_EQ(exit_for(ErrorCode::invalid_argument), Exit::usage);
  EXPECT_EQ(exit_for(ErrorCode::not_found), Exit::failed);
  EXPECT_EQ(exit_for(ErrorCode::locked), Exit::locked);
  EXPECT_EQ(exit_for(ErrorCode::auth_failed), Exit::wrong_key);
  EXPECT_EQ(exit_for(ErrorCode::held), Exit::held);
  EXPECT_EQ(exit_for(ErrorCode::unsupported), Exit::unsupported);
  EXPECT_EQ(exit_for(ErrorCode::corrupt), Exit::integrity);
  EXPECT_EQ(exit_for(ErrorCode::cancelled), Exit::interrupted);
  EXPECT_EQ(exit_for(ErrorCode::no_space), Exit::failed);
}

TEST(ExitCodes, AMissingArchiveIsNotAMissingMessage) {
  EXPECT_EQ(exit_of(make_error(ErrorCode::not_found, "x").numbered(kNoArchiveHere)), Exit::no_archive);
}

TEST(ExitCodes, EveryCodeHasAMeaning) {
  for (const ExitMeaning& row : exit_meanings()) EXPECT_FALSE(row.meaning.empty());
  EXPECT_EQ(meaning_of(Exit::interrupted), "interrupted; safe to run again");
}

TEST(ErrorText, HasThreeLinesAndAStableNumber) {
  const Error error = with_context(make_error(ErrorCode::corrupt, "not what was written").because("why so").advise("do this").numbered(4102), "reading seg/1");
  EXPECT_EQ(error_text(error, Style(false)),
            "error: reading seg/1: not what was written   [MUN-4102]\n  why: why so\n  try: do this\n");
}

TEST(ErrorText, ACaretStaysUnderItsPlace) {
  const Error error = make_error(ErrorCode::invalid_argument, "bad query").because("a AND AND b\n      ^");
  EXPECT_EQ(error_text(error, Style(false)), "error: bad query   [MUN-1001]\n  why: a AND AND b\n             ^\n");
}

TEST(ErrorText, DoesNotDriveTheTerminal) {
  EXPECT_EQ(error_text(make_error(ErrorCode::io, "x\x1b[2J"), Style(false)), "error: x\\x1b[2J   [MUN-1004]\n");
}

}  // namespace
}  // namespace muniment::cli
