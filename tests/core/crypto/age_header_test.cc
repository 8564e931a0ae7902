// SPDX-License-Identifier: GPL-3.0-or-later
// Headers that no age writer makes. Each is written with a right authentication code, so that only the named rule
// can be the reason to refuse it.
#include "core/crypto/age_header.h"

#include <gtest/gtest.h>

#include "core/base/base64.h"
#include "core/crypto/age_file.h"
#include "core/crypto/age_payload.h"
#include "core/crypto/age_recipient.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

class AgeHeaderTest : public ::testing::Test {
 protected:
  AgeHeaderTest() { identities_.push_back(AgeIdentity::new_random()); }

  AgeStanza ours() { return wrap_for(parse_age_recipient(identities_[0].recipient()).value(), file_key_).value(); }
  AgeStanza of_passphrase() { return wrap_with_passphrase(as_bytes("secret"), file_key_, 4).value(); }
  Bytes file_with(const std::vector<AgeStanza>& stanzas) { return file_of(format_age_header(stanzas, file_key_)); }
  Bytes file_of(const std::string& header) {
    Bytes file = to_bytes(header);
    append_age_payload(file, file_key_, as_bytes("content"));
    return file;
  }
  // `lines` up to and including "---", with a right code behind them.
  Bytes signed_file(const std::string& lines) {
    const Sha256 mac = hmac_sha256(hkdf_sha256(file_key_, {}, as_bytes("header"), 32).view(), as_bytes(lines));
    return file_of(lines + " " + to_base64_unpadded(mac.view()) + "\n");
  }
  std::string our_lines() {
    const std::string header = format_age_header({ours()}, file_key_);
    return header.substr(0, header.find("\n--- ") + 4);
  }
  void expect_opens(ByteView file) {
    const auto opened = age_open(identities_, file);
    ASSERT_TRUE(opened) << one_line(opened.error()) << ": " << opened.error().why;
    EXPECT_EQ(as_text(opened->view()), "content");
  }
  void expect_refused(ByteView file, ErrorCode code, std::string_view why) {
    const auto opened = age_open(identities_, file);
    ASSERT_FALSE(opened) << why;
    EXPECT_EQ(to_string(opened.error().code), to_string(code)) << why;
    const std::string said = opened.error().message + ": " + opened.error().why;
    EXPECT_NE(said.find(why), std::string::npos) << said;
  }
  void expect_passphrase_refused(ByteView file, ErrorCode code, std::string_view why) {
    const auto opened = age_open_with_passphrase(as_bytes("secret"), file);
    ASSERT_FALSE(opened) << why;
    EXPECT_EQ(to_string(opened.error().code), to_string(code)) << why;
    const std::string said = opened.error().message + ": " + opened.error().why;
    EXPECT_NE(said.find(why), std::string::npos) << said;
  }

  Bytes file_key_ = test::sample(16);
  std::vector<AgeIdentity> identities_;
};

TEST_F(AgeHeaderTest, StanzasOfOthersAreSkipped) {
  const AgeStanza unknown{{"grease-x", "argument", "!~"}, test::sample(100)};
  const AgeStanza empty{{"piv-p256"}, {}};
  const AgeStanza full_line{{"full"}, test::sample(48)};
  const AgeStanza lower_case{{"x25519", "whatever"}, test::sample(3)};
  expect_opens(file_with({unknown, ours(), empty, full_line, lower_case}));
  expect_opens(signed_file(our_lines()));
}

TEST_F(AgeHeaderTest, AnotherRecipientsFileIsAnAuthenticationFailure) {
  identities_[0] = AgeIdentity::new_random();
  const AgeStanza theirs =
      wrap_for(parse_age_recipient(AgeIdentity::new_random().recipient()).value(), file_key_).value();
  expect_refused(file_with({theirs}), ErrorCode::auth_failed, "none of them is ours");
  expect_refused(file_with({{{"x25519", "a"}, {}}}), ErrorCode::auth_failed, "none of them is ours");
}

TEST_F(AgeHeaderTest, ACodeThatDoesNotFitIsCorrupt) {
  std::string header = format_age_header({ours()}, file_key_);
  const size_t at = header.find("--- ") + 6;
  header[at] = header[at] == 'A' ? 'B' : 'A';
  expect_refused(file_of(header), ErrorCode::corrupt, "header of the age file was changed");
}

