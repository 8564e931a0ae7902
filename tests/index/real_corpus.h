// SPDX-License-Identifier: GPL-3.0-or-later
// Real texts of a folder of samples (MUNIMENT_CORPUS), and random queries of the words that occur in them.
#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "index/search.h"
#include "tests/index/oracle.h"

namespace muniment::index {

// Dialogues in many languages, one utterance a message; the lines of exported chats. Every `step`th message of the benchmark.
Messages dialogues_of(const std::filesystem::path& corpus);
Messages lines_of_exports(const std::filesystem::path& corpus);
Messages benchmark_of(const std::filesystem::path& corpus, size_t step);

class RealQueries {
 public:
  RealQueries(uint32_t seed, const Messages& messages);
  std::string random_query();

  // A piece of a message between two spaces, in quotation marks; and the message.
  struct Copy {
    std::string query;
    size_t message = 0;
  };
  Copy random_copy();
  std::mt19937& random() { return random_; }

 private:
  size_t below(size_t bound) { return random_() % bound; }
  template <typename List>
  const auto& any(const List& list) { return list[below(std::size(list))]; }
  std::string plain_word();
  std::string phrase();
  std::string pattern();
  std::string positional(int depth);
  std::string operand(int depth);
  std::string neighbours(size_t most);

  std::mt19937 random_;
  const Messages& messages_;
  std::vector<size_t> with_text_;
  std::vector<std::string> vocabulary_;  // most frequent first
};

}  // namespace muniment::index
