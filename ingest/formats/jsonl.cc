// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines: one message an object, one object a line. docs/formats/jsonl.md has the keys. Strict: a line that is not
// exactly right becomes an exception, because a guess would be an invention.
#include <simdjson.h>

#include <algorithm>
#include <array>

#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "ingest/canonical_text.h"
#include "ingest/empty_files.h"
#include "ingest/line_reader.h"
#include "ingest/member_names.h"
#include "ingest/mime.h"
#include "ingest/source_format.h"

namespace muniment::ingest {
namespace {

namespace json = simdjson::ondemand;
static_assert(LineReader::kReadablePadding >= simdjson::SIMDJSON_PADDING);

struct Problem {
  std::string what;
  std::string why;
};
using Check = std::optional<Problem>;  // nothing: all is well

struct KindRow {
  std::string_view word;
  RecordKind kind;
  std::optional<ReferenceType> target;  // how it refers to the message named by the key "target", which it must have
  bool needs_text;
  bool needs_sender;
};
constexpr std::array kKinds = std::to_array<KindRow>({
    {"message", RecordKind::message, std::nullopt, true, true},
    {"system", RecordKind::system_event, std::nullopt, true, false},
    {"edit", RecordKind::edit, ReferenceType::edit_of, true, true},
    {"revoke", RecordKind::revoke, ReferenceType::revoke_of, false, true},
    {"reaction", RecordKind::reaction, ReferenceType::reaction_to, true, true},
    {"call", RecordKind::call, std::nullopt, false, true},
});
constexpr std::string_view kKindWords = "message, system, edit, revoke, reaction or call";

// Reads lines into records. Keeps one parser, whose buffers are used again for every line.
class LineParser {
 public:
  LineParser(SourceInput& input, size_t member) : input_(input), member_(member) {}

  Check parse(ByteView line, SourceRecord& record);

 private:
  using Value = json::value;
  struct Key {
    std::string_view name;
    Check (LineParser::*read)(Value value, SourceRecord& record);
  };
  static const std::array<Key, 10> kKeys;

  Check read_object(json::document& document, SourceRecord& record);
  Check read_key(json::field& field, SourceRecord& record);
  Check finish(SourceRecord& record);

  Check read_conversation(Value value, SourceRecord& record);
  Check read_sender(Value value, SourceRecord& record);
  Check read_time(Value value, SourceRecord& record);
  Check read_text(Value value, SourceRecord& record);
  Check read_id(Value value, SourceRecord& record);
  Check read_reply_to(Value value, SourceRecord& record);
  Check read_target(Value value, SourceRecord& record);
  Check read_custodian(Value value, SourceRecord& record);
  Check read_kind(Value value, SourceRecord& record);
  Check read_attachments(Value value, SourceRecord& record);
  Check read_attachment(Value value, SourceRecord& record);
  Check open_attachment(std::string_view path, SourceAttachment& attachment);

