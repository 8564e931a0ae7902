// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace muniment {

using Tree = nlohmann::ordered_json;

struct Json::Value {
  Tree tree;
};

Json::Json(std::unique_ptr<Value> value) : value_(std::move(value)) {}
Json::Json(const Json& other) : value_(std::make_unique<Value>(*other.value_)) {}
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(Json other) noexcept {
  value_ = std::move(other.value_);
  return *this;
}
Json::~Json() = default;

Json Json::object() { return Json(std::make_unique<Value>(Value{Tree::object()})); }
Json Json::array() { return Json(std::make_unique<Value>(Value{Tree::array()})); }

Json& Json::set(std::string_view key, std::string_view value) {
  value_->tree[std::string(key)] = std::string(value);
  return *this;
}
Json& Json::set(std::string_view key, int64_t value) {
  value_->tree[std::string(key)] = value;
  return *this;
}
Json& Json::set(std::string_view key, uint64_t value) {
  value_->tree[std::string(key)] = value;
  return *this;
}
Json& Json::set(std::string_view key, bool value) {
  value_->tree[std::string(key)] = value;
  return *this;
}
Json& Json::set(std::string_view key, double value) {
  value_->tree[std::string(key)] = value;
  return *this;
}
Json& Json::set(std::string_view key, Json value) {
  value_->tree[std::string(key)] = std::move(value.value_->tree);
  return *this;
}
Json& Json::set_null(std::string_view key) {
  value_->tree[std::string(key)] = nullptr;
  return *this;
}
Json& Json::push(std::string_view value) {
  value_->tree.push_back(std::string(value));
  return *this;
}
Json& Json::push(uint64_t value) {
  value_->tree.push_back(value);
  return *this;
}
Json& Json::push(Json value) {
  value_->tree.push_back(std::move(value.value_->tree));
  return *this;
}

std::string Json::one_line() const { return value_->tree.dump(-1, ' ', false, Tree::error_handler_t::replace); }
std::string Json::pretty() const { return value_->tree.dump(2, ' ', false, Tree::error_handler_t::replace) + "\n"; }

}  // namespace muniment
