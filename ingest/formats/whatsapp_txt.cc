// SPDX-License-Identifier: GPL-3.0-or-later
// "Export chat" of WhatsApp, as a text, a folder or a zip: docs/formats/whatsapp-txt.md. Two passes: the first decides
// what is decided for the whole file, the second reads message by message.
#include <algorithm>

#include "core/base/utf8.h"
#include "ingest/canonical_text.h"
#include "ingest/line_reader.h"
#include "ingest/mime.h"
#include "ingest/source_format.h"
#include "ingest/whatsapp/assembler.h"
#include "ingest/whatsapp/chat_member.h"
#include "ingest/whatsapp/local_time.h"
#include "ingest/whatsapp/unreferenced.h"
#include "ingest/whatsapp/vcard.h"

namespace muniment::ingest {
namespace {

using whatsapp::Draft;

constexpr uint64_t kLargestPipedExport = uint64_t{64} << 20;
constexpr size_t kKeptOfLongMessage = size_t{64} << 10;

// WhatsApp stops there, and leaves out the oldest messages without a word.
constexpr uint64_t kCutWithoutMedia = 40'000, kCutWithMedia = 10'000;

bool is_near(uint64_t count, uint64_t cut) {
  return count >= cut - cut / 100 && count <= cut + cut / 100;
}

struct Chat {
  std::shared_ptr<SourceInput> input;
  size_t member = 0;
  std::string path;
  StreamOpener open;
};

class WhatsAppReader final : public SourceReader {
 public:
  WhatsAppReader(Chat chat, std::unique_ptr<whatsapp::Survey> survey, whatsapp::DateDecision decision,
                 const SourceOptions& options, std::unique_ptr<io::InputStream> in)
      : chat_(std::move(chat)),
        survey_(std::move(survey)),
        zone_(options.zone),
        times_(options.zone),
        now_ms_(options.now_ms),
        lines_(std::move(in)),
        assembler_(*survey_, decision.order),
        order_(decision.order),
        mentioned_(chat_.input->members().size()) {
    mentioned_[chat_.member] = true;
    report_.layout = layout();
    if (survey_->headers > 0) {
      report_.header = whatsapp::header_template(survey_->shape);
      report_.date_order = whatsapp::describe(order_);
      report_.decided_order = order_;
    }
    report_.evidence = std::move(decision.evidence);
    report_.suggested_conversation = whatsapp::suggest_conversation(*chat_.input, chat_.member);
    report_.zone = options.zone.name();
  }

  Result<std::optional<SourceRecord>> next(ExceptionSink& exceptions) override {
    for (;;) {
      while (auto draft = assembler_.next()) {
        auto record = read(std::move(*draft), exceptions);
        if (record) return record;
      }
      if (ended_) {
        MUNIMENT_TRY_VOID(conclude());
        return next_file();
      }
      MUNIMENT_TRY_VOID(take_line());
    }
  }
  [[nodiscard]] const SourceReport& report() const override { return report_; }

 private:
  [[nodiscard]] std::string layout() const;
  Result<void> take_line();
  Result<void> conclude();
  std::optional<SourceRecord> next_file();
  void warn();
  std::optional<SourceRecord> read(Draft draft, ExceptionSink& exceptions);
  void read_time(const Draft& draft, SourceRecord& record);
  void read_body(std::string_view rest, bool marked_line, SourceRecord& record);
  SourceAttachment attachment(const whatsapp::BodyMedia& media);

