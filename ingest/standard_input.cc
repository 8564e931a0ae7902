// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "ingest/inputs.h"

namespace muniment::ingest {
namespace {

constexpr size_t kHead = size_t{64} << 10;

struct Shared {
  std::unique_ptr<io::InputStream> in;
  Bytes head;           // replayed to everyone who opens the member, so that detection can look before reading starts
  bool taken = false;   // somebody read past the head: the rest is theirs
};

class Replay final : public io::InputStream {
 public:
  explicit Replay(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  Result<size_t> read(MutableByteView out) override {
    if (at_ < shared_->head.size()) return read_head(out);
    if (!owner_ && shared_->taken) {
      return make_error(ErrorCode::unsupported, "standard input can be read only once")
          .advise("save it to a file and name the file");
    }
    owner_ = shared_->taken = true;
    return shared_->in->read(out);
  }

 private:
  size_t read_head(MutableByteView out) {
    const size_t count = std::min(out.size(), shared_->head.size() - at_);
    std::copy_n(shared_->head.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

  std::shared_ptr<Shared> shared_;
  size_t at_ = 0;
  bool owner_ = false;
};

class StandardInput final : public SourceInput {
 public:
  explicit StandardInput(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return false; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override {
    return std::unique_ptr<io::InputStream>(std::make_unique<Replay>(shared_));
  }
  [[nodiscard]] StreamOpener opener_of(size_t) const override { return {}; }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  std::shared_ptr<Shared> shared_;
  std::string path_ = "-";
  std::vector<Member> members_ = {{"-", std::nullopt}};
};

}  // namespace

// Waits for one full line and no longer: a pipe may stay open for days.
Result<std::unique_ptr<SourceInput>> open_standard_input(std::unique_ptr<io::InputStream> in) {
  auto shared = std::make_shared<Shared>();
  shared->in = std::move(in);
  while (shared->head.size() < kHead && std::ranges::find(shared->head, Byte{'\n'}) == shared->head.end()) {
    const size_t have = shared->head.size();
    shared->head.resize(kHead);
    MUNIMENT_TRY(const size_t got, shared->in->read(MutableByteView(shared->head).subspan(have)));
    shared->head.resize(have + got);
    if (got == 0) break;
  }
  return std::unique_ptr<SourceInput>(std::make_unique<StandardInput>(std::move(shared)));
}

}  // namespace muniment::ingest
