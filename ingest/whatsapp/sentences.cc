// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/sentences.h"

#include <algorithm>
#include <array>

#include "ingest/canonical_text.h"
#include "ingest/whatsapp/sentence_patterns.h"
#include "ingest/whatsapp/word_table.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr size_t kLongestSentence = 1024, kLongestName = 256;
constexpr int kMostSteps = 4096;  // a sentence made to be slow is no sentence of the system

// A pattern, cut into literals and slots. Slots never touch.
struct Token {
  char slot = 0;  // 0: a literal
  std::string literal;
};
struct Pattern {
  FactType type = FactType::encryption_notice;
  std::vector<Token> tokens;
  std::string longest;  // of its literals: a sentence without it does not fit
  bool has_title = false;
};

Pattern compiled(FactType type, std::string_view text) {
  Pattern pattern{type, {}, {}, false};
  while (!text.empty()) {
    if (text.front() == '{') {
      pattern.tokens.push_back({text[1], {}});
      pattern.has_title = pattern.has_title || text[1] == 't';
      text.remove_prefix(3);
      continue;
    }
    std::string literal(text.substr(0, text.find('{')));
    text.remove_prefix(literal.size());
    if (literal.size() > pattern.longest.size()) pattern.longest = literal;
    pattern.tokens.push_back({0, std::move(literal)});
  }
  return pattern;
}

// Devices write ' and ’ for the same apostrophe.
std::string with_typeset_apostrophes(std::string_view text) {
  std::string out;
  for (const char c : text)
    c == '\'' ? out += "’" : out += c;
  return out;
}

std::vector<Pattern> compile(std::span<const SentenceRow> rows) {
  std::vector<Pattern> patterns;
  for (const SentenceRow& row : rows) {
    patterns.push_back(compiled(row.type, row.pattern));
    if (row.pattern.find('\'') != std::string_view::npos)
      patterns.push_back(compiled(row.type, with_typeset_apostrophes(row.pattern)));
  }
  return patterns;
}

constexpr std::array<std::string_view, 9> kOpening = {"\"", "“", "„", "«", "‹", "「", "『", "‘", "'"};
constexpr std::array<std::string_view, 9> kClosing = {"\"", "”", "“", "»", "›", "」", "』", "’", "'"};

std::optional<std::string_view> without_quotes(std::string_view text) {
  const auto open = std::ranges::find_if(kOpening, [&](std::string_view mark) { return text.starts_with(mark); });
  if (open == kOpening.end()) return std::nullopt;
  text.remove_prefix(open->size());
  const auto close = std::ranges::find_if(kClosing, [&](std::string_view mark) { return text.ends_with(mark); });
  if (close == kClosing.end()) return std::nullopt;
  text.remove_suffix(close->size());
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

bool is_telephone_number(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 5 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || c == '+' || c == ' ' || c == '-' || c == '(' || c == ')';
         });
}

bool may_fill(char slot, std::string_view value) {
  switch (slot) {
    case '*':
      return true;
    case 't':
      return without_quotes(value).has_value();
    case 'p':
      return is_telephone_number(value);
    case 's':
      return !value.empty();
    default:
      return !value.empty() && value.size() <= kLongestName;
  }
}

struct Filled {
  std::string_view actor, object;
};

void fill(char slot, std::string_view value, Filled& filled) {
  if (slot == 'a')
    filled.actor = value;
  else if (slot == 't')
    filled.object = *without_quotes(value);
  else if (slot != '*')
    filled.object = value;
}

bool fits(std::span<const Token> tokens, std::string_view text, Filled& filled, int& steps) {
  if (++steps > kMostSteps) return false;
  if (tokens.empty()) return text.empty();
  const Token& token = tokens.front();
  if (token.slot == 0)
    return text.starts_with(token.literal) && fits(tokens.subspan(1), text.substr(token.literal.size()), filled, steps);
  if (tokens.size() == 1) {
    if (!may_fill(token.slot, text)) return false;
    fill(token.slot, text, filled);
    return true;
  }
  const std::string& next = tokens[1].literal;
  for (size_t at = text.find(next); at != std::string_view::npos && steps <= kMostSteps; at = text.find(next, at + 1)) {
    if (!may_fill(token.slot, text.substr(0, at))) continue;
    if (!fits(tokens.subspan(2), text.substr(at + next.size()), filled, steps)) continue;
    fill(token.slot, text.substr(0, at), filled);
    return true;
  }
  return false;
}

bool fits(const Pattern& pattern, std::string_view text, Filled& filled) {
  if (text.find(pattern.longest) == std::string_view::npos) return false;
  int steps = 0;
  return fits(pattern.tokens, text, filled, steps);
}

std::string plain(std::string_view sentence) {
  std::string text = without_marks(std::string(sentence));
  while (text.ends_with(' ') || text.ends_with('\r'))
    text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  if (text.ends_with("。")) text.resize(text.size() - std::string_view("。").size());
  return text;
}

const std::vector<Pattern>& sentence_patterns() {
  static const std::vector<Pattern> patterns = compile(sentence_rows());
  return patterns;
}

bool is_notice(std::string_view text) {
  static const Beginnings beginnings = [] {
    Beginnings all{std::array<std::pair<std::string_view, int>, 0>{}};
    for (const SentenceRow& row : notice_rows())
      all.add(row.pattern);
    return all;
  }();
  return beginnings.may_be(text) &&
         std::ranges::any_of(notice_rows(), [&](const SentenceRow& row) { return text.starts_with(row.pattern); });
}

}  // namespace

std::vector<Fact> read_sentence(std::string_view sentence) {
  if (is_notice(skip_bidi_marks(sentence))) return {{FactType::encryption_notice, "", {}}};
  if (sentence.size() > kLongestSentence || sentence.find('\n') != std::string_view::npos) return {};
  const std::string text = plain(sentence);
  for (const Pattern& pattern : sentence_patterns()) {
    Filled filled;
    if (!fits(pattern, text, filled)) continue;
    std::vector<Fact> facts = {{pattern.type, std::string(filled.object), {}}};
    if (!filled.actor.empty()) facts.push_back({FactType::actor, std::string(filled.actor), {}});
    return facts;
  }
  return {};
}

bool is_sentence_with_title(std::string_view sentence) {
  if (sentence.size() > kLongestSentence) return false;
  const std::string text = plain(sentence);
  return std::ranges::any_of(sentence_patterns(), [&](const Pattern& pattern) {
    Filled filled;
    return pattern.has_title && fits(pattern, text, filled);
  });
}

bool is_notice_behind_sender(std::string_view body) {
  return is_notice(skip_bidi_marks(body));
}

std::optional<Fact> read_deleted_by_admin(std::string_view body) {
  static const std::vector<Pattern> patterns = compile(deleted_by_admin_rows());
  static const Beginnings beginnings = [] {
    Beginnings all{std::array<std::pair<std::string_view, int>, 0>{}};
    for (const SentenceRow& row : deleted_by_admin_rows())
      all.add(row.pattern);
    return all;
  }();
  if (!beginnings.may_be(body) || body.size() > kLongestSentence || body.find('\n') != std::string_view::npos)
    return std::nullopt;
  const std::string text = plain(body);
  for (const Pattern& pattern : patterns) {
    Filled filled;
    if (fits(pattern, text, filled)) return Fact{FactType::deleted_by_admin, std::string(filled.actor), {}};
  }
  return std::nullopt;
}

}  // namespace muniment::ingest::whatsapp
