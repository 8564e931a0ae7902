// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/repair_plan.h"

#include <algorithm>
#include <set>

#include "archive/access_spool.h"
#include "archive/poison.h"
#include "archive/reader_impl.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;
constexpr uint64_t kMaxKeyFile = 64U << 20;

bool is_gone(const Error& error) { return error.code == ErrorCode::not_found; }

// What the file holds, or nothing where it is missing or too long to be what it should be.
Result<std::optional<Bytes>> content_at(io::FileSystem& fs, const io::Path& path, uint64_t limit) {
  auto bytes = io::read_file(fs, path, limit);
  if (bytes) return std::optional(std::move(*bytes));
  if (is_gone(bytes.error()) || bytes.error().code == ErrorCode::corrupt) return std::optional<Bytes>{};
  return bytes.error();
}

// A checkpoint of this log with a good signature, or nothing.
Result<std::optional<Checkpoint>> checkpoint_at(io::FileSystem& fs, const io::Path& path, const NoteKey& key,
                                                bool others_allowed) {
  MUNIMENT_TRY(const auto bytes, content_at(fs, path, kMaxNote));
  if (!bytes) return std::optional<Checkpoint>{};
  const auto body = open_note(as_text(*bytes), key, others_allowed);
  if (!body) return std::optional<Checkpoint>{};
  auto checkpoint = Checkpoint::parse(*body);
  return checkpoint && checkpoint->origin == key.name ? std::optional(std::move(*checkpoint))
                                                      : std::optional<Checkpoint>{};
}

Result<std::vector<io::DirectoryEntry>> entries_of(io::FileSystem& fs, const io::Path& path) {
  auto entries = fs.list(path);
  if (!entries && is_gone(entries.error())) return std::vector<io::DirectoryEntry>{};
  return entries;
}

Result<bool> has_hash(io::FileSystem& fs, const io::Path& path, const Sha256& hash) {
  MUNIMENT_TRY(const auto bytes, content_at(fs, path, kMaxKeyFile));
  return bytes && crypto::sha256(*bytes) == hash;
}

}  // namespace

Identities clone_of(const Identities& identities) {
  Identities clones;
  for (const crypto::AgeIdentity& identity : identities) clones.push_back(identity.clone());
  return clones;
}

Result<void> RepairPlan::make(const VerifyProgress& progress) {
  MUNIMENT_TRY_VOID(plan_note());
  MUNIMENT_TRY_VOID(plan_rings());
  MUNIMENT_TRY_VOID(plan_checkpoints());
  MUNIMENT_TRY_VOID(plan_segments());
  MUNIMENT_TRY_VOID(plan_keys());
  return plan_what_verify_found(progress);
}

void RepairPlan::take(const io::Path& path, Composition pieces) {
  overlay_.put(path, pieces);
  files_.insert_or_assign(path, std::move(pieces));
}

Result<void> RepairPlan::take_whole(const io::Path& path) {
  MUNIMENT_TRY(const auto file, fs_.open_read(in_copy(path)));
  MUNIMENT_TRY(const uint64_t size, file->size());
  take(path, Composition{Piece{in_copy(path), 0, size}});
  return {};
}

// --- the note
// ----------------------------------------------------------------------------------------------------------

// A note that says to be of a later format may as well be a damaged one: only the other copy tells.
Result<std::optional<ArchiveNote>> RepairPlan::read_note(const Layout& at) const {
  MUNIMENT_TRY(const auto bytes, content_at(fs_, at.note(), kMaxNote));
  if (!bytes) return std::optional<ArchiveNote>{};
  auto note = ArchiveNote::open(as_text(*bytes));
  return note ? std::optional(std::move(*note)) : std::optional<ArchiveNote>{};
}

Result<void> RepairPlan::plan_note() {
  MUNIMENT_TRY(note_, read_note(here_));
  MUNIMENT_TRY(auto other, read_note(copy_));
  if (note_ && other && note_->archive != other->archive) {
    return make_error(ErrorCode::invalid_argument, "the copy is of another archive")
        .because("its archive.note names another archive id")
        .advise("give a copy of this archive with --from")
        .at(copy_.root);
  }
  if (note_) return {};
  if (!other) {
    MUNIMENT_TRY(const bool there, fs_.exists(copy_.note()));
    return make_error(there ? ErrorCode::corrupt : ErrorCode::not_found,
                      "there is no archive.note that can be read, here or in the copy")
        .advise("give a copy of this archive with --from")
        .at(copy_.root);
  }
  MUNIMENT_TRY_VOID(must_be_ours(*other));
  note_ = std::move(other);
  return take_whole(here_.note());
}

