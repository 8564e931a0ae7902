// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/people_fold.h"

#include <algorithm>

#include "core/model/identifier.h"
#include "index/sqlite_guard.h"

namespace muniment::index {
namespace {

bool names_somebody(FactType type) {
  return type == FactType::push_name || type == FactType::contact_name || type == FactType::username || type == FactType::also_known_as;
}

std::string key_of(const Naming& naming) {
  return naming.identifier + '\0' + std::to_string(static_cast<uint64_t>(naming.type)) + '\0' + naming.text + '\0' + naming.said_by;
}

}  // namespace

IdentifierPair pair_of(const std::string& a, const std::string& b) { return a < b ? IdentifierPair(a, b) : IdentifierPair(b, a); }

Result<void> PeopleFold::apply(const Record& record, std::optional<MessageNumber> number) {
  const int64_t captured_ms = record.captured_ms.value_or(0);
  if (record.kind == RecordKind::identity_link) {
    MUNIMENT_TRY(IdentityLink link, identity_link_from(record));
    const IdentifierPair pair = pair_of(link.a, link.b);
    const auto known = words_.find(pair);
    if (known == words_.end() || known->second.at_ms <= captured_ms) words_[pair] = {std::move(link), captured_ms};
    return {};
  }
  if (!number || record.sender.empty() || is_place(record.sender)) return {};
  for (const Fact& fact : record.facts) {
    if (!names_somebody(fact.type) || fact.text.empty()) continue;
    const int64_t at_ms = record.time ? record.time->utc_ms : captured_ms;
    const std::string& said_by = record.session.empty() ? record.source_id : record.session;
    const bool is_identifier = fact.type == FactType::also_known_as;
    add({canonical_identifier(record.sender), fact.type, is_identifier ? canonical_identifier(fact.text) : fact.text, said_by, *number, at_ms, at_ms});
  }
  return {};
}

void PeopleFold::add(Naming naming) {
  const auto [at, is_new] = place_of_.try_emplace(key_of(naming), namings_.size());
  if (is_new) {
    namings_.push_back(std::move(naming));
    return;
  }
  Naming& known = namings_[at->second];
  if (naming.first_ms < known.first_ms) known.first_ms = naming.first_ms;
  known.last_ms = std::max(known.last_ms, naming.last_ms);
}

Result<void> PeopleFold::save(MemoryDatabase& database) const {
  MUNIMENT_TRY_VOID(database.execute("DELETE FROM naming"));
  MUNIMENT_TRY_VOID(database.execute("DELETE FROM identity_link"));
  MUNIMENT_TRY(Statement naming, database.prepare("INSERT INTO naming VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  for (const Naming& each : namings_) {
    naming.bind(1, each.identifier).bind(2, static_cast<uint64_t>(each.type)).bind(3, each.text).bind(4, each.said_by);
    MUNIMENT_TRY_VOID(naming.bind(5, each.evidence.value).bind(6, each.first_ms).bind(7, each.last_ms).run());
  }
  MUNIMENT_TRY(Statement word, database.prepare("INSERT INTO identity_link VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  for (const auto& [pair, each] : words_) {
    word.bind(1, pair.first).bind(2, pair.second).bind(3, uint64_t{each.link.linked}).bind(4, each.link.actor).bind(5, each.link.reason);
    MUNIMENT_TRY_VOID(word.bind(6, each.at_ms).run());
  }
  return {};
}

Result<void> PeopleFold::load(MemoryDatabase& database) {
  MUNIMENT_TRY(Statement naming, database.prepare("SELECT * FROM naming ORDER BY rowid"));
  for (;;) {
    MUNIMENT_TRY(const bool more, naming.step());
    if (!more) break;
    add({naming.text(0), static_cast<FactType>(naming.integer(1)), naming.text(2), naming.text(3),
         MessageNumber{static_cast<uint64_t>(naming.integer(4))}, naming.integer(5), naming.integer(6)});
    namings_.back().last_ms = naming.integer(6);
  }
  MUNIMENT_TRY(Statement word, database.prepare("SELECT * FROM identity_link"));
  for (;;) {
    MUNIMENT_TRY(const bool more, word.step());
    if (!more) return {};
    words_[{word.text(0), word.text(1)}] = {{word.text(0), word.text(1), word.integer(2) != 0, word.text(3), word.text(4)}, word.integer(5)};
  }
}

}  // namespace muniment::index
