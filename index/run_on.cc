// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/run_on.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>

#include "index/matching_documents.h"
#include "index/query_compiler.h"
#include "index/word_places.h"

namespace muniment::index {
namespace {

constexpr uint32_t kMostWords = 2'000'000'000;  // of one run; positions are 32 bits

bool is_distance(const Node& node) {
  return node.kind == NodeKind::near || node.kind == NodeKind::pre || is_negated_distance(node);
}

// The same tree with a leaf in place of each part that is found inside one message.
NodePtr with_leaves_for_parts(const Node& node) {
  if (!runs_on(node)) {
    Node leaf;
    leaf.kind = NodeKind::word;
    return make_node(std::move(leaf));
  }
  Node copy = node;
  for (NodePtr& child : copy.children) child = with_leaves_for_parts(*child);
  return make_node(std::move(copy));
}

void collect_parts(const Node& node, std::vector<const Node*>& parts) {
  if (!runs_on(node)) return parts.push_back(&node);
  for (const NodePtr& child : node.children) collect_parts(*child, parts);
}

int64_t longest_pause(const Node& node) {
  if (is_distance(node)) return node.pause_ms;
  for (const NodePtr& child : node.children) {
    if (runs_on(*child)) return longest_pause(*child);
  }
  return 0;
}

// Where each part stands in the messages of one partition.
class PartPlaces {
 public:
  static Result<PartPlaces> create(const std::vector<const Node*>& parts, const Partition& partition, const QueryScope& scope) {
    MUNIMENT_TRY(const ForwardStore* const forward, partition.forward());
    MUNIMENT_TRY(const Vocabulary* const vocabulary, partition.vocabulary());
    const QueryCompiler compiler(partition, scope);
    std::vector<const Node*> leaves;
    std::vector<size_t> counts;
    LeafIds ids;
    for (const Node* part : parts) {
      const Leaves of_part(*part);
      counts.push_back(of_part.nodes.size());
      for (const Node* leaf : of_part.nodes) {
        leaves.push_back(leaf);
        MUNIMENT_TRY(ids.emplace_back(), compiler.ids(*leaf));
      }
    }
    return PartPlaces(parts, std::move(counts), WordPlaces(leaves, ids, *forward, *vocabulary));
  }

  // Of each part in one message; and how many words its text has.
  std::vector<Intervals> in(uint32_t document) {
    std::span<const Intervals> occurrences = places_.in(document);
    std::vector<Intervals> found;
    for (size_t i = 0; i < parts_.size(); ++i) {
      found.push_back(matches(*parts_[i], occurrences.first(counts_[i])));
      occurrences = occurrences.subspan(counts_[i]);
    }
    return found;
  }
  [[nodiscard]] uint32_t words_of_text() const { return places_.words_of_text(); }

 private:
  PartPlaces(std::vector<const Node*> parts, std::vector<size_t> counts, WordPlaces places)
      : parts_(std::move(parts)), counts_(std::move(counts)), places_(std::move(places)) {}

  std::vector<const Node*> parts_;
  std::vector<size_t> counts_;  // of the leaves of each
  WordPlaces places_;
};

constexpr uint32_t kNone = UINT32_MAX;

// A message in the order of its conversation.
struct Row {
  uint32_t conversation = 0;
  int64_t time_ms = 0;
  uint64_t number = 0;
  uint32_t partition = 0, document = 0;
  uint32_t words = 0;      // of its text
  uint32_t found = kNone;  // place among what was found of the parts; none is in it
  bool is_said = false;    // a message: the others stand alone
};

class RunOnSearch {
 public:
  RunOnSearch(const Node& node, const PartitionList& partitions, const QueryScope& scope)
      : parts_(parts_of_run_on(node)), tree_(with_leaves_for_parts(node)), pause_ms_(longest_pause(node)), partitions_(partitions), scope_(scope),
        found_(partitions.size()) {}

  Result<std::vector<RunOnPlaces>> run() {
    MUNIMENT_TRY_VOID(find_candidates());
    MUNIMENT_TRY_VOID(collect_rows());
    std::ranges::sort(rows_, {}, [](const Row& row) { return std::tuple(row.conversation, row.time_ms, row.number); });
    for (size_t begin = 0; begin < rows_.size();) {
      const size_t end = end_of_conversation(begin);
      MUNIMENT_TRY_VOID(conversation(begin, end));
      begin = end;
    }
    return std::move(found_);
  }

 private:
  Result<void> find_candidates() {
    for (const auto& each : partitions_) {
      const auto partition = visit(each);
      MUNIMENT_TRY(const Columns* const columns, partition->columns());
      MUNIMENT_TRY(const Names* const names, partition->names());
      DocumentSet& set = candidates_.emplace_back(columns->numbers.size());
      for (const Node* part : parts_) {
        MUNIMENT_TRY(const std::vector<uint32_t> documents, matching_documents(*partition, scope_, *part));
        for (const uint32_t document : documents) set.add(document);
      }
      for (size_t document = set.next_from(0); document < set.documents(); document = set.next_from(document + 1)) {
        conversations_.try_emplace(names->conversations[columns->conversations[document]], static_cast<uint32_t>(conversations_.size()));
      }
    }
    return {};
  }

  // All that was said in conversations with a candidate, and other candidates. One partition is read after the other, so that no
  // more than one need be open.
  Result<void> collect_rows() {
    for (uint32_t i = 0; i < partitions_.size(); ++i) MUNIMENT_TRY_VOID(collect_rows_of(*visit(partitions_[i]), i));
    return {};
  }

