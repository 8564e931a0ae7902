// SPDX-License-Identifier: GPL-3.0-or-later
// Signed webhooks. The signatures were made with Python: hmac.new(b"0123456789abcdef", body, "sha256").hexdigest(), and
// "sha512" for WAHA.
#include <gtest/gtest.h>

#include <cctype>
#include <memory>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

constexpr std::string_view kMessage = R"({"object":"whatsapp_business_account","entry":[{"id":"77","changes":[{"field":"messages","value":{"metadata":{"display_phone_number":"15550100","phone_number_id":"9"},"messages":[{"from":"15550101","id":"wamid.1","timestamp":"1772616420","type":"text","text":{"body":"caf\u00e9"}}]}}]}]})";
constexpr std::string_view kRight = "3a4c2271a2f645c48055de00efa490f3b1159ef8d0c92b34b4943affeb777d40";
constexpr std::string_view kOfAnotherSecret = "ef5f21eff2bebd2b94c8f62eae31adcd2ba126efcfa4702f1accfc11f2ab8324";

std::string in_json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  return quoted + "\"";
}

constexpr std::string_view kOfGowa = R"({"event":"message","device_id":"15550100@s.whatsapp.net","payload":{"id":"3EB0A1","chat_id":"15550101@s.whatsapp.net","from":"15550101@s.whatsapp.net","timestamp":"2026-03-04T09:27:00Z","body":"scan"}})";
constexpr std::string_view kOfWaha = R"({"event":"message.any","session":"sales","me":{"id":"15550100@c.us"},"payload":{"id":"false_15550101@c.us_AAAA","timestamp":1772616420,"from":"15550101@c.us","fromMe":false,"body":"scan"}})";

std::string request(const std::string& headers, std::string_view body = kMessage) {
  return R"({"headers":{)" + headers + R"(},"body":)" + in_json(body) + "}\n";
}

std::string signed_with(std::string_view hex, const std::string& name = "X-Hub-Signature-256") {
  return in_json(name) + ":" + in_json("sha256=" + std::string(hex));
}

using Secrets = std::vector<std::string>;
const Secrets kNone, kOne = {"0123456789abcdef"};

Reading read(const std::string& text, const Secrets& secrets = kOne, const std::string& format = "cloud-api") {
  SourceOptions options;
  if (!secrets.empty()) options.app_secrets = std::make_shared<const std::vector<SecretBytes>>(secrets.begin(), secrets.end());
  return read_text(format, text, options);
}

void expect_taken(const Reading& reading, std::string_view how) {
  EXPECT_TRUE(reading.exceptions.empty());
  ASSERT_EQ(reading.records.size(), 1U);
  const Fact* fact = find_fact(reading.records[0].facts, FactType::signature);
  ASSERT_EQ(fact != nullptr, !how.empty());
  if (fact != nullptr) {
    EXPECT_EQ(fact->text, how);
  }
}

void expect_refused(const Reading& reading, const std::string& text, std::string_view what) {
  EXPECT_TRUE(reading.records.empty()) << "nothing of it becomes a message";
  ASSERT_EQ(reading.exceptions.size(), 1U);
  EXPECT_EQ(reading.exceptions[0].what, what);
  EXPECT_EQ(as_text(reading.exceptions[0].raw), text.substr(0, text.size() - 1)) << "the body is kept";
}

TEST(Signature, ARightOneIsSaidToBeValid) { expect_taken(read(request(signed_with(kRight))), "valid"); }

TEST(Signature, NamesOfHeadersAreOfAnyCaseAndDigitsToo) {
  expect_taken(read(request(signed_with(kRight, "x-hub-SIGNATURE-256"))), "valid");
  std::string upper(kRight);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  expect_taken(read(request(signed_with(upper))), "valid");
}

TEST(Signature, AHeaderMayBeAList) {
  expect_taken(read(request(R"("X-Hub-Signature-256":[)" + in_json("sha256=" + std::string(kRight)) + "]")), "valid");
}

TEST(Signature, OfSeveralSecretsOneIsEnough) {
  const std::string text = request(signed_with(kRight));
  expect_taken(read(text, {"of another app", "0123456789abcdef"}), "valid");
  expect_taken(read(text, {"0123456789abcdef", "that it has now"}), "valid");
  expect_refused(read(text, {"of another app", "that it has now"}), text, "the signature is wrong");
}

