// SPDX-License-Identifier: GPL-3.0-or-later
// Repair from a second copy: what can be restored is restored byte for byte, what cannot is listed, and nothing good is
// lost.
#include <algorithm>
#include <filesystem>
#include <map>
#include <random>

#include "archive/repair.h"
#include "tests/archive/damage_fixture.h"

namespace muniment::archive {
namespace {

using Tree = std::map<std::string, Bytes>;

Tree tree_of(const io::Path& path) {
  Tree tree;
  for (const std::string& file : files_under(path)) {
    if (file != "LOCK" && !file.starts_with("damaged/")) tree[file] = content_of(path / file);
  }
  return tree;
}

std::vector<std::string> differing(const Tree& a, const Tree& b) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : a) {
    const auto other = b.find(name);
    if (other == b.end() || other->second != bytes) names.push_back(name);
  }
  for (const auto& [name, bytes] : b) {
    if (!a.contains(name)) names.push_back("extra " + name);
  }
  return names;
}

class RepairTest : public DamageTest {
 protected:
  void SetUp() override {
    DamageTest::SetUp();
    copy_tree(path(), copy());
    whole_ = tree_of(path());
  }
  void TearDown() override { remove_tree(copy()); }

  [[nodiscard]] io::Path copy() const { return dir_ / "B"; }

  Result<RepairReport> try_repair(bool dry_run = false) {
    RepairRequest request;
    request.copy = copy();
    request.dry_run = dry_run;
    return repair_with(io::posix(), Layout{path()}, test_identities(), request, clock_, {});
  }
  RepairReport repaired(bool dry_run = false) {
    auto report = try_repair(dry_run);
    EXPECT_TRUE(report) << one_line(report.error()) << ": " << report.error().why;
    return report ? std::move(*report) : RepairReport{};
  }
  void expect_restored() {
    const RepairReport report = repaired();
    for (const Finding& finding : report.after.findings) ADD_FAILURE() << finding.path << ": " << finding.what;
    EXPECT_EQ(differing(whole_, tree_of(path())), std::vector<std::string>{});
  }
  static void lose(const io::Path& file) {
    set_content(file, {});
    std::filesystem::remove(file);
  }
  [[nodiscard]] LogEntry entry_of(uint64_t message) { return *reader()->find(MessageNumber{message}); }

  Tree whole_;
};

TEST_F(RepairTest, AWholeArchiveIsLeftAlone) {
  const RepairReport report = repaired();
  EXPECT_TRUE(report.restored.empty());
  EXPECT_TRUE(report.kept_in.empty());
  EXPECT_EQ(differing(whole_, tree_of(path())), std::vector<std::string>{});
}

TEST_F(RepairTest, EachFileThatIsLostComesBack) {
  for (const auto& [file, bytes] : whole_) {
    if (file.starts_with("spool/")) continue;  // a spool file that is gone was folded, as far as anyone can tell
    lose(path() / file);
    SCOPED_TRACE(file);
    expect_restored();
  }
}

TEST_F(RepairTest, EachFileThatIsGarbledComesBackAndIsKept) {
  for (const auto& [file, bytes] : whole_) {
    const size_t at = file.starts_with("seg/") ? kPage + 300 : bytes.size() / 2;
    flip_byte(path() / file, at);
    const Bytes damaged = content_of(path() / file);
    SCOPED_TRACE(file);
    const RepairReport report = repaired();
    EXPECT_TRUE(report.after.findings.empty());
    ASSERT_FALSE(report.kept_in.empty());
    EXPECT_EQ(content_of(path() / report.kept_in / file), damaged);
    EXPECT_EQ(differing(whole_, tree_of(path())), std::vector<std::string>{});
    std::filesystem::remove_all(path() / "damaged");
  }
}

TEST_F(RepairTest, ADryRunSaysTheSameAndWritesNothing) {
  flip_byte(segment(2), kPage + 300);
  lose(path() / "HEAD");
  const Tree before = tree_of(path());
  const RepairReport planned = repaired(true);
  EXPECT_EQ(differing(before, tree_of(path())), std::vector<std::string>{});
  EXPECT_TRUE(planned.after.findings.empty());
  const RepairReport done = repaired();
  ASSERT_EQ(planned.restored.size(), done.restored.size());
  for (size_t i = 0; i < done.restored.size(); ++i) EXPECT_EQ(planned.restored[i].path, done.restored[i].path);
}

