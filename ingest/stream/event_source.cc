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

// Written over several lines, as people and test suites keep bodies: the first line alone is no JSON, all of it is.
bool is_one_body(ByteView bytes) {
  std::string_view text = as_text(bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  const size_t end = text.find('\n', begin);
  if (end == std::string_view::npos || is_json(text.substr(begin, end - begin))) return false;
  return is_json(text);
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
  std::ranges::sort(members, {}, [&](size_t i) { return all[i].name; });
  return EventSource(std::move(input), std::move(members), first_line, first_offset);
}

// Whether a file is one body can be told only where it can be read twice.
Result<bool> EventSource::open_next_member() {
  lines_.reset();
  body_.reset();
  if (at_ == members_.size()) return false;
  const size_t member = members_[at_++];
  const Member& file = input_->members()[member];
  path_ = input_->is_container() ? input_->path() + "/" + file.name : input_->path();
  MUNIMENT_TRY(auto stream, input_->open_member(member));
  const bool small = file.size_bytes && *file.size_bytes <= kLongestBody;
  if (input_->seekable() && small && !has_extension(file.name, ".jsonl") && !has_extension(file.name, ".ndjson")) {
    MUNIMENT_TRY(Bytes bytes, io::read_all(*stream, kLongestBody));
    if (is_one_body(bytes)) {
      body_ = std::move(bytes);
      return true;
    }
    MUNIMENT_TRY(stream, input_->open_member(member));
  }
  lines_.emplace(std::move(stream));
  return true;
}

void EventSource::take_body(Event& event) {
  const auto line_ends = static_cast<uint64_t>(std::ranges::count(*body_, Byte{'\n'}));
  const uint64_t lines = line_ends + (!body_->empty() && body_->back() != '\n' ? 1 : 0);
  event.place = {path_, 1, lines, 0};
  event.bytes = *body_;
}

Result<bool> EventSource::next_line(Event& event) {
  Line line;
  MUNIMENT_TRY(const bool there, lines_->next(line));
  if (!there) return false;
  event.place = {path_, first_line_ + line.number, 1, first_offset_ + line.offset};
  event.bytes = line.bytes;
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
  event = {};
  for (;;) {
    if (lines_) {
      MUNIMENT_TRY(const bool there, next_line(event));
      if (there) return true;
    }
    MUNIMENT_TRY(const bool opened, open_next_member());
    if (!opened) return false;
    if (!body_) continue;
    take_body(event);
    return true;
  }
}

}  // namespace muniment::ingest
