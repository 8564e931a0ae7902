// SPDX-License-Identifier: GPL-3.0-or-later
// A reader goes through sealed segments by the table of their SEAL: it sees the log that a walk over all frames sees, reads no
// frame for it, and what is wrong with a table or a frame never gives other records than those of the log.
#include <algorithm>
#include <map>

#include "archive/seal_frame.h"
#include "tests/archive/archive_fixture.h"
#include "tests/support/passing_file_system.h"

namespace muniment::archive {
namespace {

// Remembers where files are read.
class WatchedReads : public test::PassingFileSystem {
 public:
  struct Stretch {
    uint64_t begin = 0, end = 0;
  };
  Result<std::unique_ptr<io::File>> open_read(const io::Path& path) override {
    MUNIMENT_TRY(auto file, io::posix().open_read(path));
    return std::unique_ptr<io::File>(std::make_unique<Watched>(std::move(file), reads_[path.string()]));
  }
  [[nodiscard]] bool has_read(const io::Path& path, uint64_t at) const {
    const auto found = reads_.find(path.string());
    return found != reads_.end() && std::ranges::any_of(found->second, [at](const Stretch& s) { return s.begin <= at && at < s.end; });
  }
  void forget() {
    for (auto& [path, stretches] : reads_) stretches.clear();
  }

 private:
  class Watched : public io::File {
   public:
    Watched(std::unique_ptr<io::File> file, std::vector<Stretch>& reads) : file_(std::move(file)), reads_(reads) {}
    Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
      reads_.push_back({offset, offset + out.size()});
      return file_->read_at(offset, out);
    }
    Result<void> append(ByteView bytes) override { return file_->append(bytes); }
    Result<void> reserve(uint64_t offset, uint64_t length) override { return file_->reserve(offset, length); }
    Result<void> sync() override { return file_->sync(); }
    Result<uint64_t> size() const override { return file_->size(); }
    void drop_cache() const override { file_->drop_cache(); }
    Result<bool> try_lock_exclusive() override { return file_->try_lock_exclusive(); }
    Result<bool> try_lock_shared() override { return file_->try_lock_shared(); }

   private:
    std::unique_ptr<io::File> file_;
    std::vector<Stretch>& reads_;
  };
  std::map<std::string, std::vector<Stretch>> reads_;
};

class SealedReading : public ArchiveTest {
 protected:
  // Thirty groups of three frames; four segments of messages, the last one open.
  void SetUp() override {
    create();
    WriterOptions options;
    options.seal.size = 40'000;
    writer_ = open_test_writer(io::posix(), path(), clock_, options).value();
    for (int group = 0; group < 30; ++group) {
      for (int i = 0; i < 3; ++i) {
        texts_.push_back("message " + std::to_string(texts_.size()));
        add(texts_.back());
      }
      commit();
    }
    close();
  }

  std::unique_ptr<ReaderImpl> open_for(OpenFor use, io::FileSystem& fs = io::posix()) {
    auto opened = ReaderImpl::open(fs, Layout{path()}, test_identities(), use);
    EXPECT_TRUE(opened) << one_line(opened.error());
    return opened ? std::move(*opened) : nullptr;
  }
  SealBody seal_of(uint64_t number) {
    const Bytes file = content_of(segment(number));
    const auto at = get_le<uint64_t>(file, file.size() - kSealEnd);
    return decode_seal(ByteView(file).subspan(at), at).value();
  }
  // As somebody would who can write the file and has no key.
  void seal_anew(uint64_t number, const SealBody& body) {
    Bytes file = content_of(segment(number));
    const auto at = get_le<uint64_t>(file, file.size() - kSealEnd);
    const auto header = decode_frame_header(ByteView(file).subspan(at)).value();
    file.resize(at);
    append(file, build_seal(SegmentNo{number}, header.frame, header.chain, at, body));
    set_content(segment(number), file);
  }
  static void expect_same_log(const ReaderImpl& a, const ReaderImpl& b) {
    EXPECT_EQ(a.end(), b.end());
    ASSERT_EQ(a.entries().size(), b.entries().size());
    for (size_t i = 0; i < a.entries().size(); ++i) {
      const LogEntry &x = a.entries()[i], &y = b.entries()[i];
      EXPECT_TRUE(x.kind == y.kind && x.cls == y.cls && x.records == y.records && x.first_message == y.first_message &&
                  x.segment == y.segment && x.frame == y.frame && x.offset == y.offset && x.committed_ms == y.committed_ms) << "entry " << i;
      EXPECT_EQ(a.log().payload_len(i), b.log().payload_len(i));
    }
  }

