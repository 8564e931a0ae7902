// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people write them: 5,000.00 and 5.000,00 and +1 (555) 123-4567. Looks ahead in the text only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muniment::index {

// A number whose digits are written in groups of three, or of two and a last one of three as in India: "5,000" is 5000 in
// two groups, "1,00,000" is 100000 in three.
struct GroupedNumber {
  std::string digits;
  uint16_t groups = 0;  // 0: the digits at this place are no such number
  size_t end = 0;
};
GroupedNumber grouped_number(std::string_view text, size_t begin);

// The end of a number that ends its whole part at `end`: with its decimals, if there are any.
size_t end_of_decimals(std::string_view text, size_t end);

// Digits in groups, written as telephone numbers are. One form for each length that may be meant, the longest last:
// what follows a number ("… call +1 555 123 4567 2 times") cannot hide it.
struct PhoneForm {
  std::string digits;   // as in E.164, without the plus sign
  uint16_t groups = 0;  // how many groups of digits it covers
  size_t end = 0;
};
std::vector<PhoneForm> phone_forms(std::string_view text, size_t begin);

}  // namespace muniment::index
