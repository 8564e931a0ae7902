// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/inspection.h"

#include <algorithm>
#include <map>

#include "core/crypto/hash.h"
#include "index/partition.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

// Whatever is kept of the messages besides the columns and words, by row.
struct Extras {
  std::map<uint64_t, std::vector<IdentityKey>> content;   // by number
  std::map<uint32_t, std::vector<Pointer>> pointers;      // by row
};

Result<Extras> extras_of(const Partition& partition) {
  Extras extras;
  MUNIMENT_TRY(const Identities* const content, partition.content_identities());
  for (size_t i = 0; i < content->keys.size(); ++i) extras.content[content->numbers[i]].push_back(content->keys[i]);
  for (const SectionId id : {SectionId::changes, SectionId::mentions}) {
    MUNIMENT_TRY(const PointerTable table, partition.pointers(id));
    for (size_t i = 0; i < table.size(); ++i) extras.pointers[table.at(i).row].push_back(table.at(i));
  }
  return extras;
}

void put_text(Bytes& out, std::string_view text) {
  put_varint(out, text.size());
  append(out, text);
}

Result<void> put_words(Bytes& out, ByteView words, const Vocabulary& vocabulary) {
  for (VarintReader in(words); !in.done();) {
    const uint64_t id = in.next();
    if (!in.ok() || id > vocabulary.size()) return make_error(ErrorCode::corrupt, "an index partition does not decode").because("the words of a message");
    const bool separates = id == kSeparatorId;
    const uint32_t rank = separates ? 0 : vocabulary.rank_of_id(static_cast<uint32_t>(id));
    put_varint(out, separates ? 0 : vocabulary.span(rank) + uint64_t{1});
    if (!separates) put_text(out, vocabulary.text(rank));
  }
  return {};
}

void put_extras(Bytes& out, Extras& extras, uint64_t number, uint32_t row) {
  const auto content = extras.content.find(number);
  put_varint(out, content == extras.content.end() ? 0 : content->second.size());
  if (content != extras.content.end()) {
    for (const IdentityKey& key : content->second) append(out, key.view());
  }
  const auto pointers = extras.pointers.find(row);
  put_varint(out, pointers == extras.pointers.end() ? 0 : pointers->second.size());
  if (pointers == extras.pointers.end()) return;
  std::sort(pointers->second.begin(), pointers->second.end());
  for (const Pointer& pointer : pointers->second) {
    put_varint(out, pointer.target);
    put_varint(out, static_cast<uint64_t>(pointer.type));
  }
}

}  // namespace

Result<std::vector<MessageNumber>> numbers_in(const Partition& held) {
  const auto partition = held.apart();
  MUNIMENT_TRY(const MessageTimes* const messages, partition->message_times());
  const PartitionHeader& header = partition->header();
  const auto [first, last] = std::ranges::minmax_element(messages->times);
  const bool within = messages->times.empty() || (*first == header.first_ms && *last == header.last_ms);
  if (messages->numbers.size() != header.documents || !within) {
    return make_error(ErrorCode::corrupt, "the messages of an index partition are not those that it says it has");
  }
  std::vector<MessageNumber> numbers;
  for (const uint64_t number : messages->numbers) numbers.push_back({number});
  return numbers;
}

Result<std::vector<DocumentDigest>> digests_of(const Partition& held) {
  const auto partition = held.apart();
  MUNIMENT_TRY(const Columns* const columns, partition->columns());
  MUNIMENT_TRY(const Names* const names, partition->names());
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition->vocabulary());
  MUNIMENT_TRY(const ForwardStore* const forward, partition->forward());
  MUNIMENT_TRY(const Identities* const identities, partition->identities());
  MUNIMENT_TRY(const OwnNames* const own_names, partition->own_names());
  MUNIMENT_TRY(Extras extras, extras_of(*partition));
  std::vector<DocumentDigest> digests;
  Bytes all;
  for (uint32_t row = 0; row < columns->numbers.size(); ++row) {
    all.clear();
    put_varint(all, partition->header().cls.value);
    put_varint(all, partition->header().month.yyyymm);
    put_varint(all, zigzag(columns->times[row]));
    put_text(all, names->conversations.at(columns->conversations[row]));
    put_text(all, names->senders.at(columns->senders[row]));
    put_text(all, names->custodians.at(columns->custodians[row]));
    put_text(all, names->sources.at(columns->sources[row]));
    put_varint(all, columns->kinds[row]);
    put_varint(all, columns->has[row]);
    put_varint(all, own_names->of(row));
    append(all, identities->keys[row].view());
    put_extras(all, extras, columns->numbers[row], row);
    MUNIMENT_TRY_VOID(put_words(all, forward->words(row), *vocabulary));
    digests.push_back({{columns->numbers[row]}, crypto::sha256(all)});
  }
  std::ranges::sort(digests, {}, &DocumentDigest::number);
  return digests;
}

}  // namespace muniment::index
