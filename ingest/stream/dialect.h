// SPDX-License-Identifier: GPL-3.0-or-later
// The seam for streams: how one gateway says what happened. A dialect maps one delivery (a line of a stream, the body of
// a webhook) to records; reading lines, redaction, identities of what has no id, and accounts are the reader's
// (event_stream_reader.h).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/timestamp.h"
#include "ingest/source_format.h"
#include "ingest/stream/json_value.h"

namespace muniment::ingest {

class Mapping;

// One delivery. Views are good during map() only.
struct Delivery {
  std::string_view event;              // of the envelope; for a bare body what its dialect reads there
  JsonValue data;                      // the payload of the library or gateway, verbatim; for a bare body the body
  std::string session;                 // of the envelope, or empty
  std::string account;                 // who the session is, where the envelope says so ("+15550100"); or empty
  std::optional<uint64_t> sequence;
  std::optional<EventTime> received;   // by the recorder's clock
  JsonValue headers;                   // of the HTTP request, where the recorder kept them
  std::string_view body_text;          // the body of that request, byte for byte; else the delivered bytes
  bool is_bare = false;                // there was no envelope
  bool has_body_as_sent = false;       // body_text is the body of the request as a string: signatures can be checked
  const SourceOptions* options = nullptr;
};

// With which HMAC a gateway signs the body of a delivery, and where it says so (signature.h).
struct SignatureScheme {
  enum class Hash { sha256, sha512 };
  std::string_view header;  // empty: deliveries are not signed
  std::string_view prefix;  // of the hexadecimal digits in it
  Hash hash = Hash::sha256;
};
// As GitHub has it (formerly WebSub), and many after it.
constexpr SignatureScheme kHubSignature = {"X-Hub-Signature-256", "sha256=", SignatureScheme::Hash::sha256};

struct Dialect {
  std::string_view name;                        // "src" of the envelope
  std::array<std::string_view, 3> signs;        // keys that a bare body has near its start; empty: none
  bool (*fits)(const JsonValue& body);          // a bare body of this dialect
  // Adds to `out` everything that the delivery says. Adding nothing means that its type is not known: the reader then
  // keeps it as unrecognised.
  void (*map)(const Delivery& delivery, Mapping& out);
  SignatureScheme signature = {};
};

}  // namespace muniment::ingest
