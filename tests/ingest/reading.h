// SPDX-License-Identifier: GPL-3.0-or-later
// A little language for tests of source formats: read a text, look at what came out.
#pragma once

#include <string>
#include <vector>

#include "ingest/inputs.h"
#include "ingest/registry.h"

namespace muniment::ingest {

struct Reading : ExceptionSink {
  std::optional<Error> error;
  std::vector<SourceRecord> records;
  std::vector<Exception> exceptions;
  SourceReport report;

  void take(Exception exception) override { exceptions.push_back(std::move(exception)); }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const SourceRecord& record : records) all.push_back(record.text.value_or("(none)"));
    return all;
  }
  [[nodiscard]] std::vector<std::string> senders() const {
    std::vector<std::string> all;
    for (const SourceRecord& record : records) all.push_back(record.sender);
    return all;
  }
  [[nodiscard]] std::vector<std::string> minutes() const {
    std::vector<std::string> all;
    for (const SourceRecord& record : records) all.push_back(record.wall_minute);
    return all;
  }
};

inline Reading read_input(std::string_view format, Result<std::unique_ptr<SourceInput>> input, const SourceOptions& options = {}) {
  Reading reading;
  const auto found = find_format(format);
  if (!input || !found) {
    reading.error = input ? Result<const SourceFormat*>(found).error() : input.error();
    return reading;
  }
  auto reader = (*found)->open(std::move(*input), options);
  if (!reader) {
    reading.error = reader.error();
    return reading;
  }
  for (;;) {
    auto record = (*reader)->next(reading);
    if (!record) reading.error = record.error();
    if (!record || !*record) break;
    reading.records.push_back(std::move(**record));
  }
  reading.report = (*reader)->report();
  return reading;
}

inline Reading read_text(std::string_view format, std::string_view text, const SourceOptions& options = {}) {
  return read_input(format, open_standard_input(io::input_from_bytes(to_bytes(text))), options);
}

}  // namespace muniment::ingest
