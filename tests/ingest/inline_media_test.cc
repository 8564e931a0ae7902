// SPDX-License-Identifier: GPL-3.0-or-later
// Files that stand in a delivery as base64: whatever their size, they are attachments, and the line can be put together
// again. Long ones need no more memory than others.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/base64.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "ingest/follow/part_input.h"
#include "ingest/long_line.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

std::string file_of(size_t size) {
  std::string file(size, '\0');
  uint32_t state = 1;
  for (char& c : file) c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
  return file;
}

std::string base64(const std::string& file) { return to_base64(as_bytes(file)); }

// One message with a file in it, as each gateway writes it. $ stands for the base64.
struct Gateway {
  std::string name, line;
  std::string caption = "See the plan", mime = "image/jpeg";
};
const std::vector<Gateway> kGateways = {
    {"evolution",
     R"({"event":"messages.upsert","instance":"sales","data":{"key":{"remoteJid":"15550101@s.whatsapp.net","fromMe":false,"id":"A1"},"messageTimestamp":1772615220,"message":{"imageMessage":{"caption":"See the plan","mimetype":"image/jpeg"},"base64":"$"}},"date_time":"2026-03-04T09:07:01.000Z","sender":"15550100@s.whatsapp.net","apikey":"SECRET-1"})"},
    {"evolution",
     R"({"event":"messages.upsert","instance":"sales","data":{"key":{"remoteJid":"15550101@s.whatsapp.net","fromMe":false,"id":"A1"},"base64":"$","messageTimestamp":1772615220,"message":{"imageMessage":{"caption":"See the plan","mimetype":"image/jpeg"}}},"date_time":"2026-03-04T09:07:01.000Z","sender":"15550100@s.whatsapp.net"})"},
    {"waha",
     R"({"event":"message","session":"s","engine":"WEBJS","me":{"id":"15550100@c.us"},"payload":{"id":"false_15550101@c.us_A1","timestamp":1772615220,"from":"15550101@c.us","fromMe":false,"body":"See the plan","hasMedia":true,"media":{"mimetype":"image/jpeg","filename":"plan.jpg","data":"data:image/jpeg;base64,$"}}})"},
    {"gowa",
     R"({"event":"message","device_id":"15550100@s.whatsapp.net","payload":{"id":"A1","chat_id":"15550101@s.whatsapp.net","from":"15550101@s.whatsapp.net","timestamp":"2026-03-04T10:07:00+01:00","is_from_me":false,"image":{"caption":"See the plan","mime_type":"image/jpeg","base64":"$"}}})"},
    {"baileys",
     R"({"event":"messages.upsert","data":{"type":"notify","messages":[{"key":{"remoteJid":"15550101@s.whatsapp.net","fromMe":false,"id":"A1"},"messageTimestamp":1772615220,"message":{"imageMessage":{"caption":"See the plan","mimetype":"image/jpeg"}},"media":{"type":"Buffer","data":"$"}}]}})"},
    {"whatsmeow",
     R"({"type":"Message","userID":"u1","event":{"Info":{"Chat":"15550101@s.whatsapp.net","Sender":"15550101@s.whatsapp.net","IsFromMe":false,"IsGroup":false,"ID":"A1","Timestamp":"2026-03-04T09:07:00Z"},"Message":{"imageMessage":{"caption":"See the plan","mimetype":"image/jpeg"}}},"base64":"$","mimeType":"image/jpeg","fileName":"plan.jpg"})"},
    {"session-stream",
     R"({"v":1,"src":"waha","session":"s","seq":1,"rx":"2026-03-04T09:07:02.000Z","event":"message","data":{"headers":{"Host":"h"},"body":"{\"event\":\"message\",\"me\":{\"id\":\"15550100@c.us\"},\"payload\":{\"id\":\"false_15550101@c.us_A1\",\"timestamp\":1772615220,\"from\":\"15550101@c.us\",\"body\":\"See the plan\",\"hasMedia\":true,\"media\":{\"mimetype\":\"image/jpeg\",\"data\":\"$\"}}}"}})"},
};

std::string with(std::string line, const std::string& characters) { return line.replace(line.find('$'), 1, characters); }

