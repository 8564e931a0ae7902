// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <set>

#include <gtest/gtest.h>

namespace muniment {
namespace {

TEST(Error, ContextIsAddedInFrontAndReplacesNothing) {
  Error error = make_error(ErrorCode::corrupt, "bad tag").at("seg/1.mseg", 4096);
  error = with_context(with_context(std::move(error), "reading frame 3"), "verifying");
  EXPECT_EQ(one_line(error), "verifying: reading frame 3: bad tag (seg/1.mseg at byte 4096)");
  EXPECT_EQ(error.code, ErrorCode::corrupt);
}

TEST(Error, AFileWithoutAByteIsNamedAlone) {
  EXPECT_EQ(one_line(make_error(ErrorCode::io, "cannot open").at("a")), "cannot open (a)");
  EXPECT_EQ(one_line(make_error(ErrorCode::io, "cannot open")), "cannot open");
}

TEST(Error, ItsPartsAreFilledInOneSentence) {
  const Error error = make_error(ErrorCode::held, "m").because("w").advise("h").numbered(2201);
  EXPECT_EQ(error.why, "w");
  EXPECT_EQ(error.hint, "h");
  EXPECT_EQ(error.id, 2201);
}

TEST(Error, EveryCodeHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    names.insert(to_string(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(ErrorCode::internal) + 1);
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace muniment
