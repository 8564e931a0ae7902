// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. What Xapian's algebra combines beside its own postings: sets of documents from the columns, and
// the exact positional predicate over the forward store. Document i of a partition is docid i + 1.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/document_set.h"
#include "index/partition.h"
#include "index/positions.h"
#include "index/word_places.h"
#include "index/xapian_guard.h"

namespace muniment::index {

class SetSource : public Xapian::PostingSource {
 public:
  explicit SetSource(DocumentSet set) : set_(std::move(set)), count_(static_cast<Xapian::doccount>(set_.count())) {}
  Xapian::doccount get_termfreq_min() const override { return count_; }
  Xapian::doccount get_termfreq_est() const override { return count_; }
  Xapian::doccount get_termfreq_max() const override { return count_; }
  void next(double) override { at_ = started_ ? set_.next_from(at_ + 1) : set_.next_from(0), started_ = true; }
  void skip_to(Xapian::docid docid, double) override { at_ = set_.next_from(docid - 1), started_ = true; }
  bool at_end() const override { return started_ && at_ >= set_.documents(); }
  Xapian::docid get_docid() const override { return static_cast<Xapian::docid>(at_ + 1); }
  void init(const Xapian::Database&) override { started_ = false; }

 private:
  DocumentSet set_;
  Xapian::doccount count_;
  size_t at_ = 0;
  bool started_ = false;
};

// The documents [begin, end).
class RangeSource : public Xapian::PostingSource {
 public:
  RangeSource(size_t begin, size_t end) : begin_(begin), end_(end) {}
  Xapian::doccount get_termfreq_min() const override { return get_termfreq_max(); }
  Xapian::doccount get_termfreq_est() const override { return get_termfreq_max(); }
  Xapian::doccount get_termfreq_max() const override { return static_cast<Xapian::doccount>(end_ - begin_); }
  void next(double) override { at_ = started_ ? at_ + 1 : begin_, started_ = true; }
  void skip_to(Xapian::docid docid, double) override { at_ = std::max<size_t>(begin_, docid - 1), started_ = true; }
  bool at_end() const override { return started_ && at_ >= end_; }
  Xapian::docid get_docid() const override { return static_cast<Xapian::docid>(at_ + 1); }
  void init(const Xapian::Database&) override { started_ = false; }

 private:
  size_t begin_, end_, at_ = 0;
  bool started_ = false;
};

// Documents that hold a match of a positional node. Costly per document, so it asks to be tried last.
class PositionSource : public Xapian::PostingSource {
 public:
  // The node and the partition's parts outlive the source.
  PositionSource(const Node& node, const LeafIds& ids, const ForwardStore& forward, const Vocabulary& vocabulary)
      : node_(node), is_pair_(is_pair_of_words(node)), places_(Leaves(node).nodes, ids, forward, vocabulary) {}
  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return get_termfreq_max(); }
  Xapian::doccount get_termfreq_max() const override { return static_cast<Xapian::doccount>(places_.documents()); }
  void next(double) override { find_from(started_ ? at_ + 1 : 0); }
  void skip_to(Xapian::docid docid, double) override { find_from(docid - 1); }
  bool check(Xapian::docid docid, double) override;
  bool at_end() const override { return started_ && at_ >= places_.documents(); }
  Xapian::docid get_docid() const override { return static_cast<Xapian::docid>(at_ + 1); }
  void init(const Xapian::Database&) override { started_ = false; }

 private:
  void find_from(size_t document);
  bool matches_in(size_t document) { return is_pair_ ? places_.has_pair(document, node_) : !matches(node_, places_.in(document)).empty(); }

  const Node& node_;
  bool is_pair_;
  WordPlaces places_;
  size_t at_ = 0;
  bool started_ = false;
};

}  // namespace muniment::index
