// SPDX-License-Identifier: GPL-3.0-or-later
// The depths of verify: what each opens, what it says of the rest, and what it still finds.
#include <algorithm>

#include "archive/in_order.h"
#include "tests/archive/damage_fixture.h"

namespace muniment::archive {
namespace {

VerifyScope quick() {
  VerifyScope scope;
  scope.depth = Depth::quick;
  return scope;
}
VerifyScope sample(double percent, uint64_t seed) {
  VerifyScope scope;
  scope.depth = Depth::sample;
  scope.percent = percent;
  scope.seed = seed;
  return scope;
}
VerifyScope since_entry(uint64_t entry) {
  VerifyScope scope;
  scope.depth = Depth::since;
  scope.since_entry = entry;
  return scope;
}

class VerifyTest : public DamageTest {
 protected:
  // A payload byte: the header, the chain and every COMMIT stay as they are.
  void damage_payload_of(uint64_t message) {
    const LogEntry entry = *reader()->find(MessageNumber{message});
    flip_byte(segment(entry.segment.value), entry.offset + kFrameHeader + 5);
  }
};

TEST_F(VerifyTest, FullOpensEveryFrameAndEveryAttachment) {
  const VerifyReport report = verify();
  EXPECT_EQ(report.frames_opened, report.frames);
  EXPECT_EQ(report.records_opened, report.records);
  EXPECT_EQ(report.messages_opened, 4U);
  EXPECT_EQ(report.blobs_opened, 1U);
  EXPECT_EQ(report.blobs, 1U);
}

TEST_F(VerifyTest, QuickOpensNothingButTheLastKeyRecord) {
  const VerifyReport report = verify(quick());
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.frames_opened, 1U);
  EXPECT_EQ(report.messages_opened, 0U);
  EXPECT_EQ(report.blobs_opened, 0U);
  EXPECT_EQ(report.blobs, 1U);
  EXPECT_EQ(report.messages, 4U);
}

TEST_F(VerifyTest, QuickFindsDamageOfTheStructureAndOfNothingElse) {
  damage_payload_of(1);
  EXPECT_TRUE(verify(quick()).findings.empty());
  EXPECT_FALSE(verify().findings.empty());
  flip_byte(segment(2), kPage + 3);  // a frame header
  EXPECT_FALSE(verify(quick()).findings.empty());
}

TEST_F(VerifyTest, QuickFindsAnAttachmentOfAnImpossibleSize) {
  for (const std::string& file : files_under(path())) {
    if (file.starts_with("blob/")) set_content(path() / file, ByteView(content_of(path() / file)).first(70));
  }
  const VerifyReport report = verify(quick());
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].concern, Concern::attachment);
  EXPECT_EQ(report.damage.attachments, 1U);
}

TEST_F(VerifyTest, ASampleOpensItsPartRoundedUpAndTheLastKeyRecord) {
  const VerifyReport all = verify();
  const VerifyReport report = verify(sample(50, 7));
  EXPECT_GE(report.frames_opened, (all.frames + 1) / 2);
  EXPECT_LE(report.frames_opened, (all.frames + 1) / 2 + 1);
  EXPECT_EQ(verify(sample(100, 7)).frames_opened, all.frames);
  EXPECT_GE(verify(sample(0.001, 7)).frames_opened, 1U);
}

TEST_F(VerifyTest, TheSameSeedChoosesTheSameFramesAndAnotherOneOthers) {
  damage_payload_of(1);
  std::vector<bool> found;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    found.push_back(!verify(sample(30, seed)).findings.empty());
    EXPECT_EQ(found.back(), !verify(sample(30, seed)).findings.empty()) << seed;
  }
  EXPECT_GT(std::count(found.begin(), found.end(), true), 2);
  EXPECT_GT(std::count(found.begin(), found.end(), false), 2);
}

TEST_F(VerifyTest, SinceOpensWhatWasCommittedSince) {
  const uint64_t third = reader()->find(MessageNumber{3})->index;
  damage_payload_of(1);
  EXPECT_TRUE(verify(since_entry(third)).findings.empty());
  EXPECT_FALSE(verify(since_entry(1)).findings.empty());
  VerifyScope scope;
  scope.depth = Depth::since;
  scope.since_ms = kNow;
  EXPECT_FALSE(verify(scope).findings.empty());
  scope.since_ms = kNow + 1;
  EXPECT_TRUE(verify(scope).findings.empty());
}

// Past the published end a damaged last group is a torn write; below it, it is damage at every depth that reads it.
TEST_F(VerifyTest, SinceTakesNoPublishedGroupForATornTail) {
  const LogEntry last = reader()->entries().back();
  flip_byte(segment(last.segment.value, last.cls), last.offset + kFrameHeader + 5);
  EXPECT_FALSE(verify(since_entry(last.index)).findings.empty());
}

