// SPDX-License-Identifier: GPL-3.0-or-later
// The slow evaluator: what the words of the documentation say, over all messages one after the other, without any index. Of the
// engine it uses the tree of a query and the tokeniser, which ascii_words checks.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "index/search.h"

namespace muniment::index {

// The words of one message with their places, as the tokeniser gives them; parts of a message far apart.
using Span = std::pair<long, long>;
struct Text {
  std::vector<std::pair<std::string, Span>> tokens;
  long words = 0;  // of the text itself, without the names of attachments
};

// The place of a message is its number.
struct Messages {
  std::vector<Record> records;
  std::vector<Text> texts;
  void add(Record record);
};

int64_t time_of(const Record& record);

// All matches of a positional node, a word or a pattern inside one message. It has no distance that runs on.
std::set<Span> matches_in(const Node& node, const Text& text);

// The hits that a scan over all messages finds: newest first.
std::vector<Hit> scan(const Query& query, const Messages& messages);

// The places of a message that the query's words matched, each a stretch of words; those that overlap are one.
size_t places(const Query& query, const Text& text);

}  // namespace muniment::index
