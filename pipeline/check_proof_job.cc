// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/check_proof_job.h"

#include <unordered_map>

#include "archive/proof.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/bundle_sums.h"

namespace muniment::pipeline {
namespace {

constexpr char kProofInBundle[] = "proof/messages.proof";

using Told = std::function<void(const archive::ProvenRecord&)>;

Result<archive::ProofCheck> read_once(io::FileSystem& fs, const io::Path& file, const std::optional<std::string>& key, const Told& told) {
  MUNIMENT_TRY(const auto in, io::open_input(fs, file));
  return archive::check_proof(*in, key, told);
}

Verdict verdict_of(archive::ProofVerdict verdict) {
  switch (verdict) {
    case archive::ProofVerdict::verified: return Verdict::verified;
    case archive::ProofVerdict::altered: return Verdict::altered;
    case archive::ProofVerdict::not_verifiable: return Verdict::not_verifiable;
  }
  return Verdict::not_verifiable;
}

ShownRecord shown_of(const archive::ProvenRecord& proven) {
  ShownRecord shown;
  shown.number = proven.message();
  shown.entry = proven.entry_index;
  shown.i = proven.i;
  shown.committed_ms = proven.entry.time_ms;
  if (!proven.record) return shown;
  shown.sha256 = crypto::sha256(*proven.record);
  auto record = decode_record(*proven.record);
  if (record) shown.record = std::move(*record);
  return shown;
}

class Check {
 public:
  Check(io::FileSystem& fs, const CheckProofRequest& request, const std::function<void(const ShownRecord&)>& shown)
      : fs_(fs), request_(request), shown_(shown) {}

  Result<CheckProofAnswer> run() {
    answer_.key_was_given = request_.log_key.has_value();
    answer_.verdict = Verdict::verified;
    const bool of_bundle = !request_.bundle.empty();
    MUNIMENT_TRY_VOID(take_attachments());
    MUNIMENT_TRY_VOID(proof(of_bundle ? request_.bundle / kProofInBundle : request_.file, of_bundle));
    if (holds() && of_bundle) MUNIMENT_TRY_VOID(bundle());
    if (holds() && of_bundle && !request_.file.empty()) MUNIMENT_TRY_VOID(export_event());
    if (holds()) compare_attachments();
    if (holds()) MUNIMENT_TRY_VOID(show());
    if (holds()) list_what_is_not_covered();
    return std::move(answer_);
  }

 private:
  [[nodiscard]] bool holds() const { return answer_.verdict == Verdict::verified; }

  void fail(Verdict verdict, std::string reason) {
    answer_.verdict = verdict;
    answer_.reason = std::move(reason);
  }

  Result<void> proof(const io::Path& file, bool of_bundle) {
    auto check = read_once(fs_, file, request_.log_key, [this](const archive::ProvenRecord& proven) {
      if (!answer_.named.empty()) look_for_attachments(shown_of(proven));
    });
    if (!check && of_bundle && check.error().code == ErrorCode::not_found) {
      MUNIMENT_TRY(const bool there, fs_.exists(request_.bundle));
      if (!there) return check.error();
      fail(Verdict::not_verifiable, "the bundle has no proof");
      return {};
    }
    if (!check) return check.error();
    file_ = file;
    const archive::ProofFacts& facts = check->facts;
    answer_.log_key = facts.log_key;
    if (check->verdict != archive::ProofVerdict::verified) {
      fail(verdict_of(check->verdict), check->reason);
      return {};
    }
    answer_.checkpoint = facts.checkpoint.size;
    answer_.root = facts.checkpoint.root;
    answer_.entries = facts.entries;
    answer_.records = facts.records;
    answer_.messages = facts.messages;
    answer_.withheld = facts.withheld;
    return {};
  }

  Result<void> bundle() {
    MUNIMENT_TRY(bundle_, check_bundle_files(fs_, request_.bundle));
    answer_.files = bundle_.files;
    if (!bundle_.wrong.empty()) fail(Verdict::altered, "the bundle is not as it was made: " + bundle_.wrong);
    return {};
  }

