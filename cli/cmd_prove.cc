// SPDX-License-Identifier: GPL-3.0-or-later
// muniment prove: a file that shows to a stranger that records were in the log when a checkpoint was signed.
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "pipeline/prove_job.h"

namespace muniment::cli {
namespace {

struct ProveOptions {
  std::vector<std::string> messages;
  std::string batch, made, out, checkpoint;
  bool redact = false;
};

Error not_understood(const std::string& word, const char* expected) {
  return make_error(ErrorCode::invalid_argument, "\"" + printable(word) + "\" is not understood").because(std::string("expected ") + expected);
}

Result<std::pair<MessageNumber, MessageNumber>> range_from(const std::string& word) {
  const size_t dots = word.find("..");
  const auto first = parse_id('m', word.substr(0, dots));
  const auto last = dots == std::string::npos ? first : parse_id('m', word.substr(dots + 2));
  if (!first || !last) return not_understood(word, "a message such as m12, or a range such as m5..m9");
  return std::pair{MessageNumber{*first}, MessageNumber{*last}};
}

Result<void> take_export(const std::string& word, pipeline::ProveRequest& request) {
  if (word.empty()) return {};
  if (const auto number = parse_id('x', word)) {
    request.export_made = ExportNumber{*number};
    return {};
  }
  MUNIMENT_TRY(const bool there, io::posix().exists(io::Path(word) / "manifest.json"));
  if (!there) return not_understood(word, "an export such as x3, or the directory of a bundle");
  request.bundle = word;
  return {};
}

Result<pipeline::ProveRequest> request_from(const Session& session, const ProveOptions& options) {
  pipeline::ProveRequest request;
  for (const std::string& word : options.messages) {
    MUNIMENT_TRY(const auto range, range_from(word));
    request.messages.push_back(range);
  }
  if (!options.batch.empty()) {
    const auto batch = parse_id('b', options.batch);
    if (!batch) return not_understood(options.batch, "a batch such as b12");
    request.batch = BatchNumber{*batch};
  }
  MUNIMENT_TRY_VOID(take_export(options.made, request));
  if (!options.checkpoint.empty()) {
    request.checkpoint = parse_id('c', options.checkpoint);
    if (!request.checkpoint) return not_understood(options.checkpoint, "a checkpoint such as c1234");
  }
  if (request.text().empty() || options.out.empty()) {
    return make_error(ErrorCode::invalid_argument, "muniment prove needs what to prove, and --out FILE")
        .advise("muniment prove --message m12 --out m12.proof; or --batch b3, or --export x1");
  }
  request.withhold = options.redact;
  request.out = options.out;
  request.actor = session.actor();
  return request;
}

void print_json(const ProveOptions& options, const pipeline::ProveAnswer& answer) {
  print_json_line(json_result("prove").set("out", options.out).set("records", answer.records).set("messages", answer.messages)
                      .set("entries", answer.entries).set("withheld", options.redact).set("checkpoint", "c" + std::to_string(answer.checkpoint))
                      .set("checkpoint_file", answer.checkpoint_file).set("bytes", answer.bytes).set("sha256", answer.sha256)
                      .set("log_key", answer.log_key));
}

std::string contents_text(const ProveOptions& options, const pipeline::ProveAnswer& answer) {
  std::string text = counted(answer.messages, "message");
  if (answer.records > answer.messages) text += " and " + counted(answer.records - answer.messages, "event");
  return text + (options.redact ? ", content withheld" : "");
}

void print_text(const Session& session, const ProveOptions& options, const pipeline::ProveAnswer& answer) {
  const auto row = [](const char* label, const std::string& value) { return "  " + padded(label, 13) + "  " + value + "\n"; };
  Session::say("proof " + session.style().bold(printable(options.out)) + "\n" + row("shows", contents_text(options, answer)) +
               row("checkpoint", "c" + std::to_string(answer.checkpoint) + ", " + answer.checkpoint_file) +
               row("size", file_size(answer.bytes)) + row("file", "sha256:" + answer.sha256) + row("log key", answer.log_key));
  session.talk("check it anywhere: muniment check-proof " + quoted_for_shell(printable(options.out)) + " --log-key KEY\n");
}

Result<Exit> run(Session& session, const ProveOptions& options) {
  MUNIMENT_TRY(const pipeline::ProveRequest request, request_from(session, options));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  Progress progress(session.flags(), "proving", "entries");
  Result<pipeline::ProveAnswer> answer =
      pipeline::prove(*store, request, [&progress](uint64_t done, uint64_t total) { progress.update(done, total); });
  progress.finish();
  if (!answer) return answer.error();
  if (session.json()) print_json(options, *answer);
  else print_text(session, options, *answer);
  return Exit::success;
}

}  // namespace

Command command_prove() {
  auto options = std::make_shared<ProveOptions>();
  Command command{"prove", "PROVE", "write a proof that messages were in the archive when a checkpoint was signed",
                  "The proof holds the records and can be checked without the archive and without any key: with muniment check-proof, with "
                  "the Python script in every bundle, or with openssl. An access record is durable before it is written."};
  command.options = {
      {"--message", "", "M", "a message such as m12, or a range such as m5..m9; may be repeated", &options->messages},
      {"--batch", "", "B", "all messages that a batch such as b12 added, and its begin and end", &options->batch},
      {"--export", "", "X", "an export such as x3 (the third of the log), or the directory of a bundle: its messages, and the event", &options->made},
      {"--redact-content", "", "", "withhold content: show that records were there, and not what they say", &options->redact},
      {"--checkpoint", "", "C", "by which checkpoint, such as c1234 (default: the oldest kept one that covers all)", &options->checkpoint},
      {"--out", "", "FILE", "the file to make; must not exist", &options->out}};
  command.examples = {
      {"one message", "muniment prove --archive ./acme --message m2 --out m2.proof"},
      {"a whole batch, without what it says", "muniment prove --archive ./acme --batch b1 --redact-content --out b1.proof"}};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
