// SPDX-License-Identifier: GPL-3.0-or-later
// A message that the device could not read, and that comes again when it can: the second completes the first, and is no
// edit of it.
#include <gtest/gtest.h>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

const std::string kInfo =
    R"("Info":{"Chat":"15550101@s.whatsapp.net","Sender":"15550101@s.whatsapp.net","IsFromMe":false,"IsGroup":false,"ID":"3EB0U1","Timestamp":"2026-03-04T09:07:00Z"})";

std::string event(const std::string& name, int number, const std::string& rest) {
  return R"({"v":1,"src":"whatsmeow","session":"s1","account":"+15550100","seq":)" + std::to_string(number) +
         R"(,"rx":"2026-03-04T09:07:0)" + std::to_string(number) + R"(Z","event":")" + name + R"(","data":{)" + kInfo + rest + "}}\n";
}

const std::string kUnread = event("UndecryptableMessage", 1, R"(,"IsUnavailable":false)");
const std::string kRead = event("Message", 2, R"(,"Message":{"conversation":"the boat is here"})");

using Undecryptable = ArchiveTest;

TEST_F(Undecryptable, IsCompletedByWhatIsReadLater) {
  ASSERT_EQ(take(write("one.ndjson", kUnread), "session-stream")->counts.added, 1U);
  ASSERT_EQ(take(write("two.ndjson", kRead), "session-stream")->counts.added, 1U);
  const auto found = search_for("boat");
  ASSERT_OK(found);
  ASSERT_EQ(found->messages.size(), 1U);
  const auto& references = found->messages[0].record.references;
  ASSERT_EQ(references.size(), 1U);
  EXPECT_EQ(references[0].type, ReferenceType::completes);
  EXPECT_EQ(references[0].source_message_id, "3EB0U1");
  EXPECT_EQ(take(write("again.ndjson", kUnread + kRead), "session-stream")->counts.already_held, 2U);
}

TEST_F(Undecryptable, AfterItWasReadSaysNothingNew) {
  const auto summary = take(write("one.ndjson", kRead + event("UndecryptableMessage", 3, "")), "session-stream");
  ASSERT_OK(summary);
  EXPECT_EQ(summary->counts.added, 1U);
  EXPECT_EQ(summary->counts.already_held, 1U);
}

}  // namespace
}  // namespace muniment::pipeline
