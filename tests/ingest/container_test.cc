// SPDX-License-Identifier: GPL-3.0-or-later
// Exports as people keep them: in folders and zips, packed and renamed by all kinds of systems.
#include "ingest/member_names.h"
#include "tests/ingest/input_test.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using ContainerTest = InputTest;

std::string attached(const std::string& name) {
  return "20/03/2026, 10:10 - Ana: " + name + " (file attached)\n";
}

bool holds(const Reading& reading, size_t record) {
  return record < reading.records.size() && reading.records[record].attachments.size() == 1 &&
         reading.records[record].attachments[0].open != nullptr;
}

std::string utf16(std::string_view ascii, bool big_endian) {
  std::string wide = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii)
    wide += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return wide;
}

TEST_F(ContainerTest, MediaAreFoundInSubfoldersAndOnceTheyAreUnique) {
  const std::string chat = attached("a.png") + attached("b.png") + attached("c.png");
  write("in/deep/chat/_chat.txt", chat);
  write("in/deep/chat/a.png", "beside");
  write("in/media/a.png", "elsewhere");
  write("in/media/b.png", "only here");
  write("in/one/c.png", "1");
  write("in/two/c.png", "2");
  const auto reading = read((top_ / "in").string());
  ASSERT_FALSE(reading.error);
  ASSERT_TRUE(holds(reading, 0) && holds(reading, 1));
  EXPECT_EQ(content(reading.records[0].attachments[0].open()), "beside");
  EXPECT_EQ(content(reading.records[1].attachments[0].open()), "only here");
  EXPECT_FALSE(holds(reading, 2)) << "two files fit: neither is taken for it";
  EXPECT_EQ(reading.report.unreferenced, (Names{"media/a.png", "one/c.png", "two/c.png"}));
}

TEST_F(ContainerTest, AZipWithOneTopFolderIsRead) {
  const auto path = write(
      "x.zip",
      ZipText().add("Export/", "").add("Export/_chat.txt", attached("a.png")).add("Export/Media/a.png", "png").bytes());
  EXPECT_TRUE(holds(read(path), 0));
}

TEST_F(ContainerTest, EncodingsAndLineEndsReadTheSameInFoldersAndZips) {
  const std::string chat = "20/03/2026, 10:10 - Ana: one\ntwo\n20/03/2026, 10:11 - Ben: three";
  std::string crlf;
  for (const char c : chat)
    crlf += c == '\n' ? "\r\n" : std::string{c};
  for (const std::string& text : {chat, crlf, "\xEF\xBB\xBF" + chat, utf16(chat, false), utf16(crlf, true)}) {
    const auto zip = read(write("x.zip", ZipText().add("_chat.txt", text).bytes()));
    EXPECT_EQ(zip.texts(), (Names{"one\ntwo", "three"}));
    write("in/_chat.txt", text);
    EXPECT_EQ(read((top_ / "in").string()).texts(), (Names{"one\ntwo", "three"}));
  }
}

std::string unicode_name(const std::string& stored, const std::string& name) {
  return le<uint16_t>(0x7075) + le(static_cast<uint16_t>(5 + name.size())) + "\x01" + le(crc32_of(stored)) + name;
}

TEST_F(ContainerTest, NamesInZipsAreReadInAnyEncoding) {
  ZipText zip;
  zip.add("flagged Ж.txt", "", 1U << 11);
  zip.add("unflagged Ж.txt", "");
  zip.add("cp437 \x81.txt", "");
  zip.add({.name = "x_1.txt", .stored = "", .extra = unicode_name("x_1.txt", "Ж field.txt")});
  zip.add({.name = "renamed.txt", .stored = "", .extra = unicode_name("another", "stale.txt")});
  zip.add({.name = "bad.txt", .stored = "", .extra = unicode_name("bad.txt", "\xFF.txt")});
  zip.add("no\u00A0break \U0001F468\u200D\U0001F469\u200D\U0001F467.txt", "");
  zip.add("cut \xD0", "", 1U << 11);
  EXPECT_EQ(names(*open(write("n.zip", zip.bytes()))),
            (Names{"flagged Ж.txt", "unflagged Ж.txt", "cp437 ü.txt", "Ж field.txt", "renamed.txt", "bad.txt",
                   "no\u00A0break \U0001F468\u200D\U0001F469\u200D\U0001F467.txt", "cut \uFFFD"}));
}

TEST_F(ContainerTest, TheNameOfAFamilyGroupIsKept) {
  const std::string name =
      "\u0427\u0430\u0442 WhatsApp \u0441\u00A0Family \U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";
  const auto reading = read(write("x.zip", ZipText().add(name + ".txt", attached("a.png")).bytes()));
  ASSERT_FALSE(reading.error);
  EXPECT_NE(reading.report.suggested_conversation.find("\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"),
            std::string::npos);
}

