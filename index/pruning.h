// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. Partitions in which a query cannot find anything, told from their headers alone: nothing of them is
// read, decrypted or unpacked.
#pragma once

#include "index/partition_file.h"
#include "index/query.h"

namespace muniment::index {

// False only if no document of such a partition matches.
bool may_match(const Node& node, const PartitionHeader& header);

}  // namespace muniment::index
