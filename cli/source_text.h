// SPDX-License-Identifier: GPL-3.0-or-later
// How sources were read, for people and for programs: what ingest, its dry run and `batches show` have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/style.h"
#include "core/base/json.h"
#include "core/model/event.h"
#include "pipeline/ingest_job.h"

namespace muniment::cli {

// "  label          value": the value is taken as it is, so what strangers wrote goes through printable() first.
std::string row(std::string_view label, const std::string& value);
inline constexpr size_t kRowIndent = 17;  // columns before the value

std::string read_as_row(const std::vector<std::string>& facts);  // empty ones are left out
std::string times_row(const std::string& zone_and_basis, uint64_t in_gap, uint64_t in_overlap);
std::string order_row(uint64_t steps_back);
std::string evidence_rows(const std::vector<std::string>& evidence);
std::string warning_rows(const std::vector<std::string>& warnings, const Style& style);

enum class Evidence { hidden, shown };

// Heading and rows of a source that was taken in.
std::string source_text(const BatchSource& source, const std::string& format, const Style& style, Evidence evidence);
Json source_json(const BatchSource& source, const std::string& format);

// "chat.txt:12  text before the first message", and the reason below it.
std::string exception_text(const std::string& path, uint64_t line, const std::string& what, const std::string& why);
Json exception_json(const std::string& path, uint64_t line, const std::string& what, const std::string& why);

// "  in source        5", the numbers under one another, at least as wide as `widest`.
std::string equation_text(const std::vector<std::pair<std::string, uint64_t>>& rows, uint64_t widest = 0);

Json json_strings(const std::vector<std::string>& texts);

}  // namespace muniment::cli
