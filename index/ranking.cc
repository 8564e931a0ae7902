// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/ranking.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "index/place_counter.h"

namespace muniment::index {
namespace {

constexpr double kSaturation = 1.2, kLengthShare = 0.75;

class Ranking {
 public:
  Ranking(const PartitionList& partitions, const Query& query, const QueryScope& scope)
      : partitions_(partitions), query_(query), scope_(scope), terms_(shown_parts(*query.root)) {}

  Result<std::vector<Hit>> run(const DocumentsOf& documents) {
    for (size_t i = 0; i < partitions_.size(); ++i) MUNIMENT_TRY_VOID(read(*visit(partitions_[i]), documents[i]));
    MUNIMENT_TRY_VOID(weigh());
    for (size_t i = 0; i < hits_.size(); ++i) hits_[i].score = score_of(i);
    std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
      if (a.score != b.score) return a.score > b.score;
      return a.time_ms != b.time_ms ? a.time_ms > b.time_ms : a.number > b.number;
    });
    return std::move(hits_);
  }

 private:
  Result<void> read(const Partition& partition, const std::vector<uint32_t>& documents) {
    if (documents.empty()) return {};
    MUNIMENT_TRY(const MessageTimes* const messages, partition.message_times());
    MUNIMENT_TRY(PlaceCounter places, PlaceCounter::create(partition, scope_, *query_.root));
    for (const uint32_t document : documents) {
      hits_.push_back({{messages->numbers.at(document)}, messages->times.at(document), 0});
      lengths_.push_back(places.count(document, occurrences_));
    }
    return {};
  }

  // In how many messages each term stands; the fewer, the more it says.
  Result<void> weigh() {
    double messages = 0;
    for (const auto& partition : partitions_) messages += static_cast<double>(partition->header().documents);
    for (const Node* term : terms_) {
      double with_term = 0;
      for (const auto& partition : partitions_) {
        MUNIMENT_TRY(const uint64_t count, messages_with(*visit(partition), *term));
        with_term += static_cast<double>(count);
      }
      weights_.push_back(std::log(1 + (messages - with_term + 0.5) / (with_term + 0.5)));
    }
    for (const uint32_t length : lengths_) mean_length_ += length;
    if (!lengths_.empty()) mean_length_ /= static_cast<double>(lengths_.size());
    return {};
  }

  Result<uint64_t> messages_with(const Partition& partition, const Node& term) const {
    MUNIMENT_TRY(const std::optional<uint64_t> known, QueryCompiler(partition, scope_).known_count(term));
    if (known) return *known;
    MUNIMENT_TRY(const std::vector<uint32_t> documents, matching_documents(partition, scope_, term));
    return documents.size();
  }

  [[nodiscard]] double score_of(size_t hit) const {
    double score = 0;
    const double length = mean_length_ == 0 ? 1 : lengths_[hit] / mean_length_;
    for (size_t term = 0; term < terms_.size(); ++term) {
      const double times = occurrences_[hit * terms_.size() + term];
      score += weights_[term] * times * (kSaturation + 1) / (times + kSaturation * (1 - kLengthShare + kLengthShare * length));
    }
    return score;
  }

  const PartitionList& partitions_;
  const Query& query_;
  const QueryScope& scope_;
  const std::vector<const Node*> terms_;
  std::vector<Hit> hits_;
  std::vector<uint32_t> lengths_;       // words of each hit
  std::vector<uint32_t> occurrences_;   // of each term in each hit, hit by hit
  std::vector<double> weights_;
  double mean_length_ = 0;              // of the hits
};

}  // namespace

Result<std::vector<Hit>> ranked_hits(const PartitionList& partitions, const DocumentsOf& documents, const Query& query, const QueryScope& scope) {
  return Ranking(partitions, query, scope).run(documents);
}

}  // namespace muniment::index
