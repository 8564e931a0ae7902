// SPDX-License-Identifier: GPL-3.0-or-later
// A log that lost its end, by whatever way, does not silently go on: kept checkpoints, checkpoints from outside, and what
// the machine remembers. And a person may decide that it does, loudly.
#include <algorithm>
#include <filesystem>

#include "archive/checkpoints.h"
#include "archive/recovery_record.h"
#include "tests/archive/archive_fixture.h"

namespace muniment::archive {
namespace {

class SecondHistory : public ArchiveTest {
 protected:
  void SetUp() override {
    CreateOptions options;
    options.name = "history";
    options.scrypt_log_n = 4;
    options.outside = here();
    ASSERT_TRUE(archive::create(io::posix(), path(), test_unlock(), options, clock_));
  }

  [[nodiscard]] Outside here() const { return {{}, dir_ / "state", "vault-1"}; }

  Result<std::unique_ptr<Writer>> open_with(WriterOptions options) {
    if (options.outside.memory.empty() && remembers_) options.outside = here();
    return Writer::open(io::posix(), path(), test_unlock(), clock_, options);
  }
  void say(const std::vector<std::string>& texts) {
    auto writer = open_with({});
    ASSERT_TRUE(writer) << one_line(writer.error());
    for (const std::string& text : texts) {
      ASSERT_TRUE((*writer)->add(draft_of(TestMessage{text})));
      ASSERT_TRUE((*writer)->commit());
    }
    ASSERT_TRUE((*writer)->close());
  }
  [[nodiscard]] std::vector<Error> alarms_with(const Outside& outside) {
    const auto reader = Reader::open(io::posix(), path(), test_unlock(), outside);
    EXPECT_TRUE(reader) << one_line(reader.error());
    return reader ? (*reader)->alarms() : std::vector<Error>{};
  }
  [[nodiscard]] std::vector<std::string> texts() {
    const auto reader = Reader::open(io::posix(), path(), test_unlock());
    return texts_in(**reader);
  }
  void put_back(const io::Path& copy) {
    remove_tree(path());
    copy_tree(copy, path());
  }
  [[nodiscard]] Bytes head() const { return content_of(path() / "HEAD"); }
  [[nodiscard]] std::string one_alarm(const Outside& outside) {
    const auto alarms = alarms_with(outside);
    return alarms.empty() ? std::string("none") : alarms.front().message;
  }
  // Two messages, a copy, one more, and then the copy put back as a whole.
  void lose_the_third() {
    say({"one", "two"});
    copy_tree(path(), dir_ / "copy");
    say({"three"});
    put_back(dir_ / "copy");
  }

