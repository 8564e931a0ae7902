// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/address.h"

#include <gtest/gtest.h>

#include <set>

namespace muniment::exporting {
namespace {

std::string address(std::string_view id) { return mail_address_of(id, "muniment.invalid"); }

TEST(Address, PhoneNumbersAndWhatsAppIdsKeepTheirForm) {
  EXPECT_EQ(address("491701234567@s.whatsapp.net"), "491701234567@s.whatsapp.net.invalid");
  EXPECT_EQ(address("+49 170 1234567"), "491701234567@s.whatsapp.net.invalid");
  EXPECT_EQ(address("\xE2\x80\xAA+49\xC2\xA0(170) 123\xE2\x80\x91" "4567\xE2\x80\xAC"), "491701234567@s.whatsapp.net.invalid");
  EXPECT_EQ(address("491701234567-1600000000@g.us"), "491701234567-1600000000@g.us.invalid");
}

TEST(Address, NothingIsDeliverable) { EXPECT_EQ(address("ceo@corp.example"), "ceo@corp.example.invalid"); }

TEST(Address, NamesAreReadableAndDistinct) {
  EXPECT_EQ(address("ana"), "ana@muniment.invalid");
  EXPECT_TRUE(address("Ana Pereira").starts_with("ana.pereira_")) << address("Ana Pereira");
  std::set<std::string> addresses;
  const std::set<std::string> ids = {"Ana", "ana", "ANA", "ana ", " ana", "ana.", "a.na", "Áná", "", "+1", "+123", "a@b@c", "A@b.c"};
  for (const std::string& id : ids) addresses.insert(address(id));
  EXPECT_EQ(addresses.size(), ids.size());
}

TEST(Address, WhateverTheIdTheLocalPartIsAPlainAtom) {
  const std::string ids[] = {"", std::string(5000, 'x'), "\r\nBcc: x", "\"a\"@b", "<a@b>", "a..b@c", ".a@b", "a@-b", std::string("\0", 1)};
  for (const std::string& id : ids) {
    const std::string found = address(id);
    const std::string local = found.substr(0, found.find('@'));
    EXPECT_LE(local.size(), 64U);
    EXPECT_EQ(local.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-"), std::string::npos) << found;
    EXPECT_NE(local.front(), '.');
    EXPECT_EQ(found.find(".."), std::string::npos) << found;
    EXPECT_TRUE(found.ends_with(".invalid"));
  }
}

}  // namespace
}  // namespace muniment::exporting
