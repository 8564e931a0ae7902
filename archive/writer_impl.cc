// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/writer_impl.h"

#include <algorithm>

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

constexpr int64_t kPublishEveryMs = 10'000;

bool may_be_added(EntryKind kind) {
  const auto number = static_cast<uint8_t>(kind);
  const bool by_the_archive_itself = kind == EntryKind::key || kind == EntryKind::reissue;
  return number == 1 || (number >= 3 && number <= 10 && !by_the_archive_itself);
}

Result<void> check_draft(const FrameDraft& draft) {
  if (!may_be_added(draft.kind)) return make_error(ErrorCode::invalid_argument, "frames of this kind are not added from outside");
  if (draft.cls.value == 0) return make_error(ErrorCode::invalid_argument, "class 0 does not exist");
  const uint32_t month = draft.month.yyyymm;
  const bool is_month = month % 100 >= 1 && month % 100 <= 12 && month <= 999'912;
  if (!is_month && (month != 0 || draft.kind == EntryKind::messages)) {
    return make_error(ErrorCode::invalid_argument, "a frame of messages needs the month of its retention clock");
  }
  return {};
}

}  // namespace

WriterImpl::WriterImpl(io::FileSystem& fs, std::unique_ptr<ReaderImpl> reader, crypto::Ed25519KeyPair log_key,
                       const Clock& clock, WriterOptions options, std::unique_ptr<io::File> lock)
    : fs_(fs), reader_(std::move(reader)), log_key_(std::move(log_key)), clock_(clock),
      options_(std::move(options)), lock_(std::move(lock)),
      sealer_(reader_->id()), blobs_(fs, reader_->layout(), reader_->id()), commit_key_(reader_->keyring().commit_key()),
      ring_(reader_->keyring().copy()), last_segment_no_(reader_->scan().highest_number()),
      published_size_(reader_->head_size()), kept_ms_(clock.now_ms()) {
  reader_->written_by_us();
  if (reader_->key_record()) identity_hash_ = reader_->key_record()->identity_hash;
}

WriterImpl::~WriterImpl() = default;

Result<void> WriterImpl::usable() const {
  if (closed_) return make_error(ErrorCode::invalid_argument, "the archive was closed");
  if (failed_) return with_context(*failed_, "an earlier write failed");
  return {};
}

Result<MessageNumber> WriterImpl::add(const FrameDraft& draft) {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  MUNIMENT_TRY_VOID(check_draft(draft));
  MUNIMENT_TRY(const RingUnit* unit, unit_of_draft(draft));
  return add_frame(FrameParts{draft.kind, draft.cls, draft.records, draft.blobs}, *unit);
}

uint64_t WriterImpl::pending_bytes() const {
  const std::lock_guard guard(mutex_);
  return group_.bytes.size();
}

Result<Commit> WriterImpl::commit() {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  return commit_group();
}

Result<StoredBlob> WriterImpl::put_blob(ClassId cls, io::InputStream& content, const KnownBlob& known) {
  SecretBytes key;
  {
    const std::lock_guard guard(mutex_);
    MUNIMENT_TRY_VOID(usable());
    MUNIMENT_TRY(key, class_key(cls));
  }
  return blobs_.put(key.view(), content, known);
}

Result<LogEnd> WriterImpl::keep_checkpoint() {
  const std::lock_guard guard(mutex_);
  MUNIMENT_TRY_VOID(usable());
  MUNIMENT_TRY(const Commit last, commit_group());
  if (published_size_ != last.end.log_size) MUNIMENT_TRY_VOID(publish());
  MUNIMENT_TRY_VOID(keep());
  return last.end;
}

