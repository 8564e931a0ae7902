// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/names.h"

#include <gtest/gtest.h>

#include "core/base/utf8.h"
#include "export/bundle.h"

namespace muniment::exporting {
namespace {

TEST(SafeFileName, ShowsWhatItCan) {
  EXPECT_EQ(safe_file_name("plan.pdf"), "plan.pdf");
  EXPECT_EQ(safe_file_name("résumé ñ.pdf"), "résumé ñ.pdf");
  EXPECT_EQ(safe_file_name("../../x"), "_._.._x");
  EXPECT_EQ(safe_file_name("C:\\x\\y.txt"), "C__x_y.txt");
  EXPECT_EQ(safe_file_name("invoice\xE2\x80\xAE" "fdp.exe"), "invoice_fdp.exe");
}

TEST(SafeFileName, AvoidsWhatSystemsReserve) {
  EXPECT_EQ(safe_file_name("CON"), "_CON");
  EXPECT_EQ(safe_file_name("con.txt"), "_con.txt");
  EXPECT_EQ(safe_file_name("LPT1.tar.gz"), "_LPT1.tar.gz");
  EXPECT_EQ(safe_file_name("console"), "console");
  EXPECT_EQ(safe_file_name(".htaccess"), "_htaccess");
  EXPECT_EQ(safe_file_name("-rf"), "_rf");
  EXPECT_EQ(safe_file_name("ends in dots . . ."), "ends in dots");
}

TEST(SafeFileName, IsNeverEmpty) {
  for (const char* wanted : {"", ".", "..", " . ", "   "}) EXPECT_FALSE(safe_file_name(wanted).empty()) << wanted;
}

TEST(SafeFileName, IsShortAndKeepsTheExtension) {
  std::string wanted;
  for (int i = 0; i < 100; ++i) wanted += "长";
  const std::string name = safe_file_name(wanted + ".pdf");
  EXPECT_LE(name.size(), 120U);
  EXPECT_TRUE(name.ends_with("长.pdf"));
  EXPECT_TRUE(is_valid_utf8(name));
}

TEST(SafeFileName, IsSafeForEveryByteAndStable) {
  for (int first = 0; first < 256; ++first) {
    for (const char* rest : {"", "a", ".", " ", "/", "\xE2\x80\xAE"}) {
      const std::string name = safe_file_name(std::string(1, static_cast<char>(first)) + rest);
      EXPECT_TRUE(is_clean_bundle_path(name)) << first;
      EXPECT_EQ(name.find('/'), std::string::npos);
      EXPECT_EQ(safe_file_name(name), name) << first;
    }
  }
}

TEST(BundlePath, IsRelativeAndClean) {
  for (const char* good : {"a", "a/b.txt", "a b/c", "…/x", "a/.b"}) EXPECT_TRUE(is_clean_bundle_path(good)) << good;
  for (const char* bad : {"", "/", "/a", "a/", "a//b", "..", "a/../b", ".", "a/.", "a\\b", "a\nb", "-", "a/-b", "a\x7f"}) {
    EXPECT_FALSE(is_clean_bundle_path(bad)) << bad;
  }
}

TEST(ConversationFolder, DiffersForChatsOfTheSameTitle) {
  EXPECT_NE(conversation_folder("Family", "1@g.us"), conversation_folder("Family", "2@g.us"));
  EXPECT_TRUE(conversation_folder("Family", "1@g.us").starts_with("Family-"));
}

}  // namespace
}  // namespace muniment::exporting
