// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/body.h"

#include <algorithm>

#include "ingest/canonical_text.h"
#include "ingest/member_names.h"
#include "ingest/whatsapp/markers.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr std::string_view kMark = "\xE2\x80\x8E";  // U+200E
constexpr size_t kLongestName = 256;  // bytes; a sentence with a colon far behind its start has no sender
constexpr std::string_view kSpaces = " ";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool same_words(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

bool ends_with_words(std::string_view text, std::string_view words) {
  return text.size() >= words.size() && same_words(text.substr(text.size() - words.size()), words);
}

bool starts_with_any(std::string_view text, std::span<const std::string_view> beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

std::string_view trim_end(std::string_view text) {
  while (text.ends_with(kSpaces)) text.remove_suffix(kSpaces.size());
  return text;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// "Offer.pdf" of "Offer.pdf • 2 pages ".
std::string title_before(std::string_view marker) {
  return std::string(trim_end(without_marks(std::string(marker.substr(0, marker.find(" \xE2\x80\xA2 "))))));
}

// The media that one line of a body stands for. Positions count from the start of the line.
std::optional<BodyMedia> omitted_in(std::string_view whole_line) {
  const std::string_view line = trim_end(whole_line);
  for (const OmittedMarker& row : omitted_markers()) {
    if (!ends_with_words(line, row.words)) continue;
    std::string_view before = line.substr(0, line.size() - row.words.size());
    if (row.needs_mark && !before.ends_with(kMark)) continue;
    if (!row.needs_mark && !skip_bidi_marks(before).empty()) continue;
    if (!row.is_document) return BodyMedia{"", before.size(), whole_line.size()};
    return BodyMedia{title_before(before), 0, whole_line.size()};
  }
  return std::nullopt;
}

bool looks_like_file_name(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name.size() - dot <= 9 &&
         std::ranges::none_of(name.substr(dot + 1), [](char c) { return c == ' ' || c == ':'; });
}

// iOS names a document "00000047-Offer.pdf" and writes "Offer.pdf • 2 pages" before the marker.
bool is_title_of(std::string_view before, std::string_view file) {
  const std::string title = title_before(before);
  const size_t dash = file.find('-');
  return dash != std::string_view::npos && !title.empty() && file.substr(dash + 1) == title;
}

std::optional<BodyMedia> attached_in(std::string_view whole_line) {
  const std::string_view line = trim_end(whole_line);
  for (const AttachedMarker& row : attached_markers()) {
    if (!ends_with_words(line, row.after)) continue;
    const std::string_view front = line.substr(0, line.size() - row.after.size());
    const size_t start = row.before.empty() ? 0 : front.rfind(row.before);
    if (start == std::string_view::npos) continue;
    const std::string_view before = front.substr(0, start);
    if (row.needs_mark && !before.ends_with(kMark)) continue;
    const std::string name(trim_end(skip_bidi_marks(front.substr(start + row.before.size()))));
    if (!looks_like_file_name(name)) continue;
    return BodyMedia{name, is_title_of(before, name) ? 0 : start, whole_line.size()};
  }
  return std::nullopt;
}

bool is_whole_marker(std::string_view body) {
  const auto omitted = omitted_in(body);
  return omitted && omitted->begin == body.size() - skip_bidi_marks(body).size();
}

// A quotation mark was opened behind the words and is still open at the end.
bool has_open_title(std::string_view text) {
  for (const std::string_view words : sentences_with_title()) {
    const size_t at = text.find(words);
    if (at == std::string_view::npos) continue;
    const std::string_view title = text.substr(at + words.size());
    if (title.starts_with("\xE2\x80\x9C")) return title.rfind("\xE2\x80\x9D") == std::string_view::npos || title.rfind("\xE2\x80\x9C") > title.rfind("\xE2\x80\x9D");
    if (title.starts_with('"')) return std::ranges::count(title, '"') % 2 == 1;
  }
  return false;
}

bool is_system_body(std::string_view body, bool marked_line) {
  const std::string_view words = skip_bidi_marks(body);
  if (starts_with_any(words, system_sentences())) return true;
  if (!body.starts_with(kMark) || marked_line || starts_with_any(words, marked_messages())) return false;
  const std::string_view line = first_line(body);
  return !omitted_in(line) && !attached_in(line);
}

// Where the sender ends; npos for a sentence without sender.
size_t end_of_sender(std::string_view rest, const ColonNames& names) {
  const std::string_view line = first_line(rest);
  if (const auto known = names.find(line)) return static_cast<size_t>(known->data() - rest.data()) + known->size();
  size_t colon = line.find(": ");
  if (colon == std::string_view::npos && line.ends_with(':')) colon = line.size() - 1;  // an empty body
  if (colon == std::string_view::npos || colon == 0 || colon > kLongestName) return std::string_view::npos;
  return has_open_title(line.substr(0, colon)) ? std::string_view::npos : colon;
}

}  // namespace

void ColonNames::learn(std::string_view rest) {
  const std::string_view line = first_line(rest);
  const size_t first = line.find(": ");
  const size_t last = line.rfind(": ");
  if (first == last || last > kLongestName || names_.size() >= kMost || !is_whole_marker(line.substr(last + 2))) return;
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
  return {rest.substr(0, colon), body, is_system_body(body, marked_line)};
}

// No marker ends in another character: most lines need no closer look.
bool may_end_in_marker(std::string_view line) {
  static const std::string kLast = [] {
    std::string last;
    for (const OmittedMarker& row : omitted_markers()) last += lower(row.words.back());
    for (const AttachedMarker& row : attached_markers()) last += lower(row.after.back());
    return last;
  }();
  line = trim_end(line);
  return !line.empty() && kLast.find(lower(line.back())) != std::string::npos;
}

std::vector<BodyMedia> find_media(std::string_view body) {
  std::vector<BodyMedia> found;
  for (size_t at = 0; at <= body.size();) {
    const std::string_view line = first_line(body.substr(at));
    std::optional<BodyMedia> media;
    if (may_end_in_marker(line)) media = omitted_in(line);
    if (!media && may_end_in_marker(line)) media = attached_in(line);
    // Android names the file in the first line; what looks like it further down was typed.
    if (media && (at == 0 || line.find(kMark) != std::string_view::npos)) {
      media->begin += at;
      media->end += at;
      found.push_back(std::move(*media));
    }
    at += line.size() + 1;
  }
  return found;
}

std::string canonical_body(std::string_view body, const std::vector<BodyMedia>& media) {
  std::string text;
  size_t at = 0;
  for (const BodyMedia& piece : media) {
    text += body.substr(at, piece.begin - at);
    text += "media";
    at = piece.end;
  }
  text += body.substr(at);
  std::string plain = without_marks(std::move(text));
  for (const std::string_view marker : edited_markers()) {
    if (!plain.ends_with(marker)) continue;
    plain.resize(plain.size() - marker.size());
    plain.resize(trim_end(plain).size());
  }
  return plain;
}

}  // namespace muniment::ingest::whatsapp
