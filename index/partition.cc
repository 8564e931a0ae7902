// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/partition.h"

#include <algorithm>
#include <array>
#include <bit>
#include <type_traits>

#include "core/base/unicode_text.h"
#include "index/memory_of.h"
#include "index/tokenizer.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

Error broken(std::string what) { return make_error(ErrorCode::corrupt, "an index partition does not decode").because(std::move(what)); }

std::vector<std::string> decode_names(VarintReader& in) {
  std::vector<std::string> names;
  for (uint64_t count = in.next(); count > 0 && in.ok(); --count) names.emplace_back(as_text(in.bytes(in.next())));
  return names;
}

uint64_t head_of(const IdentityKey& key) {
  uint64_t head = 0;
  for (size_t i = 0; i < sizeof head; ++i) head = head << 8 | key.bytes[i];
  return head;
}

// This thread's room for what it reads of one partition after the other; three, for what is read side by side.
SectionRoom& room(size_t which = 0) {
  thread_local std::array<SectionRoom, 3> rooms;
  return rooms.at(which);
}

Result<std::vector<IdentityKey>> decode_keys(ByteView bytes) {
  if (bytes.size() % IdentityKey::kSize != 0) return broken("the identity keys are cut");
  std::vector<IdentityKey> keys(bytes.size() / IdentityKey::kSize);
  for (size_t i = 0; i < keys.size(); ++i) keys[i] = IdentityKey::from(bytes.subspan(i * IdentityKey::kSize, IdentityKey::kSize));
  return keys;
}

Identities sorted_identities(std::vector<IdentityKey> keys, std::vector<uint64_t> numbers) {
  Identities out{.keys = std::move(keys), .numbers = std::move(numbers), .sorted = {}};
  out.sorted.reserve(out.keys.size());
  for (uint32_t i = 0; i < out.keys.size(); ++i) out.sorted.push_back({head_of(out.keys[i]), i});
  std::sort(out.sorted.begin(), out.sorted.end(), [](const auto& a, const auto& b) { return a.head < b.head; });
  return out;
}

// The keys are evenly spread, so a guess by proportion lands within a few places.
size_t first_place(const std::vector<Identities::Entry>& sorted, uint64_t head) {
  const size_t guess = ((head >> 32) * sorted.size()) >> 32;
  size_t low = guess, high = guess, step = 8;
  while (low > 0 && sorted[low - 1].head >= head) low = low > step ? low - step : 0, step *= 2;
  for (step = 8; high < sorted.size() && sorted[high].head < head; step *= 2) high = std::min(sorted.size(), high + step);
  const auto at = std::lower_bound(sorted.begin() + static_cast<std::ptrdiff_t>(low), sorted.begin() + static_cast<std::ptrdiff_t>(high),
                                   head, [](const auto& entry, uint64_t wanted) { return entry.head < wanted; });
  return static_cast<size_t>(at - sorted.begin());
}

}  // namespace

FoldedName fold_name(std::string_view name) {
  thread_local Tokenizer tokenizer;
  FoldedName out;
  append_folded(name, out.text);
  for (const Token& token : tokenizer.run(name)) out.words.emplace_back(tokenizer.text_of(token));
  std::sort(out.words.begin(), out.words.end());
  return out;
}

std::optional<uint64_t> Identities::find(const IdentityKey& key) const {
  std::optional<uint64_t> lowest;
  const uint64_t head = head_of(key);
  for (size_t i = first_place(sorted, head); i < sorted.size() && sorted[i].head == head; ++i) {
    const uint64_t number = numbers[sorted[i].place];
    if (keys[sorted[i].place] == key && (!lowest || number < *lowest)) lowest = number;
  }
  return lowest;
}

void Identities::find_all(const IdentityKey& key, size_t limit, std::vector<MessageNumber>& out) const {
  const uint64_t head = head_of(key);
  for (size_t i = first_place(sorted, head); i < sorted.size() && sorted[i].head == head && out.size() < limit; ++i) {
    if (keys[sorted[i].place] == key) out.push_back({numbers[sorted[i].place]});
  }
}

