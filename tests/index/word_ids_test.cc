// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <random>

#include "index/positions.h"
#include "index/varint.h"
#include "index/word_ids.h"

namespace muniment::index {
namespace {

std::vector<uint32_t> ids_in(const ForwardStore& forward, size_t document) {
  std::vector<uint32_t> ids;
  for (WordIds in(forward, document); !in.done();) ids.push_back(in.next());
  return ids;
}

TEST(WordIds, AreThoseThatWereWrittenWhateverTheirLength) {
  const std::vector<std::vector<uint32_t>> documents = {
      {0, 1, 127, 128}, {}, {16'383, 16'384}, {2'097'151, 2'097'152, 5}, {268'435'455, 268'435'456, 4'294'967'295}, {3}, {300, 7}};
  ForwardStore forward;
  for (const auto& document : documents) {
    for (const uint32_t id : document) put_varint(forward.stream, id);
    forward.ends.push_back(forward.stream.size());
  }
  for (size_t i = 0; i < documents.size(); ++i) EXPECT_EQ(ids_in(forward, i), documents[i]) << i;
}

TEST(WordIds, EndWhereANumberIsCutShort) {
  ForwardStore forward;
  forward.stream = {0x05, 0x80};
  forward.ends = {2};
  EXPECT_EQ(ids_in(forward, 0), (std::vector<uint32_t>{5, 0}));
}

NodePtr pair_of_words(NodeKind kind, uint32_t distance) {
  Node word;
  word.kind = NodeKind::word;
  Node node;
  node.kind = kind;
  node.distance = distance;
  node.children = {make_node(word), make_node(word)};
  return make_node(node);
}

TEST(Positions, HaveAMatchIfThereAreMatches) {
  std::mt19937 random(7);
  const auto below = [&](uint32_t limit) { return static_cast<uint32_t>(random() % limit); };
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Intervals> occurrences(2);
    for (Intervals& of_word : occurrences) {
      for (uint32_t left = below(6), first = 1 + below(4); left > 0; --left, first += 1 + below(9)) of_word.push_back({first, first + below(3)});
    }
    for (const NodeKind kind : {NodeKind::phrase, NodeKind::near, NodeKind::pre}) {
      const NodePtr node = pair_of_words(kind, 1 + below(6));
      EXPECT_EQ(has_match(*node, occurrences), !matches(*node, occurrences).empty()) << round;
    }
  }
}

}  // namespace
}  // namespace muniment::index
