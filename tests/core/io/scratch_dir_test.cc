// SPDX-License-Identifier: GPL-3.0-or-later
// Each case runs in a child process, since entering a namespace cannot be taken back.
#include "core/io/scratch_dir.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace muniment::io {
namespace {

using test::TempDir;

constexpr uid_t kOrdinary = 12'345;
constexpr uid_t kUnmapped = 65'534;  // what a user namespace shows for users that it does not know
constexpr const char* kRefused = "refused";

#if defined(__SANITIZE_THREAD__)  // it runs a thread of its own, and a user namespace is for processes with one thread
constexpr bool kHasHiddenThread = true;
#else
constexpr bool kHasHiddenThread = false;
#endif

// Skips where the machine gives no namespace. It is unshare(1) that says so: our own refusal alone may be our mistake.
#define SKIP_IF_REFUSED(word, asked_with)                                                                       \
  if ((word) == kRefused && kHasHiddenThread) GTEST_SKIP() << "the thread sanitizer's own thread forbids it";   \
  if ((word) == kRefused) {                                                                                     \
    ASSERT_NE(test::run_command(std::string(asked_with) + " true 2>/dev/null").status, 0) << "only we refused"; \
    GTEST_SKIP() << "this machine gives no mount namespace (container, or user namespaces are off)";            \
  }
const std::string kAskAsWeAre = ::geteuid() == 0 ? "unshare -m" : "unshare -Um";
const std::string kAskAsOrdinary =
    ::geteuid() == 0 ? "setpriv --reuid=12345 --regid=12345 --clear-groups unshare -Um" : "unshare -Um";

// A child process that says one word, waits until it may go on, and ends.
class Child {
 public:
  // `body` gets a function that says the word and returns when the parent lets it go on.
  using Say = std::function<void(const std::string&)>;
  explicit Child(const std::function<void(const Say&)>& body) {
    EXPECT_EQ(::pipe(from_child_.data()), 0);
    EXPECT_EQ(::pipe(to_child_.data()), 0);
    pid_ = ::fork();
    if (pid_ != 0) return;
    body([this](const std::string& word) {
      char go = 0;
      const std::string line = word + "\n";
      if (::write(from_child_[1], line.data(), line.size()) < 0 || ::read(to_child_[0], &go, 1) < 1) ::_exit(3);
    });
    std::exit(0);  // with the destructors of static objects: nothing is to be left behind
  }
  ~Child() {
    kill();
    for (const int fd : {from_child_[0], from_child_[1], to_child_[0], to_child_[1]}) ::close(fd);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::string word() {
    std::string word;
    for (char c = 0; ::read(from_child_[0], &c, 1) == 1 && c != '\n';) word += c;
    return word;
  }
  void go_on() { EXPECT_EQ(::write(to_child_[1], "g", 1), 1); }
  // Its exit status, or -1 for a signal.
  int wait() {
    int status = -1;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }

 private:
  std::array<int, 2> from_child_{};
  std::array<int, 2> to_child_{};
  pid_t pid_ = 0;
};

std::string in_child(const std::function<std::string()>& body) {
  Child child([&](const Child::Say& say) { say(body()); });
  const std::string word = child.word();
  child.go_on();
  child.wait();
  return word;
}

void become_ordinary() {
  if (::geteuid() == 0 &&
      (::setresgid(kOrdinary, kOrdinary, kOrdinary) != 0 || ::setresuid(kOrdinary, kOrdinary, kOrdinary) != 0))
    ::_exit(4);
  ::prctl(PR_SET_DUMPABLE, 1);  // as for a program that was started by that user
}

void lose_the_right_to_mount() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
  ::syscall(SYS_capget, &header, data.data());
  data[0].effective &= ~(1U << CAP_SYS_ADMIN);
  data[0].permitted &= ~(1U << CAP_SYS_ADMIN);
  ::syscall(SYS_capset, &header, data.data());
}

bool put_file(const Path& path) { return write_file_durably(posix(), path, as_bytes("secret")).has_value(); }
bool is_there(const Path& path) { return posix().exists(path).value_or(false); }

// A scratch directory with a file in it, in a process that has prepared for it; says the path.
void hold_scratch(const Child::Say& say) {
  if (prepare_scratch() != ScratchPrivacy::own_namespace) return say(kRefused);
  const auto scratch = ScratchDir::create().value();
  say(put_file(scratch->path() / "a") ? scratch->path().string() : "cannot write");
}

TEST(ScratchDir, IsRemovedWithEverythingInIt) {
  auto scratch = ScratchDir::create().value();
  const Path path = scratch->path();
  ASSERT_TRUE(put_file(path / "a"));
  ASSERT_TRUE(posix().make_directory(path / "d"));
  ASSERT_TRUE(put_file(path / "d/b"));
  scratch.reset();
  EXPECT_FALSE(is_there(path));
}

TEST(ScratchDir, WithoutPreparationIsAPrivateDirectory) {
  const auto scratch = ScratchDir::create().value();
  EXPECT_EQ(scratch->privacy(), ScratchPrivacy::private_directory);
  struct stat about {};
  ASSERT_EQ(::stat(scratch->path().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0700U);
}

TEST(ScratchDir, EachIsAnotherInAnyThread) {
  std::array<Path, 8> paths;
  {
    std::array<std::unique_ptr<ScratchDir>, 8> dirs;
    std::vector<std::jthread> threads;
    for (auto& dir : dirs) threads.emplace_back([&dir] { dir = ScratchDir::create().value(); });
    threads.clear();
    std::ranges::transform(dirs, paths.begin(), [](const auto& dir) { return dir->path(); });
  }
  std::ranges::sort(paths);
  EXPECT_EQ(std::ranges::adjacent_find(paths), paths.end());
  EXPECT_TRUE(std::ranges::none_of(paths, is_there));
}

TEST(ScratchDir, InANamespaceOfItsOwnNoOtherProcessSeesTheFiles) {
  Child child(hold_scratch);
  const std::string path = child.word();
  SKIP_IF_REFUSED(path, kAskAsWeAre);
  EXPECT_TRUE(path.starts_with("/")) << path;
  EXPECT_FALSE(is_there(path));
  child.go_on();
  EXPECT_EQ(child.wait(), 0);
}

TEST(ScratchDir, AnOrdinaryUserHasANamespaceTooAndKeepsTheOwnershipOfFiles) {
  const std::string word = in_child([]() -> std::string {
    become_ordinary();
    if (prepare_scratch() != ScratchPrivacy::own_namespace) return kRefused;
    const auto scratch = ScratchDir::create().value();
    struct stat about {};
    const bool owned = put_file(scratch->path() / "a") && ::stat((scratch->path() / "a").c_str(), &about) == 0;
    return owned && about.st_uid == ::getuid() && ::getuid() != kUnmapped ? "owned" : "not owned";
  });
  SKIP_IF_REFUSED(word, kAskAsOrdinary);
  EXPECT_EQ(word, "owned");
}

TEST(ScratchDir, OtherFilesStayWithinReach) {
  const TempDir dir;
  ASSERT_TRUE(put_file(dir / "before"));
  const std::string word = in_child([&]() -> std::string {
    if (prepare_scratch() != ScratchPrivacy::own_namespace) return kRefused;
    const Path in_shared_memory = "/dev/shm/" + dir.path().filename().string();
    const bool reached = is_there(dir / "before") && put_file(dir / "after") && put_file(in_shared_memory);
    return reached && posix().remove(in_shared_memory) ? "reached" : "out of reach";
  });
  SKIP_IF_REFUSED(word, kAskAsWeAre);
  EXPECT_EQ(word, "reached");
  EXPECT_TRUE(is_there(dir / "after"));
}

TEST(ScratchDir, PreparingTwiceIsPreparingOnce) {
  EXPECT_EQ(in_child([] { return prepare_scratch() == prepare_scratch() ? "same" : "different"; }), "same");
}

TEST(ScratchDir, WhereMountingIsRefusedItIsAPrivateDirectory) {
  const std::string word = in_child([]() -> std::string {
    lose_the_right_to_mount();
    if (::geteuid() != 0) return kRefused;
    if (prepare_scratch() != ScratchPrivacy::private_directory) return "mounted";
    const auto scratch = ScratchDir::create().value();
    return put_file(scratch->path() / "a") ? "private" : "cannot write";
  });
  if (word == kRefused) GTEST_SKIP() << "needs root, to have a right that can be lost";
  EXPECT_EQ(word, "private");
}

TEST(ScratchDir, AForkedChildThatExitsTakesNothingAway) {
  const std::string word = in_child([]() -> std::string {
    prepare_scratch();
    const auto scratch = ScratchDir::create().value();
    put_file(scratch->path() / "a");
    const pid_t grandchild = ::fork();
    if (grandchild == 0) std::exit(0);  // runs the destructors of static objects
    ::waitpid(grandchild, nullptr, 0);
    return is_there(scratch->path() / "a") ? "kept" : "gone";
  });
  EXPECT_EQ(word, "kept");
}

TEST(ScratchDir, SweepingLeavesTheLivingAlone) {
  const std::string word = in_child([]() -> std::string {
    prepare_scratch();
    const auto scratch = ScratchDir::create().value();
    put_file(scratch->path() / "a");
    sweep_abandoned_scratch();
    return is_there(scratch->path() / "a") ? "kept" : "swept";
  });
  EXPECT_EQ(word, "kept");
}

TEST(ScratchDir, AfterAKillSweepingRemovesWhatIsLeft) {
  for (const bool prepared : {true, false}) {
    Child child([&](const Child::Say& say) {
      if (prepared) return hold_scratch(say);
      const auto scratch = ScratchDir::create().value();
      put_file(scratch->path() / "a");
      say(scratch->path());
    });
    const Path path = child.word();
    if (path == kRefused) continue;
    const Path covered = prepared ? path.parent_path() : path;
    EXPECT_TRUE(is_there(covered));
    sweep_abandoned_scratch();
    EXPECT_TRUE(is_there(covered)) << "swept while its process lived";
    child.kill();
    sweep_abandoned_scratch();
    EXPECT_FALSE(is_there(covered));
  }
}

class SweepTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("TMPDIR", dir_.path().c_str(), 1); }
  void TearDown() override {
    ::unsetenv("TMPDIR");
    if (!before_.empty()) ::setenv("TMPDIR", before_.c_str(), 1);
  }
  Path make(const std::string& name, mode_t mode = 0700) {
    EXPECT_TRUE(posix().make_directory(dir_ / name));
    EXPECT_TRUE(put_file(dir_ / name / "a"));
    EXPECT_EQ(::chmod((dir_ / name).c_str(), mode), 0);
    return dir_ / name;
  }

