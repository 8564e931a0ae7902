// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

using IngestJob = ArchiveTest;

void expect_counts(const Result<IngestSummary>& summary, uint64_t in_source, uint64_t added, uint64_t held, uint64_t exceptions) {
  ASSERT_OK(summary);
  const IngestCounts wanted{in_source, added, held, 0, exceptions};
  EXPECT_EQ(summary->counts, wanted) << summary->counts.in_source << " = " << summary->counts.added << " + "
                                     << summary->counts.already_held << " + " << summary->counts.exceptions;
  EXPECT_TRUE(summary->counts.adds_up());
  EXPECT_EQ(summary->searchable, summary->messages_held);
}

TEST_F(IngestJob, EveryMessageOfASourceIsHeldAndFound) {
  const auto path = write("a.jsonl", line("1", "the invoice is late") + line("2", "keep it off book"));
  expect_counts(take(path), 2, 2, 0, 0);
  EXPECT_EQ(search_for("invoice")->total, 1U);
  EXPECT_EQ(search_for("in:*")->total, 2U);
}

TEST_F(IngestJob, TheSameFileAgainAddsNothing) {
  const auto path = write("a.jsonl", line("1", "one") + line("2", "two"));
  expect_counts(take(path), 2, 2, 0, 0);
  expect_counts(take(path), 2, 0, 2, 0);
  EXPECT_EQ(search_for("in:*")->total, 2U);
}

TEST_F(IngestJob, IdenticalRecordsWithoutIdsInOneSourceAreDifferentMessages) {
  const auto path = write("a.jsonl", line("", "ok") + line("", "ok") + line("", "ok"));
  expect_counts(take(path), 3, 3, 0, 0);
  expect_counts(take(path), 3, 0, 3, 0);
  const auto longer = write("b.jsonl", line("", "ok") + line("", "ok") + line("", "ok") + line("", "ok"));
  expect_counts(take(longer), 4, 1, 3, 0);
}

TEST_F(IngestJob, TheSameIdTwiceInOneSourceIsOneMessage) {
  expect_counts(take(write("a.jsonl", line("1", "one") + line("1", "one"))), 2, 1, 1, 0);
}

TEST_F(IngestJob, TheSameIdWithOtherTextIsARevisionAndBothAreKept) {
  expect_counts(take(write("a.jsonl", line("1", "before"))), 1, 1, 0, 0);
  const auto changed = write("b.jsonl", line("1", "after"));
  expect_counts(take(changed), 1, 1, 0, 0);
  expect_counts(take(changed), 1, 0, 1, 0);
  EXPECT_EQ(search_for("before")->total, 1U);
  const auto after = search_for("after");
  ASSERT_EQ(after->total, 1U);
  ASSERT_EQ(after->messages[0].record.references.size(), 1U);
  EXPECT_EQ(after->messages[0].record.references[0].type, ReferenceType::edit_of);
}

TEST_F(IngestJob, ABadLineIsACountedExceptionAndTheRestIsTaken) {
  const auto summary = take(write("a.jsonl", line("1", "good") + "{\"text\": 7}\n" + line("2", "also good")), "jsonl");
  expect_counts(summary, 3, 2, 0, 1);
  ASSERT_EQ(summary->exceptions.size(), 1U);
  EXPECT_EQ(summary->exceptions[0].line, 2U);
}

TEST_F(IngestJob, WhatAnInterruptedRunLeftIsIndexedByTheNextOpen) {
  expect_counts(take(write("a.jsonl", line("1", "one invoice"))), 1, 1, 0, 0);
  std::filesystem::remove_all(archive() / "idx");
  std::filesystem::remove_all(archive() / "cat");
  EXPECT_EQ(search_for("invoice")->total, 1U) << "on the spot, by a reader";
  expect_counts(take(write("b.jsonl", line("2", "two"))), 1, 1, 0, 0);
  EXPECT_EQ(answer("invoice").substr(0, 4), "1/2:");
}

