// SPDX-License-Identifier: GPL-3.0-or-later
// index verify: the index held against the log.
#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <set>

#include "index/inspection.h"
#include "pipeline/index_job.h"
#include "pipeline/log_index.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kSampledFrames = 32;

// What the index keeps of one message. The digest's first bytes are enough to find a mistake; who could forge the index has
// its keys.
struct Kept {
  uint64_t digest = 0;
  uint32_t partition = 0;
  bool is_there = false, is_read = false;
};

template <typename Visit>
void each_message(const archive::Reader& log, const std::vector<index::LogRange>& ranges, Visit visit) {
  const auto entries = log.entries();
  for (const index::LogRange& range : ranges) {
    for (uint64_t i = range.first_entry; i < range.end_entry; ++i) {
      if (entries[i].kind != archive::EntryKind::messages) continue;
      const uint64_t first = entries[i].first_message.value;
      for (uint64_t number = first; number < first + entries[i].records; ++number) visit(number);
    }
  }
}

class IndexCheck {
 public:
  IndexCheck(StoreParts& parts, IndexVerifyAnswer& answer)
      : parts_(parts), answer_(answer), kept_(parts.log().end().next_message.value) {}

  // After every byte was read: what is left is sound, and is taken at its word.
  Result<void> run(const IndexVerifyRequest& request, const MessagesDone& progress) {
    partitions_ = parts_.index->partitions();
    list_ = parts_.index->list();
    for (uint32_t i = 0; i < partitions_.size(); ++i) MUNIMENT_TRY_VOID(check_numbers(i));
    check_that_none_is_missing();
    const std::vector<index::LogRange> ranges = request.full ? covered() : sample(request.seed);
    MUNIMENT_TRY_VOID(read_digests(ranges));
    MUNIMENT_TRY_VOID(compare(ranges, progress));
    if (request.full) {
      for (uint32_t i = 0; i < partitions_.size(); ++i) MUNIMENT_TRY_VOID(check_lists(i));
    }
    return {};
  }

 private:
  void find(uint32_t partition, std::string what) { answer_.findings.push_back({list_[partition].file, std::move(what)}); }

  // Damage is a finding, anything else (memory, say) the end of the check.
  template <typename Value>
  Result<std::optional<Value>> value_or_finding(uint32_t partition, Result<Value> read) {
    if (read) return std::optional<Value>(std::move(*read));
    if (read.error().code != ErrorCode::corrupt) return std::move(read).error();
    find(partition, one_line(read.error()));
    return std::optional<Value>();
  }

  // The log entry of a message, if the log has it.
  [[nodiscard]] const archive::LogEntry* entry_of(MessageNumber number) const {
    const auto entry = parts_.log().find(number);
    return entry ? &parts_.log().entries()[entry->index] : nullptr;
  }

  // Why the message should not be in this partition, or nothing.
  std::string objection(uint32_t partition, MessageNumber number) {
    const index::PartitionInfo& info = list_[partition];
    const archive::LogEntry* const entry = number.value < kept_.size() ? entry_of(number) : nullptr;
    if (entry == nullptr) return "the log does not have it";
    const bool within = std::ranges::any_of(info.ranges, [&](const index::LogRange& range) {
      return range.first_entry <= entry->index && entry->index < range.end_entry;
    });
    if (!within) return "it is of a log entry that this partition does not cover";
    if (entry->cls != info.cls) return "it is of another class";
    Kept& kept = kept_[number.value];
    if (kept.is_there) return "it is in " + list_[kept.partition].file + " too";
    kept.is_there = true;
    kept.partition = partition;
    return {};
  }

  Result<void> check_numbers(uint32_t partition) {
    MUNIMENT_TRY(const auto numbers, value_or_finding(partition, index::numbers_in(*partitions_[partition])));
    if (!numbers) return {};
    uint64_t wrong = 0;
    std::string first;
    for (const MessageNumber number : *numbers) {
      const std::string why = objection(partition, number);
      if (!why.empty() && wrong++ == 0) first = muniment::to_string(number) + ": " + why;
    }
    if (wrong > 0) find(partition, "it holds " + count_text(wrong) + " that it should not hold; " + first);
    return {};
  }

  static std::string count_text(uint64_t messages) { return std::to_string(messages) + (messages == 1 ? " message" : " messages"); }

  // What the index says it covers and has not got.
  void check_that_none_is_missing() {
    uint64_t missing = 0;
    MessageNumber first;
    each_message(parts_.log(), covered(), [&](uint64_t number) {
      if (!kept_[number].is_there && missing++ == 0) first = {number};
    });
    if (missing == 0) return;
    answer_.findings.push_back({"", "the index says that it covers " + count_text(missing) + " that no partition holds, the first is " + muniment::to_string(first)});
  }

  [[nodiscard]] std::vector<index::LogRange> covered() const {
    const uint64_t end = parts_.log().end().log_size;
    std::vector<index::LogRange> ranges;
    uint64_t from = 0;
    for (const index::LogRange& hole : parts_.index->uncovered(end)) {
      if (from < hole.first_entry) ranges.push_back({from, hole.first_entry});
      from = hole.end_entry;
    }
    if (from < end) ranges.push_back({from, end});
    return ranges;
  }