  SourceInput& input_;
  size_t member_;
  json::parser parser_;
  unsigned seen_ = 0;  // bit i: kKeys[i] was there
  const KindRow* kind_ = kKinds.data();
  std::string target_;
};

constexpr std::array<LineParser::Key, 10> LineParser::kKeys = {{
    {"conversation", &LineParser::read_conversation},
    {"sender", &LineParser::read_sender},
    {"time", &LineParser::read_time},
    {"text", &LineParser::read_text},
    {"id", &LineParser::read_id},
    {"reply_to", &LineParser::read_reply_to},
    {"target", &LineParser::read_target},
    {"custodian", &LineParser::read_custodian},
    {"kind", &LineParser::read_kind},
    {"attachments", &LineParser::read_attachments},
}};
constexpr unsigned kSeenText = 1U << 3, kSeenTarget = 1U << 6;
constexpr unsigned kAlwaysNeeded = 0b0111;  // conversation, sender, time

// A key is the exporter's word, not a message; still only plain words are repeated.
std::string quoted(std::string_view key) {
  const auto is_plain = [](char c) { return c == '_' || c == '-' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); };
  return key.size() <= 32 && std::ranges::all_of(key, is_plain) ? "\"" + std::string(key) + "\"" : "(not shown)";
}

Problem wrong_type(std::string_view key, std::string_view expected) {
  return {"\"" + std::string(key) + "\" has the wrong type", "expected " + std::string(expected)};
}

Problem not_json(simdjson::error_code error) {
  if (error == simdjson::UTF8_ERROR) return {"not valid UTF-8", "expected a line of UTF-8 text (RFC 3629)"};
  return {"not one valid JSON object", "expected one complete object in the line"};
}

Check read_string(json::value value, std::string_view key, std::string& out) {
  json::json_type type{};
  if (const auto error = value.type().get(type)) return not_json(error);
  if (type != json::json_type::string) return wrong_type(key, "a string");
  std::string_view text;
  if (const auto error = value.get_string().get(text)) return not_json(error);
  out.assign(text);
  return {};
}

Check read_filled_string(json::value value, std::string_view key, std::string& out) {
  if (auto problem = read_string(value, key, out)) return problem;
  if (out.empty()) return Problem{"\"" + std::string(key) + "\" is empty", "expected at least one character"};
  return {};
}

// A string, or an integer as its decimal text.
Check read_name_or_number(json::value value, std::string_view key, std::string& out) {
  json::json_type type{};
  if (const auto error = value.type().get(type)) return not_json(error);
  if (type != json::json_type::number) {
    return type == json::json_type::string ? read_filled_string(value, key, out) : wrong_type(key, "a string or an integer");
  }
  json::number number;
  if (value.get_number().get(number) || number.is_double()) return wrong_type(key, "a string or an integer of at most 64 bits");
  out = number.is_int64() ? std::to_string(number.get_int64()) : std::to_string(number.get_uint64());
  return {};
}

Check LineParser::read_conversation(Value value, SourceRecord& record) {
  return read_filled_string(value, "conversation", record.conversation);
}

Check LineParser::read_sender(Value value, SourceRecord& record) { return read_string(value, "sender", record.sender); }

Check LineParser::read_custodian(Value value, SourceRecord& record) {
  return read_filled_string(value, "custodian", record.custodian);
}

Check LineParser::read_target(Value value, SourceRecord&) { return read_name_or_number(value, "target", target_); }

Check LineParser::read_id(Value value, SourceRecord& record) {
  return read_name_or_number(value, "id", record.source_message_id);
}

Check LineParser::read_text(Value value, SourceRecord& record) { return read_string(value, "text", record.text.emplace()); }

Check LineParser::read_time(Value value, SourceRecord& record) {
  EventTime time;
  if (auto problem = read_string(value, "time", time.original)) return problem;
  const auto instant = parse_rfc3339(time.original);
  if (!instant) {
    return Problem{"\"time\" is not an RFC 3339 time", "expected a time with its offset, such as 2026-03-04T09:27:00Z or 2026-03-04T10:27:00+01:00"};
  }
  time.utc_ms = instant->utc_ms;
  time.precision = instant->precision;
  time.basis = TimeBasis::stated;
  record.time = std::move(time);
  return {};
}

Check LineParser::read_reply_to(Value value, SourceRecord& record) {
  std::string id;
  if (auto problem = read_name_or_number(value, "reply_to", id)) return problem;
  record.references.push_back({ReferenceType::reply, std::move(id), std::nullopt});
  return {};
}

Check LineParser::read_kind(Value value, SourceRecord& record) {
  std::string word;
  if (auto problem = read_string(value, "kind", word)) return problem;
  const auto* const row = std::ranges::find(kKinds, word, &KindRow::word);
  if (row == kKinds.end()) return Problem{"\"kind\" is not known", "expected " + std::string(kKindWords)};
  kind_ = row;
  record.kind = row->kind;
  return {};
}

Check LineParser::read_attachments(Value value, SourceRecord& record) {
  json::json_type type{};
  if (const auto error = value.type().get(type)) return not_json(error);
  if (type != json::json_type::array) return wrong_type("attachments", "an array of objects");
  json::array list;
  if (const auto error = value.get_array().get(list)) return not_json(error);
  for (auto element : list) {
    json::value item;
    if (const auto error = element.get(item)) return not_json(error);
    if (auto problem = read_attachment(item, record)) return problem;
  }
  return {};
}

Check LineParser::read_attachment(Value value, SourceRecord& record) {
  json::json_type type{};
  if (const auto error = value.type().get(type)) return not_json(error);
  if (type != json::json_type::object) return wrong_type("attachments", "an array of objects");
  json::object object;
  if (const auto error = value.get_object().get(object)) return not_json(error);
  SourceAttachment attachment;
  std::optional<std::string> path;
  std::array<bool, 4> seen{};
  for (auto member : object) {
    json::field field;
    std::string_view key;
    if (const auto error = std::move(member).get(field)) return not_json(error);
    if (const auto error = field.unescaped_key().get(key)) return not_json(error);
    constexpr std::array<std::string_view, 4> kNames = {"name", "path", "mime", "size"};
    const auto* const name = std::ranges::find(kNames, key);
    if (name == kNames.end()) return Problem{"unknown key " + quoted(key) + " in an attachment", "expected name, path, mime and size only"};
    bool& already = seen[static_cast<size_t>(name - kNames.begin())];
    if (std::exchange(already, true)) return Problem{"duplicate key " + quoted(key) + " in an attachment", "expected each key once"};
    uint64_t size = 0;
    Check problem;
    if (*name == "name") problem = read_filled_string(field.value(), "name", attachment.name);
    if (*name == "path") problem = read_filled_string(field.value(), "path", path.emplace());
    if (*name == "mime") problem = read_filled_string(field.value(), "mime", attachment.mime);
    if (*name == "size" && field.value().get_uint64().get(size)) problem = wrong_type("size", "a number of bytes");
    if (problem) return problem;
  }
  if (!seen[0]) return Problem{"an attachment has no \"name\"", "expected the key name"};
  if (attachment.mime.empty()) attachment.mime = mime_of(attachment.name);
  if (path) {
    if (auto problem = open_attachment(*path, attachment)) return problem;
  }
  record.attachments.push_back(std::move(attachment));
  return {};
}

// A file that is not there is an attachment that is only mentioned; a path that leads out is a fault of the line.
Check LineParser::open_attachment(std::string_view path, SourceAttachment& attachment) {
  if (!join_inside("", path)) {
    return Problem{"the path of an attachment leaves the folder", "expected a relative path without \"..\""};
  }
  attachment.open = input_.beside(member_, path).open;
  return {};
}

Check LineParser::read_key(json::field& field, SourceRecord& record) {
  std::string_view name;
  if (const auto error = field.unescaped_key().get(name)) return not_json(error);
  for (size_t i = 0; i < kKeys.size(); ++i) {
    if (kKeys[i].name != name) continue;
    const unsigned bit = 1U << i;
    if ((seen_ & bit) != 0) return Problem{"duplicate key " + quoted(name), "expected each key once"};
    seen_ |= bit;
    return (this->*kKeys[i].read)(field.value(), record);
  }
  return Problem{"unknown key " + quoted(name), "expected only the keys of docs/formats/jsonl.md"};
}

Check LineParser::read_object(json::document& document, SourceRecord& record) {
  json::object object;
  if (const auto error = document.get_object().get(object)) return not_json(error);
  for (auto member : object) {
    json::field field;
    if (const auto error = std::move(member).get(field)) return not_json(error);
    if (auto problem = read_key(field, record)) return problem;
  }
  const char* behind = nullptr;
  if (!document.current_location().get(behind)) {
    return Problem{"text after the object", "expected one object a line and nothing behind it"};
  }
  return {};
}

// What can be told only when all keys were read, in whatever order.
Check LineParser::finish(SourceRecord& record) {
  const unsigned needed = kAlwaysNeeded | (kind_->needs_text ? kSeenText : 0) | (kind_->target ? kSeenTarget : 0);
  const unsigned missing = needed & ~seen_;
  for (size_t i = 0; i < kKeys.size(); ++i) {
    if ((missing >> i & 1U) != 0) {
      return Problem{"\"" + std::string(kKeys[i].name) + "\" is missing", "a record of this kind needs it"};
    }
  }
  if (kind_->needs_sender && record.sender.empty()) return Problem{"\"sender\" is empty", "only system records have no sender"};
  if (!kind_->target && (seen_ & kSeenTarget) != 0) {
    return Problem{"\"target\" does not belong to this kind", "only edit, revoke and reaction have a target"};
  }
  if (kind_->target) record.references.push_back({*kind_->target, std::move(target_), std::nullopt});
  return {};
}

Check LineParser::parse(ByteView line, SourceRecord& record) {
  seen_ = 0;
  kind_ = kKinds.data();
  target_.clear();
  const simdjson::padded_string_view text(reinterpret_cast<const char*>(line.data()), line.size(),
                                          line.size() + LineReader::kReadablePadding);
  json::document document;
  if (const auto error = parser_.iterate(text).get(document)) return not_json(error);
  if (auto problem = read_object(document, record)) return problem;
  return finish(record);
}

void add_identity_without_id(SourceRecord& record) {
  record.wall_minute = record.time->original.substr(0, 16);
  record.wall_minute[10] = ' ';
  for (size_t i = 0; i < record.attachments.size(); ++i) record.canonical_text += "media\n";
  if (record.text) record.canonical_text += without_marks(*record.text);
}

class JsonlReader final : public SourceReader {
 public:
  JsonlReader(std::shared_ptr<SourceInput> input, std::vector<size_t> members)
      : input_(std::move(input)), members_(std::move(members)) {
    report_.layout = "JSON lines";
    if (auto warning = empty_files_warning(*input_, members_)) report_.warnings.push_back(std::move(*warning));
  }

