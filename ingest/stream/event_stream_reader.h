// SPDX-License-Identifier: GPL-3.0-or-later
// Reads streams of events: lines of JSON (an envelope a line, or the bare body of a gateway), and files that are one body
// each. docs/formats/session-stream.md has the envelope.
#pragma once

#include <memory>
#include <span>

#include "ingest/source_format.h"
#include "ingest/stream/dialect.h"

namespace muniment::ingest {

// Envelopes and bare bodies of `dialects`, mixed as they come. A bare body is read by the first dialect that fits, and if
// there is only one dialect by that one.
Result<std::unique_ptr<SourceReader>> open_event_stream(std::shared_ptr<SourceInput> input, const SourceOptions& options,
                                                        std::span<const Dialect* const> dialects, std::string_view layout);

// Whether the first event in `prefix` is an envelope, or a bare body of that dialect.
Detection detect_envelope(ByteView prefix);
Detection detect_bare(ByteView prefix, const Dialect& dialect);

}  // namespace muniment::ingest
