// SPDX-License-Identifier: GPL-3.0-or-later
// What one event says by itself. Nothing here depends on the events before it, so that several can be understood side by
// side; what does is the reader's (event_stream_reader.cc).
#pragma once

#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/timestamp.h"
#include "ingest/source_format.h"
#include "ingest/stream/dialect.h"
#include "ingest/stream/event_source.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/signature.h"

namespace muniment::ingest {

// Good as long as the bytes of the event are.
struct Understood {
  Place place;                             // without the path
  bool is_blank = false;
  std::list<SourceRecord> records;         // each has an id; where it stands and how it came is not in them yet
  std::vector<Mapping::Problem> problems;  // the event is kept with each
  ByteView bytes;                          // what may be kept of the event: in the event itself, or in `changed`
  Bytes changed;                           // it without secrets, or put together again
  std::string event;                       // its name
  std::string id;                          // by which the delivery itself is called; empty where a record alone came in it
  std::optional<EventTime> received;
  Delivered delivered;
  std::string_view signature;              // "valid", "not checked", "absent" or nothing
  std::vector<std::string> redacted;       // what is not in `bytes`: where secrets stood, files that are attachments
  std::vector<SourceAttachment> files;     // that stood in the event, and that no record has
};

// An envelope has its version, whose payload it is, the session and the name of the event.
bool is_envelope(const JsonValue& value);
// The parts of a delivery that were put into text when it was recorded: the body of a webhook, byte for byte.
bool is_recorded_request(const JsonValue& data);

// Its memory is used again for each event. Not thread-safe; each thread has one of its own.
class EventParser {
 public:
  // `options` and `dialects` must outlive it.
  EventParser(const SourceOptions& options, std::span<const Dialect* const> dialects) : options_(options), dialects_(dialects) {}

  Understood understand(const Event& event);

 private:
  Understood understand_as_it_stands(const Event& event);
  Understood understand_damaged(const Event& event, const std::string& why);
  void read(const Event& event, const Event& as_sent, Understood& out);
  std::optional<simdjson::dom::element> parse(simdjson::dom::parser& parser, const Event& event);
  Signature check(const Event& event, const Event& as_sent, const Delivery& delivery, const Dialect& dialect, bool is_redacted);
  Signature check_as_sent(const Event& as_sent, const Delivery& delivery, const Dialect& dialect);
  const Dialect* open_delivery(const JsonValue& whole, Delivery& delivery, simdjson::dom::parser& body_parser) const;
  const Dialect* open_body(const JsonValue& body, Delivery& delivery, const Dialect* by_name,
                           simdjson::dom::parser& body_parser) const;

  const SourceOptions& options_;
  std::span<const Dialect* const> dialects_;
  simdjson::dom::parser parser_, body_parser_;
  std::string repaired_;
};

}  // namespace muniment::ingest