  Result<std::optional<SourceRecord>> next(ExceptionSink& exceptions) override {
    Line line;
    for (;;) {
      MUNIMENT_TRY(const bool there, next_line(line));
      if (!there) return std::optional<SourceRecord>{};
      ++report_.lines;
      if (is_blank(line.bytes)) {
        ++report_.blank_lines;
        continue;
      }
      ++report_.header_lines;
      SourceRecord record;
      Check problem = line.is_cut() ? too_long(line) : parser_->parse(line.bytes, record);
      if (!problem) return finished(std::move(record), line);
      exceptions.take({place_of(line), std::move(problem->what), std::move(problem->why), to_bytes(line.bytes)});
    }
  }
  [[nodiscard]] const SourceReport& report() const override { return report_; }

 private:
  // Goes on to the next file of a folder or zip where one ends.
  Result<bool> next_line(Line& line) {
    for (;;) {
      if (lines_) {
        MUNIMENT_TRY(const bool there, lines_->next(line));
        if (there) return true;
      }
      if (at_ == members_.size()) return false;
      MUNIMENT_TRY_VOID(open(members_[at_++]));
    }
  }

  Result<void> open(size_t member) {
    MUNIMENT_TRY(auto stream, input_->open_member(member));
    lines_.emplace(std::move(stream));
    parser_.emplace(*input_, member);
    path_ = input_->is_container() ? input_->path() + "/" + input_->members()[member].name : input_->path();
    return {};
  }

