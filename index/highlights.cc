// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <span>

#include "index/positions.h"
#include "index/run_on.h"
#include "index/search.h"
#include "index/tokenizer.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

// The words of one message that a leaf of a query stands for.
class LeafMatcher {
 public:
  explicit LeafMatcher(const Node& leaf) : leaf_(leaf), matcher_(leaf.pattern ? leaf.pattern->matcher() : nullptr) {}
  [[nodiscard]] bool matches(std::string_view word) const { return matcher_ ? matcher_->matches(word) : word == leaf_.text; }

 private:
  const Node& leaf_;
  const std::unique_ptr<WordMatcher> matcher_;
};

class Highlighter {
 public:
  explicit Highlighter(std::string_view text) : tokens_(tokenizer_.run(text)) {}

  // Of a distance that runs on, all that may take part: what stands in the other messages is not known here.
  void add(const Node& part) {
    if (runs_on(part)) {
      for (const Node* inside : parts_of_run_on(part)) add(*inside);
      return;
    }
    std::vector<Intervals> occurrences;
    for (const Node* leaf : Leaves(part).nodes) occurrences.push_back(where(*leaf));
    for (const Interval& match : participants(part, occurrences)) ranges_.push_back(text_of(match));
  }

  std::vector<TextRange> take() {
    std::sort(ranges_.begin(), ranges_.end(), [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
    std::vector<TextRange> out;
    for (const TextRange& range : ranges_) {
      if (out.empty() || range.begin >= out.back().end) {
        out.push_back(range);
      } else {
        out.back().end = std::max(out.back().end, range.end);
      }
    }
    return out;
  }

 private:
  [[nodiscard]] Intervals where(const Node& leaf) const {
    if (is_end_of_text(leaf)) return place_of_end(leaf, tokenizer_.positions());
    Intervals out, wholes;
    const LeafMatcher matcher(leaf);
    for (const Token& token : tokens_) {
      const uint32_t first = kFirstPosition + token.position;
      const Interval here{first, first + token.span - 1};
      if (matcher.matches(tokenizer_.text_of(token))) out.push_back(here);
      if (token.span > 1) wholes.push_back(here);
    }
    if (leaf.pattern && leaf.pattern->means_whole_numbers()) drop_parts(wholes, out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  // From the first to the last byte of the words at these positions.
  [[nodiscard]] TextRange text_of(const Interval& match) const {
    TextRange range{SIZE_MAX, 0};
    for (const Token& token : tokens_) {
      const uint32_t position = kFirstPosition + token.position;
      if (token.kind != TokenKind::word || position < match.first || position > match.last) continue;
      range.begin = std::min<size_t>(range.begin, token.begin);
      range.end = std::max<size_t>(range.end, token.end);
    }
    return range;
  }

  Tokenizer tokenizer_;
  std::span<const Token> tokens_;
  std::vector<TextRange> ranges_;
};

}  // namespace

std::vector<TextRange> highlights(const Query& query, const Record& record) {
  if (!record.text || !query.root) return {};
  Highlighter highlighter(*record.text);
  for (const Node* part : shown_parts(*query.root)) highlighter.add(*part);
  return highlighter.take();
}

}  // namespace muniment::index
