// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/partition_draft.h"

#include "index/query_fields.h"
#include "index/source_name.h"
#include "index/varint.h"
#include "index/vocabulary.h"

namespace muniment::index {

uint32_t NameTable::id_of(std::string_view name) {
  if (last_ < names_.size() && names_[last_] == name) return last_;
  const auto [at, is_new] = ids_.try_emplace(std::string(name), static_cast<uint32_t>(names_.size()));
  if (is_new) names_.emplace_back(name);
  return last_ = at->second;
}

int64_t search_time(const Record& record) {
  return record.time ? record.time->utc_ms : record.captured_ms.value_or(0);
}

void PartitionDraft::add(const Document& document, Tokenizer& tokenizer) {
  const Record& record = document.record;
  DocumentRow row;
  row.number = document.number.value;
  row.time_ms = search_time(record);
  row.conversation = conversations.id_of(record.conversation);
  row.sender = senders.id_of(record.sender);
  row.custodian = custodians.id_of(record.custodian);
  row.source = sources.id_of(source_name(record));
  row.kind = static_cast<uint16_t>(record.kind);
  row.has = static_cast<uint16_t>(has_flags(record));
  row.identity = document.identity;
  row.name = own_name(record);
  add_pointers(record, static_cast<uint32_t>(rows.size()), pointers);
  if (document.content_identity) content_identities.emplace_back(static_cast<uint32_t>(rows.size()), *document.content_identity);
  rows.push_back(row);
  if (record.text) add_text(*record.text, tokenizer);
  for (const Attachment& attachment : record.attachments) {
    put_varint(stream, kSeparatorId);
    add_text(attachment.name, tokenizer);
  }
  stream_ends.push_back(stream.size());
}

void PartitionDraft::add_text(std::string_view text, Tokenizer& tokenizer) {
  for (const Token& token : tokenizer.run(text)) {
    const auto span = token.kind == TokenKind::word ? uint8_t{0} : static_cast<uint8_t>(token.span);
    put_varint(stream, words.id_of(tokenizer.text_of(token), span) + 1);
  }
}

}  // namespace muniment::index