// Without a note here, the header pages tell whether the copy is of this archive.
Result<void> RepairPlan::must_be_ours(const ArchiveNote& note) const {
  MUNIMENT_TRY(const auto classes, entries_of(fs_, here_.segments()));
  for (const io::DirectoryEntry& entry : classes) {
    MUNIMENT_TRY(const auto files, entries_of(fs_, here_.segments() / entry.name));
    for (const io::DirectoryEntry& file : files) {
      if (file.kind != io::FileKind::regular) continue;
      HeaderPage page{};
      MUNIMENT_TRY(const auto segment, fs_.open_read(here_.segments() / entry.name / file.name));
      MUNIMENT_TRY(const size_t got, segment->read_at(0, page));
      const auto header = decode_segment_header(ByteView(page).first(got));
      if (header && header->archive != note.archive) {
        return make_error(ErrorCode::invalid_argument, "the copy is of another archive")
            .because("the segments here belong to another archive id").at(copy_.root);
      }
    }
  }
  return {};
}

// --- key rings, to begin with
// ------------------------------------------------------------------------------------------

Result<std::map<uint32_t, RingFile>> RepairPlan::rings_at(const Layout& at) const {
  std::map<uint32_t, RingFile> rings;
  MUNIMENT_TRY(const auto entries, entries_of(fs_, at.keys()));
  for (const io::DirectoryEntry& entry : entries) {
    const auto epoch = epoch_of_name(entry.name);
    if (!epoch) continue;
    auto ring = read_ring(fs_, at, *epoch, identities_);
    if (!ring && ring.error().code == ErrorCode::io) return ring.error();
    if (ring && ring->ring.archive == note_->archive && ring->ring.log_key == note_->log_key.text()) {
      rings.emplace(*epoch, std::move(*ring));
    }
  }
  return rings;
}

// Any ring of this archive opens the log far enough to learn which one is right: K_commit never changes. Only then is
// it decided what becomes of the files (plan_keys).
Result<void> RepairPlan::plan_rings() {
  MUNIMENT_TRY(auto here, rings_at(here_));
  MUNIMENT_TRY(auto there, rings_at(copy_));
  MUNIMENT_TRY(const auto entries, entries_of(fs_, here_.keys()));
  for (const io::DirectoryEntry& entry : entries) {
    const auto epoch = epoch_of_name(entry.name);
    if (epoch && !here.contains(*epoch)) overlay_.hide(here_.ring(*epoch));
  }
  if (here.empty() && there.empty()) {
    return make_error(ErrorCode::auth_failed, "no key ring opens, here or in the copy")
        .because("the keys are wrong, or keys/ring.<epoch>.age is lost in both places")
        .advise("the recovery kit may open one: --key-file FILE").at(here_.keys());
  }
  const bool copy_is_ahead = !there.empty() && (here.empty() || there.rbegin()->first > here.rbegin()->first);
  RingFile& best = copy_is_ahead ? there.rbegin()->second : here.rbegin()->second;
  if (copy_is_ahead) {
    ring_to_look_with_ = here_.ring(best.ring.epoch);
    overlay_.put(*ring_to_look_with_, Composition{Piece{copy_.ring(best.ring.epoch), 0, best.bytes.size()}});
  }
  keyring_ = std::make_unique<Keyring>(std::move(best.ring));
  return {};
}

// --- HEAD and kept checkpoints
// -------------------------------------------------------------------------------------------

// A copy that is newer knows of checkpoints behind the end of the log here: those are not of this archive yet.
Result<void> RepairPlan::plan_checkpoints() {
  uint64_t end_here = ~uint64_t{0};
  const auto restore = [&](const io::Path& path, bool others_allowed) -> Result<void> {
    MUNIMENT_TRY(const auto here, checkpoint_at(fs_, path, note_->log_key, others_allowed));
    if (here) return {};
    MUNIMENT_TRY(const auto there, checkpoint_at(fs_, in_copy(path), note_->log_key, others_allowed));
    return there && there->size <= end_here ? take_whole(path) : Result<void>{};
  };
  MUNIMENT_TRY_VOID(restore(here_.head(), false));
  MUNIMENT_TRY(const auto head, checkpoint_at(overlay_, here_.head(), note_->log_key, false));
  if (head) end_here = head->size;
  MUNIMENT_TRY(const auto kept, entries_of(fs_, copy_.checkpoints()));
  for (const io::DirectoryEntry& entry : kept) {
    if (entry.name.ends_with(".note")) MUNIMENT_TRY_VOID(restore(here_.checkpoints() / entry.name, true));
  }
  return {};
}

