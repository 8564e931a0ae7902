// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/vcard.h"

#include <gtest/gtest.h>

#include "core/base/utf8.h"
#include "tests/ingest/input_test.h"

namespace muniment::ingest {
namespace {

using Names = std::vector<std::string>;

Names names_in(std::string_view card) {
  return whatsapp::names_on_cards(as_bytes(card));
}

TEST(VCard, TheDisplayNameIsFnElseN) {
  EXPECT_EQ(
      names_in(
          "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lima;Ana;;;\r\nFN:Ana Lima (work)\r\nTEL:+351 900 000 000\r\nEND:VCARD\r\n"),
      Names{"Ana Lima (work)"});
  EXPECT_EQ(names_in("BEGIN:VCARD\nN:Lima;Ana;Maria;Dr.;PhD\nEND:VCARD"), Names{"Dr. Ana Maria Lima PhD"});
  EXPECT_EQ(names_in("BEGIN:VCARD\nFN:\nN:Lima;Ana;;;\nEND:VCARD\n"), Names{"Ana Lima"});
}

TEST(VCard, FoldsEscapesGroupsAndParametersAreRead) {
  EXPECT_EQ(names_in("BEGIN:VCARD\nitem1.fn;TYPE=\"a:b\";LANGUAGE=pt:Ana\\, \\;Lima\\n\n  & sons\nEND:VCARD\n"),
            Names{"Ana, ;Lima & sons"});
  EXPECT_EQ(names_in("BEGIN:VCARD\nFN:An\n a Lima\nEND:VCARD\n"), Names{"Ana Lima"});
}

TEST(VCard, QuotedPrintableAndCharsetsAreDecoded) {
  EXPECT_EQ(names_in("BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=84nne "
                     "=\r\n=D0=96\r\nEND:VCARD\r\n"),
            Names{"Änne Ж"});
  EXPECT_EQ(names_in("BEGIN:VCARD\nFN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:J=FCrgen\nEND:VCARD\n"), Names{"Jürgen"});
  EXPECT_EQ(names_in("\xEF\xBB\xBF"
                     "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n"),
            Names{"Ana"});
  std::string wide = "\xFF\xFE";
  for (const char c : std::string_view("BEGIN:VCARD\nFN:Ana\nEND:VCARD\n"))
    wide += std::string{c, '\0'};
  EXPECT_EQ(names_in(wide), Names{"Ana"});
}

TEST(VCard, EachCardOfAFileIsAContact) {
  EXPECT_EQ(names_in("BEGIN:VCARD\nFN:Ana\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\n"), (Names{"Ana", "Ben"}));
}

TEST(VCard, GarbageIsNoContact) {
  for (const std::string_view text :
       {"", "FN:Ana\n", "BEGIN:VCARD\nFN:Ana\n", "BEGIN:VCARD\nEND:VCARD\n", "END:VCARD\nFN:x\nBEGIN:VCARD",
        " \n=\n\xFF", "BEGIN:VCARD\nFN: \t\nEND:VCARD\n"}) {
    EXPECT_EQ(names_in(text), Names{}) << text;
  }
  const Names invalid = names_in("BEGIN:VCARD\nFN:A\xFFna\nEND:VCARD\n");
  ASSERT_EQ(invalid.size(), 1U);
  EXPECT_TRUE(is_valid_utf8(invalid[0]));
  std::string many;
  for (int i = 0; i < 2000; ++i)
    many += "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n";
  EXPECT_EQ(names_in(many).size(), 1000U);
  EXPECT_EQ(names_in("BEGIN:VCARD\nFN:" + std::string(5000, 'x') + "\nEND:VCARD\n"), Names{});
}

using VCardInput = InputTest;

std::vector<std::string> facts_of(const SourceRecord& record) {
  std::vector<std::string> all;
  for (const Fact& fact : record.facts)
    all.push_back(to_text(fact));
  return all;
}

TEST_F(VCardInput, AnAttachedCardIsJoinedAsAContact) {
  write("in/WhatsApp Chat with Ana.txt",
        "20/03/2026, 10:10 - Ana: Ben.vcf (file attached)\n20/03/2026, 10:11 - Ana: gone.vcf (file "
        "attached)\n20/03/2026, 10:12 - Ana: big.vcf (file attached)\n");
  write("in/Ben.vcf", "BEGIN:VCARD\nFN:Ben Ode\nEND:VCARD\n");
  write("in/big.vcf", "BEGIN:VCARD\nFN:Big\nEND:VCARD\n" + std::string(2U << 20, 'x'));
  const auto reading = read((top_ / "in").string());
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(facts_of(reading.records[0]), Names{"contact: Ben Ode"});
  EXPECT_EQ(facts_of(reading.records[1]), Names{});
  EXPECT_EQ(facts_of(reading.records[2]), Names{}) << "over 1 MiB";
  EXPECT_TRUE(reading.records[2].attachments.at(0).open) << "but kept";
}

}  // namespace
}  // namespace muniment::ingest
