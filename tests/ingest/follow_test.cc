// SPDX-License-Identifier: GPL-3.0-or-later
// Sources that grow: what is handed out is whole, comes once, and goes on where it was left.
#include "ingest/follow/followed_input.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/passing_file_system.h"
#include "tests/support/temp_dir.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;

class Follow : public testing::Test {
 protected:
  void open(const std::string& name) {
    auto input = FollowedInput::open(io::posix(), at(name), cursors_, *watch_);
    ASSERT_TRUE(input) << one_line(input.error());
    input_ = std::move(*input);
  }
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  void append(const std::string& name, std::string_view text) const {
    std::ofstream(at(name), std::ios::app | std::ios::binary) << text;
  }
  void write(const std::string& name, std::string_view text) const { std::ofstream(at(name), std::ios::trunc | std::ios::binary) << text; }

  void set_age(const std::string& name, int seconds) const {
    fs::last_write_time(at(name), fs::file_time_type::clock::now() - std::chrono::seconds(seconds));
  }

  // The next part's bytes, "" if there is none; it is acknowledged, and its cursor kept, if `keep`.
  std::string next(bool keep = true) {
    now_ms_ += 100;
    auto part = input_->next(now_ms_);
    EXPECT_TRUE(part) << one_line(part.error());
    if (!part || !*part) return {};
    auto stream = (*part)->input->open_member(0);
    EXPECT_TRUE(stream);
    const auto bytes = io::read_all(**stream, 4 * FollowedInput::kPartBytes);
    EXPECT_TRUE(bytes);
    first_line_ = (*part)->first_line;
    first_offset_ = (*part)->first_offset;
    if (keep) {
      if ((*part)->after) cursors_.push_back(*(*part)->after);
      input_->acknowledge();
    }
    return std::string(as_text(*bytes));
  }
  std::string all() {
    std::string out;
    for (;;) {
      const std::string part = next();
      if (part.empty()) return out;
      out += part;
    }
  }

  test::TempDir folder_;
  std::unique_ptr<io::Watch> watch_ = io::Watch::create();
  std::vector<FollowCursor> cursors_;
  std::unique_ptr<FollowedInput> input_;
  int64_t now_ms_ = 1'000'000;
  uint64_t first_line_ = 0, first_offset_ = 0;
};

TEST_F(Follow, OnlyWholeLinesAreHandedOut) {
  open("stream");
  EXPECT_EQ(next(), "");  // it is not there yet
  append("stream", "one\ntw");
  EXPECT_EQ(next(), "one\n");
  EXPECT_EQ(next(), "");
  append("stream", "o\nthree\n");
  EXPECT_EQ(next(), "two\nthree\n");
  EXPECT_EQ(first_line_, 1);
  EXPECT_EQ(first_offset_, 4);
  EXPECT_EQ(next(), "");
}

TEST_F(Follow, WhatIsNotAcknowledgedComesAgain) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(next(false), "one\n");
  append("stream", "two\n");
  EXPECT_EQ(next(), "one\ntwo\n");
  EXPECT_EQ(next(), "");
}

TEST_F(Follow, ALineThatIsLongerThanAPartComesWhole) {
  const std::string line(FollowedInput::kPartBytes + 5'000, 'x');
  append("stream", "a\n" + line);
  open("stream");
  EXPECT_EQ(next(), "a\n");
  EXPECT_EQ(next(), "");
  append("stream", "\nb\n");
  auto part = input_->next(now_ms_);
  ASSERT_TRUE(part && *part);
  auto stream = (*part)->input->open_member(0);
  const auto bytes = io::read_all(**stream, line.size() + 100);
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(as_text(*bytes).starts_with(line + "\n"));
}

TEST_F(Follow, ARotatedFileIsReadToItsEndFirst) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(next(), "one\n");
  append("stream", "two\n");
  fs::rename(at("stream"), at("stream.1"));
  append("stream", "three\n");
  EXPECT_EQ(all(), "two\nthree\n");
  append("stream.1", "late\ntorn");  // whoever writes had not looked yet
  EXPECT_EQ(all(), "late\n");
  now_ms_ += 120'000;
  EXPECT_EQ(all(), "torn");
  append("stream", "four\n");
  EXPECT_EQ(all(), "four\n");
}

TEST_F(Follow, ACutFileIsReadFromItsStart) {
  append("stream", "one\ntwo\n");
  open("stream");
  EXPECT_EQ(all(), "one\ntwo\n");
  write("stream", "three\n");
  EXPECT_EQ(all(), "three\n");
  const auto notes = input_->take_notes();
  ASSERT_EQ(notes.size(), 1);
  EXPECT_EQ(notes.front(), at("stream") + " was cut after 8 bytes of it were read; it is read from its start");
  EXPECT_TRUE(input_->take_notes().empty());
}

