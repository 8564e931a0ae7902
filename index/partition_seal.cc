// SPDX-License-Identifier: GPL-3.0-or-later
// From a draft to a sealed partition: documents newest first, words by frequency, columns, postings.
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "core/crypto/random.h"
#include "index/partition.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

// Newest first; of the same instant, the highest number first.
std::vector<uint32_t> newest_first(const std::vector<DocumentRow>& rows) {
  std::vector<uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return rows[a].time_ms != rows[b].time_ms ? rows[a].time_ms > rows[b].time_ms : rows[a].number > rows[b].number;
  });
  return order;
}

class Sealer {
 public:
  explicit Sealer(PartitionDraft draft) : draft_(std::move(draft)), order_(newest_first(draft_.rows)) {}

  Result<std::shared_ptr<const Partition>> run(ClassId cls, Month month, std::vector<LogRange> ranges) {
    PartitionHeader header;
    header.id = crypto::random_value<PartitionId>();
    header.tokenizer_version = kTokenizerVersion;
    header.cls = cls;
    header.month = month;
    header.ranges = std::move(ranges);
    header.documents = order_.size();
    header.first_ms = order_.empty() ? 0 : row(order_.size() - 1).time_ms;
    header.last_ms = order_.empty() ? 0 : row(0).time_ms;
    write_columns(header.last_ms);
    const std::vector<uint32_t> document_of = documents_of_rows();
    write_identities(document_of);
    write_references(document_of);
    rank_words();
    MUNIMENT_TRY_VOID(write_words());
    return std::shared_ptr<const Partition>(std::make_shared<Partition>(std::move(header), std::move(sections_).source()));
  }

 private:
  [[nodiscard]] const DocumentRow& row(size_t document) const { return draft_.rows[order_[document]]; }

  [[nodiscard]] ByteView draft_words(size_t draft_row) const {
    const uint64_t begin = draft_row == 0 ? 0 : draft_.stream_ends[draft_row - 1];
    return ByteView(draft_.stream).subspan(begin, draft_.stream_ends[draft_row] - begin);
  }

  template <typename Value>
  void write_column(SectionId id, Value&& value) {
    Bytes out;
    for (size_t i = 0; i < order_.size(); ++i) put_varint(out, value(row(i)));
    sections_.add(id, out);
  }

  void write_columns(int64_t last_ms) {
    Bytes names;
    for (const NameTable* table : {&draft_.conversations, &draft_.senders, &draft_.custodians, &draft_.sources}) {
      put_varint(names, table->names().size());
      for (const std::string& name : table->names()) {
        put_varint(names, name.size());
        append(names, name);
      }
    }
    sections_.add(SectionId::names, names);
    uint64_t number = 0;
    write_column(SectionId::numbers, [&](const DocumentRow& each) {
      const auto step = static_cast<int64_t>(each.number - number);
      number = each.number;
      return zigzag(step);
    });
    auto time = static_cast<uint64_t>(last_ms);
    write_column(SectionId::times, [&](const DocumentRow& each) {
      const uint64_t step = time - static_cast<uint64_t>(each.time_ms);
      time = static_cast<uint64_t>(each.time_ms);
      return step;
    });
    write_column(SectionId::conversations, [](const DocumentRow& each) { return each.conversation; });
    write_column(SectionId::senders, [](const DocumentRow& each) { return each.sender; });
    write_column(SectionId::custodians, [](const DocumentRow& each) { return each.custodian; });
    write_column(SectionId::sources, [](const DocumentRow& each) { return each.source; });
    write_column(SectionId::kinds, [](const DocumentRow& each) { return each.kind; });
    write_column(SectionId::has, [](const DocumentRow& each) { return each.has; });
  }

  [[nodiscard]] std::vector<uint32_t> documents_of_rows() const {
    std::vector<uint32_t> document_of(order_.size());
    for (uint32_t i = 0; i < order_.size(); ++i) document_of[order_[i]] = i;
    return document_of;
  }

  // In the order of the documents: sorting on disk would save as many bits as the places of the messages would cost.
  void write_identities(const std::vector<uint32_t>& document_of) {
    Bytes keys;
    keys.reserve(order_.size() * IdentityKey::kSize);
    for (size_t i = 0; i < order_.size(); ++i) append(keys, row(i).identity.view());
    sections_.add(SectionId::identities, keys);
    for (auto& [draft_row, key] : draft_.content_identities) draft_row = document_of[draft_row];
    std::sort(draft_.content_identities.begin(), draft_.content_identities.end());
    Bytes rows, contents;
    uint32_t before = 0;
    for (const auto& [document, key] : draft_.content_identities) {
      put_varint(rows, document - before);
      before = document;
      append(contents, key.view());
    }
    sections_.add(SectionId::content_rows, rows);
    sections_.add(SectionId::content_identities, contents);
  }

