// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/empty_files.h"

namespace muniment::ingest {

std::optional<std::string> empty_files_warning(const SourceInput& input, std::span<const size_t> members) {
  std::string first;
  size_t count = 0;
  for (const size_t i : members) {
    const Member& file = input.members()[i];
    if (file.size_bytes == 0 && count++ == 0) first = "\"" + file.name + "\"";
  }
  if (count == 0) return std::nullopt;
  if (count == 1) return first + " is empty (0 bytes) and gave nothing";
  return std::to_string(count) + " files are empty (0 bytes) and gave nothing (first: " + first + ")";
}

}  // namespace muniment::ingest
