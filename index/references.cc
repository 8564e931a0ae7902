// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/references.h"

#include <algorithm>

#include "core/crypto/hash.h"

namespace muniment::index {
namespace {

constexpr size_t kRowAt = sizeof(NameHash), kTypeAt = kRowAt + sizeof(uint32_t), kPointerSize = kTypeAt + 1;

NameHash hash_of(ByteView bytes) {
  const Sha256 digest = crypto::sha256(bytes);
  return get_le<NameHash>(digest.view(), 0);
}

}  // namespace

NameHash hash_of_name(std::string_view conversation, std::string_view source_message_id) {
  Bytes name;
  append_le(name, uint64_t{conversation.size()});
  append(name, conversation);
  append(name, source_message_id);
  return hash_of(name);
}

NameHash hash_of_number(uint64_t message_number) {
  Bytes name;
  append_le(name, message_number);
  return hash_of(name);
}

OwnName own_name(NameHash hash) {
  const auto low = static_cast<OwnName>(hash);
  return low == 0 ? 1 : low;
}

OwnName own_name(const Record& record) {
  return record.source_message_id.empty() ? 0 : own_name(hash_of_name(record.conversation, record.source_message_id));
}

void add_pointers(const Record& record, uint32_t row, std::vector<Pointer>& out) {
  for (const Reference& reference : record.references) {
    if (reference.type == ReferenceType::part_of) continue;
    if (reference.message) out.push_back({hash_of_number(*reference.message), row, reference.type});
    if (!reference.source_message_id.empty()) {
      out.push_back({hash_of_name(record.conversation, reference.source_message_id), row, reference.type});
    }
  }
}

Bytes encode_pointers(std::vector<Pointer> pointers) {
  std::ranges::sort(pointers);
  Bytes out;
  out.reserve(pointers.size() * kPointerSize);
  for (const Pointer& pointer : pointers) {
    append_le(out, pointer.target);
    append_le(out, pointer.row);
    out.push_back(static_cast<Byte>(pointer.type));
  }
  return out;
}

bool PointerTable::is_whole(ByteView bytes, uint64_t documents) {
  if (bytes.size() % kPointerSize != 0) return false;
  const PointerTable table(bytes);
  for (size_t i = 0; i < table.size(); ++i) {
    if (table.at(i).row >= documents || (i > 0 && table.at(i) < table.at(i - 1))) return false;
  }
  return true;
}

size_t PointerTable::size() const { return bytes_.size() / kPointerSize; }

Pointer PointerTable::at(size_t place) const {
  const ByteView one = bytes_.subspan(place * kPointerSize, kPointerSize);
  return {get_le<NameHash>(one, 0), get_le<uint32_t>(one, kRowAt), static_cast<ReferenceType>(one[kTypeAt])};
}

void PointerTable::find(NameHash target, std::vector<Pointer>& out) const {
  size_t low = 0, high = size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (at(middle).target < target) low = middle + 1;
    else high = middle;
  }
  for (; low < size() && at(low).target == target; ++low) out.push_back(at(low));
}

}  // namespace muniment::index
