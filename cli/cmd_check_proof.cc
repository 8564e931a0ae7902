// SPDX-License-Identifier: GPL-3.0-or-later
// muniment check-proof: what a proof shows, and whether it holds. Needs no archive and no key.
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/model/event.h"
#include "pipeline/check_proof_job.h"

namespace muniment::cli {
namespace {

using pipeline::CheckProofAnswer;
using pipeline::ShownRecord;

constexpr uint64_t kShownWithoutAsking = 3;  // records; of more there is a summary

struct CheckOptions {
  std::vector<std::string> file, attachments;
  std::string log_key, bundle;
};

Result<pipeline::CheckProofRequest> request_from(const CheckOptions& options) {
  if (options.file.empty() && options.bundle.empty()) {
    return make_error(ErrorCode::invalid_argument, "muniment check-proof needs a proof").advise("muniment check-proof FILE, or --bundle DIR");
  }
  pipeline::CheckProofRequest request;
  if (!options.file.empty()) request.file = options.file.front();
  request.bundle = options.bundle;
  if (!options.log_key.empty()) request.log_key = options.log_key;
  request.attachments.assign(options.attachments.begin(), options.attachments.end());
  return request;
}

pipeline::MessageView view_of(const ShownRecord& shown) {
  return {shown.number.value_or(MessageNumber{}), *shown.record, shown.record->conversation, {}, {}, true};
}

std::string row(const std::string& label, const std::string& value) { return "  " + padded(label, 12) + "  " + value + "\n"; }

// --- each record, for people -------------------------------------------------------------------------------------------

std::string rows_of_text(const ShownRecord& shown, const Style& style) {
  std::string out, label = "text", text = said(view_of(shown), style, 0);
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += row(label, text.substr(at, end - at));
    label.clear();
    at = end + 1;
  }
  return out;
}

std::string rows_of_export(const Record& record) {
  const auto made = export_from(record);
  if (!made) return {};
  std::string out = row("format", printable(made->format)) + row("query", printable(made->query));
  if (!made->dialect.empty()) out += row("dialect", printable(made->dialect));
  if (!made->scope.empty()) out += row("scope", printable(made->scope));
  out += row("messages", grouped(made->messages)) + row("searched", grouped(made->searched) + " of " + counted(made->of, "message"));
  if (!made->missing.empty()) out += row("not searched", printable(made->missing));
  return out + row("manifest", "sha256:" + printable(made->manifest_sha256));
}

std::string rows_of_message(const ShownRecord& shown, const Style& style) {
  const Record& record = *shown.record;
  std::string out = row("kind", std::string(to_string(record.kind)));
  if (!record.conversation.empty()) out += row("conversation", printable(record.conversation));
  if (!record.sender.empty()) out += row("sender", printable(record.sender));
  if (record.time) out += row("time", time_text(record, TimeZone::utc()));
  if (shown.number) out += rows_of_text(shown, style);
  if (record.kind == RecordKind::export_made) out += rows_of_export(record);
  for (const Attachment& attachment : record.attachments) {
    out += row("attachment", attachment_text(attachment));
    if (attachment.sha256) out += row("", "sha256:" + to_hex(attachment.sha256->view()));
  }
  return out;
}

std::string record_text(const ShownRecord& shown, const Style& style) {
  std::string out = style.bold(shown.number ? to_string(*shown.number) : "event") + "  in the log as entry " + grouped(shown.entry) + ", record " +
                    grouped(shown.i) + "\n" + row("committed", format_rfc3339_ms(shown.committed_ms));
  if (!shown.sha256) return out + row("content", "withheld");
  if (shown.record) out += rows_of_message(shown, style);
  else out += row("kind", "not understood by this version");
  return out + row("record", "sha256:" + to_hex(shown.sha256->view()));
}

// --- all of it, for people -----------------------------------------------------------------------------------------------

std::string key_text(const CheckProofAnswer& answer) {
  return printable(answer.log_key) + (answer.key_was_given ? "  (as given)" : "  (named by the proof itself)");
}

std::string summary_text(const CheckProofAnswer& answer) {
  std::string records = counted(answer.messages, "message");
  if (answer.records > answer.messages) records += " and " + counted(answer.records - answer.messages, "event");
  if (answer.withheld > 0) records += "; content of " + grouped(answer.withheld) + " withheld";
  std::string out = row("shows", records + ", in " + counted(answer.entries, "entry", "entries") + " of the log") +
                    row("checkpoint", "c" + std::to_string(answer.checkpoint) + ", root " + to_hex(answer.root.view())) +
                    row("log key", key_text(answer));
  if (answer.files > 0) {
    out += row("bundle", counted(answer.files, "file") + " as listed in SHA256SUMS; " + grouped(answer.attachments_in_bundle) + " of " +
                             counted(answer.attachments, "attachment") + " that the records name are files of their own");
  }
  if (answer.export_is_proven) out += row("export", "an event in the log names the manifest of this bundle");
  for (const pipeline::NamedAttachment& named : answer.named) {
    out += row("attachment", printable(named.file.string()) + "  sha256:" + to_hex(named.sha256.view()) + "  of " +
                                 (named.message ? to_string(*named.message) : std::string("no record here")));
  }
  return out;
}

std::string verdict_text(const CheckProofAnswer& answer, const Style& style) {
  const std::string_view word = pipeline::to_string(answer.verdict);
  if (answer.verdict == pipeline::Verdict::verified) return style.good("✓") + " result: " + style.bold(word) + "\n";
  const bool altered = answer.verdict == pipeline::Verdict::altered;
  return "nothing is shown: " + printable(answer.reason) + "\n" + (altered ? style.bad("✗") : style.warn("?")) + " result: " + style.bold(word) + "\n";
}

// --- for programs ----------------------------------------------------------------------------------------------------

void print_record_json(const ShownRecord& shown) {
  Json json = shown.number && shown.record ? json_message("message", view_of(shown)) : json_of_type("record");
  if (shown.number && !shown.record) json.set("id", to_string(*shown.number));
  if (!shown.number && shown.record) json.set("kind", to_string(shown.record->kind));
  json.set("entry", shown.entry).set("record", shown.i).set("committed", format_rfc3339_ms(shown.committed_ms)).set("withheld", !shown.sha256);
  if (shown.sha256) json.set("record_sha256", to_hex(shown.sha256->view()));
  print_json_line(json);
}

void print_result_json(const CheckProofAnswer& answer, Exit exit) {
  Json not_covered = Json::array(), named = Json::array();
  for (const std::string& text : answer.not_covered) not_covered.push(text);
  for (const pipeline::NamedAttachment& a : answer.named) {
    Json item = Json::object().set("file", a.file.string()).set("sha256", to_hex(a.sha256.view()));
    if (a.message) item.set("id", to_string(*a.message));
    named.push(item);
  }
  print_json_line(json_result("check-proof").set("verdict", pipeline::to_string(answer.verdict)).set("reason", answer.reason)
                      .set("log_key", answer.log_key).set("key_was_given", answer.key_was_given)
                      .set("checkpoint", "c" + std::to_string(answer.checkpoint)).set("root", to_hex(answer.root.view()))
                      .set("records", answer.records).set("messages", answer.messages).set("withheld", answer.withheld)
                      .set("entries", answer.entries).set("attachments", answer.attachments)
                      .set("attachments_in_bundle", answer.attachments_in_bundle).set("files", answer.files)
                      .set("export_is_proven", answer.export_is_proven).set("attachment_files", named)
                      .set("not_covered", not_covered).set("exit", static_cast<int>(exit)));
}

// With -v, in JSON, or if there are few: each record. What is shown was checked before.
class Shower {
 public:
  explicit Shower(const Session& session) : session_(session), all_(session.json() || session.flags().verbose > 0) {}
  void operator()(const ShownRecord& shown) {
    if (session_.json()) print_record_json(shown);
    else if (all_ || ++count_ <= kShownWithoutAsking) Session::say(record_text(shown, session_.style()));
  }
  [[nodiscard]] uint64_t left_out() const { return count_ > kShownWithoutAsking ? count_ - kShownWithoutAsking : 0; }

