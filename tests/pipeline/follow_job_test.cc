// SPDX-License-Identifier: GPL-3.0-or-later
// A follower goes on where the one before stopped: what was dealt with is not read again, be it held or an exception.
#include "pipeline/follow_job.h"

#include <atomic>

#include "core/base/clock.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class FollowJob : public ArchiveTest {
 protected:
  static std::string event(int number) {
    const std::string n = std::to_string(number);
    return R"({"v":1,"src":"gowa","session":"sales-1","seq":)" + n + R"(,"rx":"2026-03-04T09:27:0)" + n +
           R"(Z","event":"message","data":{"event":"message","device_id":"15550100@s.whatsapp.net","payload":{"id":"A)" + n +
           R"(","chat_id":"15550101@s.whatsapp.net","from":"15550101@s.whatsapp.net","timestamp":"2026-03-04T09:27:00Z",)" +
           R"("is_from_me":false,"body":"number )" + n + "\"}}}\n";
  }
  void append(const std::string& text) const { std::ofstream(stream(), std::ios::app | std::ios::binary) << text; }
  std::string stream() const { return (folder_ / "stream.ndjson").string(); }

  // Follows until `count` records are acknowledged.
  IngestSummary follow_until(uint64_t count) {
    std::atomic<bool> stop = false;
    IngestRequest request;
    request.paths = {stream()};
    request.actor = {"tester", "", "test"};
    request.stop = &stop;
    FollowObserver observer;
    observer.ingest.committed = [&](uint64_t in_source, uint64_t) { stop = in_source >= count; };
    observer.noted = [&](const std::string& note) { notes_.push_back(note); };
    const OpenStore open = [this] { return Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); };
    auto summary = follow(io::posix(), system_clock(), open, request, observer);
    EXPECT_TRUE(summary) << told(summary.error());
    return summary ? std::move(*summary) : IngestSummary{};
  }

  std::vector<std::string> notes_;
};

TEST_F(FollowJob, GoesOnBehindTheLastCommit) {
  append(event(1) + "{not json\n" + event(2));
  const IngestSummary first = follow_until(3);
  EXPECT_EQ(first.counts, (IngestCounts{3, 2, 0, 0, 1}));
  append(event(3));
  const IngestSummary second = follow_until(1);
  EXPECT_EQ(second.counts, (IngestCounts{1, 1, 0, 0, 0}));
  EXPECT_TRUE(notes_.empty());
}

TEST_F(FollowJob, AnExceptionIsOnTheLineOfTheFile) {
  append(event(1));
  follow_until(1);
  append("{not json\n");
  const IngestSummary second = follow_until(1);
  ASSERT_EQ(second.exceptions.size(), 1);
  EXPECT_EQ(second.exceptions.front().line, 2);
}

TEST_F(FollowJob, OfACutFileWhatIsHeldIsRecognised) {
  append(event(1) + event(2));
  follow_until(2);
  std::filesystem::resize_file(stream(), 0);
  append(event(2));
  const IngestSummary second = follow_until(1);
  EXPECT_EQ(second.counts, (IngestCounts{1, 0, 1, 0, 0}));
  ASSERT_EQ(notes_.size(), 1);
  EXPECT_TRUE(notes_.front().find("was cut") != std::string::npos) << notes_.front();
}

// A line that is written slowly, and a follower that is stopped meanwhile: it is taken once, when it is whole.
TEST_F(FollowJob, ALongLineWithAFileInItIsTakenWhenItIsWhole) {
  std::string line = event(2);
  line.insert(line.find("\"body\""), R"("image":{"mime_type":"image/png","base64":")" + std::string(12 << 20, 'A') + "\"},");
  append(event(1) + line.substr(0, 7 << 20));
  EXPECT_EQ(follow_until(1).counts, (IngestCounts{1, 1, 0, 0, 0}));
  append(line.substr(7 << 20) + event(3));
  const IngestSummary second = follow_until(2);
  EXPECT_EQ(second.counts, (IngestCounts{2, 2, 0, 0, 0}));
  ASSERT_EQ(second.sources.size(), 1);
  EXPECT_EQ(second.sources.front().media_stored, 1);
  const IngestSummary again = *take(stream(), "session-stream");
  EXPECT_EQ(again.counts, (IngestCounts{3, 0, 3, 0, 0}));
  EXPECT_EQ(verify()->verdict, Verdict::verified);
}

TEST_F(FollowJob, RefusesAFormatThatCanBeToldOnlyAtItsEnd) {
  IngestRequest request;
  request.paths = {stream()};
  request.format = "whatsapp-txt";
  const OpenStore open = [this] { return Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); };
  const auto refused = follow(io::posix(), system_clock(), open, request, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, 2121);
}

}  // namespace
}  // namespace muniment::pipeline
