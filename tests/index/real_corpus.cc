// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/real_corpus.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kStart = 1'772'323'200'000, kMinute = 60'000;  // 2026-03-01

void add(Messages& messages, const std::string& conversation, const std::string& sender, const std::string& text, int64_t at) {
  if (!is_valid_utf8(text)) return;
  Record record;
  record.conversation = conversation;
  record.sender = sender;
  record.text = text;
  record.time = EventTime{.utc_ms = at, .original = "", .basis = TimeBasis::server, .precision = TimePrecision::minute};
  messages.add(std::move(record));
}

std::vector<fs::path> files_below(const fs::path& top, std::string_view extension) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (entry.path().extension() == extension) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void each_line_of(const fs::path& path, const std::function<void(const std::string&)>& use) {
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) use(line);
}

void each_line_of_gzip(const fs::path& path, const std::function<void(const std::string&)>& use) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(("gzip -dc '" + path.string() + "'").c_str(), "r"), ::pclose);
  std::string pending;
  std::array<char, 65'536> part{};
  while (pipe != nullptr) {
    const size_t n = std::fread(part.data(), 1, part.size(), pipe.get());
    if (n == 0) break;
    pending.append(part.data(), n);
    size_t begin = 0;
    for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
      use(pending.substr(begin, end - begin));
      begin = end + 1;
    }
    pending.erase(0, begin);
  }
}

bool is_word_text(const std::string& word) {  // that a query may write as it is
  return !word.empty() && std::none_of(word.begin(), word.end(), [](char c) { return std::string_view("\"*?~%#:@'$").find(c) != std::string_view::npos; });
}

}  // namespace

Messages dialogues_of(const fs::path& corpus) {
  Messages out;
  for (const fs::path& path : files_below(corpus / "corpus" / "gunthercox+chatterbot-corpus", ".yml")) {
    size_t turn = 0;
    each_line_of(path, [&](const std::string& line) {
      const size_t begin = line.find_first_not_of("- ");
      if (line.empty() || (line[0] != '-' && line[0] != ' ') || begin == std::string::npos) return;
      const int64_t at = kStart + static_cast<int64_t>(out.records.size() / 3) * kMinute;
      add(out, path.parent_path().filename().string(), ++turn % 2 == 0 ? "bot" : "person", line.substr(begin), at);
    });
  }
  return out;
}

Messages lines_of_exports(const fs::path& corpus) {
  Messages out;
  for (const fs::path& path : files_below(corpus / "wa_export", ".txt")) {
    each_line_of(path, [&](const std::string& line) {
      add(out, path.stem().string(), path.parent_path().filename().string(), line, kStart + static_cast<int64_t>(out.records.size() / 4) * kMinute);
    });
  }
  return out;
}

Messages benchmark_of(const fs::path& corpus, size_t step) {
  Messages out;
  size_t number = 0;
  each_line_of_gzip(corpus / "corpus" / "derived" / "bench_messages.ndjson.gz", [&](const std::string& line) {
    if (number++ % step != 0) return;
    const auto object = nlohmann::json::parse(line);
    const auto stated = object.contains("ts") ? parse_rfc3339(object.at("ts").get<std::string>()) : std::nullopt;
    const int64_t at = stated ? stated->utc_ms : kStart + static_cast<int64_t>(number / 5) * kMinute;
    add(out, object.at("corpus").get<std::string>() + " " + object.at("conv").get<std::string>(), object.at("sender"), object.at("text"), at);
  });
  return out;
}

RealQueries::RealQueries(uint32_t seed, const Messages& messages) : random_(seed), messages_(messages) {
  std::map<std::string, size_t> frequency;
  for (size_t i = 0; i < messages.texts.size(); ++i) {
    if (messages.texts[i].tokens.empty()) continue;
    with_text_.push_back(i);
    for (const auto& [word, span] : messages.texts[i].tokens) ++frequency[word];
  }
  for (const auto& [word, count] : frequency) vocabulary_.push_back(word);
  std::stable_sort(vocabulary_.begin(), vocabulary_.end(), [&](const auto& a, const auto& b) { return frequency.at(a) > frequency.at(b); });
}

// Common (as they occur), middle or rare.
std::string RealQueries::plain_word() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const size_t rank = below(3);
    const std::string& word = rank == 0   ? any(messages_.texts[any(with_text_)].tokens).first
                              : rank == 1 ? vocabulary_[below(vocabulary_.size() / 10 + 1)]
                                          : any(vocabulary_);
    if (is_word_text(word) && is_query(word)) return word;
  }
  return "a";
}

