// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/sqlite_guard.h"

#include <cstring>

namespace muniment::index {
namespace {

// SQLite's own words may quote a value, so only the kind of failure is passed on.
Error failed(int code) {
  const bool broken = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return make_error(broken ? ErrorCode::corrupt : ErrorCode::internal, "the catalogue does not work")
      .because(std::string("SQLite reports: ") + sqlite3_errstr(code));
}

}  // namespace

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  if (code != SQLITE_DONE) return failed(code);
  return false;
}

Result<void> Statement::run() {
  for (;;) {
    MUNIMENT_TRY(const bool row, step());
    if (!row) return {};
  }
}

std::optional<int64_t> Statement::optional_integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  return size == 0 ? std::string() : std::string(bytes, size);
}

ByteView Statement::blob(int column) const {
  const auto* bytes = static_cast<const Byte*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<MemoryDatabase> MemoryDatabase::open() {
  MemoryDatabase out;
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  out.database_.reset(database);
  if (code != SQLITE_OK) return failed(code);
  return out;
}

Result<MemoryDatabase> MemoryDatabase::create(std::string_view schema) {
  MUNIMENT_TRY(MemoryDatabase out, open());
  MUNIMENT_TRY_VOID(out.execute("PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON"));
  MUNIMENT_TRY_VOID(out.execute(std::string(schema).c_str()));
  return out;
}

Result<MemoryDatabase> MemoryDatabase::from(ByteView image) {
  MUNIMENT_TRY(MemoryDatabase out, open());
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(image.size()));
  if (copy == nullptr) return failed(SQLITE_NOMEM);
  std::memcpy(copy, image.data(), image.size());
  const auto size = static_cast<sqlite3_int64>(image.size());
  const int code = sqlite3_deserialize(out.database_.get(), "main", copy, size, size,
                                       SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
  if (code != SQLITE_OK) return failed(code);
  MUNIMENT_TRY_VOID(out.execute("PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON"));
  return out;
}

Result<void> MemoryDatabase::execute(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Result<void>() : failed(code);
}

Result<Statement> MemoryDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) return failed(code);
  return Statement(statement);
}

Result<Bytes> MemoryDatabase::image() const {
  sqlite3_int64 size = 0;
  unsigned char* bytes = sqlite3_serialize(database_.get(), "main", &size, 0);
  if (bytes == nullptr) return failed(SQLITE_NOMEM);
  Bytes out(bytes, bytes + size);
  sqlite3_free(bytes);
  return out;
}

}  // namespace muniment::index
