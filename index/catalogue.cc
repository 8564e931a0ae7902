// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/catalogue.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "core/compress/compress.h"
#include "core/crypto/chunked.h"
#include "core/model/event.h"
#include "index/catalogue_schema.h"
#include "index/sqlite_guard.h"

namespace muniment::index {
namespace {

constexpr uint64_t kMaxSnapshotBytes = uint64_t{1} << 32;
constexpr int kLevel = 3;

Bytes snapshot_context(const ArchiveId& archive) {
  Bytes context;
  context.reserve(24);
  append(context, "mun1/cat");
  append(context, archive.view());
  return context;
}

// "snap.12.mcat" is 12.
std::optional<uint64_t> snapshot_number(std::string_view name) {
  if (!name.starts_with("snap.") || !name.ends_with(".mcat") || name.size() <= 10) return std::nullopt;
  const std::string_view digits = name.substr(5, name.size() - 10);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::string snapshot_name(uint64_t number) { return "snap." + std::to_string(number) + ".mcat"; }

// What messages add to one conversation between two flushes: a message costs two look-ups in memory and no SQL.
struct Activity {
  uint64_t messages = 0;
  std::optional<int64_t> first_ms, last_ms;
  std::unordered_map<std::string, uint64_t> senders;

  void add(const Record& record) {
    ++messages;
    if (!record.sender.empty()) ++senders[record.sender];
    if (!record.time) return;
    first_ms = std::min(first_ms.value_or(record.time->utc_ms), record.time->utc_ms);
    last_ms = std::max(last_ms.value_or(record.time->utc_ms), record.time->utc_ms);
  }
};

class SqlCatalogue : public Catalogue {
 public:
  SqlCatalogue(io::FileSystem& fs, io::Path folder, const ArchiveId& archive, ByteView key, MemoryDatabase database,
               bool is_of_another_version)
      : fs_(fs), folder_(std::move(folder)), archive_(archive), key_(key), database_(std::move(database)),
        was_of_another_version_(is_of_another_version) {}

  Result<void> read();

  uint64_t log_size() const override { return log_size_; }
  bool was_of_another_version() const override { return was_of_another_version_; }
  void set_log_size(uint64_t entries) override { log_size_ = entries; }
  Result<void> apply(const Record& record, std::optional<MessageNumber> number) override;
  Result<void> save() override;

  Result<std::vector<ConversationRow>> conversations() override;
  Result<std::optional<ConversationRow>> conversation(const std::string& id_or_label) override;
  Result<std::vector<BatchRow>> batches() override;
  const CaptureFold& capture() const override { return capture_; }
  const SourceFold& sources() const override { return sources_; }
  const PeopleFold& people() const override { return people_; }
  const SavedFold& saved() const override { return saved_; }
  Result<std::vector<Participant>> participants() override;
  Result<uint64_t> exports() override { return exports_; }
  Result<uint64_t> messages() override { return messages_; }
  Result<uint64_t> about_sources() override { return about_sources_; }

 private:
  Result<void> read_totals();
  Result<void> add_label(const ConversationLabel& label);
  Result<void> begin_batch(const BatchBegin& batch, int64_t at_ms);
  Result<void> end_batch(const BatchEnd& batch, int64_t at_ms);
  Result<void> flush();
  Result<void> flush_activity();
  Result<void> write_totals();
  Result<void> save_capture();
  Result<void> complete(ConversationRow& row);

  io::FileSystem& fs_;
  const io::Path folder_;
  const ArchiveId archive_;
  const SecretBytes key_;
  MemoryDatabase database_;
  const bool was_of_another_version_;
  uint64_t log_size_ = 0, messages_ = 0, about_sources_ = 0, exports_ = 0;
  CaptureFold capture_;
  SourceFold sources_;
  PeopleFold people_;
  SavedFold saved_;
  std::unordered_map<std::string, Activity> activity_;
  Activity* last_ = nullptr;            // of the conversation of the last message: most come in runs
  const std::string* last_id_ = nullptr;
};

Result<void> SqlCatalogue::read() {
  MUNIMENT_TRY_VOID(read_totals());
  MUNIMENT_TRY_VOID(capture_.load(database_));
  MUNIMENT_TRY_VOID(sources_.load(database_));
  MUNIMENT_TRY_VOID(people_.load(database_));
  return saved_.load(database_);
}

Result<void> SqlCatalogue::read_totals() {
  MUNIMENT_TRY(Statement rows, database_.prepare("SELECT name, value FROM total"));
  for (;;) {
    MUNIMENT_TRY(const bool row, rows.step());
    if (!row) return {};
    const std::string name = rows.text(0);
    const auto value = static_cast<uint64_t>(rows.integer(1));
    if (name == "log_size") log_size_ = value;
    if (name == "messages") messages_ = value;
    if (name == "about_sources") about_sources_ = value;
    if (name == "exports") exports_ = value;
  }
}

Result<void> SqlCatalogue::apply(const Record& record, std::optional<MessageNumber> number) {
  MUNIMENT_TRY_VOID(capture_.apply(record));
  MUNIMENT_TRY_VOID(sources_.apply(record));
  MUNIMENT_TRY_VOID(saved_.apply(record));
  MUNIMENT_TRY_VOID(people_.apply(record, number));
  if (is_message_kind(record.kind)) {
    MUNIMENT_CHECK(number.has_value(), "messages have numbers");
    ++messages_;
    if (is_about_source(record.kind)) ++about_sources_;
    if (record.conversation.empty()) return {};
    if (last_ == nullptr || *last_id_ != record.conversation) {
      const auto at = activity_.try_emplace(record.conversation).first;
      last_id_ = &at->first;
      last_ = &at->second;
    }
    last_->add(record);
    return {};
  }
  const int64_t at_ms = record.time ? record.time->utc_ms : record.captured_ms.value_or(0);
  switch (record.kind) {
    case RecordKind::conversation_label: {
      MUNIMENT_TRY(const ConversationLabel label, conversation_label_from(record));
      return add_label(label);
    }
    case RecordKind::batch_begin: {
      MUNIMENT_TRY(const BatchBegin batch, batch_begin_from(record));
      return begin_batch(batch, at_ms);
    }
    case RecordKind::batch_end: {
      MUNIMENT_TRY(const BatchEnd batch, batch_end_from(record));
      return end_batch(batch, at_ms);
    }
    case RecordKind::export_made: ++exports_; return {};
    default: return {};
  }
}

Result<void> SqlCatalogue::add_label(const ConversationLabel& label) {
  MUNIMENT_TRY(Statement insert, database_.prepare(
      "INSERT INTO label VALUES (?1, ?2, (SELECT coalesce(max(seen), 0) + 1 FROM label)) "
      "ON CONFLICT DO UPDATE SET seen = excluded.seen"));
  return insert.bind(1, label.id).bind(2, label.label).run();
}

Result<void> SqlCatalogue::begin_batch(const BatchBegin& batch, int64_t at_ms) {
  std::string source;
  for (const std::string& each : batch.sources) source += (source.empty() ? "" : ", ") + each;
  MUNIMENT_TRY(Statement insert, database_.prepare("INSERT OR REPLACE INTO batch VALUES (?1, ?2, NULL, ?3, ?4, 0, 0, 0, 0, 0)"));
  return insert.bind(1, batch.batch).bind(2, at_ms).bind(3, source).bind(4, batch.format).run();
}

Result<void> SqlCatalogue::end_batch(const BatchEnd& batch, int64_t at_ms) {
  MUNIMENT_TRY(Statement update, database_.prepare(
      "UPDATE batch SET ended_ms = ?2, in_source = ?3, added = ?4, already_held = ?5, excluded = ?6, exceptions = ?7 WHERE number = ?1"));
  const IngestCounts& counts = batch.counts;
  update.bind(1, batch.batch).bind(2, at_ms).bind(3, counts.in_source).bind(4, counts.added);
  return update.bind(5, counts.already_held).bind(6, counts.excluded).bind(7, counts.exceptions).run();
}

Result<void> SqlCatalogue::flush() {
  MUNIMENT_TRY_VOID(database_.execute("BEGIN"));
  auto flushed = flush_activity();
  if (!flushed) {
    (void)database_.execute("ROLLBACK");
    return flushed;
  }
  MUNIMENT_TRY_VOID(database_.execute("COMMIT"));
  activity_.clear();
  last_ = nullptr;
  return {};
}

Result<void> SqlCatalogue::flush_activity() {
  MUNIMENT_TRY(Statement conversation, database_.prepare(
      "INSERT INTO conversation VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET messages = messages + excluded.messages, "
      "first_ms = min(coalesce(first_ms, excluded.first_ms), coalesce(excluded.first_ms, first_ms)), "
      "last_ms = max(coalesce(last_ms, excluded.last_ms), coalesce(excluded.last_ms, last_ms))"));
  MUNIMENT_TRY(Statement sender, database_.prepare(
      "INSERT INTO participation VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET messages = messages + excluded.messages"));
  for (const auto& [id, activity] : activity_) {
    MUNIMENT_TRY_VOID(conversation.bind(1, id).bind(2, activity.messages).bind(3, activity.first_ms).bind(4, activity.last_ms).run());
    for (const auto& [name, count] : activity.senders) MUNIMENT_TRY_VOID(sender.bind(1, id).bind(2, name).bind(3, count).run());
  }
  return write_totals();
}

Result<void> SqlCatalogue::write_totals() {
  MUNIMENT_TRY(Statement total, database_.prepare("INSERT OR REPLACE INTO total VALUES (?1, ?2)"));
  MUNIMENT_TRY_VOID(total.bind(1, std::string_view("log_size")).bind(2, log_size_).run());
  MUNIMENT_TRY_VOID(total.bind(1, std::string_view("messages")).bind(2, messages_).run());
  MUNIMENT_TRY_VOID(total.bind(1, std::string_view("about_sources")).bind(2, about_sources_).run());
  return total.bind(1, std::string_view("exports")).bind(2, exports_).run();
}

Result<void> SqlCatalogue::save_capture() {
  MUNIMENT_TRY_VOID(database_.execute("BEGIN"));
  auto saved = capture_.save(database_);
  if (saved) saved = sources_.save(database_);
  if (saved) saved = people_.save(database_);
  if (saved) saved = saved_.save(database_);
  if (!saved) {
    (void)database_.execute("ROLLBACK");
    return saved;
  }
  return database_.execute("COMMIT");
}

Result<void> SqlCatalogue::save() {
  MUNIMENT_TRY_VOID(flush());
  MUNIMENT_TRY_VOID(save_capture());
  MUNIMENT_TRY(const Bytes image, database_.image());
  MUNIMENT_TRY_VOID(fs_.make_directory(folder_));
  MUNIMENT_TRY(const auto before, fs_.list(folder_));
  uint64_t next = 1;
  for (const io::DirectoryEntry& file : before) next = std::max(next, snapshot_number(file.name).value_or(0) + 1);
  const Bytes sealed = crypto::chunked_seal(key_.view(), snapshot_context(archive_), compress(image, kLevel));
  MUNIMENT_TRY_VOID(io::write_file_durably(fs_, folder_ / snapshot_name(next), sealed));
  for (const io::DirectoryEntry& file : before) {
    if (file.kind == io::FileKind::regular) MUNIMENT_TRY_VOID(fs_.remove(folder_ / file.name));
  }
  return {};
}

Result<void> SqlCatalogue::complete(ConversationRow& row) {
  MUNIMENT_TRY(Statement labels, database_.prepare("SELECT label FROM label WHERE conversation = ?1 ORDER BY seen DESC"));
  labels.bind(1, row.id);
  for (;;) {
    MUNIMENT_TRY(const bool more, labels.step());
    if (!more) break;
    row.labels.push_back(labels.text(0));
  }
  row.title = row.labels.empty() ? row.id : row.labels.front();
  MUNIMENT_TRY(Statement senders, database_.prepare(
      "SELECT sender FROM participation WHERE conversation = ?1 ORDER BY messages DESC, sender"));
  senders.bind(1, row.id);
  for (;;) {
    MUNIMENT_TRY(const bool more, senders.step());
    if (!more) return {};
    row.participants.push_back(senders.text(0));
  }
}

ConversationRow conversation_of(const Statement& row) {
  ConversationRow out;
  out.id = row.text(0);
  out.messages = static_cast<uint64_t>(row.integer(1));
  out.first_ms = row.optional_integer(2);
  out.last_ms = row.optional_integer(3);
  return out;
}

Result<std::vector<ConversationRow>> SqlCatalogue::conversations() {
  MUNIMENT_TRY_VOID(flush());
  MUNIMENT_TRY(Statement rows, database_.prepare(
      "SELECT id, messages, first_ms, last_ms FROM conversation ORDER BY last_ms IS NULL, last_ms DESC, id"));
  std::vector<ConversationRow> out;
  for (;;) {
    MUNIMENT_TRY(const bool more, rows.step());
    if (!more) break;
    out.push_back(conversation_of(rows));
  }
  for (ConversationRow& row : out) MUNIMENT_TRY_VOID(complete(row));
  return out;
}

Result<std::optional<ConversationRow>> SqlCatalogue::conversation(const std::string& id_or_label) {
  MUNIMENT_TRY_VOID(flush());
  MUNIMENT_TRY(Statement rows, database_.prepare(
      "SELECT id, messages, first_ms, last_ms FROM conversation "
      "WHERE id = ?1 OR id IN (SELECT conversation FROM label WHERE label = ?1) "
      "ORDER BY id <> ?1, last_ms IS NULL, last_ms DESC, id LIMIT 1"));
  rows.bind(1, id_or_label);
  MUNIMENT_TRY(const bool found, rows.step());
  if (!found) return std::optional<ConversationRow>();
  ConversationRow row = conversation_of(rows);
  MUNIMENT_TRY_VOID(complete(row));
  return std::optional<ConversationRow>(std::move(row));
}

Result<std::vector<Participant>> SqlCatalogue::participants() {
  MUNIMENT_TRY_VOID(flush());
  MUNIMENT_TRY(Statement rows, database_.prepare(
      "SELECT sender, sum(messages), count(*) FROM participation GROUP BY sender ORDER BY sender"));
  std::vector<Participant> out;
  for (;;) {
    MUNIMENT_TRY(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.text(0), static_cast<uint64_t>(rows.integer(1)), static_cast<uint64_t>(rows.integer(2))});
  }
}

Result<std::vector<BatchRow>> SqlCatalogue::batches() {
  MUNIMENT_TRY(Statement rows, database_.prepare(
      "SELECT number, begun_ms, ended_ms, source, format, in_source, added, already_held, excluded, exceptions "
      "FROM batch ORDER BY number DESC"));
  std::vector<BatchRow> out;
  for (;;) {
    MUNIMENT_TRY(const bool more, rows.step());
    if (!more) return out;
    BatchRow row;
    const auto count = [&](int column) { return static_cast<uint64_t>(rows.integer(column)); };
    row.number.value = count(0);
    row.begun_ms = rows.integer(1);
    row.ended_ms = rows.optional_integer(2);
    row.source = rows.text(3);
    row.format = rows.text(4);
    row.in_source = count(5);
    row.added = count(6);
    row.already_held = count(7);
    row.excluded = count(8);
    row.exceptions = count(9);
    const auto open = capture_.open_batches().find(row.number.value);
    if (!row.ended_ms && open != capture_.open_batches().end()) {
      const IngestCounts& counts = open->second.counts;
      row.in_source = counts.in_source, row.added = counts.added, row.already_held = counts.already_held;
      row.excluded = counts.excluded, row.exceptions = counts.exceptions;
      row.counted_ms = open->second.at_ms;
    }
    if (row.ended_ms) row.counted_ms = row.ended_ms;
    out.push_back(std::move(row));
  }
}

Result<MemoryDatabase> open_snapshot(io::FileSystem& fs, const io::Path& path, const ArchiveId& archive, ByteView key) {
  MUNIMENT_TRY(const Bytes sealed, io::read_file(fs, path, kMaxSnapshotBytes));
  MUNIMENT_TRY(const Bytes packed, crypto::chunked_open(key, snapshot_context(archive), sealed));
  MUNIMENT_TRY(const Bytes image, decompress(packed, kMaxSnapshotBytes));
  MUNIMENT_TRY(MemoryDatabase database, MemoryDatabase::from(image));
  MUNIMENT_TRY(Statement version, database.prepare("PRAGMA user_version"));
  MUNIMENT_TRY(const bool row, version.step());
  if (!row || version.integer(0) != kCatalogueVersion) return make_error(ErrorCode::unsupported, "the catalogue is of another version");
  return database;
}

struct Newest {
  MemoryDatabase database;
  bool is_of_another_version = false;  // it is empty, and a snapshot is whole
};

// The snapshot with the highest number that opens; otherwise an empty database.
Result<Newest> newest_database(io::FileSystem& fs, const io::Path& folder, const ArchiveId& archive, ByteView key) {
  std::vector<uint64_t> numbers;
  if (const auto files = fs.list(folder)) {
    for (const io::DirectoryEntry& file : *files) {
      if (const auto number = snapshot_number(file.name)) numbers.push_back(*number);
    }
  }
  std::sort(numbers.rbegin(), numbers.rend());
  bool other_version = false;
  for (const uint64_t number : numbers) {
    auto database = open_snapshot(fs, folder / snapshot_name(number), archive, key);
    if (database) return Newest{std::move(*database), false};
    other_version |= database.error().code == ErrorCode::unsupported;
  }
  MUNIMENT_TRY(MemoryDatabase empty, MemoryDatabase::create(kCatalogueSchema));
  return Newest{std::move(empty), other_version};
}

}  // namespace

Result<std::unique_ptr<Catalogue>> Catalogue::open(io::FileSystem& fs, const io::Path& cat, const ArchiveId& archive, ByteView key) {
  MUNIMENT_TRY(Newest newest, newest_database(fs, cat, archive, key));
  auto catalogue = std::make_unique<SqlCatalogue>(fs, cat, archive, key, std::move(newest.database), newest.is_of_another_version);
  MUNIMENT_TRY_VOID(catalogue->read());
  return std::unique_ptr<Catalogue>(std::move(catalogue));
}

}  // namespace muniment::index