TEST(Signature, OneOfAnotherSecretIsWrong) {
  const std::string text = request(signed_with(kOfAnotherSecret));
  expect_refused(read(text), text, "the signature is wrong");
}

TEST(Signature, OneByteOfTheBodyIsEnoughToMakeItWrong) {
  std::string body(kMessage);
  body.replace(body.find("caf"), 3, "caF");
  const std::string text = request(signed_with(kRight), body);
  expect_refused(read(text), text, "the signature is wrong");
}

// The platform signs what it sends: the same text with the letter itself is another body.
TEST(Signature, TheSameBodyInAnotherSpellingIsAnotherBody) {
  std::string body(kMessage);
  body.replace(body.find("\\u00e9"), 6, "é");
  const std::string text = request(signed_with(kRight), body);
  expect_refused(read(text), text, "the signature is wrong");
}

TEST(Signature, WhatIsNoSignatureIsAWrongOne) {
  for (const std::string& header : {std::string("sha256="), std::string("sha256=zz"), std::string(kRight), "sha1=" + std::string(kRight),
                                    "sha256=" + std::string(kRight).substr(2), "sha256=" + std::string(kRight) + "00"}) {
    const std::string text = request(R"("X-Hub-Signature-256":)" + in_json(header));
    expect_refused(read(text), text, "the signature is wrong");
  }
}

TEST(Signature, WithASecretAnUnsignedRequestIsRefused) {
  const std::string text = request(R"("Content-Type":"application/json")");
  expect_refused(read(text), text, "not signed");
}

TEST(Signature, WithASecretABodyWithoutItsHeadersIsRefused) {
  std::string text(kMessage);
  text.push_back('\n');
  expect_refused(read(text), text, "the signature cannot be checked");
  expect_taken(read(text, kNone), "");
}

TEST(Signature, ABodyThatWasRecordedAsAnObjectCannotBeChecked) {
  const std::string text = R"({"headers":{)" + signed_with(kRight) + R"(},"body":)" + std::string(kMessage) + "}\n";
  expect_refused(read(text), text, "the signature cannot be checked");
}

// Of a long body a part is taken out of the line while it is read; what is checked is the body as it was sent.
TEST(Signature, OfALongBodyIsCheckedToo) {
  std::string body(kMessage);
  body.replace(body.find("caf\\u00e9"), 9, std::string(2 << 20, 'A'));
  const SecretBytes secret("0123456789abcdef");
  const std::string right = to_hex(crypto::hmac_sha256(secret.view(), as_bytes(body)).view());
  expect_taken(read(request(signed_with(right), body)), "valid");
  const std::string text = request(signed_with(kRight), body);
  expect_refused(read(text), text, "the signature is wrong");
  expect_taken(read(request(signed_with(right), body), kNone), "not checked");
}

TEST(Signature, GatewaysSignInTheirOwnWays) {
  struct Row {
    std::string format;
    std::string_view body;
    std::string header, right, wrong;
  };
  const std::string gowa = "a155261550424e7d103357bd23350a4c458a28fe4a4da634615b00095c2fa318";
  const std::string waha = "678bf309654ba1094a0a393895313bc6894c766f8342117066fa89defc32fffe"
                           "aae280c832c3f3965ee6617ce4523904b6618ff3ed3baf6cde36a4a37fa8d4ea";
  const Row rows[] = {{"gowa", kOfGowa, "X-Hub-Signature-256", "sha256=" + gowa, gowa}, {"waha", kOfWaha, "x-webhook-hmac", waha, "sha512=" + waha}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.format);
    const auto request_with = [&](const std::string& value) { return request(in_json(row.header) + ":" + in_json(value), row.body); };
    expect_taken(read(request_with(row.right), kOne, row.format), "valid");
    expect_taken(read(request_with(row.right), kNone, row.format), "not checked");
    expect_refused(read(request_with(row.right), Secrets{"another secret"}, row.format), request_with(row.right), "the signature is wrong");
    expect_refused(read(request_with(row.wrong), kOne, row.format), request_with(row.wrong), "the signature is wrong");
    const std::string bare = std::string(row.body) + "\n";
    expect_refused(read(bare, kOne, row.format), bare, "the signature cannot be checked");
  }
}

TEST(Signature, WithoutASecretNothingIsClaimed) {
  expect_taken(read(request(signed_with(kOfAnotherSecret)), kNone), "not checked");
  expect_taken(read(request(R"("Content-Type":"application/json")"), kNone), "absent");
}

}  // namespace
}  // namespace muniment::ingest
