// SPDX-License-Identifier: GPL-3.0-or-later
// muniment show: one message with everything that is known about it; its source bytes; one of its attachments.
#include <array>
#include <cstdio>
#include <memory>

#include "cli/command.h"
#include "cli/history_text.h"
#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "core/base/base64.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"

namespace muniment::cli {
namespace {

struct ShowOptions {
  std::vector<std::string> id;
  uint64_t context = 0;
  bool raw = false, history = false;
  std::optional<uint64_t> attachment;
  std::string out;
};

Result<MessageNumber> number_from(const std::string& id) {
  if (const std::optional<uint64_t> number = parse_id('m', id)) return MessageNumber{*number};
  return make_error(ErrorCode::invalid_argument, "\"" + printable(id) + "\" is not a message").because("expected a number such as m12, as search prints it");
}

const pipeline::MessageView& asked_for(const pipeline::ShowAnswer& answer) {
  for (const pipeline::MessageView& view : answer.messages) {
    if (view.is_hit) return view;
  }
  return answer.messages.front();
}

// --- for people ------------------------------------------------------------------------------------------------------

std::string row(const std::string& label, const std::string& value) { return "  " + padded(label, 12) + "  " + value + "\n"; }

std::string rows_of_time(const Record& record, const TimeZone& zone) {
  if (!record.time) return row("sent", "the source gives no time");
  std::string text = time_text(record, zone) + "  (" + zone.name() + "; precision " + std::string(to_string(record.time->precision));
  text += "; zone " + std::string(to_string(record.time->basis));
  if (!record.time->original.empty()) text += "; written \"" + printable(record.time->original) + "\"";
  return row("sent", text + ")");
}

std::string rows_of_attachments(const Record& record) {
  std::string out;
  for (size_t i = 0; i < record.attachments.size(); ++i) {
    const Attachment& attachment = record.attachments[i];
    out += row("attachment " + std::to_string(i + 1), attachment_text(attachment) + (attachment.is_held() ? "" : "  recorded as absent"));
    if (attachment.sha256) out += row("", "sha256:" + to_hex(attachment.sha256->view()));
  }
  return out;
}

std::string rows_of_references(const Record& record) {
  std::string out;
  for (const Reference& reference : record.references) {
    const std::string target = reference.message ? to_string(MessageNumber{*reference.message}) : "the message that the source calls " + printable(reference.source_message_id);
    out += row(reference_label(reference.type), target);
  }
  return out;
}

std::string rows_of_facts(const Record& record) {
  std::string out;
  for (const Fact& fact : record.facts) out += row(out.empty() ? "recognised" : "", printable(to_text(fact)));
  return out;
}

std::string rows_of_text(const pipeline::MessageView& view, const Style& style) {
  std::string out, label = "text", text = said(view, style, 0);
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += row(label, text.substr(at, end - at));
    label.clear();
    at = end + 1;
  }
  return out;
}

std::string rows_of_place(const pipeline::ShowAnswer& answer) {
  std::string out = row("archived", format_rfc3339(answer.archived_ms) + "  entry " + grouped(answer.entry) + ", segment " +
                                        grouped(answer.segment) + ", frame " + grouped(answer.frame));
  return out + row("record", "sha256:" + to_hex(answer.record_sha256.view()));
}

std::string detail(const pipeline::ShowAnswer& answer, const TimeZone& zone, const Style& style) {
  const pipeline::MessageView& view = asked_for(answer);
  const Record& record = view.record;
  std::string out = style.bold(to_string(view.number)) + "  " + printable(view.conversation_title);
  out += record.sender.empty() ? "\n" : "  from " + printable(record.sender) + "\n";
  out += rows_of_time(record, zone);
  if (record.kind != RecordKind::message) out += row("kind", std::string(to_string(record.kind)));
  out += rows_of_text(view, style) + rows_of_facts(record) + rows_of_attachments(record) + rows_of_references(record);
  if (!record.custodian.empty()) out += row("custodian", printable(record.custodian));
  if (!record.source_message_id.empty()) out += row("source id", printable(record.source_message_id));
  if (!record.parser.empty()) out += row("read by", printable(record.parser));
  return out + rows_of_place(answer);
}

// --- for programs ----------------------------------------------------------------------------------------------------

void print_json(const pipeline::ShowAnswer& answer) {
  for (const pipeline::MessageView& view : answer.messages) print_json_line(json_message(view.is_hit ? "message" : "context", view));
  const Record& record = asked_for(answer).record;
  Json references = Json::array();
  for (const Reference& reference : record.references) {
    Json item = Json::object().set("relation", reference_label(reference.type)).set("source_id", reference.source_message_id);
    if (reference.message) item.set("id", to_string(MessageNumber{*reference.message}));
    references.push(item);
  }
  print_json_line(json_result("show").set("id", to_string(asked_for(answer).number)).set("source_id", record.source_message_id)
                      .set("parser", record.parser).set("references", references).set("entry", answer.entry)
                      .set("segment", answer.segment).set("frame", answer.frame).set("archived", format_rfc3339(answer.archived_ms))
                      .set("record_sha256", to_hex(answer.record_sha256.view())));
}

// The source's bytes: exactly these in a pipe and in base64 for JSON, made safe on a terminal.
void print_raw(const Session& session, const Record& record) {
  if (session.json()) return print_json_line(json_result("show").set("raw_base64", to_base64(record.raw)));
  const std::string raw(as_text(record.raw));
  Session::say(stdout_is_terminal() ? printable(raw, Lines::keep) + "\n" : raw);
}

// --- attachments -----------------------------------------------------------------------------------------------------

Result<void> write_to_stdout(ByteView bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
  return make_error(ErrorCode::io, "the output could not be written");
}

Result<void> save_to_file(pipeline::Store& store, MessageNumber number, size_t index, const pipeline::Actor& actor, const std::string& path) {
  MUNIMENT_TRY(const bool there, io::posix().exists(path));
  if (there) return make_error(ErrorCode::already_exists, "there is a file of that name").at(path).advise("name another one with --out");
  MUNIMENT_TRY(const std::unique_ptr<io::File> file, io::posix().create_append(path));
  Result<void> saved = pipeline::save_attachment(store, number, index, actor, [&file](ByteView bytes) { return file->append(bytes); });
  if (saved) saved = file->sync();
  if (!saved && !io::posix().remove(path)) saved.error().hint = path + " is incomplete: remove it";
  return saved;
}

Result<Exit> save(const Session& session, pipeline::Store& store, MessageNumber number, const ShowOptions& options) {
  if (options.out.empty()) {
    return make_error(ErrorCode::invalid_argument, "--attachment needs --out FILE").because("the bytes must go somewhere; - is stdout");
  }
  if (*options.attachment == 0) return make_error(ErrorCode::invalid_argument, "attachments are counted from 1");
  const size_t index = static_cast<size_t>(*options.attachment) - 1;
  if (options.out == "-") {
    MUNIMENT_TRY_VOID(pipeline::save_attachment(store, number, index, session.actor(), write_to_stdout));
    return Exit::success;
  }
  MUNIMENT_TRY_VOID(save_to_file(store, number, index, session.actor(), options.out));
  if (session.json()) print_json_line(json_result("show").set("id", to_string(number)).set("attachment", *options.attachment).set("file", options.out));
  else session.talk("wrote " + printable(options.out) + "; its SHA-256 is the one recorded\n");
  return Exit::success;
}

Result<Exit> show_history(const Session& session, pipeline::Store& store, MessageNumber number, const TimeZone& zone) {
  MUNIMENT_TRY(const pipeline::HistoryAnswer answer, pipeline::history(store, number, session.actor()));
  if (session.json()) print_history_json(answer, number);
  else Session::say(history_text(answer, zone, session.style()));
  return Exit::success;
}

Result<Exit> run(Session& session, const ShowOptions& options) {
  MUNIMENT_TRY(const MessageNumber number, number_from(options.id.front()));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  if (options.attachment) return save(session, *store, number, options);
  if (options.history) return show_history(session, *store, number, zone);
  MUNIMENT_TRY(const pipeline::ShowAnswer answer, pipeline::show(*store, number, options.context, session.actor()));
  if (options.raw) {
    print_raw(session, asked_for(answer).record);
  } else if (session.json()) {
    print_json(answer);
  } else {
    Session::say(detail(answer, zone, session.style()));
    if (options.context > 0) Session::say("\n" + message_table(answer.messages, {zone, session.style(), true, 0}));
  }
  return Exit::success;
}

}  // namespace

Command command_show() {
  auto options = std::make_shared<ShowOptions>();
  Command command{"show", "FIND", "one message: times, attachments, where it is held, its source bytes",
                  "An access record is durable before anything is shown."};
  command.positionals = {{"ID", "the message, such as m12", 1, 1, &options->id}};
  command.options = {
      {"--context", "-C", "N", "also show so many messages before and after", &options->context},
      {"--history", "", "", "its whole life: edits, deletions, reactions, receipts, votes, replies, by time", &options->history},
      {"--raw", "", "", "print the bytes that the source had for this message, and nothing else", &options->raw},
      {"--attachment", "", "K", "save the K-th attachment, checked against its SHA-256", &options->attachment},
      {"--out", "", "FILE", "where to save it; must not exist; - is stdout", &options->out}};
  command.examples = {
      {"everything about a message, with three before and after", "muniment show m2 --archive ./acme -C 3"},
      {"every edit, deletion and reaction", "muniment show m2 --archive ./acme --history"},
      {"what the source wrote, byte for byte", "muniment show m2 --archive ./acme --raw"}};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
