// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/names.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "core/crypto/hash.h"
#include "export/bundle.h"

namespace muniment::exporting {
namespace {

constexpr size_t kNameBytes = 120;
constexpr size_t kExtensionBytes = 16;
constexpr size_t kTitleBytes = 48;

constexpr std::array<std::string_view, 6> kReserved = {"con", "prn", "aux", "nul", "conin$", "conout$"};

// Characters that no file name should have: they end a path, hide, reorder, or are forbidden on some system.
bool is_unsafe(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  if (c < 0x80) return std::string_view("/\\<>:\"|?*").find(static_cast<char>(c)) != std::string_view::npos;
  if (c == 0xAD || c == 0x061C || c == 0x180E || c == 0xFEFF || c == 0xFFFD) return true;
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F)) return true;
  return (c & 0xFFFE) == 0xFFFE || (c >= 0xFFF0 && c <= 0xFFFB) || c >= 0xE0000;
}

std::string replace_unsafe(std::string_view wanted) {
  std::string name;
  while (!wanted.empty()) {
    const CodePoint point = front_code_point(wanted);
    if (is_unsafe(point.value)) {
      name += '_';
    } else {
      name += wanted.substr(0, point.bytes);
    }
    wanted.remove_prefix(point.bytes);
  }
  return name;
}

void trim_end(std::string& name) {
  while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.pop_back();
}

std::string_view prefix_of_whole_points(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<Byte>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string_view extension_of(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > kExtensionBytes) return {};
  return name.substr(dot);
}

// At most `bytes`, the extension kept.
std::string shortened(const std::string& name, size_t bytes) {
  if (name.size() <= bytes) return name;
  const std::string_view extension = extension_of(name);
  std::string stem(prefix_of_whole_points(name, bytes - extension.size()));
  trim_end(stem);
  return stem + std::string(extension);
}

// CON, con.txt, COM1, LPT9.log: devices on Windows, whatever follows the first dot.
bool is_reserved(std::string_view name) {
  std::string stem(name.substr(0, name.find('.')));
  trim_end(stem);
  std::ranges::transform(stem, stem.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (std::ranges::find(kReserved, stem) != kReserved.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

bool is_clean_component(std::string_view name) {
  if (name.empty() || name == "." || name == ".." || name.front() == '-') return false;
  return std::ranges::none_of(name, [](char c) { return static_cast<Byte>(c) < 0x20 || c == 0x7F || c == '\\'; });
}

}  // namespace

std::string safe_file_name(std::string_view wanted) {
  std::string name = replace_unsafe(wanted);
  while (!name.empty() && name.front() == ' ') name.erase(0, 1);
  trim_end(name);
  if (!name.empty() && std::string_view(".-~").find(name.front()) != std::string_view::npos) name.front() = '_';
  if (is_reserved(name)) name.insert(0, "_");
  name = shortened(name, kNameBytes);
  return name.empty() ? "file" : name;
}

bool is_clean_bundle_path(std::string_view path) {
  while (true) {
    const size_t slash = path.find('/');
    if (!is_clean_component(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string short_hash(std::string_view text, size_t letters) {
  return to_base32_lower(crypto::sha256(as_bytes(text)).view()).substr(0, letters);
}

std::string conversation_folder(std::string_view title, std::string_view conversation) {
  std::string shown = safe_file_name(prefix_of_whole_points(title.empty() ? conversation : title, kTitleBytes));
  return shown + "-" + short_hash(conversation, 8);
}

}  // namespace muniment::exporting
