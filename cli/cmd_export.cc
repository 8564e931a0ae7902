// SPDX-License-Identifier: GPL-3.0-or-later
// muniment export create: a bundle of the messages that a query finds.
#include <filesystem>
#include <memory>

#include "cli/command.h"
#include "cli/dialect.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/scope.h"
#include "cli/session.h"
#include "export/registry.h"
#include "pipeline/export_job.h"

namespace muniment::cli {
namespace {

struct ExportOptions {
  std::string query, dialect{kDefaultDialect}, scope, format, out, mail_domain;
  bool no_proof = false, require_complete = false;
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const exporting::ExportFormat& format : exporting::export_formats()) names.emplace_back(format.name);
  return names;
}

std::string format_help() {
  std::string help;
  for (const exporting::ExportFormat& format : exporting::export_formats()) {
    help += (help.empty() ? "" : "; ") + std::string(format.name) + ": " + std::string(format.summary);
  }
  return help;
}

Result<void> check(const ExportOptions& options) {
  const std::pair<const char*, const std::string*> needed[] = {{"--query", &options.query}, {"--format", &options.format}, {"--out", &options.out}};
  for (const auto& [name, value] : needed) {
    if (!value->empty()) continue;
    return make_error(ErrorCode::invalid_argument, std::string("muniment export create needs ") + name)
        .advise("muniment export create --query 'QUERY' --format " + format_names().front() + " --out DIR; everything: --query 'in:*'");
  }
  return {};
}

std::string checkpoint_of(const pipeline::ExportAnswer& answer) {
  return answer.checkpoint > 0 ? "c" + std::to_string(answer.checkpoint) : std::string();
}

Exit exit_of(const ExportOptions& options, const pipeline::ExportAnswer& answer) {
  return options.require_complete && answer.searched < answer.of ? Exit::attention : Exit::success;
}

std::string searched_text(const pipeline::ExportAnswer& answer, const Style& style) {
  const std::string text = grouped(answer.searched) + " of " + counted(answer.of, "message");
  return answer.searched == answer.of ? text : style.warn("! " + text + ": the bundle is not complete");
}

void print_json(const ExportOptions& options, const pipeline::ExportAnswer& answer) {
  Json notes = Json::array();
  for (const std::string& note : answer.notes) notes.push(note);
  Json result = json_result("export").set("out", options.out).set("format", options.format).set("query", options.query);
  if (options.dialect != kDefaultDialect) result.set("dialect", options.dialect);
  const index::Unit unit = scope_named(options.scope).value_or(index::Unit{});
  if (unit.kind != index::UnitKind::message) result.set("scope", to_string(unit));
  if (!answer.missing.empty()) result.set("missing", answer.missing);
  print_json_line(result.set("messages", answer.messages).set("conversations", answer.conversations)
                      .set("attachments", answer.attachments).set("absent", answer.absent).set("files", answer.files)
                      .set("bytes", answer.bytes).set("searched", answer.searched).set("of", answer.of)
                      .set("manifest_sha256", answer.manifest_sha256).set("checkpoint", checkpoint_of(answer)).set("notes", notes)
                      .set("exit", static_cast<int>(exit_of(options, answer))));
}

void print_text(const Session& session, const ExportOptions& options, const pipeline::ExportAnswer& answer) {
  const auto row = [](const char* label, const std::string& value) { return "  " + padded(label, 13) + "  " + value + "\n"; };
  std::string out = "bundle " + session.style().bold(printable(options.out)) + "\n";
  out += row("messages", grouped(answer.messages) + " in " + counted(answer.conversations, "conversation"));
  if (answer.attachments + answer.absent > 0) {
    out += row("attachments", grouped(answer.attachments) + " written, " + grouped(answer.absent) + " not in the source");
  }
  out += row("files", grouped(answer.files) + ", " + file_size(answer.bytes));
  out += row("searched", searched_text(answer, session.style()));
  out += row("manifest", "sha256:" + answer.manifest_sha256);
  out += row("proof", answer.checkpoint > 0 ? "of all messages, by checkpoint " + checkpoint_of(answer) : "none");
  for (const std::string& note : answer.notes) {
    if (note.rfind("searched ", 0) != 0) out += "note: " + printable(note) + "\n";  // that one has its row
  }
  Session::say(out);
  const std::string with = answer.checkpoint > 0 ? "python3 proof/check_proof.py --bundle ." : "sha256sum -c SHA256SUMS";
  session.talk("check it without muniment: cd " + quoted_for_shell(printable(options.out)) + " && " + with + "\n");
}

Result<Exit> run(Session& session, const ExportOptions& options) {
  MUNIMENT_TRY_VOID(check(options));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  pipeline::ExportRequest request;
  request.query = options.query;
  request.dialect = dialect_named(options.dialect);
  MUNIMENT_TRY(request.unit, scope_named(options.scope));
  request.format = options.format;
  request.out = options.out;
  if (!options.mail_domain.empty()) request.mail_domain = options.mail_domain;
  MUNIMENT_TRY(request.zone, session.shown_zone(*store));
  request.with_proof = !options.no_proof;
  request.actor = session.actor();
  Progress progress(session.flags(), "exporting", "messages");
  Result<pipeline::ExportAnswer> answer =
      pipeline::make_export(*store, request, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!answer) return answer.error();
  if (session.json()) print_json(options, *answer);
  else print_text(session, options, *answer);
  return exit_of(options, *answer);
}

}  // namespace

Command command_export() {
  auto options = std::make_shared<ExportOptions>();
  Command create{"create", "PRODUCE", "write a bundle of the messages that a query finds",
                 "The bundle is a new directory with the messages, their attachments, a proof that they are in the archive, a script that "
                 "checks it, manifest.json and SHA256SUMS. The same query on the same archive gives the same bytes. Nothing stands under --out before the bundle is complete and durable."};
  create.options = {
      {"--query", "", "QUERY", "what to export, as muniment search takes it; everything: 'in:*'", &options->query},
      dialect_option(&options->dialect),
      scope_option(&options->scope),
      {"--format", "", "FORMAT", format_help(), &options->format, format_names()},
      {"--out", "", "DIR", "the directory to make; must not exist", &options->out},
      {"--mail-domain", "", "D", "domain of the mail addresses made for participants (default: muniment.invalid)", &options->mail_domain},
      {"--no-proof", "", "", "leave out the proof of the messages and its checker", &options->no_proof},
      {"--require-complete", "", "", "exit 21 if not every message that is held was searched; the bundle is made all the same", &options->require_complete}};
  create.examples = {
      {"for a mail reader or a review platform", "muniment export create --archive ./acme --query 'from:ana date:2026-03' --format mbox --out ./prod-1"},
      {"a page to read and print, in local time", "muniment export create --archive ./acme --query 'in:*' --format html --tz Europe/London --out ./prod-2"}};
  create.exits = {Exit::attention};
  create.run = [options](Session& session) { return run(session, *options); };

  Command command{"export", "PRODUCE", "bundles for mail readers, review platforms and people", {}};
  command.subcommands = {std::move(create)};
  return command;
}

}  // namespace muniment::cli
