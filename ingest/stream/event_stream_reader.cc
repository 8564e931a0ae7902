// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/event_stream_reader.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/hex.h"
#include "core/base/utf8.h"
#include "core/crypto/hash.h"
#include "ingest/member_names.h"
#include "ingest/stream/event_source.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/participants.h"
#include "ingest/stream/recorder_events.h"
#include "ingest/stream/redaction.h"
#include "ingest/stream/signature.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

constexpr std::string_view kVersionKey = "v";
constexpr size_t kMostIdentitiesKnown = 100'000;

bool is_envelope(const JsonValue& value) {
  return value[kVersionKey].exists() && value["src"].is_text() && value["session"].is_text() && value["event"].is_text();
}

const Dialect* fitting(std::span<const Dialect* const> dialects, const JsonValue& body) {
  for (const Dialect* dialect : dialects) {
    if (dialect->fits(body)) return dialect;
  }
  return nullptr;
}

const Dialect* named(std::span<const Dialect* const> dialects, std::string_view name) {
  const auto found = std::ranges::find(dialects, name, &Dialect::name);
  return found == dialects.end() ? nullptr : *found;
}

Delivered delivered_by(const Delivery& delivery) {
  Delivered delivered{delivery.session, delivery.sequence, std::nullopt};
  if (delivery.received) delivered.received_ms = delivery.received->utc_ms;
  return delivered;
}

// The parts of a delivery that were put into text when it was recorded: the body of a webhook, byte for byte.
bool is_recorded_request(const JsonValue& data) { return data["headers"].is_object() && data["body"].exists(); }

}  // namespace

class EventStreamReader final : public SourceReader {
 public:
  EventStreamReader(EventSource source, const SourceOptions& options, std::span<const Dialect* const> dialects,
                    std::string_view layout)
      : source_(std::move(source)), options_(options), dialects_(dialects.begin(), dialects.end()) {
    report_.layout = layout;
    if (!options_.memory) options_.memory = std::make_shared<StreamMemory>();
  }

  Result<std::optional<SourceRecord>> next(ExceptionSink& exceptions) override {
    while (ready_.empty()) {
      Event event;
      MUNIMENT_TRY(const bool there, source_.next(event));
      if (!there) return std::optional<SourceRecord>{};
      report_.lines += event.place.lines;
      if (event.is_blank) {
        report_.blank_lines += event.place.lines;
        continue;
      }
      if (event.place.lines == 0) {  // a further body on the line of the one before
        ++report_.further_records;
      } else {
        ++report_.header_lines;
        report_.continuation_lines += event.place.lines - 1;
      }
      read(event, exceptions);
    }
    SourceRecord record = std::move(ready_.front());
    ready_.pop_front();
    return std::optional<SourceRecord>(std::move(record));
  }
  [[nodiscard]] const SourceReport& report() const override { return report_; }

 private:
  // What is said of a delivery as a whole, with the record that keeps its bytes.
  struct Remarks {
    std::string_view signature;
    std::span<const std::string> redacted;
  };
  void read(const Event& delivered, ExceptionSink& exceptions);
  void read(const Event& event, const Event& as_sent, std::span<const std::string> redacted, ExceptionSink& exceptions);
  std::optional<simdjson::dom::element> parse(simdjson::dom::parser& parser, const Event& event);
  Signature check_as_sent(const Event& as_sent, const Delivery& delivery, const Dialect& dialect);
  const Dialect* understand(const JsonValue& whole, Delivery& delivery, simdjson::dom::parser& body_parser);
  const Dialect* understand_body(const JsonValue& body, Delivery& delivery, const Dialect* by_name,
                                 simdjson::dom::parser& body_parser);
  void hand_over(const Event& event, const Delivery& delivery, const Remarks& remarks, Mapping& mapping,
                 ExceptionSink& exceptions);
  static void name_records(std::deque<SourceRecord>& records, const std::string& id);
  void leave_out_known_identities(std::deque<SourceRecord>& records);
  void complete(SourceRecord& record, const Event& event, const Delivery& delivery);
  static std::string id_of(const Event& event, const Delivery& delivery);