TEST_F(ContainerTest, OneNameInSeveralSpellingsIsOneFile) {
  struct Spelling {
    std::string in_text, on_disk;
  };
  const std::vector<Spelling> spellings = {
      {"r\u00E9sum\u00E9.pdf", "re\u0301sume\u0301.pdf"},  // macOS decomposes
      {"re\u0301sume\u0301.pdf", "r\u00E9sum\u00E9.pdf"},
      {"plan of site.pdf", "plan_of_site.pdf"},
      {"plan\u00A0of\u202Fsite.pdf", "plan of site.pdf"},
      {"Q1: what? <a|b>.pdf", "Q1_ what_ _a_b_.pdf"},
      {"Q1/Q2.pdf", "Q1_Q2.pdf"},
      {"\u200Eleft.pdf", "left.pdf"},
      {"\U0001F468\u200D\U0001F469\u200D\U0001F467.pdf", "\U0001F468\u200D\U0001F469\u200D\U0001F467.pdf"},
  };
  for (const Spelling& spelling : spellings) {
    fs::remove_all(top_ / "in");
    write("in/WhatsApp Chat with Ana.txt", attached(spelling.in_text));
    write("in/" + spelling.on_disk, "pdf");
    EXPECT_TRUE(holds(read((top_ / "in").string()), 0)) << "folder: " << spelling.on_disk;
    EXPECT_TRUE(holds(read((top_ / "in/WhatsApp Chat with Ana.txt").string()), 0))
        << "beside a text: " << spelling.on_disk;
    const auto zip = ZipText().add("_chat.txt", attached(spelling.in_text)).add(spelling.on_disk, "pdf").bytes();
    EXPECT_TRUE(holds(read(write("x.zip", zip)), 0)) << "zip: " << spelling.on_disk;
  }
}

TEST_F(ContainerTest, TheExactNameWinsOverASpelling) {
  write("in/_chat.txt", attached("a b.pdf"));
  write("in/a b.pdf", "exact");
  write("in/a_b.pdf", "other");
  const auto reading = read((top_ / "in").string());
  ASSERT_TRUE(holds(reading, 0));
  EXPECT_EQ(content(reading.records[0].attachments[0].open()), "exact");
  write("in/_chat.txt", attached("a:b.pdf"));
  EXPECT_FALSE(holds(read((top_ / "in").string()), 0)) << "two spellings fit";
}

TEST_F(ContainerTest, OfTwoMembersOfOneNameTheFirstIsTheMessages) {
  const auto reading =
      read(write("x.zip", ZipText().add("_chat.txt", attached("a.png")).add("a.png", "1").add("a.png", "2").bytes()));
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(content(reading.records[0].attachments[0].open()), "1");
  EXPECT_EQ(content(reading.records[1].attachments[0].open()), "2");
}

TEST_F(ContainerTest, FilesWithoutAMessageAreRecordsBehindTheLines) {
  write("in/_chat.txt", "20/03/2026, 10:10 - Ana: hello\n");
  write("in/IMG-20260311-WA0004.jpg", "jpg");
  write("in/media/notes.pdf", "pdf");
  for (const char* junk : {".DS_Store", "Thumbs.db", "__MACOSX/._a.jpg", "media/._b.jpg"})
    write(std::string("in/") + junk, "x");
  const auto reading = read((top_ / "in").string());
  EXPECT_EQ(reading.report.unreferenced, (Names{".DS_Store", "IMG-20260311-WA0004.jpg", "Thumbs.db", "__MACOSX/._a.jpg",
                                                "media/._b.jpg", "media/notes.pdf"}));
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.report.unreferenced_records, 2U);
  EXPECT_EQ(reading.report.header_lines, 1U);
  const SourceRecord& image = reading.records[1];
  EXPECT_EQ(image.kind, RecordKind::system_event);
  EXPECT_EQ(image.sender, "");
  EXPECT_EQ(image.text, "file without a message: IMG-20260311-WA0004.jpg");
  ASSERT_TRUE(image.time);
  EXPECT_EQ(image.time->precision, TimePrecision::day);
  EXPECT_EQ(image.time->basis, TimeBasis::assumed);
  EXPECT_EQ(image.time->utc_ms, 1'773'187'200'000);  // 2026-03-11
  EXPECT_EQ(as_text(image.raw), "IMG-20260311-WA0004.jpg");
  EXPECT_EQ(image.place.path, (top_ / "in/IMG-20260311-WA0004.jpg").string());
  EXPECT_EQ(image.place.line, 0U);
  EXPECT_EQ(image.canonical_text, "unreferenced IMG-20260311-WA0004.jpg");
  EXPECT_EQ(content(image.attachments.at(0).open()), "jpg");
  EXPECT_EQ(reading.records[2].text, "file without a message: media/notes.pdf");
  EXPECT_FALSE(reading.records[2].time);
}

TEST_F(ContainerTest, FilesBesideATextThatWasNamedAreNotTaken) {
  write("shared/WhatsApp Chat with Ana.txt", "20/03/2026, 10:10 - Ana: hello\n");
  write("shared/private.pdf", "not ours");
  const auto reading = read((top_ / "shared/WhatsApp Chat with Ana.txt").string());
  EXPECT_EQ(reading.records.size(), 1U);
  EXPECT_EQ(reading.report.unreferenced, Names{});
}

TEST_F(ContainerTest, AnotherChatIsNoFileOfThisOne) {
  const auto reading = read(write("x.zip", ZipText()
                                               .add("_chat.txt", "20/03/2026, 10:10 - Ana: x\n")
                                               .add("WhatsApp Chat with Ben.txt", "20/03/2026, 10:10 - Ben: y\n")
                                               .bytes()));
  EXPECT_EQ(reading.texts(), Names{"x"});
  EXPECT_EQ(reading.report.unreferenced, Names{"WhatsApp Chat with Ben.txt"});
  ASSERT_EQ(reading.report.warnings.size(), 1U);
  EXPECT_NE(reading.report.warnings[0].find("another chat"), std::string::npos);
  const auto two = read(write("y.zip", ZipText()
                                           .add("a/WhatsApp Chat with Ana.txt", "20/03/2026, 10:10 - Ana: x\n")
                                           .add("b/WhatsApp Chat with Ben.txt", "20/03/2026, 10:10 - Ben: y\n")
                                           .bytes()));
  ASSERT_TRUE(two.error);
  EXPECT_EQ(two.error->id, 2106);
}

}  // namespace
}  // namespace muniment::ingest
