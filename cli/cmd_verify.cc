// SPDX-License-Identifier: GPL-3.0-or-later
// muniment verify: re-reads the archive and says what holds, what does not, and what it cannot say.
#include <memory>

#include "cli/command.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/verify_scope.h"
#include "cli/verify_text.h"
#include "core/base/clock.h"
#include "pipeline/verify_job.h"

namespace muniment::cli {
namespace {

// --- for programs ----------------------------------------------------------------------------------------------------

Json strings(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push(text);
  return array;
}

Json numbers(const std::vector<uint64_t>& values) {
  Json array = Json::array();
  for (const uint64_t value : values) array.push(value);
  return array;
}

void print_json(const pipeline::VerifyAnswer& answer, Exit exit) {
  for (const pipeline::VerifyFinding& finding : answer.findings) print_json_line(finding_json(finding));
  Json next = Json::array();
  for (const pipeline::NextStep step : answer.next) next.push(pipeline::to_string(step));
  Json result = json_result("verify")
                    .set("verdict", pipeline::to_string(answer.verdict))
                    .set("depth", pipeline::to_string(answer.depth))
                    .set("limited_to", answer.limited_to)
                    .set("against", numbers(answer.compared))
                    .set("findings", uint64_t{answer.findings.size()})
                    .set("messages", answer.messages)
                    .set("messages_opened", answer.messages_opened)
                    .set("records", answer.records)
                    .set("records_opened", answer.records_opened)
                    .set("commits", answer.commits)
                    .set("segments", answer.segments)
                    .set("frames", answer.frames)
                    .set("frames_opened", answer.frames_opened)
                    .set("blobs", answer.blobs)
                    .set("blobs_opened", answer.blobs_opened);
  set_damage(result, answer.damage);
  print_json_line(result.set("bytes_read", answer.bytes_read)
                      .set("log_size", answer.log_size)
                      .set("index_sound", answer.index_sound).set("index_current", answer.index_current)
                      .set("next", next)
                      .set("notes", strings(answer.notes))
                      .set("not_covered", strings(answer.not_covered))
                      .set("exit", static_cast<int>(exit)));
}

// --- for people ------------------------------------------------------------------------------------------------------

std::string part_of(uint64_t part, uint64_t whole, std::string_view unit) {
  return grouped(part) + " of " + counted(whole, unit);
}

std::string index_text(const pipeline::VerifyAnswer& answer) {
  if (!answer.index_sound) return "damaged: derived from the log, and made anew by index rebuild or the next ingest";
  if (!answer.index_current) return "of another version of muniment: made anew by index rebuild or the next ingest";
  return answer.index_read ? "sound" : "opens; its content was not read";
}

std::string summary_text(const pipeline::VerifyAnswer& answer) {
  std::string out = labelled("read", file_size(answer.bytes_read) + ": " + counted(answer.segments, "segment") + ", " +
                                         counted(answer.commits, "commit"));
  out += labelled("opened", part_of(answer.frames_opened, answer.frames, "frame") + ", " +
                                part_of(answer.blobs_opened, answer.blobs, "attachment"));
  out += labelled("checked", part_of(answer.messages_opened, answer.messages, "message") + ", " +
                                 part_of(answer.records_opened, answer.records, "record"));
  out += labelled("checkpoint", "c" + std::to_string(answer.log_size));
  for (const uint64_t size : answer.compared) out += labelled("against", "checkpoint c" + std::to_string(size) + " from outside");
  out += labelled("index", index_text(answer));
  if (is_any(answer.damage)) out += labelled("damaged", damage_text(answer.damage));
  return out;
}

std::string verdict_text(const pipeline::VerifyAnswer& answer, const Style& style) {
  std::string out = sign_of(answer.verdict, style) + " result: " + style.bold(pipeline::to_string(answer.verdict));
  if (!answer.findings.empty()) out += ", " + counted(answer.findings.size(), "finding");
  if (!answer.limited_to.empty()) out += (answer.findings.empty() ? ", " : "; looked at: ") + answer.limited_to;
  out += "\n";
  for (const std::string& text : answer.not_covered) out += "not covered: " + printable(text) + "\n";
  return out;
}

std::string step_text(pipeline::NextStep step, const std::string& archive) {
  switch (step) {
    case pipeline::NextStep::ingest_rebuilds_index:
      return "muniment index rebuild --archive " + archive +
             " makes the index anew, and so does the next ingest; it is derived from the log, and no message is affected";
    case pipeline::NextStep::repair_from_copy:
      return "restore what is damaged from a second copy: muniment repair --archive " + archive +
             " --from COPY --dry-run";
    case pipeline::NextStep::read_about_rollback:
      return "the log is not the one that was signed: read \"rollback\" in docs/when-verify-fails.md before anything "
             "else";
    case pipeline::NextStep::read_about_lost_keys: break;
  }
  return "frames whose keys are gone cannot be checked: read \"not verifiable\" in docs/when-verify-fails.md";
}

// Nothing has to be kept as it is where only derived data is damaged.
void advise(const Session& session, const std::vector<pipeline::NextStep>& steps, const std::string& archive) {
  std::vector<std::string> lines;
  if (steps != std::vector{pipeline::NextStep::ingest_rebuilds_index}) {
    lines.emplace_back(
        "change nothing in the archive, keep this output with the date, and copy the archive as it is: cp -a");
  }
  for (const pipeline::NextStep step : steps) lines.push_back(step_text(step, archive));
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    out += (i == 0 ? "next: " : "      ") + std::to_string(i + 1) + ". " + lines[i] + "\n";
  }
  session.talk(out);
}

void print_text(const Session& session, const pipeline::VerifyAnswer& answer, const io::Path& path) {
  std::string out;
  for (const pipeline::VerifyFinding& finding : answer.findings) out += finding_text(finding, session.style());
  out += summary_text(answer);
  for (const std::string& note : answer.notes) out += "note: " + printable(note) + "\n";
  Session::say(out + verdict_text(answer, session.style()));
  if (answer.verdict != pipeline::Verdict::verified) advise(session, answer.next, quoted_for_shell(path.string()));
}

// Damage that keeps the archive from opening at all may still be put right from a copy.
Error advised_to_repair(Error error, const io::Path& path) {
  const bool is_damage = error.code == ErrorCode::corrupt ||
                         (error.code == ErrorCode::not_found && error.why == "archive.note is not there");
  if (is_damage) {
    error.hint =
        "with a second copy: muniment repair --archive " + quoted_for_shell(path.string()) + " --from COPY --dry-run";
  }
  return advised(std::move(error), path);
}

struct VerifyOptions {
  VerifyScopeOptions scope;
  std::string against;
};

Result<Exit> run(Session& session, const VerifyOptions& options) {
  MUNIMENT_TRY(pipeline::VerifyRequest request, verify_request(options.scope, system_clock().now_ms()));
  request.against = options.against;
  request.machine = this_machine();
  MUNIMENT_TRY(const io::Path path, session.archive_path());
  MUNIMENT_TRY(const pipeline::Unlock keys, session.unlock());
  Progress progress(session.flags(), "verifying", "bytes");
  Result<pipeline::VerifyAnswer> answer = pipeline::verify_archive(
      io::posix(), path, keys, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); }, request);
  progress.finish();
  if (!answer && answer.error().path == options.against) return advised(answer.error(), path);
  if (!answer) return advised_to_repair(answer.error(), path);
  const Exit exit = answer->verdict == pipeline::Verdict::verified ? Exit::success : Exit::integrity;
  if (session.json()) print_json(*answer, exit);
  else print_text(session, *answer, path);
  return exit;
}

}  // namespace

