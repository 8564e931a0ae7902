// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/stamp_words.h"

#include <array>
#include <string_view>

namespace muniment::ingest::whatsapp {
namespace {

// In every table a word stands before words that it begins with. ASCII letters are lower case; a space is any space.
struct HalfDayRow {
  std::string_view word;
  HalfDay meaning;
};
constexpr auto kAm = HalfDay::morning;
constexpr auto kPm = HalfDay::afternoon;
constexpr auto kNoon = HalfDay::noon;
constexpr auto kNight = HalfDay::night;
constexpr std::array kHalfDays = std::to_array<HalfDayRow>({
    {"am", kAm}, {"pm", kPm}, {"a.m.", kAm}, {"p.m.", kPm}, {"a. m.", kAm}, {"p. m.", kPm}, {"a.m", kAm}, {"p.m", kPm},
    {"in the morning", kAm}, {"in the afternoon", kPm}, {"in the evening", kPm}, {"at night", kNight}, {"noon", kNoon}, {"midnight", kNight},
    {"de la madrugada", kAm}, {"de la mañana", kAm}, {"de la tarde", kPm}, {"de la noche", kNight},          // Spanish
    {"da manhã", kAm}, {"da tarde", kPm}, {"da noite", kNight}, {"da madrugada", kAm},                       // Portuguese
    {"上午", kAm}, {"下午", kPm}, {"凌晨", kAm}, {"清晨", kAm}, {"早上", kAm}, {"中午", kNoon}, {"晚上", kNight}, {"半夜", kNight},
    {"午前", kAm}, {"午後", kPm}, {"오전", kAm}, {"오후", kPm},
    {"صباحًا", kAm}, {"مساءً", kPm}, {"ص", kAm}, {"م", kPm}, {"ق.ظ.", kAm}, {"ب.ظ.", kPm}, {"ق.ظ", kAm}, {"ب.ظ", kPm},
    {"قبل‌ازظهر", kAm}, {"بعدازظهر", kPm},
    {"לפנה״צ", kAm}, {"אחה״צ", kPm}, {"בבוקר", kAm}, {"בצהריים", kNoon}, {"בערב", kPm}, {"בלילה", kNight},
    {"पूर्वाह्न", kAm}, {"अपराह्न", kPm}, {"म.पू.", kAm}, {"म.उ.", kPm}, {"পূর্বাহ্ণ", kAm}, {"অপরাহ্ণ", kPm},
    {"முற்பகல்", kAm}, {"பிற்பகல்", kPm}, {"ಪೂರ್ವಾಹ್ನ", kAm}, {"ಅಪರಾಹ್ನ", kPm}, {"ਪੂ.ਦੁ.", kAm}, {"ਬਾ.ਦੁ.", kPm},
    {"පෙ.ව.", kAm}, {"ප.ව.", kPm}, {"ก่อนเที่ยง", kAm}, {"หลังเที่ยง", kPm}, {"ព្រឹក", kAm}, {"ល្ងាច", kPm},
    {"π.μ.", kAm}, {"μ.μ.", kPm}, {"пр.об.", kAm}, {"сл.об.", kPm}, {"дп", kAm}, {"пп", kPm},
    {"öö", kAm}, {"ös", kPm}, {"ÖÖ", kAm}, {"ÖS", kPm}, {"sa", kAm}, {"ch", kPm}, {"de.", kAm}, {"du.", kPm},
    {"dop.", kAm}, {"odp.", kPm}, {"pd", kAm}, {"md", kPm}, {"e paradites", kAm}, {"e pasdites", kPm}, {"ptg", kPm}, {"pg", kAm},
    {"fm", kAm}, {"em", kPm}, {"ap.", kAm}, {"ip.", kPm}, {"vm.", kAm}, {"nm.", kPm}, {"priešpiet", kAm}, {"popiet", kPm},
    {"priekšp.", kAm}, {"pēcp.", kPm},
});

struct MonthRow {
  std::string_view word;
  unsigned month;
};
// English, Spanish, Portuguese, French, Italian, German, Dutch, Indonesian: what they share stands once.
constexpr std::array kMonths = std::to_array<MonthRow>({
    {"january", 1}, {"januari", 1}, {"januar", 1}, {"janvier", 1}, {"janeiro", 1}, {"janv.", 1}, {"jan", 1}, {"enero", 1}, {"ene", 1},
    {"gennaio", 1}, {"gen", 1}, {"february", 2}, {"februari", 2}, {"februar", 2}, {"febrero", 2}, {"febbraio", 2}, {"feb", 2},
    {"fevereiro", 2}, {"fev", 2}, {"février", 2}, {"févr.", 2}, {"march", 3}, {"marzo", 3}, {"março", 3}, {"mars", 3}, {"maret", 3},
    {"maart", 3}, {"märz", 3}, {"mar", 3}, {"mär", 3}, {"mrt", 3}, {"aprile", 4}, {"april", 4}, {"apr", 4}, {"abril", 4}, {"abr", 4},
    {"avril", 4}, {"avr.", 4}, {"mayo", 5}, {"may", 5}, {"maio", 5}, {"mai", 5}, {"maggio", 5}, {"mag", 5}, {"mei", 5}, {"june", 6},
    {"junio", 6}, {"junho", 6}, {"juni", 6}, {"juin", 6}, {"jun", 6}, {"giugno", 6}, {"giu", 6}, {"july", 7}, {"julio", 7}, {"juli", 7},
    {"julho", 7}, {"juillet", 7}, {"juil.", 7}, {"jul", 7}, {"luglio", 7}, {"lug", 7}, {"augustus", 8}, {"august", 8}, {"agustus", 8},
    {"agosto", 8}, {"août", 8}, {"aug", 8}, {"agu", 8}, {"ago", 8}, {"september", 9}, {"septiembre", 9}, {"septembre", 9}, {"setembro", 9},
    {"settembre", 9}, {"sept", 9}, {"sep", 9}, {"set", 9}, {"october", 10}, {"oktober", 10}, {"octubre", 10}, {"octobre", 10},
    {"outubro", 10}, {"ottobre", 10}, {"oct", 10}, {"okt", 10}, {"out", 10}, {"ott", 10}, {"november", 11}, {"noviembre", 11},
    {"novembre", 11}, {"novembro", 11}, {"nov", 11}, {"december", 12}, {"dezember", 12}, {"desember", 12}, {"diciembre", 12},
    {"décembre", 12}, {"dezembro", 12}, {"dicembre", 12}, {"dec", 12}, {"dez", 12}, {"des", 12}, {"dic", 12}, {"déc.", 12},
});

struct EraRow {
  std::string_view sign;
  unsigned before;
};
constexpr std::array kEras = std::to_array<EraRow>({
    {"R", 2018}, {"令和", 2018}, {"H", 1988}, {"平成", 1988}, {"S", 1925}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911},
});

constexpr std::array<std::string_view, 11> kEraSuffixes = {"г.", "р.", "be", "b.e.", "พ.ศ.", "ad", "هـ", "ه‍.ش.", "ه.ش.", "ش", "ah"};

constexpr std::array<std::string_view, 3> kHourWords = {"ч.", "uhr", "hod."};

constexpr std::array<std::string_view, 26> kAtWords = {
    "klo ",  "kl. ", "kl ",  "a las ", "a la ", "às ",  "à ",    "alle ore ", "alle ", "ore ", "um ", "om ",    "at ",
    "kell ", "kl.",  "в ",   "о ",     "ob ",   "u ",   "pukul ", "lúc ",     "ve ",   "la ",  "στις ", "saat ", "ساعت "};

constexpr std::string_view word_of(std::string_view word) { return word; }
constexpr std::string_view word_of(const HalfDayRow& row) { return row.word; }
constexpr std::string_view word_of(const MonthRow& row) { return row.word; }

template <typename Rows>
constexpr bool longer_words_first(const Rows& rows) {
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = i + 1; j < rows.size(); ++j) {
      if (word_of(rows[j]).starts_with(word_of(rows[i]))) return false;
    }
  }
  return true;
}
static_assert(longer_words_first(kHalfDays));
static_assert(longer_words_first(kMonths));
static_assert(longer_words_first(kEraSuffixes));
static_assert(longer_words_first(kHourWords));
static_assert(longer_words_first(kAtWords));

