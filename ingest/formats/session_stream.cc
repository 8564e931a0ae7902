// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded stream of sessions: an envelope a line around what a library or gateway delivered, from any of those that
// we read. docs/formats/session-stream.md has its keys.
#include "ingest/registry.h"
#include "ingest/stream/event_stream_reader.h"

namespace muniment::ingest {
namespace {

Detection detect(const SourceFormat&, ByteView prefix, const SourceInput&) { return detect_envelope(prefix); }

Result<std::unique_ptr<SourceReader>> open(const SourceFormat&, std::shared_ptr<SourceInput> input, const SourceOptions& options) {
  std::vector<const Dialect*> dialects;
  for (const SourceFormat& format : source_formats()) {
    if (format.dialect != nullptr) dialects.push_back(format.dialect);
  }
  return open_event_stream(std::move(input), options, dialects, "session stream");
}

}  // namespace

namespace formats {
extern const SourceFormat session_stream;
constinit const SourceFormat session_stream = {
    .name = "session-stream",
    .summary = "recorded sessions: one envelope a line, from any gateway below",
    .platform = "whatsapp",
    .parser = "session-stream/1",
    .since = "0.2",
    .detector = detect,
    .opener = open,
};
}  // namespace formats

}  // namespace muniment::ingest
