// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/monitoring_job.h"

#include <algorithm>

#include "core/base/time_text.h"
#include "index/glob.h"
#include "pipeline/parts.h"
#include "pipeline/source_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

constexpr int64_t kHour = 3'600'000, kDay = 24 * kHour;
constexpr int64_t kNow = 1'790'000'000'000;

// What a session brought, put together by hand.
class Told {
 public:
  Told& by(std::string session) {
    session_ = std::move(session);
    return *this;
  }
  Told& event(FactType type, int64_t at_ms, const std::string& text = {}) {
    Record record = record_at(RecordKind::session_event, at_ms);
    record.facts = {{type, text, std::nullopt}};
    return apply(record);
  }
  Told& message(int64_t at_ms) { return apply(record_at(RecordKind::message, at_ms)); }
  Told& numbers(uint64_t first, uint64_t last, int64_t first_ms, int64_t last_ms, uint64_t run = 0) {
    CaptureProgress progress;
    progress.batch = 1;
    progress.spans = {{{"s", run}, {first, last, first_ms, last_ms}}};
    return apply(to_record(progress, last_ms));
  }
  Told& gap(uint64_t after, uint64_t before, int64_t after_ms, int64_t before_ms, bool filled = false) {
    return apply(to_record(CaptureGap{{"s", 0}, CaptureGap::Reason::sequence, after, before, after_ms, before_ms, filled}, kNow));
  }
  Told& expected(const SourceSetting& setting, int64_t at_ms = kNow) {
    EXPECT_TRUE(sources_.apply(to_record(setting, at_ms)).has_value());
    return *this;
  }
  [[nodiscard]] Monitoring at(int64_t now_ms, const Days& window = {}) const { return monitoring_of(fold_, sources_, {}, now_ms, window); }
  [[nodiscard]] SessionView session(int64_t now_ms) const { return at(now_ms).sessions.at(0); }

 private:
  [[nodiscard]] Record record_at(RecordKind kind, int64_t at_ms) const {
    Record record;
    record.kind = kind;
    record.session = session_;
    record.captured_ms = at_ms;
    return record;
  }
  Told& apply(const Record& record) {
    EXPECT_TRUE(fold_.apply(record).has_value());
    return *this;
  }
  std::string session_ = "s";
  index::CaptureFold fold_;
  index::SourceFold sources_;
};

SourceSetting setting_of(const std::string& name, std::optional<uint64_t> silent_after_ms = std::nullopt, bool watched = true) {
  SourceSetting setting;
  setting.name = name;
  setting.session = name;
  setting.silent_after_ms = silent_after_ms;
  setting.watched = watched;
  return setting;
}

TEST(Monitoring, ASessionThatCannotComeBackByItselfNeedsAttentionAtOnce) {
  for (const FactType event : {FactType::logged_out, FactType::banned, FactType::replaced, FactType::outdated,
                               FactType::session_failed, FactType::session_removed}) {
    EXPECT_EQ(Told().message(kNow - 2).event(event, kNow - 1).session(kNow).trouble, Trouble::down);
  }
  for (const FactType event : {FactType::connected, FactType::connecting, FactType::paired, FactType::code_shown,
                               FactType::offline_synced, FactType::recorder_started, FactType::recorder_stopped}) {
    EXPECT_EQ(Told().message(kNow - 2).event(event, kNow - 1).session(kNow).trouble, Trouble::none);
  }
}

TEST(Monitoring, WhatEndsAnAccountEndsItsNumbers) {
  Told told;
  told.by("77/9").message(kNow - 9).by("77/10").message(kNow - 9).by("77/x").message(kNow - 9).by("778/9").message(kNow - 9);
  told.by("77").event(FactType::banned, kNow - 5).by("77/10").message(kNow - 3);
  const std::vector<std::string> lines = told.at(kNow).attention();
  const std::string since = format_rfc3339(kNow - 5);
  EXPECT_EQ(lines, (std::vector<std::string>{"session 77: banned since " + since, "session 77/9: its account 77 is banned since " + since}))
      << "77/10 delivers, the others are no numbers of this account";
  told.by("77").event(FactType::connected, kNow - 1);
  EXPECT_EQ(told.at(kNow).attention(), std::vector<std::string>{});
}

