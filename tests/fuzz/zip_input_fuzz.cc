// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a zip: opened, every member read, then read as a WhatsApp export.
#include "tests/fuzz/account.h"

namespace {

using namespace muniment;
using namespace muniment::fuzz;

constexpr uint64_t kMostUnpacked = uint64_t{1} << 20;  // a small zip may unpack to gigabytes, which takes only time
constexpr size_t kMostMembers = 64;

class MemoryZip final : public io::File {
 public:
  explicit MemoryZip(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
  Result<size_t> read_at(uint64_t offset, MutableByteView out) const override {
    if (offset >= bytes_.size()) return size_t{0};
    const size_t count = std::min<size_t>(out.size(), bytes_.size() - offset);
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(offset), count, out.begin());
    return count;
  }
  [[nodiscard]] Result<uint64_t> size() const override { return bytes_.size(); }
  Result<void> append(ByteView) override { return read_only(); }
  Result<void> reserve(uint64_t, uint64_t) override { return read_only(); }
  Result<void> sync() override { return {}; }
  void drop_cache() const override {}
  Result<bool> try_lock_exclusive() override { return false; }
  Result<bool> try_lock_shared() override { return true; }
  bool make_append_only() override { return false; }
  static Error read_only() { return make_error(ErrorCode::denied, "read only"); }

 private:
  Bytes bytes_;
};

// One file, whatever its name; nothing can be written.
class OneFile final : public io::FileSystem {
 public:
  explicit OneFile(ByteView bytes) : bytes_(bytes) {}
  Result<std::unique_ptr<io::File>> open_read(const io::Path&) override {
    return std::unique_ptr<io::File>(std::make_unique<MemoryZip>(bytes_));
  }
  Result<std::unique_ptr<io::File>> create_append(const io::Path&) override { return MemoryZip::read_only(); }
  Result<std::unique_ptr<io::File>> open_append(const io::Path&) override { return MemoryZip::read_only(); }
  Result<std::unique_ptr<io::File>> open_or_create(const io::Path&) override { return MemoryZip::read_only(); }
  Result<void> make_directory(const io::Path&) override { return MemoryZip::read_only(); }
  Result<void> rename(const io::Path&, const io::Path&) override { return MemoryZip::read_only(); }
  Result<void> link(const io::Path&, const io::Path&) override { return MemoryZip::read_only(); }
  Result<void> remove(const io::Path&) override { return MemoryZip::read_only(); }
  Result<void> sync_directory(const io::Path&) override { return MemoryZip::read_only(); }
  Result<std::vector<io::DirectoryEntry>> list(const io::Path&) override { return MemoryZip::read_only(); }
  Result<bool> exists(const io::Path&) override { return true; }

 private:
  ByteView bytes_;
};

bool is_safe(const std::string& name) {
  const std::string parts = "/" + name + "/";
  return is_valid_utf8(name) && !name.empty() && name.front() != '/' && parts.find("/../") == std::string::npos &&
         parts.find("/./") == std::string::npos && parts.find("//") == std::string::npos && name.find('\0') == std::string::npos;
}

// Reads to the end, or until it is plain that only time is lost; whether that is the end.
bool read_to_the_end(SourceInput& input, size_t member) {
  const auto stream = input.open_member(member);
  if (!stream) return true;
  Bytes buffer(size_t{64} << 10);
  for (uint64_t all = 0; all < kMostUnpacked;) {
    const auto got = (*stream)->read(buffer);
    if (!got || *got == 0) return true;
    MUNIMENT_PROMISE(*got <= buffer.size());
    all += *got;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  OneFile fs(ByteView(data, size));
  auto input = open_zip(fs, "chat.zip");
  if (!input) return 0;
  bool small = (*input)->members().size() <= kMostMembers;
  for (size_t i = 0; small && i < (*input)->members().size(); ++i) {
    MUNIMENT_PROMISE(is_safe((*input)->members()[i].name));
    small = read_to_the_end(**input, i);
  }
  if (!small) return 0;
  const auto again = open_zip(fs, "chat.zip");
  MUNIMENT_PROMISE(again && (*again)->members().size() == (*input)->members().size());
  const Account account = read_source(std::move(*input), {});
  check_account(account);
  return 0;
}
