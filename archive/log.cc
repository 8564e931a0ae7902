// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/log.h"

#include <algorithm>

namespace muniment::archive {
namespace {

constexpr size_t kRecentRoots = 4096;

LogEntry row_of(uint64_t index, const Entry& entry, uint64_t offset) {
  LogEntry row;
  row.index = index;
  row.kind = entry.kind;
  row.cls = entry.cls;
  row.records = entry.records;
  row.first_message = entry.first_message;
  row.segment = entry.segment;
  row.frame = entry.frame;
  row.offset = offset;
  row.committed_ms = entry.time_ms;
  return row;
}

}  // namespace

std::optional<std::string> Log::refuses(const Group& group) const {
  const CommitBody& body = group.body;
  if (body.number != end_.commit_no + 1) return "its number does not follow";
  if (body.prev_commit != last_commit_) return "it does not follow the commit before it";
  if (body.log_size != end_.log_size + body.entries.size()) return "its log size is wrong";
  if (body.time_ms < last_time_ms_) return "its time is before that of the commit before it";
  MerkleFrontier frontier = frontier_;
  uint64_t next = end_.next_message.value;
  for (const Entry& entry : body.entries) {
    if (entry.first_message.value != next || entry.time_ms != body.time_ms) return "a log entry has a wrong message number or time";
    if (entry.kind == EntryKind::messages) next += entry.records;
    frontier.append(merkle_leaf(encode_entry(entry)));
  }
  if (frontier.root() != body.log_root) return "its root is not the root of the log";
  return std::nullopt;
}

void Log::take(const Group& group) {
  has_key_indices_ = has_key_indices_ && !group.by_table;
  for (size_t i = 0; i < group.body.entries.size(); ++i) {
    const Entry& entry = group.body.entries[i];
    const WalkedFrame& frame = group.frames[i];
    if (entry.kind == EntryKind::key) last_key_entry_ = entries_.size();
    entries_.push_back(row_of(entries_.size(), entry, frame.offset));
    payload_len_.push_back(frame.header.payload_len);
    inner_roots_.push_back(entry.inner_root);
    if (frame.offset != 0) {
      uint32_t& next = next_index_[entry.unit];
      next = std::max(next, frame.header.unit_index + 1);
    }
    if (entry.kind == EntryKind::messages) end_.next_message.value += entry.records;
    frontier_.append(merkle_leaf(encode_entry(entry)));
    note_root();
  }
  end_.commit_no = group.body.number;
  end_.log_size = group.body.log_size;
  end_.root = group.body.log_root;
  note_span(group);
  last_commit_ = group.commit_hash;
  last_time_ms_ = group.body.time_ms;
  recent_roots_.emplace_back(end_.log_size, end_.root);
  if (recent_roots_.size() > kRecentRoots) recent_roots_.pop_front();
  recent_commits_.push_back(group.commit_hash);
  if (recent_commits_.size() > kRecentRoots) recent_commits_.pop_front();
}

void Log::note_root() {
  if (!watched_.contains(frontier_.size())) return;
  watched_roots_.emplace(frontier_.size(), frontier_.root());
}

void Log::note_span(const Group& group) {
  SegmentSpan& span = spans_[group.segment.value];
  if (span.first_commit == 0) {
    span.first_commit = group.body.number;
    span.log_begin = group.body.log_size - group.body.entries.size();
    span.log_after_first = group.body.log_size;
  }
  span.last_commit = group.body.number;
  span.log_after_last = group.body.log_size;
  span.next_message = end_.next_message;
}

std::optional<SegmentSpan> Log::span_of(SegmentNo segment) const {
  const auto found = spans_.find(segment.value);
  return found == spans_.end() ? std::nullopt : std::optional(found->second);
}

uint32_t Log::next_unit_index(const UnitTag& unit) const {
  MUNIMENT_CHECK(has_key_indices_, "who writes has read the header of every frame");
  const auto found = next_index_.find(unit);
  return found == next_index_.end() ? 0 : found->second;
}

std::optional<Sha256> Log::commit_hash(uint64_t number) const {
  const uint64_t back = end_.commit_no - number;  // 0 for the last one
  if (number > end_.commit_no || back >= recent_commits_.size()) return std::nullopt;
  return recent_commits_[recent_commits_.size() - 1 - back];
}

std::optional<Sha256> Log::root_at(uint64_t size) const {
  if (size == 0) return MerkleFrontier{}.root();
  if (const auto found = watched_roots_.find(size); found != watched_roots_.end()) return found->second;
  for (const auto& [at, root] : recent_roots_) {
    if (at == size) return root;
  }
  return std::nullopt;
}

// The last entry that starts at or before the message. Entries of other kinds carry the number that comes next.
Result<LogEntry> Log::find(MessageNumber message) const {
  const auto after = std::upper_bound(entries_.begin(), entries_.end(), message,
                                      [](MessageNumber m, const LogEntry& e) { return m < e.first_message; });
  if (after != entries_.begin()) {
    const LogEntry& entry = *(after - 1);
    if (entry.kind == EntryKind::messages && message.value - entry.first_message.value < entry.records) return entry;
  }
  return make_error(ErrorCode::not_found, "there is no message " + to_string(message))
      .because(end_.next_message.value == 0 ? "the archive holds none yet" : "the last one is m" + std::to_string(end_.next_message.value - 1))
      .advise("muniment search finds messages and their numbers");
}

}  // namespace muniment::archive
