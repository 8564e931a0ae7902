// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/body.h"

#include <algorithm>
#include <utility>

#include "core/base/utf8.h"
#include "ingest/canonical_text.h"
#include "ingest/whatsapp/calls.h"
#include "ingest/whatsapp/markers.h"
#include "ingest/whatsapp/sentences.h"
#include "ingest/whatsapp/structures.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr size_t kLongestSender = 256;  // bytes; a sentence with a colon far behind its start has no sender
constexpr std::string_view kViewOnceOnAndroid = "null";

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

std::string_view trim_end(std::string_view text) {
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

// --- who said it -----------------------------------------------------------------------------------------------------

bool has_quotation_mark(std::string_view text) {
  return text.find('"') != std::string_view::npos || text.find('\xE2') != std::string_view::npos ||
         text.find('\xC2') != std::string_view::npos || text.find('\xE3') != std::string_view::npos;
}

// A colon may stand in the title that a sentence of the system names: `Ana created group "Plan: B"`.
bool is_inside_title(std::string_view line, size_t colon) {
  return has_quotation_mark(line.substr(0, colon)) && is_valid_utf8(line) && is_sentence_with_title(line);
}

// Where the sender ends; npos for a sentence without sender.
size_t end_of_sender(std::string_view rest, const ColonNames& names) {
  const std::string_view line = first_line(rest);
  if (const auto known = names.find(line)) return static_cast<size_t>(known->data() - rest.data()) + known->size();
  size_t colon = line.find(": ");
  if (colon == std::string_view::npos && line.ends_with(':')) colon = line.size() - 1;  // an empty body
  if (colon == std::string_view::npos || colon == 0 || colon > kLongestSender) return std::string_view::npos;
  return is_inside_title(line, colon) ? std::string_view::npos : colon;
}

// What iOS marks as it marks its own sentences, and what is somebody's message all the same.
bool is_marked_message(std::string_view body) {
  if (!is_valid_utf8(body)) return true;
  const std::string_view words = skip_bidi_marks(body);
  return notice_of(words) || read_deleted_by_admin(words) || begins_a_structure(words) ||
         !find_media(first_line(body)).empty();
}

// A mark from right to left may be somebody's own, as it helps to write mixed text: only a known sentence is the
// system's.
bool is_system_body(std::string_view body, bool marked_line) {
  if (is_notice_behind_sender(body)) return true;
  if (!has_mark(body) || marked_line || is_marked_message(body)) return false;
  constexpr std::string_view kRightToLeft = "\xE2\x80\x8F";
  return !body.starts_with(kRightToLeft) || read_call(body) || !read_sentence(body).empty();
}

// --- what it holds ---------------------------------------------------------------------------------------------------

// "<This message was edited>" at the end of a body: where it begins, with the space and the marks before it.
std::optional<size_t> edited_marker_at(std::string_view body) {
  const std::string_view text = trim_end(body);
  if (!text.ends_with('>')) return std::nullopt;
  const size_t open = text.rfind('<');
  if (open == std::string_view::npos || !is_edited_marker(text.substr(open + 1, text.size() - open - 2)))
    return std::nullopt;
  return open;
}

std::string canonical_text(std::string_view body, const std::vector<BodyMedia>& media) {
  if (media.empty()) return without_marks(std::string(body));
  std::string text;
  size_t at = 0;
  for (const BodyMedia& piece : media) {
    text += body.substr(at, piece.begin - at);
    text += "media";
    at = piece.end;
  }
  text += body.substr(std::min(at, body.size()));
  return without_marks(std::move(text));
}

std::string canonical_event(const Fact& event) {
  std::string text = "event " + std::string(to_string(event.type));
  if (event.type == FactType::subject_changed || event.type == FactType::group_created) text += " " + event.text;
  return trim_end(text) == text ? text : std::string(trim_end(text));
}

Content read_system(std::string_view body) {
  Content content;
  content.kind = RecordKind::system_event;
  if (auto call = read_call(body)) {
    content.kind = RecordKind::call;
    content.canonical = std::string(to_string(call->type)) + (call->text.empty() ? "" : " " + call->text);
    content.facts.push_back(std::move(*call));
    return content;
  }
  content.facts = read_sentence(body);
  content.canonical = content.facts.empty() ? without_marks(std::string(body)) : canonical_event(content.facts.front());
  return content;
}

// A body that is a notice of WhatsApp's as a whole.
std::optional<Fact> whole_notice(std::string_view words, bool android) {
  if (const auto type = notice_of(words)) return Fact{*type, "", {}};
  if (android && trim_end(words) == kViewOnceOnAndroid) return Fact{FactType::view_once, "", {}};
  return read_deleted_by_admin(words);
}

// "51.50214569326172,-0.1273" as "51.5021,-0.1273": devices write the same place with more digits or fewer.
std::string canonical_place(std::string_view coordinates) {
  constexpr size_t kDecimals = 4;
  std::string place = "location ";
  size_t decimals = 0;
  bool behind_point = false;
  for (const char c : coordinates) {
    if (c == '.' || c == ',') {
      behind_point = c == '.';
      decimals = 0;
    }
    if (behind_point && c >= '0' && c <= '9' && decimals++ >= kDecimals) continue;
    place += c;
  }
  return place;
}

bool is_coordinates(const Fact& fact) {
  return fact.type == FactType::location && fact.text.find_first_not_of("0123456789.,-+") == std::string::npos;
}

bool is_deleted(const Fact& fact) {
  return fact.type == FactType::deleted_by_sender || fact.type == FactType::deleted_by_admin;
}

}  // namespace