TEST_F(RepairTest, DamageInBothCopiesIsMendedWhereItLiesInDifferentFrames) {
  const LogEntry one = entry_of(1);
  const LogEntry two = entry_of(2);
  flip_byte(segment(2), one.offset + kFrameHeader + 5);
  flip_byte(copy() / "seg/1/000000000002.mseg", two.offset + kFrameHeader + 5);
  expect_restored();
}

TEST_F(RepairTest, TwoFramesOfOneGroupComeFromDifferentCopies) {
  open();
  add("four");
  add("five");
  add("six");
  commit();
  close();
  copy_tree(path(), copy());
  whole_ = tree_of(path());
  const LogEntry four = entry_of(4);
  const LogEntry six = entry_of(6);
  const io::Path file = segment(four.segment.value);
  flip_byte(file, four.offset + 3);                   // its header
  flip_byte(file, entry_of(5).offset + kFrameHeader);  // a payload
  flip_byte(copy() / "seg/1" / file.filename(), six.offset + kFrameHeader + 2);
  expect_restored();
}

TEST_F(RepairTest, WhatIsDamagedInBothCopiesIsListedAndStays) {
  const LogEntry two = entry_of(2);
  flip_byte(segment(2), two.offset + kFrameHeader + 5);
  flip_byte(copy() / "seg/1/000000000002.mseg", two.offset + kFrameHeader + 6);
  const Tree before = tree_of(path());
  const RepairReport report = repaired();
  EXPECT_EQ(differing(before, tree_of(path())), std::vector<std::string>{});
  EXPECT_EQ(report.after.damage.frames, 1U);
  EXPECT_EQ(report.after.damage.messages, 1U);
}

TEST_F(RepairTest, AnOlderCopyRestoresWhatItHasAndTheRestIsListed) {
  open();
  say({"later"});
  close();
  flip_byte(segment(2), kPage + 300);
  const LogEntry later = entry_of(4);
  flip_byte(segment(later.segment.value), later.offset + kFrameHeader + 1);
  const RepairReport report = repaired();
  EXPECT_EQ(content_of(segment(2)), whole_.at("seg/1/000000000002.mseg"));
  EXPECT_EQ(report.after.damage.messages, 1U);
  for (const RestoredFile& file : report.restored) EXPECT_EQ(file.path, "seg/1/000000000002.mseg");
}

TEST_F(RepairTest, ANewerCopyAddsNothingThatWasNotHere) {
  copy_tree(path(), dir_ / "old");
  open();
  say({"later"});
  close();
  copy_tree(path(), copy());
  copy_tree(dir_ / "old", path());
  flip_byte(segment(2), kPage + 300);
  expect_restored();  // to what it was, without "later"
}

