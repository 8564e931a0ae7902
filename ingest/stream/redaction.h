// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets that gateways and recorders put beside what they deliver: keys of a session, keys of a gateway's interface,
// codes to pair with. They are taken out of the bytes before anything is hashed, parsed or kept. Keys that open messages
// and media (mediaKey, messageSecret) are evidence and stay.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::ingest {

// Stands where a secret stood; the bytes around it are as delivered, so that JSON remains JSON.
constexpr std::string_view kRedacted = "[redacted]";

struct Redaction {
  std::string bytes;               // what may be kept
  std::vector<std::string> paths;  // where a secret stood: "apikey", "data.creds"; each once
  bool is_cut = false;             // no valid JSON: everything behind the first name of a secret is left out
};

// Nothing, if there is no secret in `line`: then it may be kept as it is. What is redacted already is named again and
// stays the same. A recorded request ({"headers", "body"}) is searched inside its body too, where that is a string; in
// no other string, for those are what people wrote.
std::optional<Redaction> redact(std::string_view line);

}  // namespace muniment::ingest
