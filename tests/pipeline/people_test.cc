// SPDX-License-Identifier: GPL-3.0-or-later
// People of an archive: found by whatever they are called, linked and parted by words that are kept in the log.
#include "pipeline/people_job.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

const Actor kClerk = {"clerk", "HR file 12", "test"};

class People : public ArchiveTest {
 protected:
  static std::string message(const std::string& id, const std::string& from, const std::string& name, const std::string& text) {
    return R"({"event":"messages.upsert","account":"+15550100","session":"sales","data":{"type":"notify","messages":[{"key":{"remoteJid":")" + from +
           R"(@s.whatsapp.net","fromMe":false,"id":")" + id + R"("},"messageTimestamp":1772616600,"pushName":")" + name +
           R"(","message":{"conversation":")" + text + "\"}}]}}\n";
  }
  static std::string pair(const std::string& phone, const std::string& lid) {
    return R"({"event":"lid-mapping.update","account":"+15550100","session":"sales","data":{"pn":")" + phone + R"(@s.whatsapp.net","lid":")" + lid + "@lid\"}}\n";
  }

  void SetUp() override {
    ASSERT_OK(take(write("stream.ndjson", message("A1", "15550101", "Ana P", "one") + message("A2", "15550102", "Ben", "two") + pair("15550101", "8410"))));
    ASSERT_OK(take(write("export.jsonl", line("1", "three", "Deal team", "Ana Pereira"))));
  }

  Result<LinkAnswer> say(Result<LinkAnswer> (*job)(Store&, const std::string&, const std::string&, const Actor&), const std::string& a,
                         const std::string& b, Mode mode = Mode::write) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), mode, clock_));
    MUNIMENT_TRY(LinkAnswer answer, job(*store, a, b, kClerk));
    MUNIMENT_TRY_VOID(store->close());
    return answer;
  }

  // The texts found, in alphabetical order.
  std::vector<std::string> texts(const std::string& query) {
    const auto found = search_for(query);
    EXPECT_TRUE(found.has_value()) << query;
    std::vector<std::string> all;
    for (const MessageView& view : found->messages) all.push_back(view.record.text.value_or("-"));
    EXPECT_EQ(found->total, all.size());
    std::ranges::sort(all);
    return all;
  }
  using Texts = std::vector<std::string>;
};

TEST_F(People, FromFindsAPersonByAnyIdentifierAndName) {
  for (const char* wanted : {"from:+15550101", "from:8410@lid", "from:8410", "from:\"Ana P\""}) EXPECT_EQ(texts(wanted), Texts({"one"})) << wanted;
  EXPECT_EQ(texts("from:ana"), Texts({"one", "three"}));
  EXPECT_EQ(texts("with:8410@lid two"), Texts()) << "they never talked";
  EXPECT_EQ(texts("in:* NOT from:8410@lid"), Texts({"three", "two"}));
}

TEST_F(People, ANoteSaysWhoWasMeantByAnotherName) {
  const auto found = search_for("from:8410@lid");
  ASSERT_OK(found);
  ASSERT_EQ(found->notes.size(), 2U) << "the other one is about the record that says who 8410@lid is";
  EXPECT_EQ(found->notes[0], "from:8410@lid also means +15550101 (muniment people show)");
  EXPECT_EQ(search_for("from:+15550101")->notes.size(), 1U);
}

TEST_F(People, ALinkCountsAtOnceAndCanBeUndone) {
  EXPECT_EQ(texts("from:+15550101"), Texts({"one"}));
  const auto linked = say(link_people, "Ana Pereira", "+15550101");
  ASSERT_OK(linked);
  EXPECT_EQ(linked->recorded, Recorded::in_log);
  EXPECT_EQ(linked->identifiers, (std::vector<std::string>{"+15550101", "8410@lid", "Ana Pereira"}));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "three"}));
  EXPECT_EQ(texts("from:8410@lid"), Texts({"one", "three"}));
  ASSERT_OK(say(unlink_people, "+15550101", "Ana Pereira"));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one"}));
}

TEST_F(People, AWordSaidWhileAnotherWritesCountsFromTheSpoolAndThenFromTheLog) {
  const auto linked = say(link_people, "+15550102", "+15550101", Mode::read);
  ASSERT_OK(linked);
  EXPECT_EQ(linked->recorded, Recorded::in_spool);
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"}));
  ASSERT_OK(take(write("more.jsonl", line("2", "four"))));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"})) << "the writer took it into the log";
  std::filesystem::remove_all(archive() / "cat");
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"})) << "and the catalogue is a fold over it";
}

TEST_F(People, SaysWhatIsWrongWithAPair) {
  const auto code = [](const auto& answer) { return answer.has_value() ? ErrorCode::internal : answer.error().code; };
  EXPECT_EQ(code(say(link_people, "+15550101", "8410@lid")), ErrorCode::already_exists);
  EXPECT_EQ(code(say(link_people, "+15550101", "+1 555 0101")), ErrorCode::invalid_argument);
  EXPECT_EQ(code(say(link_people, "nobody of that name", "+15550101")), ErrorCode::not_found);
  EXPECT_EQ(code(say(link_people, "ana", "+15550102")), ErrorCode::invalid_argument) << "two people are called so";
  EXPECT_EQ(code(say(unlink_people, "+15550101", "+15550102")), ErrorCode::not_found);
  ASSERT_OK(say(link_people, "8410@lid", "+15550199"));
  const auto indirect = say(unlink_people, "+15550101", "+15550199");
  ASSERT_FALSE(indirect.has_value());
  EXPECT_EQ(indirect.error().why, "they are one person through others: +15550101 is 8410@lid; +15550199 is 8410@lid");
}

TEST_F(People, EverybodyWhoSentSomethingIsSomebody) {
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  const auto people = list_people(**store, kClerk);
  ASSERT_OK(people);
  uint64_t messages = 0;
  for (const index::Person& person : (*people)->all()) messages += person.messages;
  EXPECT_EQ(messages, search_for("in:*")->total);
  const auto shown = show_person(**store, "8410", kClerk);
  ASSERT_OK(shown);
  EXPECT_EQ(shown->person->shown_name(), "Ana P");
  EXPECT_EQ(shown->person->names[0]->evidence, MessageNumber{0});
}

}  // namespace
}  // namespace muniment::pipeline
