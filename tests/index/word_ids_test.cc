// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <vector>

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

}  // namespace
}  // namespace muniment::index
