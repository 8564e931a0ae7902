// SPDX-License-Identifier: GPL-3.0-or-later
// muniment keys: whose keys open the archive, and the proof that they do.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/recovery_kit.h"
#include "cli/session.h"
#include "cli/source_text.h"
#include "core/base/time_text.h"
#include "pipeline/keys_job.h"

namespace muniment::cli {
namespace {

constexpr int kWhichKey = 1251, kNoLabel = 1252, kNoDirectory = 1253;
constexpr unsigned kScryptLogN = 18;  // work factor of a passphrase, as in init

Result<std::unique_ptr<pipeline::Store>> open_to_write(Session& session) { return session.open(pipeline::Mode::write); }

Json key_json(const pipeline::KeyInfo& key) {
  Json json = Json::object().set("recipient", key.recipient).set("label", key.label);
  if (key.since_ms != 0) json.set("since", format_rfc3339(key.since_ms));
  else json.set_null("since");
  return json;
}

std::string ring_text(uint64_t epoch) { return "key ring " + std::to_string(epoch); }

// --- list ------------------------------------------------------------------------------------------------------------

std::string key_row(const pipeline::KeyInfo& key, size_t width, const TimeZone& zone) {
  const std::string since = key.since_ms == 0 ? "not recorded" : zone.format(key.since_ms).substr(0, 16);
  return "  " + padded(printable(key.label), width) + "  since " + padded(since, 16) + "  " + key.recipient + "\n";
}

std::string backup_text(const pipeline::KeyOverview& overview, const TimeZone& zone) {
  if (!overview.last_backup) return "none   muniment keys backup --out DIR makes one";
  const pipeline::PastBackup& backup = *overview.last_backup;
  return zone.format(backup.at_ms).substr(0, 16) + "  " + printable(backup.path) + ", with " + ring_text(backup.epoch) +
         (backup.epoch < overview.epoch ? "; the archive has a newer one: make another" : "");
}

std::string drill_text(const pipeline::KeyOverview& overview, const TimeZone& zone) {
  if (!overview.last_drill) return "none   muniment keys drill --key-file KIT tries a key";
  const pipeline::PastDrill& drill = *overview.last_drill;
  return zone.format(drill.at_ms).substr(0, 16) + "  " + printable(drill.outcome) +
         (drill.backup.empty() ? "" : ", with the copy at " + printable(drill.backup));
}

std::string overview_text(const pipeline::KeyOverview& overview, const TimeZone& zone, const Style& style) {
  std::string out = counted(overview.keys.size(), "key") + (overview.keys.size() == 1 ? " opens" : " open") + " this archive (" +
                    ring_text(overview.epoch) + ")\n";
  size_t width = 12;
  for (const pipeline::KeyInfo& key : overview.keys) width = std::max(width, display_width(printable(key.label)));
  for (const pipeline::KeyInfo& key : overview.keys) out += key_row(key, width, zone);
  out += overview.has_passphrase() ? "each opens the key ring and the log key; the passphrase does by way of keys/identity.age\n"
                                   : "each opens the key ring and the log key; there is no passphrase\n";
  out += "  " + padded("log key", width) + "  " + printable(overview.log_key) + "\n";
  out += "  " + padded("last backup", width) + "  " + backup_text(overview, zone) + "\n";
  out += "  " + padded("last drill", width) + "  " + drill_text(overview, zone) + "\n";
  if (overview.keys.size() == 1) out += style.warn("!") + " if this one is lost, so is the archive: muniment keys add --new-kit FILE\n";
  return out;
}

Json overview_json(const pipeline::KeyOverview& overview) {
  Json keys = Json::array();
  for (const pipeline::KeyInfo& key : overview.keys) keys.push(key_json(key));
  Json json = json_result("keys").set("ring", overview.epoch).set("keys", keys).set("passphrase", overview.has_passphrase()).set("log_key", overview.log_key);
  if (overview.last_backup) {
    json.set("last_backup", Json::object().set("at", format_rfc3339(overview.last_backup->at_ms)).set("path", overview.last_backup->path)
                                .set("ring", overview.last_backup->epoch));
  } else {
    json.set_null("last_backup");
  }
  if (overview.last_drill) {
    json.set("last_drill", Json::object().set("at", format_rfc3339(overview.last_drill->at_ms)).set("outcome", overview.last_drill->outcome)
                               .set("backup", overview.last_drill->backup));
  } else {
    json.set_null("last_drill");
  }
  return json;
}

Result<Exit> run_list(Session& session) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::KeyOverview overview, pipeline::keys(*store));
  if (session.json()) print_json_line(overview_json(overview));
  else Session::say(overview_text(overview, zone, session.style()));
  return Exit::success;
}

