// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/repair_job.h"

#include "archive/repair.h"
#include "pipeline/verify_answer.h"

namespace muniment::pipeline {

Result<RepairAnswer> repair_archive(io::FileSystem& fs, const io::Path& path, const Unlock& unlock,
                                    const RepairRequest& request, const Clock& clock,
                                    const std::function<void(uint64_t, uint64_t)>& progress) {
  const archive::Unlock keys{unlock.passphrase.clone(), unlock.identity.clone()};
  const archive::RepairRequest how{request.copy, request.dry_run, request.lock_wait_ms};
  MUNIMENT_TRY(archive::RepairReport report, archive::repair(fs, path, keys, how, clock, progress));
  RepairAnswer answer;
  answer.dry_run = request.dry_run;
  answer.kept_in = std::move(report.kept_in);
  for (archive::RestoredFile& file : report.restored) {
    answer.restored.push_back({std::move(file.path), file.was_there, file.size, file.bytes_of_copy});
  }
  answer.after = answer_of(std::move(report.after));
  return answer;
}

}  // namespace muniment::pipeline
