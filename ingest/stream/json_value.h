// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON value as gateways write it: the same number, byte string or flag has several shapes, and a key may be missing.
// Nothing here fails; what is not there, or is of another type, is nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "core/base/bytes.h"

namespace muniment::ingest {

// Of either alphabet, padded or not.
std::optional<Bytes> bytes_of_base64(std::string_view text);

// A view, good as long as the parser does not parse again.
class JsonValue {
 public:
  JsonValue() = default;  // nothing
  explicit JsonValue(simdjson::dom::element element) : element_(element) {}

  [[nodiscard]] bool is_there() const { return element_.has_value(); }  // null is there
  [[nodiscard]] bool exists() const { return element_.has_value() && !element_->is_null(); }
  [[nodiscard]] bool is_object() const { return element_ && element_->is_object(); }
  [[nodiscard]] bool is_array() const { return element_ && element_->is_array(); }
  [[nodiscard]] bool is_text() const { return element_ && element_->is_string(); }

  // The member of an object, or nothing.
  [[nodiscard]] JsonValue operator[](std::string_view key) const;
  // The first of these members that exists.
  template <typename... Keys>
  [[nodiscard]] JsonValue first_of(Keys... keys) const {
    JsonValue found;
    static_cast<void>(((found = (*this)[keys], found.exists()) || ...));
    return found;
  }

  [[nodiscard]] std::string_view text() const;  // of a string; else empty
  [[nodiscard]] std::string words() const;      // of a string or an integer; else empty
  [[nodiscard]] std::string minified() const;   // as JSON without spaces; empty where there is nothing
  // A number, a string of digits, or {"low", "high", "unsigned"} (a 64-bit integer of JavaScript libraries).
  [[nodiscard]] std::optional<int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] bool flag() const;              // true, "true", 1
  // Base64 (either alphabet), {"type":"Buffer","data":[…] or base64}, an array of numbers or {"0":209,"1":150}.
  [[nodiscard]] std::optional<Bytes> bytes() const;
  [[nodiscard]] size_t size() const;            // of an array or object

  // Calls take(value) for each element of an array; for an object that should have been one, once with it.
  template <typename Take>
  void each(Take&& take) const {
    if (is_array()) {
      for (const simdjson::dom::element element : simdjson::dom::array(*element_)) take(JsonValue(element));
    } else if (is_object()) {
      take(*this);
    }
  }
  // Calls take(key, value) for each member of an object.
  template <typename Take>
  void each_member(Take&& take) const {
    if (!is_object()) return;
    for (const auto member : simdjson::dom::object(*element_)) take(std::string_view(member.key), JsonValue(member.value));
  }

 private:
  std::optional<simdjson::dom::element> element_;
};

}  // namespace muniment::ingest
