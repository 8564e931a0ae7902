// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/event_stream_reader.h"

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <unordered_set>
#include <utility>

#include "ingest/stream/event_source.h"
#include "ingest/stream/mapping.h"
#include "ingest/stream/understood_events.h"

namespace muniment::ingest {
namespace {

constexpr size_t kMostIdentitiesKnown = 100'000;

bool is_held(const SourceRecord& record) { return record.excluded.empty(); }
bool is_identity(const SourceRecord& record) { return record.kind == RecordKind::identity; }

// A file that was in the delivery and that no record claimed is the content of the one attachment that lacks it, or one more.
void keep_files(SourceRecord& record, std::vector<SourceAttachment>& files) {
  if (files.size() == 1 && record.attachments.size() == 1 && !record.attachments.front().open) {
    record.attachments.front().open = std::move(files.front().open);
    record.attachments.front().size_bytes = files.front().size_bytes;
    return;
  }
  for (SourceAttachment& file : files) record.attachments.push_back(std::move(file));
}

}  // namespace

// Puts what the events say one behind the other: what was said before is left out, places and counts go forward.
class EventStreamReader final : public SourceReader {
 public:
  EventStreamReader(EventSource source, const SourceOptions& options, std::span<const Dialect* const> dialects,
                    std::string_view layout)
      : memory_(options.memory ? options.memory : std::make_shared<StreamMemory>()), now_ms_(options.now_ms),
        events_(std::move(source), options, dialects) {
    report_.layout = layout;
  }
  void warn(std::string warning) { report_.warnings.push_back(std::move(warning)); }

  Result<std::optional<SourceRecord>> next(ExceptionSink& exceptions) override {
    while (ready_.empty()) {
      MUNIMENT_TRY(Understood* const event, events_.next());
      if (event == nullptr) return std::optional<SourceRecord>{};
      if (count(*event)) hand_over(*event, exceptions);
    }
    Result<std::optional<SourceRecord>> record{std::optional<SourceRecord>{}};
    record->emplace(std::move(ready_.front()));
    ready_.pop_front();
    return record;
  }
  [[nodiscard]] const SourceReport& report() const override { return report_; }

 private:
  bool count(const Understood& event);
  void hand_over(Understood& event, ExceptionSink& exceptions);
  void hand_over_problems(Understood& event, size_t place, ExceptionSink& exceptions) const;
  void leave_out_known_identities(std::list<SourceRecord>& records);
  void add_carrier(Understood& event, uint64_t held) const;
  void complete(SourceRecord& record, const Understood& event);
  static void keep_bytes(SourceRecord& record, Understood& event);

  std::shared_ptr<StreamMemory> memory_;
  int64_t now_ms_;
  SourceReport report_;
  std::list<SourceRecord> ready_;
  int64_t last_ms_ = INT64_MIN;
  UnderstoodEvents events_;
};

// False where there is nothing in it.
bool EventStreamReader::count(const Understood& event) {
  report_.lines += event.place.lines;
  if (event.is_blank) {
    report_.blank_lines += event.place.lines;
    return false;
  }
  if (event.place.lines == 0) {  // a further body on the line of the one before
    ++report_.further_records;
  } else {
    ++report_.header_lines;
    report_.continuation_lines += event.place.lines - 1;
  }
  return true;
}

void EventStreamReader::complete(SourceRecord& record, const Understood& event) {
  record.place = event.place;
  record.place.lines = 0;
  // One request may bring what several numbers received: then each record knows its own, unless the recorder has a name for
  // all of them.
  std::string own_session = record.delivered ? std::move(record.delivered->session) : std::string();
  record.delivered = event.delivered;
  if (record.delivered->session.empty()) record.delivered->session = std::move(own_session);
  // That two names are one person is true whenever it is said: with a time it would be a new thing each time.
  if (!record.time && !is_identity(record)) record.time = event.received;
  if (!record.time) return;
  if (record.time->utc_ms < last_ms_) ++report_.steps_back;
  if (now_ms_ != 0 && record.time->utc_ms > now_ms_) ++report_.after_now;
  last_ms_ = record.time->utc_ms;
}

// Most messages say again who their sender is: once is enough for one source, and spares each of them a delivery record.
void EventStreamReader::leave_out_known_identities(std::list<SourceRecord>& records) {
  if (std::ranges::all_of(records, is_identity)) return;
  std::unordered_set<std::string>& known = memory_->identities;
  if (known.size() > kMostIdentitiesKnown) known.clear();
  std::erase_if(records, [&](const SourceRecord& record) {
    return is_identity(record) && !known.insert(record.sender + "\n" + record.source_message_id).second;
  });
}

// One record keeps the delivered bytes itself; several share one that keeps them.
void EventStreamReader::add_carrier(Understood& event, uint64_t held) const {
  for (SourceRecord& record : event.records) {
    if (is_held(record)) add_reference(record, ReferenceType::part_of, "delivery:" + event.id);
  }
  SourceRecord& carrier = event.records.emplace_front();
  carrier.kind = RecordKind::delivery;
  carrier.source_message_id = "delivery:" + event.id;
  add_fact(carrier, FactType::source_type, event.event, held);
}

void EventStreamReader::keep_bytes(SourceRecord& record, Understood& event) {
  keep_files(record, event.files);
  record.raw = to_bytes(event.bytes);
  if (!event.signature.empty()) add_fact(record, FactType::signature, event.signature);
  for (const std::string& path : event.redacted) add_fact(record, FactType::redacted, path);
}

void EventStreamReader::hand_over_problems(Understood& event, size_t place, ExceptionSink& exceptions) const {
  for (auto& [what, why] : event.problems) {
    Place at = event.place;
    at.lines = place++ == 0 ? event.place.lines : 0;
    exceptions.take({at, std::move(what), std::move(why), to_bytes(event.bytes), event.delivered});
  }
}

void EventStreamReader::hand_over(Understood& event, ExceptionSink& exceptions) {
  std::list<SourceRecord>& records = event.records;
  leave_out_known_identities(records);
  const auto held = static_cast<uint64_t>(std::ranges::count_if(records, is_held));
  if (held > 1) add_carrier(event, held);
  for (SourceRecord& record : records) complete(record, event);
  const auto keeper = std::ranges::find_if(records, is_held);  // the carrier comes first
  if (keeper != records.end()) keep_bytes(*keeper, event);
  report_.further_records += records.size() + event.problems.size() - 1;
  hand_over_problems(event, records.size(), exceptions);
  if (!records.empty()) records.front().place.lines = event.place.lines;
  ready_.splice(ready_.end(), records);
}

Result<std::unique_ptr<SourceReader>> open_event_stream(std::shared_ptr<SourceInput> input, const SourceOptions& options,
                                                        std::span<const Dialect* const> dialects, std::string_view layout) {
  MUNIMENT_TRY(EventSource source, EventSource::open(std::move(input), options.first_line, options.first_offset));
  auto warning = source.empty_files_warning();
  auto reader = std::make_unique<EventStreamReader>(std::move(source), options, dialects, layout);
  if (warning) reader->warn(std::move(*warning));
  return std::unique_ptr<SourceReader>(std::move(reader));
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
