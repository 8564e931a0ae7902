// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/time_text.h"
#include "export/mail/body.h"
#include "export/mail/dates.h"
#include "export/mail/header.h"
#include "export/mail/mail_message.h"
#include "tests/export/invented_items.h"

namespace muniment::exporting {
namespace {

std::string field(std::string_view value) {
  std::string out;
  append_text_field(out, "Subject", value);
  return out;
}

std::string mailbox(std::string_view name) {
  std::string out;
  const MailboxPieces pieces = mailbox_pieces(name, "a@b.invalid");
  append_mailboxes_field(out, "From", {&pieces, 1});
  return out;
}

std::string mail_of(const InventedItem& invented) {
  MailWriter writer(invented_options());
  std::string mail;
  const auto sink = [&](std::string_view text) -> Result<void> {
    mail += text;
    return {};
  };
  EXPECT_TRUE(writer.write(invented.item, invented.source(), sink).has_value());
  return mail;
}

TEST(Header, PlainWordsStayReadable) {
  EXPECT_EQ(field("WhatsApp: Rowing club"), "Subject: WhatsApp: Rowing club\n");
  EXPECT_EQ(field("WhatsApp: Ben & Zoë now"), "Subject: WhatsApp: Ben & =?utf-8?Q?Zo=C3=AB_now?=\n");
  EXPECT_EQ(field(""), "");
}

TEST(Header, SpacesThatFoldingWouldLoseAreEncoded) {
  EXPECT_EQ(field("a  b"), "Subject: a =?utf-8?Q?_b?=\n");
  EXPECT_EQ(field("a "), "Subject: =?utf-8?Q?a_?=\n");
  EXPECT_EQ(field(" a"), "Subject: =?utf-8?Q?_a?=\n");
}

TEST(Header, NothingCanInjectAField) {
  EXPECT_EQ(field("x\r\nBcc: y"), "Subject: =?utf-8?B?eA0KQmNjOiB5?=\n");
  EXPECT_EQ(field("=?utf-8?Q?y?="), "Subject: =?utf-8?B?PT91dGYtOD9RP3k/PQ==?=\n");
}

TEST(Header, LongValuesAreFolded) {
  std::string words, letters;
  for (int i = 0; i < 50; ++i) words += "word ";
  for (int i = 0; i < 200; ++i) letters += "é";
  for (const std::string& out : {field(words + "end"), field(letters), field(std::string(5000, 'x')), mailbox(letters)}) {
    for (size_t at = 0; at < out.size(); at = out.find('\n', at) + 1) EXPECT_LE(out.find('\n', at) - at, 78U) << out;
  }
}

TEST(Mailbox, NamesAreAtomsQuotedOrEncoded) {
  EXPECT_EQ(mailbox("Ana Pereira"), "From: Ana Pereira <a@b.invalid>\n");
  EXPECT_EQ(mailbox("O'Brien, \"P\""), "From: \"O'Brien, \\\"P\\\"\" <a@b.invalid>\n");
  EXPECT_EQ(mailbox("Zoë"), "From: =?utf-8?Q?Zo=C3=AB?= <a@b.invalid>\n");
  EXPECT_EQ(mailbox(""), "From: a@b.invalid\n");
}

TEST(Filename, HasAnExactAndAnAsciiForm) {
  std::string out;
  append_filename(out, "ré;\".pdf");
  EXPECT_EQ(out, ";\n filename*=UTF-8''r%C3%A9%3B%22.pdf;\n filename=\"r_;\\\".pdf\"");
}

TEST(ContentType, IsOneThatMayBeBase64) {
  EXPECT_EQ(content_type("Image/JPEG"), "image/jpeg");
  EXPECT_EQ(content_type("audio/ogg; codecs=opus"), "audio/ogg");
  for (const char* bad : {"", "x", "a/b\r\nX: y", "message/rfc822", "multipart/mixed", "a/b/c", "/", "é/x"}) {
    EXPECT_EQ(content_type(bad), "application/octet-stream") << bad;
  }
}

TEST(Dates, AgreeWithTheHouseAtEveryTurn) {
  DateTexts dates;
  for (const int64_t ms : {INT64_C(0), INT64_C(-1), INT64_C(86'399'999), INT64_C(86'400'000), INT64_C(1'772'616'420'123),
                           INT64_C(-62'135'596'800'000), INT64_C(253'402'300'799'999), INT64_C(1'709'210'096'007)}) {
    dates.set(ms);
    EXPECT_EQ(dates.rfc5322(), format_rfc5322(ms));
    EXPECT_EQ(dates.rfc3339_ms(), format_rfc3339_ms(ms));
    EXPECT_EQ(dates.asctime(), format_asctime(ms));
  }
}

TEST(Mail, SaysWhatIsNotHeld) {
  for (const InventedItem& invented : invented_items()) {
    const std::string mail = mail_of(invented);
    for (const Attachment& attachment : invented.item.record.attachments) {
      EXPECT_EQ(attachment.is_held() || mail.find("X-Muniment-Attachment-Absent: ") != std::string::npos, true);
    }
  }
}

TEST(Mail, AttachmentThatChangedIsAnError) {
  InventedItem changed;
  for (InventedItem& invented : invented_items()) {
    if (!invented.contents.empty() && !invented.contents[0].empty()) changed = std::move(invented);
  }
  changed.contents[0][0] ^= 1;
  MailWriter writer(invented_options());
  const auto written = writer.write(changed.item, changed.source(), [](std::string_view) { return Result<void>(); });
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::corrupt);
}

TEST(Mail, LargeAttachmentPassesInSmallPieces) {
  size_t largest = 0;
  MailWriter writer(invented_options());
  for (const InventedItem& invented : invented_items()) {
    if (invented.item.record.attachments.empty()) continue;
    const auto sink = [&](std::string_view text) -> Result<void> {
      largest = std::max(largest, text.size());
      return {};
    };
    EXPECT_TRUE(writer.write(invented.item, invented.source(), sink).has_value());
  }
  EXPECT_LT(largest, size_t{256} << 10);
}

TEST(Mail, LargeGroupIsOneRecipient) {
  for (const InventedItem& invented : invented_items()) {
    if (invented.item.participants.size() < 1000) continue;
    EXPECT_NE(mail_of(invented).find("\nTo: Everybody <120363049999999999@g.us.invalid>\n"), std::string::npos);
  }
}

}  // namespace
}  // namespace muniment::exporting
