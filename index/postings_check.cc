// SPDX-License-Identifier: GPL-3.0-or-later
// The postings of a partition held against its forward store. Both say in which message which word stands.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "index/inspection.h"
#include "index/partition.h"
#include "index/tokenizer.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

// Which documents have a term, by docid.
using Lists = std::map<std::string, std::vector<uint32_t>>;

void put(Lists& lists, const std::string& term, uint32_t docid) {
  std::vector<uint32_t>& list = lists[term];
  if (list.empty() || list.back() != docid) list.push_back(docid);
}

std::vector<bool> unspaced_ids(const Vocabulary& vocabulary) {
  std::vector<bool> unspaced(vocabulary.size() + size_t{1});
  for (uint32_t rank = 0; rank < vocabulary.size(); ++rank) {
    unspaced[vocabulary.id(rank)] = vocabulary.span(rank) == 0 && is_unspaced_unit(vocabulary.text(rank));
  }
  return unspaced;
}

Lists lists_of(const ForwardStore& forward, const Vocabulary& vocabulary) {
  const std::vector<bool> unspaced = unspaced_ids(vocabulary);
  Lists lists;
  for (uint32_t row = 0; row < forward.ends.size(); ++row) {
    uint32_t before = kSeparatorId;
    for (VarintReader in(forward.words(row)); !in.done();) {
      const auto id = static_cast<uint32_t>(in.next());
      if (id > vocabulary.size()) return {};
      if (unspaced[id] && unspaced[before]) put(lists, term_of_pair(before, id), row + 1);
      if (id != kSeparatorId) put(lists, term_of(id), row + 1);
      before = id;
    }
  }
  return lists;
}

bool agrees(const Lists& lists, uint64_t documents, const Xapian::Database& postings) {
  if (postings.get_doccount() != documents) return false;
  size_t terms = 0;
  for (auto term = postings.allterms_begin(); term != postings.allterms_end(); ++term, ++terms) {
    const auto list = lists.find(*term);
    if (list == lists.end() || !std::equal(list->second.begin(), list->second.end(), postings.postlist_begin(*term), postings.postlist_end(*term))) return false;
  }
  return terms == lists.size();
}

bool frequencies_agree(const Lists& lists, const Vocabulary& vocabulary) {
  for (uint32_t id = 1; id <= vocabulary.size(); ++id) {
    const auto list = lists.find(term_of(id));
    if (list == lists.end() || list->second.size() != vocabulary.frequency(id)) return false;
  }
  return true;
}

}  // namespace

Result<void> check_postings(const Partition& held) {
  const auto partition = held.apart();
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition->vocabulary());
  MUNIMENT_TRY(const ForwardStore* const forward, partition->forward());
  MUNIMENT_TRY(const Postings* const postings, partition->postings());
  MUNIMENT_TRY(const auto loan, postings->lend());
  const Lists lists = lists_of(*forward, *vocabulary);
  MUNIMENT_TRY(const bool same, guarded("reading the postings", [&] { return agrees(lists, forward->ends.size(), **loan); }));
  if (same && frequencies_agree(lists, *vocabulary)) return {};
  return make_error(ErrorCode::corrupt, "the lists of messages by word do not agree with the words by message");
}

}  // namespace muniment::index