TEST_F(AgeHeaderTest, AnAddedStanzaIsNoticed) {
  std::string header = format_age_header({ours()}, file_key_);
  header.insert(header.find("--- "), "-> added\n\n");
  expect_refused(file_of(header), ErrorCode::corrupt, "header of the age file was changed");
}

TEST_F(AgeHeaderTest, BrokenLinesAreRefused) {
  const std::string head = "age-encryption.org/v1\n";
  const std::string line = "-> a\n";
  const std::string full(64, 'A');
  const struct {
    std::string lines;
    std::string_view why;
  } rows[] = {
      {"age-encryption.org/v1\r\n-> a\n\n---", "the first line is not"},
      {"age-encryption.org/v2\n-> a\n\n---", "a version that is not known"},
      {"age encryption\n-> a\n\n---", "the first line is not"},
      {head + "---", "names no recipient"},
      {head + "->\n\n---", "a stanza or the end of the header was expected"},
      {head + "-> \n\n---", "an argument of a stanza is empty"},
      {head + "->  a\n\n---", "an argument of a stanza is empty"},
      {head + "-> a \n\n---", "an argument of a stanza is empty"},
      {head + "-> a  b\n\n---", "an argument of a stanza is empty"},
      {head + "-> \xC3\xA9\n\n---", "other than visible ASCII"},
      {head + "-> a\tb\n\n---", "other than visible ASCII"},
      {head + "-> a\r\n\r\n---", "other than visible ASCII"},
      {head + "- > a\n\n---", "a stanza or the end of the header was expected"},
      {head + line + full + "A\n---", "longer than 64 characters"},
      {head + line + full + "\n---", "not canonical base64"},  // the empty last line is missing
      {head + line + "AA==\n---", "not canonical base64"},
      {head + line + "AB\n---", "not canonical base64"},
      {head + line + "A\n---", "not canonical base64"},
      {head + line + "A_\n---", "not canonical base64"},
      {head + line + "AAAA\nAAAA\n---", "a stanza or the end of the header was expected"},
      {head + line + "\n\n---", "a stanza or the end of the header was expected"},
  };
  for (const auto& [lines, why] : rows) {
    const auto opened = age_open(identities_, signed_file(lines));
    ASSERT_FALSE(opened) << lines;
    const std::string said = opened.error().message + ": " + opened.error().why;
    EXPECT_NE(said.find(why), std::string::npos) << lines << "\n" << said;
  }
}

TEST_F(AgeHeaderTest, BrokenLastLinesAreRefused) {
  const std::string lines = our_lines();
  const std::string mac = to_base64_unpadded(Bytes(32));
  for (const std::string& last :
       {std::string("\n"), std::string(" \n"), mac + "\n", " " + mac + " \n", "  " + mac + "\n", " " + mac + "=\n",
        " " + mac.substr(1) + "\n", " " + mac + "\r\n", " " + mac.substr(0, 42) + "B\n"}) {
    const auto opened = age_open(identities_, file_of(lines + last));
    ASSERT_FALSE(opened) << last;
    EXPECT_NE(opened.error().why.find("authentication code"), std::string::npos) << last << opened.error().why;
  }
}

TEST_F(AgeHeaderTest, AHeaderThatEndsEarlyIsRefusedAtEveryByte) {
  const std::string header = format_age_header({ours()}, file_key_);
  for (size_t length = 0; length < header.size(); ++length) {
    EXPECT_EQ(age_open(identities_, as_bytes(header.substr(0, length))).error().code, ErrorCode::corrupt) << length;
  }
}

TEST_F(AgeHeaderTest, TheTextFormIsNamed) {
  expect_refused(as_bytes("-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n"), ErrorCode::unsupported, "text form");
}

