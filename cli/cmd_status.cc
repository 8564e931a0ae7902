// SPDX-License-Identifier: GPL-3.0-or-later
// muniment status: what is held, how fresh it is, what needs attention.
#include <algorithm>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "core/base/time_text.h"
#include "pipeline/status_job.h"

namespace muniment::cli {
namespace {

// --- for programs ----------------------------------------------------------------------------------------------------

Json batch_json(const index::BatchRow& batch) {
  Json json = Json::object().set("batch", to_string(batch.number)).set("begun", format_rfc3339(batch.begun_ms));
  if (batch.ended_ms) json.set("ended", format_rfc3339(*batch.ended_ms));
  else json.set_null("ended");
  return json.set("source", batch.source).set("format", batch.format).set("in_source", batch.in_source).set("new", batch.added)
      .set("already_held", batch.already_held).set("excluded", batch.excluded).set("exceptions", batch.exceptions);
}

const char* protection_word(const pipeline::FileProtection& found) {
  if (!found.supported) return "unsupported";
  if (found.set == found.segments) return "set";
  return found.set == 0 ? "not set" : "partly set";
}

double cleartext_a_message(const pipeline::Status& status) {
  return status.numbers.messages == 0 ? 0.0 : static_cast<double>(status.cleartext_bytes) / static_cast<double>(status.numbers.messages);
}

void print_json(const pipeline::Status& status, Exit exit) {
  Json batches = Json::array(), folders = Json::array(), attention = Json::array();
  for (const index::BatchRow& batch : status.batches) batches.push(batch_json(batch));
  for (const pipeline::FolderSize& folder : status.folders) {
    folders.push(Json::object().set("folder", folder.folder).set("files", folder.files).set("bytes", folder.bytes));
  }
  for (const std::string& line : status.attention) attention.push(line);
  Json json = json_result("status");
  if (status.remembered) json.set("remembered_log_size", *status.remembered);
  else json.set_null("remembered_log_size");
  print_json_line(json.set("name", status.name).set("id", status.id_hex).set("timezone", status.zone)
                      .set("created", format_rfc3339(status.created_ms)).set("messages", status.numbers.messages).set("in_conversations", status.in_conversations)
                      .set("searchable", status.numbers.searchable).set("log_size", status.numbers.log_size)
                      .set("commits", status.numbers.commits).set("conversations", status.conversations).set("bytes", status.bytes)
                      .set("partitions", status.partitions)
                      .set("sessions", status.sessions).set("sources", status.sources).set("spooled_accesses", status.spooled_accesses)
                      .set("writer_active", status.writer_active).set("scratch_is_private", status.scratch_is_private)
                      .set("cleartext_bytes", status.cleartext_bytes)
                      .set("cleartext_bytes_a_message", cleartext_a_message(status)).set("attributes", protection_word(status.protection))
                      .set("batches", batches).set("folders", folders).set("attention", attention).set("exit", static_cast<int>(exit)));
}

// --- for people ------------------------------------------------------------------------------------------------------

std::string row(const char* label, const std::string& value) { return "  " + padded(label, 13) + "  " + value + "\n"; }

std::string batch_text(const index::BatchRow& batch, const TimeZone& zone) {
  std::string out = "  " + padded(to_string(batch.number), 5) + zone.format(batch.begun_ms).substr(0, 16) + "  ";
  if (!batch.ended_ms) return out + "following, or interrupted  " + printable(batch.source) + "\n";
  out += counted(batch.in_source, "record") + " = " + grouped(batch.added) + " new + " + grouped(batch.already_held) + " held + " +
         grouped(batch.excluded) + " excluded + " + counted(batch.exceptions, "exception");
  return out + "  " + printable(batch.source) + "\n";
}

// Permanent: it outlives the keys.
std::string cleartext(const pipeline::Status& status) {
  const std::string whole = grouped(status.cleartext_bytes) + " bytes, 96 and 128 for each of " + counted(status.numbers.log_size, "frame");
  if (status.numbers.messages == 0) return whole;
  const uint64_t hundredths = (status.cleartext_bytes * 100 + status.numbers.messages / 2) / status.numbers.messages;
  const std::string cents = std::to_string(hundredths % 100);
  return grouped(hundredths / 100) + "." + (cents.size() < 2 ? "0" : "") + cents + " bytes a message (" + whole + ")";
}

std::string protection(const pipeline::FileProtection& found) {
  if (!found.supported) return "not supported by this file system";
  if (found.set == found.segments) return "set";
  const std::string what = found.set == 0 ? "not set" : "set on " + grouped(found.set) + " of " + grouped(found.segments);
  return what + (wants_attributes() ? ": needs CAP_LINUX_IMMUTABLE" : ": switched off (MUNIMENT_ATTRIBUTES)");
}

std::string bytes_per_message(const pipeline::Status& status) {
  if (status.numbers.messages == 0) return {};
  return ", " + counted(status.bytes / status.numbers.messages, "byte") + " a message";
}

// What sources say about sessions and people has message numbers too, and stands in no conversation.
std::string messages_text(const pipeline::Status& status) {
  const std::string text = grouped(status.in_conversations) + " in " + counted(status.conversations, "conversation");
  const uint64_t others = status.numbers.messages - status.in_conversations;
  return others == 0 ? text : text + "; " + counted(others, "other record") + " (sessions, people, deliveries)";
}

void print_text(const Session& session, const pipeline::Status& status, const TimeZone& zone) {
  const Style& style = session.style();
  std::string out = "archive " + style.bold(printable(status.name)) + " (id " + status.id_hex.substr(0, 8) + ")\n";
  out += row("created", zone.format(status.created_ms)) + row("time zone", status.zone);
  out += row("messages", messages_text(status));
  out += row("searchable", grouped(status.numbers.searchable) + " of " + grouped(status.numbers.messages));
  out += row("log", "checkpoint c" + std::to_string(status.numbers.log_size) + ", " + counted(status.numbers.commits, "commit"));
  out += row("on disk", file_size(status.bytes) + bytes_per_message(status));
  out += row("in the clear", cleartext(status) + ", for ever");
  out += row("segments", "append-only and immutable: " + protection(status.protection));
  if (status.spooled_accesses > 0) out += row("to fold in", counted(status.spooled_accesses, "access record file") + ", by the next ingest");
  out += row("index builds", status.scratch_is_private ? "scratch files in memory that no other process sees"
                                                      : "scratch files in a private directory: no mount namespace here");
  out += row("this machine", status.remembered ? "remembers checkpoint c" + std::to_string(*status.remembered)
                                              : "remembers no checkpoint: it would not notice an older copy put back");
  if (status.sessions > 0 || status.sources > 0) {
    out += row("capture", counted(status.sessions, "session") + ", " + counted(status.sources, "source") + " expected: muniment sessions");
  }
  if (status.one_key_and_no_copy) out += row("keys", "one, and no recovery kit or copy: muniment keys add --new-kit FILE");
  if (status.writer_active) out += row("writer", "another process is writing now");
  if (session.flags().verbose > 0) {
    for (const pipeline::FolderSize& folder : status.folders) {
      out += row(folder.folder.c_str(), counted(folder.files, "file") + ", " + file_size(folder.bytes));
    }
  }
  if (!status.batches.empty()) out += "latest batches\n";
  for (const index::BatchRow& batch : status.batches) out += batch_text(batch, zone);
  for (const std::string& line : status.attention) out += style.warn("! attention: ") + printable(line) + "\n";
  if (status.attention.empty()) out += style.good("✓") + " nothing needs attention\n";
  Session::say(out);
}

Result<Exit> run(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::Status status, pipeline::status(*store));
  const Exit exit = status.attention.empty() ? Exit::success : Exit::attention;
  if (session.json()) print_json(status, exit);
  else print_text(session, status, zone);
  return exit;
}

}  // namespace

Command command_status() {
  Command command{"status", "START", "what is held, how fresh it is, what needs attention", "Shows no message, and so writes no access record."};
  command.examples = {{"a look", "muniment status --archive ./acme"}, {"for a monitor", "muniment status --archive ./acme --json --no-input"}};
  command.exits = {Exit::attention};
  command.run = [](Session& session) { return run(session); };
  return command;
}

}  // namespace muniment::cli
