// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The documents of a partition before it is sealed, in the order in which they came: compact, since
// all of them wait in memory until they can be sorted by time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "index/references.h"
#include "index/search.h"
#include "index/tokenizer.h"
#include "index/word_table.h"

namespace muniment::index {

// Names that occur again and again, numbered as they come.
class NameTable {
 public:
  uint32_t id_of(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::unordered_map<std::string, uint32_t> ids_;
  std::vector<std::string> names_;
  uint32_t last_ = 0;
};

// What the columns keep of one document. The four names are numbers in their tables.
struct DocumentRow {
  uint64_t number = 0;
  int64_t time_ms = 0;
  uint32_t conversation = 0, sender = 0, custodian = 0, source = 0;
  uint16_t kind = 0;
  uint16_t has = 0;
  IdentityKey identity;
  OwnName name = 0;
};

// In a stream of words, 0 begins another part of the message (the name of an attachment): phrases and distances never
// reach across. Other numbers are words of the table plus one.
struct PartitionDraft {
  WordTable words;
  NameTable conversations, senders, custodians, sources;
  std::vector<DocumentRow> rows;
  Bytes stream;                      // varints, document after document
  std::vector<uint64_t> stream_ends;
  std::vector<std::pair<uint32_t, IdentityKey>> content_identities;  // row and key
  std::vector<Pointer> pointers;

  void add(const Document& document, Tokenizer& tokenizer);

 private:
  void add_text(std::string_view text, Tokenizer& tokenizer);
};

// The time by which a message is ordered: of the event, else of its capture.
int64_t search_time(const Record& record);

}  // namespace muniment::index
