// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of docs/ that the program carries: `muniment help query`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muniment::cli {

struct HelpPage {
  std::string_view name;      // "query"
  std::string_view markdown;  // as it stands in docs/
};
const std::vector<HelpPage>& help_pages();
const HelpPage* find_help_page(std::string_view name);  // nullptr: there is none

// Without the marks of the markdown, set as the other help is. Knows what those pages are made of: headings, paragraphs, lists
// with *, tables, and code in fences.
std::string on_screen(std::string_view markdown);

}  // namespace muniment::cli
