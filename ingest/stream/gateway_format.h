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

template <const Dialect& dialect, const GatewayWords& words>
constexpr SourceFormat gateway_format() {
  return {
      .name = dialect.name,
      .summary = words.summary,
      .platform = "whatsapp",
      .parser = words.parser,
      .since = "0.2",
      .detect = [](ByteView prefix, const SourceInput&) { return detect_bare(prefix, dialect); },
      .open = [](std::shared_ptr<SourceInput> input, const SourceOptions& options) {
        const std::array<const Dialect*, 1> only = {&dialect};
        return open_event_stream(std::move(input), options, only, words.layout);
      },
      .dialect = &dialect,
  };
}

}  // namespace muniment::ingest
