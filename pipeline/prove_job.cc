// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/prove_job.h"

#include <array>
#include <memory>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "pipeline/parts.h"
#include "pipeline/proof_plan.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kBuffer = size_t{256} << 10;
constexpr uint64_t kMaxManifest = uint64_t{1} << 30;

// A file that appears under its name when it is complete and durable, and never in place of another.
class NewFile {
 public:
  static Result<std::unique_ptr<NewFile>> create(io::FileSystem& fs, const io::Path& path) {
    MUNIMENT_TRY(const bool taken, fs.exists(path));
    if (taken) return already_there(path);
    std::array<Byte, 8> word{};
    crypto::fill_random(word);
    const io::Path partial = path.string() + "." + to_hex(word) + ".tmp";
    MUNIMENT_TRY(auto file, fs.create_append(partial));
    return std::unique_ptr<NewFile>(new NewFile(fs, path, partial, std::move(file)));
  }
  ~NewFile() {
    if (!done_) (void)fs_.remove(partial_);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Result<void> write(std::string_view bytes) {
    buffer_ += bytes;
    return buffer_.size() < kBuffer ? Result<void>() : flush();
  }

  Result<void> finish() {
    MUNIMENT_TRY_VOID(flush());
    MUNIMENT_TRY_VOID(file_->sync());
    auto linked = fs_.link(partial_, path_);
    if (!linked && linked.error().code == ErrorCode::already_exists) return already_there(path_);
    if (!linked) {  // a file system without hard links
      MUNIMENT_TRY(const bool taken, fs_.exists(path_));
      if (taken) return already_there(path_);
      MUNIMENT_TRY_VOID(fs_.rename(partial_, path_));
      done_ = true;
    }
    return fs_.sync_directory(path_.has_parent_path() ? path_.parent_path() : io::Path("."));
  }

  [[nodiscard]] uint64_t size() const { return size_; }
  [[nodiscard]] Sha256 sha256() const { return hash_.digest(); }

 private:
  NewFile(io::FileSystem& fs, io::Path path, io::Path partial, std::unique_ptr<io::File> file)
      : fs_(fs), path_(std::move(path)), partial_(std::move(partial)), file_(std::move(file)) {}

  static Error already_there(const io::Path& path) {
    return make_error(ErrorCode::already_exists, "there is a file of that name").at(path.string()).advise("name another one with --out");
  }

  Result<void> flush() {
    hash_.update(as_bytes(buffer_));
    size_ += buffer_.size();
    const Result<void> written = file_->append(as_bytes(buffer_));
    buffer_.clear();
    return written;
  }

  io::FileSystem& fs_;
  io::Path path_, partial_;
  std::unique_ptr<io::File> file_;
  std::string buffer_;
  crypto::Sha256Stream hash_;
  uint64_t size_ = 0;
  bool done_ = false;
};

Result<std::string> manifest_of(io::FileSystem& fs, const io::Path& bundle) {
  MUNIMENT_TRY(const Bytes manifest, io::read_file(fs, bundle / "manifest.json", kMaxManifest));
  return to_hex(crypto::sha256(manifest).view());
}

Result<ProofSelection> select(StoreParts& parts, const ProveRequest& request) {
  ProofSelection selection(parts.log());
  for (const auto& [first, last] : request.messages) MUNIMENT_TRY_VOID(selection.add_messages(first, last));
  if (request.batch) MUNIMENT_TRY_VOID(selection.add_batch(*request.batch));
  if (request.export_made) MUNIMENT_TRY_VOID(selection.add_export(*request.export_made));
  if (!request.bundle.empty()) {
    MUNIMENT_TRY(const std::string manifest, manifest_of(*parts.fs, request.bundle));
    MUNIMENT_TRY_VOID(selection.add_export_of_manifest(manifest));
  }
  return selection;
}

uint64_t messages_in(const archive::Reader& log, const archive::ProofPlan& plan) {
  uint64_t count = 0;
  for (const archive::ProofItem& item : plan.items) {
    if (log.entries()[item.entry].kind == archive::EntryKind::messages) count += item.records.size();
  }
  return count;
}

}  // namespace

std::string ProveRequest::text() const {
  std::string text;
  const auto add = [&text](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  for (const auto& [first, last] : messages) add(first == last ? to_string(first) : to_string(first) + ".." + to_string(last));
  if (batch) add(to_string(*batch));
  if (export_made) add(to_string(*export_made));
  if (!bundle.empty()) add(bundle.string());
  return text;
}

Result<ProveAnswer> prove(Store& store, const ProveRequest& request, const std::function<void(uint64_t, uint64_t)>& progress) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const auto file, NewFile::create(*parts.fs, request.out));
  MUNIMENT_TRY(const ProofSelection selection, select(parts, request));
  archive::ProofPlan plan = selection.plan();
  if (plan.items.empty()) return make_error(ErrorCode::invalid_argument, "there is nothing to prove");
  plan.withhold = request.withhold;
  plan.checkpoint = request.checkpoint;
  MUNIMENT_TRY_VOID(record_access(parts, request.actor, "prove", request.text(), selection.records()));
  archive::ProofText text([&file](std::string_view bytes) { return file->write(bytes); });
  MUNIMENT_TRY(const archive::ProofMade made, archive::write_proof(parts.log().proofs(), plan, text, progress));
  MUNIMENT_TRY_VOID(file->finish());
  ProveAnswer answer;
  answer.records = made.records;
  answer.messages = messages_in(parts.log(), plan);
  answer.entries = made.entries;
  answer.bytes = file->size();
  answer.checkpoint = made.checkpoint;
  answer.checkpoint_file = made.checkpoint_file;
  answer.sha256 = to_hex(file->sha256().view());
  answer.log_key = parts.log().log_key();
  return answer;
}

}  // namespace muniment::pipeline
