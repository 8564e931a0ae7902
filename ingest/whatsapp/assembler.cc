// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/assembler.h"

#include <algorithm>

namespace muniment::ingest::whatsapp {
namespace {

constexpr int64_t kFallMs = 86'400'000;
constexpr size_t kLookAhead = 64;
constexpr size_t kLongestMessage = size_t{64} << 20;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

void append_within_limit(Draft& draft, ByteView bytes) {
  const size_t room = kLongestMessage - std::min(kLongestMessage, draft.raw.size());
  append(draft.raw, bytes.first(std::min(room, bytes.size())));
  draft.dropped_bytes += bytes.size() - std::min(room, bytes.size());
}

// `more` becomes text of `draft`.
void join(Draft& draft, const Draft& more) {
  append_within_limit(draft, as_bytes(draft.last_end));
  append_within_limit(draft, more.raw);
  draft.dropped_bytes += more.dropped_bytes;
  draft.last_end = more.last_end;
  draft.text += '\n';
  draft.text += more.text;
  draft.lines += more.lines;
}

}  // namespace

// The wall-clock time in milliseconds, if this header begins a message of this export.
std::optional<int64_t> Assembler::time_if_header(const std::optional<Header>& header) const {
  if (!header || header->shape != survey_.shape) return std::nullopt;
  const auto day = day_in_order(*header, order_);
  if (!day) return std::nullopt;
  return civil_to_ms(*day, header->hour, header->minute, header->second);
}

void Assembler::count_quoted(uint64_t line, uint64_t headers) {
  if (counts_.quoted_headers == 0) counts_.first_quoted_line = line;
  counts_.quoted_headers += headers;
}

void Assembler::take(const Line& line, std::string_view text) {
  const auto header = match_header(text);
  const auto local_ms = time_if_header(header);
  if (!local_ms) {
    if (header && open_) count_quoted(line.number, 1);
    continue_with(line, text);
    return;
  }
  if (open_) close_open(*local_ms);
  begin(line, text, header, *local_ms);
}

void Assembler::begin(const Line& line, std::string_view text, const std::optional<Header>& header, int64_t local_ms) {
  ++counts_.headers;
  open_.emplace();
  open_->header = header;
  open_->local_ms = local_ms;
  open_->line = line.number;
  open_->lines = 1;
  open_->offset = line.offset;
  open_->raw = to_bytes(line.bytes);
  open_->last_end = as_text(line.end);
  open_->text = text;
  open_->dropped_bytes = line.size_bytes - line.bytes.size();
}

void Assembler::continue_with(const Line& line, std::string_view text) {
  if (!open_) {
    if (is_blank(text)) {
      ++counts_.blanks;
      return;
    }
    begin(line, text, std::nullopt, 0);
    return;
  }
  ++counts_.continuations;
  append_within_limit(*open_, as_bytes(open_->last_end));
  append_within_limit(*open_, line.bytes);
  open_->dropped_bytes += line.size_bytes - line.bytes.size();
  open_->last_end = as_text(line.end);
  if (open_->dropped_bytes == 0) {
    open_->text += '\n';
    open_->text += text;
  }
  ++open_->lines;
}

bool Assembler::may_hold_a_paste(const Draft& draft) const {
  if (!draft.header) return false;
  return !split_utterance(std::string_view(draft.text).substr(draft.header->rest_at), survey_.colon_names, draft.header->marked).is_system;
}

// The open message ends before a header with that time.
void Assembler::close_open(int64_t next_ms) {
  if (held_.empty() && (next_ms >= open_->local_ms - kFallMs || !may_hold_a_paste(*open_))) {
    ready_.push_back(std::move(*open_));
    return;
  }
  held_bytes_ += open_->raw.size();
  held_.push_back(std::move(*open_));
  if (held_.size() > 1 && next_ms >= held_.front().local_ms - kFallMs) {
    merge_held();
  } else if (held_.size() > kLookAhead || held_bytes_ > kLongestMessage) {
    release_held();
  }
}

void Assembler::merge_held() {
  Draft message = std::move(held_.front());
  held_.pop_front();
  count_quoted(held_.front().line, held_.size());
  counts_.headers -= held_.size();
  counts_.continuations += held_.size();
  for (const Draft& pasted : held_) join(message, pasted);
  ready_.push_back(std::move(message));
  held_.clear();
  held_bytes_ = 0;
}

void Assembler::release_held() {
  for (Draft& draft : held_) ready_.push_back(std::move(draft));
  held_.clear();
  held_bytes_ = 0;
}

void Assembler::finish() {
  release_held();
  if (open_) ready_.push_back(std::move(*open_));
  open_.reset();
}

std::optional<Draft> Assembler::next() {
  if (ready_.empty()) return std::nullopt;
  std::optional<Draft> draft = std::move(ready_.front());
  ready_.pop_front();
  return draft;
}

}  // namespace muniment::ingest::whatsapp
