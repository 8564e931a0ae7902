// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/event_parser.h"

#include <algorithm>
#include <utility>

#include "core/base/hex.h"
#include "core/base/utf8.h"
#include "core/crypto/hash.h"
#include "core/model/identifier.h"
#include "ingest/stream/content.h"
#include "ingest/stream/recorder_events.h"
#include "ingest/stream/redaction.h"
#include "ingest/stream/stream_time.h"

namespace muniment::ingest {
namespace {

// What stands around a payload, found in one pass: of a key that stands there twice, the first counts.
struct Envelope {
  JsonValue version, source, session, account, sequence, received, event, data;

  explicit Envelope(const JsonValue& whole) {
    whole.each_member([&](std::string_view key, const JsonValue& value) {
      JsonValue* const place = place_of(key);
      if (place != nullptr && !place->is_there()) *place = value;
    });
  }
  [[nodiscard]] bool is_whole() const {
    return version.exists() && source.is_text() && session.is_text() && event.is_text();
  }

 private:
  JsonValue* place_of(std::string_view key) {
    switch (key.size()) {
      case 1: return key == "v" ? &version : nullptr;
      case 2: return key == "rx" ? &received : nullptr;
      case 3: return key == "src" ? &source : key == "seq" ? &sequence : nullptr;
      case 4: return key == "data" ? &data : nullptr;
      case 5: return key == "event" ? &event : nullptr;
      case 7: return key == "session" ? &session : key == "account" ? &account : nullptr;
      default: return nullptr;
    }
  }
};

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

// The same line delivered again has the same id; so has the same body.
std::string id_of(const Event& event, const Delivery& delivery) {
  if (delivery.sequence && delivery.received) {
    return delivery.session + "#" + std::to_string(*delivery.sequence) + "@" + delivery.received->original;
  }
  return to_hex(crypto::sha256(event.bytes).view().first(16));
}

// Names what has no name, by its place among all that the delivery says: so the same delivery gives the same names again.
void name(const Event& event, const Delivery& delivery, Understood& out) {
  const auto is_nameless = [](const SourceRecord& record) { return record.source_message_id.empty(); };
  if (out.records.size() < 2 && std::ranges::none_of(out.records, is_nameless)) return;
  out.id = id_of(event, delivery);
  size_t place = out.records.size() > 1 ? 1 : 0;
  for (SourceRecord& record : out.records) {
    if (is_nameless(record)) record.source_message_id = place == 0 ? out.id : out.id + "." + std::to_string(place);
    ++place;
  }
}

// Files that no record has are kept all the same, unless they stood where a secret stands.
void take_files(const Event& event, const std::vector<InlineMedia>& left, Understood& out) {
  for (const InlineMedia& media : event.inline_media) {
    if (as_text(event.bytes).find(media.marker) == std::string_view::npos) continue;
    out.redacted.push_back(media.marker.substr(1, media.marker.size() - 2));
    if (std::ranges::find(left, media.marker, &InlineMedia::marker) == left.end()) continue;
    SourceAttachment& file = out.files.emplace_back();
    file.open = media.open;
    file.size_bytes = media.size_bytes;
  }
}

std::string too_long(uint64_t kept, uint64_t all) {
  return "kept are the first " + std::to_string(kept) + " of " + std::to_string(all) + " bytes";
}

// What people did they did somewhere. Where the place is not told, the event is not what it seems: its bytes are held.
void needs_a_place(SourceRecord& record, std::string_view event) {
  if (!record.conversation.empty() || is_about_source(record.kind) || record.kind == RecordKind::unrecognised) return;
  record.kind = RecordKind::unrecognised;
  if (find_fact(record.facts, FactType::source_type) == nullptr) add_fact(record, FactType::source_type, event);
}

}  // namespace

bool is_envelope(const JsonValue& value) { return Envelope(value).is_whole(); }

bool is_recorded_request(const JsonValue& data) { return data["headers"].is_object() && data["body"].exists(); }

Understood EventParser::understand(const Event& event) {
  if (!std::ranges::all_of(event.inline_media, &InlineMedia::is_base64)) return understand_damaged(event, "the file in it is not whole, or no base64");
  Understood out = understand_as_it_stands(event);
  const bool is_refused = out.records.empty() && !out.problems.empty();
  if (!is_refused || event.inline_media.empty()) return out;
  return understand_damaged(event, out.problems.front().what + ": " + out.problems.front().why);
}

// What was taken out of it is put back, and it is treated like any line: so all of it is kept, up to the longest.
Understood EventParser::understand_damaged(const Event& event, const std::string& why) {
  const bool is_too_long = event.size_bytes > LineReader::kLongestLine;
  const uint64_t most = is_too_long ? LineReader::kKeptOfLongLine : event.size_bytes;
  Event whole = event;
  whole.inline_media.clear();
  auto bytes = with_media_put_back(event.bytes, event.inline_media, most);
  if (bytes) {
    whole.bytes = *bytes;
    whole.is_padded = false;
  } else {
    whole.trouble = {"the line cannot be read again", one_line(bytes.error())};
  }
  if (is_too_long) {
    whole.trouble = {"the line is longer than 64 MiB", too_long(most, event.size_bytes) + "; " + why};
  }
  Understood out = understand_as_it_stands(whole);
  if (bytes && out.bytes.data() == bytes->data()) {
    out.changed = std::move(*bytes);
    out.bytes = out.changed;
  }
  return out;
}

// What is read is what may be kept: secrets are taken out first.
Understood EventParser::understand_as_it_stands(const Event& delivered) {
  Understood out;
  out.place.line = delivered.place.line;
  out.place.lines = delivered.place.lines;
  out.place.offset = delivered.place.offset;
  out.is_blank = delivered.is_blank;
  if (out.is_blank) return out;
  std::optional<Redaction> redaction = redact(as_text(delivered.bytes));
  if (!redaction) {
    out.bytes = delivered.bytes;
    read(delivered, delivered, out);
    return out;
  }
  Event event = delivered;
  event.bytes = as_bytes(redaction->bytes);
  event.is_padded = false;
  if (redaction->is_cut && event.trouble.what.empty()) event.trouble = {"not valid JSON", "expected one complete JSON object"};
  if (redaction->is_cut) {
    event.trouble.why += "; its last " + std::to_string(delivered.bytes.size() - event.bytes.size()) +
                         " bytes are not kept, for they may hold a secret (SHA-256 of the line " +
                         to_hex(crypto::sha256(delivered.bytes).view()) + ")";
  }
  out.redacted = std::move(redaction->paths);
  read(event, delivered, out);
  out.changed = to_bytes(redaction->bytes);
  out.bytes = out.changed;
  return out;
}

// Bytes that are no UTF-8 are replaced for reading; what is kept are the bytes.
std::optional<simdjson::dom::element> EventParser::parse(simdjson::dom::parser& parser, const Event& event) {
  simdjson::dom::element root;
  auto error = parser.parse(event.bytes.data(), event.bytes.size(), !event.is_padded).get(root);
  if (error == simdjson::UTF8_ERROR) {
    repaired_ = repair_utf8(as_text(event.bytes)).text;
    error = parser.parse(repaired_).get(root);
  }
  return error == simdjson::SUCCESS ? std::optional(root) : std::nullopt;
}

void EventParser::read(const Event& event, const Event& as_sent, Understood& out) {
  Delivery delivery;
  const auto refuse = [&](std::string what, std::string why) {
    out.problems.push_back({std::move(what), std::move(why)});
    out.delivered = delivered_by(delivery);
  };
  if (!event.trouble.what.empty()) return refuse(event.trouble.what, event.trouble.why);
  const auto root = parse(parser_, event);
  if (!root) {
    return refuse("not valid JSON", event.is_torn ? "the line is not ended: whoever wrote it stopped in the middle"
                                                  : "expected one complete JSON object");
  }
  delivery.options = &options_;
  delivery.body_text = as_text(event.bytes);
  const Dialect* const dialect = open_delivery(JsonValue(*root), delivery, body_parser_);
  if (!JsonValue(*root).is_object()) return refuse("not a JSON object", "expected an envelope or the body of a webhook");
  Mapping mapping;
  std::vector<InlineMedia> media = event.inline_media;
  mapping.inline_media_ = &media;
  if (!map_recorder_event(delivery, mapping)) {
    if (dialect == nullptr) return refuse("no gateway that is known writes like this", "expected an envelope with v, src, session, seq, rx, event and data, or the body of a webhook");
    if (delivery.event.empty()) delivery.event = dialect->name;
    const Signature signature = check(event, as_sent, delivery, *dialect, !out.redacted.empty());
    if (!signature.what.empty()) return refuse(signature.what, signature.why);
    out.signature = signature.says;
    dialect->map(delivery, mapping);
  }
  take_files(event, media, out);
  if (mapping.records_.empty() && mapping.problems_.empty()) mapping.unrecognised(delivery.event);
  for (SourceRecord& record : mapping.records_) needs_a_place(record, delivery.event);
  out.records = std::move(mapping.records_);
  out.problems = std::move(mapping.problems_);
  name(event, delivery, out);
  if (delivery.session.empty()) delivery.session = std::move(mapping.session_);
  out.delivered = delivered_by(delivery);
  out.event = delivery.event;
  out.received = std::move(delivery.received);
}

Signature EventParser::check(const Event& event, const Event& as_sent, const Delivery& delivery, const Dialect& dialect, bool is_redacted) {
  if (dialect.signature.header.empty()) return {};
  if (options_.app_secrets && !event.inline_media.empty()) {
    return {{}, "the signature cannot be checked", "a file of 1 MiB or more stands in the body, which is not held as a whole"};
  }
  return is_redacted ? check_as_sent(as_sent, delivery, dialect) : check_signature(delivery, dialect.signature);
}

// What was signed has its secrets still. It is looked at here and forgotten.
Signature EventParser::check_as_sent(const Event& as_sent, const Delivery& delivery, const Dialect& dialect) {
  simdjson::dom::parser parser, body_parser;
  const auto root = parse(parser, as_sent);
  if (!root) return check_signature(delivery, dialect.signature);
  Delivery whole;
  whole.options = &options_;
  whole.body_text = as_text(as_sent.bytes);
  open_delivery(JsonValue(*root), whole, body_parser);
  return check_signature(whole, dialect.signature);
}

const Dialect* EventParser::open_delivery(const JsonValue& whole, Delivery& delivery, simdjson::dom::parser& body_parser) const {
  const Envelope envelope(whole);
  if (!envelope.is_whole()) {
    delivery.is_bare = true;
    delivery.event = envelope.event.is_text() ? envelope.event.text() : whole["type"].text();
    return open_body(whole, delivery, dialects_.size() == 1 ? dialects_.front() : nullptr, body_parser);
  }
  delivery.session = envelope.session.text();
  delivery.account = participant_of(envelope.account.text());
  delivery.event = envelope.event.text();
  delivery.received = time_of(envelope.received, TimeBasis::recorder);
  if (const auto sequence = envelope.sequence.integer(); sequence && *sequence >= 0) delivery.sequence = static_cast<uint64_t>(*sequence);
  return open_body(envelope.data, delivery, named(dialects_, envelope.source.text()), body_parser);
}

const Dialect* EventParser::open_body(const JsonValue& body, Delivery& delivery, const Dialect* by_name,
                                      simdjson::dom::parser& body_parser) const {
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

}  // namespace muniment::ingest
