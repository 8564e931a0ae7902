// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/source_fold.h"

#include <utility>

#include "index/glob.h"
#include "index/sqlite_guard.h"

namespace muniment::index {

Result<void> SourceFold::apply(const Record& record) {
  if (record.kind != RecordKind::source_setting) return {};
  MUNIMENT_TRY(SourceSetting setting, source_setting_from(record));
  const std::string name = setting.name;
  if (setting.removed) sources_.erase(name);
  else sources_[name] = {std::move(setting), record.captured_ms.value_or(0)};
  return {};
}

const ExpectedSource* SourceFold::of_session(std::string_view session) const {
  const ExpectedSource* found = nullptr;
  for (const auto& [name, source] : sources_) {
    if (source.setting.session.empty()) continue;
    if (source.setting.session == session) return &source;
    if (found == nullptr && fits_glob(source.setting.session, session)) found = &source;
  }
  return found;
}

Result<void> SourceFold::save(MemoryDatabase& database) const {
  MUNIMENT_TRY_VOID(database.execute("DELETE FROM source"));
  MUNIMENT_TRY(Statement insert, database.prepare("INSERT INTO source VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"));
  for (const auto& [name, source] : sources_) {
    const SourceSetting& s = source.setting;
    insert.bind(1, name).bind(2, s.session).bind(3, s.path).bind(4, s.custodian).bind(5, s.format);
    insert.bind(6, s.silent_after_ms ? std::optional(static_cast<int64_t>(*s.silent_after_ms)) : std::nullopt);
    insert.bind(7, uint64_t{s.watched}).bind(8, s.actor).bind(9, s.reason);
    MUNIMENT_TRY_VOID(insert.bind(10, source.set_ms).run());
  }
  return {};
}

Result<void> SourceFold::load(MemoryDatabase& database) {
  MUNIMENT_TRY(Statement row, database.prepare("SELECT * FROM source"));
  for (;;) {
    MUNIMENT_TRY(const bool more, row.step());
    if (!more) return {};
    ExpectedSource source;
    SourceSetting& s = source.setting;
    s.name = row.text(0);
    s.session = row.text(1);
    s.path = row.text(2);
    s.custodian = row.text(3);
    s.format = row.text(4);
    if (const auto limit = row.optional_integer(5)) s.silent_after_ms = static_cast<uint64_t>(*limit);
    s.watched = row.integer(6) != 0;
    s.actor = row.text(7);
    s.reason = row.text(8);
    source.set_ms = row.integer(9);
    sources_[s.name] = std::move(source);
  }
}

}  // namespace muniment::index
