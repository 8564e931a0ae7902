// SPDX-License-Identifier: GPL-3.0-or-later
// Random conversations and queries over few words, so that everything happens often: ties in time, words twice,
// wholes and their parts, scripts without spaces, names that share words.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "index/search.h"

namespace muniment::index {

using Partitions = std::vector<std::shared_ptr<const Partition>>;

// The words of one message with their places, as the tokeniser gives them; parts of a message far apart.
using Span = std::pair<long, long>;
struct Text {
  std::vector<std::pair<std::string, Span>> tokens;
  long words = 0;  // of the text itself, without the names of attachments
};

class Corpus {
 public:
  Corpus(uint32_t seed, size_t messages);
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }  // the place is the message number
  [[nodiscard]] const std::vector<Text>& texts() const { return texts_; }
  std::string random_query();
  std::string random_positional(int depth);
  size_t below(size_t bound) { return random_() % bound; }

  // Cut into partitions at random, by number and so with overlapping times.
  Partitions random_partitions();

 private:
  template <typename List>
  const auto& any(const List& list) { return list[random_() % std::size(list)]; }
  std::string random_text();
  std::string random_operand(int depth);
  std::string random_phrase();

  std::mt19937 random_;
  std::vector<Record> records_;
  std::vector<Text> texts_;
};

IdentityKey test_identity(uint64_t number);
std::shared_ptr<const Partition> build_partition(const std::vector<Record>& records, size_t begin, size_t end,
                                                 ClassId cls = kBusinessClass, Month month = {202603});

// The hits that a scan over all messages finds: newest first, the tree evaluated without any index.
std::vector<Hit> scan(const Query& query, const Corpus& corpus);

// The places of a message that the query's words matched, each a stretch of words; those that overlap are one.
size_t places(const Query& query, const Text& text);

}  // namespace muniment::index