Partition::~Partition() {
  if (keeper_) keeper_->forget(*source_);
  if (const auto counter = counted_in_.lock(); counter && unpacked_ > 0) counter->shrank(unpacked_);
}

template <typename T, typename Load>
Result<const T*> Partition::counted(const Once<T>& once, Load load) const {
  return once.get([&]() -> Result<T> {
    Result<T> loaded = load();
    if (!loaded) return loaded;
    const uint64_t bytes = memory_of(*loaded);
    unpacked_ += bytes;
    if (const auto counter = counted_in_.lock()) counter->grew(bytes);
    return loaded;
  });
}

Result<const Names*> Partition::names() const {
  return counted(names_, [this] { return load_names(); });
}
Result<const FoldedNames*> Partition::folded_names() const {
  return counted(folded_names_, [this] { return load_folded_names(); });
}
Result<const MessageTimes*> Partition::message_times() const {
  return counted(message_times_, [this] { return load_message_times(); });
}
Result<const Columns*> Partition::columns() const {
  return counted(columns_, [this] { return load_columns(); });
}
Result<const Vocabulary*> Partition::vocabulary() const {
  return counted(vocabulary_, [this] { return load_vocabulary(); });
}
Result<const ForwardStore*> Partition::forward() const {
  return counted(forward_, [this] { return load_forward(); });
}
Result<const Identities*> Partition::identities() const {
  return identities_->messages.get([this] { return load_identities(); });
}
Result<const Identities*> Partition::content_identities() const {
  return identities_->contents.get([this] { return load_content_identities(); });
}

Result<const OwnNames*> Partition::own_names() const {
  return counted(own_names_, [this] { return load_own_names(); });
}

Result<PointerTable> Partition::pointers(SectionId id) const {
  const Once<Bytes>& table = id == SectionId::changes ? changes_ : mentions_;
  MUNIMENT_TRY(const Bytes* const bytes, counted(table, [this, id] { return load_pointers(id); }));
  return PointerTable(*bytes);
}

Result<const Postings*> Partition::postings() const {
  MUNIMENT_TRY(const auto* const loaded, counted(postings_, [this]() -> Result<std::unique_ptr<Postings>> {
    MUNIMENT_TRY(const ByteView database, source_->read(SectionId::postings, room()));
    return Postings::open(database);
  }));
  return static_cast<const Postings*>(loaded->get());
}

Result<Names> Partition::load_names() const {
  MUNIMENT_TRY(const ByteView bytes, source_->read(SectionId::names, room()));
  VarintReader in(bytes);
  Names names;
  names.conversations = decode_names(in);
  names.senders = decode_names(in);
  names.custodians = decode_names(in);
  names.sources = decode_names(in);
  return in.ok() && in.done() ? Result<Names>(std::move(names)) : broken("the names");
}

Result<FoldedNames> Partition::load_folded_names() const {
  MUNIMENT_TRY(const Names* const plain, names());
  FoldedNames out;
  for (const std::string& name : plain->conversations) out.conversations.push_back(fold_name(name));
  for (const std::string& name : plain->senders) out.senders.push_back(fold_name(name));
  for (const std::string& name : plain->custodians) out.custodians.push_back(fold_name(name));
  for (const std::string& name : plain->sources) out.sources.push_back(fold_name(name));
  return out;
}

template <typename Number>
Result<std::vector<Number>> Partition::load_column(SectionId id) const {
  MUNIMENT_TRY(const ByteView bytes, source_->read(id, room()));
  VarintReader in(bytes);
  std::vector<Number> column;
  column.reserve(header_.documents);
  while (!in.done()) column.push_back(static_cast<Number>(in.next()));
  if (!in.ok() || column.size() != header_.documents) return broken("a column");
  return column;
}

Result<std::vector<uint64_t>> Partition::load_numbers() const {
  MUNIMENT_TRY(std::vector<uint64_t> numbers, load_column<uint64_t>(SectionId::numbers));
  uint64_t number = 0;
  for (uint64_t& value : numbers) value = number += static_cast<uint64_t>(unzigzag(value));
  return numbers;
}

