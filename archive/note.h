// SPDX-License-Identifier: GPL-3.0-or-later
// C2SP signed notes (Ed25519), the checkpoint text inside them, and the note that describes an archive.
// Strict: a note whose bytes we would have written differently is refused, so every byte of it is covered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/crypto/sign.h"

namespace muniment::archive {

// The public half of a note key. Text form "name+0123abcd+base64(0x01 || public key)".
struct NoteKey {
  std::string name;  // no spaces, no plus
  crypto::Ed25519PublicKey public_key{};

  [[nodiscard]] std::string text() const;
  static Result<NoteKey> parse(std::string_view text);
  friend bool operator==(const NoteKey&, const NoteKey&) = default;
};

// `body` ends with a line feed.
std::string sign_note(std::string_view body, const NoteKey& key, const crypto::Ed25519KeyPair& pair);
// The body, if the note carries a good signature by `key`. Further signatures (of witnesses) are passed over when
// `others_allowed`, and are an error otherwise. corrupt for anything malformed or not signed by the key.
Result<std::string> open_note(std::string_view note, const NoteKey& key, bool others_allowed);
// The body without checking a signature: only to find the key in archive.note.
Result<std::string> unverified_body(std::string_view note);

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Sha256 root;

  [[nodiscard]] std::string text() const;  // the body of the note
  static Result<Checkpoint> parse(std::string_view body);
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// archive.note: what the archive is, signed with the log key that it names.
struct ArchiveNote {
  ArchiveId archive;
  std::string name;
  int64_t created_ms = 0;
  NoteKey log_key;  // its name is the origin of the checkpoints

  [[nodiscard]] std::string text() const;  // the body
  static Result<ArchiveNote> open(std::string_view note);
};

std::string origin_of(std::string_view name, const ArchiveId& archive);

}  // namespace muniment::archive
