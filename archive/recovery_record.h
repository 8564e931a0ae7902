// SPDX-License-Identifier: GPL-3.0-or-later
// The three records of kind recovery (docs/archive-format.md 2.7): a torn tail that was left behind, an end of the log
// that was given up, and a machine that writes an archive which it does not know.
#pragma once

#include <optional>
#include <string>

#include "archive/access_spool.h"
#include "archive/log_scan.h"
#include "core/base/digest.h"

namespace muniment::archive {

struct GivenUp {
  uint64_t size = 0;  // of the checkpoint
  Sha256 root;
  friend bool operator==(const GivenUp&, const GivenUp&) = default;
};

Bytes torn_tail_record(const Tail& tail, const Sha256& hash, int64_t now_ms);
// What stands where the last record of an access spool should be: dropped, and named.
Bytes torn_access_record(const SpoolId& id, uint64_t seq, const TornRecord& torn, int64_t now_ms);
Bytes given_up_record(const GivenUp& checkpoint, const std::string& actor, const std::string& reason, int64_t now_ms);
Bytes unknown_machine_record(const std::string& machine, int64_t now_ms);

// Nothing for a record of another kind.
std::optional<GivenUp> given_up_in(ByteView record);

}  // namespace muniment::archive
