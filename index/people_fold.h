// SPDX-License-Identifier: GPL-3.0-or-later
// What the log says about who is who: names and further identifiers, each with who said it and when, and what people said
// about two identifiers being one person. A part of the catalogue; what follows from it is people.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/event.h"
#include "core/model/record.h"

namespace muniment::index {

class MemoryDatabase;

// A source said that an identifier has a name, or that it is another one, too.
struct Naming {
  std::string identifier;            // canonical_identifier()
  FactType type = FactType::push_name;  // push_name, contact_name, username or also_known_as
  std::string text;                  // the name; the other identifier, canonical
  std::string said_by;               // the session, else the source
  MessageNumber evidence;            // the first record that said so
  int64_t first_ms = 0, last_ms = 0;
};

// The newest word of a person on two identifiers, by when it was said: what waits in spools comes into the log in any order.
struct LinkWord {
  IdentityLink link;
  int64_t at_ms = 0;
};
using IdentifierPair = std::pair<std::string, std::string>;  // ascending
IdentifierPair pair_of(const std::string& a, const std::string& b);

// Not thread-safe.
class PeopleFold {
 public:
  // Records that say nothing about people are passed over. `number` for message kinds.
  Result<void> apply(const Record& record, std::optional<MessageNumber> number);
  [[nodiscard]] const std::vector<Naming>& namings() const { return namings_; }  // in the order in which they were said first
  [[nodiscard]] const std::map<IdentifierPair, LinkWord>& words() const { return words_; }

  Result<void> load(MemoryDatabase& database);
  Result<void> save(MemoryDatabase& database) const;  // within the caller's transaction

 private:
  void add(Naming naming);

  std::vector<Naming> namings_;
  std::unordered_map<std::string, size_t> place_of_;  // all that makes a naming, in one text
  std::map<IdentifierPair, LinkWord> words_;
};

}  // namespace muniment::index
