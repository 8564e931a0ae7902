// SPDX-License-Identifier: GPL-3.0-or-later
// What follows the header of an age file: a nonce, then chunks of 64 KiB sealed with ChaCha20-Poly1305, of which the
// last one says that it is the last (STREAM).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace muniment::crypto {

void append_age_payload(Bytes& file, ByteView file_key, ByteView plain);

// corrupt, with a sentence of its own for every way in which a payload can end wrongly. `begins` is the payload's
// offset in its file, for the error.
Result<SecretBytes> open_age_payload(ByteView payload, ByteView file_key, size_t begins);

}  // namespace muniment::crypto
