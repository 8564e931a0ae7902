// SPDX-License-Identifier: GPL-3.0-or-later
// Proofs (docs/archive-format.md 2.9): that records were in the log when a checkpoint was signed, for somebody who has
// neither the archive nor a key. Made from an open archive; checked from the file alone.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/commit_frame.h"
#include "archive/note.h"
#include "archive/proof_text.h"

namespace muniment::archive {

// --- what an archive gives for proofs ----------------------------------------------------------------------------------

struct SaltedFrame {
  FrameContent content;
  std::vector<Sha256> salts;  // of the leaves inside the frame, one for each record
};

struct SignedCheckpoint {
  std::string file;  // relative to the archive: "HEAD", "ckpt/1234.note"
  Checkpoint checkpoint;
  std::string note;  // as it stands in the file
};

class ProofSource {
 public:
  virtual ~ProofSource() = default;
  [[nodiscard]] virtual NoteKey signing_key() const = 0;
  // Those that checkpoint_of_proof() accepts, in no order: HEAD, whatever its size; and of those kept that cover so many
  // entries the oldest few of the writer's own, and all that came from elsewhere.
  virtual Result<std::vector<SignedCheckpoint>> signed_checkpoints(uint64_t covering) const = 0;
  // not_found if the frame's key is gone: what it held was erased. corrupt if it is not what was written.
  virtual Result<SaltedFrame> read_salted(uint64_t entry) const = 0;
  // The first `size` entries, as they are leaves of the log, in their order. corrupt if so many cannot be read.
  using TakeEntry = std::function<void(uint64_t index, const std::array<Byte, kEntrySize>& data)>;
  virtual Result<void> each_entry(uint64_t size, const TakeEntry& take) const = 0;
};

// --- making one --------------------------------------------------------------------------------------------------------

struct ProofItem {
  uint64_t entry = 0;
  std::vector<uint32_t> records;  // of its frame: at least one, ascending
};

struct ProofPlan {
  std::vector<ProofItem> items;         // at least one, ascending by entry
  bool withhold = false;                // leaves in place of records
  std::optional<uint64_t> checkpoint;   // its size; by default the oldest kept one that covers all, else HEAD
};

struct ProofMade {
  uint64_t entries = 0, records = 0, nodes = 0;
  uint64_t checkpoint = 0;       // its size
  std::string checkpoint_file;   // "ckpt/1234.note"
};

// Error.id of a proof of what no checkpoint covers yet.
inline constexpr int kNotYetCovered = 3401;

// Reads frame by frame; holds one frame and 32 bytes for each entry of the log. not_found if no checkpoint covers the
// entries (kNotYetCovered), or if one of the frames was erased; corrupt if the archive does not lead to what was signed.
Result<ProofMade> write_proof(const ProofSource& source, const ProofPlan& plan, ProofSink& out,
                              const std::function<void(uint64_t done, uint64_t total)>& progress);

// --- checking one ------------------------------------------------------------------------------------------------------

enum class ProofVerdict { verified, altered, not_verifiable };

struct ProvenRecord {
  uint64_t entry_index = 0;
  Entry entry;
  uint64_t i = 0;                     // in the frame
  std::optional<ByteView> record;     // nothing: its content is withheld
  [[nodiscard]] std::optional<MessageNumber> message() const;
};

struct ProofFacts {
  std::string log_key;                // as the proof names it
  Checkpoint checkpoint;
  uint64_t entries = 0, records = 0, withheld = 0;  // records: with those withheld
  uint64_t messages = 0;              // of the records
};

struct ProofCheck {
  ProofVerdict verdict = ProofVerdict::not_verifiable;
  std::string reason;                 // the first thing that is wrong; empty if verified
  ProofFacts facts;                   // as far as it was read
};

// Rule 2: the checkpoint in a note, if the key signed it. Lines of witnesses are passed over. Each line ends in a line feed.
Result<Checkpoint> checkpoint_of_proof(std::string_view note, const NoteKey& key);

// `log_key`: the key that the checker was given by other means; without it the proof's own is believed. `shown` is told of
// each record as it is read, before anything about it is known to hold: to print, check first, then read again. An error
// only if the stream cannot be read. Needs memory for the longest record and 40 bytes a record of the largest frame.
Result<ProofCheck> check_proof(io::InputStream& in, const std::optional<std::string>& log_key,
                               const std::function<void(const ProvenRecord&)>& shown);

}  // namespace muniment::archive
