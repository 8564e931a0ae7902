// SPDX-License-Identifier: GPL-3.0-or-later
// Webhooks of the Business Platform on their way into an archive: what the platform repeats is held once, and what is
// promised for later finds its place. Folders of bodies are one source.
#include <gtest/gtest.h>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(MUNIMENT_SOURCE_DIR) / "samples/cloud-api";

std::string post(const std::string& members, const std::string& field = "messages", const std::string& entry = R"("id":"77")") {
  return R"({"object":"whatsapp_business_account","entry":[{)" + entry + R"(,"changes":[{"field":")" + field +
         R"(","value":{"metadata":{"display_phone_number":"15550100","phone_number_id":"9"},)" + members + "}}]}]}\n";
}

std::string message(const std::string& id, const std::string& content) {
  return R"({"from":"15550101","id":")" + id + R"(","timestamp":"1772616420",)" + content + "}";
}

std::string text(const std::string& id) { return message(id, R"("type":"text","text":{"body":"word )" + id + R"("})"); }

const std::string kAna = R"("contacts":[{"profile":{"name":"Ana"},"wa_id":"15550101"}],)";
const std::string kPromised = post(R"("messages":[)" + message("wamid.H", R"("type":"media_placeholder")") + "]", "history");
const std::string kKept = post(R"("messages":[)" + message("wamid.H", R"("type":"image","image":{"id":"5","caption":"kept promise"})") + "]", "history");

class CloudApi : public ArchiveTest {
 protected:
  void expect(const Result<IngestSummary>& summary, uint64_t added, uint64_t already_held, uint64_t exceptions = 0) {
    ASSERT_OK(summary);
    EXPECT_EQ(summary->counts.added, added);
    EXPECT_EQ(summary->counts.already_held, already_held);
    EXPECT_EQ(summary->counts.exceptions, exceptions);
    EXPECT_TRUE(summary->counts.adds_up());
  }
};

TEST_F(CloudApi, AnEmptyBodyDoesNotHideWhatAFolderOfThemIs) {
  write("bodies/0001.json", "");
  write("bodies/0002.json", post(R"("messages":[)" + text("wamid.1") + "]"));
  const auto taken = take((folder_ / "bodies").string());
  expect(taken, 1, 0);
  EXPECT_EQ(taken->sources.at(0).warnings, std::vector<std::string>{"\"0001.json\" is empty (0 bytes) and gave nothing"});
}

TEST_F(CloudApi, ReadingAgainAddsNothing) {
  for (const auto& entry : fs::directory_iterator(kSamples)) {
    for (const auto& input : fs::directory_iterator(entry.path())) {
      const std::string name = input.path().filename().string();
      if (name == "README.md" || name == "expected.jsonl") continue;
      SCOPED_TRACE(input.path().string());
      const auto once = take(input.path().string());
      ASSERT_OK(once);
      EXPECT_GT(once->counts.added, 0U);
      const auto again = take(input.path().string());
      ASSERT_OK(again);
      EXPECT_EQ(again->counts.added, 0U);
      EXPECT_EQ(again->counts.in_source, once->counts.in_source);
    }
  }
}

TEST_F(CloudApi, TheSameItemsInOtherPostsAreHeld) {
  const std::string status = R"("statuses":[{"id":"wamid.9","status":"read","timestamp":"1772616500","recipient_id":"15550101"}])";
  // Two messages, a status, who Ana is, and the body that brought them.
  expect(take(write("one.ndjson", post(kAna + R"("messages":[)" + text("wamid.1") + "," + text("wamid.2") + "]," + status))), 5, 0);
  // Three other bodies with nothing new in them. The one that needs a record of its own is left out for that.
  const std::string again = post(kAna + R"("messages":[)" + text("wamid.2") + "]", "messages", R"("id":"77","time":1772699999)") +
                            post(R"("messages":[)" + text("wamid.1") + "]") + post(status);
  const auto summary = take(write("two.ndjson", again));
  expect(summary, 0, 4);
  EXPECT_EQ(summary->counts.excluded, 1U);
}

TEST_F(CloudApi, APlaceholderIsCompletedByWhatFollows) {
  expect(take(write("one.ndjson", kPromised)), 1, 0);
  expect(take(write("two.ndjson", kKept)), 1, 0);
  const auto found = search_for("\"kept promise\"");
  ASSERT_OK(found);
  ASSERT_EQ(found->messages.size(), 1U);
  const auto& references = found->messages[0].record.references;
  ASSERT_EQ(references.size(), 1U);
  EXPECT_EQ(references[0].type, ReferenceType::completes);
  EXPECT_EQ(references[0].source_message_id, "wamid.H");
  EXPECT_TRUE(references[0].message);
  expect(take(write("again.ndjson", kPromised + kKept)), 0, 2);
}

TEST_F(CloudApi, APlaceholderAfterItsMessageSaysNothingNew) {
  expect(take(write("one.ndjson", kKept + kPromised)), 1, 1);
  expect(take(write("two.ndjson", kPromised)), 0, 1);
}

TEST_F(CloudApi, AFolderOfBodiesIsOneSource) {
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(100 + i);
    write("posts/day" + std::to_string(i % 3) + "/" + number + ".json", post(kAna + R"("messages":[)" + text("wamid." + number) + "]"));
  }
  const auto summary = take((folder_ / "posts").string());
  expect(summary, 22, 0);  // twenty messages, who Ana is, and the first body, which says both
  ASSERT_EQ(summary->sources.size(), 1U);
  EXPECT_EQ(summary->sources[0].lines, 20U);
  EXPECT_EQ(summary->formats.at(0), "cloud-api");
}

TEST_F(CloudApi, BodiesAmongOtherExportsAreReadFileByFile) {
  write("mixed/a.json", post(R"("messages":[)" + text("wamid.1") + "]"));
  write("mixed/b.jsonl", line("m1", "hello"));
  write("mixed/package.json", R"({"name":"of something else"})");
  const auto summary = take((folder_ / "mixed").string());
  expect(summary, 2, 0);
  EXPECT_EQ(summary->formats, (std::vector<std::string>{"cloud-api", "jsonl"}));
}

TEST_F(CloudApi, BodiesAmongOtherJsonAreReadFileByFile) {
  write("posts/a.json", R"({"name":"of something else"})");
  write("posts/b.json", post(R"("messages":[)" + text("wamid.1") + "]"));
  const auto summary = take((folder_ / "posts").string());
  expect(summary, 1, 0);
  EXPECT_EQ(summary->sources.size(), 1U);
}

TEST_F(CloudApi, AFolderOfOtherJsonIsNoSource) {
  write("other/package.json", R"({"name":"of something else"})");
  const auto summary = take((folder_ / "other").string());
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().id, 2002);
}

}  // namespace
}  // namespace muniment::pipeline