// --- add -------------------------------------------------------------------------------------------------------------

struct AddOptions {
  std::string recipient, label, new_kit;
};

Result<void> check(const AddOptions& options) {
  if (options.recipient.empty() == options.new_kit.empty()) {
    return make_error(ErrorCode::invalid_argument, options.recipient.empty() ? "no key to add is named" : "two keys to add are named")
        .advise("--recipient age1… --label NAME for a key that somebody has, or --new-kit FILE for a new recovery kit").numbered(kWhichKey);
  }
  if (!options.recipient.empty() && options.label.empty()) {
    return make_error(ErrorCode::invalid_argument, "the key has no label").because("without one nobody will know whose it is")
        .advise("--label NAME").numbered(kNoLabel);
  }
  return options.new_kit.empty() ? Result<void>{} : kit_file_must_be_free(options.new_kit);
}

void print_change(const Session& session, const char* word, const char* verb, const pipeline::KeyChange& change) {
  if (session.json()) {
    print_json_line(json_result(word).set("key", key_json(change.key)).set("ring", change.epoch).set("keys", change.left));
    return;
  }
  Session::say(std::string(verb) + " " + session.style().bold(printable(change.key.label)) + "  " + change.key.recipient + "\n" +
               "  " + counted(change.left, "key") + (change.left == 1 ? " opens" : " open") + " the archive now (" + ring_text(change.epoch) + ")\n");
}

void talk_of_copies(const Session& session) {
  session.talk("  copies of the keys that were made before do not have this change: muniment keys backup --out DIR\n");
}

// The kit is on the disk before the archive opens with it; if it does not come to that, it is removed.
Result<pipeline::KeyChange> add_kit(Session& session, pipeline::Store& store, const AddOptions& options) {
  const pipeline::NewKey key = pipeline::new_key();
  const RecoveryKit kit{store.name(), store.id(), store.path(), key.recipient, key.identity};
  if (auto written = write_kit(options.new_kit, kit); !written) {
    return with_context(std::move(written.error()), "writing the recovery kit to " + options.new_kit);
  }
  auto added = pipeline::add_key(store, key.recipient, options.label.empty() ? "recovery kit" : options.label, true, session.actor());
  if (!added) static_cast<void>(io::posix().remove(options.new_kit));
  return added;
}

Result<Exit> run_add(Session& session, const AddOptions& options) {
  MUNIMENT_TRY_VOID(check(options));
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, open_to_write(session));
  const bool kit = !options.new_kit.empty();
  auto added = kit ? add_kit(session, *store, options)
                   : pipeline::add_key(*store, options.recipient, options.label, false, session.actor());
  if (!added) return added.error();
  MUNIMENT_TRY_VOID(store->close());
  print_change(session, "keys-add", "added", *added);
  if (kit) session.talk("  recovery kit   " + printable(options.new_kit) + "   print it, and keep it away from this machine\n");
  talk_of_copies(session);
  return Exit::success;
}

// --- rotate and revoke -----------------------------------------------------------------------------------------------

void talk_of_what_stays(const Session& session) {
  session.talk("  whoever had that key and a copy of the key ring can still open what was written until now; nothing that is\n"
               "  written from now on, and not this archive's key ring\n");
}

Result<Exit> run_rotate(Session& session, const std::string& new_passphrase_file) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, open_to_write(session));
  MUNIMENT_TRY(const SecretBytes passphrase, get_new_passphrase(session.flags(), new_passphrase_file));
  MUNIMENT_TRY(const pipeline::KeyChange change, pipeline::rotate_passphrase(*store, passphrase, kScryptLogN, session.actor()));
  MUNIMENT_TRY_VOID(store->close());
  print_change(session, "keys-rotate", "the new passphrase opens the archive:", change);
  session.talk("  the one before opens nothing any more\n");
  talk_of_what_stays(session);
  talk_of_copies(session);
  return Exit::success;
}

Error advised_revocation(Error error) {
  if (error.code == ErrorCode::denied && error.message.find("passphrase") != std::string::npos) error.hint = "muniment keys rotate gives it a new one";
  if (error.code == ErrorCode::denied && error.hint.empty()) error.hint = "add another key before: muniment keys add --new-kit FILE";
  return error;
}

Result<Exit> run_revoke(Session& session, const std::string& key) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, open_to_write(session));
  auto change = pipeline::revoke_key(*store, key, session.actor());
  if (!change) return advised_revocation(std::move(change.error()));
  MUNIMENT_TRY_VOID(store->close());
  print_change(session, "keys-revoke", "revoked", *change);
  if (change->left == 1) session.talk("  warning: this is the last key; if it is lost, so is the archive: muniment keys add --new-kit FILE\n");
  talk_of_what_stays(session);
  talk_of_copies(session);
  return Exit::success;
}

