// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are broken, made to break something, or not what they are said to be. Each is refused with advice or read
// with every line accounted for, in bounded memory.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "core/base/utf8.h"
#include "tests/ingest/generated_source.h"
#include "tests/ingest/hostile_zip.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;

Reading read(const std::string& text) { return read_text("whatsapp-txt", text); }

const SourceFormat& whatsapp() { return **find_format("whatsapp-txt"); }

void expect_adds_up(const Reading& reading, const std::string& what) {
  ASSERT_FALSE(reading.error) << what << ": " << one_line(*reading.error);
  const SourceReport& report = reading.report;
  EXPECT_EQ(report.lines, report.header_lines + report.continuation_lines + report.blank_lines) << what;
  EXPECT_EQ(report.header_lines, reading.records.size() + reading.exceptions.size()) << what;
}

void expect_refused(const Reading& reading, int number, const std::string& what) {
  ASSERT_TRUE(reading.error) << what << " was taken for an export: " << reading.records.size() << " records";
  EXPECT_EQ(reading.error->id, number) << what << ": " << one_line(*reading.error);
  EXPECT_FALSE(reading.error->hint.empty()) << what;
  EXPECT_TRUE(is_valid_utf8(reading.error->why)) << what;
}

std::string noise(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random() & 0xFFU);
  return bytes;
}

std::string repeated(const std::string& line, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += line;
  return all;
}

// --- what is no text -------------------------------------------------------------------------------------------------

