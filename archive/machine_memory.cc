// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/machine_memory.h"

#include "core/base/hex.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

constexpr uint64_t kMaxNote = 1U << 20;

std::string place_of(const Layout& layout) {
  std::error_code trouble;
  io::Path whole = std::filesystem::weakly_canonical(layout.root, trouble);
  if (trouble) whole = std::filesystem::absolute(layout.root).lexically_normal();
  std::string text = whole.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return to_hex(crypto::sha256(as_bytes(text)).view().first(8));
}

}  // namespace

MachineMemory::MachineMemory(io::FileSystem& fs, const io::Path& directory, const Layout& layout, const ArchiveId& archive)
    : fs_(fs), directory_(directory) {
  if (!directory.empty()) file_ = directory / (to_hex(archive.view()) + "-" + place_of(layout) + ".note");
}

Result<std::optional<std::string>> MachineMemory::recall() const {
  if (!is_kept()) return std::optional<std::string>{};
  auto note = io::read_file(fs_, file_, kMaxNote);
  if (!note && note.error().code == ErrorCode::not_found) return std::optional<std::string>{};
  if (!note) return note.error();
  return std::optional<std::string>(as_text(*note));
}

Result<void> MachineMemory::remember(std::string_view note) {
  if (!is_kept()) return {};
  MUNIMENT_TRY_VOID(io::make_directories(fs_, directory_));
  return io::write_file_durably(fs_, file_, as_bytes(note));
}

}  // namespace muniment::archive