  Chat chat_;
  std::unique_ptr<whatsapp::Survey> survey_;
  TimeZone zone_;
  whatsapp::LocalTimes times_;
  int64_t now_ms_;
  LineReader lines_;
  whatsapp::Assembler assembler_;
  DateOrder order_;
  std::vector<bool> mentioned_;
  std::vector<size_t> files_;  // members that no message names, to be taken in after the last one
  SourceReport report_;
  std::string storage_;
  int64_t last_ms_ = INT64_MIN;
  uint64_t messages_ = 0;
  uint64_t repaired_ = 0;
  uint64_t first_repaired_line_ = 0;
  bool ended_ = false;
  bool concluded_ = false;
};

std::string WhatsAppReader::layout() const {
  if (survey_->headers == 0) return {};
  const char* const clock = survey_->half_day_headers == 0                  ? ", 24-hour"
                            : survey_->half_day_headers == survey_->headers ? ", 12-hour"
                                                                            : ", 12- and 24-hour";
  return std::string(whatsapp::layout_name(survey_->shape)) + clock;
}

Result<void> WhatsAppReader::take_line() {
  Line line;
  MUNIMENT_TRY(const bool there, lines_.next(line));
  if (there) {
    ++report_.lines;
    assembler_.take(line, text_of(line.bytes, lines_.encoding(), storage_));
  } else {
    assembler_.finish();
    ended_ = true;
  }
  const auto& counts = assembler_.counts();
  report_.header_lines = counts.headers;
  report_.continuation_lines = counts.continuations;
  report_.blank_lines = counts.blanks;
  return {};
}

void read_place(const Draft& draft, const std::string& path, Place& place) {
  place.path = path;
  place.line = draft.line;
  place.lines = draft.lines;
  place.offset = draft.offset;
}

std::optional<SourceRecord> WhatsAppReader::read(Draft draft, ExceptionSink& exceptions) {
  SourceRecord record;
  read_place(draft, chat_.path, record.place);
  if (!draft.header) {
    exceptions.take({record.place, "text before the first message",
                     "expected a line that begins with a date, a time and a sender", std::move(draft.raw)});
    return std::nullopt;
  }
  if (draft.dropped_bytes > 0) {
    const uint64_t size = draft.raw.size() + draft.dropped_bytes;
    draft.raw.resize(std::min(draft.raw.size(), kKeptOfLongMessage));
    exceptions.take(
        {record.place, "the message is longer than 64 MiB",
         "kept are the first " + std::to_string(draft.raw.size()) + " of " + std::to_string(size) + " bytes",
         std::move(draft.raw)});
    return std::nullopt;
  }
  const auto repaired = is_valid_utf8(draft.text) ? std::nullopt : std::optional(repair_utf8(draft.text));
  if (repaired && repaired_++ == 0) first_repaired_line_ = draft.line;
  read_time(draft, record);
  read_body(std::string_view(repaired ? repaired->text : draft.text).substr(draft.header->rest_at),
            draft.header->marked, record);
  record.raw = std::move(draft.raw);
  ++messages_;
  return record;
}

void WhatsAppReader::read_time(const Draft& draft, SourceRecord& record) {
  const whatsapp::Header& header = *draft.header;
  const auto instant = times_.to_utc(draft.local_ms);
  if (instant.kind == TimeZone::LocalKind::nonexistent) ++report_.times_in_gap;
  if (instant.kind == TimeZone::LocalKind::ambiguous) ++report_.times_in_overlap;
  if (instant.utc_ms < last_ms_) ++report_.steps_back;
  if (now_ms_ > 0 && instant.utc_ms > now_ms_) ++report_.after_now;
  last_ms_ = instant.utc_ms;
  record.time = EventTime{instant.utc_ms, draft.text.substr(header.stamp_at, header.stamp_end - header.stamp_at),
                          TimeBasis::assumed, header.shape.seconds ? TimePrecision::second : TimePrecision::minute};
  record.wall_minute = whatsapp::wall_minute(draft.local_ms);
}

void WhatsAppReader::read_body(std::string_view rest, bool marked_line, SourceRecord& record) {
  const whatsapp::Utterance said = whatsapp::split_utterance(rest, survey_->colon_names, marked_line);
  whatsapp::Content content = whatsapp::read_content(said, whatsapp::is_android(survey_->shape));
  record.kind = content.kind;
  record.sender = without_marks(std::string(said.sender));
  record.text = std::string(skip_bidi_marks(said.body));
  record.facts = std::move(content.facts);
  for (const whatsapp::BodyMedia& piece : content.media) {
    record.attachments.push_back(attachment(piece));
    whatsapp::add_contacts(record.attachments.back(), record.facts);
  }
  record.canonical_text = std::move(content.canonical);
}

SourceAttachment WhatsAppReader::attachment(const whatsapp::BodyMedia& media) {
  SourceAttachment attachment{media.name, std::string(mime_of(media.name)), {}, media.kind, media.pages};
  if (media.name.empty()) return attachment;
  Sibling file = chat_.input->beside(chat_.member, media.name);
  if (file.member) mentioned_[*file.member] = true;
  attachment.open = std::move(file.open);
  return attachment;
}

// The end was reached: what can be said only now.
Result<void> WhatsAppReader::conclude() {
  if (std::exchange(concluded_, true)) return {};
  const auto& members = chat_.input->members();
  for (size_t i = 0; i < members.size(); ++i) {
    if (mentioned_[i]) continue;
    report_.unreferenced.push_back(members[i].name);
    if (whatsapp::is_left_by_a_system(members[i].name)) continue;
    MUNIMENT_TRY(const bool chat, whatsapp::is_another_chat(*chat_.input, i));
    if (chat) {
      report_.warnings.push_back("\"" + members[i].name +
                                 "\" begins like another chat and was not read: name it itself to take it in");
    } else {
      files_.push_back(i);
    }
  }
  warn();
  return {};
}

// The files that no message names, one record each.
std::optional<SourceRecord> WhatsAppReader::next_file() {
  if (report_.unreferenced_records == files_.size()) return std::nullopt;
  return whatsapp::record_of_file(*chat_.input, files_[report_.unreferenced_records++], zone_);
}

void WhatsAppReader::warn() {
  const auto& counts = assembler_.counts();
  if (survey_->attached > 0 ? is_near(messages_, kCutWithMedia) : is_near(messages_, kCutWithoutMedia)) {
    report_.warnings.push_back("the export may have been cut at its old end: WhatsApp exports about " +
                               std::to_string(survey_->attached > 0 ? kCutWithMedia : kCutWithoutMedia) +
                               " messages and leaves out older ones; this one has " + std::to_string(messages_));
  }
  if (counts.quoted_headers > 0) {
    report_.warnings.push_back(std::to_string(counts.quoted_headers) +
                               " lines look like the beginning of a message but do not fit their place; they were kept "
                               "as text of the message around them (first: line " +
                               std::to_string(counts.first_quoted_line) + ")");
  }
  if (report_.after_now > 0) {
    report_.warnings.push_back(
        std::to_string(report_.after_now) +
        " times are later than now: check the clock of the phone, the zone (--tz) and the date order");
  }
  if (repaired_ > 0) {
    report_.warnings.push_back(std::to_string(repaired_) +
                               " messages are not valid UTF-8; the wrong bytes read as U+FFFD and are kept as they are "
                               "in the raw record (first: line " +
                               std::to_string(first_repaired_line_) + ")");
  }
}

Detection detect(const SourceFormat&, ByteView prefix, const SourceInput&) {
  return whatsapp::looks_like_an_export(prefix);
}

// What can be read only once is held in memory: an export is read twice, and is small.
Result<StreamOpener> opener_for(SourceInput& input, size_t member) {
  if (input.seekable()) {
    return StreamOpener([&input, member] { return input.open_member(member); });
  }
  MUNIMENT_TRY(const auto stream, input.open_member(member));
  MUNIMENT_TRY(Bytes bytes, io::read_all(*stream, kLargestPipedExport));
  return StreamOpener([kept = std::make_shared<Bytes>(std::move(bytes))]() -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(*kept);
  });
}

Error nothing_like_an_export(const whatsapp::Survey& survey, const std::string& path) {
  const bool nothing = survey.headers == 0;
  std::string found;
  for (const std::string& line : survey.strange)
    found += (found.empty() ? "" : "; ") + line;
  return make_error(ErrorCode::unsupported, nothing ? "no line begins like a message of a WhatsApp export"
                                                    : "most of it is not like a WhatsApp export")
      .because((nothing ? std::string()
                        : std::to_string(survey.strange_lines) + " lines stand before line " +
                              std::to_string(survey.first_header_line) + ", the first that begins like a message; ") +
               "expected lines such as \"12/03/2026, 09:27 - Name: text\" or \"[12/03/2026, 09:27:05] Name: text\"; "
               "found, with letters as x: " +
               found)
      .advise("check that this is the text of an exported chat; an example of a layout that is not read yet is welcome")
      .at(path)
      .numbered(2109);
}

Result<std::unique_ptr<SourceReader>> open_export(const SourceFormat&, std::shared_ptr<SourceInput> input, const SourceOptions& options) {
  Chat chat{input, 0, input->path(), {}};
  MUNIMENT_TRY(chat.member, whatsapp::find_chat(*input));
  if (input->is_container()) chat.path += "/" + input->members()[chat.member].name;
  MUNIMENT_TRY(chat.open, opener_for(*input, chat.member));
  MUNIMENT_TRY(auto first, chat.open());
  MUNIMENT_TRY(whatsapp::Survey found, whatsapp::survey_export(std::move(first), options.now_ms));
  if ((found.headers == 0 && found.lines > 0) || whatsapp::is_another_file_with_a_pasted_chat(found))
    return nothing_like_an_export(found, chat.path);
  whatsapp::DateDecision decision;
  if (found.headers > 0) {
    auto decided = found.dates.decide(options.date_order, options.date_hint);
    if (!decided) return std::move(decided.error()).at(chat.path);
    decision = std::move(*decided);
  }
  MUNIMENT_TRY(auto second, chat.open());
  return std::unique_ptr<SourceReader>(
      std::make_unique<WhatsAppReader>(std::move(chat), std::make_unique<whatsapp::Survey>(std::move(found)),
                                       std::move(decision), options, std::move(second)));
}

}  // namespace

namespace formats {
extern const SourceFormat whatsapp_txt;
constinit const SourceFormat whatsapp_txt = {
    .name = "whatsapp-txt",
    .summary = "WhatsApp \"Export chat\": the text, its zip, or a folder with it and its media",
    .platform = "whatsapp",
    .parser = "whatsapp-txt/2",
    .since = "0.1",
    .one_chat = true,
    .detector = detect,
    .opener = open_export,
    .sources_in = whatsapp::list_chats,
};
}  // namespace formats

}  // namespace muniment::ingest