Command command_verify() {
  auto options = std::make_shared<VerifyOptions>();
  Command command{
      "verify", "PROVE", "re-read the archive and say what holds",
      "Follows the log from its first entry to its last, checks every COMMIT, chain and root, HEAD, the kept "
      "checkpoints, the "
      "key files and the sizes of the attachments; and, at its full depth, reads every byte, opens every frame and "
      "compares "
      "every digest. The verdict is one of four: verified, altered, missing, not verifiable. What a verification of "
      "this "
      "depth cannot say is printed too. docs/when-verify-fails.md says what each finding means and what to do."};
  command.options = {
      {"--full", "", "", "read everything; the default", &options->scope.full},
      {"--quick", "", "", "the structure only: no frame is opened but the last key record, no attachment is read",
       &options->scope.quick},
      {"--sample", "", "N%",
       "the structure, and this part of the frames, chosen at random, with every attachment that they name",
       &options->scope.sample},
      {"--seed", "", "N", "of the sample, to choose the same frames again (default: a new one, which is printed)",
       &options->scope.seed},
      {"--since", "", "WHEN",
       "the structure, and in full what was committed since: 24h, 7d, 2026-03-01 (UTC) or checkpoint c1234",
       &options->scope.since},
      {"--against", "", "FILE",
       "a checkpoint that was kept elsewhere: the note, or the mail that carried it, as it was saved", &options->against}};
  command.examples = {
      {"the whole archive", "muniment verify --archive ./acme --full"},
      {"each night: the structure, and what the day has brought", "muniment verify --archive ./acme --since 24h"},
      {"against the auditor's copy", "muniment verify --quick --against ./checkpoint.eml --archive ./acme"},
      {"for a monitor", "muniment verify --archive ./acme --sample 1% --json --no-input"}};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
