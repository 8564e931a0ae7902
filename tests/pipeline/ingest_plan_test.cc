// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_plan.h"

#include <map>

#include "core/crypto/hash.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

std::string chat_line(const std::string& day, const std::string& minute, const std::string& who,
                      const std::string& text) {
  return day + "/03/2026, 09:" + minute + " - " + who + ": " + text + "\n";
}

const std::string kChat = chat_line("13", "00", "Ana Pereira", "the day shows the order") +
                          chat_line("13", "01", "J. Reed", "fine") + chat_line("14", "02", "J. Reed", "until then") +
                          "and a second line\n";

class IngestPlanned : public ArchiveTest {
 protected:
  struct Seen {
    IngestPlan sums;
    std::vector<SourcePlan> sources;
  };

  Result<Seen> plan(const std::vector<std::string>& paths, bool with_archive = true) {
    std::unique_ptr<Store> store;
    if (with_archive) {
      MUNIMENT_TRY(store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    }
    IngestRequest request = request_;
    request.paths = paths;
    Seen seen;
    PlanObserver observer;
    observer.planned = [&seen](const SourcePlan& source) { seen.sources.push_back(source); };
    MUNIMENT_TRY(seen.sums, plan_ingest(io::posix(), store.get(), request, observer));
    return seen;
  }

  Result<IngestCounts> take_all(const std::vector<std::string>& paths) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    IngestRequest request = request_;
    request.paths = paths;
    MUNIMENT_TRY(const IngestSummary summary, ingest(*store, request, {}));
    MUNIMENT_TRY_VOID(store->close());
    return summary.counts;
  }

  // Every file of the archive and its bytes.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(archive())) {
      std::string& content = found[entry.path().string()];
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      content.assign(std::istreambuf_iterator<char>(in), {});
    }
    return found;
  }

  IngestRequest request_;
};

TEST_F(IngestPlanned, WritesNothingIntoTheArchive) {
  const std::string chat = write("WhatsApp Chat with Deal team.txt", kChat);
  ASSERT_OK(take_all({chat}));
  const auto before = files();
  ASSERT_FALSE(before.empty());
  const std::string longer = write("longer.txt", kChat + chat_line("15", "03", "Ana Pereira", "new"));
  ASSERT_OK(plan({chat, longer, write("broken.jsonl", line("1", "good") + "{\"text\": 7}\n")}));
  EXPECT_EQ(files(), before);
}

TEST_F(IngestPlanned, WaitsForNoWriter) {
  const auto writer = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
  ASSERT_OK(writer);
  EXPECT_TRUE(plan({write("WhatsApp Chat with Deal team.txt", kChat)}).has_value());
}

TEST_F(IngestPlanned, SumsAreThoseOfTheIngestThatFollows) {
  const std::string first = write("a/WhatsApp Chat with Deal team.txt", kChat);
  const std::string longer = write("b/renamed.txt", kChat + chat_line("15", "03", "Ana Pereira", "new") +
                                                        chat_line("15", "03", "Ana Pereira", "new"));
  const std::string other = write(
      "c/stream.jsonl", line("1", "one") + line("1", "one") + line("", "ok") + line("", "ok") + "{\"text\": 7}\n");
  const std::string edited = write("d/stream.jsonl", line("1", "one, edited") + line("2", "two"));
  const std::vector<std::vector<std::string>> runs = {
      {first, longer}, {longer}, {other, first, edited}, {edited, other}};
  for (const auto& run : runs) {
    const auto planned = plan(run);
    ASSERT_OK(planned);
    EXPECT_EQ(planned->sums.held_unknown, "");
    const auto taken = take_all(run);
    ASSERT_OK(taken);
    EXPECT_EQ(planned->sums.counts, *taken) << planned->sums.counts.added << " new, " << taken->added << " in fact";
    EXPECT_TRUE(planned->sums.counts.adds_up());
  }
}

