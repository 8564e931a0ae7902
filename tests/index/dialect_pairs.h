// SPDX-License-Identifier: GPL-3.0-or-later
// Random queries that mean the same, as our language and as dtSearch writes them, over the words of the Corpus.
#pragma once

#include <random>
#include <string>
#include <utility>

namespace muniment::index {

struct Pair {
  std::string muniment, dtsearch;
  bool both = true;  // false: only dtSearch can say it
};

class DialectPairs {
 public:
  explicit DialectPairs(uint32_t seed) : random_(seed) {}
  Pair random_query() { return operand(2); }

 private:
  size_t below(size_t bound) { return random_() % bound; }
  template <typename List>
  const auto& any(const List& list) { return list[below(std::size(list))]; }

  Pair operand(int depth);
  Pair positional(int depth);
  Pair words(int depth);
  Pair leaf();
  Pair phrase();
  Pair distance(const Pair& first, const Pair& second);
  Pair parts_beside_words();

  std::mt19937 random_;
};

}  // namespace muniment::index
