// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. In which language a conversation is held: told by its commonest words, from the index alone.
#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"
#include "index/partition.h"
#include "index/search.h"

namespace muniment::index {

// Of every conversation in these partitions. Each word of a list of function words counts for its languages, in equal parts where
// several have it. The language with most is that of the conversation if it has at least kLeastFunctionWords, if they are at least
// one in kMostWordsPerFunctionWord of all words, and if no other language comes near; otherwise it is unknown. Reads the words of all messages.
inline constexpr double kLeastFunctionWords = 5, kMostWordsPerFunctionWord = 12, kAheadOfOthers = 1.15;
Result<ConversationLanguages> languages_of(const std::vector<std::shared_ptr<const Partition>>& partitions);

}  // namespace muniment::index