  std::vector<std::string> texts_;
};

TEST_F(SealedReading, TheLogIsThatOfAWalkOverAllFrames) {
  const auto by_table = open_for(OpenFor::reading), frame_by_frame = open_for(OpenFor::verifying);
  expect_same_log(*by_table, *frame_by_frame);
  EXPECT_EQ(texts_in(*by_table), texts_);
  EXPECT_TRUE(by_table->alarms().empty());
  expect_clean();
}

TEST_F(SealedReading, NoFrameOfMessagesIsReadToOpenASealedSegment) {
  WatchedReads reads;
  const auto opened = open_for(OpenFor::reading, reads);
  std::map<uint64_t, size_t> frames;  // of each segment
  for (const LogEntry& entry : opened->entries()) {
    if (entry.cls != kBusinessClass) continue;
    ++frames[entry.segment.value];
  }
  frames.erase(std::prev(frames.end()));  // is not sealed
  ASSERT_GE(frames.size(), 3U);
  for (const LogEntry& entry : opened->entries()) {
    if (entry.cls != kBusinessClass || !frames.contains(entry.segment.value)) continue;
    EXPECT_FALSE(reads.has_read(segment(entry.segment.value), entry.offset)) << "segment " << entry.segment.value << ", frame " << entry.frame.value;
  }
  reads.forget();
  static_cast<void>(open_for(OpenFor::verifying, reads));
  EXPECT_TRUE(reads.has_read(segment(2), kPage)) << "the first frame, by who goes through all";
}

// The header of a frame is looked at where the frame is read, by whoever verifies, and by every writer.
TEST_F(SealedReading, ADamagedHeaderIsToldWhereTheFrameIsReadAndBeforeAnythingIsWritten) {
  const FramePlace second = seal_of(2).places[1];
  flip_byte(segment(2), second.offset + 20);
  const auto opened = open_for(OpenFor::reading);
  std::vector<std::string> expected = texts_;
  expected[1] = "<unreadable>";
  EXPECT_EQ(texts_in(*opened), expected);
  EXPECT_EQ(refusal().code, ErrorCode::corrupt);
  EXPECT_FALSE(verify().findings.empty());
}

// The table needs no key, so it is no witness: with each of these the records of the log are read, or none.
TEST_F(SealedReading, ATableThatWasMadeUpGivesNoOtherRecords) {
  const SealBody good = seal_of(2);
  std::vector<SealBody> forged(6, good);
  forged[0].places[0].payload_len += 8;  // into the next frame
  forged[1].places[0].payload_len += 8;
  forged[1].places[1].offset += 8;
  forged[1].places[1].payload_len -= 8;  // the group still ends where it did
  std::swap(forged[2].places[1], forged[2].places[2]);
  forged[3].places.pop_back();
  forged[4].places.push_back({good.places.back().offset + 4096, 200});
  forged[5].places[4].payload_len = 0xFFFF'FFFF;
  for (size_t i = 0; i < forged.size(); ++i) {
    seal_anew(2, forged[i]);
    const auto opened = open_for(OpenFor::reading);
    const std::vector<std::string> read = texts_in(*opened);
    ASSERT_EQ(read.size(), texts_.size()) << "table " << i;
    size_t unreadable = 0;
    for (size_t at = 0; at < read.size(); ++at) {
      unreadable += read[at] == "<unreadable>" ? 1U : 0U;
      EXPECT_TRUE(read[at] == texts_[at] || read[at] == "<unreadable>") << "table " << i << ": " << read[at];
    }
    EXPECT_LE(unreadable, 2U) << "table " << i;
    EXPECT_TRUE(unreadable > 0 || !opened->alarms().empty()) << "table " << i << " is noticed";
    EXPECT_FALSE(verify().findings.empty()) << "table " << i;
  }
  seal_anew(2, good);
  expect_clean();
}

// Where a COMMIT is damaged the walk goes on frame by frame, and says what it would have said.
TEST_F(SealedReading, ADamagedCommitIsToldAsByAWalkOverAllFrames) {
  const std::vector<FramePlace> places = seal_of(2).places;
  const uint64_t commit = places[5].offset + kFrameHeader + places[5].payload_len;
  ASSERT_NE(places[6].offset, commit) << "a group ends there";
  for (const uint64_t at : {commit + 1, commit + 60, commit + kFrameHeader + 10}) {
    flip_byte(segment(2), at);
    const auto by_table = open_for(OpenFor::reading), frame_by_frame = open_for(OpenFor::verifying);
    ASSERT_FALSE(by_table->alarms().empty());
    ASSERT_EQ(by_table->alarms().size(), frame_by_frame->alarms().size());
    for (size_t i = 0; i < by_table->alarms().size(); ++i) {
      EXPECT_EQ(one_line(by_table->alarms()[i]), one_line(frame_by_frame->alarms()[i]));
      EXPECT_EQ(by_table->alarms()[i].why, frame_by_frame->alarms()[i].why);
    }
    expect_same_log(*by_table, *frame_by_frame);
    flip_byte(segment(2), at);
  }
  expect_clean();
}

// A reader that was there before goes on behind what it has seen.
TEST_F(SealedReading, AReaderFollowsAWriterThroughSegmentsThatAreSealedMeanwhile) {
  const auto opened = open_for(OpenFor::reading);
  WriterOptions options;
  options.seal.size = 40'000;
  writer_ = open_test_writer(io::posix(), path(), clock_, options).value();
  for (int group = 0; group < 20; ++group) {
    texts_.push_back("later " + std::to_string(group));
    add(texts_.back());
    commit();
    if (group % 7 == 0) {
      ASSERT_TRUE(opened->refresh());
      EXPECT_EQ(texts_in(*opened), texts_);
    }
  }
  close();
  ASSERT_TRUE(opened->refresh());
  EXPECT_EQ(texts_in(*opened), texts_);
  EXPECT_TRUE(opened->alarms().empty());
  expect_same_log(*opened, *open_for(OpenFor::verifying));
}

}  // namespace
}  // namespace muniment::archive
