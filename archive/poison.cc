// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/poison.h"

#include <charconv>

#include "core/base/hex.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

std::string text_of(const Poison& poison, ByteView commit_key) {
  std::string body = "muniment/poison@v1\nclass " + std::to_string(poison.cls.value) + "\nsegment " +
                     twelve_digits(poison.segment) + "\noffset " + std::to_string(poison.offset) + "\n";
  return body + "mac " + to_hex(crypto::hmac_sha256(commit_key, as_bytes(body)).view()) + "\n";
}

// The number behind `word` at the start of its line.
uint64_t number_after(std::string_view text, std::string_view word) {
  const size_t at = text.find(word);
  uint64_t number = 0;
  if (at == std::string_view::npos) return number;
  const std::string_view rest = text.substr(at + word.size());
  std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return number;
}

}  // namespace

void write_poison(io::FileSystem& fs, const Layout& layout, const Poison& poison, ByteView commit_key) {
  static_cast<void>(io::write_file_durably(fs, layout.poison(), as_bytes(text_of(poison, commit_key))));
}

Result<std::optional<Poison>> read_poison(io::FileSystem& fs, const Layout& layout, ByteView commit_key) {
  auto file = io::read_file(fs, layout.poison(), 4096);
  if (!file && file.error().code == ErrorCode::not_found) return std::optional<Poison>{};
  if (!file) return file.error();
  const std::string_view text = as_text(*file);
  const Poison poison{ClassId{static_cast<uint16_t>(number_after(text, "\nclass "))},
                      SegmentNo{number_after(text, "\nsegment ")}, number_after(text, "\noffset ")};
  if (text_of(poison, commit_key) != text) {
    return make_error(ErrorCode::corrupt, "POISON is not as a writer of this archive wrote it").at(layout.poison());
  }
  return std::optional<Poison>{poison};
}

Result<void> remove_poison(io::FileSystem& fs, const Layout& layout) {
  MUNIMENT_TRY_VOID(fs.remove(layout.poison()));
  return fs.sync_directory(layout.root);
}

}  // namespace muniment::archive
