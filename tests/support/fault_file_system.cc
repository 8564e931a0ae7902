// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fault_file_system.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace muniment::test {
namespace {

Error stopped_error() { return make_error(ErrorCode::io, "the process was stopped by the test"); }

io::Path directory_of(const io::Path& path) {
  return path.has_parent_path() ? path.parent_path().lexically_normal() : io::Path(".");
}

// What the test asks of the wrapped file system always works; anything else is a mistake in the test.
template <typename T>
T must(Result<T> result) {
  if (!result) check_failed(__FILE__, __LINE__, one_line(result.error()).c_str(), "the wrapped file system works");
  return std::move(result).value();
}
void must(const Result<void>& result) {
  if (!result) check_failed(__FILE__, __LINE__, one_line(result.error()).c_str(), "the wrapped file system works");
}

// The disk is above the law: an immutable file goes like any other.
void remove_file(io::FileSystem& fs, const io::Path& path) {
  static_cast<void>(fs.set_attributes(path, {}));
  must(fs.remove(path));
}

void remove_tree(io::FileSystem& fs, const io::Path& path) {
  const auto below = fs.list(path);  // fails for a file
  for (size_t i = 0; below && i < below->size(); ++i) remove_tree(fs, path / (*below)[i].name);
  remove_file(fs, path);
}

}  // namespace

class FaultFile final : public io::File {
 public:
  FaultFile(FaultFileSystem& fs, std::unique_ptr<io::File> under, FaultFileSystem::Entry content)
      : fs_(fs), under_(std::move(under)), content_(std::move(content)) {}

  Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
    if (auto error = stopped()) return *error;
    return under_->read_at(offset, out);
  }
  Result<void> append(ByteView bytes) override {
    const std::scoped_lock lock(fs_.mutex_);
    const auto verdict = fs_.count(Call::append);
    if (!verdict.error) return under_->append(bytes);
    must(under_->append(bytes.first(std::min(bytes.size(), verdict.bytes.value_or(0)))));
    return *verdict.error;
  }
  Result<void> reserve(uint64_t offset, uint64_t length) override {
    const std::scoped_lock lock(fs_.mutex_);
    if (auto error = fs_.count(Call::reserve).error) return *error;
    return under_->reserve(offset, length);
  }
  Result<void> sync() override {
    const std::scoped_lock lock(fs_.mutex_);
    if (auto error = fs_.count(Call::sync).error) return *error;
    if (content_ != nullptr) content_->synced = must(under_->size());
    return {};
  }
  Result<uint64_t> size() const override {
    if (auto error = stopped()) return *error;
    return under_->size();
  }
  void drop_cache() const override {}
  Result<bool> try_lock_exclusive() override {
    if (auto error = stopped()) return *error;
    return under_->try_lock_exclusive();
  }
  Result<bool> try_lock_shared() override {
    if (auto error = stopped()) return *error;
    return under_->try_lock_shared();
  }

 private:
  [[nodiscard]] std::optional<Error> stopped() const {
    const std::scoped_lock lock(fs_.mutex_);
    return fs_.error_if_stopped();
  }

  FaultFileSystem& fs_;
  std::unique_ptr<io::File> under_;
  FaultFileSystem::Entry content_;
};

size_t FaultFileSystem::calls() const {
  const std::scoped_lock lock(mutex_);
  return std::accumulate(counts_.begin(), counts_.end(), size_t{0});
}

size_t FaultFileSystem::calls(Call kind) const {
  const std::scoped_lock lock(mutex_);
  return counts_[static_cast<size_t>(kind)];
}

void FaultFileSystem::fail(Call kind, size_t nth, Error error, size_t bytes_appended) {
  const std::scoped_lock lock(mutex_);
  faults_.push_back({kind, nth, std::move(error), bytes_appended});
}

