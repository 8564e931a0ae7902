// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bundle_sums.h"

#include <map>
#include <optional>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/io/input_stream.h"

namespace muniment::pipeline {
namespace {

constexpr uint64_t kMaxSums = uint64_t{1} << 30;
constexpr size_t kBlock = size_t{256} << 10;
constexpr size_t kHex = 64, kNameAt = 66;  // "<64 hex>  <name>"

using Listed = std::map<std::string, std::string>;  // name, hex

// As `sha256sum` writes it; nothing if it is cut off or not of that form.
std::optional<Listed> parse_sums(std::string_view text) {
  if (text.empty() || text.back() != '\n') return std::nullopt;
  Listed listed;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.size() <= kNameAt || line.substr(kHex, 2) != "  ") return std::nullopt;
    if (line.substr(0, kHex).find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
    if (!listed.emplace(line.substr(kNameAt), line.substr(0, kHex)).second) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return listed;
}

class BundleWalk {
 public:
  BundleWalk(io::FileSystem& fs, const io::Path& root, Listed listed) : fs_(fs), root_(root), left_(std::move(listed)) {}

  Result<BundleFiles> all() {
    MUNIMENT_TRY_VOID(folder(""));
    for (const auto& [name, hex] : left_) wrong(name + " is missing");
    return std::move(found_);
  }

 private:
  void wrong(std::string what) {
    if (found_.wrong.empty()) found_.wrong = std::move(what);
  }

  Result<void> folder(const std::string& inside) {
    MUNIMENT_TRY(const auto entries, fs_.list(root_ / inside));
    for (const io::DirectoryEntry& entry : entries) {
      const std::string name = inside + entry.name;
      if (entry.kind == io::FileKind::directory) {
        MUNIMENT_TRY_VOID(folder(name + "/"));
      } else if (entry.kind != io::FileKind::regular) {
        wrong(name + " is neither a file nor a folder");
      } else if (name != "SHA256SUMS") {
        MUNIMENT_TRY_VOID(file(name));
      }
    }
    return {};
  }

  Result<void> file(const std::string& name) {
    MUNIMENT_TRY(const Sha256 hash, sha256_of_file(fs_, root_ / name));
    ++found_.files;
    found_.names.emplace(hash, name);
    if (name == "manifest.json") found_.manifest = hash;
    const auto listed = left_.find(name);
    if (listed == left_.end()) {
      wrong(name + " is not in SHA256SUMS");
      return {};
    }
    if (listed->second != to_hex(hash.view())) wrong(name + " is not as listed in SHA256SUMS");
    left_.erase(listed);
    return {};
  }

  io::FileSystem& fs_;
  const io::Path& root_;
  Listed left_;
  BundleFiles found_;
};

}  // namespace

Result<Sha256> sha256_of_file(io::FileSystem& fs, const io::Path& path) {
  MUNIMENT_TRY(const auto in, io::open_input(fs, path));
  crypto::Sha256Stream hash;
  Bytes block(kBlock);
  for (;;) {
    MUNIMENT_TRY(const size_t got, in->read(block));
    if (got == 0) return hash.digest();
    hash.update(ByteView(block).first(got));
  }
}

Result<BundleFiles> check_bundle_files(io::FileSystem& fs, const io::Path& bundle) {
  BundleFiles files;
  auto sums = io::read_file(fs, bundle / "SHA256SUMS", kMaxSums);
  if (!sums && sums.error().code == ErrorCode::not_found) {
    files.wrong = "there is no SHA256SUMS";
    return files;
  }
  if (!sums) return sums.error();
  auto listed = parse_sums(as_text(*sums));
  if (listed) return BundleWalk(fs, bundle, std::move(*listed)).all();
  files.wrong = "SHA256SUMS is cut off, or not a list of sums";
  return files;
}

}  // namespace muniment::pipeline