TEST(Hostile, AnEmptyFileHasNothingInIt) {
  for (const std::string text : {"", "\n", " \n\t\r\n\n", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"}) {
    const auto reading = read(text);
    EXPECT_TRUE(reading.records.empty());
    if (reading.error) expect_refused(reading, 2109, "blank");
  }
}

TEST(Hostile, NoiseIsRefused) {
  for (unsigned seed = 0; seed < 64; ++seed) expect_refused(read(noise(100'000, seed)), 2109, "noise " + std::to_string(seed));
}

TEST(Hostile, AProgramIsRefused) {
  const std::string elf = std::string("\x7F" "ELF\x02\x01\x01", 7) + std::string(57, '\0') + noise(5000, 7);
  expect_refused(read(elf), 2109, "ELF");
}

TEST(Hostile, NoiseBehindAMessageStaysInIt) {
  const std::string text = "20/03/2026, 10:10 - Ana: x" + noise(50'000, 1) + "\n20/03/2026, 10:11 - Ben: y\n";
  const auto reading = read(text);
  expect_adds_up(reading, "noise in a chat");
  for (const SourceRecord& record : reading.records) {
    EXPECT_TRUE(is_valid_utf8(record.text.value_or(""))) << record.place.line;
    EXPECT_TRUE(is_valid_utf8(record.sender)) << record.place.line;
    EXPECT_EQ(as_text(record.raw), text.substr(record.place.offset, record.raw.size()));
  }
}

TEST(Hostile, NulBytesAreKept) {
  const std::string text("20/03/2026, 10:10 - A\0na: a\0b\n20/03/2026, 10:11 - Ben: \0\0\n", 60);
  const auto reading = read(text);
  expect_adds_up(reading, "NUL");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[0].text, std::string("a\0b", 3));
  EXPECT_EQ(as_text(reading.records[0].raw), std::string("20/03/2026, 10:10 - A\0na: a\0b", 29));
}

TEST(Hostile, EveryWrongByteOfUtf8IsRepairedAndKept) {
  for (const char* wrong : {"\x80", "\xC0\xAF", "\xE2\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF"}) {
    const std::string text = std::string("20/03/2026, 10:10 - A") + wrong + "na: b" + wrong + "c\n";
    const auto reading = read(text);
    expect_adds_up(reading, "invalid UTF-8");
    ASSERT_EQ(reading.records.size(), 1U);
    EXPECT_TRUE(is_valid_utf8(*reading.records[0].text));
    EXPECT_TRUE(is_valid_utf8(reading.records[0].sender));
    EXPECT_EQ(as_text(reading.records[0].raw), text.substr(0, text.size() - 1));
    EXPECT_EQ(reading.report.warnings.size(), 1U);
  }
}

// --- what is large ---------------------------------------------------------------------------------------------------

TEST(Hostile, AMessageOfOneHundredMegabytesInOneLineIsAnException) {
  const MemoryGrowth growth;
  const std::string million(1'000'000, 'x');
  const auto got = tally(whatsapp(), generated("20/03/2026, 10:10 - Ana: ", 101, [&](size_t i) {
    return i < 100 ? million : std::string("\n20/03/2026, 10:11 - Ben: after it\n");
  }));
  ASSERT_FALSE(got.error) << one_line(*got.error);
  EXPECT_EQ(got.records, 1U);
  EXPECT_EQ(got.exceptions, 1U);
  EXPECT_LE(got.largest_exception, 64U << 10);
  EXPECT_TRUE(got.adds_up());
  EXPECT_LT(growth.mib(), 256U);
}

TEST(Hostile, AMessageOfManyLinesThatIsTooLongIsAnException) {
  const MemoryGrowth growth;
  const std::string lines = repeated(std::string(99, 'x') + "\n", 10'000);
  const auto got = tally(whatsapp(), generated("20/03/2026, 10:10 - Ana: \n", 101, [&](size_t i) {
    return i < 100 ? lines : std::string("20/03/2026, 10:11 - Ben: after it\n");
  }));
  ASSERT_FALSE(got.error) << one_line(*got.error);
  EXPECT_EQ(got.records, 1U);
  EXPECT_EQ(got.exceptions, 1U);
  EXPECT_TRUE(got.adds_up());
  EXPECT_LT(growth.mib(), 256U);
}

// Times that fall back and never return make the reader look ahead: no further than it says.
TEST(Hostile, LookingAheadIsBounded) {
  const MemoryGrowth growth;
  const std::string body(100'000, 'x');
  const auto got = tally(whatsapp(), generated("20/03/2026, 10:10 - Ana: x\n", 2000, [&](size_t i) {
    return (i % 2 == 0 ? "10/01/2020, 10:10 - Ana: " : "10/01/2019, 10:10 - Ana: ") + body + "\n";
  }));
  ASSERT_FALSE(got.error) << one_line(*got.error);
  EXPECT_TRUE(got.adds_up());
  EXPECT_LT(growth.mib(), 192U);
}

TEST(Hostile, ManySendersTakeNoMemory) {
  const MemoryGrowth growth;
  const auto got = tally(whatsapp(), generated("20/03/2026, 10:10 - Ana: x\n", 300'000, [](size_t i) {
    return "20/03/2026, 10:10 - Sender " + std::to_string(i) + ": Title " + std::to_string(i) + ": <Media omitted>\n";
  }));
  ASSERT_FALSE(got.error) << one_line(*got.error);
  EXPECT_EQ(got.records, 300'001U);
  EXPECT_LT(growth.mib(), 64U);
}

// --- what other programs write ---------------------------------------------------------------------------------------

struct OtherFile {
  const char* what;
  const char* text;
};

constexpr OtherFile kOtherFiles[] = {
    {"Telegram, JSON", "{\n \"name\": \"Ana\",\n \"type\": \"personal_chat\",\n \"messages\": [\n  {\n   \"id\": 1,\n   \"date\": \"2026-03-13T13:31:05\",\n"
                       "   \"from\": \"Ana\",\n   \"text\": \"13:31 - see you\"\n  }\n ]\n}\n"},
    {"Telegram, HTML", "<!DOCTYPE html>\n<html>\n <body>\n  <div class=\"message default clearfix\" id=\"message1\">\n"
                       "   <div class=\"pull_right date details\" title=\"13.03.2026 13:31:05 UTC+01:00\">13:31</div>\n   <div class=\"text\">Hello</div>\n"},
    {"mbox", "From ana@example.org Fri Mar 13 13:31:05 2026\nFrom: Ana <ana@example.org>\nDate: Fri, 13 Mar 2026 13:31:05 +0000\nSubject: x\n\nHello\n"},
    {"syslog", "Mar 13 13:31:05 host sshd[123]: Accepted publickey for ana\nMar 13 13:31:06 host kernel: eth0: link up\n"},
    {"syslog with full times", "2026-03-13T13:31:05.123456+00:00 host sshd[123]: Accepted publickey\n2026-03-13T13:31:06+00:00 host kernel: x\n"},
    {"nginx access", "192.0.2.7 - - [13/Mar/2026:13:31:05 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"curl/7.88\"\n"},
    {"nginx error", "2026/03/13 13:31:05 [error] 123#123: *1 open() \"/x\" failed (2: No such file), client: 192.0.2.7\n"},
    {"CSV", "date,sender,text\n2026-03-13 13:31:05,Ana,hello\n2026-03-13 13:32:05,Ben,\"a: b\"\n"},
    {"CSV with a comma in the time", "\"13/03/2026, 13:31\",\"Ana\",\"hello: you\"\n\"13/03/2026, 13:32\",\"Ben\",\"hi\"\n"},
    {"CSV with semicolons", "13/03/2026 13:31;Ana;hello: you\n14/03/2026 13:32;Ben;hi\n"},
    {"Python log", "2026-03-13 13:31:05,123 - root - INFO - started: now\n2026-03-13 13:31:06,001 - root - INFO - x\n"},
    {"log4j", "2026-03-13 13:31:05,123 INFO  [main] com.example.Main: started\n"},
    {"Go log", "2026/03/13 13:31:05 main.go:12: started: now\n2026/03/13 13:31:06 main.go:13: x\n"},
    {"Apache error", "[Fri Mar 13 13:31:05.123456 2026] [core:error] [pid 1] [client 192.0.2.7:80] File does not exist: /x\n"},
    {"IRC log", "[13:31:05] <ana> hello: you\n[13:31:06] <ben> hi\n"},
    {"git log", "commit 0123456789abcdef\nAuthor: Ana <ana@example.org>\nDate:   Fri Mar 13 13:31:05 2026 +0000\n\n    text\n"},
    {"calendar", "BEGIN:VCALENDAR\nDTSTART:20260313T133105Z\nSUMMARY:x\nEND:VCALENDAR\n"},
    {"subtitles", "1\n00:00:01,000 --> 00:00:04,000\nAna: hello\n"},
    {"a letter", "London, 13/03/2026\n\nDear Ana,\nwe meet on 13/03/2026, 13:31 - or later: you choose.\n"},
};

TEST(Hostile, FilesOfOtherProgramsAreRefused) {
  for (const OtherFile& file : kOtherFiles) {
    expect_refused(read(file.text), 2109, file.what);
    expect_refused(read(repeated(file.text, 30)), 2109, std::string(file.what) + ", longer");
    auto input = open_standard_input(io::input_from_bytes(to_bytes(std::string_view(file.text))));
    const auto format = detect_format(**input);
    EXPECT_TRUE(!format || (*format)->name != "whatsapp-txt") << file.what;
  }
}

// Nothing tells such a log from an export: date, time, " - ", a word, a colon.
TEST(Hostile, ALogThatLooksLikeAnExportIsTakenForOne) {
  EXPECT_FALSE(read("2026-03-13 13:31:05 - INFO: started\n2026-03-13 13:31:06 - INFO: x\n").error);
}

TEST(Hostile, APastedMessageDoesNotMakeAnExportOfAnotherFile) {
  const std::string strange = "13/4/26 kl 10.15 >> Ana wrote: hello\n";
  const std::string pasted = "13/03/2026, 13:31 - Ana: pasted\n";
  for (const int before : {9, 50, 500}) {
    for (const int after : {0, 1, 40, 5000}) {
      const std::string what = std::to_string(before) + " lines before, " + std::to_string(after) + " after";
      const auto reading = read(repeated(strange, before) + pasted + repeated(strange, after));
      expect_refused(reading, 2109, what);
      EXPECT_NE(reading.error->why.find("line 1: 13/4/26 xx 10.15 >> xxx xxxxx: xxxxx"), std::string::npos) << reading.error->why;
    }
  }
}

TEST(Hostile, ATitleBeforeTheFirstMessageIsAnException) {
  const std::string chat = repeated("13/03/2026, 13:31 - Ana: hello\nand more\n", 20);
  for (const int title : {1, 8, 20}) {
    const auto reading = read(repeated("printed by the clerk\n", title) + chat);
    expect_adds_up(reading, std::to_string(title) + " lines");
    EXPECT_EQ(reading.records.size(), 20U);
    EXPECT_EQ(reading.exceptions.size(), 1U);
  }
  EXPECT_FALSE(read(repeated("title\n", 8) + "13/03/2026, 13:31 - Ana: hello\n").error) << "a short chat";
}

// --- zips and folders ------------------------------------------------------------------------------------------------

class HostileFiles : public testing::Test {
 protected:
  HostileFiles() : top_(fs::path(testing::TempDir()) / ("muniment_hostile_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "_" + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(top_);
    fs::create_directories(top_);
  }
  ~HostileFiles() override { fs::remove_all(top_); }

  std::string write(const std::string& name, const std::string& content) const {
    fs::create_directories((top_ / name).parent_path());
    std::ofstream(top_ / name, std::ios::binary) << content;
    return (top_ / name).string();
  }
  static Reading read_path(const std::string& path) { return read_input("whatsapp-txt", SourceInput::open(io::posix(), path)); }
  Reading read_zip(const HostileZip& zip) const { return read_path(write("chat.zip", zip.bytes())); }

  // Bytes that the stream gives until it ends or fails; nothing is kept.
  static std::pair<uint64_t, std::optional<Error>> drain(const StreamOpener& open) {
    auto stream = open();
    if (!stream) return {0, stream.error()};
    Bytes buffer(size_t{256} << 10);
    for (uint64_t all = 0;;) {
      const auto got = (*stream)->read(buffer);
      if (!got) return {all, got.error()};
      if (*got == 0) return {all, std::nullopt};
      all += *got;
    }
  }

  fs::path top_;
};

const std::string kChat = "[13/03/2026, 13:31:05] Ana: hello\r\n\u200e[13/03/2026, 13:31:06] Ben: \u200e<attached: big.bin>\r\n";

TEST_F(HostileFiles, EveryPrefixOfAZipIsRefusedOrWhole) {
  const std::string whole = HostileZip().add("_chat.txt", kChat).add("big.bin", "hello").bytes();
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto reading = read_path(write("chat.zip", whole.substr(0, size)));
    if (size == 0) continue;  // an empty file
    ASSERT_TRUE(reading.error) << size;
    EXPECT_NE(reading.error->id, 0) << size;
    EXPECT_FALSE(reading.error->hint.empty()) << size << ": " << one_line(*reading.error);
  }
  EXPECT_FALSE(read_path(write("chat.zip", whole)).error);
}

TEST_F(HostileFiles, EveryByteOfAZipMayBeWrong) {
  const std::string whole = HostileZip().add("_chat.txt", kChat).add("big.bin", "hello").bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      const auto reading = read_path(write("chat.zip", changed));
      if (!reading.error) expect_adds_up(reading, std::to_string(at));
    }
  }
}

TEST_F(HostileFiles, AChatThatUnpacksToAGigabyteOfNothingIsRefusedInBoundedMemory) {
  const MemoryGrowth growth;
  const auto reading = read_zip(HostileZip().add_zeros("_chat.txt", uint64_t{1} << 30));
  ASSERT_TRUE(reading.error);
  EXPECT_LT(growth.mib(), 256U);
}

TEST_F(HostileFiles, AMediaBombIsAStreamLikeAnyOther) {
  const MemoryGrowth growth;
  const auto reading = read_zip(HostileZip().add("_chat.txt", kChat).add_zeros("big.bin", uint64_t{1} << 30));
  expect_adds_up(reading, "media bomb");
  ASSERT_EQ(reading.records.size(), 2U);
  ASSERT_EQ(reading.records[1].attachments.size(), 1U);
  ASSERT_TRUE(reading.records[1].attachments[0].open);
  const auto [bytes, error] = drain(reading.records[1].attachments[0].open);
  EXPECT_GE(bytes, (uint64_t{1} << 30) - (1U << 20));
  EXPECT_TRUE(error) << "its checksum is wrong";
  EXPECT_LT(growth.mib(), 32U);
}

TEST_F(HostileFiles, AZipInAZipIsNotOpened) {
  const std::string inner = HostileZip().add("_chat.txt", kChat).bytes();
  expect_refused(read_zip(HostileZip().add("inner.zip", inner)), 2105, "nested");
  const auto reading = read_zip(HostileZip().add("_chat.txt", kChat).add("inner.zip", inner));
  expect_adds_up(reading, "nested beside a chat");
  EXPECT_EQ(reading.report.unreferenced, std::vector<std::string>{"inner.zip"});
}

TEST_F(HostileFiles, SizesThatLieAreErrorsNotContent) {
  for (const uint32_t claimed : {0U, 1U, 4U, 6U, 1000U, 0x7FFFFFFFU, 0xFFFFFFFEU}) {
    const auto reading = read_zip(HostileZip().add("_chat.txt", kChat).add("big.bin", "hello", {.claimed_size = claimed}));
    expect_adds_up(reading, "lying size");
    ASSERT_TRUE(reading.records[1].attachments[0].open);
    const auto [bytes, error] = drain(reading.records[1].attachments[0].open);
    EXPECT_TRUE(error) << claimed << ": read " << bytes;
  }
}

TEST_F(HostileFiles, EntriesThatOverlapAreBounded) {
  HostileZip zip;
  zip.add("_chat.txt", kChat).add("big.bin", std::string(100'000, 'x'));
  for (int i = 0; i < 1000; ++i) zip.add_again("copy" + std::to_string(i) + ".bin");
  const auto reading = read_zip(zip);
  if (!reading.error) expect_adds_up(reading, "overlap");
  else EXPECT_NE(reading.error->id, 0);
}

TEST_F(HostileFiles, ManyMembersOfOneNameAreListedQuickly) {
  HostileZip zip;
  zip.add("_chat.txt", kChat).add("x", "x");
  for (int i = 0; i < 50'000; ++i) zip.add_again("x");
  const auto start = std::chrono::steady_clock::now();
  const auto reading = read_zip(zip);
  if (!reading.error) { EXPECT_EQ(reading.report.unreferenced.size(), 50'001U); }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(HostileFiles, NamesInTheChatLeadNowhereOutside) {
  write("secret.txt", "no");
  const char* const names[] = {"../secret.txt", "/etc/passwd", "..\\secret.txt", "C:\\Windows\\win.ini", "in/../../secret.txt", "./../secret.txt", "up/secret.txt", "link.txt"};
  std::string chat;
  for (const char* name : names) chat += "13/03/2026, 13:31 - Ana: " + std::string(name) + " (file attached)\n";
  write("in/WhatsApp Chat with Ana.txt", chat);
  fs::create_symlink(top_ / "secret.txt", top_ / "in/link.txt");
  fs::create_directory_symlink(top_, top_ / "in/up");
  HostileZip zip;
  zip.add("WhatsApp Chat with Ana.txt", chat);
  for (const char* name : {"../secret.txt", "/etc/passwd"}) zip.add(name, "member, not file");
  const std::string paths[] = {(top_ / "in").string(), (top_ / "in/WhatsApp Chat with Ana.txt").string(), write("chat.zip", zip.bytes())};
  for (const std::string& path : paths) {
    const auto reading = read_path(path);
    expect_adds_up(reading, path);
    ASSERT_EQ(reading.records.size(), std::size(names)) << path;
    for (const SourceRecord& record : reading.records) {
      for (const SourceAttachment& attachment : record.attachments) EXPECT_FALSE(attachment.open) << path << ": " << attachment.name;
    }
  }
}

TEST_F(HostileFiles, AFolderOfLinksAloneHasNoChat) {
  write("outside/WhatsApp Chat with Ana.txt", "13/03/2026, 13:31 - Ana: hello\n");
  fs::create_directories(top_ / "in");
  fs::create_symlink(top_ / "outside/WhatsApp Chat with Ana.txt", top_ / "in/WhatsApp Chat with Ana.txt");
  fs::create_directory_symlink(top_ / "in", top_ / "in/loop");
  expect_refused(read_path((top_ / "in").string()), 2105, "links");
}

}  // namespace
}  // namespace muniment::ingest
