// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/recorder_events.h"

namespace muniment::ingest {
namespace {

constexpr std::string_view kStarted = "recorder.started";
constexpr std::string_view kStopped = "recorder.stopped";

}  // namespace

bool map_recorder_event(const Delivery& delivery, Mapping& out) {
  if (delivery.is_bare || (delivery.event != kStarted && delivery.event != kStopped)) return false;
  const FactType said = delivery.event == kStarted ? FactType::recorder_started : FactType::recorder_stopped;
  add_fact(out.add(RecordKind::session_event), said, delivery.data["reason"].text());
  return true;
}

}  // namespace muniment::ingest
