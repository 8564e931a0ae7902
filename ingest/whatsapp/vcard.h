// SPDX-License-Identifier: GPL-3.0-or-later
// Contact cards that lie beside a chat: just enough of vCard 2.1, 3.0 and 4.0 to name whom a card is about.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "ingest/source_record.h"

namespace muniment::ingest::whatsapp {

// The display name of each card: FN, else N put together as people say it. Folded lines, quoted-printable and the
// charsets UTF-8, UTF-16 with a mark, and Latin-1 are read; a card without a name is passed over. Valid UTF-8, at most
// 1000 names.
std::vector<std::string> names_on_cards(ByteView bytes);

// A contact fact for each card of an attached ".vcf" whose bytes are at hand. None for what is larger than 1 MiB,
// cannot be read, or is no card: the file itself is kept all the same.
void add_contacts(const SourceAttachment& attachment, std::vector<Fact>& facts);

}  // namespace muniment::ingest::whatsapp
