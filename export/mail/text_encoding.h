// SPDX-License-Identifier: GPL-3.0-or-later
// Text and bytes as 7-bit mail bodies (RFC 2045). Lines of the output end in LF and have at most 78 characters; no line
// begins with ">*From " or can be taken for a boundary of ours, so mbox readers of every kind see the same message.
#pragma once

#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace muniment::exporting {

enum class TransferEncoding { seven_bit, quoted_printable, base64 };

std::string_view to_string(TransferEncoding encoding);  // "7bit", …

// 7bit if the text is fit to travel as it is; else whichever of the others is shorter.
TransferEncoding choose_encoding(std::string_view text);

// Appends the text and one line end more. A line feed of the text is a line end of the mail (CRLF inside base64, as
// RFC 2045 section 6.8 asks); every other character, a carriage return too, arrives as it is.
void append_encoded(std::string& out, std::string_view text, TransferEncoding encoding);

// Base64 in lines of 76 characters. Pieces of a stream: every piece but the last a multiple of 57 bytes.
void append_base64_lines(std::string& out, ByteView bytes);

}  // namespace muniment::exporting
