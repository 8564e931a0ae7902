// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets share: a source read to its end, and what must hold of it whatever the bytes are.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "ingest/source_format.h"

namespace muniment::fuzz {

struct Reading final : ingest::ExceptionSink {
  std::optional<Error> error;  // a refusal, or where reading stopped
  bool ended = false;          // read to the end
  std::vector<ingest::SourceRecord> records;
  std::vector<ingest::Exception> exceptions;
  ingest::SourceReport report;
  void take(ingest::Exception exception) override { exceptions.push_back(std::move(exception)); }
};

Reading read(std::shared_ptr<ingest::SourceInput> input, const ingest::SourceOptions& options,
             std::string_view format = "whatsapp-txt");

// A stream that hands out `bytes` in pieces of at most `piece` bytes.
std::unique_ptr<io::InputStream> choppy(Bytes bytes, size_t piece);
// A file of those bytes, which can be opened again as standard input cannot: that is held in memory first, so its
// pieces never reach the reader of lines.
std::shared_ptr<ingest::SourceInput> choppy_input(Bytes bytes, size_t piece, std::optional<uint64_t> stated_size = std::nullopt);

// These abort, with a sentence, where something does not hold.
void check_accounts(const Reading& reading);                        // counts, order, UTF-8
void check_places(const Reading& reading, std::string_view bytes);  // raw bytes stand where their place says
void check_same(const Reading& one, const Reading& other);

}  // namespace muniment::fuzz
