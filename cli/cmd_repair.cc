// SPDX-License-Identifier: GPL-3.0-or-later
// muniment repair: puts a damaged archive right from a second copy, byte for byte, and lists what it could not.
#include <memory>

#include "cli/command.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/verify_text.h"
#include "core/base/clock.h"
#include "pipeline/repair_job.h"

namespace muniment::cli {
namespace {

constexpr int kNoCopyNamed = 1231, kNoCopyThere = 1232;

struct RepairOptions {
  std::string from;
  bool dry_run = false;
};

std::string origin_text(const pipeline::RestoredFile& file) {
  if (file.bytes_of_copy == file.size) return "from the copy";
  return grouped(file.bytes_of_copy) + " of " + counted(file.size, "byte") +
         " from the copy, the others were good here";
}

std::string restored_text(const pipeline::RestoredFile& file, const pipeline::RepairAnswer& answer) {
  const char* const doing = answer.dry_run ? "would restore " : "restored ";
  return std::string(doing) + printable(file.path) + "\n    " + (file.was_there ? "damaged" : "missing") + "; " +
         origin_text(file) + "\n";
}

void print_json(const pipeline::RepairAnswer& answer, Exit exit) {
  for (const pipeline::RestoredFile& file : answer.restored) {
    print_json_line(json_of_type("restored")
                        .set("path", file.path)
                        .set("was_there", file.was_there)
                        .set("bytes", file.size)
                        .set("bytes_of_copy", file.bytes_of_copy));
  }
  for (const pipeline::VerifyFinding& finding : answer.after.findings) print_json_line(finding_json(finding));
  Json result = json_result("repair")
                    .set("verdict", pipeline::to_string(answer.after.verdict))
                    .set("dry_run", answer.dry_run)
                    .set("restored", uint64_t{answer.restored.size()})
                    .set("kept_in", answer.kept_in)
                    .set("findings", uint64_t{answer.after.findings.size()});
  set_damage(result, answer.after.damage);
  print_json_line(result.set("exit", static_cast<int>(exit)));
}

void print_text(const Session& session, const pipeline::RepairAnswer& answer, const std::string& archive) {
  std::string out = answer.dry_run ? "dry run: nothing is written\n" : "";
  for (const pipeline::RestoredFile& file : answer.restored) out += restored_text(file, answer);
  for (const pipeline::VerifyFinding& finding : answer.after.findings) out += finding_text(finding, session.style());
  out += labelled(answer.dry_run ? "would restore" : "restored", counted(answer.restored.size(), "file"));
  if (!answer.kept_in.empty()) out += labelled("kept", "the damaged files, in " + printable(answer.kept_in));
  if (is_any(answer.after.damage)) out += labelled("not restored", damage_text(answer.after.damage));
  out += sign_of(answer.after.verdict, session.style()) + " result: " + (answer.dry_run ? "it would be " : "") +
         session.style().bold(pipeline::to_string(answer.after.verdict)) + "\n";
  Session::say(out);
  if (!answer.after.findings.empty()) {
    session.talk("next: try another copy, which may hold what this one does not; docs/when-verify-fails.md\n");
  }
  else if (answer.dry_run && !answer.restored.empty()) session.talk("next: the same command without --dry-run\n");
  else if (!answer.restored.empty()) session.talk("next: muniment verify --archive " + archive + " --full\n");
}

Result<io::Path> copy_of(const RepairOptions& options) {
  if (options.from.empty()) {
    return make_error(ErrorCode::invalid_argument, "no copy is named")
        .advise("--from COPY, a second copy of the archive")
        .numbered(kNoCopyNamed);
  }
  MUNIMENT_TRY(const bool there, io::posix().exists(options.from));
  if (there) return io::Path(options.from);
  return make_error(ErrorCode::invalid_argument, "there is no copy at " + printable(options.from))
      .because("the directory does not exist")
      .advise("--from DIR names a second copy of the archive, such as a backup").numbered(kNoCopyThere);
}

Result<Exit> run(Session& session, const RepairOptions& options) {
  MUNIMENT_TRY(const io::Path path, session.archive_path());
  pipeline::RepairRequest request;
  MUNIMENT_TRY(request.copy, copy_of(options));
  request.dry_run = options.dry_run;
  MUNIMENT_TRY(request.lock_wait_ms, parse_duration_ms(session.flags().lock_wait));
  MUNIMENT_TRY(const pipeline::Unlock keys, session.unlock());
  Progress progress(session.flags(), "verifying", "bytes");
  const auto update = [&progress](uint64_t done, uint64_t total) { progress.update(done, total); };
  Result<pipeline::RepairAnswer> answer =
      pipeline::repair_archive(io::posix(), path, keys, request, system_clock(), update);
  progress.finish();
  if (!answer) return advised(answer.error(), path);
  const Exit exit = answer->after.verdict == pipeline::Verdict::verified ? Exit::success : Exit::integrity;
  if (session.json()) print_json(*answer, exit);
  else print_text(session, *answer, quoted_for_shell(path.string()));
  return exit;
}

}  // namespace

Command command_repair() {
  auto options = std::make_shared<RepairOptions>();
  Command command{"repair", "PROVE", "restore damaged files from a second copy of the archive",
                  "Restores segments, attachments, key files, HEAD, kept checkpoints and archive.note, byte for byte, "
                  "from a copy that may be "
                  "older, newer, or damaged itself: nothing of it is taken that does not check out with the keys, no "
                  "good byte is replaced, "
                  "and where both copies are damaged in different places a segment is put together from both. What is "
                  "replaced is kept in "
                  "damaged/. At the end everything is verified; what could not be restored is listed, and the exit "
                  "code is 20. The index is "
                  "derived, and left to the next ingest."};
  command.options = {
      {"--from", "", "COPY", "a second copy of the archive, which is only read", &options->from},
      {"--dry-run", "-n", "", "say what would be restored and what could not; write nothing", &options->dry_run}};
  command.examples = {{"what would be done", "muniment repair --archive ./acme --from ./acme-backup --dry-run"},
                      {"do it", "muniment repair --archive ./acme --from ./acme-backup"}};
  command.exits = {Exit::locked, Exit::integrity};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
