// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

using Texts = std::vector<std::string>;

Reading read(const std::string& text, const SourceOptions& options = {}) { return read_text("whatsapp-txt", text, options); }

// Messages of Ana at 20 March 2026 and later, one minute apart.
std::string chat(const Texts& bodies) {
  std::string text;
  int minute = 10;
  for (const std::string& body : bodies) text += "20/03/2026, 10:" + std::to_string(minute++) + " - Ana: " + body + "\n";
  return text;
}

std::string canonical(const std::string& body) { return read(chat({body})).records.at(0).canonical_text; }

TEST(WhatsAppTxt, RawIsTheExactBytesWithoutTheLastLineEnd) {
  const auto reading = read("20/03/2026, 10:10 - Ana: one\r\ntwo\r\n20/03/2026, 10:11 - Ben: three");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(as_text(reading.records[0].raw), "20/03/2026, 10:10 - Ana: one\r\ntwo");
  EXPECT_EQ(reading.records[0].text, "one\ntwo");
  EXPECT_EQ(as_text(reading.records[1].raw), "20/03/2026, 10:11 - Ben: three");
  EXPECT_EQ(reading.records[0].time->original, "20/03/2026, 10:10");
  EXPECT_EQ(reading.records[0].time->basis, TimeBasis::assumed);
  EXPECT_EQ(reading.records[0].time->precision, TimePrecision::minute);
  EXPECT_EQ(reading.records[0].wall_minute, "2026-03-20 10:10");
}

TEST(WhatsAppTxt, CanonicalTextIsTheSameInEveryExportOfAMessage) {
  EXPECT_EQ(canonical("<Media omitted>"), "media");
  EXPECT_EQ(canonical("IMG-20260320-WA0001.jpg (file attached)"), "media");
  EXPECT_EQ(canonical("\u200EIMG-20260320-WA0001.jpg (file attached)\nwith a caption"), "media\nwith a caption");
  EXPECT_EQ(canonical("<Media omitted>\nwith a caption"), "media\nwith a caption");
  EXPECT_EQ(canonical("\u200E<attached: 00000035-PHOTO-2026-03-20-10-10-00.jpg>"), "media");
  EXPECT_EQ(canonical("\u200Eimage omitted"), "media");
  EXPECT_EQ(canonical("Offer.pdf • \u200E2 pages \u200E<attached: 00000047-Offer.pdf>"), "media");
  EXPECT_EQ(canonical("Offer.pdf • \u200E2 pages \u200Edocument omitted"), "media");
  EXPECT_EQ(canonical("new \u200E<This message was edited>"), "new");
  EXPECT_EQ(canonical("hi @\u2068Ben\u2069,\u00A0you"), "hi @Ben, you");
}

TEST(WhatsAppTxt, WhatPeopleTypedIsNotTakenForAMarker) {
  for (const char* body : {"image omitted", "see the contract (file attached)", "<attached: x.jpg>", "I read <Media omitted> there"}) {
    EXPECT_TRUE(read(chat({body})).records.at(0).attachments.empty()) << body;
  }
}

TEST(WhatsAppTxt, AnEmptyBodyIsAMessage) {
  const auto reading = read("20/03/2026, 10:10 - Ana: \n20/03/2026, 10:11 - Ben:\n20/03/2026, 10:12 - Ana: x");
  EXPECT_EQ(reading.texts(), (Texts{"", "", "x"}));
  EXPECT_EQ(reading.senders(), (Texts{"Ana", "Ben", "Ana"}));
}

TEST(WhatsAppTxt, SentencesOfTheSystemHaveTheirKind) {
  const auto reading = read(
      "20/03/2026, 10:10 - Ana changed the subject from \"Plan: A\" to \"Plan: B\"\n"
      "20/03/2026, 10:10 - Pokerface: Messages and calls are end-to-end encrypted. Tap to learn more.\n"
      "20/03/2026, 10:10 - Ana: she changed the subject to \"cars\": again\n");
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.records[0].kind, RecordKind::system_event);
  EXPECT_EQ(reading.records[0].sender, "");
  EXPECT_EQ(reading.records[1].kind, RecordKind::system_event);
  EXPECT_EQ(reading.records[2].kind, RecordKind::message);
}

