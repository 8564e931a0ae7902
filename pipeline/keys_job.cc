// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/keys_job.h"

#include <algorithm>
#include <filesystem>

#include "archive/key_changes.h"
#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "core/crypto/age_file.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/log_index.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchKey = 3121, kAmbiguousKey = 3122;
constexpr std::string_view kPassphrase = "passphrase";

KeyEvent said_by(const Actor& actor, const char* action) {
  KeyEvent event;
  event.action = action;
  event.actor = actor.name;
  event.reason = actor.reason;
  return event;
}

KeyInfo info_of(const archive::KeyHolder& holder) { return {holder.recipient, holder.label, holder.since_ms}; }

void take_event(KeyOverview& overview, const Record& record, const KeyEvent& event) {
  const int64_t at_ms = record.captured_ms.value_or(0);
  if (event.action == "backed up" && !overview.last_backup) overview.last_backup = PastBackup{at_ms, event.backup, event.epoch};
  if (event.action == "drilled" && !overview.last_drill) overview.last_drill = PastDrill{at_ms, event.outcome, event.backup};
}

// The newest of an entry last, so its records are gone through backwards too.
Result<void> take_entry(KeyOverview& overview, const archive::Reader& log, uint64_t entry) {
  MUNIMENT_TRY(const archive::FrameContent content, log.read(entry));
  for (size_t i = content.records.size(); i-- > 0;) {
    MUNIMENT_TRY(const RecordKind kind, peek_kind(content.records[i]));
    if (kind != RecordKind::key_event) continue;
    MUNIMENT_TRY(const Record record, decode_record(content.records[i]));
    MUNIMENT_TRY(const KeyEvent event, key_event_from(record));
    take_event(overview, record, event);
  }
  return {};
}

Result<void> must_write(const StoreParts& parts) {
  if (parts.writer) return {};
  return make_error(ErrorCode::internal, "keys are changed by a writer");
}

// --- what is derived from the log, while its keys change -------------------------------------------------------------

Result<void> remove_snapshots(StoreParts& parts) {
  const io::Path folder = parts.path / "cat";
  MUNIMENT_TRY(const bool there, parts.fs->exists(folder));
  if (!there) return {};
  MUNIMENT_TRY(const auto files, parts.fs->list(folder));
  for (const io::DirectoryEntry& file : files) {
    if (file.kind == io::FileKind::regular) MUNIMENT_TRY_VOID(parts.fs->remove(folder / file.name));
  }
  return parts.fs->sync_directory(folder);
}

// Under whatever keys are in force now. Partitions keep theirs; the catalogue is read from the log again.
Result<void> write_derived(StoreParts& parts) {
  MUNIMENT_TRY_VOID(parts.index->write_manifest_under(manifest_key(parts.log()).view()));
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  return catalogue->save();
}

// Both go before their key does: a crash in between leaves none, which is rebuilt, and not one that does not open.
Result<void> with_new_derived_keys(StoreParts& parts, const std::function<Result<void>()>& change) {
  MUNIMENT_TRY_VOID(parts.index->remove_manifest());
  parts.catalogue = nullptr;
  MUNIMENT_TRY_VOID(remove_snapshots(parts));
  auto changed = change();
  auto written = write_derived(parts);
  if (!changed) return changed;
  if (!written) return with_context(std::move(written.error()), "the keys are changed; writing the catalogue under the new ones");
  return {};
}

Result<archive::KeyHolder> holder_named(const archive::KeyState& state, const std::string& wanted) {
  std::vector<archive::KeyHolder> found;
  for (const archive::KeyHolder& holder : state.holders) {
    if (holder.recipient == wanted || holder.label == wanted) found.push_back(holder);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return make_error(ErrorCode::not_found, "no key of this archive is called \"" + repair_utf8(wanted).text + "\"")
        .advise("muniment keys list names them").numbered(kNoSuchKey);
  }
  return make_error(ErrorCode::invalid_argument, "several keys are called so").advise("name it by its age1… text").numbered(kAmbiguousKey);
}

KeyChange change_of(StoreParts& parts, KeyInfo key) {
  const archive::KeyState state = parts.log().key_state();
  return {state.epoch, std::move(key), state.holders.size()};
}

// --- the copy's README -----------------------------------------------------------------------------------------------

std::string readme_of(Store& store, const archive::KeyCopy& copy, int64_t now_ms) {
  const std::string ring = "keys/ring." + std::to_string(copy.epoch) + ".age";
  std::string text = "Keys of the muniment archive \"" + store.name() + "\"\n\n";
  text += "  archive id   " + to_hex(store.id().view()) + "\n";
  text += "  copied       " + format_rfc3339(now_ms) + "\n";
  text += "  key ring     epoch " + std::to_string(copy.epoch) + ", SHA-256 " + to_hex(copy.ring_hash.view()) + "\n\n";
  text += "These files are as encrypted as in the archive: they open with its passphrase, its recovery kit or another of its\n"
          "keys, and with nothing else. They hold no message. Without the archive's files they open nothing; with them, and\n"
          "with a key, they open everything up to the day of the copy, what was erased since included. Keep them apart from\n"
          "the archive, and destroy them when a newer copy is there.\n\n";
  text += "To see whether they would do, without changing anything (PATH is the archive, DIR is this directory):\n\n"
          "  muniment keys drill --archive PATH --backup DIR\n"
          "  muniment keys drill --archive PATH --backup DIR --key-file KIT\n\n";
  text += "To put them back after the archive's own keys were lost: copy the files of keys/ into PATH/keys/. If the archive\n"
          "had a newer key ring in the meantime, it opens for reading, says so, and is not written to.\n\n";
  text += "Without muniment, age (https://age-encryption.org, Debian package \"age\") opens the key ring, which is described\n"
          "in docs/archive-format.md, section 2.10:\n\n";
  const bool has_passphrase = std::find(copy.files.begin(), copy.files.end(), "keys/identity.age") != copy.files.end();
  if (has_passphrase) {
    text += "  age -d keys/identity.age > identity      asks for the passphrase; delete the file \"identity\" afterwards\n"
            "  age -d -i identity " + ring + " > ring\n";
  }
  return text + "  age -d -i KIT " + ring + " > ring\n";
}

