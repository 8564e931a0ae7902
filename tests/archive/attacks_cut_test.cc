// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/archive/attacks_cut.h"

namespace muniment::archive {
namespace {

TEST_F(Cuts, BelowHeadLeaveTheLastCommitAndAnAlarm) { cut_below_head(331); }
TEST_F(Cuts, BehindHeadAreTornTails) { cut_behind_head(997); }
TEST_F(Cuts, DamageBelowTheLastGroupIsNeverATornTail) { flip_below_the_last_group(151); }

}  // namespace
}  // namespace muniment::archive
