// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/ggm.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "core/crypto/hash.h"
#include "tests/core/crypto/bytes_of.h"

namespace muniment::crypto {
namespace {

using test::counting;

GgmTree tree_of(ByteView root) {
  std::vector<GgmNode> nodes;
  nodes.push_back({0, 0, SecretBytes(root)});
  return GgmTree::from_nodes(std::move(nodes)).value();
}

// The definition, without any memory of paths or nodes.
Bytes by_definition(ByteView root, uint32_t index) {
  Bytes key = to_bytes(root);
  for (unsigned bit = kGgmDepth; bit-- > 0;) {
    const Byte branch = static_cast<Byte>((index >> bit) & 1);
    key = to_bytes(hmac_sha256(key, ByteView(&branch, 1)).view());
  }
  return key;
}

std::string hex_of(GgmTree& tree, uint32_t index) { return to_hex(tree.leaf(index).value().view()); }

class GgmTest : public ::testing::Test {
 protected:
  void expect_right(uint32_t index) {
    const auto leaf = tree_.leaf(index);
    ASSERT_TRUE(leaf) << index;
    ASSERT_TRUE(equal(leaf->view(), by_definition(root_, index))) << index;
  }
  void expect_gone(uint32_t index) { ASSERT_EQ(tree_.leaf(index).error().code, ErrorCode::not_found) << index; }

