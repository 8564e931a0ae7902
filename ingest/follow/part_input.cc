// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/follow/part_input.h"

#include <algorithm>
#include <utility>

#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

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

class Part final : public SourceInput {
 public:
  Part(std::string path, uint64_t size, StreamOpener open) : path_(std::move(path)), open_(std::move(open)) {
    members_.push_back({std::string(file_name_of(path_)), size});
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override { return open_(); }
  [[nodiscard]] StreamOpener opener_of(size_t) const override { return open_; }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  std::string path_;
  StreamOpener open_;
  std::vector<Member> members_;
};

}  // namespace

std::shared_ptr<SourceInput> input_of_range(std::shared_ptr<const io::File> file, std::string path, uint64_t begin, uint64_t end) {
  const StreamOpener open = [file = std::move(file), begin, end]() -> Result<std::unique_ptr<io::InputStream>> {
    return std::unique_ptr<io::InputStream>(std::make_unique<Range>(file, begin, end));
  };
  return std::make_shared<Part>(std::move(path), end - begin, open);
}

std::shared_ptr<SourceInput> input_of_bytes(std::shared_ptr<const Bytes> bytes, std::string path) {
  const uint64_t size = bytes->size();
  const StreamOpener open = [bytes = std::move(bytes)]() -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(*bytes);
  };
  return std::make_shared<Part>(std::move(path), size, open);
}

}  // namespace muniment::ingest
