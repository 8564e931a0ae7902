// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/source_input.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ingest/inputs.h"

namespace muniment::ingest {

namespace {

// "a.zip/folder/chat.txt": where the part of the path that is a file ends, if it is one.
Result<std::optional<size_t>> end_of_zip(io::FileSystem& fs, const std::string& path) {
  for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
    const std::string outer = path.substr(0, slash);
    const auto there = fs.exists(outer);
    if (!there || !*there) continue;
    if (fs.list(outer)) return std::optional<size_t>();
    MUNIMENT_TRY(const bool zip, looks_like_zip(fs, outer));
    return zip ? std::optional(slash) : std::nullopt;
  }
  return std::optional<size_t>();
}

// Opening a pipe waits for its other end, and reading it twice is not possible.
bool is_stream_or_device(const std::string& path) {
  std::error_code trouble;
  const auto status = std::filesystem::status(path, trouble);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

class Range final : public io::InputStream {
 public:
  Range(std::shared_ptr<const io::File> file, uint64_t begin, uint64_t end) : file_(std::move(file)), at_(begin), end_(end) {}

  Result<size_t> read(MutableByteView out) override {
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), end_ - at_));
    MUNIMENT_TRY(const size_t got, file_->read_at(at_, out.first(wanted)));
    at_ += got;
    return got;
  }
  [[nodiscard]] std::optional<uint64_t> size() const override { return end_ - at_; }

 private:
  std::shared_ptr<const io::File> file_;
  uint64_t at_, end_;
};

class PartOfStream final : public io::InputStream {
 public:
  PartOfStream(std::unique_ptr<io::InputStream> whole, uint64_t before, uint64_t size)
      : whole_(std::move(whole)), before_(before), left_(size) {}

  Result<size_t> read(MutableByteView out) override {
    while (before_ > 0) {
      skipped_.resize(kSkipped);
      MUNIMENT_TRY(const size_t got, whole_->read(MutableByteView(skipped_).first(std::min<uint64_t>(kSkipped, before_))));
      if (got == 0) return size_t{0};
      before_ -= got;
    }
    MUNIMENT_TRY(const size_t got, whole_->read(out.first(std::min<uint64_t>(out.size(), left_))));
    left_ -= got;
    return got;
  }

 private:
  static constexpr size_t kSkipped = size_t{256} << 10;
  std::unique_ptr<io::InputStream> whole_;
  uint64_t before_, left_;
  Bytes skipped_;
};

Error not_a_file(const std::string& path) {
  return make_error(ErrorCode::invalid_argument, "that is a pipe or a device, not a file")
      .because("a source is read twice: once to decide about its dates, once for its messages")
      .advise("save it to a file, or give it through standard input: muniment ingest - < PIPE")
      .at(path)
      .numbered(2115);
}

}  // namespace

std::unique_ptr<io::InputStream> stream_of_range(std::shared_ptr<const io::File> file, uint64_t begin, uint64_t end) {
  return std::make_unique<Range>(std::move(file), begin, end);
}

std::unique_ptr<io::InputStream> part_of_stream(std::unique_ptr<io::InputStream> whole, uint64_t offset, uint64_t size) {
  return std::make_unique<PartOfStream>(std::move(whole), offset, size);
}

StreamOpener SourceInput::opener_of_range(size_t index, uint64_t offset, uint64_t size) {
  return [this, index, offset, size]() -> Result<std::unique_ptr<io::InputStream>> {
    MUNIMENT_TRY(auto whole, open_member(index));
    return part_of_stream(std::move(whole), offset, size);
  };
}

Result<std::unique_ptr<SourceInput>> SourceInput::open(io::FileSystem& fs, const std::string& path) {
  if (path == "-") return open_standard_input(io::input_from_stdin());
  const auto exists = fs.exists(path);
  if (!exists || !*exists) {
    MUNIMENT_TRY(const auto zip_end, end_of_zip(fs, path));
    if (zip_end) {
      MUNIMENT_TRY(auto whole, open_zip(fs, path.substr(0, *zip_end)));
      return open_part(std::move(whole), path.substr(*zip_end + 1));
    }
    MUNIMENT_TRY_VOID(exists);
    return make_error(ErrorCode::not_found, "there is no such file or folder")
        .advise("check the spelling; \"-\" stands for standard input")
        .at(path);
  }
  if (is_stream_or_device(path)) return not_a_file(path);
  if (fs.list(path)) return open_folder(fs, path);
  MUNIMENT_TRY(const bool zip, looks_like_zip(fs, path));
  return zip ? open_zip(fs, path) : open_plain_file(fs, path);
}

}  // namespace muniment::ingest
