// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/base/unicode_text.h"
#include "core/base/utf8.h"
#include "index/dtsearch_forms.h"
#include "index/query_error.h"
#include "index/query_fields.h"
#include "index/time_span.h"

namespace muniment::index {
namespace {

// Quotation marks as word processors make them; every one of them may open or close.
constexpr std::array<std::string_view, 5> kQuotes = {"\"", "“", "”", "„", "＂"};
constexpr std::array<std::string_view, 7> kSpaces = {" ", "\t", "\n", "\r", "\u00A0", "\u3000", "\u202F"};

template <size_t N>
size_t size_of_one(const std::array<std::string_view, N>& choices, std::string_view text) {
  for (const std::string_view choice : choices) {
    if (text.starts_with(choice)) return choice.size();
  }
  return 0;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  Lexer(std::string_view query, Dialect dialect) : query_(query), is_dtsearch_(dialect == Dialect::dtsearch) {}

  Result<std::vector<Lexeme>> run() {
    for (;;) {
      skip_spaces();
      if (at_ == query_.size()) break;
      MUNIMENT_TRY_VOID(next());
    }
    add({.kind = LexKind::end, .at = query_.size()});
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return query_.substr(at_); }
  void add(Lexeme lexeme) { out_.push_back(lexeme); }

  [[nodiscard]] Error error(size_t at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return query_error(query_, at, fault, std::move(message), std::move(why), std::move(hint));
  }

  void skip_spaces() {
    while (const size_t bytes = space_bytes(rest())) at_ += bytes;
  }

  Result<void> next() {
    const char c = query_[at_];
    if (c == '(' || c == ')') {
      add({.kind = c == '(' ? LexKind::open : LexKind::close, .text = query_.substr(at_, 1), .at = at_});
      ++at_;
      return {};
    }
    if (size_of_one(kQuotes, rest()) != 0) {
      const size_t at = at_;
      MUNIMENT_TRY(const std::string_view inside, quoted());
      add({.kind = LexKind::quoted, .text = inside, .at = at});
      return {};
    }
    return chunk();
  }

  // From the opening mark to behind the closing one.
  Result<std::string_view> quoted() {
    const size_t opened = at_;
    at_ += size_of_one(kQuotes, rest());
    const size_t begin = at_;
    while (at_ < query_.size()) {
      const size_t mark = size_of_one(kQuotes, rest());
      if (mark != 0 && !is_inside_hebrew_word(at_)) {
        const std::string_view inside = query_.substr(begin, at_ - begin);
        at_ += mark;
        return inside;
      }
      at_ += front_code_point(rest()).bytes;
    }
    return error(opened, QueryFault::quotation_mark, "a quotation mark is not closed", "no closing mark follows this one",
                 "close the phrase: \"off book\"");
  }

  // צה"ל: a mark between two Hebrew letters belongs to the word.
  [[nodiscard]] bool is_inside_hebrew_word(size_t at) const {
    if (query_[at] != '"' || at < 2 || at + 1 >= query_.size()) return false;
    return is_hebrew_letter(front_code_point(query_.substr(at - 2)).value) &&
           is_hebrew_letter(front_code_point(query_.substr(at + 1)).value);
  }

  size_t end_of_chunk() const {
    size_t end = at_;
    while (end < query_.size()) {
      const std::string_view ahead = query_.substr(end);
      if (ahead[0] == '(' || ahead[0] == ')' || space_bytes(ahead) != 0) break;
      if (size_of_one(kQuotes, ahead) != 0 && !is_inside_hebrew_word(end)) break;
      end += front_code_point(ahead).bytes;
    }
    return end;
  }

  Result<void> chunk() {
    const size_t at = at_, end = end_of_chunk();
    const std::string_view text = query_.substr(at, end - at);
    at_ = end;
    if (is_dtsearch_) MUNIMENT_TRY_VOID(refuse_dtsearch_form(query_, at, end));
    if (const auto op = is_dtsearch_ ? dtsearch_operator(text) : plain_operator(text)) {
      add({.kind = *op, .text = text, .at = at});
      return {};
    }
    if (proximity_digits(text) != std::string_view::npos) return proximity(text, at);
    if (text.ends_with('/') && is_proximity(text.substr(0, text.size() - 1))) {
      return error(at + text.size(), QueryFault::bad_value, std::string(text) + " has no distance", "a number of words follows the slash, without a space",
                   "for example: invoice " + std::string(text) + "10 paid");
    }
    if (const size_t colon = field_colon(text); colon != 0) return field(text, colon, at);
    if (at_ < query_.size() && size_of_one(kQuotes, rest()) != 0) {
      return error(at_, QueryFault::quotation_mark, "a quotation mark stands inside a word", "a phrase begins after a space",
                   "put a space before the mark, or remove it");
    }
    add_words(text, at);
    return {};
  }

  void add_words(std::string_view text, size_t at) {
    const bool continues = is_dtsearch_ && !out_.empty() && out_.back().kind == LexKind::text;
    if (!continues) return add({.kind = LexKind::text, .text = text, .at = at});
    Lexeme& before = out_.back();
    before.text = query_.substr(before.at, at + text.size() - before.at);
  }

  static std::optional<LexKind> plain_operator(std::string_view text) {
    if (text == "AND") return LexKind::op_and;
    if (text == "OR") return LexKind::op_or;
    if (text == "NOT") return LexKind::op_not;
    return std::nullopt;
  }

  static bool is_proximity(std::string_view name) { return equal_any_case(name, "w") || equal_any_case(name, "near") || equal_any_case(name, "pre"); }

  // Where the digits of w/5, near/5 or pre/5 begin, also of w/5+ and w/5+1h; npos if it is none of them.
  static size_t proximity_digits(std::string_view text) {
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash + 1 == text.size()) return std::string_view::npos;
    const std::string_view name = text.substr(0, slash), digits = text.substr(slash + 1);
    if (!is_proximity(name)) return std::string_view::npos;
    const std::string_view number = digits.substr(0, digits.find('+'));
    return std::all_of(number.begin(), number.end(), is_digit) && !number.empty() ? slash + 1 : std::string_view::npos;
  }

