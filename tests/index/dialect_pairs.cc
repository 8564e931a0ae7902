// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/dialect_pairs.h"

#include <iterator>

namespace muniment::index {
namespace {

constexpr const char* kPlain[] = {"a", "b", "c", "d", "e", "invoice", "Paid", "5,000", "5000", "$5000", "15551234567", "@ana", "ana", "budget",
                                  "john", "john's", "👍", "東京", "京", "thanks", "ana@example.com", "strasse", "nowhere", "follow-up"};
constexpr const char* kWords[] = {"a", "b", "c", "invoice", "paid", "5,000", "$5,000", "+1 555 123 4567", "@ana", "john's", "東京都", "京", "Straße", "5,000.50", "transfer"};
constexpr std::pair<const char*, const char*> kPatterns[] = {
    {"invo*", "invo*"},         {"*fer", "*fer"},           {"in?oice", "in?oice"},          {"j??e", "j??e"},
    {"invoice~en", "invoice~"}, {"haus~de", "haus~de"},     {"invoice%1", "%invoice"},       {"invoice%2", "%%invoice"},
    {"smith#", "#smith"},       {"5~~20", "5~~20"},         {"500~~5,000", "500~~5,000"},    {"regex:/inv.*s/", "\"##inv.*s\""},
    {"regex:/5[0-9]{2}/", "5=="}, {"regex:/[0-9]{2}/", "=="}, {"regex:/[0-9].*/", "=*"},     {"regex:/1.[0-9]/", "1?="}};
constexpr const char* kOnlyDtsearch[] = {"xfirstword", "xlastword", "xfirstword a", "paid xlastword", "i%nvoice", "inv%%oice", "transfer%", "\"xfirstword invo*\""};
constexpr const char* kFields[] = {"from:ana", "from:ben", "in:\"site team\"", "with:carl", "has:attachment", "kind:system", "date:2026-03-02", "in:*"};

Pair joined(const std::string& before, const Pair& first, const std::string& muniment, const std::string& dtsearch, const Pair& second) {
  return {"(" + before + first.muniment + muniment + second.muniment + ")", "(" + before + first.dtsearch + dtsearch + second.dtsearch + ")",
          first.both && second.both};
}

}  // namespace

Pair DialectPairs::leaf() {
  if (below(3) > 0) {
    const std::string word = any(kPlain);
    return {word, word};
  }
  if (below(4) == 0) return {"", any(kOnlyDtsearch), false};
  const auto& [muniment, dtsearch] = any(kPatterns);
  return {muniment, dtsearch};
}

Pair DialectPairs::phrase() {
  std::string text;
  for (size_t words = 1 + below(3); words > 0; --words) text += std::string(text.empty() ? "" : " ") + any(kWords);
  return {'"' + text + '"', below(3) == 0 ? '"' + text + '"' : text};
}

// A word, a phrase, or an OR of them.
Pair DialectPairs::words(int depth) {
  if (depth > 0 && below(3) == 0) return joined("", words(depth - 1), " OR ", below(2) == 0 ? " or " : " Or ", words(depth - 1));
  return below(3) == 0 ? phrase() : leaf();
}

Pair DialectPairs::distance(const Pair& first, const Pair& second) {
  const std::string number = std::to_string(1 + below(5)) + " ";
  const bool negated = below(4) == 0, ordered = below(3) == 0;
  const std::string op = (negated ? " not " : " ") + std::string(ordered ? "pre/" : "w/") + number;
  const std::string other = (negated ? " NOT " : " ") + std::string(ordered ? "Pre/" : "W/") + number;
  return joined("", first, op, below(2) == 0 ? op : other, second);
}

Pair DialectPairs::positional(int depth) {
  if (depth == 0) return words(1);
  return below(2) == 0 ? distance(positional(depth - 1), words(1)) : distance(words(1), positional(depth - 1));
}

// (a and b) w/5 c, which our language spells out.
Pair DialectPairs::parts_beside_words() {
  const Pair a = positional(1), b = words(1), c = words(1);
  const bool is_or = below(3) == 0;  // an OR of an AND and something else
  const Pair d = is_or ? words(0) : Pair{};
  const std::string op = std::string(below(2) == 0 ? " w/" : " pre/") + std::to_string(1 + below(5)) + " ";
  const bool parts_first = below(2) == 0;
  const auto with_c = [&](const std::string& part) { return "(" + (parts_first ? part + op + c.muniment : c.muniment + op + part) + ")"; };
  std::string muniment = "(" + with_c(a.muniment) + " AND " + with_c(b.muniment) + ")";
  std::string parts = "(" + a.dtsearch + " and " + b.dtsearch + ")";
  if (is_or) {
    muniment = "(" + muniment + " OR " + with_c(d.muniment) + ")";
    parts = "(" + parts + " or " + d.dtsearch + ")";
  }
  const std::string dtsearch = "(" + (parts_first ? parts + op + c.dtsearch : c.dtsearch + op + parts) + ")";
  return {muniment, dtsearch, a.both && b.both && c.both && d.both};
}

Pair DialectPairs::operand(int depth) {
  switch (below(depth == 0 ? 4 : 8)) {
    case 0: return words(1);
    case 1: return positional(2);
    case 2: return parts_beside_words();
    case 3: {
      const std::string field = any(kFields);
      return {field, field};
    }
    case 4: return joined("", operand(depth - 1), " OR ", " or ", operand(depth - 1));
    case 5: return joined("", operand(depth - 1), " NOT ", " And Not ", operand(depth - 1));
    case 6: {
      const Pair all = operand(depth - 1);
      return {"(in:* NOT " + all.muniment + ")", "(not " + all.dtsearch + ")", all.both};
    }
    default: return joined("", operand(depth - 1), " ", " AND ", operand(depth - 1));
  }
}

}  // namespace muniment::index
