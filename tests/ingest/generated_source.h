// SPDX-License-Identifier: GPL-3.0-or-later
// Sources that are made while they are read, so that a test of what a reader needs holds nothing itself.
#pragma once

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>

#include "ingest/source_format.h"

namespace muniment::ingest {

// Gives the next piece of the source, or nothing at its end. Made anew for every pass.
using Pieces = std::function<std::string()>;

class GeneratedInput final : public SourceInput {
 public:
  explicit GeneratedInput(std::function<Pieces()> make) : make_(std::move(make)) {}
  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override {
    return std::unique_ptr<io::InputStream>(std::make_unique<Stream>(make_()));
  }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  class Stream final : public io::InputStream {
   public:
    explicit Stream(Pieces next) : next_(std::move(next)) {}
    Result<size_t> read(MutableByteView out) override {
      if (at_ == piece_.size()) piece_ = next_(), at_ = 0;
      const size_t count = std::min(out.size(), piece_.size() - at_);
      std::copy_n(piece_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
      at_ += count;
      return count;
    }

   private:
    Pieces next_;
    std::string piece_;
    size_t at_ = 0;
  };

  std::function<Pieces()> make_;
  std::string path_ = "generated.txt";
  std::vector<Member> members_ = {{"generated.txt", std::nullopt}};
};

// `first`, then `count` times what `piece` gives for 0, 1, 2 …
inline std::unique_ptr<SourceInput> generated(std::string first, size_t count, std::function<std::string(size_t)> piece) {
  return std::make_unique<GeneratedInput>([=]() -> Pieces {
    return [=, at = size_t{0}]() mutable {
      const size_t now = at++;
      return now == 0 ? first : now <= count ? piece(now - 1) : std::string();
    };
  });
}

// One value of /proc/self/status, in MiB: "VmRSS:", "VmHWM:".
inline uint64_t memory_mib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    uint64_t kib = 0;
    if (word == name && status >> kib) return kib / 1024;
  }
  return 0;
}

// How much the process grew at most. The sanitizers keep freed memory, so nothing can be measured under them.
class MemoryGrowth {
 public:
  MemoryGrowth() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    before_ = memory_mib("VmRSS:");
  }
  [[nodiscard]] uint64_t mib() const {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#else
    return std::max(memory_mib("VmHWM:"), before_) - before_;
#endif
  }

 private:
  uint64_t before_ = 0;
};

// Reads all and keeps nothing but numbers.
struct Tally : ExceptionSink {
  uint64_t records = 0, exceptions = 0, largest_exception = 0;
  std::optional<Error> error;
  SourceReport report;
  void take(Exception exception) override {
    ++exceptions;
    largest_exception = std::max<uint64_t>(largest_exception, exception.raw.size());
  }
  [[nodiscard]] bool adds_up() const {
    return report.lines == report.header_lines + report.continuation_lines + report.blank_lines &&
           report.header_lines == records + exceptions;
  }
};

inline Tally tally(const SourceFormat& format, std::shared_ptr<SourceInput> input) {
  Tally all;
  auto reader = format.open(std::move(input), {});
  if (!reader) {
    all.error = reader.error();
    return all;
  }
  for (;;) {
    const auto record = (*reader)->next(all);
    if (!record) all.error = record.error();
    if (!record || !*record) break;
    ++all.records;
  }
  all.report = (*reader)->report();
  return all;
}

}  // namespace muniment::ingest