void ColonNames::learn(std::string_view rest) {
  const std::string_view line = first_line(rest);
  const size_t first = line.find(": ");
  if (first == std::string_view::npos) return;
  const size_t last = line.rfind(": ");
  if (first == last || last > kLongestSender || names_.size() >= kMost || !is_omitted_marker(line.substr(last + 2)))
    return;
  const std::string_view name = line.substr(0, last);
  if (std::ranges::find(names_, name) == names_.end()) names_.emplace_back(name);
}

std::optional<std::string_view> ColonNames::find(std::string_view rest) const {
  std::optional<std::string_view> longest;
  for (const std::string& name : names_) {
    if (!rest.starts_with(name) || rest.size() == name.size() || rest[name.size()] != ':') continue;
    if (!longest || name.size() > longest->size()) longest = rest.substr(0, name.size());
  }
  return longest;
}

Utterance split_utterance(std::string_view rest, const ColonNames& names, bool marked_line) {
  const size_t colon = end_of_sender(rest, names);
  if (colon == std::string_view::npos) return {{}, rest, true};
  std::string_view body = rest.substr(colon + 1);
  if (body.starts_with(' ')) body.remove_prefix(1);
  return {trim_end(rest.substr(0, colon)), body, is_system_body(body, marked_line)};
}

Content read_content(const Utterance& said, bool android) {
  if (said.is_system) return read_system(said.body);
  Content content;
  const std::string_view words = skip_bidi_marks(said.body);
  if (auto notice = whole_notice(words, android)) {
    content.canonical = is_deleted(*notice) ? "deleted" : std::string(to_string(notice->type));
    content.facts.push_back(std::move(*notice));
    return content;
  }
  const auto edited_at = edited_marker_at(said.body);
  content.media = find_media(said.body);
  find_structures(words, content.facts);
  if (content.facts.size() == 1 && is_coordinates(content.facts.front()) && first_line(words) == words) {
    content.canonical = canonical_place(content.facts.front().text);
    return content;
  }
  if (edited_at) content.facts.push_back({FactType::edited, "", {}});
  content.canonical = canonical_text(said.body.substr(0, edited_at.value_or(said.body.size())), content.media);
  if (edited_at) content.canonical.resize(trim_end(content.canonical).size());
  return content;
}

}  // namespace muniment::ingest::whatsapp
