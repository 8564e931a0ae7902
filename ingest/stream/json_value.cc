// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/json_value.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/base/base64.h"

namespace muniment::ingest {
namespace {

constexpr size_t kMostNumberedBytes = size_t{16} << 20;

std::optional<int64_t> digits(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Byte> one_byte(const JsonValue& value) {
  const auto number = value.integer();
  if (!number || *number < -128 || *number > 255) return std::nullopt;
  return static_cast<Byte>(*number);
}

std::optional<Bytes> listed_bytes(const JsonValue& list) {
  Bytes bytes;
  bool whole = list.size() <= kMostNumberedBytes;
  list.each([&](const JsonValue& value) {
    const auto byte = one_byte(value);
    whole = whole && byte.has_value();
    if (whole) bytes.push_back(*byte);
  });
  return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

// {"0":209,"1":150}: in whatever order the keys stand.
std::optional<Bytes> numbered_bytes(const JsonValue& object) {
  if (object.size() == 0 || object.size() > kMostNumberedBytes) return std::nullopt;
  Bytes bytes(object.size());
  std::vector<bool> seen(bytes.size());
  bool whole = true;
  object.each_member([&](std::string_view key, const JsonValue& value) {
    const auto place = digits(key);
    const auto byte = one_byte(value);
    whole = whole && place && *place >= 0 && static_cast<size_t>(*place) < bytes.size() && byte && !seen[static_cast<size_t>(*place)];
    if (!whole) return;
    bytes[static_cast<size_t>(*place)] = *byte;
    seen[static_cast<size_t>(*place)] = true;
  });
  return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

std::optional<Bytes> bytes_of_base64(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  while (!plain.empty() && plain.back() == '=') plain.pop_back();
  return from_base64_unpadded(plain);
}

// Most keys differ in their length or their first letter from the one that is wanted.
JsonValue JsonValue::operator[](std::string_view key) const {
  if (!is_object()) return {};
  const simdjson::dom::object members(*element_);
  const auto end = members.end();
  for (auto member = members.begin(); member != end; ++member) {
    if (member.key_length() != key.size()) continue;
    const char* const there = member.key_c_str();
    if (!key.empty() && *there == key.front() && std::memcmp(there, key.data(), key.size()) == 0) return JsonValue(member.value());
  }
  return {};
}

std::string_view JsonValue::text() const {
  std::string_view text;
  if (element_ && element_->get_string().get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::string JsonValue::words() const {
  if (is_text()) return std::string(text());
  const auto number = integer();
  return number ? std::to_string(*number) : std::string();
}

std::string JsonValue::minified() const { return element_ ? simdjson::minify(*element_) : std::string(); }

std::optional<int64_t> JsonValue::integer() const {
  if (!exists()) return std::nullopt;
  int64_t whole = 0;
  if (element_->get_int64().get(whole) == simdjson::SUCCESS) return whole;
  double real = 0;
  if (element_->is_double() && element_->get_double().get(real) == simdjson::SUCCESS) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    return real >= -kExact && real <= kExact ? std::optional(static_cast<int64_t>(real)) : std::nullopt;
  }
  if (is_text()) return digits(text());
  const auto low = (*this)["low"].integer();
  const auto high = (*this)["high"].integer();
  if (!low || !high) return std::nullopt;
  return static_cast<int64_t>(static_cast<uint64_t>(static_cast<uint32_t>(*high)) << 32 | static_cast<uint32_t>(*low));
}

std::optional<double> JsonValue::number() const {
  if (!exists()) return std::nullopt;
  double real = 0;
  if (element_->get_double().get(real) == simdjson::SUCCESS) return real;
  if (!is_text()) return std::nullopt;
  const std::string_view written = text();
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), real);
  return error == std::errc() && end == written.data() + written.size() ? std::optional(real) : std::nullopt;
}

bool JsonValue::flag() const {
  bool value = false;
  if (element_ && element_->get_bool().get(value) == simdjson::SUCCESS) return value;
  return text() == "true" || integer() == 1;
}

std::optional<Bytes> JsonValue::bytes() const {
  if (is_text()) return bytes_of_base64(text());
  if (is_array()) return listed_bytes(*this);
  if (!is_object()) return std::nullopt;
  if (const JsonValue data = (*this)["data"]; data.exists() && (*this)["type"].text() == "Buffer") return data.bytes();
  return numbered_bytes(*this);
}

size_t JsonValue::size() const {
  if (is_array()) return simdjson::dom::array(*element_).size();
  return is_object() ? simdjson::dom::object(*element_).size() : 0;
}

}  // namespace muniment::ingest
