// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/explanation_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

constexpr size_t kWordsShown = 12, kWidestClause = 60;

std::string indented(const index::ClauseInfo& clause) { return std::string(2 + 2 * size_t{clause.depth}, ' ') + printable(clause.text); }

size_t width_of(const std::vector<index::ClauseInfo>& clauses) {
  size_t width = 0;
  for (const index::ClauseInfo& clause : clauses) {
    const size_t here = display_width(indented(clause));
    if (here <= kWidestClause) width = std::max(width, here);
  }
  return width;
}

// "4 words: transfer 12, transfers 3, …"
std::string words_text(const std::vector<index::WordInfo>& words) {
  std::string out = counted(words.size(), "word");
  for (size_t i = 0; i < std::min(words.size(), kWordsShown); ++i) {
    out += (i == 0 ? ": " : ", ") + printable(words[i].word) + " " + grouped(words[i].messages);
  }
  return words.size() > kWordsShown ? out + ", " + grouped(words.size() - kWordsShown) + " more" : out;
}

bool is_pattern(const index::ClauseInfo& clause) { return !clause.words.empty(); }

std::string clause_line(const index::ClauseInfo& clause, size_t width, const Style& style) {
  std::string line = padded(indented(clause), width) + "  ";
  line += clause.messages == 0 ? style.warn("! no message") : counted(clause.messages, "message");
  if (is_pattern(clause)) line += "  " + style.dim(words_text(clause.words));
  return line + "\n";
}

std::string partitions_text(const index::Explanation& explanation) {
  std::string out = grouped(explanation.searched) + " of " + grouped(explanation.partitions) + " searched";
  if (explanation.searched < explanation.partitions) out += "; the others hold nothing of that time";
  return out;
}

std::string ms_text(double seconds) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f ms", seconds * 1'000);
  return buffer.data();
}

// "reading 0.2 ms, expansion 1.5 ms, search 40.0 ms"
std::string spent_text(const pipeline::SearchAnswer& answer) {
  return "reading " + ms_text(answer.reading_seconds) + ", expansion " + ms_text(answer.expansion_seconds) + ", search " +
         ms_text(answer.seconds - answer.expansion_seconds);
}

}  // namespace

std::string explanation_text(const pipeline::SearchAnswer& answer, const Style& style) {
  const index::Explanation& explanation = *answer.explanation;
  const size_t width = width_of(explanation.clauses);
  std::string out = "understood  " + printable(answer.understood) + "\n";
  for (const index::ClauseInfo& clause : explanation.clauses) out += clause_line(clause, width, style);
  return out + "partitions  " + partitions_text(explanation) + "\ntime spent  " + spent_text(answer) + "\n\n";
}

void set_explanation(Json& result, const pipeline::SearchAnswer& answer) {
  Json clauses = Json::array();
  for (const index::ClauseInfo& clause : answer.explanation->clauses) {
    Json json = Json::object();
    json.set("depth", uint64_t{clause.depth}).set("clause", clause.text).set("messages", clause.messages);
    if (is_pattern(clause)) {
      Json words = Json::array();
      for (const index::WordInfo& each : clause.words) {
        Json word = Json::object();
        words.push(word.set("word", each.word).set("messages", each.messages));
      }
      json.set("words", words);
    }
    clauses.push(json);
  }
  result.set("understood", answer.understood).set("clauses", clauses);
  Json spent = Json::object();
  spent.set("reading_seconds", answer.reading_seconds).set("expansion_seconds", answer.expansion_seconds);
  result.set("spent", spent.set("search_seconds", answer.seconds - answer.expansion_seconds));
  result.set("partitions", uint64_t{answer.explanation->partitions}).set("partitions_searched", uint64_t{answer.explanation->searched});
}

}  // namespace muniment::cli
