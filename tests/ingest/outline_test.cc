// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/outline.h"

#include <gtest/gtest.h>

#include "tests/ingest/reading.h"

namespace muniment::ingest::whatsapp {
namespace {

TEST(Outline, ShowsTheLayoutAndNotTheWords) {
  EXPECT_EQ(outline_of("13/4/26 kl 10.15 >> Ana: the wire"), "13/4/26 xx 10.15 >> xxx: xxx xxxx");
  EXPECT_EQ(outline_of("Чат \u200E12\u00A0ok"), "xxx <mark>12<space>xx");
}

TEST(Outline, TelephoneNumbersAndLongLinesAreNotShown) {
  EXPECT_EQ(outline_of("13/04/2026 10:15 from Ana: +44 7700 900123 and a long text behind it"),
            "13/04/2026 10:15 xxxx xxx: +99 9999 999999 xxx x…");
}

TEST(Outline, ControlCharactersAndWrongBytesAreHarmless) { EXPECT_EQ(outline_of("\x1B[2J\xFF\x7F"), "?[2x??"); }

TEST(WhatsAppTxt, AnUnknownLayoutIsReportedWithItsFirstLines) {
  const auto reading = read_text("whatsapp-txt", "\n12 Oct 10:15 - Ana: secret\nsecret\n12 Oct 10:16 - Ben: secret\n12 Oct 10:17 - Ana: x\n");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->id, 2109);
  EXPECT_NE(reading.error->why.find("line 2: 12 xxx 10:15 - xxx: xxxxxx; line 3: xxxxxx; line 4: 12 xxx 10:16 - xxx: xxxxxx"), std::string::npos)
      << reading.error->why;
}

}  // namespace
}  // namespace muniment::ingest::whatsapp
