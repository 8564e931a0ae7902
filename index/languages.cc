// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/languages.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "index/function_words.h"
#include "index/tokenizer.h"
#include "index/varint.h"

namespace muniment::index {
namespace {

constexpr size_t kMostLanguages = 32;

struct Weights {
  double words = 0;  // of all languages and none
  std::array<double, kMostLanguages> by_language{};
};

// As the index has them: words by the languages that they count for.
std::unordered_map<std::string, std::vector<size_t>> folded_words() {
  std::unordered_map<std::string, std::vector<size_t>> languages_of_word;
  Tokenizer tokenizer;
  const auto all = function_words();
  for (size_t language = 0; language < all.size(); ++language) {
    for (const std::string_view word : all[language].words) {
      const auto tokens = tokenizer.run(word);
      if (tokens.size() == 1) languages_of_word[std::string(tokenizer.text_of(tokens[0]))].push_back(language);
    }
  }
  return languages_of_word;
}

class LanguageCounter {
 public:
  Result<void> add(const Partition& partition) {
    MUNIMENT_TRY(const Columns* const columns, partition.columns());
    MUNIMENT_TRY(const Names* const names, partition.names());
    MUNIMENT_TRY(const ForwardStore* const forward, partition.forward());
    MUNIMENT_TRY(const Vocabulary* const vocabulary, partition.vocabulary());
    const std::vector<const std::vector<size_t>*> languages_of_id = by_id(*vocabulary);
    std::vector<Weights*> conversations;
    for (const std::string& name : names->conversations) conversations.push_back(&weights_[name]);
    for (size_t document = 0; document < columns->numbers.size(); ++document) {
      if (columns->kinds[document] != static_cast<uint16_t>(RecordKind::message)) continue;  // sentences of the system are in the app's language
      add_words(forward->words(document), languages_of_id, *conversations[columns->conversations[document]]);
    }
    return {};
  }

  [[nodiscard]] ConversationLanguages take() const {
    ConversationLanguages out;
    for (const auto& [conversation, weights] : weights_) out[conversation] = language_of(weights);
    return out;
  }

 private:
  [[nodiscard]] std::vector<const std::vector<size_t>*> by_id(const Vocabulary& vocabulary) const {
    std::vector<const std::vector<size_t>*> out(vocabulary.size() + 1);
    for (const auto& [word, languages] : words_) {
      const auto ranks = vocabulary.with_text(word);
      for (uint32_t rank = ranks.begin; rank < ranks.end; ++rank) out[vocabulary.id(rank)] = &languages;
    }
    return out;
  }

  // Of the text alone: the names of files say little.
  static void add_words(ByteView words, const std::vector<const std::vector<size_t>*>& languages_of_id, Weights& weights) {
    for (VarintReader in(words); !in.done();) {
      const uint64_t id = in.next();
      if (id == kSeparatorId) return;
      weights.words += 1;
      const std::vector<size_t>* const languages = languages_of_id[id];
      if (languages == nullptr) continue;
      for (const size_t language : *languages) weights.by_language[language] += 1.0 / static_cast<double>(languages->size());
    }
  }

  static std::string language_of(const Weights& weights) {
    std::array<double, kMostLanguages> sorted = weights.by_language;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const bool enough = sorted[0] >= kLeastFunctionWords && sorted[0] * kMostWordsPerFunctionWord >= weights.words;
    if (!enough || sorted[0] < sorted[1] * kAheadOfOthers) return {};
    const auto best = std::max_element(weights.by_language.begin(), weights.by_language.end()) - weights.by_language.begin();
    return std::string(function_words()[static_cast<size_t>(best)].language);
  }

  const std::unordered_map<std::string, std::vector<size_t>> words_ = folded_words();
  std::unordered_map<std::string, Weights> weights_;
};

}  // namespace

Result<ConversationLanguages> languages_of(const std::vector<std::shared_ptr<const Partition>>& partitions) {
  LanguageCounter counter;
  for (const auto& partition : partitions) MUNIMENT_TRY_VOID(counter.add(*visit(partition)));
  return counter.take();
}

}  // namespace muniment::index
