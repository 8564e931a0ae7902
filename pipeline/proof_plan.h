// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which records of which entries a proof is about.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "archive/proof.h"
#include "core/model/event.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

class ProofSelection {
 public:
  explicit ProofSelection(const archive::Reader& log) : log_(log) {}

  Result<void> add_messages(MessageNumber first, MessageNumber last);  // not_found if one of them was never given out
  Result<void> add_numbers(std::span<const MessageNumber> numbers);
  Result<void> add_batch(BatchNumber batch);                    // with its begin and end
  Result<void> add_export(ExportNumber number);                 // the n-th export event of the log, with it
  Result<void> add_export_of_manifest(const std::string& sha256);

  [[nodiscard]] uint64_t records() const;
  [[nodiscard]] archive::ProofPlan plan() const;  // empty items if nothing was added

 private:
  struct Found {
    uint64_t entry = 0;
    uint32_t record = 0;
    ExportMade event;
  };
  Result<void> add_export_event(const std::optional<Found>& found, Error if_not);

  const archive::Reader& log_;
  std::map<uint64_t, std::vector<uint32_t>> items_;  // unsorted, perhaps twice
};

// Ascending numbers as ranges of first and last.
std::vector<std::pair<uint64_t, uint64_t>> ranges_of(std::vector<MessageNumber> numbers);

}  // namespace muniment::pipeline
