// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints that were mailed come back quoted, broken, encoded: they are found, and verify.
#include <gtest/gtest.h>

#include "archive/checkpoint_search.h"
#include "archive/note.h"
#include "core/base/base64.h"
#include "core/base/hex.h"

namespace muniment::archive {
namespace {

struct Log {
  crypto::Ed25519KeyPair pair = crypto::new_ed25519_key();
  NoteKey key{"muniment/acme/00112233445566778899aabbccddeeff", pair.public_key};

  [[nodiscard]] std::string note(uint64_t size) const { return sign_note(Checkpoint{key.name, size, Sha256{}}.text(), key, pair); }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  size_t column = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const Bytes one{byte};
    std::string shown(1, c);
    if (byte > 126 || c == '=') {
      shown = to_hex(one);
      for (char& digit : shown) digit = static_cast<char>(std::toupper(digit));
      shown = "=" + shown;
    }
    if (column + shown.size() > 75) {
      out += "=\r\n";
      column = 0;
    }
    out += shown;
    column += shown.size();
  }
  return out;
}

std::string in_lines(const std::string& text, size_t width) {
  std::string out;
  for (size_t at = 0; at < text.size(); at += width) out += text.substr(at, width) + "\r\n";
  return out;
}

void expect_found(const std::string& text, const Log& log, uint64_t size, const char* how) {
  const auto notes = checkpoints_in(text);
  ASSERT_EQ(notes.size(), 1U) << how;
  const auto body = open_note(notes.front(), log.key, true);
  ASSERT_TRUE(body) << how << ": " << body.error().why;
  EXPECT_EQ(Checkpoint::parse(*body)->size, size) << how;
}

const char* const kMail = "From: a@example.com\r\nSubject: checkpoint\r\n";

TEST(CheckpointSearch, FindsANoteHoweverItWasCarried) {
  const Log log;
  const std::string note = log.note(1234);
  const std::string letter = "Checkpoint c1234 of the archive acme\nKeep this text.\n\n" + note;
  expect_found(note, log, 1234, "as it is");
  expect_found(letter, log, 1234, "in a letter");
  expect_found(replaced(kMail + std::string("\r\n") + letter, "\n", "\r\n"), log, 1234, "with CRLF");
  expect_found("> " + replaced(letter, "\n", "\n> "), log, 1234, "quoted");
  expect_found("> > " + replaced(letter, "\n", "\n> > "), log, 1234, "quoted twice");
  expect_found(kMail + std::string("Content-Transfer-Encoding: quoted-printable\r\n\r\n") + quoted_printable(letter), log, 1234, "quoted-printable");
  expect_found(kMail + std::string("Content-Transfer-Encoding: base64\r\n\r\n") + in_lines(to_base64(as_bytes(letter)), 76), log, 1234, "base64");
  expect_found(replaced(letter, " " + log.key.name + " ", " " + log.key.name + "\n"), log, 1234, "broken before the signature");
  expect_found(replaced(letter, "\n\n\xe2", "\n\n\n\xe2"), log, 1234, "with more empty lines");
}

TEST(CheckpointSearch, FindsEachOfSeveral) {
  const Log log;
  EXPECT_EQ(checkpoints_in("first\n" + log.note(5) + "\nsecond\n" + log.note(9)).size(), 2U);
}

TEST(CheckpointSearch, FindsNothingWhereThereIsNone) {
  const Log log;
  EXPECT_TRUE(checkpoints_in("").empty());
  EXPECT_TRUE(checkpoints_in("muniment/acme/00\n12\n").empty());
  const std::string note = log.note(7);
  EXPECT_TRUE(checkpoints_in(note.substr(0, note.find("\n\n"))).empty());
}

TEST(CheckpointSearch, AChangedNoteIsFoundAndDoesNotVerify) {
  const Log log;
  const auto notes = checkpoints_in(replaced(log.note(1234), "\n1234\n", "\n1235\n"));
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_FALSE(open_note(notes.front(), log.key, true));
}

}  // namespace
}  // namespace muniment::archive