Result<MessageTimes> Partition::load_message_times() const {
  MessageTimes out;
  MUNIMENT_TRY(out.numbers, load_numbers());
  MUNIMENT_TRY(out.times, load_column<int64_t>(SectionId::times));
  auto time = static_cast<uint64_t>(header_.last_ms);
  for (int64_t& step : out.times) step = static_cast<int64_t>(time -= static_cast<uint64_t>(step));
  return out;
}

Result<Columns> Partition::load_columns() const {
  MUNIMENT_TRY(const MessageTimes* const messages, message_times());
  Columns out{messages->numbers, messages->times, {}, {}, {}, {}, {}, {}};
  MUNIMENT_TRY(out.conversations, load_column<uint32_t>(SectionId::conversations));
  MUNIMENT_TRY(out.senders, load_column<uint32_t>(SectionId::senders));
  MUNIMENT_TRY(out.custodians, load_column<uint32_t>(SectionId::custodians));
  MUNIMENT_TRY(out.sources, load_column<uint32_t>(SectionId::sources));
  MUNIMENT_TRY(out.kinds, load_column<uint16_t>(SectionId::kinds));
  MUNIMENT_TRY(out.has, load_column<uint16_t>(SectionId::has));
  return out;
}

Result<Vocabulary> Partition::load_vocabulary() const {
  MUNIMENT_TRY(const ByteView words, source_->read(SectionId::words, room(0)));
  MUNIMENT_TRY(const ByteView ids, source_->read(SectionId::word_ids, room(1)));
  MUNIMENT_TRY(const ByteView frequencies, source_->read(SectionId::word_frequencies, room(2)));
  return Vocabulary::decode(words, ids, frequencies);
}

Result<ForwardStore> Partition::load_forward() const {
  ForwardStore out;
  MUNIMENT_TRY(out.stream, source_->section(SectionId::stream));
  MUNIMENT_TRY(out.ends, load_column<uint64_t>(SectionId::stream_sizes));
  uint64_t end = 0;
  for (uint64_t& size : out.ends) {
    if (size > out.stream.size() - end) return broken("the words of a message");
    size = end += size;
  }
  return out;
}

Result<Identities> Partition::load_identities() const {
  MUNIMENT_TRY(const Bytes bytes, source_->section(SectionId::identities));
  MUNIMENT_TRY(std::vector<IdentityKey> keys, decode_keys(bytes));
  MUNIMENT_TRY(std::vector<uint64_t> numbers, load_numbers());
  if (keys.size() != numbers.size()) return broken("the identity keys");
  return sorted_identities(std::move(keys), std::move(numbers));
}

// Of the columns it needs one, and not for longer than this.
Result<Identities> Partition::load_content_identities() const {
  MUNIMENT_TRY(const Bytes bytes, source_->section(SectionId::content_identities));
  MUNIMENT_TRY(std::vector<IdentityKey> keys, decode_keys(bytes));
  MUNIMENT_TRY(const Bytes rows, source_->section(SectionId::content_rows));
  if (keys.empty() && rows.empty()) return Identities();
  MUNIMENT_TRY(const std::vector<uint64_t> all, load_numbers());
  VarintReader in(rows);
  std::vector<uint64_t> numbers;
  for (uint64_t row = 0; !in.done();) {
    row += in.next();
    if (row >= all.size()) return broken("the content identities");
    numbers.push_back(all[row]);
  }
  if (!in.ok() || numbers.size() != keys.size()) return broken("the content identities");
  return sorted_identities(std::move(keys), std::move(numbers));
}

Result<OwnNames> Partition::load_own_names() const {
  MUNIMENT_TRY(Bytes bytes, source_->section(SectionId::own_names));
  if (!bytes.empty() && bytes.size() != header_.documents * sizeof(OwnName)) return broken("the names that sources give");
  return OwnNames{std::move(bytes)};
}

Result<Bytes> Partition::load_pointers(SectionId id) const {
  MUNIMENT_TRY(Bytes bytes, source_->section(id));
  return PointerTable::is_whole(bytes, header_.documents) ? Result<Bytes>(std::move(bytes)) : broken("the references");
}

}  // namespace muniment::index
