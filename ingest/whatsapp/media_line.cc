// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/media_line.h"

#include <algorithm>
#include <array>

#include "ingest/canonical_text.h"
#include "ingest/whatsapp/markers.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr std::string_view kLeftToRight = "\xE2\x80\x8E", kRightToLeft = "\xE2\x80\x8F";  // U+200E, U+200F
constexpr std::string_view kBullet = " \xE2\x80\xA2 ";

std::string_view trim(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

std::string_view trim_end(std::string_view text) {
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

// Where the words behind the line's last mark begin, or npos.
size_t behind_last_mark(std::string_view line) {
  size_t at = line.rfind(kLeftToRight);
  const size_t other = line.rfind(kRightToLeft);
  if (at == std::string_view::npos || (other != std::string_view::npos && other > at)) at = other;
  return at == std::string_view::npos ? at : at + kLeftToRight.size();
}

// "Offer.pdf" and 2 of "Offer.pdf • 2 pages ".
struct Title {
  std::string text;
  std::optional<uint64_t> pages;
};

std::optional<uint64_t> number_in(std::string_view words) {
  std::optional<uint64_t> number;
  for (const char c : words.substr(0, 64)) {
    if (c >= '0' && c <= '9')
      number = number.value_or(0) * 10 + static_cast<uint64_t>(c - '0');
    else if (number)
      break;
  }
  return number;
}

Title title_before(std::string_view marker) {
  const size_t bullet = marker.rfind(kBullet);
  Title title;
  title.text = trim(without_marks(std::string(marker.substr(0, bullet))));
  if (bullet != std::string_view::npos) title.pages = number_in(marker.substr(bullet + kBullet.size()));
  return title;
}

// "<Media omitted>" and "< Media omitted >", on Android.
std::optional<BodyMedia> omitted_in_brackets_of(std::string_view line) {
  const std::string_view words = trim(skip_bidi_marks(line));
  if (!words.starts_with('<') || !words.ends_with('>') || words.size() < 3) return std::nullopt;
  const auto kind = omitted_in_brackets(trim(words.substr(1, words.size() - 2)));
  if (!kind) return std::nullopt;
  return BodyMedia{"", line.size() - skip_bidi_marks(line).size(), line.size(), *kind, {}};
}

// "‎image omitted", and "Offer.pdf • ‎2 pages ‎document omitted", on iOS.
std::optional<BodyMedia> omitted_behind_mark(std::string_view line) {
  const size_t words_at = behind_last_mark(line);
  if (words_at == std::string_view::npos) return std::nullopt;
  const auto kind = omitted_kind(trim(line.substr(words_at)));
  if (!kind) return std::nullopt;
  const std::string_view before = line.substr(0, words_at);
  if (trim(skip_bidi_marks(before)).empty()) return BodyMedia{"", before.size(), line.size(), *kind, {}};
  if (*kind != AttachmentKind::document) return std::nullopt;
  Title title = title_before(before);
  return BodyMedia{std::move(title.text), 0, line.size(), *kind, title.pages};
}

bool looks_like_file_name(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name.size() - dot <= 9 &&
         std::ranges::none_of(name.substr(dot + 1), [](char c) { return c == ' ' || c == ':'; });
}

std::optional<BodyMedia> attached_file(std::string_view name, size_t begin, size_t end) {
  const std::string plain(trim(skip_bidi_marks(trim(name))));
  if (!looks_like_file_name(plain)) return std::nullopt;
  return BodyMedia{plain, begin, end, kind_of_file(plain), {}};
}

// iOS names a document "00000047-Offer.pdf" and writes "Offer.pdf • 2 pages" before the marker.
void take_title(std::string_view before, BodyMedia& media) {
  const Title title = title_before(before);
  const size_t dash = media.name.find('-');
  if (dash == std::string::npos || title.text.empty() || media.name.substr(dash + 1) != title.text) return;
  media.begin = 0;
  media.pages = title.pages;
}

// "‎<attached: NAME>" and "NAME <‎attached>", on iOS.
std::optional<BodyMedia> attached_behind_mark(std::string_view line) {
  const std::string_view whole = trim_end(line);
  const size_t words_at = behind_last_mark(whole);
  if (!whole.ends_with('>') || words_at == std::string_view::npos) return std::nullopt;
  std::string_view words = whole.substr(words_at);
  words.remove_suffix(1);
  const std::string_view before = whole.substr(0, words_at);
  if (!words.starts_with('<')) {
    const std::string_view name = before.substr(0, before.rfind('<'));
    return before.ends_with(std::string("<") + std::string(before.substr(before.size() - kLeftToRight.size()))) &&
                   is_attached_word(trim(words))
               ? attached_file(name, 0, line.size())
               : std::nullopt;
  }
  words.remove_prefix(1);
  const size_t colon = words.find(':');
  if (colon == std::string_view::npos || !is_attached_word(trim(without_marks(std::string(words.substr(0, colon))))))
    return std::nullopt;
  auto media = attached_file(words.substr(colon + 1), words_at, line.size());
  if (media) take_title(before, *media);
  return media;
}

// "NAME (file attached)", on Android.
std::optional<BodyMedia> attached_in_brackets(std::string_view line) {
  const std::string_view whole = trim_end(line);
  const size_t open = whole.rfind(" (");
  if (!whole.ends_with(')') || open == std::string_view::npos) return std::nullopt;
  if (!is_attached_suffix(trim(whole.substr(open + 2, whole.size() - open - 3)))) return std::nullopt;
  return attached_file(whole.substr(0, open), 0, line.size());
}

std::optional<BodyMedia> media_in(std::string_view line) {
  if (auto media = omitted_in_brackets_of(line)) return media;
  if (auto media = omitted_behind_mark(line)) return media;
  if (auto media = attached_behind_mark(line)) return media;
  return attached_in_brackets(line);
}

struct NameRow {
  std::string_view part;
  AttachmentKind kind;
};
constexpr std::array kNames = std::to_array<NameRow>({
    {"IMG-", AttachmentKind::image},
    {"VID-", AttachmentKind::video},
    {"PTT-", AttachmentKind::audio},
    {"AUD-", AttachmentKind::audio},
    {"STK-", AttachmentKind::sticker},
    {"DOC-", AttachmentKind::document},
    {"GIF-", AttachmentKind::gif},
    {"-PHOTO-", AttachmentKind::image},
    {"-VIDEO-", AttachmentKind::video},
    {"-AUDIO-", AttachmentKind::audio},
    {"-STICKER-", AttachmentKind::sticker},
    {"-GIF-", AttachmentKind::gif},
});
constexpr std::array kExtensions = std::to_array<NameRow>({
    {"vcf", AttachmentKind::contact}, {"jpg", AttachmentKind::image}, {"jpeg", AttachmentKind::image},
    {"png", AttachmentKind::image},   {"gif", AttachmentKind::image}, {"heic", AttachmentKind::image},
    {"webp", AttachmentKind::image},  {"bmp", AttachmentKind::image}, {"mp4", AttachmentKind::video},
    {"3gp", AttachmentKind::video},   {"mov", AttachmentKind::video}, {"mkv", AttachmentKind::video},
    {"opus", AttachmentKind::audio},  {"ogg", AttachmentKind::audio}, {"m4a", AttachmentKind::audio},
    {"mp3", AttachmentKind::audio},   {"aac", AttachmentKind::audio}, {"amr", AttachmentKind::audio},
    {"wav", AttachmentKind::audio},
});

// "IMG-" begins a name or a part of one that follows a slash; "-PHOTO-" follows the ordinal of iOS.
bool is_named(std::string_view name, std::string_view part) {
  if (!part.starts_with('-')) return name.starts_with(part);
  const size_t at = name.find(part);
  return at != std::string_view::npos && at > 0 &&
         std::ranges::all_of(name.substr(0, at), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

AttachmentKind kind_of_file(std::string_view name) {
  for (const NameRow& row : kNames) {
    if (is_named(name, row.part)) return row.kind;
  }
  std::string extension(name.substr(std::min(name.size(), name.rfind('.') + 1)));
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const auto row = std::ranges::find(kExtensions, extension, &NameRow::part);
  return row == kExtensions.end() ? AttachmentKind::document : row->kind;
}

bool has_mark(std::string_view text) {
  return text.starts_with(kLeftToRight) || text.starts_with(kRightToLeft);
}

bool is_omitted_marker(std::string_view line) {
  const std::string_view words = skip_bidi_marks(line);
  if (words.size() == line.size() && !words.starts_with('<')) return false;
  auto media = omitted_in_brackets_of(line);
  if (!media) media = omitted_behind_mark(line);
  return media && media->name.empty();
}

std::vector<BodyMedia> find_media(std::string_view body) {
  std::vector<BodyMedia> found;
  constexpr char kMarkByte = '\xE2';  // the first of every mark
  const bool marked = body.find(kMarkByte) != std::string_view::npos;
  if (!marked && body.find('>') == std::string_view::npos && body.find(')') == std::string_view::npos) return found;
  for (size_t at = 0; at <= body.size();) {
    const std::string_view line = first_line(body.substr(at));
    // Android names the file in the first line; what looks like it further down was typed.
    if (at == 0 || (marked && behind_last_mark(line) != std::string_view::npos)) {
      if (auto media = media_in(line)) {
        media->begin += at;
        media->end += at;
        found.push_back(std::move(*media));
      }
    }
    at += line.size() + 1;
  }
  return found;
}

}  // namespace muniment::ingest::whatsapp
