// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a delivery is from whom it says: platforms and gateways sign the body of a webhook, byte for byte, with an HMAC
// under a secret that they share with the receiver, and send its hexadecimal digits in a header.
#pragma once

#include <string>
#include <string_view>

#include "ingest/stream/dialect.h"

namespace muniment::ingest {

struct Signature {
  std::string_view says;  // "valid", "not checked", "absent"; empty where the delivery came without its headers
  std::string what, why;  // why nothing of the delivery may be taken; empty if it may
};

// With secrets, everything but a right signature under one of them is a reason to take nothing. Header names in any case; the comparison
// takes the same time wherever the first difference is.
Signature check_signature(const Delivery& delivery, const SignatureScheme& scheme);

}  // namespace muniment::ingest
