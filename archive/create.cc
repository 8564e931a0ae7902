// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string_view>

#include "archive/writer_impl.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

bool is_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

Result<void> check_options(const Unlock& unlock, const CreateOptions& options) {
  if (!is_name(options.name)) {
    return make_error(ErrorCode::invalid_argument, "this is not a name for an archive")
        .because("a name has 1 to 64 letters, digits, hyphens and dots");
  }
  if (unlock.passphrase.empty() && unlock.identity.empty()) {
    return make_error(ErrorCode::invalid_argument, "an archive needs a passphrase or an identity file");
  }
  return {};
}

// An interrupted create leaves a directory without archive.note; it is not taken for an archive, nor written over.
Result<void> claim_directory(io::FileSystem& fs, const io::Path& path) {
  MUNIMENT_TRY_VOID(fs.make_directory(path));
  MUNIMENT_TRY(const auto entries, fs.list(path));
  if (!entries.empty()) {
    return make_error(ErrorCode::already_exists, "the directory is not empty")
        .because("it contains " + entries.front().name).advise("choose another directory").at(path);
  }
  return path.has_parent_path() ? fs.sync_directory(path.parent_path()) : fs.sync_directory(".");
}

Result<void> make_directories(io::FileSystem& fs, const Layout& layout) {
  for (const io::Path& directory : {layout.keys(), layout.segments(), layout.blobs(), layout.checkpoints(), layout.root / "spool", layout.spool()}) {
    MUNIMENT_TRY_VOID(fs.make_directory(directory));
  }
  MUNIMENT_TRY_VOID(fs.sync_directory(layout.root / "spool"));
  return fs.sync_directory(layout.root);
}

Result<Identities> make_identities(io::FileSystem& fs, const Layout& layout, const Unlock& unlock, unsigned scrypt_log_n) {
  if (!unlock.identity.empty()) return crypto::parse_identity_file(as_text(unlock.identity.view()));
  Identities identities;
  identities.push_back(crypto::AgeIdentity::new_random());
  MUNIMENT_TRY_VOID(write_identity(fs, layout, identities.front(), unlock.passphrase.view(), scrypt_log_n));
  return identities;
}

Ring first_ring(const ArchiveNote& note, std::vector<std::string> recipients, bool has_passphrase) {
  Ring ring;
  ring.archive = note.archive;
  ring.log_key = note.log_key.text();
  ring.recipients = std::move(recipients);
  for (SecretBytes* key : {&ring.catalogue, &ring.suppression, &ring.message_id, &ring.commit, &ring.spool}) {
    *key = crypto::random_secret(32);
  }
  complete_labels(ring, has_passphrase);
  for (RingLabel& label : ring.labels) label.since_ms = static_cast<uint64_t>(note.created_ms);
  const uint32_t year = month_of(note.created_ms).yyyymm / 100;
  add_year(ring, kBusinessClass, year);
  add_year(ring, kEventClass, year);
  return ring;
}

}  // namespace

Result<void> create(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const CreateOptions& options,
                    const Clock& clock) {
  const Layout layout{path};
  MUNIMENT_TRY_VOID(check_options(unlock, options));
  MUNIMENT_TRY_VOID(claim_directory(fs, path));
  MUNIMENT_TRY(auto lock, take_lock(fs, layout, 0));
  MUNIMENT_TRY_VOID(make_directories(fs, layout));
  MUNIMENT_TRY(Identities identities, make_identities(fs, layout, unlock, options.scrypt_log_n));

  ArchiveNote note;
  note.archive = crypto::random_value<ArchiveId>();
  note.name = options.name;
  note.created_ms = clock.now_ms();
  crypto::Ed25519KeyPair log_key = crypto::new_ed25519_key();
  note.log_key = NoteKey{origin_of(note.name, note.archive), log_key.public_key};
  std::vector<std::string> recipients{identities.front().recipient()};
  recipients.insert(recipients.end(), options.recipients.begin(), options.recipients.end());
  MUNIMENT_TRY_VOID(write_log_key(fs, layout, recipients, log_key));
  Ring ring = first_ring(note, std::move(recipients), unlock.identity.empty());
  MUNIMENT_TRY(const Sha256 ring_hash, write_ring(fs, layout, ring));
  MUNIMENT_TRY(const auto identity_hash, hash_of_identity_file(fs, layout));
  const std::string signed_note = sign_note(note.text(), note.log_key, log_key);

  auto reader = ReaderImpl::begin(fs, layout, std::move(identities), std::move(note), std::move(ring), options.outside);
  WriterOptions writing;
  writing.outside = options.outside;
  writing.attributes = options.attributes;
  WriterImpl writer(fs, std::move(reader), std::move(log_key), clock, std::move(writing), std::move(lock));
  MUNIMENT_TRY_VOID(writer.commit_beginning(KeyRecord{1, ring_hash, identity_hash}, options.config_record));
  // Last: from here on the directory is an archive.
  MUNIMENT_TRY_VOID(io::write_file_durably(fs, layout.note(), as_bytes(signed_note)));
  if (options.attributes) static_cast<void>(fs.set_attributes(layout.note(), {false, true}));
  return {};
}

}  // namespace muniment::archive
