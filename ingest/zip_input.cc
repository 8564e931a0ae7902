// SPDX-License-Identifier: GPL-3.0-or-later
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>

#include "core/base/utf8.h"
#include "ingest/inputs.h"
#include "ingest/member_names.h"
#include "ingest/zip_directory.h"

namespace muniment::ingest {
namespace {

constexpr size_t kChunk = size_t{64} << 10;

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

Error damaged_member(const std::string& path, const ZipEntry& entry, archive* a) {
  const char* const why = archive_error_string(a);
  return make_error(ErrorCode::corrupt, "a member of the zip file cannot be read")
      .because(why != nullptr ? why : "no reason given")
      .advise("copy or export it again")
      .at(path, entry.header_offset)
      .numbered(2114);
}

// One member, unpacked as it is read; its checksum is checked at the end. Memory does not depend on the size that the
// member claims or has. libarchive is fed a header of our own making and the member's compressed bytes.
class MemberStream final : public io::InputStream {
 public:
  static Result<std::unique_ptr<io::InputStream>> open(std::shared_ptr<io::File> file, const ZipEntry& entry, const std::string& path) {
    MUNIMENT_TRY(const uint64_t data, find_zip_data(*file, entry, path));
    auto stream = std::unique_ptr<MemberStream>(new MemberStream(std::move(file), entry, path, data));
    MUNIMENT_TRY_VOID(stream->start());
    return std::unique_ptr<io::InputStream>(std::move(stream));
  }

  Result<size_t> read(MutableByteView out) override {
    if (ended_ || out.empty()) return size_t{0};
    const la_ssize_t got = archive_read_data(archive_.get(), out.data(), out.size());
    if (read_error_) return *read_error_;
    if (got < 0) return damaged_member(path_, entry_, archive_.get());
    read_bytes_ += static_cast<uint64_t>(got);
    ended_ = got == 0;
    if (read_bytes_ > entry_.size_bytes || (ended_ && read_bytes_ != entry_.size_bytes)) return wrong_size();
    return static_cast<size_t>(got);
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return entry_.size_bytes; }

 private:
  MemberStream(std::shared_ptr<io::File> file, const ZipEntry& entry, std::string path, uint64_t data)
      : file_(std::move(file)), entry_(entry), path_(std::move(path)), at_(data),
        end_(data + entry.compressed_bytes), piece_(make_local_header(entry)), archive_(archive_read_new()) {}

  Result<void> start() {
    archive_read_support_format_zip_streamable(archive_.get());
    archive_entry* ignored = nullptr;
    if (archive_read_open(archive_.get(), this, nullptr, feed, nullptr) != ARCHIVE_OK ||
        archive_read_next_header(archive_.get(), &ignored) != ARCHIVE_OK) {
      return read_error_ ? *read_error_ : damaged_member(path_, entry_, archive_.get());
    }
    return {};
  }

  static la_ssize_t feed(archive* a, void* self, const void** buffer) {
    return static_cast<MemberStream*>(self)->feed_next(a, buffer);
  }

  la_ssize_t feed_next(archive* a, const void** buffer) {
    if (header_given_) {
      piece_.resize(std::min<uint64_t>(kChunk, end_ - at_));
      const auto got = file_->read_at(at_, piece_);
      if (!got) {
        read_error_ = Result<size_t>(got).error();
        archive_set_error(a, EIO, "read failed");
        return ARCHIVE_FATAL;
      }
      piece_.resize(*got);
      at_ += *got;
    }
    header_given_ = true;
    *buffer = piece_.data();
    return static_cast<la_ssize_t>(piece_.size());
  }

  [[nodiscard]] Error wrong_size() const {
    return make_error(ErrorCode::corrupt, "a member of the zip file has another size than its directory says")
        .because("read " + std::to_string(read_bytes_) + " bytes, expected " + std::to_string(entry_.size_bytes))
        .at(path_, entry_.header_offset)
        .numbered(2114);
  }

  std::shared_ptr<io::File> file_;
  ZipEntry entry_;
  std::string path_;
  uint64_t at_;
  uint64_t end_;
  Bytes piece_;
  std::unique_ptr<archive, CloseArchive> archive_;
  std::optional<Error> read_error_;
  uint64_t read_bytes_ = 0;
  bool header_given_ = false;
  bool ended_ = false;
};

class ZipInput final : public SourceInput {
 public:
  ZipInput(std::shared_ptr<io::File> file, const std::string& path, std::vector<ZipEntry> entries)
      : file_(std::move(file)), path_(repair_utf8(path).text), entries_(std::move(entries)) {
    std::unordered_set<std::string> taken;
    std::unordered_map<std::string, uint64_t> next;  // number for a name, so that many of one name take no longer
    for (const ZipEntry& entry : entries_) {
      const std::string safe = safe_member_name(entry.name);
      std::string name = safe;
      for (uint64_t& number = next.try_emplace(safe, 2).first->second; !taken.insert(name).second; ++number) {
        name = safe + " (duplicate " + std::to_string(number) + ")";
      }
      members_.push_back({std::move(name), entry.size_bytes});
    }
    index_.emplace(members_);
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return true; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t i) override { return opener_of(i)(); }

  [[nodiscard]] StreamOpener opener_of(size_t i) const override {
    return [file = file_, entry = entries_.at(i), path = path_ + "/" + members_.at(i).name] {
      return MemberStream::open(file, entry, path);
    };
  }

  Sibling beside(size_t index, std::string_view relative) override {
    const auto found = index_->find_beside(folder_of(members_.at(index).name), relative);
    if (!found) return {};
    return {found, opener_of(*found)};
  }

 private:
  std::shared_ptr<io::File> file_;
  std::string path_;
  std::vector<ZipEntry> entries_;
  std::vector<Member> members_;
  std::optional<MemberIndex> index_;
};

}  // namespace

Result<bool> looks_like_zip(io::FileSystem& fs, const std::string& path) {
  MUNIMENT_TRY(const auto file, fs.open_read(path));
  std::array<Byte, 4> head{};
  MUNIMENT_TRY(const size_t got, file->read_at(0, head));
  const std::string_view text = as_text(ByteView(head).first(got));
  return text == "PK\x03\x04" || text == "PK\x05\x06";  // the second: an empty zip
}

Result<std::unique_ptr<SourceInput>> open_zip(io::FileSystem& fs, const std::string& path) {
  MUNIMENT_TRY(std::shared_ptr<io::File> file, fs.open_read(path));
  MUNIMENT_TRY(std::vector<ZipEntry> entries, read_zip_directory(*file, path));
  if (std::ranges::any_of(entries, &ZipEntry::encrypted)) {
    return make_error(ErrorCode::unsupported, "the zip file is encrypted")
        .because("WhatsApp does not encrypt its exports, so somebody did afterwards")
        .advise("unpack it with its password and name the folder")
        .at(path)
        .numbered(2104);
  }
  return std::unique_ptr<SourceInput>(std::make_unique<ZipInput>(std::move(file), path, std::move(entries)));
}

}  // namespace muniment::ingest
