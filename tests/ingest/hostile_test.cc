// SPDX-License-Identifier: GPL-3.0-or-later
// Input that is broken, not what it claims to be, or made to do harm: a clear refusal or counted exceptions, in bounded
// memory. What the archive makes of refusals is in tests/pipeline/hostile_ingest_test.cc.
#include <chrono>
#include <functional>

#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/utf8.h"
#include "tests/ingest/input_test.h"

namespace muniment::ingest {
namespace {

using Names = std::vector<std::string>;
using HostileTest = InputTest;

constexpr uint64_t kMiB = 1U << 20;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryMeansSomething = false;  // sanitizers keep what was freed
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kMemoryMeansSomething = false;
#else
constexpr bool kMemoryMeansSomething = true;
#endif
#else
constexpr bool kMemoryMeansSomething = true;
#endif
#ifdef NDEBUG
constexpr uint64_t kManySenders = 10'000'000;
constexpr uint64_t kLongFileMiB = 200;
#else
constexpr uint64_t kManySenders = 300'000;
constexpr uint64_t kLongFileMiB = 20;
#endif

// Peak memory in MiB of a process that does this and nothing else, or 0 where it cannot be told; fails if it does not
// end well.
uint64_t peak_mib(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  rusage usage{};
  EXPECT_EQ(wait4(child, &status, 0, &usage), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the work failed or crashed";
  return kMemoryMeansSomething ? static_cast<uint64_t>(usage.ru_maxrss) / 1024 : 0;
}

void expect_refused(const Reading& reading, const std::string& what) {
  ASSERT_TRUE(reading.error) << what;
  EXPECT_NE(reading.error->id, 0) << what;
  EXPECT_FALSE(reading.error->why.empty()) << what;
  EXPECT_TRUE(reading.records.empty()) << what;
}

void expect_accounts(const Reading& reading, const std::string& what) {
  ASSERT_FALSE(reading.error) << what << ": " << one_line(*reading.error);
  const SourceReport& r = reading.report;
  EXPECT_EQ(r.lines, r.header_lines + r.continuation_lines + r.blank_lines) << what;
  EXPECT_EQ(r.header_lines + r.unreferenced_records + r.further_records, reading.records.size() + reading.exceptions.size()) << what;
}

// A stream that is made as it is read.
class Generated final : public io::InputStream {
 public:
  using Piece = std::function<bool(uint64_t number, std::string& out)>;  // false at the end
  explicit Generated(Piece piece) : piece_(std::move(piece)) {}
  Result<size_t> read(MutableByteView out) override {
    if (at_ == text_.size()) {
      text_.clear();
      at_ = 0;
      if (!piece_(number_++, text_)) return size_t{0};
    }
    const size_t count = std::min(out.size(), text_.size() - at_);
    std::copy_n(as_bytes(text_).begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  Piece piece_;
  std::string text_;
  size_t at_ = 0;
  uint64_t number_ = 0;
};

class GeneratedInput final : public SourceInput {
 public:
  explicit GeneratedInput(Generated::Piece piece) : piece_(std::move(piece)) {}
  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override {
    return std::unique_ptr<io::InputStream>(std::make_unique<Generated>(piece_));
  }
  [[nodiscard]] StreamOpener opener_of(size_t) const override { return {}; }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  Generated::Piece piece_;
  std::string path_ = "generated.txt";
  std::vector<Member> members_ = {{"generated.txt", std::nullopt}};
};

struct Counts : ExceptionSink {
  uint64_t records = 0, exceptions = 0;
  SourceReport report;
  void take(Exception) override { ++exceptions; }
  // Keeps nothing, so that the memory is the reader's own.
  bool read(std::shared_ptr<SourceInput> input) {
    const auto format = find_format("whatsapp-txt");
    auto reader = (*format)->open(std::move(input), {});
    if (!reader) return false;
    for (;;) {
      const auto record = (*reader)->next(*this);
      if (!record) return false;
      if (!*record) break;
      ++records;
    }
    report = (*reader)->report();
    return report.lines == report.header_lines + report.continuation_lines + report.blank_lines &&
           records + exceptions == report.header_lines + report.unreferenced_records + report.further_records;
  }
};

// A zip with one deflated member of `size` bytes that begins with `head` and goes on with `rest`.
std::string deflated_zip(const std::string& name, const std::string& head, char rest, uint64_t size) {
  std::string out(4 * kMiB, '\0');
  size_t used = 0;
  archive* const a = archive_write_new();
  archive_write_set_format_zip(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, static_cast<la_int64_t>(size));
  archive_write_header(a, entry);
  const std::string block(kMiB, rest);
  archive_write_data(a, head.data(), head.size());
  for (uint64_t left = size - head.size(); left > 0; left -= std::min<uint64_t>(left, kMiB)) {
    archive_write_data(a, block.data(), std::min<uint64_t>(left, kMiB));
  }
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  return out.substr(0, used);
}

TEST_F(HostileTest, NothingAtAllIsNoMessageOrNoChat) {
  const auto empty = read(write("empty.txt", ""));
  EXPECT_FALSE(empty.error);
  EXPECT_TRUE(empty.records.empty());
  expect_refused(read(write("empty.zip", ZipText().bytes())), "zip without members");
  std::filesystem::create_directories(top_ / "nothing");
  expect_refused(read((top_ / "nothing").string()), "empty folder");
  const auto blank = read(write("_chat.zip", ZipText().add("_chat.txt", "").bytes()));
  EXPECT_FALSE(blank.error);
  EXPECT_TRUE(blank.records.empty());
}

TEST_F(HostileTest, BinariesAreRefused) {
  std::string noise;
  uint32_t state = 1;
  for (int i = 0; i < 300'000; ++i)
    noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  expect_refused(read(write("noise.txt", noise)), "noise");
  expect_refused(read(write("nul.txt", std::string(100'000, '\0'))), "NUL");
  expect_refused(read(write("png.txt", "\x89PNG\r\n\x1A\n" + noise)), "png");
  expect_refused(read(write("wide.txt", "\xFF\xFE" + noise)), "UTF-16 noise");
}

TEST_F(HostileTest, EveryPrefixOfAZipIsRefused) {
  const std::string chat = "20/03/2026, 10:10 - Ana: hello\n20/03/2026, 10:11 - Ana: a.png (file attached)\n";
  const std::string stored = ZipText().add("_chat.txt", chat).add("a.png", "png").bytes();
  for (const std::string& whole : {stored, deflated_zip("_chat.txt", chat, 'x', 1000)}) {
    for (size_t size = 4; size < whole.size(); ++size)
      expect_refused(read(write("cut.zip", whole.substr(0, size))), std::to_string(size));
    EXPECT_FALSE(read(write("whole.zip", whole)).error);
  }
}

TEST_F(HostileTest, EveryChangedByteOfAZipIsReadOrRefused) {
  const std::string whole = ZipText().add("_chat.txt", "20/03/2026, 10:10 - Ana: hello\n").add("a.png", "png").bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x7F', '\xFF'}) {
      std::string changed = whole;
      changed[at] = value;
      const auto reading = read(write("changed.zip", changed));
      if (!reading.error) expect_accounts(reading, std::to_string(at));
    }
  }
}

TEST_F(HostileTest, ABombIsReadInConstantMemory) {
  const std::string chat =
      deflated_zip("_chat.txt", "20/03/2026, 10:10 - Ana: first\n20/03/2026, 10:11 - Ana: ", 'x', 300 * kMiB);
  ASSERT_LT(chat.size(), kMiB) << "300 to 1";
  const auto path = write("bomb.zip", chat);
  EXPECT_LT(peak_mib([&] {
              Counts counts;
              return counts.read(open(path)) && counts.records == 1 && counts.exceptions == 1;
            }),
            250U)
      << "a message of 300 MiB is an exception";
  const auto medium = open(write("medium.zip", deflated_zip("a.jpg", "", '\0', 300 * kMiB)));
  EXPECT_LT(peak_mib([&] {
              auto stream = medium->open_member(0);
              Bytes buffer(kMiB);
              uint64_t size = 0;
              for (size_t got = 1; got > 0; size += got)
                got = (*stream)->read(buffer).value_or(0);
              return size == 300 * kMiB;
            }),
            50U);
}

TEST_F(HostileTest, AZipInsideAZipIsAFileAndNotOpened) {
  const std::string inner = ZipText().add("_chat.txt", "20/03/2026, 10:10 - Eve: inner\n").bytes();
  const auto reading = read(
      write("x.zip", ZipText().add("_chat.txt", "20/03/2026, 10:10 - Ana: outer\n").add("inner.zip", inner).bytes()));
  EXPECT_EQ(reading.texts(), (Names{"outer", "file without a message: inner.zip"}));
  EXPECT_EQ(content(reading.records[1].attachments.at(0).open()), inner);
  expect_refused(read(write("y.zip", ZipText().add("inner.zip", inner).bytes())), "no chat in it");
}

TEST_F(HostileTest, SizesThatLieAreFound) {
  const std::string data = "20/03/2026, 10:10 - Ana: hello\n";
  const std::string deflated =
      std::string("\x01", 1) + le(static_cast<uint16_t>(data.size())) + le(static_cast<uint16_t>(~data.size())) + data;
  const ZipPiece honest{
      .name = "_chat.txt", .stored = deflated, .method = 8, .claimed_size = data.size(), .crc = crc32_of(data)};
  EXPECT_EQ(read(write("honest.zip", ZipText().add(honest).bytes())).texts(), Names{"hello"});
  for (const uint64_t claim : {uint64_t{0}, data.size() - 1, data.size() + 1, uint64_t{4'000'000'000}}) {
    ZipPiece lie = honest;
    lie.claimed_size = claim;
    const auto reading = read(write("lie.zip", ZipText().add(lie).bytes()));
    ASSERT_TRUE(reading.error) << claim;
    EXPECT_EQ(reading.error->code, ErrorCode::corrupt) << claim;
    EXPECT_EQ(reading.error->id, claim > 1000 ? 2112 : 2114)
        << "what cannot be true is seen before anything is unpacked";
  }
  ZipPiece stored{.name = "_chat.txt", .stored = data, .claimed_size = data.size() + 100};
  expect_refused(read(write("stored.zip", ZipText().add(stored).bytes())), "two sizes");
}

TEST_F(HostileTest, MembersThatShareBytesAreRefused) {
  const std::string chat = "20/03/2026, 10:10 - Ana: hello\n";
  ZipPiece again{.name = "again.txt", .stored = chat, .header_of = 0};
  const auto reading = read(write("overlap.zip", ZipText().add("_chat.txt", chat).add(again).bytes()));
  expect_refused(reading, "overlapping");
  EXPECT_EQ(reading.error->id, 2112);
}

TEST_F(HostileTest, ADirectoryThatLiesIsRefused) {
  std::string zip = ZipText().add("_chat.txt", "20/03/2026, 10:10 - Ana: hello\n").bytes();
  zip[zip.size() - 12] = '\x7F';  // how many entries
  expect_refused(read(write("count.zip", zip)), "count");
  expect_refused(read(write("fake.zip", "PK\x03\x04" + std::string(1000, 'x'))), "only the first four bytes");
}

TEST_F(HostileTest, ManyMembersOfOneNameTakeNoLonger) {
  ZipText zip;
  for (int i = 0; i < 60'000; ++i)
    zip.add("a", "");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(open(write("same.zip", zip.bytes()))->members().back().name, "a (duplicate 60000)");
  EXPECT_LT(std::chrono::steady_clock::now() - start,
            std::chrono::seconds(20));  // a fraction of a second; by trying, minutes
}

TEST_F(HostileTest, NamesThatClimbAreLabelsOnly) {
  const std::string chat =
      "20/03/2026, 10:10 - Ana: ../../outside.png (file attached)\n20/03/2026, 10:11 - Ana: /etc/outside.png (file "
      "attached)\n";
  const auto reading = read(write("x.zip", ZipText()
                                               .add("../../../_chat.txt", chat)
                                               .add("/etc/outside.png", "1")
                                               .add("../../outside.png", "4")
                                               .add("..\\..\\boot.ini", "2")
                                               .add(std::string("a\0b", 3), "3")
                                               .bytes()));
  ASSERT_EQ(reading.records.size(), 6U);
  EXPECT_FALSE(reading.records[0].attachments.at(0).open);
  EXPECT_FALSE(reading.records[1].attachments.at(0).open);
  EXPECT_EQ(reading.report.unreferenced, (Names{"etc/outside.png", "outside.png", "boot.ini", "a_b"}));
}

TEST_F(HostileTest, LinksArePartOfNoContainer) {
  ZipText zip;
  zip.add("_chat.txt", "20/03/2026, 10:10 - Ana: a.png (file attached)\n");
  zip.add({.name = "a.png", .stored = "/etc/passwd", .made_by = 3U << 8U, .attributes = 0120777U << 16U});
  const auto packed = read(write("x.zip", zip.bytes()));
  ASSERT_EQ(packed.records.size(), 1U);
  EXPECT_FALSE(packed.records[0].attachments.at(0).open);
  write("in/_chat.txt", "20/03/2026, 10:10 - Ana: a.png (file attached)\n");
  std::filesystem::create_symlink("/etc/passwd", top_ / "in/a.png");
  std::filesystem::create_symlink("a.png", top_ / "in/b.png");
  ASSERT_EQ(mkfifo((top_ / "in/pipe.txt").c_str(), 0600), 0);
  const auto folder = read((top_ / "in").string());
  ASSERT_EQ(folder.records.size(), 1U);
  EXPECT_FALSE(folder.records[0].attachments.at(0).open);
}

TEST_F(HostileTest, APipeOrDeviceIsRefusedAndNotWaitedFor) {
  ASSERT_EQ(mkfifo((top_ / "pipe.txt").c_str(), 0600), 0);
  for (const std::string& path : {(top_ / "pipe.txt").string(), std::string("/dev/zero")}) {
    const auto reading = read(path);
    ASSERT_TRUE(reading.error) << path;
    EXPECT_EQ(reading.error->id, 2115) << path;
  }
}

TEST_F(HostileTest, ALineOf100MegabytesIsAnException) {
  const auto piece = [](uint64_t number, std::string& out) {
    if (number == 0) out = "20/03/2026, 10:10 - Ana: before\n20/03/2026, 10:11 - Ana: ";
    if (number > 0 && number <= 100) out.assign(kMiB, 'x');
    if (number == 101) out = "\n20/03/2026, 10:12 - Ana: behind\n";
    return number <= 101;
  };
  const auto reading =
      read_input("whatsapp-txt", std::unique_ptr<SourceInput>(std::make_unique<GeneratedInput>(piece)));
  expect_accounts(reading, "100 MB");
  EXPECT_EQ(reading.texts(), (Names{"before", "behind"}));
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_EQ(reading.exceptions[0].place.line, 2U);
  EXPECT_EQ(reading.exceptions[0].raw.size(), 64U << 10U);
  EXPECT_LT(peak_mib([&] {
              Counts counts;
              return counts.read(std::make_shared<GeneratedInput>(piece)) && counts.records == 2;
            }),
            250U);
}

// Bodies that make a reader look ahead again and again, if it looks further than it must.
TEST_F(HostileTest, LongBodiesTakeTimeInProportion) {
  const auto repeated = [](std::string_view piece) {
    std::string all;
    while (all.size() < 2 * kMiB)
      all += piece;
    return all;
  };
  const std::string header = "20/03/2026, 10:10 - Ana: ";
  const Names bodies = {
      header + repeated("@\u2068"),
      header + repeated("@"),
      header + "EVENT: " + repeated(" ") + "x",
      header + "POLL:\n" + repeated(" ") + "x (1)",
      header + "POLL:\n" + repeated("OPTION: a (1 vote)\n"),
      header + repeated("https://maps.google.com/?q=1: "),
      header + repeated("<attached: "),
      header + repeated("a • "),
      header + repeated(": "),
      header + repeated("\u200E"),
      header + repeated("\r"),
      "20/03/2026, 10:10 - " + repeated("Ana added "),
  };
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& body : bodies) {
    const auto reading = read(write("long.txt", body + "\n"));
    expect_accounts(reading, body.substr(0, 40));
    EXPECT_EQ(reading.records.size(), 1U) << body.substr(0, 40);
    EXPECT_LE(reading.records.at(0).facts.size(), 1025U) << body.substr(0, 40);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));  // a second or two; or hours
}

TEST_F(HostileTest, InvalidUtf8AndNulBytesAreKeptAndReadable) {
  const std::string text = "20/03/2026, 10:10 - A\xFFna: a" + std::string(1, '\0') + "b\xC3\n\xED\xA0\x80 more\n" +
                           "20/03/2026, 10:11 - Ben: fine\n";
  const auto reading = read(write("bad.txt", text));
  expect_accounts(reading, "bad bytes");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_TRUE(is_valid_utf8(*reading.records[0].text) && is_valid_utf8(reading.records[0].sender));
  EXPECT_EQ(as_text(reading.records[0].raw), text.substr(0, reading.records[0].raw.size()));
  EXPECT_EQ(reading.report.warnings.size(), 1U);
}

// A video of 150 MB that stands in the line as base64: it is read three times, and never held.
TEST_F(HostileTest, AFileInsideALineTakesLittleMemory) {
  const auto piece = [](uint64_t number, std::string& out) {
    if (number == 0) out = R"({"event":"message","me":{"id":"1@c.us"},"payload":{"id":"false_2@c.us_A1","from":"2@c.us","media":{"mimetype":"video/mp4","data":")";
    else if (number <= kLongFileMiB) out.assign(kMiB, static_cast<char>('A' + number % 26));
    else if (number == kLongFileMiB + 1) out = "\"},\"body\":\"the boat\"}}\n";
    return number <= kLongFileMiB + 1;
  };
  const auto read = [&] {
    Reading reading = read_input("waha", Result<std::unique_ptr<SourceInput>>(std::make_unique<GeneratedInput>(piece)));
    if (reading.records.size() != 1 || reading.records.front().attachments.size() != 1) return false;
    const SourceAttachment& video = reading.records.front().attachments.front();
    for (int i = 0; i < 2; ++i) {
      const auto stream = video.open();
      Bytes buffer(kMiB);
      uint64_t all = 0;
      for (size_t got = 1; got > 0; all += got) {
        const auto more = (*stream)->read(buffer);
        if (!more) return false;
        got = *more;
      }
      if (all != kLongFileMiB * kMiB / 4 * 3) return false;
    }
    return true;
  };
  EXPECT_LT(peak_mib(read), peak_mib([] { return true; }) + 32);
}

TEST_F(HostileTest, TenMillionSendersTakeNoMemory) {
  const auto piece = [](uint64_t number, std::string& out) {
    for (uint64_t i = number * 1000; i < (number + 1) * 1000; ++i)
      out += "20/03/2026, 10:10 - Sender " + std::to_string(i) + ": Dr: hello\n";
    return number < kManySenders / 1000;
  };
  EXPECT_LT(peak_mib([&] {
              Counts counts;
              return counts.read(std::make_shared<GeneratedInput>(piece)) && counts.records == kManySenders;
            }),
            100U);
}

TEST_F(HostileTest, ExportsOfOtherProgramsAreRefused) {
  const std::vector<std::pair<std::string, std::string>> others = {
      {"Telegram JSON",
       "{\n \"name\": \"Ana\",\n \"type\": \"personal_chat\",\n \"messages\": [\n  {\n   \"id\": 1,\n   \"date\": "
       "\"2026-03-20T10:10:00\",\n   \"text\": \"hi\"\n  }\n ]\n}\n"},
      {"Telegram HTML",
       "<!DOCTYPE html>\n<html>\n<div class=\"pull_right date details\" title=\"20.03.2026 10:10:00 "
       "UTC+01:00\">10:10</div>\n<div class=\"text\">hi</div>\n</html>\n"},
      {"mbox",
       "From ana@example.org Fri Mar 20 10:10:00 2026\nDate: Fri, 20 Mar 2026 10:10:00 +0000\nSubject: hi\n\nhello\n"},
      {"CSV", "date,time,sender,text\n20/03/2026,10:10,Ana,hi\n20/03/2026,10:11,Ben,\"hello, you\"\n"},
      {"syslog", "Mar 20 10:10:00 host sshd[1]: Accepted\nMar 20 10:10:01 host cron[2]: run\n"},
      {"ISO log", "2026-03-20T10:10:00Z ERROR something: broke\n2026-03-20T10:10:01Z INFO fine\n"},
      {"diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"},
  };
  for (const auto& [what, text] : others)
    expect_refused(read(write("other.txt", text)), what);
}

// Where another program writes what WhatsApp could have written, its lines are read like that: no line is lost.
TEST_F(HostileTest, LookalikesAreRefusedOrReadCompletely) {
  const std::vector<std::pair<std::string, std::string>> lookalikes = {
      {"Signal", "[2026-03-20, 10:10] Ana: hi\n[2026-03-20, 10:11] Ben: hello\nmore\n"},
      {"log", "2026-03-20 10:10:00,123 - root - INFO: started\n2026-03-20 10:10:01,456 - root - INFO: done\n"},
      {"bracket log", "[20/03/2026 10:10:00] INFO: started\n[20/03/2026 10:10:01] ERROR: broke\n  at line 7\n"},
      {"chat log", "20.03.2026 10:10 <Ana> hi\n20.03.2026 10:11 <Ben> hello\n"},
  };
  for (const auto& [what, text] : lookalikes) {
    const auto reading = read(write("other.txt", text));
    if (reading.error) {
      expect_refused(reading, what);
    } else {
      expect_accounts(reading, what);
    }
  }
}

}  // namespace
}  // namespace muniment::ingest
