// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/input_stream.h"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include "core/io/os_error.h"

namespace muniment::io {
namespace {

class FileInput final : public InputStream {
 public:
  FileInput(std::unique_ptr<File> file, std::optional<uint64_t> size) : file_(std::move(file)), size_(size) {}

  Result<size_t> read(MutableByteView out) override {
    MUNIMENT_TRY(const size_t got, file_->read_at(at_, out));
    at_ += got;
    return got;
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return size_; }

 private:
  std::unique_ptr<File> file_;
  std::optional<uint64_t> size_;
  uint64_t at_ = 0;
};

class BytesInput final : public InputStream {
 public:
  explicit BytesInput(Bytes bytes) : bytes_(std::move(bytes)) {}

  Result<size_t> read(MutableByteView out) override {
    const size_t count = std::min(out.size(), bytes_.size() - at_);
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return bytes_.size(); }

 private:
  Bytes bytes_;
  size_t at_ = 0;
};

class StdinInput final : public InputStream {
 public:
  Result<size_t> read(MutableByteView out) override {
    if (ended_ || out.empty()) return size_t{0};
    const ssize_t got = retry_interrupted([&] { return ::read(STDIN_FILENO, out.data(), out.size()); });
    if (got < 0) return os_error(errno, "read", "standard input");
    ended_ = got == 0;  // a terminal would go on after its end of file
    return static_cast<size_t>(got);
  }

 private:
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<InputStream>> open_input(FileSystem& fs, const Path& path) {
  MUNIMENT_TRY(std::unique_ptr<File> file, fs.open_read(path));
  const auto size = file->size();  // a pipe has none, and is read all the same
  const auto known = size ? std::optional(*size) : std::nullopt;
  return std::make_unique<FileInput>(std::move(file), known);
}

std::unique_ptr<InputStream> input_from_bytes(Bytes bytes) { return std::make_unique<BytesInput>(std::move(bytes)); }
std::unique_ptr<InputStream> input_from_stdin() { return std::make_unique<StdinInput>(); }

Result<Bytes> read_all(InputStream& in, uint64_t limit) {
  constexpr size_t kStep = 256 * 1024;
  Bytes bytes;
  bytes.reserve(static_cast<size_t>(std::min(in.size().value_or(0), limit)) + 1);
  while (true) {
    const size_t before = bytes.size();
    bytes.resize(std::max(before + 1, std::min(bytes.capacity(), before + kStep)));
    MUNIMENT_TRY(const size_t got, in.read(MutableByteView(bytes).subspan(before)));
    bytes.resize(before + got);
    if (got == 0) return bytes;
    if (bytes.size() > limit) {
      return make_error(ErrorCode::invalid_argument, "the input is longer than " + std::to_string(limit) + " bytes");
    }
  }
}

}  // namespace muniment::io