  EventSource source_;
  SourceOptions options_;
  std::vector<const Dialect*> dialects_;
  simdjson::dom::parser parser_, body_parser_;
  std::string repaired_;
  SourceReport report_;
  std::deque<SourceRecord> ready_;
  int64_t last_ms_ = INT64_MIN;
};

// What is read is what may be kept: secrets are taken out first.
void EventStreamReader::read(const Event& delivered, ExceptionSink& exceptions) {
  const std::optional<Redaction> redaction = redact(as_text(delivered.bytes));
  if (!redaction) return read(delivered, delivered, {}, exceptions);
  Event event = delivered;
  event.bytes = as_bytes(redaction->bytes);
  event.is_padded = false;
  if (redaction->is_cut && event.trouble.what.empty()) event.trouble = {"not valid JSON", "expected one complete JSON object"};
  if (redaction->is_cut) {
    event.trouble.why += "; its last " + std::to_string(delivered.bytes.size() - event.bytes.size()) +
                         " bytes are not kept, for they may hold a secret (SHA-256 of the line " +
                         to_hex(crypto::sha256(delivered.bytes).view()) + ")";
  }
  read(event, delivered, redaction->paths, exceptions);
}

// Bytes that are no UTF-8 are replaced for reading; what is kept are the bytes.
std::optional<simdjson::dom::element> EventStreamReader::parse(simdjson::dom::parser& parser, const Event& event) {
  simdjson::dom::element root;
  auto error = parser.parse(event.bytes.data(), event.bytes.size(), !event.is_padded).get(root);
  if (error == simdjson::UTF8_ERROR) {
    repaired_ = repair_utf8(as_text(event.bytes)).text;
    error = parser.parse(repaired_).get(root);
  }
  return error == simdjson::SUCCESS ? std::optional(root) : std::nullopt;
}

void EventStreamReader::read(const Event& event, const Event& as_sent, std::span<const std::string> redacted,
                             ExceptionSink& exceptions) {
  Delivery delivery;
  const auto refuse = [&](std::string what, std::string why) {
    exceptions.take({event.place, std::move(what), std::move(why), to_bytes(event.bytes), delivered_by(delivery)});
  };
  if (!event.trouble.what.empty()) return refuse(event.trouble.what, event.trouble.why);
  const auto root = parse(parser_, event);
  if (!root) {
    return refuse("not valid JSON", event.is_torn ? "the line is not ended: whoever wrote it stopped in the middle"
                                                  : "expected one complete JSON object");
  }
  delivery.options = &options_;
  delivery.body_text = as_text(event.bytes);
  const Dialect* const dialect = understand(JsonValue(*root), delivery, body_parser_);
  if (!JsonValue(*root).is_object()) return refuse("not a JSON object", "expected an envelope or the body of a webhook");
  Mapping mapping;
  Remarks remarks{{}, redacted};
  if (map_recorder_event(delivery, mapping)) return hand_over(event, delivery, remarks, mapping, exceptions);
  if (dialect == nullptr) return refuse("no gateway that is known writes like this", "expected an envelope with v, src, session, seq, rx, event and data, or the body of a webhook");
  if (delivery.event.empty()) delivery.event = dialect->name;
  Signature signature;
  if (!dialect->signature_header.empty()) {
    signature = redacted.empty() ? check_signature(delivery, dialect->signature_header)
                                 : check_as_sent(as_sent, delivery, *dialect);
  }
  if (!signature.what.empty()) return refuse(signature.what, signature.why);
  remarks.signature = signature.says;
  dialect->map(delivery, mapping);
  hand_over(event, delivery, remarks, mapping, exceptions);
}

// What was signed has its secrets still. It is looked at here and forgotten.
Signature EventStreamReader::check_as_sent(const Event& as_sent, const Delivery& delivery, const Dialect& dialect) {
  simdjson::dom::parser parser, body_parser;
  const auto root = parse(parser, as_sent);
  if (!root) return check_signature(delivery, dialect.signature_header);
  Delivery whole;
  whole.options = &options_;
  whole.body_text = as_text(as_sent.bytes);
  understand(JsonValue(*root), whole, body_parser);
  return check_signature(whole, dialect.signature_header);
}

