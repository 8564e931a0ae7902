// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/tokenizer.h"

#include <algorithm>
#include <array>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/number_forms.h"

namespace muniment::index {
namespace {

enum class Ascii : uint8_t { other, letter, digit, dollar };

constexpr std::array<Ascii, 128> kAscii = [] {
  std::array<Ascii, 128> table{};
  for (size_t c = '0'; c <= '9'; ++c) table[c] = Ascii::digit;
  for (size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = Ascii::letter;
  table['$'] = Ascii::dollar;
  return table;
}();

bool is_ascii_word(unsigned char c) { return c < 0x80 && (kAscii[c] == Ascii::letter || kAscii[c] == Ascii::digit); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Apostrophes as people type them, all read as '.
constexpr std::array<std::string_view, 6> kApostrophes = {"'", "’", "‘", "‛", "＇", "ʼ"};
constexpr std::array<std::string_view, 3> kSpaces = {" ", "\u00A0", "\u202F"};
constexpr std::array<std::string_view, 2> kMiddleDots = {"·", "‧"};  // Catalan: col·lecció

size_t size_of_one(std::span<const std::string_view> choices, std::string_view text) {
  for (const std::string_view choice : choices) {
    if (text.starts_with(choice)) return choice.size();
  }
  return 0;
}

// Marks that Unicode counts as letters, and the vowels and final consonants of decomposed Hangul.
bool extends_unspaced(char32_t c) {
  return c == 0xFF9E || c == 0xFF9F || (c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF);
}

bool is_word_class(CharacterClass c) { return c == CharacterClass::letter || c == CharacterClass::digit; }

bool is_hebrew_mark(char32_t c) { return c == 0x05F3 || c == 0x05F4; }  // geresh, gershayim: inside abbreviations

bool is_currency_behind_number(std::string_view text) {
  if (text.empty()) return false;
  const CodePoint symbol = front_code_point(text);
  if (character_class(symbol.value) != CharacterClass::currency) return false;
  return text.size() == symbol.bytes || text[symbol.bytes] < '0' || text[symbol.bytes] > '9';
}

// Behind a space, if one is there, and the direction marks on both sides of it.
size_t end_of_one_space(std::string_view text, size_t at) {
  at = end_of_bidi_marks(text, at);
  at += size_of_one(kSpaces, text.substr(at));
  return end_of_bidi_marks(text, at);
}

constexpr char32_t kZeroWidthJoiner = 0x200D;
constexpr char32_t kLetterApostrophe = 0x02BC;  // for Unicode a letter; here an apostrophe like others

}  // namespace

struct Tokenizer::Extent {
  size_t begin = 0, end = 0;
  bool ascii = true;        // and so folded by lower-casing
  bool digits = true;       // ASCII digits only
  size_t apostrophe = 0;    // where the last one stands; 0: none
  size_t apostrophe_bytes = 0;
};

std::span<const Token> Tokenizer::run(std::string_view text) {
  text_ = text;
  at_ = word_end_ = symbol_end_ = grouped_until_ = phone_until_ = 0;
  symbol_at_ = std::string_view::npos;
  position_ = 0;
  folded_.clear();
  tokens_.clear();
  while (at_ < text_.size()) {
    if (static_cast<unsigned char>(text_[at_]) < 0x80) {
      scan_ascii();
    } else {
      scan_wide();
    }
  }
  return tokens_;
}

void Tokenizer::scan_ascii() {
  switch (kAscii[static_cast<unsigned char>(text_[at_])]) {
    case Ascii::letter:
    case Ascii::digit: return scan_word();
    case Ascii::dollar:
      symbol_at_ = at_;
      symbol_end_ = at_ + 1;
      break;
    case Ascii::other: break;
  }
  ++at_;
}

void Tokenizer::scan_wide() {
  const CodePoint next = front_code_point(text_.substr(at_));
  switch (next.value == kLetterApostrophe ? CharacterClass::other : character_class(next.value)) {
    case CharacterClass::letter:
    case CharacterClass::digit: return scan_word();
    case CharacterClass::unspaced: return scan_unspaced();
    case CharacterClass::emoji: return scan_emoji();
    case CharacterClass::currency:
      symbol_at_ = at_;
      symbol_end_ = at_ + next.bytes;
      break;
    case CharacterClass::extend:
    case CharacterClass::other: break;
  }
  at_ += next.bytes;
}

bool Tokenizer::stands_between_letters(size_t at, size_t bytes) const {
  const std::string_view behind = text_.substr(at + bytes);
  if (behind.empty()) return false;
  const CharacterClass before = character_class(back_code_point(text_.substr(0, at)).value);
  return (before == CharacterClass::letter || before == CharacterClass::extend) &&
         character_class(front_code_point(behind).value) == CharacterClass::letter;
}

bool Tokenizer::stands_between_hebrew_letters(size_t at, size_t bytes) const {
  return at > 0 && at + bytes < text_.size() && is_hebrew_letter(back_code_point(text_.substr(0, at)).value) &&
         is_hebrew_letter(front_code_point(text_.substr(at + bytes)).value);
}

// The bytes of a character that does not end the word although it is no letter: an apostrophe, a middle dot or, in a
// Hebrew acronym, a quotation mark. 0 if the word ends here.
size_t Tokenizer::joint_bytes(Extent& word) const {
  const std::string_view rest = text_.substr(word.end);
  if (rest[0] == '"') return stands_between_hebrew_letters(word.end, 1) ? 1 : 0;
  if (const size_t bytes = size_of_one(kApostrophes, rest); bytes != 0) {
    if (stands_between_hebrew_letters(word.end, bytes)) return bytes;
    if (!stands_between_letters(word.end, bytes)) return 0;
    word.apostrophe = word.end;
    word.apostrophe_bytes = bytes;
    return bytes;
  }
  const size_t dot = size_of_one(kMiddleDots, rest);
  return dot != 0 && stands_between_letters(word.end, dot) ? dot : 0;
}

// Direction marks inside a word belong to it, those behind it do not.
Tokenizer::Extent Tokenizer::word_extent() const {
  Extent word{.begin = at_, .end = at_}, bare = word;
  size_t marks_end = 0;
  while (word.end < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[word.end]);
    if (is_ascii_word(c)) {
      word.digits = word.digits && kAscii[c] == Ascii::digit;
      ++word.end;
      continue;
    }
    if (c < 0x80 && c != '\'' && c != '"') break;
    if (const size_t joint = word.end == at_ ? 0 : joint_bytes(word); joint != 0) {
      word.digits = false;
      word.ascii = word.ascii && c == '\'';
      word.end += joint;
      continue;
    }
    if (c < 0x80) break;
    const CodePoint next = front_code_point(text_.substr(word.end));
    const CharacterClass kind = character_class(next.value);
    if ((!is_word_class(kind) && kind != CharacterClass::extend && !is_hebrew_mark(next.value)) || next.value == kLetterApostrophe) break;
    const bool mark = is_bidi_mark(next.value);
    if (mark && marks_end != word.end) bare = word;
    word.ascii = word.digits = false;
    word.end += next.bytes;
    if (mark) marks_end = word.end;
  }
  return marks_end == word.end ? bare : word;
}

// Appends the folded word to folded_, with the digits of any script as 0 to 9. What people type for a geresh or gershayim is left out, as these are.
void Tokenizer::fold_word(const Extent& word) {
  const std::string_view original = text_.substr(word.begin, word.end - word.begin);
  if (word.ascii) {
    const size_t at = folded_.size();
    folded_.resize(at + original.size());
    std::transform(original.begin(), original.end(), folded_.begin() + static_cast<std::ptrdiff_t>(at), lower);
    return;
  }
  scratch_.clear();
  for (size_t at = 0; at < original.size();) {
    const std::string_view rest = original.substr(at);
    const size_t apostrophe = size_of_one(kApostrophes, rest);
    const size_t bytes = apostrophe != 0 ? apostrophe : front_code_point(rest).bytes;
    if (apostrophe != 0) {
      if (!stands_between_hebrew_letters(word.begin + at, apostrophe)) scratch_ += '\'';
    } else if (const char digit = decimal_digit(front_code_point(rest).value); digit != 0) {
      scratch_ += digit;
    } else if (rest[0] != '"') {
      scratch_ += rest.substr(0, bytes);
    }
    at += bytes;
  }
  append_folded(scratch_, folded_);
}

void Tokenizer::scan_word() {
  const Extent word = word_extent();
  at_ = word.end;
  const auto text_at = static_cast<uint32_t>(folded_.size());
  fold_word(word);
  const auto text_size = static_cast<uint32_t>(folded_.size()) - text_at;
  if (word.digits) add_numbers(word);
  if (word.begin > 0) add_name(word, text_at, text_size);
  if (word.apostrophe != 0) add_apostrophe_parts(word, text_at, text_size);
  add_word(word.begin, word.end, text_at, text_size);
  word_end_ = word.end;
}

// @ana and #budget, but not the @ of ana@example.com.
void Tokenizer::add_name(const Extent& word, uint32_t text_at, uint32_t text_size) {
  const size_t behind = begin_of_bidi_marks(text_, word.begin);
  if (behind == 0) return;
  const char sigil = text_[behind - 1];
  if ((sigil != '@' && sigil != '#') || (word_end_ != 0 && word_end_ == behind - 1)) return;
  scratch_.assign(1, sigil);
  scratch_.append(folded_, text_at, text_size);
  add_alias(TokenKind::exact, behind - 1, word.end, scratch_, 1);
}

// john of john's; dell and arte of dell'arte; nothing of don't and we'll.
void Tokenizer::add_apostrophe_parts(const Extent& word, uint32_t text_at, uint32_t text_size) {
  const std::string whole = folded_.substr(text_at, text_size);
  const size_t cut = whole.rfind('\'');
  if (cut == std::string::npos) return;
  const std::string_view left = std::string_view(whole).substr(0, cut), right = std::string_view(whole).substr(cut + 1);
  if (right != "s" && right.size() < 3) return;
  add_alias(TokenKind::part, word.begin, word.apostrophe, left, 1);
  if (right != "s") add_alias(TokenKind::part, word.apostrophe + word.apostrophe_bytes, word.end, right, 1);
}

void Tokenizer::add_numbers(const Extent& word) {
  if (word.begin < grouped_until_) return;
  const GroupedNumber number = grouped_number(text_, word.begin);
  if (number.groups > 1) {
    grouped_until_ = number.end;
    add_alias(TokenKind::variant, word.begin, number.end, number.digits, number.groups);
    add_amount(word, number.digits, number.groups, number.end);
  } else {
    add_amount(word, text_.substr(word.begin, word.end - word.begin), 1, word.end);
  }
  if (word.begin < phone_until_) return;
  const size_t plus = word.begin > 0 && text_[word.begin - 1] == '+' ? 1 : 0;
  for (const PhoneForm& form : phone_forms(text_, word.begin)) {
    add_alias(TokenKind::variant, word.begin - plus, form.end, form.digits, form.groups);
    phone_until_ = form.end;
  }
}

// $5,000.00 and € 5.000,00 and 5.000,00 € are $5000 and €5000. A sign with spaces on both sides may belong to either number,
// and is found with both.
void Tokenizer::add_amount(const Extent& word, std::string_view digits, uint16_t span, size_t number_end) {
  const bool is_before = symbol_end_ != 0 && end_of_one_space(text_, symbol_end_) == word.begin;
  const std::string before = is_before ? amount_text(symbol_at_, digits) : std::string();
  if (is_before) add_alias(TokenKind::exact, symbol_at_, number_end, before, span);
  if (is_before && end_of_bidi_marks(text_, symbol_end_) == word.begin) return;
  const size_t symbol_at = end_of_one_space(text_, end_of_decimals(text_, number_end));
  if (!is_currency_behind_number(text_.substr(symbol_at))) return;
  grouped_until_ = symbol_at;  // the decimals are no amount of their own
  const std::string behind = amount_text(symbol_at, digits);
  if (behind != before) add_alias(TokenKind::exact, word.begin, number_end, behind, span);
}

// The digits behind the currency sign that stands there.
std::string Tokenizer::amount_text(size_t symbol_at, std::string_view digits) const {
  const std::string_view rest = text_.substr(symbol_at);
  return folded(rest.substr(0, front_code_point(rest).bytes)).append(digits);
}

void Tokenizer::add_alias(TokenKind kind, size_t begin, size_t end, std::string_view folded, uint16_t span) {
  if (folded.empty() || folded.size() > kMaxWordBytes) return;
  tokens_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), static_cast<uint32_t>(folded_.size()),
                     static_cast<uint32_t>(folded.size()), position_, span, kind});
  folded_ += folded;
}

