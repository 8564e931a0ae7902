// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/term_list.h"

#include "core/base/utf8.h"
#include "pipeline/hit_report_job.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoTerm = 3171, kTooLarge = 3172, kUtf16 = 3173;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF", kSpaces = " \t";

std::string_view trimmed(std::string_view line) {
  const size_t begin = line.find_first_not_of(kSpaces);
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin, line.find_last_not_of(kSpaces) - begin + 1);
}

bool is_comment(std::string_view line) {
  return line.starts_with('#') && (line.size() == 1 || std::string_view(" \t#!").find(line[1]) != std::string_view::npos);
}

// Takes the first line off the rest.
std::string_view next_line(std::string_view& rest) {
  const size_t end = rest.find_first_of("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  return line;
}

Result<void> check(std::string_view bytes) {
  if (bytes.size() > kMaxTermListBytes) {
    return make_error(ErrorCode::invalid_argument, "the list of terms is too large")
        .because("it has " + std::to_string(bytes.size()) + " bytes, at most " + std::to_string(kMaxTermListBytes) + " are taken")
        .advise("divide it into several lists").numbered(kTooLarge);
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return make_error(ErrorCode::invalid_argument, "the list of terms is UTF-16").advise("save it as UTF-8").numbered(kUtf16);
  }
  return {};
}

}  // namespace

Result<std::vector<TermLine>> read_term_list(std::string_view bytes) {
  MUNIMENT_TRY_VOID(check(bytes));
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  std::vector<TermLine> terms;
  for (uint64_t number = 1; !bytes.empty(); ++number) {
    const std::string_view line = trimmed(next_line(bytes));
    if (line.empty() || is_comment(line)) continue;
    RepairedText repaired = repair_utf8(line);
    terms.push_back({number, std::move(repaired.text), repaired.replacements == 0});
  }
  if (!terms.empty()) return terms;
  return make_error(ErrorCode::invalid_argument, "the list holds no term")
      .because("every line of it is empty, or a comment").advise("one query on each line").numbered(kNoTerm);
}

}  // namespace muniment::pipeline
