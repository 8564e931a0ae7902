// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of what attacks_cut_test.cc samples.
#include "tests/archive/attacks_cut.h"

namespace muniment::archive {
namespace {

using EveryCut = Cuts;

TEST_F(EveryCut, BelowHeadLeavesTheLastCommitAndAnAlarm) { cut_below_head(1); }
TEST_F(EveryCut, BehindHeadIsATornTail) { cut_behind_head(1); }
TEST_F(EveryCut, NoByteBelowTheLastGroupIsATornTailWhenItIsFlipped) { flip_below_the_last_group(1); }

}  // namespace
}  // namespace muniment::archive