void FaultFileSystem::stop_after(size_t calls, std::optional<size_t> torn_to) {
  const std::scoped_lock lock(mutex_);
  calls_left_ = calls;
  torn_to_ = torn_to;
}

bool FaultFileSystem::stopped() const {
  const std::scoped_lock lock(mutex_);
  return error_if_stopped().has_value();
}

std::optional<Error> FaultFileSystem::error_if_stopped() const {
  if (powerless_ || calls_left_ == size_t{0}) return stopped_error();
  return std::nullopt;
}

FaultFileSystem::Verdict FaultFileSystem::count(Call kind) {
  const size_t nth = ++counts_[static_cast<size_t>(kind)];
  if (auto error = error_if_stopped()) return {std::move(error), 0};
  if (calls_left_ && --*calls_left_ == 0 && kind == Call::append && torn_to_) return {stopped_error(), torn_to_};
  const auto is_due = [&](const Fault& fault) { return fault.kind == kind && fault.nth == nth; };
  const auto fault = std::ranges::find_if(faults_, is_due);
  if (fault != faults_.end()) return {fault->error, fault->bytes_appended};
  return {};
}

// Whatever is there when a directory is first seen counts as durable.
FaultFileSystem::Directory& FaultFileSystem::directory(const io::Path& path) {
  const auto [place, is_new] = directories_.try_emplace(path);
  if (!is_new) return place->second;
  const auto entries = under_.list(path);
  for (size_t i = 0; entries && i < entries->size(); ++i) {
    const auto& [name, kind, inode] = (*entries)[i];
    if (kind == io::FileKind::directory) place->second.now[name] = nullptr;
    if (kind == io::FileKind::regular) place->second.now[name] = adopt(path / name);
  }
  place->second.durable = place->second.now;
  return place->second;
}

FaultFileSystem::Entry FaultFileSystem::adopt(const io::Path& path) {
  auto reader = must(under_.open_read(path));
  const uint64_t size = must(reader->size());
  return std::make_shared<Content>(Content{std::move(reader), size});
}

FaultFileSystem::Entry& FaultFileSystem::entry(const io::Path& path) {
  return directory(directory_of(path)).now[path.filename().string()];
}

Result<std::unique_ptr<io::File>> FaultFileSystem::wrap(const io::Path& path,
                                                        Result<std::unique_ptr<io::File>> opened) {
  if (!opened) return opened;
  Names& names = directory(directory_of(path)).now;
  const auto known = names.find(path.filename().string());
  return std::make_unique<FaultFile>(*this, std::move(opened).value(), known == names.end() ? nullptr : known->second);
}

Result<std::unique_ptr<io::File>> FaultFileSystem::open_read(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  return wrap(path, under_.open_read(path));
}

Result<std::unique_ptr<io::File>> FaultFileSystem::open_append(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  return wrap(path, under_.open_append(path));
}

Result<std::unique_ptr<io::File>> FaultFileSystem::create(
    const io::Path& path, Result<std::unique_ptr<io::File>> (io::FileSystem::*how)(const io::Path&)) {
  if (auto error = count(Call::create).error) return *error;
  directory(directory_of(path));
  auto opened = (under_.*how)(path);
  if (!opened) return opened;
  entry(path) = adopt(path);
  return wrap(path, std::move(opened));
}

Result<std::unique_ptr<io::File>> FaultFileSystem::create_append(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  return create(path, &io::FileSystem::create_append);
}

Result<std::unique_ptr<io::File>> FaultFileSystem::open_or_create(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  MUNIMENT_TRY(const bool there, under_.exists(path));
  if (there) return wrap(path, under_.open_or_create(path));
  return create(path, &io::FileSystem::open_or_create);
}

Result<void> FaultFileSystem::make_directory(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::make_directory).error) return *error;
  directory(directory_of(path));
  MUNIMENT_TRY_VOID(under_.make_directory(path));
  entry(path) = nullptr;
  directory(path.lexically_normal());
  return {};
}

