// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/verify_job.h"

#include <algorithm>

#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

Verdict verdict_of(archive::Finding::Kind kind) {
  switch (kind) {
    case archive::Finding::Kind::altered: return Verdict::altered;
    case archive::Finding::Kind::missing: return Verdict::missing;
    case archive::Finding::Kind::not_verifiable: return Verdict::not_verifiable;
  }
  return Verdict::not_verifiable;
}

// The gravest word that applies: altered before missing before not verifiable.
Verdict worst(const std::vector<VerifyFinding>& findings) {
  const auto any = [&](Verdict v) {
    return std::ranges::any_of(findings, [v](const VerifyFinding& finding) { return finding.verdict == v; });
  };
  for (const Verdict v : {Verdict::altered, Verdict::missing, Verdict::not_verifiable}) {
    if (any(v)) return v;
  }
  return Verdict::verified;
}

void derived_finding(VerifyAnswer& answer, const std::string& what, const std::string& path) {
  answer.index_sound = false;
  answer.findings.push_back({Verdict::altered, what + " (derived from the log: rebuilt by the next ingest, no message is affected)",
                             path, std::nullopt, std::nullopt});
}

Result<void> verify_index(io::FileSystem& fs, const io::Path& path, const archive::Reader& log, VerifyAnswer& answer) {
  MUNIMENT_TRY(const auto index, index::Store::open(fs, path / "idx", log.id(), manifest_key(log).view(), partition_keys(log),
                                               earlier_partition_keys(log)));
  for (const std::string& damage : index->damaged()) derived_finding(answer, "index: " + damage, "idx");
  if (auto sound = index->verify(); !sound) derived_finding(answer, "index: " + one_line(sound.error()), "idx");
  return {};
}

// A catalogue that does not open is an empty one; with a snapshot on the disk, that is a finding.
Result<void> verify_catalogue(io::FileSystem& fs, const io::Path& path, const archive::Reader& log, VerifyAnswer& answer) {
  MUNIMENT_TRY(const bool exists, fs.exists(path / "cat"));
  if (!exists) return {};
  MUNIMENT_TRY(const auto files, fs.list(path / "cat"));
  const bool has_snapshot = std::ranges::any_of(files, [](const io::DirectoryEntry& e) { return e.name.ends_with(".mcat"); });
  if (!has_snapshot) return {};
  MUNIMENT_TRY(const auto catalogue, index::Catalogue::open(fs, path / "cat", log.id(), log.keys().catalogue_key().view()));
  if (catalogue->log_size() == 0) derived_finding(answer, "catalogue: the snapshot does not open", "cat");
  return {};
}

void take_report(archive::VerifyReport& report, VerifyAnswer& answer) {
  answer.segments = report.segments;
  answer.frames = report.frames;
  answer.records = report.records;
  answer.messages = report.messages;
  answer.commits = report.commits;
  answer.blobs = report.blobs;
  answer.bytes_read = report.bytes_read;
  answer.log_size = report.end.log_size;
  answer.notes = std::move(report.notes);
  for (archive::Finding& finding : report.findings) {
    answer.findings.push_back({verdict_of(finding.kind), std::move(finding.what), std::move(finding.path), finding.offset,
                               finding.messages});
  }
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::verified: return "verified";
    case Verdict::altered: return "altered";
    case Verdict::missing: return "missing";
    case Verdict::not_verifiable: return "not verifiable";
  }
  return "not verifiable";
}

Result<VerifyAnswer> verify_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const std::function<void(uint64_t, uint64_t)>& progress) {
  const archive::Unlock keys{unlock.passphrase.clone(), unlock.identity.clone()};
  MUNIMENT_TRY(archive::VerifyReport report, archive::verify(fs, path, keys, progress));
  VerifyAnswer answer;
  take_report(report, answer);
  const auto log = archive::Reader::open(fs, path, keys);
  if (log) {
    MUNIMENT_TRY_VOID(verify_index(fs, path, **log, answer));
    MUNIMENT_TRY_VOID(verify_catalogue(fs, path, **log, answer));
  } else if (answer.findings.empty()) {
    answer.findings.push_back({Verdict::not_verifiable, "the archive does not open: " + one_line(log.error()), log.error().path,
                               log.error().offset, std::nullopt});
  }
  answer.verdict = worst(answer.findings);
  answer.not_covered = {"whether the sources were complete",
                        "a rollback of the whole archive to an older state, before the first checkpoint kept outside"};
  return answer;
}

}  // namespace muniment::pipeline
