// SPDX-License-Identifier: GPL-3.0-or-later
// A place in a line that is being matched. Every take_… moves behind what it found, or says no and leaves the cursor
// anywhere: whoever tries something else moves it back.
#pragma once

#include <cstddef>
#include <string_view>

namespace muniment::ingest::whatsapp {

class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  [[nodiscard]] size_t at() const { return at_; }
  void move_to(size_t at) { at_ = at; }
  [[nodiscard]] std::string_view rest() const { return line_.substr(at_); }
  [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  [[nodiscard]] bool peek_is_ascii() const { return static_cast<unsigned char>(peek()) < 0x80; }
  [[nodiscard]] bool starts_with(std::string_view text) const { return rest().starts_with(text); }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (!starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  // A number of at most five digits, of any script: how many digits, and their value.
  unsigned take_number(unsigned& value);
  void skip_marks() {  // of direction
    if (!peek_is_ascii()) skip_non_ascii_marks();
  }
  bool take_space();   // one, plain or odd
  void skip_spaces() {
    while (take_space()) {
    }
  }
  // `lower_case`: compared without regard to ASCII case; a space in it stands for any one space.
  bool take_word(std::string_view lower_case);

 private:
  void skip_non_ascii_marks();
  bool take_digit_of_another_script(unsigned& digit);

  std::string_view line_;
  size_t at_ = 0;
};

}  // namespace muniment::ingest::whatsapp