Result<void> FaultFileSystem::rename(const io::Path& from, const io::Path& to) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::rename).error) return *error;
  Directory& source = directory(directory_of(from));
  Directory& target = directory(directory_of(to));
  MUNIMENT_TRY_VOID(under_.rename(from, to));
  const auto moved = source.now.extract(from.filename().string());
  MUNIMENT_CHECK(!moved.empty() && moved.mapped() != nullptr, "only files are renamed, and those seen before");
  target.now[to.filename().string()] = moved.mapped();
  return {};
}

Result<void> FaultFileSystem::link(const io::Path& from, const io::Path& to) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::link).error) return *error;
  directory(directory_of(to));
  const Entry content = entry(from);
  MUNIMENT_TRY_VOID(under_.link(from, to));
  entry(to) = content;
  return {};
}

Result<void> FaultFileSystem::remove(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::remove).error) return *error;
  Names& names = directory(directory_of(path)).now;
  MUNIMENT_TRY_VOID(under_.remove(path));
  names.erase(path.filename().string());
  return {};
}

Result<void> FaultFileSystem::sync_directory(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::sync_directory).error) return *error;
  MUNIMENT_TRY_VOID(under_.list(path));  // the error of a directory that is not there
  Directory& synced = directory(path.lexically_normal());
  synced.durable = synced.now;
  return {};
}

Result<std::vector<io::DirectoryEntry>> FaultFileSystem::list(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  return under_.list(path);
}

Result<bool> FaultFileSystem::exists(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  return under_.exists(path);
}

Result<io::Attributes> FaultFileSystem::attributes(const io::Path& path) {
  const std::scoped_lock lock(mutex_);
  if (auto error = error_if_stopped()) return *error;
  return under_.attributes(path);
}

Result<void> FaultFileSystem::set_attributes(const io::Path& path, io::Attributes attributes) {
  const std::scoped_lock lock(mutex_);
  if (auto error = count(Call::set_attributes).error) return *error;
  return under_.set_attributes(path, attributes);
}

void FaultFileSystem::cut_power(PowerCut cut) {
  const std::scoped_lock lock(mutex_);
  powerless_ = true;
  std::set<io::Path> gone;
  for (auto& [path, names] : directories_) {  // parents come before what is below them
    const auto parent = directories_.find(directory_of(path));
    const Names* above = nullptr;
    if (parent != directories_.end() && parent->first != path) {
      above = cut.unsynced_names_kept ? &parent->second.now : &parent->second.durable;
    }
    if (gone.contains(directory_of(path)) || (above != nullptr && !above->contains(path.filename().string()))) {
      gone.insert(path);
      continue;
    }
    restore(path, cut.unsynced_names_kept ? names.now : names.durable, names.now, cut.unsynced_bytes_kept);
  }
}

void FaultFileSystem::restore(const io::Path& path, const Names& names, const Names& present,
                              size_t unsynced_bytes_kept) {
  for (const auto& [name, content] : present) {
    if (!names.contains(name)) remove_tree(under_, path / name);
  }
  for (const auto& [name, content] : names) {
    const auto now = present.find(name);
    if (content == nullptr) {
      must(under_.make_directory(path / name));
    } else {
      restore_file(path / name, *content, now != present.end() && now->second == content, unsynced_bytes_kept);
    }
  }
}

void FaultFileSystem::restore_file(const io::Path& path, const Content& content, bool in_place,
                                   size_t unsynced_bytes_kept) {
  const uint64_t size = must(content.reader->size());
  const uint64_t kept = std::min(size, content.synced + unsynced_bytes_kept);
  if (in_place && kept == size) return;
  Bytes bytes(kept);
  must(io::read_exactly(*content.reader, 0, bytes, path));
  if (must(under_.exists(path))) remove_file(under_, path);
  must(must(under_.create_append(path))->append(bytes));
}

}  // namespace muniment::test