 private:
  const Session& session_;
  bool all_;
  uint64_t count_ = 0;
};

Result<Exit> run(const Session& session, const CheckOptions& options) {
  MUNIMENT_TRY(const pipeline::CheckProofRequest request, request_from(options));
  Shower shower(session);
  MUNIMENT_TRY(const CheckProofAnswer answer, pipeline::check_proof(io::posix(), request, std::ref(shower)));
  const bool verified = answer.verdict == pipeline::Verdict::verified;
  const Exit exit = verified ? Exit::success : Exit::integrity;
  if (session.json()) {
    print_result_json(answer, exit);
    return exit;
  }
  std::string out = shower.left_out() > 0 ? "and " + counted(shower.left_out(), "more record") + ": -v shows each\n" : "";
  if (verified) out += summary_text(answer);
  out += verdict_text(answer, session.style());
  for (const std::string& text : answer.not_covered) out += "not covered: " + printable(text) + "\n";
  Session::say(out);
  return exit;
}

}  // namespace

Command command_check_proof() {
  auto options = std::make_shared<CheckOptions>();
  Command command{"check-proof", "PROVE", "check a proof, without archive and without key, and say what it shows",
                  "The verdict is one of three: verified; altered, if anything in it does not fit; not verifiable, if there is no proof, or it is "
                  "of another log than the key given. What a proof cannot say is printed too."};
  command.positionals = {{"FILE", "the proof; with --bundle, a proof of the export", 0, 1, &options->file}};
  command.options = {
      {"--log-key", "", "KEY", "the key of the log, as its owner published it (muniment checkpoint list prints it)", &options->log_key},
      {"--attachment", "", "FILE", "is this file an attachment of a record that is proven? may be repeated", &options->attachments},
      {"--bundle", "", "DIR", "check an export: its files, and the proof in it", &options->bundle}};
  command.examples = {{"made here, checked anywhere", "muniment prove --archive ./acme --message m2 --out m2.proof && muniment check-proof m2.proof"},
                      {"an export, each message as JSON", "muniment export create --archive ./acme --query 'in:*' --format html --out ./prod-1 && muniment check-proof --bundle ./prod-1 --json"}};
  command.exits = {Exit::integrity};
  command.opens_archive = false;
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
