// SPDX-License-Identifier: GPL-3.0-or-later
// Every hole that was made is a gap, and nothing else is; the records that come of it say all that a next run needs.
#include "pipeline/session_tracker.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace muniment::pipeline {
namespace {

using Seen = SessionTracker::Seen;
using Gaps = std::vector<std::string>;

std::string text_of(const CaptureGap& gap) {
  return gap.of.session + "/" + std::to_string(gap.of.run) + (gap.reason == CaptureGap::Reason::restart ? " restart " : " ") +
         std::to_string(gap.after) + ".." + std::to_string(gap.before) + (gap.filled ? " filled" : "");
}

// A tracker whose news are folded as a commit folds them, and which can be begun anew from that.
class Tracked {
 public:
  void see(uint64_t number, Seen seen = Seen::first_time, const std::vector<Fact>& facts = {}, int64_t at_ms = -1) {
    tracker_.observe({"s", number, at_ms < 0 ? static_cast<int64_t>(number) * 1'000 : at_ms}, seen, facts);
  }
  void start(uint64_t number, int64_t at_ms = -1) { see(number, Seen::first_time, {{FactType::recorder_started, "", {}}}, at_ms); }
  void stop(uint64_t number) { see(number, Seen::first_time, {{FactType::recorder_stopped, "", {}}}); }
  void see_all(uint64_t first, uint64_t last, int64_t plus_ms = 0) {
    for (uint64_t n = first; n <= last; ++n) see(n, Seen::first_time, {}, static_cast<int64_t>(n) * 1'000 + plus_ms);
  }
  Gaps commit(bool at_end = false, int64_t now_ms = 0) {
    Gaps out;
    for (const CaptureGap& gap : tracker_.settle(now_ms, at_end)) {
      out.push_back(text_of(gap));
      EXPECT_TRUE(fold_.apply(to_record(gap, now_ms)));
    }
    CaptureProgress progress;
    tracker_.take_news(progress);
    EXPECT_TRUE(fold_.apply(to_record(progress, now_ms)));
    return out;
  }
  void begin_anew() { tracker_ = SessionTracker(fold_); }
  [[nodiscard]] const index::CaptureFold& fold() const { return fold_; }

 private:
  index::CaptureFold fold_;
  SessionTracker tracker_{fold_};
};

TEST(SessionTracker, ALateNumberIsNoGap) {
  Tracked tracked;
  tracked.see_all(1, 4);
  tracked.see_all(6, 10);
  EXPECT_EQ(tracked.commit(), Gaps{});
  tracked.see(5);
  EXPECT_EQ(tracked.commit(true), Gaps{});
}

TEST(SessionTracker, AHoleIsAGapWhenItIsTooLateOrTheEnd) {
  Tracked by_time, by_number, at_end;
  for (Tracked* tracked : {&by_time, &by_number, &at_end}) {
    tracked->see_all(1, 4);
    tracked->see_all(7, 10);
  }
  EXPECT_EQ(by_time.commit(false, 1'000), Gaps{});
  EXPECT_EQ(by_time.commit(false, 1'000 + SessionTracker::kLateMs), Gaps{"s/0 4..7"});
  EXPECT_EQ(by_time.commit(true), Gaps{});  // once
  by_number.see_all(11, 7 + SessionTracker::kLateNumbers - 1);
  EXPECT_EQ(by_number.commit(), Gaps{});
  by_number.see(7 + SessionTracker::kLateNumbers);
  EXPECT_EQ(by_number.commit(), Gaps{"s/0 4..7"});
  EXPECT_EQ(at_end.commit(true), Gaps{"s/0 4..7"});
  ASSERT_EQ(at_end.fold().gaps().size(), 1);
  EXPECT_EQ(at_end.fold().gaps().front().gap.after_ms, 4'000);
  EXPECT_EQ(at_end.fold().gaps().front().gap.before_ms, 7'000);
  EXPECT_EQ(at_end.fold().gaps().front().gap.missing(), 2);
}

TEST(SessionTracker, AGapIsFilledWhenAllOfItCame) {
  Tracked tracked;
  tracked.see_all(1, 4);
  tracked.see_all(8, 10);
  EXPECT_EQ(tracked.commit(true), Gaps{"s/0 4..8"});
  tracked.see(6);
  EXPECT_EQ(tracked.commit(true), Gaps{});
  tracked.begin_anew();
  tracked.see(5);
  tracked.see(7);
  EXPECT_EQ(tracked.commit(), Gaps{"s/0 4..8 filled"});
  tracked.begin_anew();
  EXPECT_EQ(tracked.commit(true), Gaps{});
  EXPECT_TRUE(tracked.fold().gaps().front().filled_ms.has_value());
}

TEST(SessionTracker, AStartBehindAStopIsInOrder) {
  Tracked tracked;
  tracked.start(1);
  tracked.see_all(2, 4);
  tracked.stop(5);
  tracked.start(6);
  tracked.see_all(7, 9);
  EXPECT_EQ(tracked.commit(true), Gaps{});
}

TEST(SessionTracker, AStartWithoutAStopIsAGap) {
  Tracked tracked;
  tracked.start(1);
  tracked.see_all(2, 5);
  tracked.commit();
  tracked.begin_anew();
  tracked.start(6);
  tracked.see_all(7, 9);
  EXPECT_EQ(tracked.commit(true), Gaps{"s/0 restart 5..6"});
  tracked.begin_anew();
  EXPECT_EQ(tracked.commit(true), Gaps{});
  const CaptureGap& gap = tracked.fold().gaps().front().gap;
  EXPECT_EQ((std::pair{gap.after_ms, gap.before_ms}), (std::pair<int64_t, int64_t>{5'000, 6'000}));
  EXPECT_EQ(gap.missing(), 0);  // nobody counted
}

TEST(SessionTracker, AStartBehindAHoleIsTheHole) {
  Tracked tracked;
  tracked.see_all(1, 4);
  tracked.start(7);
  EXPECT_EQ(tracked.commit(true), Gaps{"s/0 4..7"});
  tracked.see_all(5, 6);
  EXPECT_EQ(tracked.commit(true), (Gaps{"s/0 4..7 filled", "s/0 restart 6..7"}));
}

TEST(SessionTracker, ARecorderThatBeginsAnewIsARunOfItsOwn) {
  Tracked tracked;
  tracked.start(1);
  tracked.see_all(2, 100);
  tracked.start(1, 200'000);
  tracked.see_all(2, 50, 200'000);
  EXPECT_EQ(tracked.commit(true), Gaps{"s/1 restart 100..1"});
  EXPECT_EQ(tracked.fold().spans().at({"s", 0}).highest(), 100);
  EXPECT_EQ(tracked.fold().spans().at({"s", 1}).highest(), 50);
  tracked.see(70, Seen::again, {}, 70'000);  // delivered again: it is the first run's
  tracked.see(51, Seen::first_time, {}, 251'000);
  tracked.see(52, Seen::unknown, {}, 252'000);
  EXPECT_EQ(tracked.commit(true), Gaps{});
  EXPECT_EQ(tracked.fold().spans().at({"s", 1}).all(), (std::vector<SequenceSpan>{{1, 52, 200'000, 252'000}}));
}

TEST(SessionTracker, TheEndOfARunMayBeReadAfterTheBeginningOfTheNext) {
  Tracked tracked;
  tracked.start(1);
  tracked.see_all(2, 90);
  tracked.start(1, 200'000);
  tracked.see_all(2, 11, 200'000);
  tracked.see_all(91, 99);
  tracked.stop(100);
  tracked.see_all(12, 20, 200'000);
  tracked.see(21, Seen::first_time, {}, 5'000);  // the clock was set back
  EXPECT_EQ(tracked.commit(true), Gaps{});
  EXPECT_EQ(tracked.fold().spans().at({"s", 0}).highest(), 100);
  EXPECT_EQ(tracked.fold().spans().at({"s", 1}).highest(), 21);
}

TEST(SessionTracker, AnOrderlyNewBeginningIsNoGap) {
  Tracked tracked;
  tracked.start(1);
  tracked.stop(2);
  tracked.start(1, 90'000);
  tracked.see(2, Seen::first_time, {}, 91'000);
  EXPECT_EQ(tracked.commit(true), Gaps{});
}

// Random holes, late and repeated numbers, and a new process at random moments.
TEST(SessionTracker, FindsExactlyTheHolesThatWereMade) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    constexpr uint64_t kNumbers = 3'000;
    std::set<uint64_t> lost;
    for (int hole = 0; hole < 5; ++hole) {
      const uint64_t first = 2 + random() % (kNumbers - 20);
      for (uint64_t n = first; n < first + 1 + random() % 5; ++n) lost.insert(n);
    }
    std::vector<uint64_t> order;
    for (uint64_t n = 1; n <= kNumbers; ++n) {
      if (!lost.contains(n)) order.push_back(n);
    }
    for (size_t i = 0; i + 20 < order.size(); i += 20) std::shuffle(order.begin() + static_cast<ptrdiff_t>(i), order.begin() + static_cast<ptrdiff_t>(i + 20), random);
    Tracked tracked;
    std::set<uint64_t> reported;
    for (const uint64_t number : order) {
      tracked.see(number);
      if (random() % 10 == 0) tracked.see(number, Seen::again);
      if (random() % 50 == 0) tracked.commit();
      if (random() % 300 == 0) tracked.commit(), tracked.begin_anew();
    }
    tracked.commit(true);
    for (const index::Gap& gap : tracked.fold().gaps()) {
      ASSERT_FALSE(gap.filled_ms) << text_of(gap.gap);
      for (uint64_t n = gap.gap.after + 1; n < gap.gap.before; ++n) ASSERT_TRUE(reported.insert(n).second) << n;
    }
    const uint64_t lowest = *std::ranges::min_element(order), highest = *std::ranges::max_element(order);
    std::set<uint64_t> expected;
    for (const uint64_t n : lost) {
      if (n > lowest && n < highest) expected.insert(n);
    }
    ASSERT_EQ(reported, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace muniment::pipeline
