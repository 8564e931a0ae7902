// SPDX-License-Identifier: GPL-3.0-or-later
// A reader that opens the archive while a writer commits, indexes and merges, at the worst moments.
#include <gtest/gtest.h>

#include <functional>

#include "pipeline/index_job.h"
#include "pipeline/parts.h"
#include "tests/pipeline/archive_fixture.h"
#include "tests/support/passing_file_system.h"

namespace muniment::pipeline {
namespace {

// The real one, but something happens just before a file of the index is opened.
class Interrupted final : public test::PassingFileSystem {
 public:
  // `suffix`: of the file; `times`: how often, from the first on.
  Interrupted(std::string suffix, int times, std::function<void()> what) : suffix_(std::move(suffix)), times_(times), what_(std::move(what)) {}

  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override {
    if (path.string().ends_with(suffix_) && path.string().find("/idx/") != std::string::npos && happened_ < times_) {
      ++happened_;
      what_();
    }
    return io::posix().open_read(path);
  }

  [[nodiscard]] int happened() const { return happened_; }

 private:
  const std::string suffix_;
  const int times_;
  const std::function<void()> what_;
  int happened_ = 0;
};

class ReadingBeside : public ArchiveTest {
 protected:
  void SetUp() override { take_some(3); }

  void take_some(int count) {
    std::string source;
    for (int i = 0; i < count; ++i, ++sent_) {
      source += line(std::to_string(sent_), "word " + std::to_string(sent_), "Deal team", "Ana", "2026-03-04T09:" + std::to_string(10 + sent_) + ":00Z");
    }
    ASSERT_OK(take(write("run" + std::to_string(sent_) + ".jsonl", source)));
  }

  void compact() {
    const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_);
    ASSERT_OK(store);
    ASSERT_OK(compact_index(**store));
    ASSERT_OK((*store)->close());
  }

  // Searches while that happens: the answer is whole, and nothing is said to be damaged.
  void expect_whole_answer(Interrupted& fs) {
    const auto store = Store::open(fs, archive(), unlock(), Mode::read, clock_);
    ASSERT_OK(store);
    EXPECT_GT(fs.happened(), 0) << "the test has its moment";
    EXPECT_TRUE((*store)->notes().empty()) << (*store)->notes().front();
    const auto answer = search(**store, {.query = "word", .limit = 100, .actor = {"tester", "", "test"}});
    ASSERT_OK(answer);
    EXPECT_EQ(answer->total, static_cast<uint64_t>(sent_));
    EXPECT_EQ(answer->searched, answer->total);
    EXPECT_EQ(answer->of, answer->total);
    EXPECT_EQ(answer->messages.size(), answer->total);
    EXPECT_TRUE(answer->notes.empty());
  }

  int sent_ = 0;
};

TEST_F(ReadingBeside, AnIndexThatIsAheadOfTheLogThatWasReadIsCaughtUpWith) {
  Interrupted fs("/manifest", 1, [this] { take_some(2); });
  expect_whole_answer(fs);
}

TEST_F(ReadingBeside, AnIndexUnderKeysThatAreNewSinceTheLogWasReadIsNotDamaged) {
  Interrupted fs("/manifest", 1, [this] {
    clock_.advance(40LL * 24 * 3'600'000);  // a month that has no keys yet
    take_some(2);
  });
  expect_whole_answer(fs);
}

TEST_F(ReadingBeside, FilesThatAreMergedAwayWhileTheyAreOpenedAreNotMissed) {
  take_some(1);
  take_some(2);
  int round = 0;
  Interrupted fs(".mxap", 6, [this, &round] {
    if (++round % 2 == 1) take_some(1);
    compact();
  });
  expect_whole_answer(fs);
}

TEST_F(ReadingBeside, FilesThatAreMergedAwayAfterwardsStayReadable) {
  take_some(1);
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_, {.index_memory = 0});
  ASSERT_OK(store);
  const int seen = sent_;
  take_some(1);
  compact();
  for (int i = 0; i < 2; ++i) {
    const auto answer = search(**store, {.query = "\"word 1\" OR word", .limit = 100, .actor = {"tester", "", "test"}});
    ASSERT_OK(answer);
    EXPECT_EQ(answer->total, static_cast<uint64_t>(seen));
    EXPECT_EQ(answer->searched, answer->of);
  }
  EXPECT_TRUE((*store)->notes().empty());
}

}  // namespace
}  // namespace muniment::pipeline
