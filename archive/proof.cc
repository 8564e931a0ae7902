// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/proof.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "archive/merkle.h"

namespace muniment::archive {
namespace {

// --- the log, as far as a checkpoint goes ------------------------------------------------------------------------------

struct LogPart {
  std::vector<Sha256> leaves;
  std::unordered_map<uint64_t, std::array<Byte, kEntrySize>> wanted;  // entries that the proof is about
  std::unordered_map<uint64_t, Sha256> roots;                         // at the sizes of the candidates
};

Result<LogPart> read_log(const ProofSource& source, const ProofPlan& plan, const std::vector<SignedCheckpoint>& candidates) {
  LogPart part;
  uint64_t size = 0;
  for (const SignedCheckpoint& c : candidates) size = std::max(size, c.checkpoint.size), part.roots[c.checkpoint.size];
  for (const ProofItem& item : plan.items) part.wanted[item.entry];
  MerkleFrontier frontier;
  MUNIMENT_TRY_VOID(source.each_entry(size, [&](uint64_t index, const std::array<Byte, kEntrySize>& data) {
    const Sha256 leaf = merkle_leaf(data);
    part.leaves.push_back(leaf);
    frontier.append(leaf);
    if (const auto wanted = part.wanted.find(index); wanted != part.wanted.end()) wanted->second = data;
    if (const auto root = part.roots.find(frontier.size()); root != part.roots.end()) root->second = frontier.root();
  }));
  return part;
}

Error not_covered(const ProofPlan& plan, const std::vector<SignedCheckpoint>& all) {
  uint64_t newest = 0;
  for (const SignedCheckpoint& c : all) newest = std::max(newest, c.checkpoint.size);
  return make_error(ErrorCode::not_found, "not yet covered by a signed checkpoint")
      .because("it stands at entry " + std::to_string(plan.items.back().entry) + " of the log, and the newest checkpoint is c" +
               std::to_string(newest))
      .advise("the next command that writes to the archive signs one when it ends: muniment checkpoint create, or muniment ingest")
      .numbered(kNotYetCovered);
}

Error no_such_checkpoint(uint64_t size, uint64_t last) {
  const std::string name = "c" + std::to_string(size);
  if (size <= last) {
    return make_error(ErrorCode::invalid_argument, "checkpoint " + name + " is older than what is to be proven")
        .because("it stands at entry " + std::to_string(last) + " of the log")
        .advise("leave --checkpoint out: the oldest one that covers it is taken");
  }
  return make_error(ErrorCode::not_found, "there is no checkpoint " + name + " in the archive").advise("muniment checkpoint list");
}

// The oldest that the writer kept; then copies that came from elsewhere, which come and go; HEAD, which moves, last.
std::tuple<int, uint64_t, std::string_view> rank_of(const SignedCheckpoint& c) {
  const bool own = c.file == "ckpt/" + std::to_string(c.checkpoint.size) + ".note";
  return {own ? 0 : c.file == "HEAD" ? 2 : 1, c.checkpoint.size, c.file};
}

Result<std::vector<SignedCheckpoint>> candidates_for(const ProofSource& source, const ProofPlan& plan) {
  const uint64_t last = plan.items.back().entry;
  MUNIMENT_TRY(const std::vector<SignedCheckpoint> all, source.signed_checkpoints(std::max(last + 1, plan.checkpoint.value_or(0))));
  std::vector<SignedCheckpoint> fit;
  for (const SignedCheckpoint& c : all) {
    if (c.checkpoint.size > last && (!plan.checkpoint || *plan.checkpoint == c.checkpoint.size)) fit.push_back(c);
  }
  std::ranges::sort(fit, [](const auto& a, const auto& b) { return rank_of(a) < rank_of(b); });
  if (!fit.empty()) return fit;
  if (plan.checkpoint) return no_such_checkpoint(*plan.checkpoint, last);
  return not_covered(plan, all);
}

// One of another history is passed over: it proves nothing about this log.
Result<const SignedCheckpoint*> choose(const std::vector<SignedCheckpoint>& candidates, const LogPart& log) {
  for (const SignedCheckpoint& c : candidates) {
    if (log.roots.at(c.checkpoint.size) == c.checkpoint.root) return &c;
  }
  return make_error(ErrorCode::corrupt, "the log is not the log that was signed")
      .because("no checkpoint that covers the entry has the root that the log has there")
      .advise("muniment verify says more");
}

// --- writing -----------------------------------------------------------------------------------------------------------

std::string messages_of(const LogEntry& entry) {
  if (entry.kind != EntryKind::messages) return "entry " + std::to_string(entry.index);
  return to_string(entry.first_message) + " to " + to_string(MessageNumber{entry.first_message.value + entry.records - 1});
}

Error erased(const ProofItem& item, Error cause) {
  return make_error(ErrorCode::not_found, "what entry " + std::to_string(item.entry) + " of the log held has been erased")
      .because("its key is gone" + (cause.message.empty() ? std::string() : ": " + cause.message))
      .advise("a proof that was made before still holds; without it nothing can be shown but that the entry is there");
}

class ProofWriter {
 public:
  ProofWriter(const ProofSource& source, const ProofPlan& plan, const LogPart& log, ProofSink& out)
      : source_(source), plan_(plan), log_(log), out_(out) {}