TEST_F(Follow, AFileThatIsWrittenAnewIsReadFromItsStartThoughItIsLonger) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(all(), "one\n");
  write("stream", "another\nlonger\n");
  EXPECT_EQ(all(), "another\nlonger\n");
  EXPECT_EQ(input_->take_notes().size(), 1);
}

TEST_F(Follow, GoesOnAtItsCursor) {
  append("stream", "one\ntwo\n");
  open("stream");
  EXPECT_EQ(all(), "one\ntwo\n");
  append("stream", "three\n");
  open("stream");
  EXPECT_EQ(all(), "three\n");
  EXPECT_EQ(first_line_, 2);
}

TEST_F(Follow, GoesOnInAFileThatWasRenamedMeanwhile) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(all(), "one\n");
  append("stream", "two\n");
  fs::rename(at("stream"), at("stream.1"));
  append("stream", "three\n");
  open("stream");
  EXPECT_EQ(all(), "two\nthree\n");
  EXPECT_TRUE(input_->take_notes().empty());
}

TEST_F(Follow, GoesOnInACopyOfTheFile) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(all(), "one\n");
  fs::copy_file(at("stream"), at("copy"));
  fs::rename(at("copy"), at("stream"));
  append("stream", "two\n");
  open("stream");
  EXPECT_EQ(all(), "two\n");
}

TEST_F(Follow, SaysThatTheFileIsGone) {
  append("stream", "one\n");
  open("stream");
  EXPECT_EQ(all(), "one\n");
  write("other", "three\n");
  fs::rename(at("other"), at("stream"));
  open("stream");
  const auto notes = input_->take_notes();
  ASSERT_EQ(notes.size(), 1);
  EXPECT_TRUE(notes.front().find("is gone") != std::string::npos) << notes.front();
  EXPECT_EQ(all(), "three\n");
}

TEST_F(Follow, FilesOfAFolderGrowSideBySide) {
  fs::create_directory(at("in"));
  append("in/a.ndjson", "a1\n");
  append("in/b.jsonl", "b1\n");
  append("in/notes.txt", "not ours\n");
  open("in");
  EXPECT_EQ(all(), "a1\nb1\n");
  append("in/a.ndjson", "a2\n");
  EXPECT_EQ(all(), "a2\n");
  append("in/b.jsonl", "b2\n");
  append("in/c.ndjson", "c1\n");
  now_ms_ += 1'000;
  EXPECT_EQ(all(), "b2\nc1\n");
  append("in/a.ndjson", "a3\n");
  open("in");
  EXPECT_EQ(all(), "a3\n");
}

TEST_F(Follow, AFileOfAFolderThatGrowsKeepsNoOtherWaiting) {
  fs::create_directory(at("in"));
  append("in/a.ndjson", "a1\n");
  append("in/b.ndjson", "b1\n");
  open("in");
  set_age("in/b.ndjson", 1);
  set_age("in/a.ndjson", 2);
  EXPECT_EQ(next(), "a1\n");
  append("in/a.ndjson", "a2\n");
  EXPECT_EQ(next(), "b1\n");
  EXPECT_EQ(next(), "a2\n");
}

TEST_F(Follow, WhatARecorderHasLeftIsReadToItsEndBeforeWhatItWrites) {
  fs::create_directory(at("in"));
  const auto long_text = [](const std::string& line) {
    std::string text;
    while (text.size() < 2 * FollowedInput::kPartBytes) text += line;
    return text;
  };
  const std::string first = long_text("1\n"), second = long_text("2\n"), third = long_text("3\n");
  append("in/rec-9.ndjson", first);
  append("in/rec-10.ndjson", second);
  append("in/rec.ndjson", third);
  set_age("in/rec-9.ndjson", 3);
  set_age("in/rec-10.ndjson", 2);
  open("in");
  EXPECT_TRUE(all() == first + second + third);
}

// In which something happens once, right behind the n-th listing of a folder.
class MovingFileSystem final : public test::PassingFileSystem {
 public:
  MovingFileSystem(int behind, std::function<void()> happens) : behind_(behind), happens_(std::move(happens)) {}
  Result<std::vector<io::DirectoryEntry>> list(const io::Path& path) override {
    auto entries = io::posix().list(path);
    if (--behind_ == 0) happens_();
    return entries;
  }

 private:
  int behind_;
  std::function<void()> happens_;
};

