// SPDX-License-Identifier: GPL-3.0-or-later
// The recipients of the ring, and how a ring follows another. The order of writes is that of docs/durability.md; after
// every single one of them the newest ring opens with whatever keys/identity.age holds at that moment.
#include "archive/key_changes.h"

#include <algorithm>
#include <filesystem>

#include "archive/writer_impl.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"

namespace muniment::archive {
namespace {

constexpr size_t kLongestLabel = 64;

Result<void> check_label(const Ring& ring, const std::string& label) {
  const bool plain = std::all_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  if (label.empty() || label.size() > kLongestLabel || !plain) {
    return make_error(ErrorCode::invalid_argument, "this is not a label for a key")
        .because("a label has 1 to " + std::to_string(kLongestLabel) + " bytes and no control characters");
  }
  if (label == kPassphraseLabel || label == kComingPassphraseLabel || label.starts_with("age1")) {
    return make_error(ErrorCode::invalid_argument, "the label \"" + label + "\" is taken").because("it has a meaning of its own");
  }
  if (labelled(ring, label) == nullptr) return {};
  return make_error(ErrorCode::already_exists, "there is a key with the label \"" + label + "\"").advise("choose another label");
}

Result<void> check_recipient(const Ring& ring, const std::string& recipient) {
  if (const auto tried = crypto::age_seal_to(std::span(&recipient, 1), {}); !tried) return tried.error();
  if (std::find(ring.recipients.begin(), ring.recipients.end(), recipient) == ring.recipients.end()) return {};
  return make_error(ErrorCode::already_exists, "this key opens the archive already");
}

std::vector<std::string> united(std::vector<std::string> all, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
  return all;
}

void add_holder(Ring& ring, const std::string& recipient, std::string_view label, int64_t now_ms) {
  ring.recipients.push_back(recipient);
  ring.labels.push_back(RingLabel{recipient, std::string(label), static_cast<uint64_t>(now_ms)});
}

void remove_holder(Ring& ring, const std::string& recipient) {
  std::erase(ring.recipients, recipient);
  std::erase_if(ring.labels, [&](const RingLabel& label) { return label.recipient == recipient; });
}

KeyEvent about(const KeyEvent& said, std::string action, const RingLabel& holder, uint32_t epoch) {
  KeyEvent event = said;
  event.action = std::move(action);
  event.recipient = holder.recipient;
  event.label = holder.label;
  event.epoch = epoch;
  return event;
}

}  // namespace

Ring WriterImpl::next_ring() const {
  Ring next = ring_.clone();
  complete_labels(next, identity_hash_.has_value());
  return next;
}

// 2.10: the log key for the old and the new recipients; the new ring file, durable; its record under a key that exists
// already; the log key for the new recipients only; the old ring away; then the new keys are used.
Result<void> WriterImpl::change_ring(Ring next, const std::vector<KeyEvent>& said) {
  next.epoch = ring_.epoch + 1;
  const bool other_holders = next.recipients != ring_.recipients;
  if (other_holders) MUNIMENT_TRY_VOID(seal_log_key_for(united(ring_.recipients, next.recipients)));
  auto hash = write_ring(fs_, reader_->layout(), next);
  if (!hash) return fail<void>(std::move(hash.error()));
  MUNIMENT_TRY_VOID(commit_new_ring(next, *hash, said));
  ring_ = next.clone();
  reader_->keyring().replace(std::move(next));
  auto left = other_holders ? leave_earlier_rings() : remove_other_rings(fs_, reader_->layout(), ring_.epoch);
  if (!left) return fail<void>(std::move(left.error()));
  return {};
}

// The key record and what is said about the change, in one commit: neither is there without the other.
Result<void> WriterImpl::commit_new_ring(const Ring& ring, const Sha256& hash, const std::vector<KeyEvent>& said) {
  MUNIMENT_TRY(const auto identity_hash, identity_hash_to_record(ring));
  MUNIMENT_TRY_VOID(add_ring_change(KeyRecord{ring.epoch, hash, identity_hash}));
  std::vector<Bytes> records;
  for (const KeyEvent& event : said) records.push_back(encode(to_record(event, clock_.now_ms())));
  if (!records.empty()) {
    MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::event, kEventClass, records, {}}, *newest_unit(ring_, kEventClass)));
  }
  MUNIMENT_TRY_VOID(commit_group());
  identity_hash_ = identity_hash;
  return {};
}

