// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/number_forms.h"

#include <algorithm>
#include <array>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"

namespace muniment::index {
namespace {

constexpr size_t kMaxGroups = 8, kMaxGroupDigits = 12;
constexpr size_t kMinPhoneDigits = 7, kMaxPhoneDigits = 15;  // E.164 allows 15
constexpr size_t kMaxSeparatorBytes = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t end_of_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// Whether a word goes on at this place: then the digits before it are a part of that word, as in 4x or 10th.
bool word_goes_on(std::string_view text, size_t at) {
  at = end_of_bidi_marks(text, at);
  if (at == text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || is_digit(text[at]);
  const CharacterClass c = character_class(front_code_point(text.substr(at)).value);
  return c == CharacterClass::letter || c == CharacterClass::digit || c == CharacterClass::extend;
}

constexpr std::array<std::string_view, 7> kGroupSeparators = {",", ".", "'", "’", "\u00A0", "\u202F", "\u2009"};

std::string_view separator_at(std::string_view text, size_t at) {
  for (const std::string_view separator : kGroupSeparators) {
    if (text.substr(at).starts_with(separator)) return separator;
  }
  return {};
}

bool digits_at(std::string_view text, size_t at, size_t count) {
  return at < text.size() && end_of_digits(text, at) == at + count && !word_goes_on(text, at + count);
}

// Takes the groups of so many digits that follow, each behind the separator. Returns how many they are.
uint16_t take_groups(std::string_view text, std::string_view separator, size_t size, GroupedNumber& number) {
  uint16_t taken = 0;
  for (; number.groups < kMaxGroups && text.substr(number.end).starts_with(separator); ++taken) {
    const size_t at = number.end + separator.size();
    if (!digits_at(text, at, size)) break;
    number.digits += text.substr(at, size);
    number.end = at + size;
    ++number.groups;
  }
  return taken;
}

// Bytes of what may stand between two groups of a telephone number, with direction marks; 0 for anything else.
size_t phone_separator(std::string_view text, size_t at) {
  size_t end = end_of_bidi_marks(text, at);
  for (size_t marks = end - at; end < text.size() && end - at < marks + kMaxSeparatorBytes;) {
    if (const size_t behind = end_of_bidi_marks(text, end); behind != end) {
      marks += behind - end;
      end = behind;
    } else if (std::string_view(" -./()").find(text[end]) != std::string_view::npos) {
      ++end;
    } else if (text.substr(end).starts_with("\u00A0")) {
      end += 2;
    } else if (text.substr(end).starts_with("\u2011")) {
      end += 3;
    } else {
      break;
    }
  }
  return end < text.size() && is_digit(text[end]) ? end - at : 0;
}

struct DigitGroup {
  std::string_view digits;
  std::string_view before;  // the separator in front of it
};

std::vector<DigitGroup> digit_groups(std::string_view text, size_t begin) {
  std::vector<DigitGroup> groups;
  size_t separator = 0;
  for (size_t at = begin; groups.size() < kMaxGroups;) {
    const size_t end = end_of_digits(text, at);
    if (end - at > kMaxGroupDigits || word_goes_on(text, end)) break;
    groups.push_back({text.substr(at, end - at), text.substr(at - separator, separator)});
    separator = phone_separator(text, end);
    if (separator == 0) break;
    at = end + separator;
  }
  return groups;
}

bool all_have_two_digits(const std::vector<DigitGroup>& groups, size_t count) {
  return std::all_of(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(count),
                     [](const DigitGroup& group) { return group.digits.size() >= 2; });
}

bool has_phone_punctuation(const std::vector<DigitGroup>& groups, size_t count) {
  return std::any_of(groups.begin() + 1, groups.begin() + static_cast<std::ptrdiff_t>(count), [](const DigitGroup& group) {
    return group.before.find_first_of("-.()/") != std::string_view::npos;
  });
}

bool looks_like_phone(std::string_view text, size_t begin, const std::vector<DigitGroup>& groups, size_t count) {
  const char before = begin > 0 ? text[begin - 1] : ' ';
  if (before == '+' || before == '(' || text[begin] == '0') return true;
  return has_phone_punctuation(groups, count) || (count >= 3 && all_have_two_digits(groups, count));
}

// +44 (0)20 … is dialled without that 0 from abroad, and 00 stands for the plus sign.
bool is_trunk_zero(const DigitGroup& group) {
  return group.digits == "0" && !group.before.empty() && group.before.back() == '(';
}

}  // namespace

GroupedNumber grouped_number(std::string_view text, size_t begin) {
  GroupedNumber number;
  number.end = end_of_digits(text, begin);
  const std::string_view separator = separator_at(text, number.end);
  if (number.end - begin > 3 || number.end == begin || separator.empty()) return number;
  number.digits = text.substr(begin, number.end - begin);
  number.groups = 1;
  GroupedNumber lakhs = number;
  if (take_groups(text, separator, 3, number) != 0) return number;
  const bool in_twos = separator == "," && lakhs.digits.size() <= 2 && take_groups(text, separator, 2, lakhs) != 0;
  if (in_twos && take_groups(text, separator, 3, lakhs) == 1) return lakhs;
  return {.digits = "", .groups = 0, .end = number.end};
}

size_t end_of_decimals(std::string_view text, size_t end) {
  if (end + 1 >= text.size() || (text[end] != '.' && text[end] != ',') || !is_digit(text[end + 1])) return end;
  return end_of_digits(text, end + 1);
}

std::vector<PhoneForm> phone_forms(std::string_view text, size_t begin) {
  std::vector<PhoneForm> forms;
  const std::vector<DigitGroup> groups = digit_groups(text, begin);
  std::string all, abroad;
  for (size_t i = 0; i < groups.size(); ++i) {
    all += groups[i].digits;
    if (!is_trunk_zero(groups[i])) abroad += groups[i].digits;
    if (all.size() > kMaxPhoneDigits) break;
    if (i == 0 || all.size() < kMinPhoneDigits || !looks_like_phone(text, begin, groups, i + 1)) continue;
    const auto count = static_cast<uint16_t>(i + 1);
    const auto end = static_cast<size_t>(groups[i].digits.data() + groups[i].digits.size() - text.data());
    if (abroad != all) forms.push_back({abroad, count, end});
    if (all.starts_with("00")) forms.push_back({all.substr(2), count, end});
    forms.push_back({all, count, end});
  }
  return forms;
}

}  // namespace muniment::index
