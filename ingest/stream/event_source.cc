// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/event_source.h"

#include <algorithm>
#include <utility>

#include <simdjson.h>

#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

static_assert(LineReader::kReadablePadding >= simdjson::SIMDJSON_PADDING);

constexpr uint64_t kLongestBody = LineReader::kLongestLine;

bool is_blank(ByteView line) {
  return std::ranges::all_of(line, [](Byte b) { return b == ' ' || b == '\t' || b == '\r' || b == '\n'; });
}

bool is_json(std::string_view text) {
  simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size(), true).error() == simdjson::SUCCESS;
}

// Where the object that begins at `at` ends: behind its last brace, or at the end of the text if that is missing.
size_t end_of_object(std::string_view text, size_t at) {
  size_t depth = 0;
  bool in_string = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

// Of a stream with an event a line, also a damaged one, some line is an event by itself.
bool has_event_on_a_line(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (text[at] == '{' && end - at > 2 && is_json(text.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

Result<EventSource> EventSource::open(std::shared_ptr<SourceInput> input, uint64_t first_line, uint64_t first_offset) {
  std::vector<size_t> members;
  for (size_t i = 0; i < input->members().size(); ++i) {
    const std::string& name = input->members()[i].name;
    const bool is_ours = has_extension(name, ".json") || has_extension(name, ".jsonl") || has_extension(name, ".ndjson");
    if (!input->is_container() || is_ours) members.push_back(i);
  }
  if (members.empty()) {
    return make_error(ErrorCode::unsupported, "there is no JSON in it")
        .because("expected at least one file called *.json, *.jsonl or *.ndjson")
        .at(input->path())
        .numbered(2103);
  }
  const auto& all = input->members();
  std::ranges::sort(members, comes_before, [&](size_t i) -> std::string_view { return all[i].name; });
  return EventSource(std::move(input), std::move(members), first_line, first_offset);
}

// Written over several lines, as people and test suites keep bodies. What stands behind the last whole one is a piece that
// cannot be read. None if the file is a stream of lines.
std::vector<EventSource::Body> EventSource::bodies_in(ByteView bytes) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::string_view text = as_text(bytes);
  size_t at = text.find_first_not_of(kSpace, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  if (at == std::string_view::npos || text[at] != '{' || has_event_on_a_line(text.substr(at))) return {};
  std::vector<Body> bodies;
  uint64_t line = 1;
  for (size_t counted = 0; at != std::string_view::npos;) {
    const size_t end = text[at] == '{' ? end_of_object(text, at) : text.size();
    line += static_cast<uint64_t>(std::ranges::count(text.substr(counted, at - counted), '\n'));
    bodies.push_back({at, end, bodies.empty() ? 1 : line, 0});
    counted = at;
    at = text.find_first_not_of(kSpace, end);
  }
  const auto line_ends = static_cast<uint64_t>(std::ranges::count(text, '\n'));
  uint64_t behind = line_ends + (text.back() == '\n' ? 0 : 1) + 1;
  for (auto body = bodies.rbegin(); body != bodies.rend(); ++body) {
    body->lines = behind - body->line;
    behind = body->line;
  }
  return bodies;
}

// Whether a file holds bodies can be told only where it can be read twice.
Result<bool> EventSource::open_next_member() {
  lines_.reset();
  bodies_.clear();
  next_body_ = 0;
  if (at_ == members_.size()) return false;
  member_ = members_[at_++];
  const Member& file = input_->members()[member_];
  path_ = input_->is_container() ? input_->path() + "/" + file.name : input_->path();
  MUNIMENT_TRY(auto stream, input_->open_member(member_));
  const bool small = file.size_bytes && *file.size_bytes <= kLongestBody;
  if (input_->seekable() && small && !has_extension(file.name, ".jsonl") && !has_extension(file.name, ".ndjson")) {
    MUNIMENT_TRY(bytes_, io::read_all(*stream, kLongestBody));
    bodies_ = bodies_in(bytes_);
    if (!bodies_.empty()) return true;
    bytes_ = {};
    MUNIMENT_TRY(stream, input_->open_member(member_));
  }
  lines_.emplace(std::move(stream));
  lines_->take_out_long_texts(!input_->seekable());
  return true;
}

void EventSource::set_place(Event& event, uint64_t line, uint64_t lines, uint64_t offset) const {
  if (event.place.path != path_) event.place.path = path_;
  event.place.line = line;
  event.place.lines = lines;
  event.place.offset = offset;
}

bool EventSource::next_body(Event& event) {
  if (next_body_ == bodies_.size()) return false;
  const Body& body = bodies_[next_body_++];
  set_place(event, body.line, body.lines, body.begin);
  event.bytes = ByteView(bytes_).subspan(body.begin, body.end - body.begin);
  event.size_bytes = event.bytes.size();
  event.is_torn = body.end == bytes_.size() && bytes_.back() != '\n';
  return true;
}

InlineMedia EventSource::media_of(LongText text) const {
  InlineMedia media;
  media.is_base64 = text.is_base64;
  media.size_bytes = text.file_size;
  media.marker_at = text.at;
  media.characters = text.size_bytes;
  media.open_characters = text.spooled;
  if (!media.open_characters) {
    media.open_characters = [input = input_, again = input_->opener_of_range(member_, text.offset, text.size_bytes)] { return again(); };
  }
  media.open = opener_of_base64(media.open_characters, text);
  media.marker = std::move(text.marker);
  return media;
}

Result<bool> EventSource::next_line(Event& event) {
  Line line;
  MUNIMENT_TRY(const bool there, lines_->next(line));
  if (!there) return false;
  set_place(event, first_line_ + line.number, 1, first_offset_ + line.offset);
  event.bytes = line.bytes;
  event.size_bytes = line.size_bytes;
  for (LongText& text : line.long_texts) event.inline_media.push_back(media_of(std::move(text)));
  event.is_padded = true;
  event.is_blank = is_blank(line.bytes);
  event.is_torn = line.end.empty();
  if (line.is_cut()) {
    event.trouble.what = "the line is longer than 64 MiB";
    event.trouble.why = "kept are the first " + std::to_string(line.bytes.size()) + " of " + std::to_string(line.size_bytes) + " bytes";
  }
  return true;
}

Result<bool> EventSource::next(Event& event) {
  Place place = std::move(event.place);
  event = {};
  event.place = std::move(place);
  for (;;) {
    if (lines_) {
      MUNIMENT_TRY(const bool there, next_line(event));
      if (there) return true;
    }
    if (next_body(event)) return true;
    MUNIMENT_TRY(const bool opened, open_next_member());
    if (!opened) return false;
  }
}

}  // namespace muniment::ingest