TEST_F(VerifyTest, TheFindingsDoNotDependOnTheNumberOfThreads) {
  open();
  for (int i = 0; i < 200; ++i) add("message " + std::to_string(i));
  close();
  for (const uint64_t message : {5U, 6U, 50U, 51U, 52U, 120U, 199U}) damage_payload_of(message);
  VerifyScope scope;
  scope.threads = 1;
  const VerifyReport one = verify(scope);
  for (const unsigned threads : {2U, 3U, 8U}) {
    scope.threads = threads;
    const VerifyReport many = verify(scope);
    ASSERT_EQ(many.findings.size(), one.findings.size());
    for (size_t i = 0; i < one.findings.size(); ++i) EXPECT_EQ(many.findings[i].what, one.findings[i].what);
  }
  EXPECT_EQ(one.damage.frames, 7U);
  EXPECT_EQ(one.damage.messages, 7U);
  EXPECT_EQ(one.damage.segments, 1U);
}

TEST_F(VerifyTest, WhatNoCommitAccountsForAnyMoreIsNamedByItsEntriesAndMessages) {
  const LogEntry three = *reader()->find(MessageNumber{3});
  open();
  say({"four"});
  close();
  // The segment of message 3 is lost; those before it and the events behind it are not.
  set_content(segment(three.segment.value), {});
  std::filesystem::remove(segment(three.segment.value));
  const VerifyReport report = verify();
  const auto hole = std::find_if(report.findings.begin(), report.findings.end(),
                                 [](const Finding& f) { return f.path == "seg" && f.frames > 0; });
  ASSERT_NE(hole, report.findings.end());
  EXPECT_EQ(hole->kind, Finding::Kind::missing);
  EXPECT_EQ(hole->entry, three.index);
  EXPECT_EQ(report.damage.segments, 1U);
  EXPECT_GE(report.damage.frames, 2U);
}

TEST_F(VerifyTest, ALogThatIsShorterThanItsHeadIsARollback) {
  copy_tree(path(), dir_ / "old");
  open();
  say({"four"});
  close();
  const Bytes head = content_of(path() / "HEAD");
  copy_tree(dir_ / "old", path());
  set_content(path() / "HEAD", head);
  const VerifyReport report = verify(quick());
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].concern, Concern::rollback);
}

// HEAD, three kept checkpoints and one from outside say the same: one finding, one alarm, and one count of what is lost.
TEST_F(VerifyTest, ALostEndIsOneFindingAndOneAlarmHoweverManyCheckpointsTellOfIt) {
  const uint64_t before = reader()->end().log_size;
  copy_tree(path(), dir_ / "old");
  for (const char* const text : {"four", "five", "six"}) {
    open();
    say({text});
    close();
  }
  const uint64_t after = reader()->end().log_size;
  VerifyScope scope = quick();
  scope.outside.checkpoints.push_back({"mail.eml", std::string(as_text(content_of(path() / "HEAD")))});
  copy_tree(path(), dir_ / "new");
  for (const char* const what : {"seg", "cat"}) {
    remove_tree(path() / what);
    if (std::filesystem::exists(dir_ / "old" / what)) copy_tree(dir_ / "old" / what, path() / what);
  }
  const VerifyReport report = verify(scope);
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.concern, Concern::rollback);
  EXPECT_EQ(finding.kind, Finding::Kind::missing);
  EXPECT_EQ(finding.what, "the log is shorter than it was: HEAD was signed over " + std::to_string(after) +
                              " entries, and the log ends after " + std::to_string(before) + "; 4 other checkpoints say so too");
  EXPECT_EQ(report.damage.frames, after - before);
  EXPECT_EQ(reader()->alarms().size(), 1U);
}

// A hole in the middle is named by its entries; that its end is there is not called a rollback.
TEST_F(VerifyTest, ALogWithAHoleWhoseEndIsThereIsNoRollback) {
  const LogEntry one = *reader()->find(MessageNumber{1});
  open();
  say({"four"});
  close();
  set_content(segment(one.segment.value), {});
  std::filesystem::remove(segment(one.segment.value));
  const auto findings = verify().findings;
  const auto is_rollback = [](const Finding& f) { return f.concern == Concern::rollback; };
  EXPECT_TRUE(std::none_of(findings.begin(), findings.end(), is_rollback));
  EXPECT_FALSE(findings.empty());
}

TEST(InOrder, OutcomesComeInTheOrderOfTheTasksAndAnErrorEndsIt) {
  std::vector<int> taken;
  InOrder<int, int> pool(4, 8, [](int& task) { return task * 2; }, [&](int&, int& outcome) -> Result<void> {
    taken.push_back(outcome);
    return outcome == 1000 ? Result<void>(make_error(ErrorCode::io, "enough")) : Result<void>{};
  });
  Result<void> done;
  for (int i = 0; i < 2000 && done; ++i) done = pool.add(i);
  ASSERT_FALSE(done);
  ASSERT_EQ(taken.size(), 501U);
  for (int i = 0; i < 501; ++i) EXPECT_EQ(taken[static_cast<size_t>(i)], 2 * i);
}

}  // namespace
}  // namespace muniment::archive
