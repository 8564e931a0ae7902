// SPDX-License-Identifier: GPL-3.0-or-later
// Notes of others are read, and ours are read by others: the example of the C2SP page signed-note, and a second
// implementation (tests/reference/signed_note.py) in both directions.
#include <gtest/gtest.h>

#include "archive/note.h"
#include "core/base/hex.h"
#include "core/io/file_system.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace muniment::archive {
namespace {

constexpr std::string_view kExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kExampleNote =
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

TEST(NoteVectors, TheExampleOfTheSpecificationOpensWithItsKey) {
  const auto key = NoteKey::parse(kExampleKey);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->text(), kExampleKey);
  const auto body = open_note(kExampleNote, *key, false);
  ASSERT_TRUE(body) << one_line(body.error());
  EXPECT_EQ(*body, "This is an example message.\n");
  std::string changed(kExampleNote);
  changed[0] = 't';
  EXPECT_FALSE(open_note(changed, *key, true));
}

class SecondImplementation : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_program("python3")) GTEST_SKIP() << "needs python3";
    auto pair = crypto::ed25519_from_seed(seed_);
    ASSERT_TRUE(pair);
    pair_ = std::move(*pair);
    key_ = NoteKey{"log.example/test", pair_.public_key};
  }
  test::Ended run(const std::string& arguments, std::string_view input) {
    EXPECT_TRUE(io::write_file_durably(io::posix(), dir_ / "input", as_bytes(input)));
    const std::string script = "python3 -B " MUNIMENT_SOURCE_DIR "/tests/reference/signed_note.py ";
    return test::run_command(script + arguments + " < " + (dir_ / "input").string());
  }

  const std::vector<std::string> bodies_ = {"a\n", "log.example/test\n17\nwpISAj5Xzr9YH3W9OP1s6dsN08NIhYbKHfoloBrVqvw=\n",
                                            "with an empty line\n\n\nand \xc3\xa9\n"};
  test::TempDir dir_;
  Bytes seed_ = Bytes(32, 0x5a);
  crypto::Ed25519KeyPair pair_;
  NoteKey key_;
};

TEST_F(SecondImplementation, SignsTheSameBytes) {
  for (const std::string& body : bodies_) {
    const auto theirs = run("sign " + key_.name + " " + to_hex(seed_), body);
    ASSERT_EQ(theirs.status, 0);
    EXPECT_EQ(theirs.output, sign_note(body, key_, pair_));
    const auto opened = open_note(theirs.output, key_, false);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, body);
  }
}

TEST_F(SecondImplementation, OpensOursAndNothingElse) {
  for (const std::string& body : bodies_) {
    std::string note = sign_note(body, key_, pair_);
    const auto theirs = run("open " + key_.text(), note);
    EXPECT_EQ(theirs.status, 0);
    EXPECT_EQ(theirs.output, body);
    note[0] = static_cast<char>(note[0] ^ 1);
    EXPECT_EQ(run("open " + key_.text(), note).status, 1);
    EXPECT_FALSE(open_note(note, key_, false));
  }
}

}  // namespace
}  // namespace muniment::archive
