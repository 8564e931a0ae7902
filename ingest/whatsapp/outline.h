// SPDX-License-Identifier: GPL-3.0-or-later
// What a line looks like, without what it says: for errors about lines that nobody could read.
#pragma once

#include <string>
#include <string_view>

namespace muniment::ingest::whatsapp {

// "13/4/26 kl 10.15 >> xxx xxxxx: xxx": digits, signs and spaces as they are, every letter as x, at most 48 characters.
// Digits behind the first 24 characters become 9, as they may be a telephone number. Marks that nobody sees are named.
std::string outline_of(std::string_view line);

}  // namespace muniment::ingest::whatsapp
