// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/plan_text.h"

#include <gtest/gtest.h>

namespace muniment::cli {
namespace {

using pipeline::IngestPlan;
using pipeline::SourcePlan;

const AssumedZone kZone{TimeZone::utc(), "by --tz"};

std::string text_of(const SourcePlan& plan) {
  return plan_text(plan, kZone, Style(false));
}

SourcePlan rich_plan() {
  SourcePlan plan;
  plan.path = "chat.zip";
  plan.format = "whatsapp-txt";
  plan.report.layout = "iOS, 24-hour";
  plan.contents.kinds = {{RecordKind::message, 7}, {RecordKind::system_event, 3}, {RecordKind::call, 1}};
  plan.contents.untyped_events = 1;
  plan.contents.facts = {{FactType::edited, 1},      {FactType::deleted_by_sender, 2}, {FactType::poll, 1},
                         {FactType::poll_option, 3}, {FactType::missed_call, 1},       {FactType::member_added, 2},
                         {FactType::actor, 2}};
  plan.contents.media = {{AttachmentKind::image, {1200, 1100}}, {AttachmentKind::video_note, {1, 0}}};
  return plan;
}

TEST(PlanText, SaysWhatWasRecognisedTheMostFrequentFirst) {
  const std::string text = text_of(rich_plan());
  EXPECT_NE(text.find("  records        11 = 7 messages + 3 system events + 1 call\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  system events  3 = 2 typed + 1 untyped\n                 member added 2\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  recognised     poll option 3, deleted by sender 2, edited 1, poll 1, missed call 1\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("actor"), std::string::npos) << "who did it is a part of the event, not a thing that happened";
}

TEST(PlanText, MediaAddUpAndAreSplitByKind) {
  const std::string text = text_of(rich_plan());
  EXPECT_NE(text.find("  media          1,201 attachments = 1,100 at hand + 101 mentioned but not in the source\n"
                      "                 image 1,200 (1,100 at hand), video note 1\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, LongListsAreBrokenUnderTheirColumn) {
  SourcePlan plan = rich_plan();
  plan.contents.facts.clear();
  for (uint64_t type = 1; type <= 16; ++type)
    plan.contents.facts[static_cast<FactType>(type)] = 1'000'000;
  const std::string text = text_of(plan);
  std::string_view rest = text;
  while (!rest.empty()) {
    EXPECT_LE(rest.find('\n'), 100U) << rest.substr(0, rest.find('\n'));
    rest.remove_prefix(rest.find('\n') + 1);
  }
}

TEST(PlanText, FilesThatNoMessageNamesAreNamedUpToTen) {
  SourcePlan plan = rich_plan();
  for (int i = 10; i < 22; ++i)
    plan.report.unreferenced.push_back("f" + std::to_string(i) + ".jpg");
  const std::string text = text_of(plan);
  EXPECT_NE(text.find("  not mentioned  12 files beside the chat that no message names:\n"), std::string::npos) << text;
  EXPECT_NE(text.find("f19.jpg, and 2 more\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("f20.jpg"), std::string::npos);
}

TEST(PlanText, NamesOfStrangersCannotDriveTheTerminal) {
  SourcePlan plan = rich_plan();
  plan.path = "a\x1b[31m.txt";
  plan.conversation = "b\x1b[31m";
  plan.contents.people.names = 1;
  plan.contents.people.most = {{"c\x1b[31m\n", 1}};
  plan.contents.first = plan.contents.last = pipeline::Moment{EventTime{}, "d\x1b[31m"};
  plan.report.unreferenced = {"e\x1b[31m"};
  plan.report.evidence = {"f\x1b[31m"};
  plan.exception_count = 1;
  plan.exceptions = {{"g\x1b[31m", 1, "h\x1b[31m", "i\x1b[31m"}};
  EXPECT_EQ(text_of(plan).find('\x1b'), std::string::npos);
}

TEST(PlanText, AListOfPeopleThatIsNotCompleteSaysSo) {
  SourcePlan plan = rich_plan();
  plan.contents.people = {100'000, {{"Ana", 3}}, false};
  const std::string text = text_of(plan);
  EXPECT_NE(text.find("  people         at least 100,000; the most active of the first 100,000:\n"
                      "                 Ana  3\n                 and at least 99,999 more\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, ASourceThatBreaksOffSaysThatItWasNotReadToItsEnd) {
  SourcePlan plan = rich_plan();
  plan.trouble = pipeline::SourceTrouble{make_error(ErrorCode::truncated, "the zip ends early"), false};
  EXPECT_NE(text_of(plan).find("✗ stops"), std::string::npos);
}

TEST(PlanText, WhatIsNotKnownToBeHeldIsNotCounted) {
  IngestPlan plan;
  plan.sources = 1;
  plan.counts = {5, 0, 0, 0, 1};
  plan.held_unknown = "no archive is named";
  EXPECT_EQ(plan_sums_text(plan, Style(false)),
            "  would be in source   5\n  = records            4\n  + exceptions         1\n"
            "  how many records are held already is not known: no archive is named\n");
  EXPECT_NE(plan_sums_json(plan).one_line().find(R"("new":null,"already_held":null)"), std::string::npos);
}

}  // namespace
}  // namespace muniment::cli
