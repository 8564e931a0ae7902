// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/vocabulary.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "index/varint.h"

namespace muniment::index {
namespace {

Error broken() { return make_error(ErrorCode::corrupt, "the vocabulary of an index partition does not decode"); }

size_t shared_prefix(std::string_view a, std::string_view b) {
  const size_t most = std::min(a.size(), b.size());
  size_t same = 0;
  while (same < most && a[same] == b[same]) ++same;
  return same;
}

}  // namespace

EncodedVocabulary encode_vocabulary(const WordTable& words, const std::vector<uint32_t>& order,
                                    const std::vector<uint32_t>& frequency) {
  std::vector<uint32_t> sorted(order.size());  // ids
  std::iota(sorted.begin(), sorted.end(), 1);
  std::sort(sorted.begin(), sorted.end(), [&](uint32_t a, uint32_t b) {
    const WordView x = words.word(order[a - 1]), y = words.word(order[b - 1]);
    return std::tie(x.text, x.span) < std::tie(y.text, y.span);
  });
  EncodedVocabulary out;
  std::string_view before;
  int64_t id_before = 0;
  for (const uint32_t id : sorted) {
    const WordView word = words.word(order[id - 1]);
    const size_t same = shared_prefix(before, word.text);
    put_varint(out.words, same);
    put_varint(out.words, word.text.size() - same);
    append(out.words, word.text.substr(same));
    put_varint(out.words, word.span);
    put_varint(out.ids, zigzag(int64_t{id} - id_before));
    before = word.text;
    id_before = id;
  }
  uint32_t last = order.empty() ? 0 : frequency[order[0]];
  put_varint(out.frequencies, last);
  for (const uint32_t word : order) {
    put_varint(out.frequencies, last - frequency[word]);
    last = frequency[word];
  }
  return out;
}

Result<Vocabulary> Vocabulary::decode(ByteView words_bytes, ByteView ids_bytes, ByteView frequencies_bytes) {
  Vocabulary out;
  VarintReader words(words_bytes), ids(ids_bytes), frequencies(frequencies_bytes);
  const size_t count = count_varints(ids_bytes);
  out.begins_.reserve(count + 1);
  out.ids_.reserve(count);
  out.spans_.reserve(count);
  out.begins_.push_back(0);
  size_t last_begin = 0;
  int64_t id = 0;
  while (!words.done()) {
    const size_t same = words.next(), rest = words.next();
    if (same > out.texts_.size() - last_begin) return broken();
    const size_t begin = out.texts_.size();
    out.texts_.append(out.texts_, last_begin, same);
    out.texts_.append(as_text(words.bytes(rest)));
    last_begin = begin;
    out.begins_.push_back(static_cast<uint32_t>(out.texts_.size()));
    out.spans_.push_back(static_cast<uint8_t>(words.next()));
    id += unzigzag(ids.next());
    out.ids_.push_back(static_cast<uint32_t>(id));
    if (!words.ok() || !ids.ok()) return broken();
  }
  out.frequencies_.resize(out.ids_.size() + 1);
  out.spans_by_id_.resize(out.ids_.size() + 1);
  out.ranks_by_id_.resize(out.ids_.size() + 1);
  auto frequency = static_cast<uint32_t>(frequencies.next());
  for (size_t i = 1; i < out.frequencies_.size(); ++i) {
    frequency -= static_cast<uint32_t>(frequencies.next());
    out.frequencies_[i] = frequency;
  }
  for (uint32_t rank = 0; rank < out.size(); ++rank) {
    if (out.ids_[rank] == 0 || out.ids_[rank] > out.size()) return broken();
    out.spans_by_id_[out.ids_[rank]] = out.spans_[rank];
    out.ranks_by_id_[out.ids_[rank]] = rank;
  }
  if (!frequencies.ok() || !frequencies.done() || !ids.done()) return broken();
  return out;
}

Vocabulary::Ranks Vocabulary::with_text(std::string_view wanted) const {
  Ranks ranks = with_prefix(wanted);
  uint32_t end = ranks.begin;
  while (end < ranks.end && text(end).size() == wanted.size()) ++end;
  ranks.end = end;
  return ranks;
}

Vocabulary::Ranks Vocabulary::with_prefix(std::string_view prefix) const {
  const auto first_where = [&](auto&& is_behind) {
    uint32_t low = 0, high = size();
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (is_behind(text(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  };
  Ranks ranks;
  ranks.begin = first_where([&](std::string_view word) { return word >= prefix; });
  ranks.end = first_where([&](std::string_view word) { return word.substr(0, prefix.size()) > prefix; });
  return ranks;
}

// All words are one text, so most are passed over without being looked at one by one.
uint32_t Vocabulary::next_with_literal(uint32_t rank, std::string_view literal) const {
  if (rank >= size()) return size();
  for (size_t at = texts_.find(literal, begins_[rank]); at != std::string::npos; at = texts_.find(literal, at + 1)) {
    const auto behind = std::upper_bound(begins_.begin() + rank, begins_.end(), at);
    if (behind == begins_.end()) break;
    if (at + literal.size() <= *behind) return static_cast<uint32_t>(behind - begins_.begin()) - 1;
  }
  return size();
}

}  // namespace muniment::index