TEST_F(IngestJob, ManyTinyRunsStayOneArchive) {
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    expect_counts(take(write("a.jsonl", line(n, "run " + n))), 1, 1, 0, 0);
  }
  EXPECT_EQ(search_for("run")->total, 30U);
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

std::string export_line(const std::string& minute, const std::string& who, const std::string& text) {
  return "04/03/2026, 09:" + minute + " - " + who + ": " + text + "\n";
}
std::string chat_of(int first, int last) {
  std::string chat;
  for (int i = first; i <= last; ++i) {
    chat += export_line(i < 10 ? "0" + std::to_string(i) : std::to_string(i), i % 2 == 0 ? "Ana Pereira" : "J. Reed",
                        "message number " + std::to_string(i) + " of the deal");
  }
  return "13/03/2026, 08:00 - Ana Pereira: the day shows the order\n" + chat;
}

TEST_F(IngestJob, ALongerOrOverlappingOrRenamedExportAddsOnlyWhatIsNew) {
  expect_counts(take(write("WhatsApp Chat with Deal team.txt", chat_of(10, 19))), 11, 11, 0, 0);
  expect_counts(take(write("WhatsApp Chat with Deal team.txt", chat_of(10, 29))), 21, 10, 11, 0);
  expect_counts(take(write("WhatsApp Chat with Deal team.txt", chat_of(5, 12))), 9, 5, 4, 0);
  expect_counts(take(write("renamed entirely.txt", chat_of(5, 30))), 27, 1, 26, 0);
  const auto found = search_for("deal");
  EXPECT_EQ(found->total, 26U);
  for (const MessageView& message : found->messages) EXPECT_EQ(message.record.conversation, "Deal team");
}

TEST_F(IngestJob, AnotherChatOfAnotherNameIsAnotherConversation) {
  expect_counts(take(write("WhatsApp Chat with Deal team.txt", chat_of(10, 19))), 11, 11, 0, 0);
  expect_counts(take(write("WhatsApp Chat with Choir.txt",
                           "13/03/2026, 08:10 - Mia: rehearsal at eight\n13/03/2026, 08:11 - Ben: fine\n")), 2, 2, 0, 0);
  EXPECT_EQ(search_for("in:Choir")->total, 2U);
}

TEST_F(IngestJob, AnOpenDateOrderIsSettledByTheOtherChatsOfTheRun) {
  const std::string open = "03/04/2026, 09:00 - Ben: to be or\n04/04/2026, 09:00 - Ben: not\n";
  write("chats/WhatsApp Chat with Ben.txt", open);
  EXPECT_EQ(take((folder_ / "chats").string()).error().id, 2108) << "nothing to go by";
  write("chats/WhatsApp Chat with Mia.txt", "03/13/2026, 09:00 - Mia: month first\n");
  const auto both = take((folder_ / "chats").string());
  expect_counts(both, 3, 3, 0, 0);
  EXPECT_EQ(both->sources[0].evidence, std::vector<std::string>{"another export of this run, in the same layout, is month/day/year"});
  EXPECT_EQ(search_for("date:2026-03")->total, 2U);
  EXPECT_EQ(search_for("date:2026-04-04")->total, 1U);
}

TEST_F(IngestJob, AFileThatARecorderHasJustBegunIsASourceOfNoMessages) {
  const std::string empty = write("spool/recorder-1.ndjson", "");
  EXPECT_EQ(take(empty).error().id, 2117) << "nothing to go by";
  write("spool/recorder-1-1.ndjson", R"({"id":"a","conversation":"Choir","sender":"Mia","time":"2026-03-13T08:10:00Z","text":"rehearsal"})" "\n");
  const auto both = take((folder_ / "spool").string());
  expect_counts(both, 1, 1, 0, 0);
  EXPECT_EQ(both->formats, (std::vector<std::string>{"jsonl", "jsonl"})) << "it is listed, not passed over";
  EXPECT_EQ(take(write("spool/WhatsApp Chat with Choir.txt", "")).error().id, 2117) << "an empty export is a failed copy";
}

