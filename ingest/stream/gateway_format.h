// SPDX-License-Identifier: GPL-3.0-or-later
// A dialect as a source format of its own: what is recognised as its bare bodies, and read by it.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "ingest/stream/event_stream_reader.h"

namespace muniment::ingest {

// The format is called like the dialect. `layout` is what a report calls a source of it.
struct GatewayWords {
  std::string_view summary, layout, parser;
};

inline Detection detect_gateway(const SourceFormat& format, ByteView prefix, const SourceInput&) { return detect_bare(prefix, *format.dialect); }

inline Result<std::unique_ptr<SourceReader>> open_gateway(const SourceFormat& format, std::shared_ptr<SourceInput> input,
                                                          const SourceOptions& options) {
  const std::array<const Dialect*, 1> only = {format.dialect};
  return open_event_stream(std::move(input), options, only, format.layout);
}

// No template over the dialect: that has the same name in each file, and GCC 14 gives such a template, or a lambda in it, one
// symbol for all of them.
constexpr SourceFormat gateway_format(const Dialect& dialect, const GatewayWords& words) {
  return {
      .name = dialect.name,
      .summary = words.summary,
      .platform = "whatsapp",
      .parser = words.parser,
      .since = "0.2",
      .detector = detect_gateway,
      .opener = open_gateway,
      .dialect = &dialect,
      .layout = words.layout,
  };
}

}  // namespace muniment::ingest
