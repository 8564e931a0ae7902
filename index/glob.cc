// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/glob.h"

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"

namespace muniment::index {
namespace {

size_t bytes_of_one(std::string_view text) { return front_code_point(text).bytes; }

bool is_digit(std::string_view text) { return character_class(front_code_point(text).value) == CharacterClass::digit; }

// How much of the text fits the first character of the glob, which is no star; 0 if nothing does.
size_t fitting_bytes(char glob, std::string_view text, char digit_sign) {
  if (glob == '?' || (digit_sign != 0 && glob == digit_sign && is_digit(text))) return bytes_of_one(text);
  return glob == text[0] ? 1 : 0;
}

}  // namespace

// Greedy from star to star: whatever does not fit is tried again one character behind where the last star began.
bool fits_glob(std::string_view glob, std::string_view text, char digit_sign) {
  size_t at_glob = 0, at_text = 0, behind_star = std::string_view::npos, retry = 0;
  while (at_text < text.size()) {
    if (at_glob < glob.size() && glob[at_glob] == '*') {
      behind_star = ++at_glob;
      retry = at_text;
      continue;
    }
    const size_t fitting = at_glob < glob.size() ? fitting_bytes(glob[at_glob], text.substr(at_text), digit_sign) : 0;
    if (fitting > 0) {
      ++at_glob;
      at_text += fitting;
    } else if (behind_star != std::string_view::npos) {
      at_glob = behind_star;
      retry += bytes_of_one(text.substr(retry));
      at_text = retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at_glob) == std::string_view::npos;
}

}  // namespace muniment::index