std::string content(const SourceAttachment& attachment) {
  if (!attachment.open) return "not held";
  const auto stream = attachment.open();
  if (!stream) return "cannot be opened: " + one_line(stream.error());
  const auto bytes = io::read_all(**stream, 400 * kMiB);
  return bytes ? std::string(as_text(*bytes)) : "cannot be read: " + one_line(bytes.error());
}

// From a file, which can be read again, and from a pipe, which cannot.
std::array<Reading, 2> both(const std::string& format, const std::string& text) {
  std::array<Reading, 2> all = {Reading{}, read_text(format, text)};
  Reading& seekable = all.front();
  auto reader = (*find_format(format))->open(input_of_bytes(std::make_shared<const Bytes>(to_bytes(text)), "s.ndjson"), {});
  for (;;) {
    auto record = (*reader)->next(seekable);
    if (!record) seekable.error = record.error();
    if (!record || !*record) break;
    seekable.records.push_back(std::move(**record));
  }
  seekable.report = (*reader)->report();
  return all;
}

const SourceRecord* message_in(const Reading& reading) {
  const auto found = std::ranges::find(reading.records, RecordKind::message, &SourceRecord::kind);
  return found == reading.records.end() ? nullptr : &*found;
}

// What docs/formats/session-stream.md says about putting a line together again, done by hand.
std::string put_together(std::string raw, const std::string& file) {
  const size_t begin = raw.find("[base64 of SHA-256 " + to_hex(crypto::sha256(as_bytes(file)).view()) + ": ");
  if (begin == std::string::npos) return "no marker";
  const size_t end = raw.find(']', begin);
  const std::string wanted = raw.substr(end - 64, 64);
  std::string plain = base64(file);
  const auto changed = [](std::string text, char from, const std::string& to) {
    std::string out;
    for (const char c : text) out += c == from ? to : std::string(1, c);
    return out;
  };
  const std::string url_safe = changed(changed(plain, '+', "-"), '/', "_");
  for (const std::string& padded : {plain, url_safe, changed(plain, '/', "\\/")}) {
    for (const std::string& form : {padded, padded.substr(0, padded.find('='))}) {
      if (to_hex(crypto::sha256(as_bytes(form)).view()) == wanted) return raw.replace(begin, end + 1 - begin, form);
    }
  }
  return "in no form";
}

