// SPDX-License-Identifier: GPL-3.0-or-later
// muniment verify: re-reads the archive and says what holds, what does not, and what it cannot say.
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "pipeline/verify_job.h"

namespace muniment::cli {
namespace {

struct VerifyOptions {
  bool full = false;
};

std::string messages_text(const pipeline::VerifyFinding& finding) {
  if (!finding.messages) return {};
  const auto [first, last] = *finding.messages;
  const std::string from = to_string(MessageNumber{first});
  return first == last ? from : from + " to " + to_string(MessageNumber{last});
}

// --- for programs ----------------------------------------------------------------------------------------------------

Json strings(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push(text);
  return array;
}

void print_json(const pipeline::VerifyAnswer& answer, Exit exit) {
  for (const pipeline::VerifyFinding& finding : answer.findings) {
    Json json = json_of_type("finding").set("verdict", pipeline::to_string(finding.verdict)).set("what", finding.what).set("path", finding.path);
    if (finding.offset) json.set("offset", *finding.offset);
    if (finding.messages) {
      json.set("first_message", to_string(MessageNumber{finding.messages->first}));
      json.set("last_message", to_string(MessageNumber{finding.messages->second}));
    }
    print_json_line(json);
  }
  print_json_line(json_result("verify").set("verdict", pipeline::to_string(answer.verdict)).set("findings", uint64_t{answer.findings.size()})
                      .set("messages", answer.messages).set("records", answer.records).set("commits", answer.commits)
                      .set("segments", answer.segments).set("frames", answer.frames).set("blobs", answer.blobs)
                      .set("bytes_read", answer.bytes_read).set("log_size", answer.log_size).set("index_sound", answer.index_sound)
                      .set("notes", strings(answer.notes)).set("not_covered", strings(answer.not_covered))
                      .set("exit", static_cast<int>(exit)));
}

// --- for people ------------------------------------------------------------------------------------------------------

std::string sign(pipeline::Verdict verdict, const Style& style) {
  switch (verdict) {
    case pipeline::Verdict::verified: return style.good("✓");
    case pipeline::Verdict::not_verifiable: return style.warn("?");
    default: return style.bad("✗");
  }
}

std::string finding_text(const pipeline::VerifyFinding& finding, const Style& style) {
  std::string out = sign(finding.verdict, style) + " " + std::string(pipeline::to_string(finding.verdict)) + ": " + printable(finding.what) + "\n";
  std::string place = printable(finding.path);
  if (finding.offset) place += " at byte " + grouped(*finding.offset);
  if (!place.empty()) out += "    where     " + place + "\n";
  if (finding.messages) out += "    messages  " + messages_text(finding) + "\n";
  return out;
}

std::string summary_text(const pipeline::VerifyAnswer& answer) {
  const auto row = [](const char* label, const std::string& value) { return "  " + padded(label, 13) + "  " + value + "\n"; };
  return row("read", file_size(answer.bytes_read) + ": " + counted(answer.segments, "segment") + ", " + counted(answer.frames, "frame") + ", " +
                         counted(answer.blobs, "attachment")) +
         row("checked", counted(answer.messages, "message") + ", " + counted(answer.records, "record") + ", " + counted(answer.commits, "commit")) +
         row("checkpoint", "c" + std::to_string(answer.log_size)) +
         row("index", answer.index_sound ? "sound" : "damaged: derived from the log, and repaired by the next ingest");
}

std::string verdict_text(const pipeline::VerifyAnswer& answer, const Style& style) {
  std::string out = sign(answer.verdict, style) + " result: " + style.bold(pipeline::to_string(answer.verdict));
  if (!answer.findings.empty()) out += ", " + counted(answer.findings.size(), "finding");
  out += "\n";
  for (const std::string& text : answer.not_covered) out += "not covered: " + printable(text) + "\n";
  return out;
}

void advise(const Session& session) {
  session.talk(
      "next: 1. change nothing in the archive, and copy it as it is: cp -a\n"
      "      2. compare with a backup: a finding is one of this copy, and the backup may hold what is damaged here\n"
      "      3. the other messages remain readable and provable; keep this output with the date\n");
}

void print_text(const Session& session, const pipeline::VerifyAnswer& answer) {
  std::string out;
  for (const pipeline::VerifyFinding& finding : answer.findings) out += finding_text(finding, session.style());
  out += summary_text(answer);
  for (const std::string& note : answer.notes) out += "note: " + printable(note) + "\n";
  Session::say(out + verdict_text(answer, session.style()));
  if (answer.verdict != pipeline::Verdict::verified) advise(session);
}

Result<Exit> run(Session& session, const VerifyOptions&) {
  MUNIMENT_TRY(const io::Path path, session.archive_path());
  MUNIMENT_TRY(const pipeline::Unlock keys, session.unlock());
  Progress progress(session.flags(), "verifying", "bytes");
  Result<pipeline::VerifyAnswer> answer =
      pipeline::verify_archive(io::posix(), path, keys, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!answer) return advised(answer.error(), path);
  const Exit exit = answer->verdict == pipeline::Verdict::verified ? Exit::success : Exit::integrity;
  if (session.json()) print_json(*answer, exit);
  else print_text(session, *answer);
  return exit;
}

}  // namespace

Command command_verify() {
  auto options = std::make_shared<VerifyOptions>();
  Command command{"verify", "PROVE", "re-read the archive and say what holds",
                  "Reads every byte, opens every frame, compares every digest and follows the log from its first entry to its last. The "
                  "verdict is one of four: verified, altered, missing, not verifiable. What a verification cannot say is printed too."};
  command.options = {{"--full", "", "", "read everything; the only depth there is for now, and the default", &options->full}};
  command.examples = {{"the whole archive", "muniment verify --archive ./acme --full"},
                      {"for a monitor", "muniment verify --archive ./acme --full --json --no-input"}};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
