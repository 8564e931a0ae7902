// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/held_messages.h"

#include "core/base/cbor.h"
#include "core/model/identity.h"

namespace muniment::pipeline {
namespace {

// The reference that recognise() adds to a revision; no source said it.
bool names_own_original(const Reference& reference, const Record& record) {
  return reference.type == ReferenceType::edit_of && reference.source_message_id == record.source_message_id;
}

// What a message says, apart from who delivered it: a later delivery that says something else is a revision. The text
// of a record without a source id is part of its identity already.
Sha256 digest_of_content(const Record& record) {
  Bytes bytes;
  cbor::Encoder out(bytes);
  out.uint(static_cast<uint64_t>(record.kind));
  out.text(record.source_message_id.empty() ? std::string() : record.text.value_or(""));
  out.uint(record.source_message_id.empty() || !record.time ? 0 : static_cast<uint64_t>(record.time->utc_ms));
  for (const Reference& reference : record.references) {
    if (names_own_original(reference, record)) continue;
    out.uint(static_cast<uint64_t>(reference.type));
    out.text(reference.source_message_id);
  }
  for (const Attachment& attachment : record.attachments) {
    if (attachment.sha256) out.bytes(attachment.sha256->view());
  }
  return crypto::sha256(bytes);
}

// Without media now, with media before: nothing new. With media now that were absent before: something new.
bool brings_no_new_attachment(const Record& held, const Record& now) {
  for (const Attachment& attachment : now.attachments) {
    if (!attachment.sha256) continue;
    bool known = false;
    for (const Attachment& old : held.attachments) known = known || old.sha256 == attachment.sha256;
    if (!known) return false;
  }
  return true;
}

bool same_but_for_attachments(Record held, Record now) {
  held.attachments.clear();
  now.attachments.clear();
  return digest_of_content(held) == digest_of_content(now);
}

Result<void> set_ordinal(Record& record, uint64_t ordinal) {
  MUNIMENT_TRY(std::optional<TextIdentity> text, text_identity_of(record));
  if (!text) return {};
  text->ordinal = ordinal;
  set_text_identity(record, *text);
  return {};
}

}  // namespace

HeldMessages::HeldMessages(StoreParts& parts)
    : parts_(parts), identities_(parts.log().keys().identity_key(kBusinessClass)), partitions_(parts.index->partitions()) {
  begin_chunk(0);
}

void HeldMessages::begin_source(MessageNumber next_number) {
  ++source_;
  source_first_ = next_number;
  matched_numbers_.assign(next_number.value, false);
  matched_waiting_.clear();
}

std::optional<HeldMessages::Found> HeldMessages::find(const IdentityKey& key) const {
  for (const Chunk& chunk : chunks_) {
    const auto waiting = chunk.by_identity.find(key);
    if (waiting != chunk.by_identity.end()) return Found{std::nullopt, &waiting->second};
  }
  const std::optional<MessageNumber> number = index::find_identity(partitions_, key);
  if (!number) return std::nullopt;
  return Found{number, nullptr};
}

bool HeldMessages::taken_by_this_source(const Found& found, const IdentityKey& key) const {
  if (found.waiting != nullptr) return found.waiting->source == source_ || matched_waiting_.contains(key);
  return *found.number >= source_first_ || matched_numbers_[found.number->value] || matched_waiting_.contains(key);
}

void HeldMessages::take(const Found& found, const IdentityKey& key) {
  if (found.waiting != nullptr) {
    matched_waiting_.insert(key);
  } else {
    matched_numbers_[found.number->value] = true;
  }
}

Result<bool> HeldMessages::says_the_same(const Found& found, const Record& record, const Sha256& says) {
  if (found.waiting != nullptr) return found.waiting->says == says;
  MUNIMENT_TRY(const Record held, parts_.frames->record(*found.number));
  return brings_no_new_attachment(held, record) && same_but_for_attachments(held, record);
}

void HeldMessages::remember(const Identity& identity, const Record& record, const Sha256& says) {
  Chunk& chunk = chunks_.back();
  Waiting waiting{says, source_, {}};
  if (identity.content) {
    waiting.conversation = record.conversation;
    chunk.by_content.emplace(*identity.content, identity.key);
  }
  chunk.by_identity.emplace(identity.key, std::move(waiting));
}

// With a source id: the same id is the same message, and other content a further revision of it. Without: the n-th
// identical record of a source is the n-th identical message of the conversation.
Result<Recognition> HeldMessages::recognise(Record& record) {
  const Sha256 says = digest_of_content(record);
  const bool has_id = !record.source_message_id.empty();
  std::optional<MessageNumber> original;
  for (uint64_t ordinal = 0, revision = 0;;) {
    if (!has_id) MUNIMENT_TRY_VOID(set_ordinal(record, ordinal));
    set_revision(record, revision);
    MUNIMENT_TRY(const Identity identity, identities_.of(record));
    const std::optional<Found> found = find(identity.key);
    if (!found) {
      if (revision > 0) record.references.push_back({ReferenceType::edit_of, record.source_message_id, {}});
      if (revision > 0 && original) record.references.back().message = original->value;
      remember(identity, record, says);
      return Recognition{Recognition::Outcome::added, identity, {}};
    }
    if (!has_id && revision == 0 && taken_by_this_source(*found, identity.key)) {
      ++ordinal;
      continue;
    }
    MUNIMENT_TRY(const bool same, says_the_same(*found, record, says));
    if (same) {
      take(*found, identity.key);
      return Recognition{Recognition::Outcome::already_held, identity, found->number};
    }
    if (revision == 0) {
      original = found->number;
      if (!has_id) take(*found, identity.key);
    }
    ++revision;
  }
}

Result<std::vector<std::string>> HeldMessages::conversations_with(const Record& record) {
  constexpr size_t kEnough = 4;
  std::vector<std::string> conversations;
  MUNIMENT_TRY(const Identity identity, identities_.of(record));
  if (!identity.content) return conversations;
  for (const Chunk& chunk : chunks_) {
    const auto known = chunk.by_content.find(*identity.content);
    if (known != chunk.by_content.end()) conversations.push_back(chunk.by_identity.at(known->second).conversation);
  }
  for (const MessageNumber number : index::find_content_identity(partitions_, *identity.content, kEnough)) {
    MUNIMENT_TRY(const Record held, parts_.frames->record(number));
    conversations.push_back(held.conversation);
  }
  return conversations;
}

void HeldMessages::begin_chunk(uint64_t id) {
  chunks_.emplace_back();
  chunks_.back().id = id;
}

void HeldMessages::chunk_indexed(const FedChunk& fed) {
  partitions_.insert(partitions_.end(), fed.partitions.begin(), fed.partitions.end());
  std::erase_if(chunks_, [&](const Chunk& chunk) { return chunk.id == fed.id; });
}

}  // namespace muniment::pipeline