  Result<void> collect_rows_of(const Partition& partition, uint32_t place) {
    MUNIMENT_TRY(const Columns* const columns, partition.columns());
    MUNIMENT_TRY(const Names* const names, partition.names());
    MUNIMENT_TRY(PartPlaces places, PartPlaces::create(parts_, partition, scope_));
    std::vector<uint32_t> ids;
    for (const std::string& name : names->conversations) {
      const auto known = conversations_.find(name);
      ids.push_back(known == conversations_.end() ? kNone : known->second);
    }
    for (uint32_t document = 0; document < columns->numbers.size(); ++document) {
      const uint32_t conversation = columns->conversations[document];
      const bool has_neighbours = !names->conversations[conversation].empty();
      const bool is_said = has_neighbours && columns->kinds[document] == static_cast<uint16_t>(RecordKind::message);
      const bool is_candidate = candidates_[place].contains(document);
      if (ids[conversation] == kNone || (!is_said && !is_candidate)) continue;
      Row row{ids[conversation], columns->times[document], columns->numbers[document], place, document, 0, kNone, is_said};
      std::vector<Intervals> found = places.in(document);
      row.words = places.words_of_text();
      if (is_candidate) {
        row.found = static_cast<uint32_t>(in_message_.size());
        in_message_.push_back(std::move(found));
      }
      rows_.push_back(row);
    }
    return {};
  }

  [[nodiscard]] size_t end_of_conversation(size_t begin) const {
    size_t end = begin;
    while (end < rows_.size() && rows_[end].conversation == rows_[begin].conversation) ++end;
    return end;
  }

  // Cuts it where nobody wrote for too long.
  Result<void> conversation(size_t begin, size_t end) {
    std::vector<const Row*> run;
    for (size_t i = begin; i < end; ++i) {
      const Row& row = rows_[i];
      if (!row.is_said) {
        MUNIMENT_TRY_VOID(match({&row}));
        continue;
      }
      if (!run.empty() && row.time_ms - run.back()->time_ms > pause_ms_) {
        MUNIMENT_TRY_VOID(match(run));
        run.clear();
      }
      run.push_back(&row);
    }
    return match(run);
  }

  // The texts of a run are one text. The names of attachments stand apart from it and from one another.
  Result<void> match(const std::vector<const Row*>& run) {
    if (std::ranges::all_of(run, [](const Row* row) { return row->found == kNone; })) return {};
    std::vector<Intervals> in_text(parts_.size());
    std::vector<uint32_t> begins;  // the place before the first word of each message
    uint32_t words = 0;
    for (const Row* row : run) {
      begins.push_back(words);
      if (row->found != kNone) take_message(*row, words, in_text);
      words += row->words;
      if (words > kMostWords) return make_error(ErrorCode::unsupported, "a conversation has more words than distances that run on can count");
    }
    for (const Interval& here : participants(*tree_, in_text)) {
      const auto place = static_cast<size_t>(std::upper_bound(begins.begin(), begins.end(), here.first - kFirstPosition) - begins.begin()) - 1;
      keep({{here.first - begins[place], here.last - begins[place]}}, *run[place]);
    }
    return {};
  }

  // What was found in its text goes behind what stands before it; its names are looked at here.
  void take_message(const Row& row, uint32_t words_before, std::vector<Intervals>& in_text) {
    std::vector<Intervals> in_names(parts_.size());
    for (size_t part = 0; part < parts_.size(); ++part) {
      for (const Interval& here : in_message_[row.found][part]) {
        if (here.last <= row.words) in_text[part].push_back({words_before + here.first, words_before + here.last});
        else in_names[part].push_back(here);
      }
    }
    keep(participants(*tree_, in_names), row);
  }

  void keep(const Intervals& places, const Row& row) {
    if (places.empty()) return;
    Intervals& kept = found_[row.partition][row.document];
    kept.insert(kept.end(), places.begin(), places.end());
  }

  const std::vector<const Node*> parts_;
  const NodePtr tree_;
  const int64_t pause_ms_;
  const PartitionList& partitions_;
  const QueryScope& scope_;
  std::vector<DocumentSet> candidates_;
  std::unordered_map<std::string, uint32_t> conversations_;
  std::vector<std::vector<Intervals>> in_message_;  // of each candidate, of each part
  std::vector<Row> rows_;
  std::vector<RunOnPlaces> found_;
};

}  // namespace

bool runs_on(const Node& node) {
  if (is_distance(node)) return node.runs_on;
  if (node.kind != NodeKind::any_of) return false;
  return std::ranges::any_of(node.children, [](const NodePtr& child) { return runs_on(*child); });
}

std::vector<const Node*> parts_of_run_on(const Node& node) {
  std::vector<const Node*> parts;
  collect_parts(node, parts);
  return parts;
}

Result<void> find_run_on(const Node& root, const PartitionList& partitions, const QueryScope& scope, RunOnMatches& out) {
  if (root.kind == NodeKind::field) return {};
  if (!is_distance(root)) {
    for (const NodePtr& child : root.children) MUNIMENT_TRY_VOID(find_run_on(*child, partitions, scope, out));
    return {};
  }
  if (!runs_on(root)) return {};
  MUNIMENT_TRY(std::vector<RunOnPlaces> found, RunOnSearch(root, partitions, scope).run());
  for (size_t i = 0; i < partitions.size(); ++i) out[{&root, partitions[i]->header().id}] = std::move(found[i]);
  return {};
}

}  // namespace muniment::index