TEST(InlineMedia, IsAnAttachmentWhateverItsSize) {
  for (const size_t size : {size_t{5}, size_t{300'000}, 3 * kMiB}) {
    const std::string file = file_of(size);
    for (const Gateway& gateway : kGateways) {
      const std::string line = with(gateway.line, base64(file));
      for (const Reading& reading : both(gateway.name, line + "\n")) {
        SCOPED_TRACE(gateway.name + ", " + std::to_string(size));
        const SourceRecord* const message = message_in(reading);
        ASSERT_NE(message, nullptr);
        EXPECT_TRUE(reading.exceptions.empty());
        EXPECT_EQ(message->text, gateway.caption);
        ASSERT_EQ(message->attachments.size(), 1U);
        const SourceAttachment& attachment = message->attachments.front();
        EXPECT_EQ(attachment.mime, gateway.mime);
        EXPECT_EQ(attachment.kind, AttachmentKind::image);
        EXPECT_EQ(attachment.size_bytes, size);
        EXPECT_EQ(content(attachment), file);
        EXPECT_EQ(content(attachment), file) << "the second time";
      }
    }
  }
}

TEST(InlineMedia, TheLineCanBePutTogetherAgain) {
  const std::string file = file_of(3 * kMiB + 1);
  for (const Gateway& gateway : kGateways) {
    const std::string line = with(gateway.line, base64(file));
    for (const Reading& reading : both(gateway.name, line + "\n")) {
      SCOPED_TRACE(gateway.name);
      const auto keeper = std::ranges::find_if(reading.records, [](const SourceRecord& record) { return !record.raw.empty(); });
      ASSERT_NE(keeper, reading.records.end());
      EXPECT_LT(keeper->raw.size(), 2'000U);
      EXPECT_NE(find_fact(keeper->facts, FactType::redacted), nullptr);
      std::string expected = line;
      if (const size_t secret = expected.find("SECRET-1"); secret != std::string::npos) expected.replace(secret, 8, "[redacted]");
      EXPECT_TRUE(put_together(std::string(as_text(keeper->raw)), file) == expected);
    }
  }
}

TEST(InlineMedia, IsTakenInEveryFormOfBase64) {
  const std::string file = file_of(2 * kMiB + 2);  // padded
  const std::string plain = base64(file);
  std::string url_safe = plain, escaped;
  std::ranges::replace(url_safe, '+', '-');
  std::ranges::replace(url_safe, '/', '_');
  for (const char c : plain) escaped += c == '/' ? "\\/" : std::string(1, c);
  for (const std::string& form : {plain.substr(0, plain.find('=')), url_safe, escaped}) {
    const std::string line = with(kGateways[3].line, form);
    for (const Reading& reading : both("gowa", line + "\r\n")) {
      ASSERT_NE(message_in(reading), nullptr);
      EXPECT_TRUE(content(message_in(reading)->attachments.front()) == file);
      EXPECT_TRUE(put_together(std::string(as_text(message_in(reading)->raw)), file) == line);
    }
  }
}

TEST(InlineMedia, IsTheSameInWhateverPiecesTheLineComes) {
  std::string escaped;
  for (const char c : base64(file_of(kMiB))) escaped += c == '/' ? "\\/" : std::string(1, c);
  const std::string line = R"({"a\/b":"c\\","path":"\/AAAA","body":"{\"x\":\")" + base64(file_of(kMiB)) + R"(\"}","y":")" + escaped + "\"}";
  const auto taken = [&](size_t piece) {
    LongLine all(7, false);
    for (size_t at = 0; at < line.size(); at += piece) EXPECT_TRUE(all.take(as_bytes(line).subspan(at, std::min(piece, line.size() - at))));
    EXPECT_TRUE(all.finish());
    std::string told(as_text(all.take_kept()));
    for (const LongText& text : all.take_texts()) {
      EXPECT_TRUE(text.is_base64);
      EXPECT_EQ(line[text.offset - 7 - 1], '"');
      told += " " + std::to_string(text.offset) + "+" + std::to_string(text.size_bytes);
    }
    return told;
  };
  const std::string whole = taken(line.size());
  EXPECT_EQ(std::ranges::count(whole, '['), 2);
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{4096}}) EXPECT_EQ(taken(piece), whole);
}

// Around it lines are what they were, and places too.
TEST(InlineMedia, StandsBetweenOtherLines) {
  const std::string before = with(kGateways[3].line, "QUJD") + "\n";
  std::string after = before;
  after.replace(after.find("A1"), 2, "A2");
  std::string within = with(kGateways[3].line, base64(file_of(2 * kMiB))) + "\n";
  within.replace(within.find("A1"), 2, "A3");
  for (const Reading& reading : both("gowa", before + within + "\n" + after)) {
    ASSERT_EQ(reading.records.size(), 3U);
    EXPECT_EQ(reading.records[1].source_message_id, "A3");
    EXPECT_EQ(reading.records[1].place.offset, before.size());
    EXPECT_EQ(reading.records[2].place.offset, before.size() + within.size() + 1);
    EXPECT_EQ(reading.records[2].place.line, 4U);
    EXPECT_EQ(reading.report.blank_lines, 1U);
    EXPECT_EQ(reading.report.header_lines, 3U);
  }
}

// A line that breaks off in the middle of a file is an exception that keeps all there was.
TEST(InlineMedia, BrokenOffIsAnExceptionWithAllOfIt) {
  const std::string whole = with(kGateways[3].line, base64(file_of(3 * kMiB)));
  for (const size_t size : {2 * kMiB, 2 * kMiB + 1, whole.size() - 3}) {
    const std::string part = whole.substr(0, size);
    for (const Reading& reading : both("gowa", part)) {
      EXPECT_TRUE(reading.records.empty());
      ASSERT_EQ(reading.exceptions.size(), 1U);
      EXPECT_EQ(reading.exceptions.front().what, "not valid JSON");
      EXPECT_TRUE(as_text(reading.exceptions.front().raw) == part);
    }
  }
}

// What is no base64 is not taken for a file, and the line is kept as it is.
TEST(InlineMedia, ThatIsNoBase64StaysInTheLine) {
  for (const size_t size : {size_t{300}, 3 * kMiB}) {
    std::string wrong = base64(file_of(size));
    wrong[wrong.size() * 3 / 4] = '*';
    std::string cut = base64(file_of(size));
    cut.resize(cut.size() - cut.size() % 4 - 3);
    for (const std::string& characters : {wrong, cut}) {
      const std::string line = with(kGateways[2].line, characters);
      for (const Reading& reading : both("waha", line + "\n")) {
        const SourceRecord* const message = message_in(reading);
        ASSERT_NE(message, nullptr);
        EXPECT_EQ(message->text, "See the plan");
        ASSERT_EQ(message->attachments.size(), 1U);
        EXPECT_FALSE(message->attachments.front().open);
        EXPECT_NE(find_fact(message->facts, FactType::error), nullptr);
        EXPECT_TRUE(as_text(message->raw) == line);
      }
    }
  }
}

// Where no reader looks for a file, it is an attachment all the same.
TEST(InlineMedia, AtAnUnknownPlaceIsKept) {
  const std::string file = file_of(2 * kMiB);
  std::string line = kGateways[3].line;
  line.replace(line.find("base64\":\"$"), 10, "thumb_full\":\"$");
  for (const Reading& reading : both("gowa", with(line, base64(file)) + "\n")) {
    ASSERT_NE(message_in(reading), nullptr);
    ASSERT_EQ(message_in(reading)->attachments.size(), 1U);
    EXPECT_TRUE(content(message_in(reading)->attachments.front()) == file);
  }
  line = R"({"event":"something.new","data":{"blob":"$"},"instance":"i","date_time":"2026-03-04T09:07:01.000Z"})";
  for (const Reading& reading : both("evolution", with(line, base64(file)) + "\n")) {
    ASSERT_EQ(reading.records.size(), 1U);
    EXPECT_EQ(reading.records.front().kind, RecordKind::unrecognised);
    ASSERT_EQ(reading.records.front().attachments.size(), 1U);
    EXPECT_TRUE(content(reading.records.front().attachments.front()) == file);
  }
}

// A secret is one in any length.
TEST(InlineMedia, WhereASecretStandsIsNotKept) {
  const std::string line = with(R"({"event":"messages.upsert","instance":"sales","apikey":"$","data":{"key":{"remoteJid":"15550101@s.whatsapp.net","fromMe":false,"id":"A1"},"messageTimestamp":1772615220,"message":{"conversation":"hi"}}})", base64(file_of(2 * kMiB)));
  for (const Reading& reading : both("evolution", line + "\n")) {
    ASSERT_NE(message_in(reading), nullptr);
    EXPECT_TRUE(message_in(reading)->attachments.empty());
    EXPECT_EQ(as_text(message_in(reading)->raw).find("base64"), std::string_view::npos);
  }
}

// A text that looks like the marker is a text.
TEST(InlineMedia, AMarkerThatSomebodyWroteIsText) {
  const std::string text = "[base64 of SHA-256 " + std::string(64, 'a') + ": 9 characters, SHA-256 " + std::string(64, 'b') + "]";
  const std::string line = with(kGateways[3].line, text);
  for (const Reading& reading : both("gowa", line + "\n")) {
    ASSERT_NE(message_in(reading), nullptr);
    EXPECT_FALSE(message_in(reading)->attachments.front().open);
    EXPECT_EQ(find_fact(message_in(reading)->facts, FactType::redacted), nullptr);
  }
}

// Long for another reason: as ever.
TEST(InlineMedia, ALongTextIsALongText) {
  const std::string words = [] {
    std::string all;
    while (all.size() < 3 * kMiB) all += "the harbour master and the boat ";
    return all;
  }();
  std::string line = kGateways[3].line;
  line.replace(line.find("See the plan"), 12, words);
  for (const Reading& reading : both("gowa", with(line, "QUJD") + "\n")) {
    ASSERT_NE(message_in(reading), nullptr);
    EXPECT_TRUE(message_in(reading)->text == words);
    EXPECT_TRUE(as_text(message_in(reading)->raw) == with(line, "QUJD"));
  }
}

}  // namespace
}  // namespace muniment::ingest