  // Single entries, which are frames of messages, ascending.
  [[nodiscard]] std::vector<index::LogRange> sample(uint64_t seed) const {
    std::vector<index::LogRange> frames, chosen;
    const auto entries = parts_.log().entries();
    for (const index::LogRange& range : covered()) {
      for (uint64_t i = range.first_entry; i < range.end_entry; ++i) {
        if (entries[i].kind == archive::EntryKind::messages) frames.push_back({i, i + 1});
      }
    }
    std::mt19937_64 random(seed);
    std::sample(frames.begin(), frames.end(), std::back_inserter(chosen), kSampledFrames, random);
    return chosen;
  }

  // Of the partitions in which messages of these ranges are.
  Result<void> read_digests(const std::vector<index::LogRange>& ranges) {
    std::set<uint32_t> wanted;
    each_message(parts_.log(), ranges, [&](uint64_t number) {
      if (kept_[number].is_there) wanted.insert(kept_[number].partition);
    });
    for (const uint32_t partition : wanted) {
      MUNIMENT_TRY(const auto digests, value_or_finding(partition, index::digests_of(*partitions_[partition])));
      if (!digests) continue;
      for (const index::DocumentDigest& each : *digests) {
        if (each.number.value >= kept_.size()) continue;  // found already
        Kept& kept = kept_[each.number.value];
        if (kept.partition != partition) continue;
        kept.digest = get_le<uint64_t>(each.digest.view(), 0);
        kept.is_read = true;
      }
    }
    return {};
  }

  Result<void> compare(const std::vector<index::LogRange>& ranges, const MessagesDone& progress) {
    const uint64_t total = messages_in(parts_.log(), ranges);
    std::vector<uint64_t> wrong(partitions_.size()), first(partitions_.size());
    const BuildSteps steps{.take = [&](FedChunk chunk) { return compare_chunk(chunk, wrong, first); },
                           .read = [&](uint64_t messages) {
                             if (progress) progress(messages, total);
                           }};
    MUNIMENT_TRY_VOID(build_ranges(parts_, ranges, steps));
    for (uint32_t i = 0; i < partitions_.size(); ++i) {
      if (wrong[i] == 0) continue;
      find(i, "it does not keep " + count_text(wrong[i]) + " as the log has them, the first is " + muniment::to_string(MessageNumber{first[i]}));
    }
    return {};
  }

  Result<void> compare_chunk(const FedChunk& chunk, std::vector<uint64_t>& wrong, std::vector<uint64_t>& first) {
    for (const auto& partition : chunk.partitions) {
      MUNIMENT_TRY(const auto digests, index::digests_of(*partition));
      for (const index::DocumentDigest& each : digests) {
        ++answer_.compared;
        const Kept& kept = kept_[each.number.value];
        if (!kept.is_read || kept.digest == get_le<uint64_t>(each.digest.view(), 0)) continue;
        if (wrong[kept.partition]++ == 0 || each.number.value < first[kept.partition]) first[kept.partition] = each.number.value;
      }
    }
    return {};
  }

  Result<void> check_lists(uint32_t partition) {
    const auto checked = index::check_postings(*partitions_[partition]);
    if (checked) return {};
    if (checked.error().code != ErrorCode::corrupt) return checked;
    find(partition, one_line(checked.error()));
    return {};
  }

  StoreParts& parts_;
  IndexVerifyAnswer& answer_;
  std::vector<Kept> kept_;  // by message number
  std::vector<std::shared_ptr<const index::Partition>> partitions_;
  std::vector<index::PartitionInfo> list_;
};

// "1/000000000012.1.mxap: why", as the store says it.
IndexFinding finding_of(const std::string& damage) {
  const size_t colon = damage.find(": ");
  return {damage.substr(0, colon), damage.substr(colon + 2)};
}

}  // namespace

Result<IndexVerifyAnswer> verify_index(Store& store, const IndexVerifyRequest& request, const MessagesDone& progress) {
  StoreParts& parts = store.parts();
  // The log was opened first: what another process has committed and indexed in between is no finding.
  if (!parts.writer) MUNIMENT_TRY_VOID(parts.log().refresh());
  IndexVerifyAnswer answer;
  for (const index::PartitionInfo& each : parts.index->list()) {
    ++answer.files;
    answer.bytes += each.bytes;
  }
  MUNIMENT_TRY_VOID(parts.index->drop_damaged());
  for (const std::string& damage : parts.index->damaged()) answer.findings.push_back(finding_of(damage));
  answer.messages = messages_held(parts.log());
  answer.covered = answer.messages - messages_in(parts.log(), parts.index->uncovered(parts.log().end().log_size));
  MUNIMENT_TRY(answer.writer_active, is_writer_active(parts));
  IndexCheck check(parts, answer);
  MUNIMENT_TRY_VOID(check.run(request, progress));
  return answer;
}

}  // namespace muniment::pipeline
