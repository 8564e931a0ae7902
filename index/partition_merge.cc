// SPDX-License-Identifier: GPL-3.0-or-later
// Small partitions made one, from their own contents: the log is not read.
#include <algorithm>

#include "index/log_ranges.h"
#include "index/partition.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

Error broken() { return make_error(ErrorCode::corrupt, "an index partition does not decode"); }

std::vector<uint32_t> words_into(const Vocabulary& vocabulary, WordTable& words) {
  std::vector<uint32_t> draft_word(vocabulary.size() + 1);
  for (uint32_t rank = 0; rank < vocabulary.size(); ++rank) {
    draft_word[vocabulary.id(rank)] = words.id_of(vocabulary.text(rank), vocabulary.span(rank)) + 1;
  }
  return draft_word;
}

void append_words(ByteView words, const std::vector<uint32_t>& draft_word, PartitionDraft& draft) {
  for (VarintReader in(words); !in.done();) put_varint(draft.stream, draft_word[in.next()]);
  draft.stream_ends.push_back(draft.stream.size());
}

Result<void> append_content_identities(const Partition& partition, uint32_t first_row, PartitionDraft& draft) {
  MUNIMENT_TRY(const Identities* const identities, partition.content_identities());
  MUNIMENT_TRY(const Bytes rows, partition.source().section(SectionId::content_rows));
  VarintReader in(rows);
  uint64_t row = 0;
  for (const IdentityKey& key : identities->keys) {
    row += in.next();
    draft.content_identities.emplace_back(first_row + static_cast<uint32_t>(row), key);
  }
  return in.ok() && in.done() ? Result<void>() : broken();
}

Result<void> append_pointers(const Partition& partition, uint32_t first_row, PartitionDraft& draft) {
  for (const SectionId id : {SectionId::changes, SectionId::mentions}) {
    MUNIMENT_TRY(const PointerTable table, partition.pointers(id));
    for (size_t i = 0; i < table.size(); ++i) {
      Pointer pointer = table.at(i);
      pointer.row += first_row;
      draft.pointers.push_back(pointer);
    }
  }
  return {};
}

Result<void> append_partition(const Partition& partition, PartitionDraft& draft) {
  MUNIMENT_TRY(const Names* const names, partition.names());
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  MUNIMENT_TRY(const Vocabulary* const vocabulary, partition.vocabulary());
  MUNIMENT_TRY(const ForwardStore* const forward, partition.forward());
  MUNIMENT_TRY(const Identities* const identities, partition.identities());
  MUNIMENT_TRY(const OwnNames* const own_names, partition.own_names());
  const auto first_row = static_cast<uint32_t>(draft.rows.size());
  const std::vector<uint32_t> draft_word = words_into(*vocabulary, draft.words);
  for (size_t i = 0; i < columns->numbers.size(); ++i) {
    DocumentRow row;
    row.number = columns->numbers[i];
    row.time_ms = columns->times[i];
    row.conversation = draft.conversations.id_of(names->conversations.at(columns->conversations[i]));
    row.sender = draft.senders.id_of(names->senders.at(columns->senders[i]));
    row.custodian = draft.custodians.id_of(names->custodians.at(columns->custodians[i]));
    row.source = draft.sources.id_of(names->sources.at(columns->sources[i]));
    row.kind = columns->kinds[i];
    row.has = columns->has[i];
    row.identity = identities->keys[i];
    row.name = own_names->of(i);
    draft.rows.push_back(row);
    append_words(forward->words(i), draft_word, draft);
  }
  MUNIMENT_TRY_VOID(append_pointers(partition, first_row, draft));
  return append_content_identities(partition, first_row, draft);
}

}  // namespace

Result<std::shared_ptr<const Partition>> merge(const std::vector<std::shared_ptr<const Partition>>& partitions) {
  MUNIMENT_CHECK(!partitions.empty(), "something is merged");
  PartitionDraft draft;
  std::vector<LogRange> ranges;
  for (const auto& partition : partitions) {
    MUNIMENT_TRY_VOID(append_partition(*partition->apart(), draft));  // what is read of it goes again
    ranges = united(ranges, partition->header().ranges);
  }
  const PartitionHeader& first = partitions[0]->header();
  return seal(std::move(draft), first.cls, first.month, std::move(ranges));
}

}  // namespace muniment::index
