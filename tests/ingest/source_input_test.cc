// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/source_input.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "ingest/member_names.h"
#include "tests/ingest/input_test.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;

using SourceInputTest = InputTest;
using Names = std::vector<std::string>;

TEST_F(SourceInputTest, AFolderIsItsFilesInOrderWithoutLinks) {
  write("in/b.txt", "b");
  write("in/a/c.txt", "c");
  write("outside.txt", "no");
  fs::create_symlink(top_ / "outside.txt", top_ / "in/link.txt");
  fs::create_directory_symlink(top_, top_ / "in/up");
  const auto input = open((top_ / "in").string());
  EXPECT_EQ(names(*input), (Names{"a/c.txt", "b.txt"}));
  EXPECT_TRUE(input->is_container());
  EXPECT_EQ(content(input->open_member(0)), "c");
}

TEST_F(SourceInputTest, NothingOutsideIsBeside) {
  write("in/chat.txt", "x");
  write("in/media/a.png", "png");
  write("secret.txt", "no");
  fs::create_symlink(top_ / "secret.txt", top_ / "in/link.txt");
  fs::create_directory_symlink(top_, top_ / "in/up");
  for (const std::string& path : {(top_ / "in").string(), (top_ / "in/chat.txt").string()}) {
    const auto input = open(path);
    EXPECT_EQ(content(input->beside(0, "media/a.png").open()), "png");
    for (const char* name : {"../secret.txt", "/etc/passwd", "link.txt", "up/secret.txt", "media", "", "media/../../secret.txt"}) {
      EXPECT_FALSE(input->beside(0, name).open) << path << " " << name;
    }
  }
}

TEST_F(SourceInputTest, ZipMembersAreReadOneByOneAndOutliveTheInput) {
  auto input = open(write("a.zip", ZipText().add("_chat.txt", "hello").add("dir/", "").add("dir/x.png", "png").bytes()));
  EXPECT_EQ(names(*input), (Names{"_chat.txt", "dir/x.png"}));
  auto stream = input->open_member(1);
  const auto later = input->beside(0, "dir/x.png").open;
  EXPECT_EQ(content(input->open_member(0)), "hello");
  input.reset();
  EXPECT_EQ(content(std::move(stream)), "png");
  EXPECT_EQ(content(later()), "png");
}

TEST_F(SourceInputTest, UnsafeAndDoubleZipNamesAreMadeSafe) {
  const auto input = open(write("a.zip", ZipText().add("../../etc/passwd", "1").add("/abs.txt", "2").add("C:\\x\\y.txt", "3").add("abs.txt", "4").add("a\nb", "5").bytes()));
  EXPECT_EQ(names(*input), (Names{"etc/passwd", "abs.txt", "x/y.txt", "abs.txt (duplicate 2)", "a_b"}));
}

TEST_F(SourceInputTest, ZipNamesAreUtf8OrCp437) {
  const auto input = open(write("a.zip", ZipText().add("gr\x81n.txt", "1").add("grün.txt", "2").add("ж.txt", "3", 1U << 11).bytes()));
  EXPECT_EQ(names(*input), (Names{"grün.txt", "grün.txt (duplicate 2)", "ж.txt"}));
}

TEST_F(SourceInputTest, EncryptedAndBrokenZipsAreRefused) {
  auto encrypted = SourceInput::open(io::posix(), write("e.zip", ZipText().add("a", "1", 1).bytes()));
  ASSERT_FALSE(encrypted);
  EXPECT_EQ(encrypted.error().code, ErrorCode::unsupported);
  const std::string whole = ZipText().add("a.txt", "hello").add("b.txt", "world").bytes();
  for (size_t size = 4; size < whole.size(); ++size) {
    auto broken = SourceInput::open(io::posix(), write("b.zip", whole.substr(0, size)));
    ASSERT_FALSE(broken) << size;
    EXPECT_EQ(broken.error().code, ErrorCode::corrupt);
  }
}