// While a passphrase is being replaced, the hash of the file before stays on record: settle_replacement tells by it
// whether the new file is in place.
Result<std::optional<Sha256>> WriterImpl::identity_hash_to_record(const Ring& ring) const {
  if (coming_passphrase(ring) != nullptr) return identity_hash_;
  return hash_of_identity_file(fs_, reader_->layout());
}

Result<void> WriterImpl::seal_log_key_for(const std::vector<std::string>& recipients) {
  auto written = write_log_key(fs_, reader_->layout(), recipients, log_key_);
  if (!written) return fail<void>(with_context(std::move(written.error()), "writing the log key"));
  return {};
}

// The log key first: as long as an earlier ring is there, a crash is known to have come in between. And if it came before
// the ring, the log key may be sealed for one more than the ring.
Result<void> WriterImpl::leave_earlier_rings() {
  MUNIMENT_TRY(const auto epochs, ring_epochs(fs_, reader_->layout()));
  MUNIMENT_TRY(const size_t sealed_for, recipients_of_log_key(fs_, reader_->layout()));
  if (epochs.size() > 1 || sealed_for != ring_.recipients.size()) MUNIMENT_TRY_VOID(seal_log_key_for(ring_.recipients));
  return remove_other_rings(fs_, reader_->layout(), ring_.epoch);
}

Result<void> WriterImpl::add_recipient(const std::string& recipient, const std::string& label, const KeyEvent& said) {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  Ring next = next_ring();
  MUNIMENT_TRY_VOID(check_recipient(next, recipient));
  MUNIMENT_TRY_VOID(check_label(next, label));
  MUNIMENT_TRY_VOID(commit_group());
  add_holder(next, recipient, label, clock_.now_ms());
  const KeyEvent event = about(said, said.action, next.labels.back(), ring_.epoch + 1);
  return change_ring(std::move(next), {event});
}

Result<void> WriterImpl::check_removal(const Ring& ring, const std::string& recipient) {
  const RingLabel* const found = label_of(ring, recipient);
  if (found == nullptr) return make_error(ErrorCode::not_found, "no such key opens the archive");
  if (ring.recipients.size() == 1) {
    return make_error(ErrorCode::denied, "this is the last key of the archive").because("without it nobody could read it, ever again");
  }
  if (found->label != kPassphraseLabel) return {};
  return make_error(ErrorCode::denied, "the passphrase's key is not revoked, but replaced").because("keys/identity.age would open nothing");
}

Result<void> WriterImpl::may_remove(const std::string& recipient) const {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  return check_removal(next_ring(), recipient);
}

Result<void> WriterImpl::remove_recipient(const std::string& recipient, const KeyEvent& said) {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  Ring next = next_ring();
  MUNIMENT_TRY_VOID(check_removal(next, recipient));
  MUNIMENT_TRY_VOID(commit_group());
  MUNIMENT_TRY_VOID(fold_spools());  // what is spooled under the key that goes
  const KeyEvent event = about(said, said.action, *label_of(next, recipient), ring_.epoch + 1);
  remove_holder(next, recipient);
  renew_keys(next);
  MUNIMENT_TRY_VOID(change_ring(std::move(next), {event}));
  return drop_earlier_spool_keys();
}

// Two rings. The first opens with the old identity and with the new one; between it and the second the file changes.
Result<void> WriterImpl::replace_passphrase(ByteView passphrase, unsigned scrypt_log_n, const KeyEvent& said) {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  if (passphrase.empty()) return make_error(ErrorCode::invalid_argument, "the new passphrase is empty");
  MUNIMENT_TRY_VOID(commit_group());
  MUNIMENT_TRY_VOID(fold_spools());
  const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  Ring both = next_ring();
  add_holder(both, identity.recipient(), kComingPassphraseLabel, clock_.now_ms());
  MUNIMENT_TRY_VOID(change_ring(std::move(both)));
  auto written = write_identity(fs_, reader_->layout(), identity, passphrase, scrypt_log_n);
  if (!written) return fail<void>(with_context(std::move(written.error()), "writing what the new passphrase opens"));
  return complete_replacement(said);
}