TEST_F(IngestPlanned, SaysHowTheSourceWouldBeReadAndWhy) {
  const auto planned = plan({write("WhatsApp Chat with Deal team.txt", kChat)});
  ASSERT_OK(planned);
  const SourcePlan& source = planned->sources.at(0);
  EXPECT_EQ(source.format, "whatsapp-txt");
  EXPECT_EQ(source.report.date_order, "day/month/year");
  ASSERT_FALSE(source.report.evidence.empty());
  EXPECT_EQ(source.conversation, "Deal team");
  EXPECT_EQ(source.how, "new");
  EXPECT_EQ(source.report.lines, 4U);
  EXPECT_EQ(source.report.header_lines, 3U);
  EXPECT_EQ(source.report.continuation_lines, 1U);
}

TEST_F(IngestPlanned, ChoosesTheConversationAsTheIngestWouldAndDoesNotNameAnother) {
  ASSERT_OK(take_all({write("WhatsApp Chat with Deal team.txt", kChat)}));
  const auto planned = plan({write("WhatsApp Chat with Project X.txt", kChat)});
  ASSERT_OK(planned);
  EXPECT_EQ(planned->sources[0].conversation, "Project X");
  EXPECT_TRUE(planned->sources[0].joins_another);
  EXPECT_EQ(planned->sources[0].how.substr(0, 10), "by content");
  EXPECT_EQ(planned->sums.counts.already_held, 3U);
}

TEST_F(IngestPlanned, LabelsOfOneSourceAreKnownToTheNextAndForgottenAfterwards) {
  const std::string other = chat_line("13", "30", "J. Reed", "another talk");
  const std::vector<std::string> run = {write("a/WhatsApp Chat with Deal team.txt", kChat),
                                        write("b/WhatsApp Chat with Project X.txt", kChat),
                                        write("c/WhatsApp Chat with Project X.txt", other)};
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  IngestRequest request;
  request.paths = run;
  std::vector<SourcePlan> sources;
  PlanObserver observer;
  observer.planned = [&sources](const SourcePlan& source) { sources.push_back(source); };
  ASSERT_OK(plan_ingest(io::posix(), store->get(), request, observer));
  ASSERT_EQ(sources.size(), 3U);
  EXPECT_EQ(sources[2].how, "by name") << "of the second source, which joined the first";
  EXPECT_TRUE(sources[2].joins_another);
  EXPECT_FALSE(chat(**store, "Project X", {"tester", "", "test"}).has_value());
}

TEST_F(IngestPlanned, WithoutAnArchiveNothingIsSaidOfWhatIsHeld) {
  const auto planned = plan({write("WhatsApp Chat with Deal team.txt", kChat)}, false);
  ASSERT_OK(planned);
  EXPECT_EQ(planned->sums.held_unknown, "no archive is named");
  EXPECT_EQ(planned->sums.counts.in_source, 3U);
  EXPECT_EQ(planned->sums.counts.added, 0U);
  EXPECT_EQ(planned->sources[0].how, "");
}

TEST_F(IngestPlanned, WhereTheIndexDoesNotCoverTheLogNothingIsSaidOfWhatIsHeld) {
  const std::string chat = write("WhatsApp Chat with Deal team.txt", kChat);
  ASSERT_OK(take_all({chat}));
  std::filesystem::remove_all(archive() / "idx");
  const auto planned = plan({chat});
  ASSERT_OK(planned);
  EXPECT_NE(planned->sums.held_unknown, "");
  EXPECT_EQ(planned->sums.counts.added, 0U) << "what is not known is not counted as new";
}

