// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/verify_job.h"

#include <algorithm>
#include <array>
#include <set>

#include "archive/verify.h"
#include "core/base/time_text.h"
#include "archive/checkpoints.h"
#include "pipeline/checkpoint_job.h"
#include "pipeline/parts.h"
#include "pipeline/verify_answer.h"

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
  answer.findings.push_back({Verdict::altered,
                             what + " (derived from the log: rebuilt by the next ingest, no message is affected)", path,
                             std::nullopt, std::nullopt});
}

// `in_full`: every byte of it; otherwise only whether it opens.
Result<void> verify_index(io::FileSystem& fs, const io::Path& path, const archive::Reader& log, bool in_full,
                          VerifyAnswer& answer) {
  MUNIMENT_TRY(const auto index,
               index::Store::open(fs, path / "idx", log.id(), manifest_key(log).view(), partition_keys(log),
                                  earlier_partition_keys(log)));
  for (const std::string& damage : index->damaged()) derived_finding(answer, "index: " + damage, "idx");
  answer.index_current = !index->was_of_another_version();
  answer.index_read = in_full;
  if (!in_full) return {};
  if (auto sound = index->verify(); !sound) derived_finding(answer, "index: " + one_line(sound.error()), "idx");
  return {};
}

// A catalogue that does not open is an empty one; with a snapshot on the disk, that is a finding.
Result<void> verify_catalogue(io::FileSystem& fs, const io::Path& path, const archive::Reader& log,
                              VerifyAnswer& answer) {
  MUNIMENT_TRY(const bool exists, fs.exists(path / "cat"));
  if (!exists) return {};
  MUNIMENT_TRY(const auto files, fs.list(path / "cat"));
  const bool has_snapshot =
      std::ranges::any_of(files, [](const io::DirectoryEntry& e) { return e.name.ends_with(".mcat"); });
  if (!has_snapshot) return {};
  MUNIMENT_TRY(const auto catalogue,
               index::Catalogue::open(fs, path / "cat", log.id(), log.keys().catalogue_key().view()));
  if (catalogue->was_of_another_version()) return {};  // the next writer folds the log anew
  if (catalogue->log_size() == 0) derived_finding(answer, "catalogue: the snapshot does not open", "cat");
  return {};
}

struct DepthRow {
  VerifyDepth depth;
  archive::Depth there;
  std::string_view name;
};
constexpr std::array kDepths = {
    DepthRow{VerifyDepth::quick, archive::Depth::quick, "quick"},
    DepthRow{VerifyDepth::sample, archive::Depth::sample, "sample"},
    DepthRow{VerifyDepth::full, archive::Depth::full, "full"},
    DepthRow{VerifyDepth::since, archive::Depth::since, "since"},
};
const DepthRow& row_of(VerifyDepth depth) {
  return *std::ranges::find_if(kDepths, [depth](const DepthRow& row) { return row.depth == depth; });
}

archive::VerifyScope scope_of(const VerifyRequest& request) {
  archive::VerifyScope scope;
  scope.depth = row_of(request.depth).there;
  scope.percent = request.percent;
  scope.seed = request.seed;
  scope.since_ms = request.since_ms;
  scope.since_entry = request.since_log_size;
  return scope;
}