TEST(WhatsAppTxt, NamesWithAColonAreLearnt) {
  EXPECT_EQ(read("20/03/2026, 10:10 - Dr: Who: hi\n20/03/2026, 10:11 - Dr: Who: <Media omitted>\n").senders(), (Texts{"Dr: Who", "Dr: Who"}));
  EXPECT_EQ(read("20/03/2026, 10:10 - Ana: note: hi\n20/03/2026, 10:11 - Ana: note: you\n").senders(), (Texts{"Ana", "Ana"}));
}

TEST(WhatsAppTxt, HeadersOfAnotherShapeAreText) {
  const auto reading = read(chat({"look:\n[20/03/2026, 09:00:00] Ben: no\n20.03.2026, 09:00 - Ben: no", "ok"}));
  EXPECT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.report.warnings.size(), 1U);
}

TEST(WhatsAppTxt, APastedChatThatFallsBackAndReturnsIsText) {
  const auto reading = read(chat({"look:"}) + "01/01/2020, 09:00 - Boss: do it\n01/01/2020, 09:01 - Ben: yes\n" + chat({"ok"}));
  EXPECT_EQ(reading.senders(), (Texts{"Ana", "Ana"}));
  EXPECT_EQ(reading.texts()[0], "look:\n01/01/2020, 09:00 - Boss: do it\n01/01/2020, 09:01 - Ben: yes");
  EXPECT_EQ(reading.records[0].place.lines, 3U);
  EXPECT_EQ(reading.report.continuation_lines, 2U);
  EXPECT_EQ(reading.report.warnings.size(), 1U);
}

TEST(WhatsAppTxt, AFallThatDoesNotReturnIsReal) {
  const auto reading = read(chat({"late"}) + "01/01/2026, 09:00 - Ben: early\n01/01/2026, 09:01 - Ben: still early\n");
  EXPECT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.report.steps_back, 1U);
}

TEST(WhatsAppTxt, TheNewestNoticeInFrontIsNoFall) {
  const auto reading = read("20/03/2026, 10:10 - Messages and calls are end-to-end encrypted.\n01/03/2026, 09:00 - Ben: first\n21/03/2026, 09:00 - Ben: last\n");
  EXPECT_EQ(reading.records.size(), 3U);
}

TEST(WhatsAppTxt, DaylightSavingIsCounted) {
  const auto zone = TimeZone::find("Europe/London");
  ASSERT_TRUE(zone);
  SourceOptions options;
  options.zone = *zone;
  const auto reading = read(
      "29/03/2026, 00:30 - Ana: before\n29/03/2026, 01:30 - Ana: never was\n25/10/2026, 01:30 - Ana: was twice\n26/10/2026, 01:30 - Ana: once\n", options);
  EXPECT_EQ(reading.report.times_in_gap, 1U);
  EXPECT_EQ(reading.report.times_in_overlap, 1U);
  EXPECT_EQ(reading.report.zone, "Europe/London");
  ASSERT_EQ(reading.records.size(), 4U);
  EXPECT_EQ(reading.records[2].time->utc_ms, 1792888200000);  // 00:30Z, the earlier of the two
}

TEST(WhatsAppTxt, InvalidUtf8IsRepairedInTheTextAndKeptInTheRaw) {
  const auto reading = read("20/03/2026, 10:10 - Ana: a\xFF" "b\n");
  EXPECT_EQ(reading.texts(), Texts{"a\uFFFDb"});
  EXPECT_EQ(as_text(reading.records[0].raw), "20/03/2026, 10:10 - Ana: a\xFF" "b");
  EXPECT_EQ(reading.report.warnings.size(), 1U);
}

TEST(WhatsAppTxt, WarnsWhereTheExportMayHaveBeenCut) {
  const auto many = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "20/03/2026, 10:10 - Ana: x\n";
    return read(text).report.warnings.size();
  };
  EXPECT_EQ(many(40'000), 1U);
  EXPECT_EQ(many(39'000), 0U);
}

TEST(WhatsAppTxt, ATextThatIsNoExportIsRefused) {
  const auto reading = read("Dear all,\nplease find attached\n");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->id, 2109);
}

}  // namespace
}  // namespace muniment::ingest