TEST_F(AgeHeaderTest, BrokenX25519StanzasAreRefused) {
  const auto changed = [&](auto change) {
    AgeStanza stanza = ours();
    change(stanza);
    return file_with({stanza});
  };
  const std::string low_order = to_base64_unpadded(Bytes(32));
  expect_refused(changed([](AgeStanza& s) { s.words.push_back("more"); }), ErrorCode::corrupt, "has one argument");
  expect_refused(changed([](AgeStanza& s) { s.words.pop_back(); }), ErrorCode::corrupt, "has one argument");
  expect_refused(changed([](AgeStanza& s) { s.words[1].pop_back(); }), ErrorCode::corrupt, "not 32 bytes of base64");
  expect_refused(changed([](AgeStanza& s) { s.words[1] += "AA"; }), ErrorCode::corrupt, "not 32 bytes of base64");
  expect_refused(changed([](AgeStanza& s) { s.words[1].back() = '/'; }), ErrorCode::corrupt, "not 32 bytes of base64");
  expect_refused(changed([&](AgeStanza& s) { s.words[1] = low_order; }), ErrorCode::corrupt, "low order");
  expect_refused(changed([](AgeStanza& s) { s.body.pop_back(); }), ErrorCode::corrupt, "not 32 bytes");
  expect_refused(changed([](AgeStanza& s) { s.body.push_back(0); }), ErrorCode::corrupt, "not 32 bytes");
  expect_refused(changed([](AgeStanza& s) { s.body[5] ^= 1; }), ErrorCode::auth_failed, "none of them is ours");
}

TEST_F(AgeHeaderTest, BrokenScryptStanzasAreRefused) {
  const auto changed = [&](auto change) {
    AgeStanza stanza = of_passphrase();
    change(stanza);
    return file_with({stanza});
  };
  EXPECT_TRUE(age_open_with_passphrase(as_bytes("secret"), changed([](AgeStanza&) {})));
  for (const char* factor : {"04", "+4", "-4", "0x4", "4.0", "0", "4 ", "1e1", "four", "99999999999999999999"}) {
    if (std::string_view(factor).ends_with(' ')) continue;
    expect_passphrase_refused(changed([&](AgeStanza& s) { s.words[2] = factor; }), ErrorCode::corrupt,
                              "not a decimal number");
  }
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words[2] = "23"; }), ErrorCode::unsupported,
                            "work factor of 2^23");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words[2] = "4000000000"; }), ErrorCode::unsupported,
                            "is refused");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words[2] = "5"; }), ErrorCode::auth_failed, "does not open");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words.pop_back(); }), ErrorCode::corrupt, "two arguments");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words.push_back("x"); }), ErrorCode::corrupt, "two arguments");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words[1] = to_base64_unpadded(Bytes(15)); }),
                            ErrorCode::corrupt, "16 bytes");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.words[1] = to_base64_unpadded(Bytes(17)); }),
                            ErrorCode::corrupt, "16 bytes");
  expect_passphrase_refused(changed([](AgeStanza& s) { s.body.push_back(0); }), ErrorCode::corrupt, "not 32 bytes");
}

TEST_F(AgeHeaderTest, APassphraseStandsAlone) {
  for (const auto& stanzas : {std::vector{ours(), of_passphrase()}, std::vector{of_passphrase(), ours()},
                              std::vector{of_passphrase(), of_passphrase()}}) {
    expect_refused(file_with(stanzas), ErrorCode::corrupt, "beside other recipients");
    expect_passphrase_refused(file_with(stanzas), ErrorCode::corrupt, "beside other recipients");
  }
}

TEST_F(AgeHeaderTest, TheWrongKindOfKeyIsSaid) {
  expect_refused(file_with({of_passphrase()}), ErrorCode::auth_failed, "locked with a passphrase");
  expect_passphrase_refused(file_with({ours()}), ErrorCode::auth_failed, "locked with an identity");
}

TEST_F(AgeHeaderTest, WhatWasParsedIsWrittenAgainByteForByte) {
  const std::vector<AgeStanza> stanzas = {
      ours(), {{"a", "b"}, test::sample(48)}, {{"c"}, test::sample(49)}, {{"d"}, {}}};
  const std::string header = format_age_header(stanzas, file_key_);
  const AgeHeader parsed = parse_age_header(as_bytes(header)).value();
  EXPECT_EQ(parsed.size, header.size());
  EXPECT_EQ(format_age_header(parsed.stanzas, file_key_), header);
}

}  // namespace
}  // namespace muniment::crypto
