// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "core/regex/regex.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

class ExpressionMatcher : public WordMatcher {
 public:
  explicit ExpressionMatcher(const regex::Regex& regex) : regex_(regex) {}
  bool matches(std::string_view word) override { return regex_.matches_whole(word); }

 private:
  const regex::Regex& regex_;
};

class Expression : public WordPattern {
 public:
  Expression(std::string_view source, regex::Regex regex) : source_(source), regex_(std::move(regex)) {}
  [[nodiscard]] std::string to_string() const override { return "regex:/" + source_ + "/"; }
  [[nodiscard]] std::unique_ptr<WordMatcher> matcher() const override { return std::make_unique<ExpressionMatcher>(regex_); }
  [[nodiscard]] std::string_view how_to_narrow() const override { return "write an expression for fewer words"; }

 private:
  const std::string source_;
  const regex::Regex regex_;
};

}  // namespace

Result<PatternPtr> expression_pattern(std::string_view expression) {
  MUNIMENT_TRY(regex::Regex compiled, regex::Regex::compile(expression));
  return PatternPtr(std::make_shared<Expression>(expression, std::move(compiled)));
}

}  // namespace muniment::index
