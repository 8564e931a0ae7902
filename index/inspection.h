// SPDX-License-Identifier: GPL-3.0-or-later
// What a sealed partition holds, for checks against the log from which it was made. Each function reads what it needs and
// keeps nothing in memory afterwards. Thread-safe.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "index/search.h"

namespace muniment::index {

// The numbers of its messages, in no particular order. corrupt if they are not as many as the partition says, or their
// times not within those that it says, by which searches leave partitions out.
Result<std::vector<MessageNumber>> numbers_in(const Partition& partition);

// Everything that is kept of one message, but its place among the others: the same in every partition that was made
// from the same record.
struct DocumentDigest {
  MessageNumber number;
  Sha256 digest;
};
Result<std::vector<DocumentDigest>> digests_of(const Partition& partition);  // ascending by number

// Whether the lists of messages by word, which answer searches, say the same as the words by message. corrupt if not.
Result<void> check_postings(const Partition& partition);

}  // namespace muniment::index