TEST_F(IngestJob, WhatTheReaderRecognisedIsFound) {
  expect_counts(take(write("WhatsApp Chat with Choir.txt",
                           "13/03/2026, 09:00 - Ana added Ben\n"
                           "13/03/2026, 09:01 - Ana: POLL:\nWhere?\nOPTION: Hall (3 votes)\n"
                           "13/03/2026, 09:02 - Ben: location: https://maps.google.com/?q=51.5,-0.1\n"
                           "13/03/2026, 09:03 - Ana: Cleo.vcf (file attached)\n"
                           "13/03/2026, 09:04 - Ben: ask @\u2068Ana\u2069 <This message was edited>\n"
                           "13/03/2026, 09:05 - Ben: This message was deleted\n"
                           "13/03/2026, 09:06 - Missed voice call\n")),
                7, 7, 0, 0);
  for (const char* query : {"has:poll", "has:location", "has:contact", "has:mention", "has:edited", "has:deleted", "kind:call", "kind:system"}) {
    EXPECT_EQ(search_for(query)->total, 1U) << query;
  }
  const auto poll = search_for("has:poll");
  EXPECT_EQ(to_text(poll->messages.at(0).record.facts.at(1)), "poll option: Hall (3)");
}

TEST_F(IngestJob, OtherChatsInAnotherLayoutOrInTwoOrdersSettleNothing) {
  const std::string open = "03/04/2026, 09:00 - Ben: to be or\n";
  write("layout/WhatsApp Chat with Ben.txt", open);
  write("layout/WhatsApp Chat with Mia.txt", "[03/13/2026, 09:00:00] Mia: month first\n");
  EXPECT_EQ(take((folder_ / "layout").string()).error().id, 2108);
  write("orders/WhatsApp Chat with Ben.txt", open);
  write("orders/WhatsApp Chat with Mia.txt", "03/13/2026, 09:00 - Mia: month first\n");
  write("orders/WhatsApp Chat with Zoe.txt", "13/03/2026, 09:00 - Zoe: day first\n");
  EXPECT_EQ(take((folder_ / "orders").string()).error().id, 2108);
}

TEST_F(IngestJob, AttachmentsAreStoredOnceAndComeBackAsTheyWere) {
  const std::string chat = "13/03/2026, 08:00 - Ana Pereira: plan.pdf (file attached)\n13/03/2026, 08:01 - J. Reed: thanks\n";
  write("chat/WhatsApp Chat with Deal team.txt", chat);
  const std::string content = "%PDF-1.4 " + std::string(50'000, 'x') + " end";
  write("chat/plan.pdf", content);
  expect_counts(take((folder_ / "chat").string()), 2, 2, 0, 0);
  expect_counts(take((folder_ / "chat").string()), 2, 0, 2, 0);
  const auto found = search_for("has:attachment");
  ASSERT_EQ(found->total, 1U);
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  std::string bytes;
  ASSERT_OK(save_attachment(**store, found->messages[0].number, 0, {"tester", "", "test"}, [&](ByteView part) -> Result<void> {
    bytes += as_text(part);
    return {};
  }));
  EXPECT_EQ(bytes, content);
}

TEST_F(IngestJob, MediaThatWereAbsentBeforeAreTakenAsARevision) {
  const std::string chat = "13/03/2026, 08:00 - Ana Pereira: plan.pdf (file attached)\n13/03/2026, 08:01 - J. Reed: thanks\n";
  write("first/WhatsApp Chat with Deal team.txt", chat);
  write("second/WhatsApp Chat with Deal team.txt", chat);
  write("second/plan.pdf", "%PDF-1.4 now it is here");
  expect_counts(take((folder_ / "first").string()), 2, 2, 0, 0);
  expect_counts(take((folder_ / "second").string()), 2, 1, 1, 0);
  expect_counts(take((folder_ / "second").string()), 2, 0, 2, 0);
  expect_counts(take((folder_ / "first").string()), 2, 0, 2, 0);
}

}  // namespace
}  // namespace muniment::pipeline
