// SPDX-License-Identifier: GPL-3.0-or-later
// Writing JSON, and reading small trusted things such as a manifest of our own. Object members keep the order in
// which they were set. Readers of foreign JSON in ingest/ use simdjson.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muniment {

class Json {
 public:
  static Json object();
  static Json array();
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(Json other) noexcept;
  ~Json();

  // On an object; the value must be valid UTF-8 (anything else is written as U+FFFD). Returns *this for chaining.
  Json& set(std::string_view key, std::string_view value);
  Json& set(std::string_view key, const char* value) { return set(key, std::string_view(value)); }
  Json& set(std::string_view key, const std::string& value) { return set(key, std::string_view(value)); }
  Json& set(std::string_view key, int64_t value);
  Json& set(std::string_view key, uint64_t value);
  Json& set(std::string_view key, int value) { return set(key, static_cast<int64_t>(value)); }
  Json& set(std::string_view key, uint32_t value) { return set(key, static_cast<uint64_t>(value)); }
  Json& set(std::string_view key, bool value);
  Json& set(std::string_view key, double value);
  Json& set(std::string_view key, Json value);
  Json& set_null(std::string_view key);
  // On an array.
  Json& push(std::string_view value);
  Json& push(uint64_t value);
  Json& push(Json value);

  [[nodiscard]] std::string one_line() const;        // for NDJSON
  [[nodiscard]] std::string pretty() const;          // two spaces, ends with a line feed

 private:
  struct Value;
  explicit Json(std::unique_ptr<Value> value);
  std::unique_ptr<Value> value_;
};

}  // namespace muniment
