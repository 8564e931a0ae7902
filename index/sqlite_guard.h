// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. SQLite in memory, with errors as Results. Statements are prepared once and used again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment::index {

class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  // Parameters are numbered from 1. Text must live until the statement is done.
  Statement& bind(int at, int64_t value) { sqlite3_bind_int64(statement_.get(), at, value); return *this; }
  Statement& bind(int at, uint64_t value) { return bind(at, static_cast<int64_t>(value)); }
  Statement& bind(int at, std::string_view text) {
    sqlite3_bind_text(statement_.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
  }
  Statement& bind(int at, const std::string& text) { return bind(at, std::string_view(text)); }
  Statement& bind(int at, ByteView bytes) {
    sqlite3_bind_blob(statement_.get(), at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    return *this;
  }
  Statement& bind(int at, const std::optional<int64_t>& value) {
    if (value) return bind(at, *value);
    sqlite3_bind_null(statement_.get(), at);
    return *this;
  }
  Result<bool> step();   // true: there is a row. After the last one the statement is ready to be bound again.
  Result<void> run();    // to its end
  [[nodiscard]] int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  [[nodiscard]] std::optional<int64_t> optional_integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] ByteView blob(int column) const;  // until the next step

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class MemoryDatabase {
 public:
  static Result<MemoryDatabase> create(std::string_view schema);
  static Result<MemoryDatabase> from(ByteView image);  // what image() gave; corrupt if it is none
  Result<void> execute(const char* sql);
  Result<Statement> prepare(std::string_view sql);
  Result<Bytes> image() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  static Result<MemoryDatabase> open();
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace muniment::index