  std::string before_ = std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "";
  TempDir dir_;
};

TEST_F(SweepTest, RemovesAnAbandonedDirectory) {
  const Path abandoned = make("muniment-scratch-aaaaaa");
  EXPECT_GE(sweep_abandoned_scratch(), 1U);
  EXPECT_FALSE(is_there(abandoned));
}

TEST_F(SweepTest, KeepsAnythingThatIsNotCertainlyOurs) {
  const Path another_name = make("scratch-aaaaaa");
  const Path open_to_others = make("muniment-scratch-bbbbbb", 0755);
  const Path target = make("target");
  const Path link = dir_ / "muniment-scratch-cccccc";
  ASSERT_EQ(::symlink(target.c_str(), link.c_str()), 0);
  ASSERT_TRUE(put_file(dir_ / "muniment-scratch-file"));
  sweep_abandoned_scratch();
  for (const Path& path : {another_name, open_to_others, target, link}) EXPECT_TRUE(is_there(path / "a")) << path;
  EXPECT_TRUE(is_there(dir_ / "muniment-scratch-file"));
}

TEST_F(SweepTest, KeepsTheDirectoryOfAnotherUser) {
  const Path other = make("muniment-scratch-dddddd");
  if (::geteuid() != 0 || ::chown(other.c_str(), kOrdinary, kOrdinary) != 0) {
    GTEST_SKIP() << "giving a file to another user needs root";
  }
  sweep_abandoned_scratch();
  EXPECT_TRUE(is_there(other));
}

TEST_F(SweepTest, KeepsALockedDirectory) {
  const Path locked = make("muniment-scratch-eeeeee");
  const auto lock = posix().open_read(locked).value();
  ASSERT_TRUE(lock->try_lock_exclusive().value());
  sweep_abandoned_scratch();
  EXPECT_TRUE(is_there(locked));
}

}  // namespace
}  // namespace muniment::io