Result<void> WriterImpl::close() {
  const std::lock_guard guard(mutex_);
  if (closed_) return {};
  MUNIMENT_TRY_VOID(usable());
  MUNIMENT_TRY_VOID(commit_group());
  MUNIMENT_TRY_VOID(seal_old_segments());
  MUNIMENT_TRY(const Commit last, commit_group());
  if (published_size_ != last.end.log_size) MUNIMENT_TRY_VOID(publish());
  if (has_grown_) MUNIMENT_TRY_VOID(keep());
  closed_ = true;
  lock_.reset();
  return {};
}

// Seals into the open group. A frame for another segment closes the group first.
Result<MessageNumber> WriterImpl::add_frame(const FrameParts& parts, const RingUnit& unit) {
  size_t raw = 0;
  for (const Bytes& record : parts.records) raw += record.size() + 4;
  MUNIMENT_TRY_VOID(open_group_for(parts.cls, raw));
  MUNIMENT_TRY(const uint32_t index, take_unit_index(unit));
  FrameHeader header;
  header.segment = group_.segment->number();
  header.frame.value = group_.position.frame;
  header.first_message.value = group_.next_message;
  header.unit = unit.tag;
  header.unit_index = index;
  header.chain = *group_.position.chain;
  MUNIMENT_TRY(const SecretBytes key, reader_->keyring().frame_key(unit.tag, index));
  const size_t at = group_.bytes.size();
  MUNIMENT_TRY(const Sha256 root, sealer_.seal(header, key.view(), parts.records, parts.blobs, group_.bytes));
  const ByteView frame = ByteView(group_.bytes).subspan(at);
  MUNIMENT_TRY(const FrameHeader sealed, decode_frame_header(frame));
  next_index_[unit.tag] = index + 1;
  group_.entries.push_back(Entry{parts.kind, parts.cls, sealed.records, sealed.first_message, sealed.segment, sealed.frame, unit.tag, 0, root});
  group_.frames.push_back(WalkedFrame{group_.position.offset, sealed});
  group_.position = WalkPosition{group_.position.offset + frame.size(), group_.position.frame + 1,
                                 next_chain(frame.first(kFrameHeader), frame.last(kChainTail))};
  if (parts.kind == EntryKind::messages) group_.next_message += sealed.records;
  return sealed.first_message;
}

Result<void> WriterImpl::open_group_for(ClassId cls, size_t raw_bytes) {
  const uint64_t bound = raw_bytes + raw_bytes / 128 + kPage;  // what the frame and its COMMIT entry can take at most
  for (;;) {
    if (group_.segment != nullptr && group_.segment->cls() == cls && group_takes(bound)) return {};
    MUNIMENT_TRY_VOID(commit_group());
    MUNIMENT_TRY_VOID(seal_when_due(cls, bound));
    if (unrecorded_.empty()) break;
    MUNIMENT_TRY_VOID(record_seals());  // before the next segment of the sealed one's class has a group (2.6)
  }
  MUNIMENT_TRY(SegmentWriter* const segment, open_segment(cls));
  group_.segment = segment;
  group_.position = segment->position();
  group_.next_message = reader_->end().next_message.value;
  return {};
}

Result<SegmentWriter*> WriterImpl::open_segment(ClassId cls) {
  const auto open = segments_.find(cls);
  return open == segments_.end() ? start_segment(cls, std::nullopt) : open->second.get();
}

Result<SegmentWriter*> WriterImpl::start_segment(ClassId cls, const std::optional<Tail>& abandoned) {
  SegmentHeader header;
  header.archive = reader_->id();
  header.segment.value = last_segment_no_.value + 1;
  header.first_message = reader_->end().next_message;
  header.created_ms = std::max(clock_.now_ms(), reader_->log().last_time_ms());
  header.cls = cls;
  header.prev_commit = reader_->log().last_commit();
  if (abandoned) {
    const auto file = reader_->scan().file_of(abandoned->segment);
    header.abandoned_prev_offset = abandoned->offset;
    MUNIMENT_TRY(header.abandoned_hash, hash_range(*file, abandoned->offset, abandoned->offset + abandoned->size,
                                                   reader_->scan().path_of(abandoned->segment)));
  }
  last_segment_no_ = header.segment;
  bool sync_failed = false;
  auto segment = SegmentWriter::create(fs_, reader_->layout(), header, sync_failed);
  if (!segment && sync_failed) write_poison(fs_, reader_->layout(), Poison{cls, header.segment, kPage}, commit_key_.view());
  if (!segment) return fail<SegmentWriter*>(std::move(segment.error()));
  MUNIMENT_TRY_VOID(reader_->scan().adopt(cls, header.segment));
  protect(reader_->layout().segment(cls, header.segment), {true, false});
  auto& place = segments_[cls];
  place = std::move(*segment);
  return place.get();
}