TEST_F(IngestPlanned, ARefusedSourceIsToldAndTheOthersAreLookedAt) {
  const std::string ambiguous = write("a.txt", "[03/04/2026, 09:00:00] Ana: one\n[04/04/2026, 09:00:00] Ben: two\n");
  const std::string nowhere = (folder_ / "nowhere.txt").string();
  const auto planned = plan({ambiguous, write("WhatsApp Chat with Deal team.txt", kChat), nowhere});
  ASSERT_OK(planned);
  ASSERT_EQ(planned->sources.size(), 3U);
  ASSERT_TRUE(planned->sources[0].trouble.has_value());
  EXPECT_TRUE(planned->sources[0].trouble->refused);
  EXPECT_FALSE(planned->sources[1].trouble.has_value());
  EXPECT_EQ(planned->sources[2].trouble->error.code, ErrorCode::not_found);
  EXPECT_EQ(planned->sums.with_trouble, 2U);
  EXPECT_EQ(planned->sums.counts.in_source, 3U) << "of the source that would be taken";
  ASSERT_TRUE(planned->sums.ends_with.has_value());
  EXPECT_EQ(planned->sums.ends_with->id, 2108) << "the first refusal";
  const auto taken = take_all({ambiguous});
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().id, planned->sums.ends_with->id);
}

TEST_F(IngestPlanned, ASourceThatCannotBeReadToItsEndLeavesNoSumThatCouldBeUntrue) {
  const std::string first = write("a/WhatsApp Chat with Deal team.txt", kChat);
  const std::string gone = write("b/WhatsApp Chat with Choir.txt", kChat);
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  request_.paths = {first, gone, write("c/WhatsApp Chat with Choir.txt", kChat), (folder_ / "nowhere.txt").string()};
  std::vector<SourcePlan> sources;
  PlanObserver observer;
  observer.planned = [&](const SourcePlan& source) {
    sources.push_back(source);
    std::filesystem::remove(gone);
  };
  const auto sums = plan_ingest(io::posix(), store->get(), request_, observer);
  ASSERT_OK(sums);
  ASSERT_EQ(sources.size(), 4U);
  ASSERT_TRUE(sources[1].trouble.has_value());
  EXPECT_FALSE(sources[1].trouble->refused) << "an ingest would have begun";
  EXPECT_FALSE(sources[2].trouble.has_value());
  EXPECT_EQ(sums->counts.in_source, 6U);
  EXPECT_EQ(sums->counts.added + sums->counts.already_held, 0U);
  EXPECT_NE(sums->held_unknown, "");
  EXPECT_EQ(sums->ends_with->id, 2001) << "of the source that is refused, before any is read";
}

TEST_F(IngestPlanned, MoreNewRecordsThanCanBeRememberedAreNotCountedAsNew) {
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  request_.paths = {write("WhatsApp Chat with Deal team.txt", kChat)};
  const auto enough = plan_ingest(io::posix(), store->get(), request_, {}, 3);
  ASSERT_OK(enough);
  EXPECT_EQ(enough->counts.added, 3U);
  const auto too_many = plan_ingest(io::posix(), store->get(), request_, {}, 2);
  ASSERT_OK(too_many);
  EXPECT_EQ(too_many->counts.in_source, 3U);
  EXPECT_EQ(too_many->counts.added, 0U);
  EXPECT_NE(too_many->held_unknown, "");
}

TEST_F(IngestPlanned, ListsTheFirstTenExceptionsAndCountsAll) {
  std::string lines;
  for (int i = 0; i < 25; ++i)
    lines += "{\"text\": 7}\n";
  request_.format = "jsonl";
  const auto planned = plan({write("broken.jsonl", lines + line("1", "good"))});
  ASSERT_OK(planned);
  EXPECT_EQ(planned->sources[0].exception_count, 25U);
  ASSERT_EQ(planned->sources[0].exceptions.size(), 10U);
  EXPECT_EQ(planned->sources[0].exceptions[9].line, 10U);
  EXPECT_EQ(planned->sums.counts.exceptions, 25U);
  EXPECT_TRUE(planned->sums.counts.adds_up());
}

TEST_F(IngestPlanned, StopsWhenTold) {
  const std::atomic<bool> stop{true};
  request_.stop = &stop;
  const auto planned = plan({write("WhatsApp Chat with Deal team.txt", kChat)});
  ASSERT_FALSE(planned.has_value());
  EXPECT_EQ(planned.error().code, ErrorCode::cancelled);
}

