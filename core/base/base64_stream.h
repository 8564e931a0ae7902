// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 of any length, piece by piece, in the forms that stand in JSON: with the standard or the URL-safe alphabet, padded
// or not, with '/' written as "\/" or not. Only what can be written again from its bytes in one of these forms is right.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/bytes.h"

namespace muniment {

class Base64Decoder {
 public:
  // Appends what `text` says to `out`. False if it is wrong, and from then on.
  bool take(std::string_view text, Bytes& out);
  // Whether all of it was one whole base64.
  [[nodiscard]] bool finish() const;

 private:
  bool take_one(char c, Bytes& out);
  bool count_form(char c);

  uint32_t window_ = 0;
  unsigned bits_ = 0;       // of window_ that belong to no byte yet
  unsigned in_group_ = 0;   // characters since the last whole group of four
  unsigned padding_ = 0;
  bool is_wrong_ = false, after_backslash_ = false;
  bool has_standard_ = false, has_url_safe_ = false, has_bare_slash_ = false, has_escaped_slash_ = false;
};

}  // namespace muniment