Result<uint32_t> WriterImpl::take_unit_index(const RingUnit& unit) {
  const auto known = next_index_.find(unit.tag);
  const uint32_t from = known != next_index_.end() ? known->second : reader_->log().next_unit_index(unit.tag);
  const uint32_t index = first_live_index(unit, from);
  if (index < crypto::kGgmLeaves) return index;
  return make_error(ErrorCode::internal, "a key unit has no index left").because("16 million frames in one month and class");
}

Result<Commit> WriterImpl::commit_group() {
  if (group_.entries.empty()) {
    group_ = OpenGroup{};
    return Commit{reader_->end(), reader_->log().last_time_ms()};
  }
  MUNIMENT_TRY(const Group group, close_group());
  MUNIMENT_TRY_VOID(write_group(group));
  reader_->log().take(group);
  group_ = OpenGroup{};
  publish_when_due();
  return Commit{reader_->end(), group.body.time_ms};
}

// The COMMIT frame and the padding behind it.
Result<Group> WriterImpl::close_group() {
  const Log& log = reader_->log();
  Group group;
  group.segment = group_.segment->number();
  group.before = group_.segment->position();
  group.start = group.before.offset;
  group.commit_offset = group_.position.offset;
  group.commit_frame.value = group_.position.frame;
  CommitBody& body = group.body;
  body.number = log.end().commit_no + 1;
  body.time_ms = std::max(clock_.now_ms(), log.last_time_ms());
  body.clock_error_ms = clock_.error_ms();
  body.log_size = log.end().log_size + group_.entries.size();
  body.prev_commit = log.last_commit();
  body.group_hash = crypto::sha256(group_.bytes);
  MerkleFrontier frontier = log.frontier();
  for (Entry& entry : group_.entries) {
    entry.time_ms = body.time_ms;
    frontier.append(merkle_leaf(encode_entry(entry)));
  }
  body.log_root = frontier.root();
  body.entries = std::move(group_.entries);
  group.frames = std::move(group_.frames);
  const Bytes frame = build_commit_frame(group.segment, group.commit_frame, *group_.position.chain, body, commit_key_.view());
  append(group_.bytes, frame);
  group.commit_hash = commit_hash(frame);
  group.chain_after = next_chain(ByteView(frame).first(kFrameHeader), ByteView(frame).last(kChainTail));
  group.end = round_up_to_page(group.commit_offset + frame.size());
  group_.bytes.resize(group.end - group.start);
  return group;
}

// R3 and R5: after a failed sync nothing behind the last acknowledged byte is to be believed.
Result<void> WriterImpl::write_group(const Group& group) {
  bool sync_failed = false;
  SegmentWriter& segment = *group_.segment;
  auto done = segment.append_group(group_.bytes, WalkPosition{group.end, group.commit_frame.value + 1, group.chain_after}, sync_failed);
  if (done) return {};
  if (sync_failed) {
    write_poison(fs_, reader_->layout(), Poison{segment.cls(), segment.number(), group.start}, commit_key_.view());
  }
  return fail<void>(with_context(std::move(done.error()), "committing to segment " + twelve_digits(segment.number())));
}

