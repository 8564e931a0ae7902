// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/follow/part_input.h"

#include <functional>
#include <utility>

#include "ingest/inputs.h"
#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

class Part final : public SourceInput {
 public:
  using OpenRange = std::function<Result<std::unique_ptr<io::InputStream>>(uint64_t from, uint64_t to)>;
  Part(std::string path, uint64_t size, OpenRange open) : path_(std::move(path)), size_(size), open_(std::move(open)) {
    members_.push_back({std::string(file_name_of(path_)), size});
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override { return open_(0, size_); }
  [[nodiscard]] StreamOpener opener_of(size_t) const override {
    return [open = open_, size = size_] { return open(0, size); };
  }
  [[nodiscard]] StreamOpener opener_of_range(size_t, uint64_t offset, uint64_t size) override {
    return [open = open_, offset, size] { return open(offset, offset + size); };
  }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  std::string path_;
  uint64_t size_;
  OpenRange open_;
  std::vector<Member> members_;
};

}  // namespace

std::shared_ptr<SourceInput> input_of_range(std::shared_ptr<const io::File> file, std::string path, uint64_t begin, uint64_t end) {
  const auto open = [file = std::move(file), begin](uint64_t from, uint64_t to) -> Result<std::unique_ptr<io::InputStream>> {
    return stream_of_range(file, begin + from, begin + to);
  };
  return std::make_shared<Part>(std::move(path), end - begin, open);
}

std::shared_ptr<SourceInput> input_of_stream(StreamOpener open, std::string path, uint64_t size) {
  const auto open_range = [open = std::move(open)](uint64_t from, uint64_t to) -> Result<std::unique_ptr<io::InputStream>> {
    MUNIMENT_TRY(auto whole, open());
    return part_of_stream(std::move(whole), from, to - from);
  };
  return std::make_shared<Part>(std::move(path), size, open_range);
}

std::shared_ptr<SourceInput> input_of_bytes(std::shared_ptr<const Bytes> bytes, std::string path) {
  const uint64_t size = bytes->size();
  const auto open = [bytes = std::move(bytes)](uint64_t from, uint64_t to) -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(to_bytes(ByteView(*bytes).subspan(from, to - from)));
  };
  return std::make_shared<Part>(std::move(path), size, open);
}

}  // namespace muniment::ingest
