// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a proof (docs/archive-format.md 2.9), written and read one at a time: a proof of a whole batch is as large
// as the batch. Reading is strict: what is accepted would be written again as the same bytes. What the parts mean
// is checked in proof.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/io/input_stream.h"

namespace muniment::archive {

inline constexpr std::string_view kProofMagic = "muniment/proof@v1";

// Takes the parts of a proof in their order. Views live until the call returns. An error ends the reading.
class ProofSink {
 public:
  virtual ~ProofSink() = default;
  virtual Result<void> log(std::string_view key) = 0;
  virtual Result<void> entry(uint64_t index, ByteView data) = 0;  // kEntrySize bytes
  virtual Result<void> record(uint64_t i, const Sha256& salt, ByteView record) = 0;
  virtual Result<void> leaf(uint64_t i, const Sha256& hash) = 0;  // of a record whose content is withheld
  virtual Result<void> node(const Sha256& hash) = 0;              // of the frame, or behind tree() of the log
  virtual Result<void> tree() = 0;
  virtual Result<void> checkpoint(std::string_view note) = 0;     // the last call
};

// Writes the lines. Not thread-safe.
class ProofText final : public ProofSink {
 public:
  using Write = std::function<Result<void>(std::string_view)>;
  explicit ProofText(Write write) : write_(std::move(write)) {}

  Result<void> log(std::string_view key) override;
  Result<void> entry(uint64_t index, ByteView data) override;
  Result<void> record(uint64_t i, const Sha256& salt, ByteView record) override;
  Result<void> leaf(uint64_t i, const Sha256& hash) override;
  Result<void> node(const Sha256& hash) override;
  Result<void> tree() override;
  Result<void> checkpoint(std::string_view note) override;

 private:
  Write write_;
};

// Reads a proof into `parts`. Order, ascending numbers and the form of every word are checked; of the checkpoint only that
// it is there and not larger than a note may be.
// unsupported: the first line is not that of a proof. corrupt: anything else that is not as it should be, with the line. io.
Result<void> read_proof(io::InputStream& in, ProofSink& parts);

}  // namespace muniment::archive