// Words that stand side by side somewhere.
std::string RealQueries::neighbours(size_t most) {
  const auto& tokens = messages_.texts[any(with_text_)].tokens;
  std::string out;
  const size_t first = below(tokens.size()), count = 2 + below(most - 1);
  for (size_t i = first; i < std::min(tokens.size(), first + count); ++i) {
    if (is_word_text(tokens[i].first)) out += (out.empty() ? "" : " ") + tokens[i].first;
  }
  return out.empty() ? plain_word() : out;
}

std::string RealQueries::phrase() {
  const std::string text = '"' + (below(4) == 0 ? plain_word() + " " + plain_word() : neighbours(4)) + '"';
  return is_query(text) ? text : plain_word();
}

RealQueries::Copy RealQueries::random_copy() {
  for (;;) {
    const size_t message = any(with_text_);
    std::istringstream text(messages_.records[message].text.value_or(""));
    std::vector<std::string> pieces;
    for (std::string piece; std::getline(text, piece, ' ');) pieces.push_back(piece);
    const size_t first = below(pieces.size()), count = 1 + below(5);
    std::string copy;
    for (size_t i = first; i < std::min(pieces.size(), first + count); ++i) copy += (i == first ? "" : " ") + pieces[i];
    const bool has_marks = copy.find_first_of("*?\"") != std::string::npos || copy.find("“") != std::string::npos ||
                           copy.find("”") != std::string::npos || copy.find("„") != std::string::npos || copy.find("＂") != std::string::npos;
    if (!has_marks && is_query('"' + copy + '"')) return {'"' + copy + '"', message};
  }
}

std::string RealQueries::pattern() {
  constexpr const char* kLanguages[] = {"~en", "~de", "~ru", "~", "~es", "~fr", "~tr"};
  const std::string word = plain_word();
  const std::vector<std::string> letters = letters_of(word);
  const size_t cut = letters.size() / 2;
  std::string left, right;
  for (size_t i = 0; i < letters.size(); ++i) (i < cut ? left : right) += letters[i];
  const std::string choices[] = {left + "*", left + "*" + letters.back(), "*" + right, left + "?" + right, left + "?", word + any(kLanguages),
                                 word + "%1", word + "%2", word + "#", std::to_string(below(50)) + "~~" + std::to_string(50 + below(3'000))};
  const std::string& chosen = any(choices);
  return letters.size() >= 4 && is_query(chosen) ? chosen : word;
}

std::string RealQueries::positional(int depth) {
  if (depth == 0 || below(4) == 0) return below(3) == 0 ? phrase() : below(4) == 0 ? pattern() : plain_word();
  if (below(5) == 0) return "(" + positional(depth - 1) + " OR " + positional(depth - 1) + ")";
  const std::string op = (below(4) == 0 ? " not" : "") + std::string(below(3) == 0 ? " pre/" : " w/") + std::to_string(1 + below(12)) + " ";
  if (below(2) == 0) {  // two that do occur together
    const std::string both = neighbours(6);
    const size_t space = both.find(' '), last = both.rfind(' ');
    const std::string near = both.substr(0, space) + op + both.substr(last + 1);
    if (space != std::string::npos && is_query(near)) return "(" + near + ")";
  }
  return "(" + positional(depth - 1) + op + positional(depth - 1) + ")";
}

std::string RealQueries::operand(int depth) {
  switch (below(depth == 0 ? 4 : 7)) {
    case 0: return plain_word();
    case 1: return phrase();
    case 2: return pattern();
    case 3: return positional(2);
    case 4: return "(" + operand(depth - 1) + " OR " + operand(depth - 1) + ")";
    case 5: return "(" + operand(depth - 1) + " NOT " + operand(depth - 1) + ")";
    default: return "(" + operand(depth - 1) + " " + operand(depth - 1) + ")";
  }
}

std::string RealQueries::random_query() {
  const std::string words = operand(below(3) == 0 ? 2 : 1);
  if (below(8) != 0) return words;
  const Record& record = messages_.records[any(with_text_)];
  const std::string& name = below(2) == 0 ? record.sender : record.conversation;
  const std::string field = (below(2) == 0 ? "from:\"" : "in:\"") + name + "\" " + (below(2) == 0 ? "" : "NOT ") + words;
  return is_query(field) ? field : words;
}

}  // namespace muniment::index
