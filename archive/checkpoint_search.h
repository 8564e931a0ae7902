// SPDX-License-Identifier: GPL-3.0-or-later
// Finds checkpoints in whatever carries them: a note as it is, a mail that was kept, a reply that quotes one. Mail
// programs break lines, quote with "> ", write CRLF, and encode (RFC 2045: quoted-printable, base64); a signature tells
// in the end whether what was found is what was signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muniment::archive {

// Everything in `text` that has the form of a checkpoint note, as it was before it was carried. Nothing is verified.
std::vector<std::string> checkpoints_in(std::string_view text);

}  // namespace muniment::archive
