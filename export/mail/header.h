// SPDX-License-Identifier: GPL-3.0-or-later
// Header fields as RFC 5322, 2047 and 2231 want them: ASCII only, folded, encoded-words of at most 75 characters with
// whole code points, never inside an address. Each function appends whole fields; lines end in LF.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::exporting {

// A value that is known to be short printable ASCII without "=?": dates, numbers, ids of ours.
void append_plain_field(std::string& out, std::string_view name, std::string_view value);

// Unstructured text of any kind: decoding it gives exactly `value`, whatever it holds. Nothing for an empty value.
void append_text_field(std::string& out, std::string_view name, std::string_view value);

// A mailbox cut into the pieces between which a line may be folded: "Ana", "Pereira", "<ana@…>".
using MailboxPieces = std::vector<std::string>;
MailboxPieces mailbox_pieces(std::string_view display_name, std::string_view address);

void append_mailboxes_field(std::string& out, std::string_view name, std::span<const MailboxPieces> mailboxes);

// "; filename=…" parameters to stand behind a Content-Disposition, each on a line of its own: the name as it is, or an
// ASCII likeness and the exact name in filename* with continuations (RFC 2231 section 4.1).
void append_filename(std::string& out, std::string_view filename);

}  // namespace muniment::exporting