// --- segments
// ------------------------------------------------------------------------------------------------------------

Result<SegmentSide> RepairPlan::open_side(const Layout& at, ClassId cls, SegmentNo number) const {
  SegmentSide side;
  side.path = at.segment(cls, number);
  auto walker = SegmentWalker::open(fs_, side.path, note_->archive, cls, number, keyring_->commit_key());
  if (walker) side.walker = std::move(*walker);
  else if (!is_gone(walker.error())) return walker.error();
  return side;
}

Result<std::vector<SegmentPair>> RepairPlan::pair_segments() {
  std::set<std::pair<ClassId, SegmentNo>> numbers;
  for (const Layout* at : {&here_, &copy_}) {
    MUNIMENT_TRY(const auto classes, entries_of(fs_, at->segments()));
    for (const io::DirectoryEntry& entry : classes) {
      const auto cls = class_of_name(entry.name);
      if (!cls) continue;
      MUNIMENT_TRY(const auto files, entries_of(fs_, at->class_directory(*cls)));
      for (const io::DirectoryEntry& file : files) {
        if (const auto number = segment_of_name(file.name)) numbers.emplace(*cls, *number);
      }
    }
  }
  std::vector<SegmentPair> pairs;
  for (const auto& [cls, number] : numbers) {
    SegmentPair pair;
    pair.cls = cls;
    pair.number = number;
    MUNIMENT_TRY(pair.here, open_side(here_, cls, number));
    MUNIMENT_TRY(pair.copy, open_side(copy_, cls, number));
    const auto* const header = pair.header();
    if (!pairs.empty() && pairs.back().cls == cls) {
      pairs.back().has_successor = pair.here.is_there();
      if (header != nullptr) pairs.back().successor = *header;
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

// Up to which size the log was acknowledged here, as far as anything here still says so.
Result<uint64_t> RepairPlan::needed_size(const std::vector<SegmentPair>& pairs) const {
  uint64_t needed = 0;
  for (const SegmentPair& pair : pairs) {
    for (const Group& group : pair.here.groups) needed = std::max(needed, group.body.log_size);
  }
  Overlay seen = overlay_;
  MUNIMENT_TRY(const Checkpoints checkpoints, read_checkpoints(seen, here_, note_->log_key, KeptOnes::all));
  for (const KeptCheckpoint& kept : checkpoints.all) {
    if (!kept.is_given_up()) needed = std::max(needed, kept.checkpoint.size);
  }
  return needed;
}

// All groups of both copies, up to where the successor or POISON says that a segment ends.
Result<void> RepairPlan::walk_segments(std::vector<SegmentPair>& pairs) const {
  const auto poison = read_poison(fs_, here_, keyring_->commit_key().view());
  for (SegmentPair& pair : pairs) {
    const bool is_abandoned = pair.successor && pair.successor->abandoned_prev_offset != kNotAbandoned;
    for (SegmentSide* side : {&pair.here, &pair.copy}) {
      if (!side->is_there()) continue;
      if (poison && *poison && (*poison)->segment == pair.number) side->walker->limit((*poison)->offset);
      if (is_abandoned) side->walker->limit(pair.successor->abandoned_prev_offset);
      for (;;) {
        MUNIMENT_TRY(auto group, side->walker->next(0));
        if (!group) break;
        side->groups.push_back(std::move(*group));
      }
    }
  }
  return {};
}

Result<void> RepairPlan::plan_segments() {
  MUNIMENT_TRY(auto pairs, pair_segments());
  MUNIMENT_TRY_VOID(walk_segments(pairs));
  MUNIMENT_TRY(const uint64_t needed, needed_size(pairs));
  SegmentNo highest;
  for (const SegmentPair& pair : pairs) {
    if (pair.here.is_there()) highest = std::max(highest, pair.number);
  }
  for (const SegmentPair& pair : pairs) {
    if (!pair.copy.is_there()) continue;
    const auto is_needed = [&](const Group& group) { return group.body.log_size <= needed; };
    const bool holds_needed = std::any_of(pair.copy.groups.begin(), pair.copy.groups.end(), is_needed);
    // A segment of the copy that is not here: lost here, or made after this archive was left behind.
    if (!pair.here.is_there() && !holds_needed && highest < pair.number) continue;
    MUNIMENT_TRY(Composition pieces, compose_segment(pair, needed, ComposeKeys{note_->archive, *keyring_}));
    const bool is_as_it_was =
        pieces.size() == 1 && pieces.front().file == pair.here.path && size_of(pieces) == pair.here.size();
    if (!pieces.empty() && !is_as_it_was) take(pair.here.path, std::move(pieces));
  }
  return {};
}

// --- keys, by what the log says
// ------------------------------------------------------------------------------------------

Result<void> RepairPlan::plan_keys() {
  MUNIMENT_TRY(const auto reader, ReaderImpl::open(overlay_, here_, clone_of(identities_), OpenFor::reading));
  const auto& record = reader->key_record();
  if (record) {
    const io::Path ring = here_.ring(record->epoch);
    MUNIMENT_TRY(const bool ring_is_here, has_hash(fs_, ring, record->ring_hash));
    MUNIMENT_TRY(const bool ring_is_there, has_hash(fs_, in_copy(ring), record->ring_hash));
    if (!ring_is_here && ring_is_there) MUNIMENT_TRY_VOID(take_whole(ring));
    const bool has_served = ring_to_look_with_ && *ring_to_look_with_ != ring && (ring_is_here || ring_is_there);
    if (has_served) overlay_.forget(*ring_to_look_with_);
  }
  if (record && record->identity_hash) {
    MUNIMENT_TRY(const bool is_here, has_hash(fs_, here_.identity(), *record->identity_hash));
    MUNIMENT_TRY(const bool is_there, has_hash(fs_, copy_.identity(), *record->identity_hash));
    if (!is_here && is_there) MUNIMENT_TRY_VOID(take_whole(here_.identity()));
  }
  const auto log_key = read_log_key(fs_, here_, identities_, note_->log_key);
  if (log_key || log_key.error().code == ErrorCode::io) return log_key ? Result<void>{} : log_key.error();
  return read_log_key(fs_, copy_, identities_, note_->log_key) ? take_whole(here_.log_key()) : Result<void>{};
}

// --- attachments and spool files
// -----------------------------------------------------------------------------------------

Result<bool> RepairPlan::blob_of_copy_is_sound(const io::Path& path, const ExpectedBlobs& expected) const {
  const auto blob = blob_of_name(path.filename().string());
  const auto about = blob ? expected.find(*blob) : expected.end();
  if (about == expected.end()) return false;
  const auto sound = check_blob(fs_, copy_, note_->archive, *blob, about->second);
  if (!sound && sound.error().code == ErrorCode::io) return sound.error();
  return sound.has_value();
}

Result<bool> RepairPlan::spool_of_copy_is_sound(const io::Path& path) const {
  const auto file = fs_.open_read(in_copy(path));
  if (!file) return is_gone(file.error()) ? Result<bool>(false) : file.error();
  const auto content = read_spool(**file, in_copy(path), note_->archive,
                                  [this](uint32_t epoch) { return keyring_->spool_key_of(epoch); });
  return content && !content->damaged && !content->torn;
}

Result<void> RepairPlan::plan_what_verify_found(const VerifyProgress& progress) {
  MUNIMENT_TRY(const VerifyDetail seen, verify_in_detail(overlay_, here_, clone_of(identities_), {}, progress));
  for (const Finding& finding : seen.report.findings) {
    const io::Path path = here_.root / finding.path;
    if (finding.concern == Concern::attachment) {
      MUNIMENT_TRY(const bool sound, blob_of_copy_is_sound(path, seen.blobs));
      if (sound) MUNIMENT_TRY_VOID(take_whole(path));
    } else if (finding.concern == Concern::spool) {
      MUNIMENT_TRY(const bool sound, spool_of_copy_is_sound(path));
      if (sound) MUNIMENT_TRY_VOID(take_whole(path));
    }
  }
  return {};
}

}  // namespace muniment::archive
