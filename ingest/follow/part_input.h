// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ingest/follow/: some bytes of a followed source as an input of one member, which can be opened again.
#pragma once

#include <memory>
#include <string>

#include "core/base/bytes.h"
#include "core/io/file_system.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

std::shared_ptr<SourceInput> input_of_range(std::shared_ptr<const io::File> file, std::string path, uint64_t begin, uint64_t end);
std::shared_ptr<SourceInput> input_of_stream(StreamOpener open, std::string path, uint64_t size);
std::shared_ptr<SourceInput> input_of_bytes(std::shared_ptr<const Bytes> bytes, std::string path);

}  // namespace muniment::ingest
