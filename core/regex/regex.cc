// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/regex/regex.h"

#include <re2/re2.h>

#include <string>
#include <utility>

namespace muniment::regex {
namespace {

re2::RE2::Options options() {
  constexpr int64_t kMemory = 8 << 20;
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_case_sensitive(false);
  out.set_never_capture(true);
  out.set_max_mem(kMemory);
  return out;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct Regex::Compiled {
  explicit Compiled(std::string_view expression) : re2(piece(expression), options()) {}
  const re2::RE2 re2;
};

Regex::Regex(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view expression) {
  auto compiled = std::make_unique<const Compiled>(expression);
  if (compiled->re2.ok()) return Regex(std::move(compiled));
  return make_error(ErrorCode::invalid_argument, "the regular expression cannot be read").because(compiled->re2.error());
}

bool Regex::matches_whole(std::string_view text) const { return re2::RE2::FullMatch(piece(text), compiled_->re2); }

}  // namespace muniment::regex