template <typename Rows>
auto* take_row(Cursor& cursor, const Rows& rows) {
  const size_t start = cursor.at();
  const char first = cursor.peek();
  const char folded = first >= 'A' && first <= 'Z' ? static_cast<char>(first | 0x20) : first;
  for (const auto& row : rows) {
    const std::string_view word = word_of(row);
    if (word.front() != first && word.front() != folded) continue;
    if (cursor.take_word(word)) return &row;
    cursor.move_to(start);
  }
  return static_cast<const typename Rows::value_type*>(nullptr);
}

}  // namespace

std::optional<HalfDay> take_half_day(Cursor& cursor) {
  const auto* const row = take_row(cursor, kHalfDays);
  return row != nullptr ? std::optional(row->meaning) : std::nullopt;
}

std::optional<unsigned> take_month(Cursor& cursor) {
  const auto* const row = take_row(cursor, kMonths);
  if (row == nullptr) return std::nullopt;
  cursor.take('.');
  return row->month;
}

std::optional<unsigned> take_era(Cursor& cursor) {
  for (const EraRow& row : kEras) {
    if (cursor.take(row.sign)) return row.before;
  }
  return std::nullopt;
}

void skip_era_suffix(Cursor& cursor) {
  const size_t start = cursor.at();
  cursor.take_space();
  const auto* const suffix = take_row(cursor, kEraSuffixes);
  if (suffix == nullptr) cursor.move_to(start);
}

void skip_hour_word(Cursor& cursor) {
  const size_t start = cursor.at();
  cursor.skip_spaces();
  if (take_row(cursor, kHourWords) == nullptr) cursor.move_to(start);
}

void skip_at_word(Cursor& cursor) {
  take_row(cursor, kAtWords);
}

}  // namespace muniment::ingest::whatsapp