// A commit stands without HEAD, so a full disk only delays HEAD; anything else ends the writing after this commit.
void WriterImpl::publish_when_due() {
  has_grown_ = true;
  if (published_size_ && clock_.now_ms() < published_ms_ + kPublishEveryMs) return;
  auto done = publish();
  if (done && clock_.now_ms() >= kept_ms_ + options_.checkpoint_every_ms) done = keep();
  if (!done && done.error().code != ErrorCode::no_space) failed_ = std::move(done.error());
}

Result<void> WriterImpl::publish() {
  const std::string note = sign_checkpoint(reader_->end(), reader_->note().log_key, log_key_);
  MUNIMENT_TRY_VOID(publish_head(fs_, reader_->layout(), note));
  published_size_ = reader_->end().log_size;
  published_ms_ = clock_.now_ms();
  static_cast<void>(reader_->memory().remember(note));  // `status` says what the machine remembers
  return {};
}

Result<void> WriterImpl::keep() {
  const LogEnd& end = reader_->end();
  MUNIMENT_TRY_VOID(keep_note(fs_, reader_->layout(), end.log_size, sign_checkpoint(end, reader_->note().log_key, log_key_)));
  kept_ms_ = clock_.now_ms();
  has_grown_ = false;
  return {};
}

// Entries other than messages live in the month of their commit, except exceptions, which share the unit of the
// messages of their batch.
Month WriterImpl::month_of_draft(const FrameDraft& draft) const {
  const bool own_month = draft.kind == EntryKind::messages || (draft.cls != kEventClass && draft.month.yyyymm != 0);
  return own_month ? draft.month : month_of(std::max(clock_.now_ms(), reader_->log().last_time_ms()));
}

Result<const RingUnit*> WriterImpl::unit_of_draft(const FrameDraft& draft) {
  const Month month = month_of_draft(draft);
  const RingUnit* unit = unit_for(ring_, draft.cls, month);
  if (unit == nullptr || !take_unit_index(*unit)) {
    MUNIMENT_TRY_VOID(make_unit(draft.cls, month));
    unit = unit_for(ring_, draft.cls, month);
  }
  return unit;
}

Result<void> WriterImpl::make_unit(ClassId cls, Month month) {
  Ring next = ring_.clone();
  const RingUnit* full = unit_for(next, cls, month);
  if (full == nullptr) {
    add_year(next, cls, month.yyyymm / 100);
  } else {
    next.units.push_back(RingUnit{crypto::random_value<UnitTag>(), cls, month, UnitState::live, crypto::GgmTree::new_random(), {}, 0});
  }
  MUNIMENT_TRY_VOID(commit_group());
  return change_ring(std::move(next));
}

Result<void> WriterImpl::add_ring_change(const KeyRecord& record) {
  const RingUnit* unit = newest_unit(ring_, kEventClass);
  MUNIMENT_CHECK(unit != nullptr, "the ring has a unit of the event class from the start");
  const std::vector<Bytes> records{encode_key_record(record, clock_.now_ms())};
  MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::key, kEventClass, records, {}}, *unit));
  return {};
}

Result<SecretBytes> WriterImpl::class_key(ClassId cls) {
  SecretBytes key = reader_->keys().identity_key(cls);
  if (!key.empty()) return key;
  if (cls.value == 0) return make_error(ErrorCode::invalid_argument, "class 0 does not exist");
  MUNIMENT_TRY_VOID(make_unit(cls, month_of(clock_.now_ms())));
  return reader_->keys().identity_key(cls);
}

Result<void> WriterImpl::commit_beginning(const KeyRecord& ring, const Bytes& config_record) {
  MUNIMENT_TRY_VOID(add_ring_change(ring));
  if (!config_record.empty()) {
    const std::vector<Bytes> records{config_record};
    MUNIMENT_TRY_VOID(add_frame(FrameParts{EntryKind::config, kEventClass, records, {}}, *newest_unit(ring_, kEventClass)));
  }
  return close();
}

}  // namespace muniment::archive
