// SPDX-License-Identifier: GPL-3.0-or-later
// Mail addresses for people and chats that have none. Deterministic, always fit for RFC 5321, and never deliverable:
// the ids of WhatsApp look like addresses at a real domain, and a name in a chat may look like anybody's address.
#pragma once

#include <string>
#include <string_view>

namespace muniment::exporting {

//   491701234567@s.whatsapp.net, +49 170 1234567   491701234567@s.whatsapp.net.invalid
//   ana@example.org                                ana@example.org.invalid
//   ana                                            ana@<domain>
//   Ana Pereira                                    ana.pereira_x5kq2m7vj3ta@<domain>
// In the last form the letters behind "_" are 60 bits of SHA-256 of the id, so different ids get different addresses.
std::string mail_address_of(std::string_view id, std::string_view domain);

}  // namespace muniment::exporting
