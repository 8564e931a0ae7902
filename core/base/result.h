// SPDX-License-Identifier: GPL-3.0-or-later
// Result<T>: a value, or the Error that stands in its place. Only names that std::expected has, so that it can be
// replaced by it on a compiler that has one. [[nodiscard]], so that the compiler finds the forgotten check.
//
//   Result<Bytes> read_header(...);
//   MUNIMENT_TRY(Bytes header, read_header(file));    // declares `header`, or returns the error
//   MUNIMENT_TRY_VOID(file.sync());                   // for Result<void>
//
// MUNIMENT_TRY is a statement of two parts: it may not be the sole body of an `if` without braces.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/base/error.h"

namespace muniment {

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)
  template <typename U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { must_have_value(); return std::get<0>(state_); }
  const T& value() const& { must_have_value(); return std::get<0>(state_); }
  // By value, where std::expected has T&&: `for (auto& x : f().value())` would walk over a dead object otherwise.
  T value() && { must_have_value(); return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { must_have_error(); return std::get<1>(state_); }
  const Error& error() const& { must_have_error(); return std::get<1>(state_); }
  Error&& error() && { must_have_error(); return std::get<1>(std::move(state_)); }

  template <typename U>
  T value_or(U&& other) const& {
    return has_value() ? std::get<0>(state_) : static_cast<T>(std::forward<U>(other));
  }

 private:
  void must_have_value() const { MUNIMENT_CHECK(has_value(), "a Result is checked before its value is taken"); }
  void must_have_error() const { MUNIMENT_CHECK(!has_value(), "error() is asked only of a failed Result"); }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  void value() const { MUNIMENT_CHECK(has_value(), "a Result is checked before its value is taken"); }

  Error& error() & { must_have_error(); return std::get<1>(state_); }
  const Error& error() const& { must_have_error(); return std::get<1>(state_); }
  Error&& error() && { must_have_error(); return std::get<1>(std::move(state_)); }

 private:
  void must_have_error() const { MUNIMENT_CHECK(!has_value(), "error() is asked only of a failed Result"); }

  std::variant<std::monostate, Error> state_;
};

}  // namespace muniment

#define MUNIMENT_CONCAT_INNER(a, b) a##b
#define MUNIMENT_CONCAT(a, b) MUNIMENT_CONCAT_INNER(a, b)

#define MUNIMENT_TRY_NAMED(name, declaration, expression)  \
  auto name = (expression);                                \
  if (!name.has_value()) return std::move(name).error();   \
  declaration = std::move(name).value()

// MUNIMENT_TRY(auto value, f()): the expression stands last, so it may contain commas.
#define MUNIMENT_TRY(declaration, ...) \
  MUNIMENT_TRY_NAMED(MUNIMENT_CONCAT(muniment_try_, __COUNTER__), declaration, (__VA_ARGS__))

#define MUNIMENT_TRY_VOID(...)                                                                  \
  do {                                                                                          \
    auto muniment_try_void = (__VA_ARGS__);                                                     \
    if (!muniment_try_void.has_value()) return std::move(muniment_try_void).error();            \
  } while (false)
