// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of SourceInput. Private to ingest: others go through SourceInput::open.
#pragma once

#include <memory>
#include <string>

#include "ingest/source_input.h"

namespace muniment::ingest {

// Looks at the first bytes only, so that a zip is recognised whatever it is called.
Result<bool> looks_like_zip(io::FileSystem& fs, const std::string& path);

Result<std::unique_ptr<SourceInput>> open_plain_file(io::FileSystem& fs, const std::string& path);
Result<std::unique_ptr<SourceInput>> open_folder(io::FileSystem& fs, const std::string& path);
Result<std::unique_ptr<SourceInput>> open_zip(io::FileSystem& fs, const std::string& path);
Result<std::unique_ptr<SourceInput>> open_standard_input(std::unique_ptr<io::InputStream> in);

// The bytes [begin, end) of a file.
std::unique_ptr<io::InputStream> stream_of_range(std::shared_ptr<const io::File> file, uint64_t begin, uint64_t end);

// `size` bytes of a stream, from `offset` on; what stands before is read and thrown away.
std::unique_ptr<io::InputStream> part_of_stream(std::unique_ptr<io::InputStream> whole, uint64_t offset, uint64_t size);

// A file or a folder inside a container, seen as an input of its own. not_found if there is none of that name.
Result<std::unique_ptr<SourceInput>> open_part(std::unique_ptr<SourceInput> whole, const std::string& inside);

}  // namespace muniment::ingest