  Bytes root_ = counting(32);
  GgmTree tree_ = tree_of(root_);
  std::mt19937 random_{3};
};

TEST_F(GgmTest, AgreesWithLeavesComputedInPython) {
  EXPECT_EQ(hex_of(tree_, 0), "e63986c8c304fb8b4c51af49fd3359921b025bd3deaf047f8325a4c725136243");
  EXPECT_EQ(hex_of(tree_, 1), "734f58f0b6933e97584d536e431ac6a04f7f3012be1ebca605fbb970ac470657");
  EXPECT_EQ(hex_of(tree_, 0x5a5a5a), "aa8d9a6f4331d190700684569e07419515021ec7c1f3928174573de75b05d8ff");
  EXPECT_EQ(hex_of(tree_, kGgmLeaves - 1), "eebb09186ee1208d0d5cd30f08787462008767acc7ff12afd5531ce0947d912a");
}

TEST_F(GgmTest, LeavesInAnyOrderAreThoseOfTheDefinition) {
  for (uint32_t index = 0; index < 300; ++index) expect_right(index);
  for (uint32_t index = 300; index-- > 0;) expect_right(index);
  for (int i = 0; i < 500; ++i) expect_right(static_cast<uint32_t>(random_() % kGgmLeaves));
  for (int i = 0; i < 500; ++i) expect_right(static_cast<uint32_t>((1U << 23) - 4 + random_() % 8));
}

TEST_F(GgmTest, ThereAreTwoToThe24Leaves) {
  expect_right(kGgmLeaves - 1);
  expect_gone(kGgmLeaves);
  expect_gone(UINT32_MAX);
}

TEST_F(GgmTest, PuncturingOneLeafTakesItAndNoOther) {
  tree_.puncture(1000, 1);
  expect_gone(1000);
  expect_right(999);
  expect_right(1001);
  EXPECT_EQ(tree_.nodes().size(), kGgmDepth);
}

TEST_F(GgmTest, ALeafThatWasJustDerivedIsGoneToo) {
  expect_right(1000);
  tree_.puncture(1000, 1);
  expect_gone(1000);
  expect_right(1001);
}

TEST_F(GgmTest, PuncturingElsewhereDoesNotDisturbTheNextLeaf) {
  for (const uint32_t elsewhere : {5000U, 1001U, 999U, 0U, kGgmLeaves - 1, 1500U}) {
    expect_right(1000);
    tree_.puncture(elsewhere, 1);
    expect_right(1000);
    expect_right(1002);
  }
}

TEST_F(GgmTest, LeavesOfDifferentNodesInTurnAreThoseOfTheDefinition) {
  tree_.puncture(1000, 3);
  tree_.puncture(2000, 1);
  for (int i = 0; i < 400; ++i) {
    expect_right(static_cast<uint32_t>(900 + random_() % 100));
    expect_right(static_cast<uint32_t>(2001 + random_() % 100));
    expect_right(static_cast<uint32_t>(1003 + random_() % 900));
  }
}

TEST_F(GgmTest, NoKeyOnTheWayToAPuncturedLeafIsLeft) {
  tree_.puncture(1000, 1);
  std::set<Bytes> on_the_way;
  Bytes key = root_;
  on_the_way.insert(key);
  for (unsigned bit = kGgmDepth; bit-- > 0;) {
    const Byte branch = static_cast<Byte>((1000U >> bit) & 1);
    key = to_bytes(hmac_sha256(key, ByteView(&branch, 1)).view());
    on_the_way.insert(key);
  }
  for (const GgmNode& node : tree_.nodes()) EXPECT_FALSE(on_the_way.contains(to_bytes(node.key.view())));
}

TEST_F(GgmTest, RandomRangesTakeExactlyTheirLeaves) {
  std::map<uint32_t, uint32_t> ranges;  // first to end
  for (int i = 0; i < 60; ++i) {
    const auto first = static_cast<uint32_t>(random_() % 6000);
    const auto count = static_cast<uint32_t>(random_() % 40);
    tree_.puncture(first, count);
    ranges[first] = std::max(ranges[first], first + count);
  }
  const auto is_punctured = [&](uint32_t index) {
    return std::ranges::any_of(ranges, [&](const auto& range) { return index >= range.first && index < range.second; });
  };
  for (uint32_t index = 0; index < 6100; ++index) is_punctured(index) ? expect_gone(index) : expect_right(index);
  expect_right(kGgmLeaves - 1);
}

TEST_F(GgmTest, NodesStayFew) {
  tree_.puncture(5000, 1024);
  EXPECT_LE(tree_.nodes().size(), 2U * kGgmDepth);
  for (uint32_t index = 0; index < 5000; index += 50) tree_.puncture(index, 1);
  EXPECT_LE(tree_.nodes().size(), 800U);
}

TEST_F(GgmTest, ARangeMayReachBeyondTheLastLeaf) {
  tree_.puncture(kGgmLeaves - 10, 1024);
  expect_gone(kGgmLeaves - 1);
  expect_right(kGgmLeaves - 11);
  tree_.puncture(kGgmLeaves, 5);
  tree_.puncture(UINT32_MAX, UINT32_MAX);
  expect_right(0);
}

TEST_F(GgmTest, PuncturingAllLeavesNothing) {
  tree_.puncture(0, kGgmLeaves);
  EXPECT_TRUE(tree_.nodes().empty());
  expect_gone(0);
  tree_.puncture(0, 1);
  EXPECT_TRUE(GgmTree::from_nodes({})->nodes().empty());
}

TEST_F(GgmTest, PuncturingTwiceIsPuncturingOnce) {
  tree_.puncture(100, 20);
  const size_t nodes = tree_.nodes().size();
  tree_.puncture(105, 3);
  EXPECT_EQ(tree_.nodes().size(), nodes);
}

TEST_F(GgmTest, ACloneGoesItsOwnWay) {
  tree_.puncture(7, 1);
  GgmTree clone = tree_.clone();
  clone.puncture(8, 1);
  expect_right(8);
  expect_gone(7);
  EXPECT_FALSE(clone.leaf(7));
  EXPECT_FALSE(clone.leaf(8));
}

TEST_F(GgmTest, NodesWrittenAndReadBackAreTheSameTree) {
  tree_.puncture(100, 20);
  std::vector<GgmNode> nodes;
  for (const GgmNode& node : tree_.nodes()) nodes.push_back({node.level, node.prefix, node.key.clone()});
  tree_ = GgmTree::from_nodes(std::move(nodes)).value();
  expect_right(99);
  expect_right(120);
  expect_gone(100);
  expect_gone(119);
}

TEST(Ggm, NodesThatOverlapOrAreOutOfOrderOrImpossibleAreCorrupt) {
  struct Place {
    uint8_t level;
    uint32_t prefix;
    size_t key_size = 32;
  };
  const std::vector<std::vector<Place>> cases = {
      {{0, 0}, {24, 5}},  {{24, 5}, {0, 0}},  {{1, 1}, {1, 0}}, {{24, 5}, {24, 5}},
      {{24, 6}, {24, 5}}, {{23, 2}, {24, 5}}, {{25, 0}},        {{0, 1}},
      {{24, 1U << 24}},   {{3, 8}},           {{0, 0, 31}},     {{0, 0, 0}},
  };
  for (const auto& places : cases) {
    std::vector<GgmNode> nodes;
    for (const Place& place : places) nodes.push_back({place.level, place.prefix, SecretBytes(place.key_size)});
    const auto tree = GgmTree::from_nodes(std::move(nodes));
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().code, ErrorCode::corrupt);
  }
}

TEST(Ggm, NewTreesDiffer) {
  GgmTree one = GgmTree::new_random();
  GgmTree two = GgmTree::new_random();
  EXPECT_NE(hex_of(one, 0), hex_of(two, 0));
}

}  // namespace
}  // namespace muniment::crypto
