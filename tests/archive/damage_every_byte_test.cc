// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of what damage_test.cc samples.
#include "tests/archive/damage_fixture.h"

namespace muniment::archive {
namespace {

using EveryByte = DamageTest;

TEST_F(EveryByte, WhicheverByteIsFlippedItIsNoticed) { flip_bytes(1); }

}  // namespace
}  // namespace muniment::archive