// --- backup and drill ------------------------------------------------------------------------------------------------

Result<Exit> run_backup(Session& session, const std::string& out) {
  if (out.empty()) {
    return make_error(ErrorCode::invalid_argument, "no directory for the copy is named").advise("--out DIR, on another disk than the archive").numbered(kNoDirectory);
  }
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, open_to_write(session));
  MUNIMENT_TRY(const pipeline::KeyBackup backup, pipeline::back_up_keys(*store, out, session.actor()));
  MUNIMENT_TRY_VOID(store->close());
  if (session.json()) {
    print_json_line(json_result("keys-backup").set("path", backup.path).set("ring", backup.epoch).set("ring_sha256", backup.ring_sha256)
                        .set("files", json_strings(backup.files)));
    return Exit::success;
  }
  Session::say("copied the keys to " + printable(out) + ", with " + ring_text(backup.epoch) + "\n");
  session.talk("  as encrypted as in the archive: keep it apart from it, and try it: muniment keys drill --backup " + quoted_for_shell(out) + "\n");
  return Exit::success;
}

std::string drill_text(const pipeline::DrillAnswer& drill, const std::string& backup, const Style& style) {
  std::string out = "tried this key on " + (backup.empty() ? std::string("the archive's own keys") : "the copy at " + printable(backup)) +
                    " (" + ring_text(drill.epoch) + ")\n";
  for (const std::string& line : drill.works) out += "  " + style.good("✓") + " " + printable(line) + "\n";
  for (const std::string& line : drill.fails) out += "  " + style.warn("!") + " " + printable(line) + "\n";
  if (drill.recovers_everything()) {
    return out + "everything would be recovered: " + counted(drill.messages, "message") + " in " + counted(drill.frames, "frame", "frames") + " of the log\n";
  }
  return out + "not everything would be recovered: lost would be " + counted(drill.lost_messages, "message") + " of " + grouped(drill.messages) +
         ", and " + counted(drill.lost_frames, "frame", "frames") + " of " + grouped(drill.frames) + "\n";
}

Json drill_json(const pipeline::DrillAnswer& drill, const std::string& backup, Exit exit) {
  Json json = json_result("keys-drill").set("ring", drill.epoch).set("backup", backup).set("recovers_everything", drill.recovers_everything())
                  .set("works", json_strings(drill.works)).set("fails", json_strings(drill.fails)).set("messages", drill.messages)
                  .set("lost_messages", drill.lost_messages).set("frames", drill.frames).set("lost_frames", drill.lost_frames)
                  .set("recorded", drill.not_recorded.empty());
  return json.set("exit", static_cast<int>(exit));
}

Result<Exit> run_drill(Session& session, const std::string& backup) {
  MUNIMENT_TRY(const io::Path path, session.archive_path());
  MUNIMENT_TRY(const int64_t wait_ms, parse_duration_ms(session.flags().lock_wait));
  MUNIMENT_TRY(const pipeline::Unlock key, session.unlock());
  auto drill = pipeline::drill_keys(io::posix(), path, backup, key, system_clock(),
                                    {.lock_wait_ms = wait_ms, .machine = this_machine()}, session.actor());
  if (!drill) return advised(std::move(drill.error()), path);
  const Exit exit = drill->recovers_everything() ? Exit::success : Exit::integrity;
  if (session.json()) print_json_line(drill_json(*drill, backup, exit));
  else Session::say(drill_text(*drill, backup, session.style()));
  session.talk(drill->not_recorded.empty() ? "recorded in the log\n" : "not recorded in the log: " + printable(drill->not_recorded) + "\n");
  return exit;
}

// --- the commands ----------------------------------------------------------------------------------------------------

Command list_command() {
  Command list{"list", "START", "whose keys open the archive, since when, and when that was last tried",
               "Shows no message, and so writes no access record."};
  list.examples = {{"whose keys", "muniment keys --archive ./acme"}, {"for a program", "muniment keys list --archive ./acme --json"}};
  list.run = [](Session& session) { return run_list(session); };
  return list;
}

