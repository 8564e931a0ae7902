// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/calls.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/unicode_text.h"
#include "ingest/canonical_text.h"

namespace muniment::ingest::whatsapp {
namespace {

struct CallRow {
  std::string_view words;
  FactType type;
  std::string_view medium;
};
constexpr auto kMissed = FactType::missed_call;
constexpr auto kCall = FactType::call;
// Longer words stand before those that they begin with.
constexpr std::array kCalls = std::to_array<CallRow>({
    {"Missed voice call", kMissed, "voice"}, {"Missed video call", kMissed, "video"}, {"Missed group voice call", kMissed, "voice"},
    {"Missed group video call", kMissed, "video"}, {"Missed group call", kMissed, ""}, {"Missed call", kMissed, ""},
    {"Silenced voice call", kMissed, "voice"}, {"Silenced video call", kMissed, "video"},
    {"Voice call", kCall, "voice"}, {"Video call", kCall, "video"}, {"Group voice call", kCall, "voice"}, {"Group video call", kCall, "video"},
    {"Verpasster Sprachanruf", kMissed, "voice"}, {"Verpasster Videoanruf", kMissed, "video"}, {"Verpasster Gruppenanruf", kMissed, ""},
    {"Sprachanruf", kCall, "voice"}, {"Videoanruf", kCall, "video"},
    {"Appel vocal manqué", kMissed, "voice"}, {"Appel vidéo manqué", kMissed, "video"}, {"Appel vocal", kCall, "voice"}, {"Appel vidéo", kCall, "video"},
    {"Llamada perdida", kMissed, "voice"}, {"Llamada de voz perdida", kMissed, "voice"}, {"Videollamada perdida", kMissed, "video"},
    {"Llamada de voz", kCall, "voice"}, {"Videollamada", kCall, "video"},
    {"Chamada de voz perdida", kMissed, "voice"}, {"Chamada de vídeo perdida", kMissed, "video"}, {"Ligação de voz perdida", kMissed, "voice"},
    {"Ligação de vídeo perdida", kMissed, "video"}, {"Chamada de voz", kCall, "voice"}, {"Chamada de vídeo", kCall, "video"},
    {"Ligação de voz", kCall, "voice"}, {"Ligação de vídeo", kCall, "video"},
    {"Chiamata vocale persa", kMissed, "voice"}, {"Videochiamata persa", kMissed, "video"}, {"Chiamata vocale", kCall, "voice"}, {"Videochiamata", kCall, "video"},
    {"Gemiste spraakoproep", kMissed, "voice"}, {"Gemiste video-oproep", kMissed, "video"}, {"Spraakoproep", kCall, "voice"}, {"Video-oproep", kCall, "video"},
    {"Пропущенный аудиозвонок", kMissed, "voice"}, {"Пропущенный видеозвонок", kMissed, "video"}, {"Аудиозвонок", kCall, "voice"}, {"Видеозвонок", kCall, "video"},
    {"Пропущений аудіодзвінок", kMissed, "voice"}, {"Пропущений відеодзвінок", kMissed, "video"},
    {"Zmeškaný hlasový hovor", kMissed, "voice"}, {"Zmeškaný videohovor", kMissed, "video"}, {"Hlasový hovor", kCall, "voice"}, {"Videohovor", kCall, "video"},
    {"Cevapsız sesli arama", kMissed, "voice"}, {"Cevapsız görüntülü arama", kMissed, "video"}, {"Sesli arama", kCall, "voice"}, {"Görüntülü arama", kCall, "video"},
    {"Panggilan suara tak terjawab", kMissed, "voice"}, {"Panggilan video tak terjawab", kMissed, "video"}, {"Panggilan suara", kCall, "voice"}, {"Panggilan video", kCall, "video"},
    {"音声通話不在着信", kMissed, "voice"}, {"ビデオ通話不在着信", kMissed, "video"}, {"不在着信", kMissed, ""}, {"音声通話", kCall, "voice"}, {"ビデオ通話", kCall, "video"},
    {"부재중 음성통화", kMissed, "voice"}, {"부재중 영상통화", kMissed, "video"}, {"未接语音通话", kMissed, "voice"}, {"未接视频通话", kMissed, "video"},
    {"未接語音通話", kMissed, "voice"}, {"未接視訊通話", kMissed, "video"}, {"مكالمة صوتية فائتة", kMissed, "voice"}, {"مكالمة فيديو فائتة", kMissed, "video"},
    {"שיחה קולית שלא נענתה", kMissed, "voice"}, {"שיחת וידאו שלא נענתה", kMissed, "video"},
});

struct UnitRow {
  std::string_view begins;  // folded
  uint64_t seconds;
};
constexpr std::array kUnits = std::to_array<UnitRow>({
    {"h", 3600}, {"st", 3600}, {"u", 3600}, {"ч", 3600}, {"год", 3600}, {"時", 3600}, {"小时", 3600}, {"시간", 3600}, {"sa", 3600}, {"j", 3600}, {"or", 3600}, {"d", 60},
    {"m", 60}, {"м", 60}, {"хв", 60}, {"分", 60}, {"분", 60}, {"s", 1}, {"с", 1}, {"秒", 1}, {"초", 1},
});

std::optional<uint64_t> seconds_of(std::string_view unit) {
  const auto row = std::ranges::find_if(kUnits, [&](const UnitRow& r) { return unit.starts_with(r.begins); });
  return row == kUnits.end() ? std::nullopt : std::optional(row->seconds);
}

// "2 min", "1 hr 5 min", "Tap to call back": the seconds, or nothing.
std::optional<uint64_t> duration_in(std::string_view text) {
  std::optional<uint64_t> total;
  while (!text.empty()) {
    const size_t digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos) break;
    text.remove_prefix(digit);
    uint64_t number = 0;
    for (size_t digits = 0; digits < 6 && !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits) {
      number = number * 10 + static_cast<uint64_t>(text.front() - '0');
      text.remove_prefix(1);
    }
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto unit = seconds_of(text);
    if (!unit) return std::nullopt;
    total = total.value_or(0) + number * *unit;
  }
  return total;
}

const std::array<std::string, kCalls.size()>& folded_words() {
  static const auto words = [] {
    std::array<std::string, kCalls.size()> all;
    for (size_t i = 0; i < kCalls.size(); ++i) all[i] = folded(kCalls[i].words);
    return all;
  }();
  return words;
}

}  // namespace

std::optional<Fact> read_call(std::string_view sentence) {
  constexpr size_t kLongest = 160;
  if (sentence.size() > kLongest) return std::nullopt;
  const std::string text = folded(without_marks(std::string(sentence)));
  for (size_t i = 0; i < kCalls.size(); ++i) {
    const std::string& words = folded_words()[i];
    if (!text.starts_with(words)) continue;
    const std::string_view rest = std::string_view(text).substr(words.size());
    if (!rest.empty() && std::string_view(".,:;( ").find(rest.front()) == std::string_view::npos && !rest.starts_with("。")) continue;
    Fact fact{kCalls[i].type, std::string(kCalls[i].medium), {}};
    if (fact.type == FactType::call) fact.number = duration_in(rest);
    return fact;
  }
  return std::nullopt;
}

}  // namespace muniment::ingest::whatsapp
