// SPDX-License-Identifier: GPL-3.0-or-later
// What cannot be read leaves the archive as it was; what can be read in part is counted.
#include "tests/ingest/input_test.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

using ingest::ZipText;

class HostileIngest : public ArchiveTest {
 protected:
  Numbers numbers() {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
    EXPECT_TRUE(store.has_value());
    return store ? (*store)->numbers() : Numbers{};
  }
};

const std::string kChat = "13/03/2026, 08:00 - Ana: hello\n13/03/2026, 08:01 - Ben: fine\n";

TEST_F(HostileIngest, ARefusalLeavesTheArchiveAsItWas) {
  ASSERT_OK(take(write("WhatsApp Chat with Ana.txt", kChat)));
  const Numbers before = numbers();
  const std::vector<std::string> refused = {
      write("noise.txt", std::string(100'000, '\x01')),
      write("cut.zip", "PK\x03\x04" + std::string(100, 'x')),
      write("telegram.txt", "{\"name\": \"Ana\",\n \"messages\": []}\n"),
      write("mixed.txt", "13/03/2026, 08:00 - Ana: a\n03/13/2026, 08:01 - Ben: b\n"),
      write("ambiguous.txt", "03/04/2026, 08:00 - Ana: a\n03/04/2026, 08:01 - Ben: b\n"),
      (folder_ / "nowhere").string(),
  };
  for (const std::string& path : refused) {
    const auto summary = take(path, path.ends_with(".txt") ? "whatsapp-txt" : "");
    EXPECT_FALSE(summary.has_value()) << path;
    EXPECT_EQ(numbers().log_size, before.log_size) << path;
    EXPECT_EQ(numbers().messages, before.messages) << path;
  }
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

TEST_F(HostileIngest, OneRefusedSourceOfSeveralRefusesAll) {
  write("in/a.txt", kChat);
  write("in/WhatsApp Chat with Ben.zip", "PK\x03\x04 cut");
  const Numbers before = numbers();
  EXPECT_FALSE(take((folder_ / "in").string()).has_value());
  EXPECT_EQ(numbers().log_size, before.log_size);
}

TEST_F(HostileIngest, BytesThatAreNoTextAreHeldAndFound) {
  const auto summary = take(write("WhatsApp Chat with Ana.txt",
                                  "13/03/2026, 08:00 - A\xFFna: in" + std::string(1, '\0') + "voice \xC3( ledger\n"));
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts.added, 1U);
  EXPECT_EQ(search_for("ledger")->total, 1U);
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

TEST_F(HostileIngest, FilesWithoutAMessageAreHeldOnce) {
  write("in/WhatsApp Chat with Ana.txt", kChat);
  write("in/IMG-20260312-WA0001.jpg", "jpg");
  write("in/.DS_Store", "junk");
  const auto summary = take((folder_ / "in").string());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts.added, 3U);
  EXPECT_EQ(summary->sources.at(0).media_stored, 1U);
  EXPECT_EQ(summary->sources.at(0).media_unreferenced, 2U);
  const auto again = take((folder_ / "in").string());
  ASSERT_OK(again);
  EXPECT_EQ(again->counts.already_held, 3U);
  const auto found = search_for("has:attachment");
  ASSERT_OK(found);
  ASSERT_EQ(found->total, 1U);
  EXPECT_EQ(found->messages[0].record.text, "file without a message: IMG-20260312-WA0001.jpg");
  write("in/IMG-20260312-WA0001.jpg", "another image");
  const auto changed = take((folder_ / "in").string());
  ASSERT_OK(changed);
  EXPECT_EQ(changed->counts.added, 1U) << "other bytes under the same name are not what is held";
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

TEST_F(HostileIngest, TextsAndArchivesThatWereSentAreNoSourcesOfTheirOwn) {
  write("in/WhatsApp Chat with Ana.txt",
        "13/03/2026, 08:00 - Ana: notes.txt (file attached)\n13/03/2026, 08:01 - Ana: things.zip (file attached)\n");
  write("in/notes.txt", "milk\n");
  write("in/things.zip", "PK\x05\x06" + std::string(18, '\0'));
  const auto summary = take((folder_ / "in").string());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->sources.size(), 1U);
  EXPECT_EQ(summary->sources.at(0).media_stored, 2U);
}

TEST_F(HostileIngest, SeveralChatsInAFolderAreSeveralSources) {
  write("in/WhatsApp Chat with Ana.txt", kChat);
  write("in/WhatsApp Chat with Ben.txt", "13/03/2026, 09:00 - Ben: other\n");
  const auto summary = take((folder_ / "in").string());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->sources.size(), 2U);
}

TEST_F(HostileIngest, SeveralChatsInAZipAreSeveralSources) {
  ZipText zip;
  zip.add("all/Ana/_chat.txt", "13/03/2026, 08:00 - Ana: a.png (file attached)\n");
  zip.add("all/Ana/a.png", "of Ana").add("all/Ana/left.png", "left over");
  zip.add("all/Ben/_chat.txt",
          "13/03/2026, 09:00 - Ben: a.png (file attached)\n13/03/2026, 09:01 - Ben: left.png (file attached)\n");
  zip.add("all/Ben/a.png", "of Ben");
  const auto path = write("exports.zip", zip.bytes());
  const auto summary = take(path);
  ASSERT_OK(summary);
  ASSERT_EQ(summary->sources.size(), 2U);
  EXPECT_EQ(summary->sources[0].path, path + "/all/Ana");
  EXPECT_EQ(summary->sources[1].path, path + "/all/Ben");
  EXPECT_EQ(summary->sources[1].media_absent, 1U) << "a file of another chat is none of this one";
  EXPECT_EQ(summary->counts.added, 4U);
  EXPECT_EQ(search_for("in:Ana")->total, 2U);
  EXPECT_EQ(search_for("in:Ben")->total, 2U);
  const auto part = take(path + "/all/Ben/_chat.txt");
  ASSERT_OK(part);
  EXPECT_EQ(part->counts.already_held, 2U);
  EXPECT_FALSE(take(path + "/all/Eve").has_value());
}

TEST_F(HostileIngest, ChatsSideBySideInAZipAreReadAsTextsWithTheirMedia) {
  ZipText zip;
  zip.add("WhatsApp Chat with Ana.txt", "13/03/2026, 08:00 - Ana: a.png (file attached)\n")
      .add("a.png", "png")
      .add("left.png", "x");
  zip.add("WhatsApp Chat with Ben.txt", "13/03/2026, 09:00 - Ben: hello\n");
  const auto summary = take(write("exports.zip", zip.bytes()));
  ASSERT_OK(summary);
  ASSERT_EQ(summary->sources.size(), 2U);
  EXPECT_EQ(summary->sources[0].media_stored, 1U);
  EXPECT_EQ(summary->counts.added, 2U) << "nobody knows whose left.png is";
}

}  // namespace
}  // namespace muniment::pipeline
