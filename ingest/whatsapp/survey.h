// SPDX-License-Identifier: GPL-3.0-or-later
// The first pass over an export: what must be known about the whole file before any line can be read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/input_stream.h"
#include "ingest/whatsapp/body.h"
#include "ingest/whatsapp/date_order.h"
#include "ingest/whatsapp/header.h"

namespace muniment::ingest::whatsapp {

struct Survey {
  HeaderShape shape;             // of the first header: exports begin with one
  DateEvidence dates;
  ColonNames colon_names;
  std::vector<std::string> strange;  // outlines of the first lines before the first header
  uint64_t strange_lines = 0;    // how many such lines there are, blank ones not counted
  uint64_t first_header_line = 0;
  uint64_t lines = 0;
  uint64_t headers = 0;          // in that shape
  uint64_t half_day_headers = 0; // of them with am or pm
  uint64_t attached = 0;         // of them with a media file's name
};

// A few lines may stand before the first message (somebody printed a title there). Where the first header comes late and
// what the headers account for is the smaller part, the file is something else, into which a piece of a chat was pasted.
bool is_another_file_with_a_pasted_chat(const Survey& survey);

// `now_ms` as in SourceOptions. Constant memory. headers is 0 where nothing looks like an export.
Result<Survey> survey_export(std::unique_ptr<io::InputStream> in, int64_t now_ms);

}  // namespace muniment::ingest::whatsapp