  bool remembers_ = true;
};

const char* const kShorter = "the log is shorter than it was";
const char* const kOther = "the log is not the log that was signed";

TEST_F(SecondHistory, AWholeBackupThatIsPutBackLooksWholeByItself) {
  lose_the_third();
  EXPECT_EQ(one_alarm({}), "none");
}

TEST_F(SecondHistory, WhatTheMachineRemembersTellsThatABackupWasPutBack) {
  lose_the_third();
  EXPECT_EQ(one_alarm(here()), kShorter);
  const auto writer = open_with({});
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::corrupt);
  EXPECT_EQ(texts(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(SecondHistory, ACheckpointFromOutsideTellsIt) {
  say({"one", "two"});
  copy_tree(path(), dir_ / "copy");
  say({"three"});
  const std::string mailed(as_text(head()));
  put_back(dir_ / "copy");
  EXPECT_EQ(one_alarm({{{"mail.eml", mailed}}, {}, {}}), kShorter);
}

TEST_F(SecondHistory, AKeptCheckpointThatCameBackTellsIt) {
  say({"one", "two"});
  copy_tree(path(), dir_ / "copy");
  say({"three"});
  const Bytes mailed = head();
  put_back(dir_ / "copy");
  set_content(path() / "ckpt/from-the-auditor.note", mailed);
  EXPECT_EQ(one_alarm({}), kShorter);
}

TEST_F(SecondHistory, TwoHistoriesUnderOneKeyAreToldApartByTheCheckpointOfTheOther) {
  remembers_ = false;
  say({"one"});
  copy_tree(path(), dir_ / "copy");
  say({"two"});
  const std::string first(as_text(head()));
  put_back(dir_ / "copy");
  say({"another two"});
  EXPECT_EQ(one_alarm({}), "none");
  EXPECT_EQ(one_alarm({{{"first.note", first}}, {}, {}}), kOther);
}

TEST_F(SecondHistory, ACheckpointOfAnotherArchiveIsRefusedAndNotCompared) {
  say({"one"});
  ASSERT_TRUE(create_test_archive(io::posix(), dir_ / "other", clock_));
  const std::string foreign(as_text(content_of(dir_ / "other" / "HEAD")));
  const auto reader = Reader::open(io::posix(), path(), test_unlock(), {{{"foreign.note", foreign}}, {}, {}});
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::invalid_argument);
}

TEST_F(SecondHistory, AMachineThatDoesNotKnowTheArchiveSaysSoInTheLog) {
  say({"one"});
  const auto count = [&] {
    const auto reader = Reader::open(io::posix(), path(), test_unlock());
    const auto entries = (*reader)->entries();
    return std::count_if(entries.begin(), entries.end(), [](const LogEntry& e) { return e.kind == EntryKind::recovery; });
  };
  EXPECT_EQ(count(), 0);
  const WriterOptions elsewhere{.outside = {{}, dir_ / "other-state", "vault-2"}};
  {
    auto writer = open_with(elsewhere);
    ASSERT_TRUE(writer);
    EXPECT_TRUE((*writer)->machine_was_unknown());
    ASSERT_TRUE((*writer)->close());
  }
  EXPECT_EQ(count(), 1);
  auto again = open_with(elsewhere);
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->machine_was_unknown());
  ASSERT_TRUE((*again)->close());
  EXPECT_EQ(count(), 1);
}

TEST_F(SecondHistory, AnArchiveThatWasMovedIsAnUnknownPlaceAndNotARollback) {
  say({"one", "two"});
  std::filesystem::rename(path(), dir_ / "B");
  auto writer = Writer::open(io::posix(), dir_ / "B", test_unlock(), clock_, {.outside = here()});
  ASSERT_TRUE(writer) << one_line(writer.error());
  EXPECT_TRUE((*writer)->machine_was_unknown());
}

TEST_F(SecondHistory, ALostEndThatAPersonGaveUpIsRecordedAndNoAlarmAnyMore) {
  lose_the_third();
  {
    auto writer = open_with({.give_up = WriterOptions::GiveUp{"admin", "the disk died"}});
    ASSERT_TRUE(writer) << one_line(writer.error());
    EXPECT_EQ((*writer)->given_up().size(), 1U);
    ASSERT_TRUE((*writer)->close());
  }
  EXPECT_EQ(one_alarm(here()), "none");
  say({"another three", "four"});
  EXPECT_EQ(one_alarm(here()), "none");
  EXPECT_EQ(texts(), (std::vector<std::string>{"one", "two", "another three", "four"}));
  EXPECT_TRUE(std::any_of(std::filesystem::directory_iterator(path() / "ckpt"), {}, [](const auto& file) {
    return file.path().filename().string().starts_with("given-up-");
  }));
}

TEST_F(SecondHistory, OnlyWhatWasGivenUpIsPassedOver) {
  lose_the_third();
  {
    auto writer = open_with({.give_up = WriterOptions::GiveUp{"admin", "the disk died"}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->close());
  }
  say({"another three"});
  copy_tree(path(), dir_ / "second");
  say({"four"});
  put_back(dir_ / "second");
  EXPECT_EQ(one_alarm(here()), kShorter);
}

TEST_F(SecondHistory, AGivenUpEndSurvivesAStopAfterEachCall) {
  lose_the_third();
  copy_tree(path(), dir_ / "lost");
  copy_tree(dir_ / "state", dir_ / "lost-state");
  for (size_t calls = 0;; ++calls) {
    put_back(dir_ / "lost");
    remove_tree(dir_ / "state");
    copy_tree(dir_ / "lost-state", dir_ / "state");
    test::FaultFileSystem faulty(io::posix());
    faulty.stop_after(calls);
    const WriterOptions giving{.outside = here(), .give_up = WriterOptions::GiveUp{"admin", "the disk died"}};
    bool done = false;
    {
      auto writer = Writer::open(faulty, path(), test_unlock(), clock_, giving);
      done = writer && (*writer)->close();
    }
    // Either the alarm stands, or the record does: never neither.
    const bool alarmed = one_alarm(here()) != "none";
    const auto reader = Reader::open(io::posix(), path(), test_unlock());
    ASSERT_TRUE(reader);
    bool recorded = false;
    for (const LogEntry& entry : (*reader)->entries()) {
      if (entry.kind != EntryKind::recovery) continue;
      const auto frame = (*reader)->read(entry.index);
      for (const ByteView record : frame->records) recorded = recorded || given_up_in(record).has_value();
    }
    ASSERT_TRUE(alarmed || recorded) << "after " << calls << " calls";
    auto again = Writer::open(io::posix(), path(), test_unlock(), clock_, giving);
    ASSERT_TRUE(again) << "after " << calls << " calls: " << one_line(again.error());
    ASSERT_TRUE((*again)->close());
    ASSERT_EQ(one_alarm(here()), "none") << "after " << calls << " calls";
    if (done) break;
  }
}

TEST_F(SecondHistory, DamageIsNotGivenUp) {
  say({"one", "two"});
  flip_byte(segment(2), kPage + 200);
  EXPECT_FALSE(open_with({.give_up = WriterOptions::GiveUp{"admin", "never mind"}}));
}

TEST_F(SecondHistory, CheckpointsAreKeptOnCloseAndEveryHourAndNotOtherwise) {
  const auto kept = [&] { return std::distance(std::filesystem::directory_iterator(path() / "ckpt"), {}); };
  const auto at_first = kept();
  auto writer = open_with({});
  ASSERT_TRUE(writer);
  for (int minute = 0; minute < 180; ++minute) {
    clock_.advance(60'000);
    ASSERT_TRUE((*writer)->add(draft_of(TestMessage{"minute"})));
    ASSERT_TRUE((*writer)->commit());
  }
  EXPECT_EQ(kept() - at_first, 3);
  ASSERT_TRUE((*writer)->close());
  const auto after_close = kept();
  auto idle = open_with({});
  ASSERT_TRUE((*idle)->close());
  EXPECT_EQ(kept(), after_close);
}

}  // namespace
}  // namespace muniment::archive
