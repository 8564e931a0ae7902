// SPDX-License-Identifier: GPL-3.0-or-later
// What the log says about sealed segments (records of kind 45), compared with what stands in the segment files. The
// record of a segment is committed before the successor of the segment in its class has a group, or in the first group
// of it (2.6): so few event frames need to be opened to know whether there is one.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "archive/log.h"
#include "archive/log_scan.h"
#include "core/model/event.h"

namespace muniment::archive {

struct SealHashes {
  Sha256 content;  // of the bytes before the SEAL
  Sha256 file;     // of the whole file
};
// Reads the file once.
Result<SealHashes> hash_sealed(const io::File& file, const FoundSeal& seal, const io::Path& path);

// Not thread-safe.
class SealRecords {
 public:
  using ReadEntry = std::function<Result<FrameContent>(uint64_t)>;

  // Opens what was not opened before. A frame that cannot be opened is passed over: it is an alarm of its own.
  void update(const LogScan& scan, const Log& log, const ReadEntry& read);

  [[nodiscard]] const std::map<SegmentNo, SegmentSealed>& all() const { return records_; }
  // Segments that the log calls sealed and that are not as it says: longer, shorter, or without their SEAL.
  [[nodiscard]] std::vector<Error> damage(const LogScan& scan) const;
  // Sealed segments of which the log has no record, in the order of their numbers.
  [[nodiscard]] std::vector<const LogScan::Segment*> missing(const LogScan& scan) const;

 private:
  void take(const FrameContent& frame);

  std::map<SegmentNo, SegmentSealed> records_;
  std::set<uint64_t> opened_;  // log entries
};

}  // namespace muniment::archive