  // That the archive made exactly this bundle: an event in a proof of the same log names its manifest.
  Result<void> export_event() {
    bool named = false;
    const std::string manifest = to_hex(bundle_.manifest.view());
    MUNIMENT_TRY(const archive::ProofCheck check, read_once(fs_, request_.file, answer_.log_key, [&](const archive::ProvenRecord& proven) {
      const ShownRecord record = shown_of(proven);
      if (!record.record || record.record->kind != RecordKind::export_made) return;
      const auto made = export_from(*record.record);
      named = named || (made && made->manifest_sha256 == manifest);
    }));
    if (check.verdict != archive::ProofVerdict::verified) {
      fail(verdict_of(check.verdict), "the proof of the export: " + check.reason);
    } else if (!named) {
      fail(Verdict::altered, "the proof of the export is not about this bundle: no event in it names the bundle's manifest");
    }
    answer_.export_is_proven = holds();
    return {};
  }

  Result<void> take_attachments() {
    for (const io::Path& file : request_.attachments) {
      MUNIMENT_TRY(const Sha256 hash, sha256_of_file(fs_, file));
      answer_.named.push_back({file, hash, std::nullopt});
    }
    return {};
  }

  // The second reading decides: the file may have changed since.
  Result<void> show() {
    MUNIMENT_TRY(const archive::ProofCheck again, read_once(fs_, file_, request_.log_key, [this](const archive::ProvenRecord& proven) {
      const ShownRecord record = shown_of(proven);
      if (record.sha256) answer_.bytes += proven.record->size();
      if (record.record) count_attachments(record);
      if (shown_) shown_(record);
    }));
    if (again.verdict != archive::ProofVerdict::verified) fail(Verdict::altered, "the proof changed while it was read");
    return {};
  }

  void count_attachments(const ShownRecord& shown) {
    for (const Attachment& attachment : shown.record->attachments) {
      if (!attachment.sha256) continue;
      ++answer_.attachments;
      if (bundle_.names.contains(*attachment.sha256)) ++answer_.attachments_in_bundle;
    }
  }

  void look_for_attachments(const ShownRecord& shown) {
    if (!shown.record) return;
    for (const Attachment& attachment : shown.record->attachments) {
      for (NamedAttachment& named : answer_.named) {
        if (named.sha256 == attachment.sha256 && !named.message) named.message = shown.number;
      }
    }
  }

  void compare_attachments() {
    for (const NamedAttachment& named : answer_.named) {
      if (!named.message) return fail(Verdict::altered, named.file.string() + " is not an attachment of a record in the proof");
    }
  }

  void list_what_is_not_covered() {
    std::vector<std::string>& list = answer_.not_covered;
    if (!answer_.key_was_given) list.emplace_back("whose key signed it: compare the key with the one that the owner of the archive published, or give it with --log-key");
    if (answer_.withheld > 0) list.emplace_back("content that is withheld");
    list.emplace_back("that what the source delivered is true or complete");
    if (answer_.attachments > answer_.named.size()) list.emplace_back("the content of attachments, beyond files whose SHA-256 is that in the record");
    list.emplace_back("the time of the commit, beyond what the archive's own clock said");
    list.emplace_back("that there is no other message");
    if (!request_.bundle.empty()) list.emplace_back("how the bundle's files present the messages");
    if (!request_.bundle.empty() && !answer_.export_is_proven) list.emplace_back("that the archive made this bundle: a proof of the export shows it (prove --export)");
  }

  io::FileSystem& fs_;
  const CheckProofRequest& request_;
  const std::function<void(const ShownRecord&)>& shown_;
  io::Path file_;
  BundleFiles bundle_;
  CheckProofAnswer answer_;
};

}  // namespace

Result<CheckProofAnswer> check_proof(io::FileSystem& fs, const CheckProofRequest& request,
                                     const std::function<void(const ShownRecord&)>& shown) {
  return Check(fs, request, shown).run();
}

}  // namespace muniment::pipeline
