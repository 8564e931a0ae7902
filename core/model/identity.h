// SPDX-License-Identifier: GPL-3.0-or-later
// What makes two records the same message, whoever delivered them: the array whose keyed hash recognises a message
// again (idempotent ingest) and names it in e-mail. The account plays no part (docs/archive-format.md, "Identity").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/model/record.h"

namespace muniment {

// For a record whose source gives no id: kept with the record, so that its identity can be computed again for ever,
// whatever later parsers make of the raw bytes.
struct TextIdentity {
  std::string minute;              // wall-clock minute as written, "2026-03-04 09:27"
  std::array<Byte, 16> digest{};   // first half of the SHA-256 of the canonical text
  uint64_t ordinal = 0;            // among identical ones of the conversation
  // The sender as earlier exports wrote it, where it is known that this one calls the same person otherwise; empty for
  // events, which one device puts down to somebody and another to nobody. Nothing: the record's sender.
  std::optional<std::string> sender = std::nullopt;
  friend bool operator==(const TextIdentity&, const TextIdentity&) = default;
};

void set_text_identity(Record& record, const TextIdentity& identity);
Result<std::optional<TextIdentity>> text_identity_of(const Record& record);

// 0 for the first content seen under an identity, 1 for the next that differs, and so on.
void set_revision(Record& record, uint64_t revision);
Result<uint64_t> revision_of(const Record& record);

// Deterministic CBOR:
//   [platform, conversation, source message id, sender, revision]                    where the source has an id
//   [platform, conversation, minute, sender, digest, ordinal, revision]              where it has none; the sender is
//                                                                                    the text identity's, if it has one
Result<Bytes> identity_array(const Record& record);

// ["content", platform, minute, digest, ordinal]: the same without the conversation and the sender, by which a chat is
// recognised even where other names are given to both. Nothing for a record with a source id.
Result<std::optional<Bytes>> content_array(const Record& record);

// [conversation]: the root of its thread in e-mail.
Bytes conversation_array(const std::string& conversation);

}  // namespace muniment