  static bool is_blank(ByteView line) {
    return std::ranges::all_of(line, [](Byte b) { return b == ' ' || b == '\t' || b == '\r'; });
  }

  static Problem too_long(const Line& line) {
    return {"the line is longer than 64 MiB",
            "kept are the first " + std::to_string(line.bytes.size()) + " of " + std::to_string(line.size_bytes) + " bytes"};
  }

  [[nodiscard]] Place place_of(const Line& line) const { return {path_, line.number, 1, line.offset}; }

  std::optional<SourceRecord> finished(SourceRecord record, const Line& line) {
    record.raw = to_bytes(line.bytes);
    record.place = place_of(line);
    if (record.source_message_id.empty()) add_identity_without_id(record);
    if (record.time->utc_ms < last_ms_) ++report_.steps_back;
    last_ms_ = record.time->utc_ms;
    return record;
  }

  std::shared_ptr<SourceInput> input_;
  std::vector<size_t> members_;
  size_t at_ = 0;
  std::optional<LineReader> lines_;
  std::optional<LineParser> parser_;
  std::string path_;
  SourceReport report_;
  int64_t last_ms_ = INT64_MIN;
};

// Streams of gateways have that word as well, deeper inside: here it is a key of the line itself.
bool has_own_key(std::string_view text, std::string_view key) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') depth = 0;
    else if (c == '{' || c == '[') ++depth;
    else if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const size_t begin = ++i;
    while (i < text.size() && text[i] != '"' && text[i] != '\n') i += text[i] == '\\' ? size_t{2} : size_t{1};
    if (i >= text.size()) return false;
    if (depth == 1 && text.substr(begin, i - begin) == key) return true;
  }
  return false;
}

Detection detect(const SourceFormat&, ByteView prefix, const SourceInput&) {
  std::string_view text = as_text(prefix);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return Detection::no;
  return has_own_key(text, "conversation") ? Detection::yes : Detection::no;
}

// A single file whatever it is called; of a folder or zip every *.jsonl and *.ndjson, in the order of their names.
Result<std::unique_ptr<SourceReader>> open_jsonl(const SourceFormat&, std::shared_ptr<SourceInput> input, const SourceOptions&) {
  std::vector<size_t> members;
  for (size_t i = 0; i < input->members().size(); ++i) {
    const std::string& name = input->members()[i].name;
    if (!input->is_container() || has_extension(name, ".jsonl") || has_extension(name, ".ndjson")) members.push_back(i);
  }
  if (members.empty()) {
    return make_error(ErrorCode::unsupported, "there are no JSON lines in it")
        .because("expected at least one file called *.jsonl or *.ndjson")
        .at(input->path())
        .numbered(2103);
  }
  const auto& all = input->members();
  std::ranges::sort(members, comes_before, [&](size_t i) -> std::string_view { return all[i].name; });
  return std::unique_ptr<SourceReader>(std::make_unique<JsonlReader>(std::move(input), std::move(members)));
}

}  // namespace

namespace formats {
extern const SourceFormat jsonl;
constinit const SourceFormat jsonl = {
    .name = "jsonl",
    .summary = "JSON lines: one message an object, one object a line",
    .platform = "jsonl",
    .parser = "jsonl/1",
    .since = "0.1",
    .detector = detect,
    .opener = open_jsonl,
};
}  // namespace formats

}  // namespace muniment::ingest