Result<void> WriterImpl::complete_replacement(const KeyEvent& said) {
  Ring next = next_ring();
  RingLabel coming = *coming_passphrase(next);
  std::vector<KeyEvent> events;
  const RingLabel* const before = labelled(next, kPassphraseLabel);
  const bool replaces = before != nullptr;
  if (replaces) {
    events.push_back(about(said, "revoked", *before, ring_.epoch + 1));
    remove_holder(next, std::string(before->recipient));
    renew_keys(next);
  }
  for (RingLabel& label : next.labels) {
    if (label.recipient == coming.recipient) label.label = kPassphraseLabel;
  }
  coming.label = kPassphraseLabel;
  events.insert(events.begin(), about(said, replaces ? said.action : "created", coming, ring_.epoch + 1));
  MUNIMENT_TRY_VOID(change_ring(std::move(next), events));
  return drop_earlier_spool_keys();
}

Result<void> WriterImpl::take_back_replacement() {
  Ring next = next_ring();
  remove_holder(next, std::string(coming_passphrase(next)->recipient));
  return change_ring(std::move(next));
}

// A crash while a passphrase was being replaced. The file tells how far it came; where it and the identity at hand
// disagree, the ring stays as it is, since it opens with both.
Result<void> WriterImpl::settle_replacement() {
  const RingLabel* const coming = coming_passphrase(ring_);
  if (coming == nullptr) return {};
  const auto& at_hand = reader_->identities();
  const bool opened_by_it = std::any_of(at_hand.begin(), at_hand.end(), [&](const auto& identity) { return identity.recipient() == coming->recipient; });
  MUNIMENT_TRY(const auto hash, hash_of_identity_file(fs_, reader_->layout()));
  const bool in_place = hash != identity_hash_;
  KeyEvent said;
  said.action = "rotated";
  said.actor = "muniment";
  said.reason = "finished what an interrupted change of the passphrase left";
  if (in_place) return complete_replacement(said);
  return opened_by_it ? Result<void>{} : take_back_replacement();
}

// --- copies ----------------------------------------------------------------------------------------------------------

namespace {

constexpr uint64_t kMaxCopied = 64U << 20;

Result<void> must_be_outside(const io::Path& archive, const io::Path& to) {
  std::error_code failed;
  const io::Path inner = std::filesystem::weakly_canonical(to, failed).lexically_relative(std::filesystem::weakly_canonical(archive, failed));
  const bool outside = !failed && (inner.empty() || *inner.begin() == "..");
  if (outside) return {};
  return make_error(ErrorCode::invalid_argument, "a copy of the keys does not belong inside the archive")
      .because("it would be lost together with what it is a copy of").advise("choose a directory on another disk").at(to);
}

}  // namespace

Result<KeyCopy> copy_keys(io::FileSystem& fs, const io::Path& path, const io::Path& to) {
  const Layout layout{path};
  MUNIMENT_TRY_VOID(must_be_outside(path, to));
  MUNIMENT_TRY(const bool there, fs.exists(to));
  if (there) return make_error(ErrorCode::already_exists, "the directory for the copy exists").because("nothing is ever written over").at(to);
  KeyCopy copy;
  MUNIMENT_TRY(const auto keys, fs.list(layout.keys()));
  MUNIMENT_TRY_VOID(fs.make_directory(to));
  MUNIMENT_TRY_VOID(fs.make_directory(to / "keys"));
  std::vector<std::string> files{"archive.note", "HEAD"};
  for (const io::DirectoryEntry& entry : keys) {
    if (entry.kind == io::FileKind::regular && entry.name.ends_with(".age")) files.push_back("keys/" + entry.name);
  }
  for (const std::string& file : files) {
    MUNIMENT_TRY(const Bytes bytes, io::read_file(fs, path / file, kMaxCopied));
    MUNIMENT_TRY_VOID(io::write_file_durably(fs, to / file, bytes));
    const auto epoch = epoch_of_name(io::Path(file).filename().string());
    if (epoch) copy.epoch = *epoch, copy.ring_hash = crypto::sha256(bytes);
    copy.files.push_back(file);
  }
  MUNIMENT_TRY_VOID(fs.sync_directory(to));
  MUNIMENT_TRY_VOID(fs.sync_directory(to.has_parent_path() ? to.parent_path() : io::Path(".")));
  return copy;
}

}  // namespace muniment::archive
