// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/structures.h"

#include <array>
#include <optional>
#include <string>

#include "ingest/canonical_text.h"
#include "ingest/whatsapp/markers.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr size_t kLongestLabel = 64;
constexpr size_t kMostFacts =
    1024;  // of one message: the largest group can be mentioned, and no poll has so many options

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}
std::string_view after_line(std::string_view text) {
  const size_t end = text.find('\n');
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
}

std::string plain(std::string_view text) {
  std::string out = without_marks(std::string(text));
  while (out.ends_with(' ') || out.ends_with('\r'))
    out.pop_back();
  out.erase(0, out.find_first_not_of(' '));
  return out;
}

// --- polls and events ------------------------------------------------------------------------------------------------

// "POLL" of "POLL:"; nothing if the line is no label and nothing else.
std::optional<std::string_view> lone_label(std::string_view line) {
  line = skip_bidi_marks(line);
  while (line.ends_with(' '))
    line.remove_suffix(1);
  if (!line.ends_with(':') || line.size() > kLongestLabel) return std::nullopt;
  line.remove_suffix(1);
  return line;
}

std::optional<uint64_t> number_at(std::string_view text) {
  uint64_t number = 0;
  size_t digits = 0;
  while (digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + static_cast<uint64_t>(text[digits++] - '0');
  }
  return digits == 0 ? std::nullopt : std::optional(number);
}

// "OPTION: School: gym (1 vote)", whatever the words for option and vote.
std::optional<Fact> poll_option(std::string_view whole_line) {
  const std::string line = plain(whole_line);
  const size_t colon = line.find(':');
  const size_t votes = line.rfind(" (");
  if (colon == std::string::npos || colon > kLongestLabel || votes == std::string::npos || votes < colon ||
      !line.ends_with(')'))
    return std::nullopt;
  const auto count = number_at(std::string_view(line).substr(votes + 2));
  if (!count) return std::nullopt;
  return Fact{FactType::poll_option, plain(std::string_view(line).substr(colon + 1, votes - colon - 1)), count};
}

void read_poll(std::string_view body, std::vector<Fact>& facts) {
  std::string_view rest = after_line(body);
  std::string question;
  for (; !rest.empty() && !poll_option(first_line(rest)); rest = after_line(rest)) {
    question += (question.empty() ? "" : "\n") + plain(first_line(rest));
  }
  facts.push_back({FactType::poll, question, {}});
  for (; !rest.empty() && facts.size() < kMostFacts; rest = after_line(rest)) {
    if (auto option = poll_option(first_line(rest))) facts.push_back(std::move(*option));
  }
}

bool is_poll(std::string_view body) {
  const auto label = lone_label(first_line(body));
  return label && is_poll_word(*label);
}

// "EVENT: Rehearsal", or the label alone and the name on the next line.
std::optional<std::string> event_name(std::string_view body) {
  const std::string_view line = first_line(body);
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon > kLongestLabel || !is_event_word(line.substr(0, colon)))
    return std::nullopt;
  std::string name = plain(line.substr(colon + 1));
  return name.empty() ? plain(first_line(after_line(body))) : name;
}

// --- places ----------------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 5> kMaps = {
    "https://maps.google.com/?q=", "https://maps.google.com/maps?q=", "https://www.google.com/maps?q=",
    "https://maps.apple.com/?ll=", "https://maps.apple.com/?q="};
constexpr std::string_view kFoursquare = "https://foursquare.com/v/";

// "51.503,-0.119" behind the address of a map.
std::string coordinates_in(std::string_view url) {
  for (const std::string_view map : kMaps) {
    if (!url.starts_with(map)) continue;
    const std::string_view where = url.substr(map.size());
    const size_t end = where.find_first_not_of("0123456789.,-+");
    return std::string(where.substr(0, end));
  }
  return {};
}

// "Corner Café (1 Mill Lane, Northport)": name and address, as devices write them before the link.
bool looks_like_a_place(std::string_view text) {
  return text.ends_with(')') && text.find(" (") != std::string_view::npos;
}

std::optional<Fact> place_in(std::string_view line) {
  const size_t link = line.find("https://");
  if (link == std::string_view::npos || link < 3) return std::nullopt;
  const std::string label = plain(line.substr(0, link));
  if (!label.ends_with(':')) return std::nullopt;
  const std::string name = plain(std::string_view(label).substr(0, label.size() - 1));
  const std::string_view url = line.substr(link);
  const std::string coordinates = coordinates_in(url);
  if (is_location_label(name)) return Fact{FactType::location, coordinates.empty() ? plain(url) : coordinates, {}};
  const bool is_link_to_place = !coordinates.empty() || url.starts_with(kFoursquare);
  if (is_link_to_place && looks_like_a_place(name)) return Fact{FactType::place, name, {}};
  return std::nullopt;
}

// --- mentions --------------------------------------------------------------------------------------------------------

constexpr std::string_view kIsolate = "\xE2\x81\xA8", kEndOfIsolate = "\xE2\x81\xA9";  // U+2068, U+2069
constexpr size_t kLongestName = 256, kFewestDigits = 7, kMostDigits = 15;

// "@⁨Ben⁩", or of old "@491511234567"; `at` is behind the "@".
std::optional<std::string> mention_at(std::string_view body, size_t at) {
  const std::string_view rest = body.substr(at);
  if (rest.starts_with(kIsolate)) {
    const size_t end = rest.substr(0, kLongestName + kEndOfIsolate.size())
                           .find(kEndOfIsolate);  // no further: a body may be megabytes of these
    if (end == std::string_view::npos) return std::nullopt;
    std::string name = plain(rest.substr(kIsolate.size(), end - kIsolate.size()));
    return name.empty() ? std::nullopt : std::optional(std::move(name));
  }
  const size_t digits = std::min(rest.size(), rest.find_first_not_of("0123456789"));
  if (digits < kFewestDigits || digits > kMostDigits) return std::nullopt;
  return std::string(rest.substr(0, digits));
}

void find_mentions(std::string_view body, std::vector<Fact>& facts) {
  for (size_t at = body.find('@'); at != std::string_view::npos && facts.size() < kMostFacts;
       at = body.find('@', at + 1)) {
    if (auto name = mention_at(body, at + 1)) facts.push_back({FactType::mention, std::move(*name), {}});
  }
}

}  // namespace

bool begins_a_structure(std::string_view body) {
  const std::string_view line = first_line(body);
  return line.find(':') != std::string_view::npos && (is_poll(body) || event_name(body) || place_in(line));
}

void find_structures(std::string_view body, std::vector<Fact>& facts) {
  const std::string_view line = first_line(body);
  if (line.find(':') != std::string_view::npos) {
    if (line.size() <= kLongestLabel && is_poll(body)) return read_poll(body, facts);
    if (auto place = line.find("://") == std::string_view::npos ? std::nullopt : place_in(line)) {
      facts.push_back(std::move(*place));
    } else if (auto event = event_name(body)) {
      facts.push_back({FactType::event, std::move(*event), {}});
    }
  }
  find_mentions(body, facts);
}

}  // namespace muniment::ingest::whatsapp
