// SPDX-License-Identifier: GPL-3.0-or-later
// A search is about messages: what sources say of themselves and of people is held, counted and found by its kind, and
// never stands among the messages unasked.
#include <gtest/gtest.h>

#include "export/registry.h"
#include "pipeline/export_job.h"
#include "pipeline/status_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

const std::string kStream = MUNIMENT_SOURCE_DIR "/samples/baileys/every-event/events.ndjson";

class SearchScope : public ArchiveTest {
 protected:
  void SetUp() override { ASSERT_OK(take(kStream)); }

  uint64_t total(const std::string& query) {
    const auto found = search_for(query);
    EXPECT_TRUE(found.has_value()) << query;
    return found ? found->total : 0;
  }
};

TEST_F(SearchScope, MessagesAndTheOthersAddUpToWhatIsHeld) {
  const uint64_t about = total("kind:session") + total("kind:identity") + total("kind:delivery");
  ASSERT_GT(about, 0U);
  const auto everything = search_for("in:*");
  ASSERT_OK(everything);
  EXPECT_EQ(everything->total, everything->of);
  EXPECT_EQ(everything->searched, everything->of);
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  const auto state = status(**store);
  ASSERT_OK(state);
  EXPECT_EQ(everything->total + about, state->numbers.messages);
  EXPECT_EQ(everything->total, state->in_conversations + 1) << "the unknown event of the sample is in no conversation";
}

TEST_F(SearchScope, SaysHowManyItLeftOut) {
  const auto everything = search_for("in:*");
  ASSERT_OK(everything);
  ASSERT_EQ(everything->notes.size(), 1U);
  const uint64_t about = total("kind:session") + total("kind:identity") + total("kind:delivery");
  EXPECT_EQ(everything->notes[0].substr(0, everything->notes[0].find(' ')), std::to_string(about));
  EXPECT_TRUE(search_for("invoice")->notes.empty()) << "nothing that matches was left out";
}

TEST_F(SearchScope, NoMessageIsAboutASource) {
  const auto everything = search_for("in:*");
  ASSERT_OK(everything);
  ASSERT_FALSE(everything->messages.empty());
  for (const MessageView& view : everything->messages) EXPECT_FALSE(is_about_source(view.record.kind)) << view.number.value;
}

TEST_F(SearchScope, NumbersAndKindsAreAskedOfEverything) {
  EXPECT_EQ(total("id:m0..m9"), 10U);
  EXPECT_EQ(total("id:m0 OR invoice"), 2U);
  EXPECT_EQ(total("in:* NOT kind:message"), search_for("kind:message")->of - total("kind:message"));
}

TEST_F(SearchScope, OfAnExportIsThatOfASearch) {
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  ExportRequest request;
  request.query = "in:*";
  request.format = "csv";
  request.out = folder_ / "bundle";
  request.actor = {"tester", "", "test"};
  const auto made = make_export(**store, request, {});
  ASSERT_OK(made);
  const auto found = search_for("in:*");
  EXPECT_EQ(made->messages, found->total);
  EXPECT_EQ(made->searched, found->searched);
  EXPECT_EQ(made->of, found->of);
  EXPECT_EQ(made->notes, found->notes);
}

TEST_F(SearchScope, ConversationsHaveNoneWithoutAName) {
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  const auto rows = chats(**store, {"tester", "", "test"});
  ASSERT_OK(rows);
  for (const index::ConversationRow& row : *rows) EXPECT_FALSE(row.id.empty());
}

}  // namespace
}  // namespace muniment::pipeline
