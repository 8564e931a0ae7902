// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/direct_count.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace muniment::index {
namespace {

constexpr size_t kMostIds = 8;  // of one word: its forms in other places, as john of john's

// The words of which a document needs all; false for a query that is something else.
bool add_words(const Node& node, std::vector<const Node*>& words) {
  if (node.kind == NodeKind::word) words.push_back(&node);
  const auto adds = [&](const NodePtr& child) { return add_words(*child, words); };
  return node.kind == NodeKind::word || (node.kind == NodeKind::all_of && std::ranges::all_of(node.children, adds));
}

constexpr Xapian::docid kNoMore = 0;  // no document has this number

// The documents with one word, ascending.
class WordDocuments {
 public:
  WordDocuments(const Xapian::Database& database, const std::vector<uint32_t>& ids) {
    for (const uint32_t id : ids) {
      const std::string term = term_of(id);
      forms_.emplace_back(database.postlist_begin(term), database.postlist_end(term));
      frequency_ += database.get_termfreq(term);
    }
  }
  [[nodiscard]] Xapian::doccount frequency() const { return frequency_; }

  // The first from `docid` on.
  Xapian::docid from(Xapian::docid docid) {
    Xapian::docid first = kNoMore;
    for (auto& [at, end] : forms_) {
      if (at != end && *at < docid) at.skip_to(docid);
      if (at != end && (first == kNoMore || *at < first)) first = *at;
    }
    return first;
  }

 private:
  std::vector<std::pair<Xapian::PostingIterator, Xapian::PostingIterator>> forms_;
  Xapian::doccount frequency_ = 0;
};

// The first document from `docid` on with all words; kNoMore.
Xapian::docid next_with_all(std::vector<WordDocuments>& words, Xapian::docid docid) {
  for (size_t agreed = 0, word = 0; agreed < words.size(); word = (word + 1) % words.size()) {
    const Xapian::docid found = words[word].from(docid);
    if (found == kNoMore) return kNoMore;
    agreed = found == docid ? agreed + 1 : 1;
    docid = found;
  }
  return docid;
}

uint64_t count(std::vector<WordDocuments> words) {
  std::ranges::sort(words, {}, &WordDocuments::frequency);
  uint64_t documents = 0;
  for (Xapian::docid docid = 1; (docid = next_with_all(words, docid)) != kNoMore; ++docid) ++documents;
  return documents;
}

}  // namespace

Result<std::optional<uint64_t>> count_directly(const Partition& partition, const QueryCompiler& compiler, const Node& root) {
  std::vector<const Node*> words;
  if (!add_words(root, words)) return std::optional<uint64_t>();
  std::vector<std::vector<uint32_t>> ids;
  for (const Node* word : words) {
    MUNIMENT_TRY(ids.emplace_back(), compiler.ids(*word));
    if (ids.back().empty()) return std::optional<uint64_t>(0);
    if (ids.back().size() > kMostIds) return std::optional<uint64_t>();
  }
  MUNIMENT_TRY(const Postings* const postings, partition.postings());
  MUNIMENT_TRY(const auto database, postings->lend());
  return guarded("counting in a partition", [&] {
    std::vector<WordDocuments> all;
    for (const auto& of_word : ids) all.emplace_back(**database, of_word);
    return std::optional<uint64_t>(count(std::move(all)));
  });
}

}  // namespace muniment::index
