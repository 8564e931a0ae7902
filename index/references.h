// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. What refers to what: by which name its source knows a message, and to which names its references
// point. So the edits, the deletion and the reactions of a message are found without reading the log, whether they came
// in before it or after it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/model/record.h"

namespace muniment::index {

// The first 8 bytes of a SHA-256, so that nobody who sends messages can choose ids that meet. Whoever follows a
// reference compares the ids themselves.
using NameHash = uint64_t;
NameHash hash_of_name(std::string_view conversation, std::string_view source_message_id);
NameHash hash_of_number(uint64_t message_number);

// The name of the record itself, in 4 bytes; 0 if its source gives it none.
using OwnName = uint32_t;
OwnName own_name(const Record& record);
OwnName own_name(NameHash hash);  // never 0

struct Pointer {
  NameHash target = 0;
  uint32_t row = 0;
  ReferenceType type = ReferenceType::reply;
  friend auto operator<=>(const Pointer&, const Pointer&) = default;
};

// Of one record, at that row; one that is given by number and by id is found by either. That something came in a
// delivery is no reference of this kind.
void add_pointers(const Record& record, uint32_t row, std::vector<Pointer>& out);

// Sorted, 13 bytes each.
Bytes encode_pointers(std::vector<Pointer> pointers);

// Over bytes that encode_pointers() made, which are kept elsewhere.
class PointerTable {
 public:
  explicit PointerTable(ByteView bytes) : bytes_(bytes) {}
  static bool is_whole(ByteView bytes, uint64_t documents);  // its size, its order, and that every row exists

  [[nodiscard]] size_t size() const;
  [[nodiscard]] Pointer at(size_t place) const;
  void find(NameHash target, std::vector<Pointer>& out) const;

 private:
  ByteView bytes_;
};

}  // namespace muniment::index