const Dialect* EventStreamReader::understand(const JsonValue& whole, Delivery& delivery, simdjson::dom::parser& body_parser) {
  if (!is_envelope(whole)) {
    delivery.is_bare = true;
    delivery.event = whole["event"].is_text() ? whole["event"].text() : whole["type"].text();
    return understand_body(whole, delivery, dialects_.size() == 1 ? dialects_.front() : nullptr, body_parser);
  }
  delivery.session = whole["session"].text();
  delivery.account = participant_of(whole["account"].text());
  delivery.event = whole["event"].text();
  delivery.received = time_of(whole["rx"], TimeBasis::recorder);
  if (const auto sequence = whole["seq"].integer(); sequence && *sequence >= 0) delivery.sequence = static_cast<uint64_t>(*sequence);
  return understand_body(whole["data"], delivery, named(dialects_, whole["src"].text()), body_parser);
}

const Dialect* EventStreamReader::understand_body(const JsonValue& body, Delivery& delivery, const Dialect* by_name,
                                                 simdjson::dom::parser& body_parser) {
  delivery.data = body;
  if (is_recorded_request(body)) {
    delivery.headers = body["headers"];
    delivery.data = body["body"];
    if (delivery.data.is_text()) {
      delivery.body_text = delivery.data.text();
      delivery.has_body_as_sent = true;
      simdjson::dom::element inside;
      if (body_parser.parse(delivery.body_text.data(), delivery.body_text.size(), true).get(inside) == simdjson::SUCCESS) {
        delivery.data = JsonValue(inside);
      }
    }
  }
  return by_name != nullptr ? by_name : fitting(dialects_, delivery.data);
}

// The same line delivered again has the same id; so has the same body.
std::string EventStreamReader::id_of(const Event& event, const Delivery& delivery) {
  if (delivery.sequence && delivery.received) {
    return delivery.session + "#" + std::to_string(*delivery.sequence) + "@" + delivery.received->original;
  }
  return to_hex(crypto::sha256(event.bytes).view().first(16));
}

void EventStreamReader::complete(SourceRecord& record, const Event& event, const Delivery& delivery) {
  record.place = event.place;
  record.place.lines = 0;
  // One request may bring what several numbers received: then each record knows its own, unless the recorder has a name for
  // all of them.
  const std::string own_session = record.delivered ? record.delivered->session : std::string();
  record.delivered = delivered_by(delivery);
  if (record.delivered->session.empty()) record.delivered->session = own_session;
  // That two names are one person is true whenever it is said: with a time it would be a new thing each time.
  if (!record.time && record.kind != RecordKind::identity) record.time = delivery.received;
  if (!record.time) return;
  if (record.time->utc_ms < last_ms_) ++report_.steps_back;
  if (options_.now_ms != 0 && record.time->utc_ms > options_.now_ms) ++report_.after_now;
  last_ms_ = record.time->utc_ms;
}

// Names what has no name, by its place among all that the delivery says: so the same delivery gives the same names again.
void EventStreamReader::name_records(std::deque<SourceRecord>& records, const std::string& id) {
  size_t place = records.size() > 1 ? 1 : 0;
  for (SourceRecord& record : records) {
    if (record.source_message_id.empty()) record.source_message_id = place == 0 ? id : id + "." + std::to_string(place);
    ++place;
  }
}

// Most messages say again who their sender is: once is enough for one source, and spares each of them a delivery record.
void EventStreamReader::leave_out_known_identities(std::deque<SourceRecord>& records) {
  const auto is_identity = [](const SourceRecord& record) { return record.kind == RecordKind::identity; };
  if (std::ranges::all_of(records, is_identity)) return;
  std::unordered_set<std::string>& known = options_.memory->identities;
  if (known.size() > kMostIdentitiesKnown) known.clear();
  std::erase_if(records, [&](const SourceRecord& record) {
    return is_identity(record) && !known.insert(record.sender + "\n" + record.source_message_id).second;
  });
}