TEST(Monitoring, TheNewestWordCountsAlsoWhereItCameEarlier) {
  Told told;
  told.event(FactType::connected, kNow - 1'000).event(FactType::logged_out, kNow - 5'000);
  EXPECT_EQ(told.session(kNow).trouble, Trouble::none);
  EXPECT_EQ(told.session(kNow).session.state->event, FactType::connected);
}

TEST(Monitoring, ADisconnectedSessionMayComeBackWithinItsLimit) {
  Told told;
  told.event(FactType::disconnected, kNow);
  EXPECT_EQ(told.session(kNow + kDisconnectedLimitMs).trouble, Trouble::none);
  EXPECT_EQ(told.session(kNow + kDisconnectedLimitMs + 1).trouble, Trouble::disconnected);
  told.expected(setting_of("s", 10'000));
  EXPECT_EQ(told.session(kNow + 10'001).trouble, Trouble::disconnected);
  told.message(kNow + 11'000);
  EXPECT_EQ(told.session(kNow + 12'000).trouble, Trouble::none) << "it delivers again, whatever it says";
}

TEST(Monitoring, ASilentSessionIsFoundOutWhateverItSaysAboutItself) {
  Told told;
  told.expected(setting_of("s", 2 * kHour)).message(kNow).event(FactType::connected, kNow + kHour);
  EXPECT_EQ(told.session(kNow + 2 * kHour).trouble, Trouble::none);
  EXPECT_EQ(told.session(kNow + 2 * kHour + 1).trouble, Trouble::silent) << "being connected is no delivery";
  told.numbers(7, 7, kNow + 2 * kHour, kNow + 2 * kHour);
  EXPECT_EQ(told.session(kNow + 3 * kHour).trouble, Trouble::none) << "what another session brought before came by this one too";
  EXPECT_EQ(told.session(kNow + kHour).trouble, Trouble::ahead);
}

TEST(Monitoring, WhatIsNotWatchedNeedsNoAttentionAndWithoutALimitNothingIsSilent) {
  Told told;
  told.message(kNow);
  EXPECT_EQ(told.session(kNow + 1'000 * kDay).trouble, Trouble::none);
  told.event(FactType::banned, kNow).expected(setting_of("s", 1, false));
  EXPECT_EQ(told.session(kNow + kDay).trouble, Trouble::none);
  EXPECT_TRUE(told.at(kNow + kDay).attention().empty());
}

TEST(Monitoring, ASourceThatWasNeverSeenSaysSo) {
  Told told;
  told.expected(setting_of("later", uint64_t{kHour}), kNow);
  EXPECT_TRUE(told.at(kNow + kHour).attention().empty());
  EXPECT_EQ(told.at(kNow + kHour + 1).attention(), (std::vector<std::string>{"source later: never seen, limit 1 h"}));
}

TEST(Monitoring, TheExactNameComesBeforeAPattern) {
  Told told;
  SourceSetting all = setting_of("a");
  all.session = "*";
  told.message(kNow).expected(all);
  EXPECT_EQ(told.session(kNow).source->setting.name, "a");
  told.expected(setting_of("s"));
  EXPECT_EQ(told.session(kNow).source->setting.name, "s");
}

TEST(Monitoring, NumbersSeenAndMissingAddUp) {
  Told told;
  told.numbers(10, 19, kNow, kNow).numbers(30, 34, kNow, kNow).numbers(36, 40, kNow, kNow).gap(19, 30, kNow, kNow);
  const SessionView before = told.session(kNow);
  ASSERT_EQ(before.runs.size(), 1U);
  EXPECT_EQ(before.runs[0].seen, 20U);
  EXPECT_EQ(before.runs[0].missing, 11U);
  EXPECT_EQ(before.runs[0].seen + before.runs[0].missing, before.runs[0].highest - before.runs[0].lowest + 1);
  EXPECT_EQ(before.runs[0].not_certain, 1U) << "35 may only be late";
  EXPECT_EQ(before.gaps.at(0).still_missing, 10U);
  told.numbers(20, 22, kNow, kNow);
  const SessionView after = told.session(kNow);
  EXPECT_EQ(after.gaps.at(0).still_missing, 7U);
  EXPECT_EQ(after.missing(), 8U);
  EXPECT_EQ(after.runs[0].not_certain, 1U);
}

TEST(Monitoring, EveryDayIsSaidOfOnceAndTheDaysAddUp) {
  const int64_t first = day_of(kNow) * kDay + 100;
  Told told;
  told.message(first).message(first + 1).numbers(1, 2, first, first + 1);                   // day 0
  told.message(first + 4 * kDay).gap(2, 6, first + 1, first + 4 * kDay);                    // day 4, and 1 to 3 missing
  told.numbers(6, 7, first + 4 * kDay, first + 7 * kDay).message(first + 7 * kDay);         // day 7, and 5 and 6 seen
  told.message(first + 10 * kDay);                                                          // day 10, no numbers at all
  const std::vector<DayCoverage> days = told.session(kNow).days;
  const int64_t day = day_of(first);
  std::vector<std::pair<int64_t, DayKind>> said;
  for (const DayCoverage& each : days) said.emplace_back(each.last_day - day, each.kind);
  EXPECT_EQ(said, (std::vector<std::pair<int64_t, DayKind>>{{0, DayKind::records}, {3, DayKind::gap}, {4, DayKind::records},
                                                            {6, DayKind::seen}, {7, DayKind::records}, {9, DayKind::nothing},
                                                            {10, DayKind::records}}));
  uint64_t records = 0, count = 0, gaps = 0;
  for (const DayCoverage& each : days) records += each.records, count += each.days(), gaps += each.gaps;
  EXPECT_EQ(records, told.session(kNow).session.records);
  EXPECT_EQ(count, 11U);
  EXPECT_EQ(gaps, 1U);
  const Monitoring some = told.at(kNow, {day + 1, day + 5});
  EXPECT_EQ(some.sessions[0].days.front().first_day, day + 1);
  EXPECT_EQ(some.sessions[0].days.back().last_day, day + 5);
}

TEST(Monitoring, ARecorderWhoseClockIsWildMakesNoEndlessListOfDays) {
  Told told;
  told.message(-60'000'000'000'000).message(200'000'000'000'000).numbers(1, 2, 0, 0);
  const SessionView view = told.session(kNow);
  EXPECT_EQ(view.days.size(), 3U);
  EXPECT_EQ(view.days[1].kind, DayKind::nothing);
}

TEST(Monitoring, PatternsFitWhatTheySay) {
  EXPECT_TRUE(index::fits_glob("sales-*", "sales-1"));
  EXPECT_TRUE(index::fits_glob("*", ""));
  EXPECT_TRUE(index::fits_glob("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(index::fits_glob("s?", "s1"));
  EXPECT_FALSE(index::fits_glob("s?", "s"));
  EXPECT_FALSE(index::fits_glob("sales-*", "sale-1"));
  EXPECT_FALSE(index::fits_glob("", "s"));
  EXPECT_TRUE(index::fits_glob("büro-?", "büro-ß")) << "a character, not a byte";
  EXPECT_TRUE(index::fits_glob("a=*", "a=1"));
  EXPECT_FALSE(index::fits_glob("a=", "a1")) << "only words of queries have a sign for digits";
  EXPECT_TRUE(index::fits_glob("s?*", "s\xFF\xFE"));
}

class SourceJob : public ArchiveTest {
 protected:
  std::unique_ptr<Store> open(Mode mode) {
    auto store = Store::open(io::posix(), archive(), unlock(), mode, clock_, {.lock_wait_ms = 0});
    EXPECT_TRUE(store.has_value());
    return store ? std::move(*store) : nullptr;
  }
  Actor ana() const { return {"ana", "matter 12", "test"}; }
};

TEST_F(SourceJob, ASettingIsInTheLogWithWhoAndWhyAndTheNewestCounts) {
  {
    const auto store = open(Mode::write);
    const auto added = add_source(*store, "sales-1", {.silent_after_ms = 5'000}, ana());
    ASSERT_OK(added);
    EXPECT_EQ(*added, Recorded::in_log);
    EXPECT_EQ(add_source(*store, "sales-1", {}, ana()).error().code, ErrorCode::already_exists);
    ASSERT_OK(set_source(*store, "sales-1", {.custodian = "ana.pereira"}, {"ben", "", "test"}));
    ASSERT_OK(store->close());
  }
  const auto sources = effective_sources(*open(Mode::read));
  ASSERT_OK(sources);
  ASSERT_EQ(sources->fold.all().size(), 1U);
  const SourceSetting& setting = sources->fold.all().at("sales-1").setting;
  EXPECT_EQ(setting.session, "sales-1");
  EXPECT_EQ(setting.silent_after_ms, 5'000U) << "what was not named stays";
  EXPECT_EQ(setting.custodian, "ana.pereira");
  EXPECT_EQ(setting.actor, "ben");
  EXPECT_TRUE(sources->spooled.empty());
}

TEST_F(SourceJob, WhileAnotherProcessWritesItIsSpooledCountsAtOnceAndIsTakenByTheNextWriter) {
  ASSERT_OK(add_source(*open(Mode::write), "sales-1", {}, ana()));
  {
    const auto writer = open(Mode::write);
    {
      const auto reader = open(Mode::read);
      const auto changed = set_source(*reader, "sales-1", {.silent_after_ms = 7}, ana());
      ASSERT_OK(changed);
      EXPECT_EQ(*changed, Recorded::in_spool);
      ASSERT_OK(add_source(*reader, "sales-2", {}, ana()));
    }
    const auto sources = effective_sources(*open(Mode::read));
    ASSERT_OK(sources);
    EXPECT_EQ(sources->fold.all().at("sales-1").setting.silent_after_ms, 7U);
    EXPECT_EQ(sources->spooled, (std::set<std::string>{"sales-1", "sales-2"}));
  }
  const auto next = open(Mode::write);
  const auto catalogue = catalogue_of(next->parts());
  ASSERT_OK(catalogue);
  EXPECT_EQ((*catalogue)->sources().all().at("sales-1").setting.silent_after_ms, 7U);
  EXPECT_TRUE((*catalogue)->sources().all().contains("sales-2"));
  EXPECT_TRUE(effective_sources(*next)->spooled.empty());
  ASSERT_OK(remove_source(*next, "sales-2", ana()));
  EXPECT_FALSE(effective_sources(*next)->fold.all().contains("sales-2"));
}

TEST_F(SourceJob, ASnapshotOfTheCatalogueKeepsSourcesAndWhatSessionsAre) {
  ASSERT_OK(add_source(*open(Mode::write), "sales-1", {.path = "in/*", .format = "jsonl", .silent_after_ms = 9, .watched = false}, ana()));
  ASSERT_OK(take(write("a.jsonl", line("1", "one"))));  // saves the catalogue
  const auto sources = effective_sources(*open(Mode::read));
  ASSERT_OK(sources);
  const SourceSetting& setting = sources->fold.all().at("sales-1").setting;
  EXPECT_EQ(setting.path, "in/*");
  EXPECT_EQ(setting.session, "");
  EXPECT_EQ(setting.format, "jsonl");
  EXPECT_EQ(setting.silent_after_ms, 9U);
  EXPECT_FALSE(setting.watched);
  EXPECT_EQ(setting.reason, "matter 12");
}

}  // namespace
}  // namespace muniment::pipeline