// During the look, and between it and the opening of the file: a look lists the folder twice.
TEST_F(Follow, AFileThatIsRotatedInTheWorstMomentComesBeforeTheNewOneAndEachOnce) {
  for (const int behind : {1, 2, 3, 4}) {
    SCOPED_TRACE(behind);
    fs::remove_all(at("in"));
    fs::create_directory(at("in"));
    cursors_.clear();
    append("in/a.ndjson", "1\n");
    MovingFileSystem moving(behind, [&] {
      append("in/a.ndjson", "2\n");
      fs::rename(at("in/a.ndjson"), at("in/a-1.ndjson"));
      set_age("in/a-1.ndjson", 1);
      append("in/a.ndjson", "3\n");
    });
    auto input = FollowedInput::open(moving, at("in"), cursors_, *watch_);
    ASSERT_TRUE(input);
    input_ = std::move(*input);
    std::string got;
    for (int i = 0; i < 5; ++i) got += all();
    EXPECT_EQ(got, "1\n2\n3\n");
  }
}

TEST_F(Follow, AFileThatIsRemovedBeforeItCouldBeOpenedIsNoError) {
  fs::create_directory(at("in"));
  append("in/a.ndjson", "1\n");
  append("in/b.ndjson", "2\n");
  MovingFileSystem moving(2, [&] { fs::remove(at("in/a.ndjson")); });
  auto input = FollowedInput::open(moving, at("in"), cursors_, *watch_);
  ASSERT_TRUE(input);
  input_ = std::move(*input);
  EXPECT_EQ(all(), "2\n");
}

TEST_F(Follow, AFileOfAFolderIsTheSameUnderAnotherName) {
  fs::create_directory(at("in"));
  append("in/a.ndjson", "a1\n");
  open("in");
  EXPECT_EQ(all(), "a1\n");
  fs::rename(at("in/a.ndjson"), at("in/a-2026-03-04.ndjson"));
  append("in/a-2026-03-04.ndjson", "a2\n");
  append("in/a.ndjson", "a3\n");
  const std::string both = all();
  EXPECT_TRUE(both == "a2\na3\n" || both == "a3\na2\n") << both;
  open("in");
  EXPECT_EQ(all(), "");
}

TEST_F(Follow, AFileThatIsRemovedIsReadToItsEnd) {
  fs::create_directory(at("in"));
  append("in/a.ndjson", "a1\n");
  open("in");
  EXPECT_EQ(all(), "a1\n");
  append("in/a.ndjson", "a2\ntorn");
  fs::remove(at("in/a.ndjson"));
  EXPECT_EQ(all(), "a2\ntorn");
}

TEST_F(Follow, ABodyIsTakenWhenItStandsStill) {
  fs::create_directory(at("in"));
  append("in/1.json", "{\n\"half\":");
  open("in");
  EXPECT_EQ(next(), "");
  append("in/1.json", " 1\n}");
  EXPECT_EQ(next(), "");
  now_ms_ += 2'000;
  EXPECT_EQ(next(), "{\n\"half\": 1\n}");
  EXPECT_EQ(next(), "");
}

TEST_F(Follow, APipeGivesWholeLinesAndHasNoEnd) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  open("pipe");
  EXPECT_EQ(next(), "");
  {
    std::ofstream writer(at("pipe"));
    writer << "one\ntw" << std::flush;
    EXPECT_EQ(next(false), "one\n");
    EXPECT_EQ(next(), "one\n");  // it was not acknowledged, and is nowhere else
    writer << "o\n" << std::flush;
  }
  EXPECT_EQ(next(), "two\n");
  EXPECT_FALSE(input_->ended());
  std::ofstream(at("pipe")) << "three\n";
  EXPECT_EQ(next(), "three\n");
}

// Such a line does not wait in memory, and what is behind it comes after it.
TEST_F(Follow, APipeGivesALineThatIsLongerThanAPartWhole) {
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  open("pipe");
  const std::string text = "one\n" + std::string(20 << 20, 'a') + "\nthree\nfo";
  std::thread writer([&] { append("pipe", text); });
  std::string got;
  while (got.size() < text.size() - 2) {
    const auto part = input_->next(now_ms_ += 100);
    ASSERT_TRUE(part) << one_line(part.error());
    if (!*part) continue;
    EXPECT_EQ((*part)->first_offset, got.size());
    EXPECT_EQ((*part)->first_line, static_cast<uint64_t>(std::ranges::count(got, '\n')));
    for (int i = 0; i < 2; ++i) {  // what is not acknowledged may be read again
      const auto stream = (*part)->input->open_member(0);
      ASSERT_TRUE(stream);
      const auto bytes = io::read_all(**stream, 32 << 20);
      ASSERT_TRUE(bytes);
      if (i == 1) got += as_text(*bytes);
    }
    input_->acknowledge();
  }
  writer.join();
  EXPECT_TRUE(got == text.substr(0, text.size() - 2));
  EXPECT_EQ(next(), "");
}

TEST_F(Follow, RefusesWhatIsNoFile) {
  const auto device = FollowedInput::open(io::posix(), "/dev/null", cursors_, *watch_);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().id, 2120);
  EXPECT_FALSE(FollowedInput::open(io::posix(), at("no/such"), cursors_, *watch_));
}

}  // namespace
}  // namespace muniment::ingest