  Result<void> proximity(std::string_view text, size_t at) {
    const size_t digits_at = proximity_digits(text);
    uint64_t distance = 0;
    const size_t plus = std::min(text.size(), text.find('+'));
    for (const char c : text.substr(digits_at, plus - digits_at)) distance = std::min<uint64_t>(distance * 10 + static_cast<uint64_t>(c - '0'), 1'000'000);
    if (distance < 1 || distance > kMaxDistance) {
      return error(at + digits_at, QueryFault::bad_value, "the distance is out of range",
                   "a distance is 1 to " + std::to_string(kMaxDistance) + " words", "for example: invoice w/10 paid");
    }
    const bool ordered = equal_any_case(text.substr(0, digits_at - 1), "pre");
    Lexeme lexeme{.kind = ordered ? LexKind::pre : LexKind::near, .text = text, .at = at, .distance = static_cast<uint32_t>(distance)};
    if (plus < text.size()) MUNIMENT_TRY_VOID(run_on(text.substr(plus + 1), at + plus + 1, lexeme));
    add(lexeme);
    return {};
  }

  // What follows the + of a distance that runs on.
  Result<void> run_on(std::string_view pause, size_t at, Lexeme& lexeme) const {
    if (is_dtsearch_) {
      return error(at - 1, QueryFault::not_supported, "this dialect has no distances that run on", "the + is no form of dtSearch's",
                   "leave it out, or leave out --dialect: a w/5+1h b");
    }
    lexeme.runs_on = true;
    lexeme.pause_ms = kAnyPause;
    if (pause.empty()) return {};
    const std::optional<int64_t> ms = parse_time_span(pause);
    if (!ms) {
      return error(at, QueryFault::bad_value, "this is no length of time", "behind the + stands how long nobody may have written",
                   "for example: invoice w/10+1h paid; without a limit: invoice w/10+ paid");
    }
    lexeme.pause_ms = *ms;
    return {};
  }

  // Where the colon of name:value stands; 0 if the chunk is no field. https://… and mailto:… are text.
  static size_t field_colon(std::string_view text) {
    size_t colon = 0;
    while (colon < text.size() && (is_letter(text[colon]) || text[colon] == '_')) ++colon;
    if (colon == 0 || colon == text.size() || text[colon] != ':') return 0;
    if (text.substr(colon + 1).starts_with("//") || equal_any_case(text.substr(0, colon), "mailto")) return 0;
    return colon;
  }

