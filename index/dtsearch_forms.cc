// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/dtsearch_forms.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "index/query_error.h"
#include "index/query_fields.h"

namespace muniment::index {
namespace {

// A word with a use in dtSearch's queries, and what to write in place of it.
struct Foreign {
  std::string_view word, message, why, hint;
};

constexpr std::array<Foreign, 2> kOperators = {{
    {"andany", "AndAny is not in this version",
     "what follows it may be absent, so it changes which words are marked and not which messages are found",
     "leave AndAny and what follows it out; to find either, write or"},
    {"contains", "contains is not in this version", "it looks for words in a field of dtSearch's index, and a message has other fields",
     "write from:ana, in:family or has:media for the fields of messages; for the word itself, use quotation marks"},
}};

constexpr std::array<Foreign, 4> kFunctions = {{
    {"date", "date() is not in this version", "it looks for dates that are written in a text",
     "for when a message was sent: date:2026-01..2026-03; for a date in the text: \"4 march 2026\""},
    {"mail", "mail() is not in this version", "an e-mail address is found by its words",
     "write the address, or a part of it: ana@example.com, example.com"},
    {"creditcard", "creditcard() is not in this version", "numbers are found by their digits",
     "for four groups of four digits: \"==== ==== ==== ====\""},
    {"xfilter", "xfilter() is not in this version", "it looks at a file's name, date and size, and a message has other fields",
     "write from:ana, in:family, date:2026-03 or has:media"},
}};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class FormCheck {
 public:
  FormCheck(std::string_view query, size_t at, size_t end)
      : query_(query), text_(query.substr(at, end - at)), at_(at), behind_(query.substr(end)) {}

  [[nodiscard]] Result<void> run() const {
    for (const Foreign& each : kOperators) {
      if (equal_any_case(text_, each.word)) return refused(each);
    }
    for (const Foreign& each : kFunctions) {
      if (equal_any_case(text_, each.word) && behind_.starts_with('(')) return refused(each);
    }
    MUNIMENT_TRY_VOID(refuse_weight());
    return refuse_distance();
  }

 private:
  [[nodiscard]] Error error(size_t at, std::string message, std::string why, std::string hint) const {
    return query_error(query_, at_ + at, QueryFault::not_supported, std::move(message), std::move(why), std::move(hint));
  }
  [[nodiscard]] Error refused(const Foreign& form) const {
    return error(0, std::string(form.message), std::string(form.why), std::string(form.hint));
  }

  // apple:5, and :5 behind a phrase or a group. date:2026 is a field, and https://example.com:80 an address.
  [[nodiscard]] Result<void> refuse_weight() const {
    const size_t colon = text_.rfind(':');
    if (colon == std::string_view::npos || !is_digits(text_.substr(colon + 1))) return {};
    if (text_.find("://") != std::string_view::npos || find_field(text_.substr(0, colon)) != nullptr) return {};
    return error(colon, "weights are not in this version", "an answer is sorted by time, and every match counts alike",
                 "leave :" + std::string(text_.substr(colon + 1)) + " out; for a time or an address, use quotation marks: \"10:30\"");
  }

  [[nodiscard]] Result<void> refuse_distance() const {
    const size_t slash = text_.find('/');
    if (slash == std::string_view::npos) return {};
    const std::string_view name = text_.substr(0, slash), value = text_.substr(slash + 1);
    if (equal_any_case(name, "near") && is_digits(value)) {
      return error(0, "near/N is no operator of dtSearch", "its distances are w/N and pre/N", "write w/" + std::string(value));
    }
    const bool names_unit = value.empty() || equal_any_case(value, "s") || equal_any_case(value, "p") || equal_any_case(value, "n");
    if (!names_unit || (!equal_any_case(name, "w") && !equal_any_case(name, "pre"))) return {};
    return error(slash + 1, "the distance has no number", "a distance is a number of words", "for example: " + std::string(name) + "/10");
  }

  std::string_view query_, text_;
  size_t at_;
  std::string_view behind_;
};

}  // namespace

std::optional<LexKind> dtsearch_operator(std::string_view text) {
  if (equal_any_case(text, "and")) return LexKind::op_and;
  if (equal_any_case(text, "or")) return LexKind::op_or;
  if (equal_any_case(text, "not")) return LexKind::op_not;
  return std::nullopt;
}

Result<void> refuse_dtsearch_form(std::string_view query, size_t at, size_t end) { return FormCheck(query, at, end).run(); }

}  // namespace muniment::index