// One record keeps the delivered bytes itself; several share one that keeps them.
void EventStreamReader::hand_over(const Event& event, const Delivery& delivery, const Remarks& remarks, Mapping& mapping,
                                  ExceptionSink& exceptions) {
  Delivery as_told = delivery;
  if (as_told.session.empty()) as_told.session = mapping.session_;
  if (mapping.records_.empty() && mapping.problems_.empty()) mapping.unrecognised(delivery.event);
  const std::string id = id_of(event, delivery);
  name_records(mapping.records_, id);
  leave_out_known_identities(mapping.records_);
  const auto held = std::ranges::count_if(mapping.records_, [](const SourceRecord& record) { return record.excluded.empty(); });
  if (held > 1) {
    SourceRecord& carrier = mapping.records_.emplace_front();
    carrier.kind = RecordKind::delivery;
    carrier.source_message_id = "delivery:" + id;
    add_fact(carrier, FactType::source_type, delivery.event, static_cast<uint64_t>(held));
  }
  size_t place = 0;
  for (SourceRecord& record : mapping.records_) {
    const bool keeps_bytes = record.excluded.empty() && (held == 1 || record.kind == RecordKind::delivery);
    if (record.excluded.empty() && !keeps_bytes) add_reference(record, ReferenceType::part_of, "delivery:" + id);
    complete(record, event, as_told);
    if (keeps_bytes) record.raw = to_bytes(event.bytes);
    if (keeps_bytes && !remarks.signature.empty()) add_fact(record, FactType::signature, remarks.signature);
    if (keeps_bytes) {
      for (const std::string& path : remarks.redacted) add_fact(record, FactType::redacted, path);
    }
    ++place;
  }
  for (auto& [what, why] : mapping.problems_) {
    Place at = event.place;
    at.lines = place++ == 0 ? event.place.lines : 0;
    exceptions.take({at, std::move(what), std::move(why), to_bytes(event.bytes), delivered_by(as_told)});
  }
  if (!mapping.records_.empty()) mapping.records_.front().place.lines = event.place.lines;
  report_.further_records += place - 1;
  for (SourceRecord& record : mapping.records_) ready_.push_back(std::move(record));
}

Result<std::unique_ptr<SourceReader>> open_event_stream(std::shared_ptr<SourceInput> input, const SourceOptions& options,
                                                        std::span<const Dialect* const> dialects, std::string_view layout) {
  MUNIMENT_TRY(EventSource source, EventSource::open(std::move(input), options.first_line, options.first_offset));
  return std::unique_ptr<SourceReader>(std::make_unique<EventStreamReader>(std::move(source), options, dialects, layout));
}

namespace {

// The first event of a source as far as `prefix` goes: its first line, or all of it.
std::optional<std::string> first_event(ByteView prefix) {
  std::string_view text = as_text(prefix);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') return std::nullopt;
  return std::string(text.substr(begin));
}

template <typename Is>
Detection detect_by(ByteView prefix, std::span<const std::string_view> signs, Is is) {
  const auto text = first_event(prefix);
  if (!text) return Detection::no;
  const std::string line = text->substr(0, text->find('\n'));
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  for (const std::string& candidate : {line, *text}) {
    if (parser.parse(candidate).get(root) != simdjson::SUCCESS) continue;
    const JsonValue whole(root);
    return is(whole) ? Detection::yes : Detection::no;
  }
  const auto has = [&](std::string_view sign) { return sign.empty() || line.find("\"" + std::string(sign) + "\"") != std::string::npos || text->find("\"" + std::string(sign) + "\"") != std::string::npos; };
  return !signs.empty() && !signs.front().empty() && std::ranges::all_of(signs, has) ? Detection::maybe : Detection::no;
}

}  // namespace

Detection detect_envelope(ByteView prefix) {
  constexpr std::array<std::string_view, 4> kSigns = {"v", "src", "session", "seq"};
  return detect_by(prefix, kSigns, is_envelope);
}

Detection detect_bare(ByteView prefix, const Dialect& dialect) {
  return detect_by(prefix, dialect.signs, [&](const JsonValue& whole) {
    if (is_envelope(whole)) return false;
    if (is_recorded_request(whole) && whole["body"].is_text()) {
      simdjson::dom::parser parser;
      simdjson::dom::element inside;
      const std::string body(whole["body"].text());
      return parser.parse(body).get(inside) == simdjson::SUCCESS && dialect.fits(JsonValue(inside));
    }
    return dialect.fits(is_recorded_request(whole) ? whole["body"] : whole);
  });
}

}  // namespace muniment::ingest
