// SPDX-License-Identifier: GPL-3.0-or-later
// Checks a proof, or an export with the proof in it: without archive, key or passphrase (docs/proofs.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/model/record.h"
#include "pipeline/verify_job.h"

namespace muniment::pipeline {

struct CheckProofRequest {
  io::Path file{};                       // the proof; with `bundle` the proof of the export event, or empty
  io::Path bundle{};                     // an export: its files and proof/messages.proof in it
  std::optional<std::string> log_key{};  // as the owner of the archive published it
  std::vector<io::Path> attachments{};   // is each of these an attachment of a record that is proven?
};

// A record of a proof that holds.
struct ShownRecord {
  std::optional<MessageNumber> number;   // nothing for records of other kinds than messages
  uint64_t entry = 0, i = 0;             // index in the log, record in its frame
  int64_t committed_ms = 0;              // by the archive's clock
  std::optional<Sha256> sha256;          // of the record; nothing if its content is withheld
  std::optional<Record> record;          // nothing if withheld, or not understood by this version
};

struct NamedAttachment {
  io::Path file;
  Sha256 sha256;
  std::optional<MessageNumber> message;  // the first that has it
};

struct CheckProofAnswer {
  Verdict verdict = Verdict::not_verifiable;  // never missing
  std::string reason;                    // the first thing that is wrong; empty if verified
  std::string log_key;                   // that the proof names
  bool key_was_given = false;
  uint64_t checkpoint = 0;               // size of the log that was signed
  Sha256 root;
  uint64_t entries = 0, records = 0, messages = 0, withheld = 0, bytes = 0;
  uint64_t attachments = 0;              // that the records name with a SHA-256
  uint64_t attachments_in_bundle = 0;    // of these, a file of the bundle; others may be inside its mails
  uint64_t files = 0;                    // of the bundle, all as SHA256SUMS says
  bool export_is_proven = false;         // an event of the log names the bundle's manifest
  std::vector<NamedAttachment> named;    // in the order given
  std::vector<std::string> not_covered;
};

// Everything is checked before `shown` is told of a record; nothing is shown of a proof that does not hold. Errors: only
// of a file that is given and cannot be read, of the bundle's directory too.
Result<CheckProofAnswer> check_proof(io::FileSystem& fs, const CheckProofRequest& request,
                                     const std::function<void(const ShownRecord&)>& shown);

}  // namespace muniment::pipeline
