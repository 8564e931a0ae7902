// SPDX-License-Identifier: GPL-3.0-or-later
// Regular expressions that take linear time whatever the expression and the text. RE2 is behind this header and nowhere
// else; its syntax (github.com/google/re2/wiki/Syntax) has no back-references and no look-around.
#pragma once

#include <memory>
#include <string_view>

#include "core/base/result.h"

namespace muniment::regex {

// Immutable and thread-safe.
class Regex {
 public:
  // Over characters of UTF-8, without regard to case. invalid_argument, with what is wrong in `why`: a syntax error, or an
  // expression that needs more than 8 MiB.
  static Result<Regex> compile(std::string_view expression);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Whether it stands for the text from its first to its last character.
  [[nodiscard]] bool matches_whole(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace muniment::regex
