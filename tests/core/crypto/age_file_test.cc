// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/age_file.h"

#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::sample;

std::vector<AgeIdentity> one(AgeIdentity identity) {
  std::vector<AgeIdentity> all;
  all.push_back(std::move(identity));
  return all;
}

TEST(AgeIdentity, IsWrittenAndReadBack) {
  const AgeIdentity identity = AgeIdentity::new_random();
  const SecretBytes text = identity.text();
  EXPECT_EQ(text.size(), 74U);
  EXPECT_TRUE(as_text(text.view()).starts_with("AGE-SECRET-KEY-1"));
  EXPECT_TRUE(identity.recipient().starts_with("age1"));
  EXPECT_EQ(identity.recipient().size(), 62U);
  EXPECT_EQ(AgeIdentity::parse(as_text(text.view()))->recipient(), identity.recipient());
  EXPECT_EQ(identity.clone().recipient(), identity.recipient());
}

// Made with age-keygen 1.1.1 for this test.
constexpr std::string_view kKeygenIdentity =
    "AGE-SECRET-KEY-1Y2GPGLWMZQY08V3U5U97JPLW87RGHRM0PMNNW92KQ4C0X5DGG35QZUUMS5";
constexpr std::string_view kKeygenRecipient = "age1yday03z7jlqkft7qjw36lmlgtaf4nnhgf2dkklyz76yf8khwevgsdtmcwn";

TEST(AgeIdentity, HasTheRecipientThatAgeKeygenPrints) {
  EXPECT_EQ(AgeIdentity::parse(kKeygenIdentity)->recipient(), kKeygenRecipient);
  EXPECT_EQ(AgeIdentity::parse(" \t" + std::string(kKeygenIdentity) + "\r\n")->recipient(), kKeygenRecipient);
}

TEST(AgeIdentity, AnythingElseIsRefusedWithoutRepeatingIt) {
  const std::string text(kKeygenIdentity);
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string& bad :
       {std::string(), lower, text.substr(1), text + "Q", text.substr(0, 73) + (text.back() == 'Q' ? "P" : "Q"),
        std::string(kKeygenRecipient), "AGE-PLUGIN-YUBIKEY-1" + text.substr(16)}) {
    const auto parsed = AgeIdentity::parse(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().code, ErrorCode::invalid_argument);
    if (bad.size() < 20) continue;
    EXPECT_EQ((one_line(parsed.error()) + parsed.error().why).find(bad.substr(0, 20)), std::string::npos);
  }
}

TEST(AgeIdentityFile, HoldsCommentsAndIdentities) {
  const std::string other(as_text(AgeIdentity::new_random().text().view()));
  const auto all =
      parse_identity_file("# created: 2026-03-04\n\n" + std::string(kKeygenIdentity) + "\r\n  # more\n" + other)
          .value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].recipient(), kKeygenRecipient);
}

TEST(AgeIdentityFile, WithoutAnIdentityNothingIsFound) {
  EXPECT_EQ(parse_identity_file("").error().code, ErrorCode::not_found);
  EXPECT_EQ(parse_identity_file("# only a comment\n").error().code, ErrorCode::not_found);
}

TEST(AgeIdentityFile, ABadLineIsNamedByItsNumber) {
  const auto all = parse_identity_file("# one\n" + std::string(kKeygenIdentity) + "\nAGE-SECRET-KEY-1BAD\n");
  EXPECT_EQ(all.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(one_line(all.error()).find("line 3"), std::string::npos);
}

TEST(AgeFile, EachRecipientOpensItAndNobodyElse) {
  const auto ana = one(AgeIdentity::new_random());
  const auto ben = one(AgeIdentity::new_random());
  const auto eve = one(AgeIdentity::new_random());
  const std::vector<std::string> recipients = {ana[0].recipient(), ben[0].recipient()};
  const Bytes file = age_seal_to(recipients, sample(1000)).value();
  EXPECT_TRUE(equal(age_open(ana, file).value().view(), sample(1000)));
  EXPECT_TRUE(equal(age_open(ben, file).value().view(), sample(1000)));
  EXPECT_EQ(age_open(eve, file).error().code, ErrorCode::auth_failed);
  EXPECT_EQ(age_open({}, file).error().code, ErrorCode::auth_failed);
}

TEST(AgeFile, OneOfSeveralIdentitiesIsEnough) {
  std::vector<AgeIdentity> ring;
  for (int i = 0; i < 3; ++i) ring.push_back(AgeIdentity::new_random());
  const std::string recipient = ring[2].recipient();
  EXPECT_TRUE(age_open(ring, age_seal_to({&recipient, 1}, sample(10)).value()));
}

TEST(AgeFile, ABadRecipientIsTheCallersMistake) {
  EXPECT_EQ(age_seal_to({}, sample(1)).error().code, ErrorCode::invalid_argument);
  // The last one is a point of low order: whoever has it opens nothing, and everybody can.
  for (const std::string& bad : {std::string("age1"), std::string("ssh-ed25519 AAAA"), std::string(kKeygenIdentity),
                                 std::string("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z")}) {
    EXPECT_EQ(age_seal_to({&bad, 1}, sample(1)).error().code, ErrorCode::invalid_argument) << bad;
  }
}

TEST(AgeFile, APassphraseOpensWhatItSealed) {
  const Bytes file = age_seal_with_passphrase(as_bytes("correct horse"), sample(1000), 6).value();
  EXPECT_TRUE(equal(age_open_with_passphrase(as_bytes("correct horse"), file).value().view(), sample(1000)));
  EXPECT_EQ(age_open_with_passphrase(as_bytes("Correct horse"), file).error().code, ErrorCode::auth_failed);
  EXPECT_EQ(age_open_with_passphrase({}, file).error().code, ErrorCode::auth_failed);
  EXPECT_EQ(age_seal_with_passphrase(as_bytes("p"), {}, 23).error().code, ErrorCode::invalid_argument);
}

TEST(AgeFile, SealingTwiceGivesTwoFiles) {
  const std::string recipient = AgeIdentity::new_random().recipient();
  EXPECT_NE(age_seal_to({&recipient, 1}, sample(10)).value(), age_seal_to({&recipient, 1}, sample(10)).value());
}

TEST(AgeFile, AnyChangedByteAndAnyTruncationIsRefused) {
  const auto identity = one(AgeIdentity::new_random());
  const std::string recipient = identity[0].recipient();
  const Bytes file = age_seal_to({&recipient, 1}, sample(50)).value();
  for (size_t i = 0; i < file.size(); ++i) {
    EXPECT_FALSE(age_open(identity, ByteView(file).first(i))) << i;
    for (const Byte flip : {Byte{1}, Byte{0x20}, Byte{0x80}}) {
      Bytes changed = file;
      changed[i] ^= flip;
      EXPECT_FALSE(age_open(identity, changed)) << i;
    }
  }
}

}  // namespace
}  // namespace muniment::crypto