TEST_F(SourceInputTest, AFalseChecksumIsAnErrorNotContent) {
  std::string zip = ZipText().add("a.txt", "hello").bytes();
  zip[zip.find("hello")] = 'j';
  EXPECT_EQ(content(open(write("a.zip", zip))->open_member(0)), "cannot read");
}

TEST_F(SourceInputTest, FiveThousandZipMembersOpenQuickly) {
  ZipText zip;
  for (int i = 0; i < 5000; ++i) zip.add("IMG-20260101-WA" + std::to_string(i) + ".jpg", "x");
  const auto input = open(write("a.zip", zip.bytes()));
  const auto start = std::chrono::steady_clock::now();
  for (size_t i = 0; i < 5000; ++i) ASSERT_EQ(content(input->open_member(i)), "x");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));  // takes a fraction of a second; by walking, minutes
}

TEST_F(SourceInputTest, AMissingPathIsNotFound) {
  auto input = SourceInput::open(io::posix(), (top_ / "nowhere").string());
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().code, ErrorCode::not_found);
}

TEST_F(SourceInputTest, StandardInputCanBeLookedAtBeforeItIsRead) {
  auto input = open_standard_input(io::input_from_bytes(to_bytes(std::string("first\n") + std::string(100'000, 'x'))));
  ASSERT_TRUE(input);
  auto look = (*input)->open_member(0);
  Bytes head(6);
  ASSERT_TRUE((*look)->read(head));
  EXPECT_EQ(content((*input)->open_member(0)).size(), 100'006U);
  EXPECT_EQ(content((*input)->open_member(0)), "cannot read");
}

TEST_F(SourceInputTest, UnmentionedMediaAreReported) {
  write("WhatsApp Chat with Ana/WhatsApp Chat with Ana.txt", "20/03/2026, 10:10 - Ana: a.png (file attached)\n");
  write("WhatsApp Chat with Ana/a.png", "png");
  write("WhatsApp Chat with Ana/b.png", "png");
  const auto reading = read_input("whatsapp-txt", SourceInput::open(io::posix(), (top_ / "WhatsApp Chat with Ana").string()));
  EXPECT_EQ(reading.report.unreferenced, Names{"b.png"});
  EXPECT_EQ(reading.report.suggested_conversation, "Ana");
}

TEST_F(SourceInputTest, SeveralChatsInOneFolderAreRefused) {
  write("in/WhatsApp Chat with Ana.txt", "20/03/2026, 10:10 - Ana: x\n");
  write("in/WhatsApp Chat with Ben.txt", "20/03/2026, 10:10 - Ben: x\n");
  const auto reading = read_input("whatsapp-txt", SourceInput::open(io::posix(), (top_ / "in").string()));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->id, 2106);
}

TEST(MemberNames, NumbersInNamesCountAsNumbers) {
  const Names in_order = {"", "a", "a-1.ndjson", "a-2.ndjson", "a-02b.ndjson", "a-10-1.ndjson", "a-10.ndjson", "a-2026-03-04.ndjson",
                          "a.ndjson", "a01", "a1", "b", "b9/1", "b10/0", "\xC3\xA4"};
  for (size_t i = 0; i < in_order.size(); ++i) {
    for (size_t j = 0; j < in_order.size(); ++j) EXPECT_EQ(comes_before(in_order[i], in_order[j]), i < j) << in_order[i] << ", " << in_order[j];
  }
}

TEST(MemberNames, TheChatIsNamedByItsFile) {
  EXPECT_EQ(chat_name_in("WhatsApp Chat with Ana Lima"), "Ana Lima");
  EXPECT_EQ(chat_name_in("WhatsApp Chat - Deal team"), "Deal team");
  EXPECT_EQ(chat_name_in("WhatsApp_Chat_with_Ana_Lima"), "Ana Lima");
  EXPECT_EQ(chat_name_in("notes"), std::nullopt);
}

}  // namespace
}  // namespace muniment::ingest
