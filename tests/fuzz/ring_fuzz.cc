// SPDX-License-Identifier: GPL-3.0-or-later
// The key ring after its file was decrypted. A ring that is accepted is written again as the same bytes, so no key or
// number was cut short on the way.
#include "archive/ring.h"
#include "core/base/check.h"

namespace muniment::fuzz {
namespace {

void run(ByteView data) {
  const auto ring = archive::decode_ring(data);
  if (!ring) {
    MUNIMENT_CHECK(!ring.error().message.empty(), "an error says what is wrong");
    return;
  }
  MUNIMENT_CHECK(equal(archive::encode_ring(*ring).view(), data), "an accepted ring is what we write");
  MUNIMENT_CHECK(equal(archive::encode_ring(ring->clone()).view(), data), "a copy of a ring is the ring");
  for (const archive::RingUnit& unit : ring->units) {
    const uint32_t first = archive::first_live_index(unit, 0);
    MUNIMENT_CHECK(first <= crypto::kGgmLeaves, "an index is inside its tree");
    crypto::GgmTree tree = unit.keys.clone();
    MUNIMENT_CHECK(first == crypto::kGgmLeaves || tree.leaf(first), "a live index has a key");
    const archive::RingUnit* for_frames = archive::unit_for(*ring, unit.cls, unit.month);
    MUNIMENT_CHECK(for_frames == nullptr || for_frames->month == unit.month, "a unit is that of its month");
  }
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