std::string shown_path(const io::Path& path) {
  return repair_utf8(std::filesystem::absolute(path).lexically_normal().string()).text;
}

}  // namespace

bool KeyOverview::has_passphrase() const {
  return std::any_of(keys.begin(), keys.end(), [](const KeyInfo& key) { return key.label == kPassphrase; });
}

Result<KeyOverview> keys(Store& store) {
  const archive::Reader& log = store.parts().log();
  const archive::KeyState state = log.key_state();
  KeyOverview overview;
  overview.epoch = state.epoch;
  overview.log_key = state.log_key;
  for (const archive::KeyHolder& holder : state.holders) overview.keys.push_back(info_of(holder));
  const auto entries = log.entries();
  for (size_t i = entries.size(); i-- > 0 && !(overview.last_backup && overview.last_drill);) {
    if (entries[i].kind != archive::EntryKind::event || entries[i].cls != kEventClass) continue;
    MUNIMENT_TRY_VOID(take_entry(overview, log, i));
  }
  return overview;
}

NewKey new_key() {
  const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  return {identity.text(), identity.recipient()};
}

Result<KeyChange> add_key(Store& store, const std::string& recipient, const std::string& label, bool made_here, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY_VOID(must_write(parts));
  MUNIMENT_TRY_VOID(parts.writer->add_recipient(recipient, label, said_by(actor, made_here ? "created" : "added")));
  return change_of(parts, {recipient, label, parts.clock->now_ms()});
}

Result<KeyChange> rotate_passphrase(Store& store, const SecretBytes& passphrase, unsigned scrypt_log_n, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY_VOID(must_write(parts));
  MUNIMENT_TRY_VOID(with_new_derived_keys(parts, [&] {
    return parts.writer->replace_passphrase(passphrase.view(), scrypt_log_n, said_by(actor, "rotated"));
  }));
  MUNIMENT_TRY(const archive::KeyHolder holder, holder_named(parts.log().key_state(), std::string(kPassphrase)));
  return change_of(parts, info_of(holder));
}

Result<KeyChange> revoke_key(Store& store, const std::string& recipient_or_label, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY_VOID(must_write(parts));
  const archive::KeyState state = parts.log().key_state();
  MUNIMENT_TRY(const archive::KeyHolder holder, holder_named(state, recipient_or_label));
  MUNIMENT_TRY_VOID(parts.writer->may_remove(holder.recipient));
  MUNIMENT_TRY_VOID(with_new_derived_keys(parts, [&] {
    return parts.writer->remove_recipient(holder.recipient, said_by(actor, "revoked"));
  }));
  return change_of(parts, info_of(holder));
}

Result<KeyBackup> back_up_keys(Store& store, const io::Path& to, const Actor& actor) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY_VOID(must_write(parts));
  MUNIMENT_TRY(const archive::KeyCopy copy, archive::copy_keys(*parts.fs, parts.path, to));
  KeyEvent event = said_by(actor, "backed up");
  event.backup = shown_path(to);
  event.epoch = copy.epoch;
  const int64_t now_ms = parts.clock->now_ms();
  auto recorded = record_event(parts, to_record(event, now_ms));
  if (!recorded) return with_context(std::move(recorded.error()), "recording the copy of the keys at " + event.backup + ", which is there");
  MUNIMENT_TRY_VOID(io::write_file_durably(*parts.fs, to / "README.txt", as_bytes(readme_of(store, copy, now_ms))));
  KeyBackup backup{event.backup, copy.epoch, to_hex(copy.ring_hash.view()), copy.files};
  backup.files.emplace_back("README.txt");
  return backup;
}

namespace {

// With the same key as the drill: it must open the archive itself to write to it.
Result<void> record_drill(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const Clock& clock, const OpenOptions& options,
                          const KeyEvent& event) {
  MUNIMENT_TRY(const auto store, Store::open(fs, path, unlock, Mode::write, clock, options));
  MUNIMENT_TRY_VOID(record_event(store->parts(), to_record(event, clock.now_ms())));
  return store->close();
}

}  // namespace

Result<DrillAnswer> drill_keys(io::FileSystem& fs, const io::Path& path, const io::Path& backup, const Unlock& unlock,
                               const Clock& clock, const OpenOptions& options, const Actor& actor) {
  const archive::Unlock key{unlock.passphrase.clone(), unlock.identity.clone()};
  MUNIMENT_TRY(archive::Drill drill, archive::drill(fs, path, backup, key));
  DrillAnswer answer{drill.epoch, std::move(drill.checked), std::move(drill.trouble), drill.frames, drill.lost_frames,
                     drill.messages, drill.lost_messages, {}};
  KeyEvent event = said_by(actor, "drilled");
  event.epoch = answer.epoch;
  event.backup = backup.empty() ? std::string() : shown_path(backup);
  event.checked = answer.works;
  event.outcome = answer.recovers_everything() ? "everything would be recovered" : "not everything would be recovered";
  auto recorded = record_drill(fs, path, unlock, clock, options, event);
  if (!recorded) answer.not_recorded = one_line(recorded.error());
  return answer;
}

}  // namespace muniment::pipeline