// "1", "0.5"
std::string percent_text(double percent) {
  std::string text = std::to_string(percent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string limits_of(const VerifyRequest& request) {
  switch (request.depth) {
    case VerifyDepth::full: return {};
    case VerifyDepth::quick: return "structure only";
    case VerifyDepth::sample:
      return "structure and a sample of " + percent_text(request.percent) + "% (seed " + std::to_string(request.seed) +
             ")";
    case VerifyDepth::since: break;
  }
  const std::string from = request.since_ms ? format_rfc3339(*request.since_ms)
                                            : "checkpoint c" + std::to_string(request.since_log_size.value_or(0));
  return "structure and what was committed since " + from;
}

// Those in the file that are of this archive, by size; without one there is nothing to compare with.
Result<void> add_outside_checkpoints(io::FileSystem& fs, const io::Path& path, const io::Path& against, archive::Outside& outside,
                                     std::vector<uint64_t>& sizes) {
  if (against.empty()) return {};
  constexpr uint64_t kMaxNote = 1U << 20;
  MUNIMENT_TRY(const Bytes note_text, io::read_file(fs, archive::Layout{path}.note(), kMaxNote));
  MUNIMENT_TRY(const archive::ArchiveNote note, archive::ArchiveNote::open(as_text(note_text)));
  MUNIMENT_TRY(const auto texts, checkpoints_in_file(fs, against));
  std::optional<Error> foreign;
  for (const std::string& text : texts) {
    const archive::OutsideCheckpoint one{against.string(), text};
    const auto kept = archive::open_outside(one, note.log_key);
    if (!kept && kept.error().code != ErrorCode::invalid_argument) return kept.error();
    if (!kept) foreign = kept.error();
    if (!kept) continue;
    sizes.push_back(kept->checkpoint.size);
    outside.checkpoints.push_back(one);
  }
  if (sizes.empty()) return *foreign;
  std::sort(sizes.begin(), sizes.end());
  return {};
}

NextStep step_for(const archive::Finding& finding) {
  if (finding.kind == archive::Finding::Kind::not_verifiable) return NextStep::read_about_lost_keys;
  return finding.concern == archive::Concern::rollback ? NextStep::read_about_rollback : NextStep::repair_from_copy;
}

void take_report(archive::VerifyReport& report, VerifyAnswer& answer) {
  answer.segments = report.segments;
  answer.frames = report.frames;
  answer.records = report.records;
  answer.messages = report.messages;
  answer.commits = report.commits;
  answer.blobs = report.blobs;
  answer.bytes_read = report.bytes_read;
  answer.frames_opened = report.frames_opened;
  answer.records_opened = report.records_opened;
  answer.messages_opened = report.messages_opened;
  answer.blobs_opened = report.blobs_opened;
  answer.log_size = report.end.log_size;
  answer.notes = std::move(report.notes);
  const archive::DamageCount& damage = report.damage;
  answer.damage =
      DamageSummary{damage.segments, damage.frames, damage.messages, damage.attachments, damage.other_files};
  std::set<NextStep> steps;
  for (archive::Finding& finding : report.findings) {
    steps.insert(step_for(finding));
    answer.findings.push_back(
        {verdict_of(finding.kind), std::move(finding.what), std::move(finding.path), finding.offset, finding.messages});
  }
  answer.next.assign(steps.begin(), steps.end());
}

std::string part_of(uint64_t part, uint64_t whole, const char* unit) {
  return std::to_string(part) + " of " + std::to_string(whole) + " " + unit + (whole == 1 ? "" : "s");
}

void say_what_is_left_open(VerifyAnswer& answer) {
  if (answer.frames_opened < answer.frames) {
    answer.not_covered.push_back(
        "the content of " + part_of(answer.frames - answer.frames_opened, answer.frames, "frame") + ", not opened");
  }
  if (answer.depth != VerifyDepth::full) {
    const uint64_t unread = answer.blobs - std::min(answer.blobs, answer.blobs_opened);
    if (unread > 0) answer.not_covered.push_back("the content of " + part_of(unread, answer.blobs, "attachment"));
    answer.not_covered.emplace_back("whether an attachment is missing that no opened frame names");
  }
  if (!answer.index_read) {
    answer.not_covered.push_back("the content of the search index, which is derived from the log");
  }
  answer.not_covered.push_back("whether the sources were complete");
  if (answer.compared.empty()) {
    answer.not_covered.push_back("a rollback of the whole archive to an older state, before the first checkpoint kept outside");
  } else {
    answer.not_covered.push_back("what came behind c" + std::to_string(answer.compared.back()) + ", beyond this archive's own word");
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

std::string_view to_string(VerifyDepth depth) { return row_of(depth).name; }

std::string_view to_string(NextStep step) {
  switch (step) {
    case NextStep::ingest_rebuilds_index: return "ingest_rebuilds_index";
    case NextStep::repair_from_copy: return "repair_from_copy";
    case NextStep::read_about_rollback: return "read_about_rollback";
    case NextStep::read_about_lost_keys: break;
  }
  return "read_about_lost_keys";
}

VerifyAnswer answer_of(archive::VerifyReport report) {
  VerifyAnswer answer;
  take_report(report, answer);
  answer.verdict = worst(answer.findings);
  return answer;
}

Result<VerifyAnswer> verify_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const std::function<void(uint64_t, uint64_t)>& progress,
                                    const VerifyRequest& request) {
  const archive::Unlock keys{unlock.passphrase.clone(), unlock.identity.clone()};
  archive::VerifyScope scope = scope_of(request);
  scope.outside = outside_of(request.machine);
  std::vector<uint64_t> compared;
  MUNIMENT_TRY_VOID(add_outside_checkpoints(fs, path, request.against, scope.outside, compared));
  MUNIMENT_TRY(archive::VerifyReport report, archive::verify(fs, path, keys, scope, progress));
  VerifyAnswer answer = answer_of(std::move(report));
  answer.compared = std::move(compared);
  answer.depth = request.depth;
  answer.limited_to = limits_of(request);
  const auto log = archive::Reader::open(fs, path, keys);
  if (log) {
    MUNIMENT_TRY_VOID(verify_index(fs, path, **log, request.depth == VerifyDepth::full, answer));
    MUNIMENT_TRY_VOID(verify_catalogue(fs, path, **log, answer));
  } else if (answer.findings.empty()) {
    answer.findings.push_back({Verdict::not_verifiable, "the archive does not open: " + one_line(log.error()),
                               log.error().path, log.error().offset, std::nullopt});
  }
  if (!answer.index_sound) answer.next.insert(answer.next.begin(), NextStep::ingest_rebuilds_index);
  answer.verdict = worst(answer.findings);
  say_what_is_left_open(answer);
  return answer;
}

}  // namespace muniment::pipeline
