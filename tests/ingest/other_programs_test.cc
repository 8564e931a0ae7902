// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that other programs write are refused, also where a piece of a chat was pasted into them.
#include <gtest/gtest.h>

#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

Reading read(const std::string& text) { return read_text("whatsapp-txt", text); }

void expect_refused(const Reading& reading, const std::string& what) {
  ASSERT_TRUE(reading.error) << what << " was taken for an export: " << reading.records.size() << " records";
  EXPECT_EQ(reading.error->id, 2109) << what << ": " << one_line(*reading.error);
  EXPECT_FALSE(reading.error->hint.empty()) << what;
}

std::string repeated(const std::string& line, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += line;
  return all;
}

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

TEST(OtherPrograms, FilesOfOtherProgramsAreRefused) {
  for (const OtherFile& file : kOtherFiles) {
    expect_refused(read(file.text), file.what);
    expect_refused(read(repeated(file.text, 30)), std::string(file.what) + ", longer");
    auto input = open_standard_input(io::input_from_bytes(to_bytes(std::string_view(file.text))));
    const auto format = detect_format(**input);
    EXPECT_TRUE(!format || (*format)->name != "whatsapp-txt") << file.what;
  }
}

// Nothing tells such a log from an export: date, time, " - ", a word, a colon.
TEST(OtherPrograms, ALogThatLooksLikeAnExportIsTakenForOne) {
  EXPECT_FALSE(read("2026-03-13 13:31:05 - INFO: started\n2026-03-13 13:31:06 - INFO: x\n").error);
}

TEST(OtherPrograms, APastedMessageDoesNotMakeAnExportOfAnotherFile) {
  const std::string strange = "13/4/26 kl 10.15 >> Ana wrote: hello\n";
  const std::string pasted = "13/03/2026, 13:31 - Ana: pasted\n";
  for (const int before : {9, 50, 500}) {
    for (const int after : {0, 1, 40, 5000}) {
      const std::string what = std::to_string(before) + " lines before, " + std::to_string(after) + " after";
      const auto reading = read(repeated(strange, before) + pasted + repeated(strange, after));
      expect_refused(reading, what);
      if (!reading.error) continue;
      EXPECT_NE(reading.error->why.find("line 1: 13/4/26 xx 10.15 >> xxx xxxxx: xxxxx"), std::string::npos) << reading.error->why;
    }
  }
}

TEST(OtherPrograms, ATitleBeforeTheFirstMessageIsAnException) {
  const std::string chat = repeated("13/03/2026, 13:31 - Ana: hello\nand more\n", 20);
  for (const int title : {1, 8, 20}) {
    const auto reading = read(repeated("printed by the clerk\n", title) + chat);
    ASSERT_FALSE(reading.error) << title << " lines: " << one_line(*reading.error);
    EXPECT_EQ(reading.records.size(), 20U);
    EXPECT_EQ(reading.exceptions.size(), 1U);
  }
  EXPECT_FALSE(read(repeated("title\n", 8) + "13/03/2026, 13:31 - Ana: hello\n").error) << "a short chat";
}

}  // namespace
}  // namespace muniment::ingest
