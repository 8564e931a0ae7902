// SPDX-License-Identifier: GPL-3.0-or-later
// Random conversations and queries over few words, so that everything happens often: ties in time, words twice,
// wholes and their parts, scripts without spaces, names that share words.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "index/search.h"
#include "tests/index/oracle.h"

namespace muniment::index {

using Partitions = std::vector<std::shared_ptr<const Partition>>;

bool is_query(const std::string& text);
std::vector<std::string> letters_of(const std::string& text);  // one string for each code point

class Corpus {
 public:
  Corpus(uint32_t seed, size_t messages);
  [[nodiscard]] const Messages& messages() const { return messages_; }
  [[nodiscard]] const std::vector<Record>& records() const { return messages_.records; }  // the place is the message number
  [[nodiscard]] const std::vector<Text>& texts() const { return messages_.texts; }
  std::string random_query();
  std::string random_positional(int depth);
  std::string random_query_across();  // with a distance that runs on
  size_t below(size_t bound) { return random_() % bound; }

  // Who else is meant by from:, to: and with:, as callers add them; and exact conversations, which no query can write.
  Query with_names_of_callers(const Query& query);

  // Cut into partitions at random, by number and so with overlapping times.
  Partitions random_partitions();

 private:
  template <typename List>
  const auto& any(const List& list) { return list[random_() % std::size(list)]; }
  Record random_record(size_t number);
  void add_facts(Record& record);
  std::string random_text();
  std::string random_word();
  std::string random_pattern();
  std::string random_leaf();
  std::string random_field();
  std::string random_operand(int depth);
  std::string random_run_on(int depth, const std::string& suffix);  // all of its distances have the suffix: +, +1h
  std::string random_phrase();
  std::string random_distance(int depth);
  Node told_by_others(Node field);
  NodePtr with_names_of_callers(const NodePtr& node);

  std::mt19937 random_;
  std::vector<std::string> words_;  // those of this corpus
  Messages messages_;
};

IdentityKey test_identity(uint64_t number);
std::shared_ptr<const Partition> build_partition(const std::vector<Record>& records, size_t begin, size_t end,
                                                 ClassId cls = kBusinessClass, Month month = {202603});

inline std::vector<Hit> scan(const Query& query, const Corpus& corpus) { return scan(query, corpus.messages()); }

}  // namespace muniment::index