  Result<void> item(const ProofItem& item) {
    auto frame = source_.read_salted(item.entry);
    if (!frame && frame.error().code == ErrorCode::not_found) return erased(item, std::move(frame).error());
    if (!frame) return frame.error();
    MUNIMENT_TRY(const std::vector<Sha256> leaves, leaves_of(item, *frame));
    MUNIMENT_TRY_VOID(out_.entry(item.entry, log_.wanted.at(item.entry)));
    std::vector<uint64_t> known;
    for (const uint32_t i : item.records) {
      MUNIMENT_CHECK(i < leaves.size() && (known.empty() || known.back() < i), "a proof is of records that the frame has, ascending");
      known.push_back(i);
      MUNIMENT_TRY_VOID(plan_.withhold ? out_.leaf(i, leaves[i]) : out_.record(i, frame->salts[i], frame->content.records[i]));
      ++made.records;
    }
    ++made.entries;
    return nodes(multi_proof(leaves, known));
  }

  Result<void> log_part(const SignedCheckpoint& checkpoint) {
    MUNIMENT_TRY_VOID(out_.tree());
    std::vector<uint64_t> known;
    for (const ProofItem& item : plan_.items) known.push_back(item.entry);
    MUNIMENT_TRY_VOID(nodes(multi_proof(std::span(log_.leaves).first(checkpoint.checkpoint.size), known)));
    made.checkpoint = checkpoint.checkpoint.size;
    made.checkpoint_file = checkpoint.file;
    return out_.checkpoint(checkpoint.note);
  }

  ProofMade made;

 private:
  // A frame that opens and is not what the log says would give a proof that does not hold.
  Result<std::vector<Sha256>> leaves_of(const ProofItem& item, const SaltedFrame& frame) {
    std::vector<Sha256> leaves;
    for (size_t i = 0; i < frame.salts.size(); ++i) leaves.push_back(salted_leaf(frame.salts[i], frame.content.records[i]));
    if (equal(merkle_root(leaves).view(), ByteView(log_.wanted.at(item.entry)).subspan(entry_at::kInnerRoot))) return leaves;
    return make_error(ErrorCode::corrupt, "the records of a frame are not those that the log names")
        .because(messages_of(frame.content.entry) + ": the root over them is another")
        .advise("muniment verify says more");
  }

  Result<void> nodes(const std::vector<Sha256>& hashes) {
    for (const Sha256& hash : hashes) MUNIMENT_TRY_VOID(out_.node(hash));
    made.nodes += hashes.size();
    return {};
  }

  const ProofSource& source_;
  const ProofPlan& plan_;
  const LogPart& log_;
  ProofSink& out_;
};

}  // namespace

Result<ProofMade> write_proof(const ProofSource& source, const ProofPlan& plan, ProofSink& out,
                              const std::function<void(uint64_t, uint64_t)>& progress) {
  MUNIMENT_CHECK(!plan.items.empty(), "a proof is of at least one entry");
  MUNIMENT_TRY(const std::vector<SignedCheckpoint> candidates, candidates_for(source, plan));
  MUNIMENT_TRY(const LogPart log, read_log(source, plan, candidates));
  MUNIMENT_TRY(const SignedCheckpoint* const checkpoint, choose(candidates, log));
  ProofWriter writer(source, plan, log, out);
  MUNIMENT_TRY_VOID(out.log(source.signing_key().text()));
  for (const ProofItem& item : plan.items) {
    MUNIMENT_TRY_VOID(writer.item(item));
    if (progress) progress(writer.made.entries, plan.items.size());
  }
  MUNIMENT_TRY_VOID(writer.log_part(*checkpoint));
  return std::move(writer.made);
}

}  // namespace muniment::archive
