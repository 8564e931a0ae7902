// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/layout.h"

#include <charconv>

#include "core/base/hex.h"

namespace muniment::archive {
namespace {

// The decimal number between a prefix and a suffix, written without leading zeros unless `digits` says how many.
template <typename Number>
std::optional<Number> number_between(std::string_view name, std::string_view prefix, std::string_view suffix,
                                     size_t digits = 0) {
  if (name.size() <= prefix.size() + suffix.size()) return std::nullopt;
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  name.remove_suffix(suffix.size());
  if (digits != 0 && name.size() != digits) return std::nullopt;
  if (digits == 0 && name.front() == '0') return std::nullopt;
  Number number = 0;
  const auto [end, trouble] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (trouble != std::errc{} || end != name.data() + name.size() || number == 0) return std::nullopt;
  return number;
}

}  // namespace

std::string twelve_digits(SegmentNo number) {
  const std::string digits = std::to_string(number.value);
  return std::string(digits.size() < 12 ? 12 - digits.size() : 0, '0') + digits;
}

io::Path Layout::segment(ClassId cls, SegmentNo number) const {
  return class_directory(cls) / (twelve_digits(number) + ".mseg");
}

io::Path Layout::blob_directory(const BlobId& blob) const { return blobs() / to_hex(blob.view().first(1)); }

io::Path Layout::blob(const BlobId& blob) const { return blob_directory(blob) / (to_hex(blob.view()) + ".mblb"); }

std::string Layout::shown(const io::Path& path) const {
  const std::string text = path.lexically_relative(root).generic_string();
  return text.empty() ? path.generic_string() : text;
}

std::optional<SegmentNo> segment_of_name(std::string_view name) {
  const auto number = number_between<uint64_t>(name, "", ".mseg", 12);
  if (!number) return std::nullopt;
  return SegmentNo{*number};
}

std::optional<ClassId> class_of_name(std::string_view name) {
  const auto number = number_between<uint16_t>(name, "", "");
  if (!number) return std::nullopt;
  return ClassId{*number};
}

std::optional<uint32_t> epoch_of_name(std::string_view name) { return number_between<uint32_t>(name, "ring.", ".age"); }

std::optional<uint64_t> checkpoint_of_name(std::string_view name) { return number_between<uint64_t>(name, "", ".note"); }

std::optional<BlobId> blob_of_name(std::string_view name) {
  if (name.size() != 69 || !name.ends_with(".mblb")) return std::nullopt;
  const auto bytes = from_hex(name.substr(0, 64));
  if (!bytes || to_hex(*bytes) != name.substr(0, 64)) return std::nullopt;
  return BlobId::from(*bytes);
}

}  // namespace muniment::archive