TEST_F(RepairTest, SealedSegmentsComeBackWithTheirSeals) {
  WriterOptions options;
  options.seal.size = 5 * kPage;
  auto writer = open_writer(io::posix(), Layout{path()}, test_identities(), clock_, options);
  ASSERT_TRUE(writer) << one_line(writer.error());
  writer_ = std::move(*writer);
  say({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"});
  close();
  copy_tree(path(), dir_ / "whole");
  copy_tree(path(), copy());
  whole_ = tree_of(path());
  size_t sealed = 0;
  for (const auto& [file, bytes] : whole_) {
    if (!file.starts_with("seg/")) continue;
    ++sealed;
    const auto harm = [&](const std::string& how, const std::function<void(const io::Path&)>& doing) {
      SCOPED_TRACE(file + " " + how);
      doing(path() / file);
      expect_restored();
      copy_tree(dir_ / "whole", path());
    };
    harm("lost", [](const io::Path& p) { lose(p); });
    harm("garbled at its end", [&](const io::Path& p) { flip_byte(p, bytes.size() - kPage + 10); });
    harm("without its last page", [&](const io::Path& p) { set_content(p, ByteView(bytes).first(bytes.size() - kPage)); });
    const auto next = std::next(whole_.find(file));
    const bool is_last = next == whole_.end() || next->first.substr(0, 6) != file.substr(0, 6);
    if (is_last) continue;  // it goes on: bytes behind its last group are a torn tail, and stay
    harm("with bytes behind", [&](const io::Path& p) {
      Bytes more = bytes;
      append(more, Bytes(100, 0x55));
      set_content(p, more);
    });
    if (HasFailure()) return;
  }
  EXPECT_GT(sealed, 4U);
}

TEST_F(RepairTest, ACopyOfAnotherArchiveIsRefused) {
  remove_tree(copy());
  ASSERT_TRUE(create_test_archive(io::posix(), copy(), clock_));
  EXPECT_EQ(try_repair().error().code, ErrorCode::invalid_argument);
  lose(path() / "archive.note");
  EXPECT_EQ(try_repair().error().code, ErrorCode::invalid_argument);
}

TEST_F(RepairTest, AnArchiveThatIsBeingWrittenToIsLocked) {
  open();
  EXPECT_EQ(try_repair().error().code, ErrorCode::locked);
}

TEST_F(RepairTest, ARingThatTheLogDoesNotNameIsNotPutInPlace) {
  const uint32_t epoch = reader()->key_record()->epoch;
  const std::string ring = "keys/ring." + std::to_string(epoch) + ".age";
  lose(path() / ring);
  ASSERT_TRUE(crypto::age_seal_to(std::vector<std::string>{test_identity().recipient()}, to_bytes("x")));
  std::filesystem::rename(copy() / ring, copy() / ("keys/ring." + std::to_string(epoch + 7) + ".age"));
  EXPECT_FALSE(try_repair());
  EXPECT_FALSE(std::filesystem::exists(path() / ring));
}

TEST_F(RepairTest, EveryInterruptionLeavesSomethingThatASecondRunFinishes) {
  const auto damage = [&] {
    flip_byte(segment(2), kPage + 300);
    lose(path() / "HEAD");
    for (const auto& [file, bytes] : whole_) {
      if (file.starts_with("blob/")) flip_byte(path() / file, 60);
    }
  };
  copy_tree(path(), dir_ / "whole");
  for (size_t n = 0;; ++n) {
    copy_tree(dir_ / "whole", path());
    damage();
    test::FaultFileSystem faulty(io::posix());
    faulty.stop_after(n);
    RepairRequest request;
    request.copy = copy();
    const auto first = repair_with(faulty, Layout{path()}, test_identities(), request, clock_, {});
    faulty.cut_power();
    SCOPED_TRACE("stopped after " + std::to_string(n));
    expect_restored();
    if (HasFailure() || first) break;
  }
}

// Random files of the archive are lost, cut or garbled, some of them several times. With a whole copy everything comes
// back; with one that is damaged too, what does not come back is listed.
class RandomDamage : public RepairTest {
 protected:
  void harm(const io::Path& root, int times, std::mt19937_64& random) {
    std::vector<std::string> files;
    for (const auto& [file, bytes] : whole_) {
      if (!file.starts_with("spool/")) files.push_back(file);
    }
    for (int i = 0; i < times; ++i) {
      const io::Path file = root / files[random() % files.size()];
      if (!std::filesystem::exists(file)) continue;
      Bytes bytes = content_of(file);
      const uint64_t way = random() % 4;
      if (way == 0) lose(file);
      if (way == 1) set_content(file, ByteView(bytes).first(random() % (bytes.size() + 1)));
      for (uint64_t flips = way >= 2 ? 1 + random() % 40 : 0; flips > 0 && !bytes.empty(); --flips) {
        bytes[random() % bytes.size()] ^= static_cast<Byte>(1 + random() % 255);
      }
      if (way >= 2) set_content(file, bytes);
    }
  }
};

TEST_F(RandomDamage, WithAWholeCopyEverythingComesBack) {
  copy_tree(path(), dir_ / "whole");
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    std::mt19937_64 random(seed);
    harm(path(), 10, random);
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_restored();
    if (HasFailure()) return;
    copy_tree(dir_ / "whole", path());
  }
}

TEST_F(RandomDamage, WithADamagedCopyWhatDoesNotComeBackIsListed) {
  copy_tree(path(), dir_ / "whole");
  size_t restored = 0;
  for (uint64_t seed = 1001; seed <= 1025; ++seed) {
    std::mt19937_64 random(seed);
    harm(path(), 3, random);
    harm(copy(), 3, random);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Tree harmed = tree_of(path());
    const auto report = try_repair();
    const Tree now = tree_of(path());
    if (report && report->after.findings.empty()) {
      auto left = differing(whole_, now);  // a kept checkpoint that is gone says nothing that HEAD does not say
      std::erase_if(left, [&](const std::string& name) { return name.starts_with("ckpt/") && !now.contains(name); });
      EXPECT_EQ(left, std::vector<std::string>{});
      ++restored;
    }
    for (const auto& [file, bytes] : whole_) {  // what was good stays good
      const auto before = harmed.find(file);
      if (before == harmed.end() || before->second != bytes) continue;
      EXPECT_EQ(now.at(file), bytes) << file;
    }
    if (HasFailure()) return;
    copy_tree(dir_ / "whole", path());
    copy_tree(dir_ / "whole", copy());
  }
  EXPECT_GT(restored, 0U);
}

}  // namespace
}  // namespace muniment::archive
