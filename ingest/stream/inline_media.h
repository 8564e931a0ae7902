// SPDX-License-Identifier: GPL-3.0-or-later
// Files that gateways put into a delivery as base64. Long ones were taken out of the line while it was read, and a marker
// stands where they stood (ingest/long_line.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

struct InlineMedia {
  std::string marker;
  bool is_base64 = false;       // whole and right; else `open` is not to be used
  uint64_t size_bytes = 0;
  StreamOpener open;            // the file
  size_t marker_at = 0;         // in the event as it was delivered
  uint64_t characters = 0;      // that the marker stands for
  StreamOpener open_characters;
};

// The event with all characters where their markers stand; only its first bytes, if it has more than `most`.
Result<Bytes> with_media_put_back(ByteView event, const std::vector<InlineMedia>& media, uint64_t most);

}  // namespace muniment::ingest