  Result<void> field(std::string_view text, size_t colon, size_t at) {
    const std::string_view name = text.substr(0, colon);
    if (find_field(name) == nullptr) return unknown_field(name, at);
    if (find_field(name)->id == FieldId::regex) return expression(name, at);
    Lexeme lexeme{.kind = LexKind::field, .text = name, .at = at, .value = text.substr(colon + 1), .value_at = at + colon + 1};
    if (lexeme.value.empty() && at_ < query_.size() && size_of_one(kQuotes, rest()) != 0) {
      MUNIMENT_TRY(lexeme.value, quoted());
      lexeme.quoted_value = true;
    }
    if (lexeme.value.empty() && !lexeme.quoted_value && rest().starts_with('(')) {
      return error(at_, QueryFault::bad_value, "a field takes one value", "parentheses cannot stand here",
                   "write the field for each value: " + std::string(name) + ":a OR " + std::string(name) + ":b");
    }
    if (lexeme.value.find_first_not_of(' ') == std::string_view::npos) {
      return error(lexeme.value_at, QueryFault::bad_value, "the field " + std::string(name) + ": has no value",
                   "a value follows the colon, without a space",
                   "for example: " + std::string(find_field(name)->info.example));
    }
    add(lexeme);
    return {};
  }

  // regex:/…/: to the next slash that no backslash precedes; spaces and parentheses belong to it.
  Result<void> expression(std::string_view name, size_t at) {
    const size_t value_at = at + name.size() + 1;
    size_t end = value_at + 1;
    while (end < query_.size() && query_[end] != '/') end += query_[end] == '\\' ? 2U : 1U;
    if (value_at >= query_.size() || query_[value_at] != '/' || end >= query_.size() || end == value_at + 1) {
      return error(value_at, QueryFault::bad_value, "a regular expression stands between slashes", "here it does not",
                   "for example: " + std::string(find_field(name)->info.example));
    }
    at_ = end + 1;
    if (at_ < query_.size() && query_[at_] != ')' && space_bytes(rest()) == 0) {
      return error(at_, QueryFault::bad_value, "something follows the regular expression", "it ends at the slash before this",
                   "put a space behind the slash; a slash inside the expression is written \\/");
    }
    add({.kind = LexKind::field, .text = name, .at = at, .value = query_.substr(value_at + 1, end - value_at - 1), .value_at = value_at + 1});
    return {};
  }

  [[nodiscard]] Error unknown_field(std::string_view name, size_t at) const {
    if (is_later_field(name)) {
      return error(at, QueryFault::not_supported, "the field " + std::string(name) + ": is not in this version",
                   "it is reserved for a later one", "to search for the words, put them in quotation marks");
    }
    const std::string near = nearest_field(name);
    std::string known;
    for (const Field& each : fields()) known += (known.empty() ? "" : ", ") + std::string(each.info.name) + ":";
    return error(at, QueryFault::unknown_field, "there is no field " + std::string(name) + ":", "the fields are " + known,
                 near.empty() ? "to search for the words, put them in quotation marks" : "did you mean " + near + ":");
  }

  std::string_view query_;
  const bool is_dtsearch_;
  size_t at_ = 0;
  std::vector<Lexeme> out_;
};

}  // namespace

size_t space_bytes(std::string_view text) { return size_of_one(kSpaces, text); }

bool equal_any_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

Result<std::vector<Lexeme>> lex_query(std::string_view query, Dialect dialect) {
  if (query.size() > kMaxQueryBytes) {
    return make_error(ErrorCode::invalid_argument, "the query is too long")
        .because("it has " + std::to_string(query.size()) + " bytes, at most " + std::to_string(kMaxQueryBytes) + " are read")
        .advise("cut the list of terms into several queries")
        .numbered(static_cast<int>(QueryFault::too_large));
  }
  if (const auto bad = first_invalid_utf8(query)) {
    return query_error(query, *bad, QueryFault::bad_value, "the query is not valid UTF-8", "the text breaks here", "");
  }
  return Lexer(query, dialect).run();
}

}  // namespace muniment::index