Command add_command() {
  auto options = std::make_shared<AddOptions>();
  Command add{"add", "START", "one more key: a new recovery kit, or the public key of somebody",
              "Whoever has the key can read everything that is in the archive, and write to it. --recipient takes what age-keygen calls a "
              "public key: its other half stays where it is."};
  add.options = {{"--recipient", "", "AGE1", "the public half of an age key (X25519)", &options->recipient},
                 {"--label", "", "NAME", "whose key it is; revoke takes it too", &options->label},
                 {"--new-kit", "", "FILE", "make a recovery kit and write it to this file", &options->new_kit}};
  add.examples = {{"a second recovery kit, for another safe", "muniment keys add --archive ./acme --new-kit ./kit2.txt --label 'kit in the bank'"},
                  {"counsel's own key",
                   "muniment keys add --archive ./acme --recipient age1gde3ncmahlqd9gg50tanl99r960llztrhfapnmx853s4tjum03uqfssgdh --label counsel"}};
  add.run = [options](Session& session) { return run_add(session, *options); };
  return add;
}

Command rotate_command() {
  auto file = std::make_shared<std::string>();
  Command rotate{"rotate", "START", "a new passphrase in place of the old one, which then opens nothing",
                 "Makes a new key under the new passphrase and revokes the one before, as revoke does. With --key-file KIT it works "
                 "when the old passphrase is lost. At every moment either the old or the new passphrase opens the archive. The key "
                 "that signs checkpoints stays, since everybody who holds a checkpoint knows it."};
  rotate.options = {{"--new-passphrase-file", "", "FILE", "read the new passphrase from this file (default: asks twice)", file.get()}};
  rotate.examples = {{"the old passphrase is lost, the kit is there", "muniment keys rotate --archive ./acme --key-file ./kit.txt --new-passphrase-file ./pass.txt"},
                     {"with the old passphrase", "muniment keys rotate --archive ./acme --passphrase-file ./pass.txt --new-passphrase-file ./pass.txt"}};
  rotate.run = [file](Session& session) { return run_rotate(session, *file); };
  return rotate;
}

Command revoke_command() {
  auto key = std::make_shared<std::vector<std::string>>();
  Command revoke{"revoke", "START", "a key opens nothing that is written from now on",
                 "Makes new keys for everything that is written afterwards, and a key ring that the revoked key does not open. What its "
                 "owner has copied before stays open to him: the archive's files as they were, with the key ring as it was. The last "
                 "key, and that of the passphrase, cannot be revoked."};
  revoke.positionals = {{"KEY", "its label, or its age1… text", 1, 1, key.get()}};
  revoke.examples = {{"the recovery kit was seen by somebody", "muniment keys revoke 'recovery kit' --archive ./acme --passphrase-file ./pass.txt --reason 'kit was left in a copier'"},
                     {"for a program", "muniment keys revoke 'recovery kit' --archive ./acme --json"}};
  revoke.exits = {Exit::denied};
  revoke.run = [key](Session& session) { return run_revoke(session, key->front()); };
  return revoke;
}

Command backup_command() {
  auto out = std::make_shared<std::string>();
  Command backup{"backup", "START", "a copy of the encrypted key files, and a README for whoever needs it",
                 "The copy opens with the same keys as the archive. It is recorded in the log: a copy opens what is erased later, "
                 "so erasures must know of it."};
  backup.options = {{"--out", "", "DIR", "the directory to make, outside the archive", out.get()}};
  backup.examples = {{"to another disk", "muniment keys backup --archive ./acme --out ./acme-keys"},
                     {"for a program", "muniment keys backup --archive ./acme --out ./acme-keys --json"}};
  backup.run = [out](Session& session) { return run_backup(session, *out); };
  return backup;
}

Command drill_command() {
  auto backup = std::make_shared<std::string>();
  Command drill{"drill", "START", "proves that a key, and a copy of the keys, would recover the archive",
                "Opens with this key alone the key ring, the key that signs checkpoints, the newest frame of every month that has one, and "
                "an attachment. Changes nothing but the log, which gets the record of the drill."};
  drill.options = {{"--backup", "", "DIR", "try the keys of this copy instead of the archive's own", backup.get()}};
  drill.examples = {{"does the kit still do?", "muniment keys drill --archive ./acme --key-file ./kit.txt"},
                    {"does the copy?", "muniment keys backup --archive ./acme --out ./acme-keys && muniment keys drill --archive ./acme --backup ./acme-keys"}};
  drill.exits = {Exit::integrity};
  drill.run = [backup](Session& session) { return run_drill(session, *backup); };
  return drill;
}

}  // namespace

Command command_keys() {
  Command command{"keys", "START", "whose keys open the archive: list, add, rotate, revoke, back up, try", {}};
  command.subcommands = {list_command(), add_command(), rotate_command(), revoke_command(), backup_command(), drill_command()};
  command.default_subcommand = "list";
  return command;
}

}  // namespace muniment::cli