  // Exports of chats give their messages no names and no references, and then nothing is stored.
  void write_references(const std::vector<uint32_t>& document_of) {
    Bytes names;
    if (std::ranges::any_of(draft_.rows, [](const DocumentRow& each) { return each.name != 0; })) {
      for (size_t i = 0; i < order_.size(); ++i) append_le(names, row(i).name);
    }
    std::vector<Pointer> changes, mentions;
    for (Pointer pointer : draft_.pointers) {
      pointer.row = document_of[pointer.row];
      (is_other_form(pointer.type) ? changes : mentions).push_back(pointer);
    }
    sections_.add(SectionId::own_names, names);
    sections_.add(SectionId::changes, encode_pointers(std::move(changes)));
    sections_.add(SectionId::mentions, encode_pointers(std::move(mentions)));
  }

  // Gives id 1 to the word that stands in most messages, and so on.
  void rank_words() {
    const uint32_t count = draft_.words.size();
    frequency_.assign(count, 0);
    std::vector<uint32_t> last_row(count, UINT32_MAX);
    for (uint32_t each = 0; each < draft_.rows.size(); ++each) {
      for (VarintReader in(draft_words(each)); !in.done();) {
        const uint64_t word = in.next();
        if (word == kSeparatorId || last_row[word - 1] == each) continue;
        last_row[word - 1] = each;
        ++frequency_[word - 1];
      }
    }
    std::vector<uint32_t> by_frequency(count);
    std::iota(by_frequency.begin(), by_frequency.end(), 0);
    std::sort(by_frequency.begin(), by_frequency.end(), [&](uint32_t a, uint32_t b) {
      return frequency_[a] != frequency_[b] ? frequency_[a] > frequency_[b] : draft_.words.word(a).text < draft_.words.word(b).text;
    });
    id_of_.resize(count);
    unspaced_.resize(count + 1);
    for (uint32_t i = 0; i < count; ++i) {
      id_of_[by_frequency[i]] = i + 1;
      const WordView word = draft_.words.word(by_frequency[i]);
      unspaced_[i + 1] = word.span == 0 && is_unspaced_unit(word.text);
    }
    const EncodedVocabulary encoded = encode_vocabulary(draft_.words, by_frequency, frequency_);
    sections_.add(SectionId::words, encoded.words);
    sections_.add(SectionId::word_ids, encoded.ids);
    sections_.add(SectionId::word_frequencies, encoded.frequencies);
    draft_.words = WordTable();
  }

  Result<void> write_words() {
    MUNIMENT_TRY(const auto postings, PostingsBuilder::create());
    Bytes stream, sizes;
    stream.reserve(draft_.stream.size());
    std::vector<std::string> terms;
    for (const uint32_t each : order_) {
      const size_t begin = stream.size();
      take_document(each, stream, terms);
      put_varint(sizes, stream.size() - begin);
      MUNIMENT_TRY_VOID(postings->add(terms));
    }
    sections_.add(SectionId::stream_sizes, sizes);
    sections_.add(SectionId::stream, stream);
    draft_ = {};
    MUNIMENT_TRY(const Bytes database, postings->finish());
    sections_.add(SectionId::postings, database);
    return {};
  }

  void take_document(uint32_t draft_row, Bytes& stream, std::vector<std::string>& terms) {
    ids_.clear();
    pairs_.clear();
    uint32_t before = 0;
    for (VarintReader in(draft_words(draft_row)); !in.done();) {
      const uint64_t word = in.next();
      const uint32_t id = word == kSeparatorId ? kSeparatorId : id_of_[word - 1];
      put_varint(stream, id);
      if (unspaced_[id] && unspaced_[before]) pairs_.emplace_back(before, id);
      before = id;
      if (id != kSeparatorId) ids_.push_back(id);
    }
    sort_unique(ids_);
    sort_unique(pairs_);
    terms.clear();
    for (const uint32_t id : ids_) terms.push_back(term_of(id));
    for (const auto& [first, second] : pairs_) terms.push_back(term_of_pair(first, second));
  }

  template <typename T>
  static void sort_unique(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }

  PartitionDraft draft_;
  std::vector<uint32_t> order_;
  SectionWriter sections_;
  std::vector<uint32_t> frequency_, id_of_;
  std::vector<bool> unspaced_;
  std::vector<uint32_t> ids_;
  std::vector<std::pair<uint32_t, uint32_t>> pairs_;
};

}  // namespace

Result<std::shared_ptr<const Partition>> seal(PartitionDraft draft, ClassId cls, Month month, std::vector<LogRange> ranges) {
  return Sealer(std::move(draft)).run(cls, month, std::move(ranges));
}

}  // namespace muniment::index