// --- the tally
// ---------------------------------------------------------------------------------------------------------

ingest::SourceRecord said(const std::string& sender, int64_t ms, RecordKind kind = RecordKind::message) {
  ingest::SourceRecord record;
  record.kind = kind;
  record.sender = sender;
  record.time = EventTime{ms, "", TimeBasis::assumed, TimePrecision::minute};
  return record;
}

TEST(SourceTally, CountsKindsFactsAndMedia) {
  SourceTally tally;
  auto edited = said("Ana", 1);
  edited.facts = {{FactType::mention, "Ben", {}}, {FactType::mention, "Mia", {}}, {FactType::edited, "", {}}};
  auto photo = said("Ben", 2);
  photo.attachments.push_back({"a.jpg",
                               "image/jpeg",
                               [] { return Result<std::unique_ptr<io::InputStream>>(nullptr); },
                               AttachmentKind::image,
                               {}});
  photo.attachments.push_back({"b.jpg", "image/jpeg", {}, AttachmentKind::image, {}});
  auto typed = said("", 3, RecordKind::system_event);
  typed.facts = {{FactType::member_added, "Mia", {}}, {FactType::actor, "Ana", {}}};
  for (const auto& record :
       {edited, photo, typed, said("", 4, RecordKind::system_event), said("Ben", 5, RecordKind::call)})
    tally.count(record);
  const SourceContents contents = tally.contents();
  EXPECT_EQ(contents.records(), 5U);
  EXPECT_EQ(contents.of_kind(RecordKind::message), 2U);
  EXPECT_EQ(contents.of_kind(RecordKind::system_event), 2U);
  EXPECT_EQ(contents.of_kind(RecordKind::call), 1U);
  EXPECT_EQ(contents.untyped_events, 1U);
  EXPECT_EQ(contents.facts.at(FactType::mention), 2U);
  EXPECT_EQ(contents.facts.at(FactType::edited), 1U);
  EXPECT_EQ(contents.media.at(AttachmentKind::image), (MediaCount{2, 1}));
}

TEST(SourceTally, FirstAndLastAreByTimeAndNeverASystemEvent) {
  SourceTally tally;
  for (const auto& record : {said("", 1, RecordKind::system_event), said("Ana", 50), said("Ben", 20), said("Mia", 50),
                             said("", 99, RecordKind::system_event)}) {
    tally.count(record);
  }
  EXPECT_EQ(tally.contents().first->sender, "Ben");
  EXPECT_EQ(tally.contents().last->sender, "Mia");
}

TEST(SourceTally, PeopleAreListedByNumberOfRecordsThenByName) {
  SourceTally tally;
  for (int i = 0; i < 12; ++i)
    tally.count(said("P" + std::to_string(10 + i), i));
  tally.count(said("P15", 100));
  const NamesCounted people = tally.contents().people;
  EXPECT_EQ(people.names, 12U);
  ASSERT_EQ(people.most.size(), 10U);
  EXPECT_EQ(people.most[0], (NameCount{"P15", 2}));
  EXPECT_EQ(people.most[1], (NameCount{"P10", 1}));
}

TEST(SourceTally, AMillionNamesAreALowerBoundInBoundedMemory) {
  NameTable names;
  for (int i = 0; i < 1'000'000; ++i)
    names.count(std::to_string(i));
  names.count("0");
  const NamesCounted counted = names.counted();
  EXPECT_EQ(counted.names, 100'000U);
  EXPECT_FALSE(counted.is_complete);
  EXPECT_EQ(counted.most[0], (NameCount{"0", 2})) << "a name that is known is counted on";
}

TEST(SourceTally, LongNamesAreBoundedByTheirBytes) {
  NameTable names;
  const std::string long_name(size_t{1} << 20, 'x');
  for (int i = 0; i < 40; ++i)
    names.count(long_name + std::to_string(i));
  EXPECT_LT(names.counted().names, 17U);
  EXPECT_FALSE(names.counted().is_complete);
}

}  // namespace
}  // namespace muniment::pipeline