// A long word becomes several, cut between characters. Each has the place of the whole, for highlighting.
void Tokenizer::add_word(size_t begin, size_t end, uint32_t text_at, uint32_t text_size) {
  while (text_size > 0) {
    uint32_t piece = std::min(text_size, static_cast<uint32_t>(kMaxWordBytes));
    while (piece < text_size && (static_cast<unsigned char>(folded_[text_at + piece]) & 0xC0) == 0x80) --piece;
    tokens_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), text_at, piece, position_, 1, TokenKind::word});
    ++position_;
    text_at += piece;
    text_size -= piece;
  }
}

void Tokenizer::scan_unspaced() {
  const size_t begin = at_;
  at_ += front_code_point(text_.substr(at_)).bytes;
  while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80) {
    const CodePoint next = front_code_point(text_.substr(at_));
    if (!extends_unspaced(next.value) && character_class(next.value) != CharacterClass::extend) break;
    at_ += next.bytes;
  }
  const auto text_at = static_cast<uint32_t>(folded_.size());
  append_folded(text_.substr(begin, at_ - begin), folded_);
  const auto text_size = static_cast<uint32_t>(folded_.size()) - text_at;
  add_word(begin, at_, text_at, text_size);
}

// One pictograph with what belongs to it: a skin tone, a variation selector, others joined to it; or a flag.
void Tokenizer::scan_emoji() {
  const size_t begin = at_;
  CodePoint last = front_code_point(text_.substr(at_));
  bool flag_may_follow = is_regional_indicator(last.value);
  std::string plain(text_.substr(at_, last.bytes)), toned = plain;
  for (at_ += last.bytes; at_ < text_.size(); at_ += last.bytes) {
    const CodePoint next = front_code_point(text_.substr(at_));
    const bool second_of_flag = flag_may_follow && is_regional_indicator(next.value);
    const bool joined = last.value == kZeroWidthJoiner && character_class(next.value) == CharacterClass::emoji;
    if (!second_of_flag && !joined && !is_skin_tone(next.value) && character_class(next.value) != CharacterClass::extend) break;
    flag_may_follow = false;
    toned += text_.substr(at_, next.bytes);
    if (!is_skin_tone(next.value)) plain += text_.substr(at_, next.bytes);
    last = next;
  }
  if (plain.size() != toned.size()) add_alias(TokenKind::part, begin, at_, folded(plain), 1);
  const auto text_at = static_cast<uint32_t>(folded_.size());
  append_folded(toned, folded_);
  add_word(begin, at_, text_at, static_cast<uint32_t>(folded_.size()) - text_at);
}

bool is_unspaced_unit(std::string_view word) {
  return !word.empty() && static_cast<unsigned char>(word[0]) >= 0xE0 &&
         character_class(front_code_point(word).value) == CharacterClass::unspaced;
}

}  // namespace muniment::index
