// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's age is the other implementation: it opens what we write, and we open what it writes.
#include <gtest/gtest.h>

#include "core/base/base64.h"
#include "core/crypto/age_file.h"
#include "core/io/file_system.h"
#include "tests/core/crypto/bytes_of.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace muniment::crypto {
namespace {

using test::run_command;
using test::sample;

class AgeOracleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_program("age") || !test::has_program("age-keygen")) {
      GTEST_SKIP() << "the program age is not installed";
    }
  }
  std::string put(const std::string& name, ByteView content) {
    EXPECT_TRUE(io::write_file_durably(io::posix(), dir_ / name, content));
    return (dir_ / name).string();
  }
  Bytes get(const std::string& name) { return io::read_file(io::posix(), dir_ / name, 10'000'000).value(); }
  std::string at(const std::string& name) { return (dir_ / name).string(); }
  // age asks for a passphrase on a terminal only; script(1) gives it one.
  int with_terminal(const std::string& typed, const std::string& command) {
    return run_command("printf '" + typed + "' | script -qec '" + command + "' /dev/null").status;
  }

  test::TempDir dir_;
};

constexpr size_t kLengths[] = {0, 1, 1000, 65'535, 65'536, 65'537, 131'072, 300'000};

TEST_F(AgeOracleTest, AgeOpensWhatWeSealToItsRecipient) {
  ASSERT_EQ(run_command("age-keygen -o " + at("key") + " 2>/dev/null").status, 0);
  std::string recipient = run_command("age-keygen -y " + at("key")).output;
  recipient.pop_back();
  const std::vector<std::string> recipients = {AgeIdentity::new_random().recipient(), recipient};
  for (const size_t length : kLengths) {
    put("sealed", age_seal_to(recipients, sample(length)).value());
    const auto opened = run_command("age -d -i " + at("key") + " " + at("sealed"));
    EXPECT_EQ(opened.status, 0);
    EXPECT_EQ(to_bytes(opened.output), sample(length)) << length;
  }
}

TEST_F(AgeOracleTest, AgeOpensItWithTheIdentityThatWeWrite) {
  const AgeIdentity identity = AgeIdentity::new_random();
  const std::string recipient = identity.recipient();
  put("key", identity.text().view());
  put("sealed", age_seal_to({&recipient, 1}, sample(100)).value());
  EXPECT_EQ(to_bytes(run_command("age -d -i " + at("key") + " " + at("sealed")).output), sample(100));
}

TEST_F(AgeOracleTest, WeOpenWhatAgeSeals) {
  const AgeIdentity identity = AgeIdentity::new_random();
  const std::string other = AgeIdentity::new_random().recipient();
  std::vector<AgeIdentity> identities;
  identities.push_back(identity.clone());
  for (const size_t length : kLengths) {
    put("plain", sample(length));
    const std::string command =
        "age -r " + other + " -r " + identity.recipient() + " -o " + at("sealed") + " " + at("plain");
    ASSERT_EQ(run_command(command).status, 0);
    EXPECT_TRUE(equal(age_open(identities, get("sealed")).value().view(), sample(length))) << length;
    ASSERT_TRUE(io::posix().remove(dir_ / "sealed"));
  }
}

TEST_F(AgeOracleTest, AgeOpensWhatWeSealWithAPassphrase) {
  if (!test::has_program("script")) GTEST_SKIP() << "the program script is not installed, and age wants a terminal";
  put("sealed", age_seal_with_passphrase(as_bytes("correct horse"), sample(1000), 10).value());
  EXPECT_EQ(with_terminal("correct horse\\n", "age -d -o " + at("plain") + " " + at("sealed")), 0);
  EXPECT_EQ(get("plain"), sample(1000));
}

TEST_F(AgeOracleTest, WeOpenWhatAgeSealsWithAPassphrase) {
  if (!test::has_program("script")) GTEST_SKIP() << "the program script is not installed, and age wants a terminal";
  put("plain", sample(1000));
  EXPECT_EQ(with_terminal("correct horse\\ncorrect horse\\n", "age -p -o " + at("sealed") + " " + at("plain")), 0);
  EXPECT_TRUE(equal(age_open_with_passphrase(as_bytes("correct horse"), get("sealed")).value().view(), sample(1000)));
}

// Without the program: a file that age 1.1.1 made (`age -p`), once, with the passphrase "correct horse".
TEST(AgeVector, AFileOfAgeOpensWithItsPassphrase) {
  const Bytes file = from_base64(
                         "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+"
                         "IHNjcnlwdCAzU09QSHZzalFGTTFaRGpLYzlDYVNnIDE4CjFaMzVrT2J6MCs3VkpnYVJvYXJ0WGJveHJQT3QwdktUalBpS"
                         "U9VTm03dlUKLS0tIGhpMjVsZ2Y0TVRwbU9melRwcFFpdXVvRzBBRStmWXJnM1M4NVcvQldQd28KM9i9yN5IzaA29+"
                         "G6M3cLiPOUQRZEzlNh9hIqh9bRhlXiLY+kZ0+7CydE5Q==")
                         .value();
  EXPECT_EQ(as_text(age_open_with_passphrase(as_bytes("correct horse"), file).value().view()), "hello pass\n");
}

// And one that it made for the identity of age_file_test.cc (`age -r`).
TEST(AgeVector, AFileOfAgeOpensWithItsIdentity) {
  const Bytes file = from_base64(
                         "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+"
                         "IFgyNTUxOSB2Zjh5SW9sMyt6c3ZRUWV4bi94SXFlcityZWlSSHloYXJSYzZuNmtFMnl3CmNnOU5iVnNPOUhWR2Y5ZzJFN"
                         "W5qVjh5V1g5ZU5qUWVva1k3L3FydktZc00KLS0tIFBDckQvNDc3a1ZrcFlTWEdQNStrRlJ3Skt0UWxoRnNaKytSM1RYOD"
                         "hTbU0K1c9yUOGOeEyiA4aWv1j6/nI1/7pVsbwcBBJ8D93J4BrVAXLNjTa69ZC8jEc0YoE=")
                         .value();
  std::vector<AgeIdentity> identities;
  identities.push_back(
      AgeIdentity::parse("AGE-SECRET-KEY-1Y2GPGLWMZQY08V3U5U97JPLW87RGHRM0PMNNW92KQ4C0X5DGG35QZUUMS5").value());
  EXPECT_EQ(as_text(age_open(identities, file).value().view()), "hello identity\n");
}

}  // namespace
}  // namespace muniment::crypto
