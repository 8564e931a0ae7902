// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/held_messages.h"

#include <algorithm>
#include <utility>

#include "core/base/cbor.h"
#include "core/model/identity.h"
#include "pipeline/message_views.h"

namespace muniment::pipeline {
namespace {

// More identical records than this in one minute are counted, so that their ordinals are not tried one by one.
constexpr uint64_t kTriedOneByOne = 16;

// A reference that recognise(), the ingest or the reader of a stream made; no source said it.
bool is_ours(const Reference& reference, const Record& record) {
  if (reference.type == ReferenceType::part_of) return true;
  const bool to_itself = reference.source_message_id == record.source_message_id;
  return to_itself && (record.source_message_id.empty() || reference.type == ReferenceType::edit_of ||
                       reference.type == ReferenceType::completes);
}

// What a message says, apart from its media and from who delivered it: a later delivery that says something else is a
// revision. Text and kind of a record without a source id play no part: the text is in its identity already, and a
// message that turned out to be edited is held as an edit.
Sha256 digest_of_words(const Record& record) {
  const bool has_id = !record.source_message_id.empty();
  Bytes bytes;
  cbor::Encoder out(bytes);
  out.uint(has_id ? static_cast<uint64_t>(record.kind) : 0);
  out.text(has_id ? record.text.value_or("") : std::string());
  out.uint(has_id && record.time ? static_cast<uint64_t>(record.time->utc_ms) : 0);
  for (const Reference& reference : record.references) {
    if (is_ours(reference, record)) continue;
    out.uint(static_cast<uint64_t>(reference.type));
    out.text(reference.source_message_id);
  }
  return crypto::sha256(bytes);
}

// Its content may follow under the same id: the source says so, or the device could not read it yet.
bool is_placeholder(const Record& record) {
  return find_fact(record.facts, FactType::placeholder) != nullptr ||
         (record.kind == RecordKind::message && find_fact(record.facts, FactType::undecryptable) != nullptr);
}

std::vector<Sha256> media_of(const Record& record) {
  std::vector<Sha256> media;
  for (const Attachment& attachment : record.attachments) {
    if (attachment.sha256) media.push_back(*attachment.sha256);
  }
  return media;
}

bool contains(const std::vector<Sha256>& all, const std::vector<Sha256>& some) {
  return std::ranges::all_of(some, [&](const Sha256& one) { return std::ranges::find(all, one) != all.end(); });
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
    : parts_(parts), identities_(parts.log().keys().identity_key(kBusinessClass)), partitions_(parts.index->partitions()),
      next_number_(parts.log().end().next_message), first_number_(next_number_), source_first_(next_number_) {
  begin_chunk(0);
}

void HeldMessages::begin_source(Renaming renaming) {
  renaming_ = std::move(renaming);
  source_first_ = next_number_;
  seen_.assign(next_number_.value, false);
  taken_ordinals_.clear();
}

std::optional<HeldMessages::Found> HeldMessages::find(const IdentityKey& key) const {
  for (const Chunk& chunk : chunks_) {
    const auto waiting = chunk.by_identity.find(key);
    if (waiting != chunk.by_identity.end()) return Found{waiting->second.number, &waiting->second};
  }
  const std::optional<MessageNumber> number = index::find_identity(partitions_, key);
  if (!number) return std::nullopt;
  return Found{*number, nullptr};
}

HeldMessages::Content HeldMessages::content_of(const Record& record) {
  Content content{digest_of_words(record), media_of(record), {}, is_placeholder(record)};
  if (record.source_message_id.empty() && event_of(record.facts)) content.people = people_of(record.facts);
  return content;
}

// Without media now, with media before: nothing new. With media now that were absent before: the message is completed.
// What was promised completes its placeholder, whichever came first.
HeldMessages::Relation HeldMessages::relation(const Content& held, const Content& now) {
  if (held.is_placeholder != now.is_placeholder) return held.is_placeholder ? Relation::completes : Relation::same;
  if (held.says != now.says) return Relation::differs;
  if (contains(held.media, now.media)) return Relation::same;
  return contains(now.media, held.media) ? Relation::completes : Relation::differs;
}

Result<HeldMessages::Relation> HeldMessages::relation_to(const Found& found, const Content& content) {
  if (const Waiting* const waiting = found.waiting; waiting != nullptr) {
    return relation({waiting->says, waiting->media, {}, waiting->is_placeholder}, content);
  }
  MUNIMENT_TRY(const Record held, parts_.frames->record(found.number));
  return relation(content_of(held), content);
}

Result<Likeness> HeldMessages::compare_people(const Found& found, const IdentityKey& key, const Content& content) {
  if (!content.people) return Likeness::same;
  if (found.waiting == nullptr) {
    MUNIMENT_TRY(const Record held, parts_.frames->record(found.number));
    return compare(people_of(held.facts), *content.people, renaming_);
  }
  for (const Chunk& chunk : chunks_) {
    const auto event = chunk.events.find(key);
    if (event != chunk.events.end()) return compare(event->second, *content.people, renaming_);
  }
  return Likeness::perhaps;
}

Recognition HeldMessages::already_held(const Identity& identity, const Place& place) {
  for (const MessageNumber number : {place.original, place.held}) {
    if (number < source_first_) seen_[number.value] = true;
  }
  return Recognition{Recognition::Outcome::already_held, identity, place.held};
}

// A revision refers to the message that it is a revision of.
Result<Recognition> HeldMessages::add(Record& record, const Place& place, const Content& content) {
  if (place.revision > 0) {
    const bool completes = place.relation == Relation::completes;
    record.references.push_back({completes ? ReferenceType::completes : ReferenceType::edit_of, record.source_message_id,
                                 place.original.value});
    if (place.original < source_first_) seen_[place.original.value] = true;
  }
  MUNIMENT_TRY(const Identity identity, identities_.of(record));
  Chunk& chunk = chunks_.back();
  if (identity.content) {
    MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
    chunk.by_content.emplace(*identity.content, Holder{record.conversation, text->sender.value_or(record.sender)});
  }
  if (content.people) chunk.events.emplace(identity.key, *content.people);
  chunk.by_identity.emplace(identity.key, Waiting{content.says, next_number_, content.media, content.is_placeholder});
  const Recognition added{Recognition::Outcome::added, identity, next_number_};
  ++next_number_.value;
  return added;
}

// Looks at the message under revision 0 and at its revisions: one of them says the same, or the record is a further one.
Result<HeldMessages::Place> HeldMessages::follow_revisions(Record& record, const Found& original, const Content& content) {
  Place place;
  place.original = original.number;
  Found at = original;
  for (;;) {
    MUNIMENT_TRY(place.relation, relation_to(at, content));
    place.held = at.number;
    if (place.relation == Relation::same) break;
    set_revision(record, ++place.revision);
    MUNIMENT_TRY(const Identity next, identities_.of(record));
    const std::optional<Found> found = find(next.key);
    if (!found) break;
    at = *found;
  }
  set_revision(record, 0);
  return place;
}

Result<Recognition> HeldMessages::recognise(Record& record) {
  const Content content = content_of(record);
  return record.source_message_id.empty() ? recognise_by_text(record, content) : recognise_by_id(record, content);
}

// The same id is the same message, and other content a further revision of it.
Result<Recognition> HeldMessages::recognise_by_id(Record& record, const Content& content) {
  MUNIMENT_TRY(const Identity identity, identities_.of(record));
  const std::optional<Found> found = find(identity.key);
  if (!found) return add(record, {}, content);
  MUNIMENT_TRY(const Place place, follow_revisions(record, *found, content));
  set_revision(record, place.revision);
  if (place.relation != Relation::same) return add(record, place, content);
  MUNIMENT_TRY(const Identity revised, identities_.of(record));
  return already_held(revised, place);
}

// The n-th identical record of a source is the n-th identical message of the conversation, unless it has other media, or
// is an event about other people: then it is the next that has the same, and else a message of its own.
Result<HeldMessages::Place> HeldMessages::place_by_text(Record& record, const Content& content) {
  std::optional<Place> best;
  std::optional<IdentityKey> first;
  uint64_t ordinal = 0;
  bool all_taken = true;
  for (;; ++ordinal) {
    MUNIMENT_TRY_VOID(set_ordinal(record, ordinal));
    MUNIMENT_TRY(const Identity identity, identities_.of(record));
    if (!first) first = identity.key;
    const std::optional<Found> found = find(identity.key);
    if (!found) break;
    if (seen_in_source(found->number)) {
      if (all_taken && ordinal == 0 && !taken_ordinals_.empty()) {
        const auto counted = taken_ordinals_.find(*first);
        if (counted != taken_ordinals_.end()) ordinal = counted->second;
      }
      if (all_taken && ordinal >= kTriedOneByOne) taken_ordinals_[*first] = ordinal;
      continue;
    }
    all_taken = false;
    MUNIMENT_TRY(const Likeness people, compare_people(*found, identity.key, content));
    if (people == Likeness::different) continue;
    MUNIMENT_TRY(Place place, follow_revisions(record, *found, content));
    place.ordinal = ordinal;
    if (place.relation == Relation::same && people == Likeness::same) {
      best = place;
      break;
    }
    if (place.relation != Relation::differs && !best) best = place;
  }
  if (best) return *best;
  Place free;
  free.ordinal = ordinal;
  return free;
}

// A sender who is known by another name may be held under the one as written too, from an export with nothing in common
// with those before.
Result<Recognition> HeldMessages::recognise_by_text(Record& record, const Content& content) {
  MUNIMENT_TRY(Place place, place_by_text(record, content));
  MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(record));
  if (text && text->sender && !text->sender->empty() && place.relation == Relation::differs) {
    TextIdentity as_written = *text;
    as_written.sender = std::nullopt;
    set_text_identity(record, as_written);
    MUNIMENT_TRY(const Place other, place_by_text(record, content));
    if (other.relation == Relation::differs) set_text_identity(record, *text);
    else place = other;
  }
  MUNIMENT_TRY_VOID(set_ordinal(record, place.ordinal));
  set_revision(record, place.revision);
  if (place.relation != Relation::same) return add(record, place, content);
  MUNIMENT_TRY(const Identity identity, identities_.of(record));
  return already_held(identity, place);
}

Result<std::vector<Holder>> HeldMessages::holders_of(const Record& record) {
  constexpr size_t kEnough = 16;
  std::vector<Holder> holders;
  MUNIMENT_TRY(const Identity identity, identities_.of(record));
  if (!identity.content) return holders;
  for (const Chunk& chunk : chunks_) {
    auto [known, end] = chunk.by_content.equal_range(*identity.content);
    for (; known != end && holders.size() < kEnough; ++known) holders.push_back(known->second);
  }
  for (const MessageNumber number : index::find_content_identity(partitions_, *identity.content, kEnough)) {
    MUNIMENT_TRY(Record held, parts_.frames->record(number));
    MUNIMENT_TRY(const std::optional<TextIdentity> text, text_identity_of(held));
    if (!text) continue;
    holders.push_back({std::move(held.conversation), text->sender.value_or(held.sender)});
  }
  std::ranges::sort(holders);
  holders.erase(std::ranges::unique(holders).begin(), holders.end());
  return holders;
}

Result<const index::Searcher*> HeldMessages::searcher() {
  if (searcher_ == nullptr) {
    MUNIMENT_TRY(searcher_, index::Searcher::create(partitions_));
  }
  return searcher_.get();
}

Result<std::set<std::string>> HeldMessages::custodians_of(const std::string& conversation) {
  constexpr size_t kNewest = 16;
  std::set<std::string> custodians;
  index::Query query;
  query.root = conversation_node(conversation);
  index::SearchOptions options;
  options.limit = kNewest;
  options.count_all = false;
  MUNIMENT_TRY(const index::Searcher* const index, searcher());
  const auto page = index->search(query, options);
  if (!page && page.error().code == ErrorCode::corrupt) return std::set<std::string>{""};
  if (!page) return page.error();
  for (const index::Hit& hit : page->hits) {
    MUNIMENT_TRY(Record held, parts_.frames->record(hit.number));
    custodians.insert(std::move(held.custodian));
  }
  return custodians;
}

// A look-up may fail where a search would: then less is said about messages, and none is lost.
Result<std::vector<MessageNumber>> HeldMessages::numbers(index::NodePtr root) {
  index::Query query;
  query.root = std::move(root);
  MUNIMENT_TRY(const index::Searcher* const index, searcher());
  auto found = index->all(query);
  if (!found && found.error().code == ErrorCode::corrupt) return std::vector<MessageNumber>();
  return found;
}

void HeldMessages::sealed(const FeedFrame& frame) {
  if (frame.records.empty() || frame.records.front().conversation == frame.records.back().conversation) return;
  for (size_t i = 0; i < frame.identities.size(); ++i) {
    const auto waiting = chunks_.back().by_identity.find(frame.identities[i].key);
    if (waiting != chunks_.back().by_identity.end()) waiting->second.number = MessageNumber{frame.first.value + i};
  }
}

void HeldMessages::begin_chunk(uint64_t id) {
  chunks_.emplace_back();
  chunks_.back().id = id;
}

Result<void> HeldMessages::partitions_written() {
  searcher_ = nullptr;
  partitions_ = parts_.index->partitions();
  return index::prepare_identities(partitions_);
}

void HeldMessages::chunk_indexed(const FedChunk& fed) {
  searcher_ = nullptr;
  partitions_.insert(partitions_.end(), fed.partitions.begin(), fed.partitions.end());
  std::erase_if(chunks_, [&](const Chunk& chunk) { return chunk.id == fed.id; });
}

}  // namespace muniment::pipeline
