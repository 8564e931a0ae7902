// SPDX-License-Identifier: GPL-3.0-or-later
// Queries and the words of texts. The first byte chooses the dialect; then a query up to the first line break, and the text of a
// message. Trees are well formed and no deeper than they may be; what can be written again is read as the same tree; words and
// highlights lie inside the text; and a text that is copied into quotation marks finds itself.
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/base/utf8.h"
#include "index/query.h"
#include "index/search.h"
#include "index/tokenizer.h"
#include "index/word_pattern.h"

namespace muniment::fuzz {
namespace {

using namespace index;

constexpr size_t kMaxShownText = 200;  // matches of nested distances grow with the square of a text and more

bool is_character_start(std::string_view text, size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

size_t least_children(NodeKind kind) {
  switch (kind) {
    case NodeKind::near:
    case NodeKind::pre:
    case NodeKind::not_near:
    case NodeKind::not_pre:
    case NodeKind::in_name:
    case NodeKind::phrase:
    case NodeKind::all_of:
    case NodeKind::any_of: return 2;
    case NodeKind::none_of: return 1;
    default: return 0;
  }
}

void check_node(const Node& node, std::string_view query) {
  const size_t least = least_children(node.kind);
  const bool has_list = node.kind == NodeKind::phrase || node.kind == NodeKind::all_of || node.kind == NodeKind::any_of;
  const bool is_reaction = node.kind == NodeKind::field && node.field == "reaction";
  const bool fits = is_reaction ? node.children.size() == 1 : node.children.size() == least || (has_list && node.children.size() > least);
  MUNIMENT_CHECK(fits, "a node has the children of its kind");
  MUNIMENT_CHECK(node.column <= query.size(), "a node stands in the query");
  MUNIMENT_CHECK((node.kind == NodeKind::pattern) == (node.pattern != nullptr), "patterns and nothing else have a pattern");
  const bool is_distance = least == 2 && !has_list && node.kind != NodeKind::in_name;
  MUNIMENT_CHECK(!is_distance || (node.distance >= 1 && node.distance <= 999), "a distance is one that may be written");
  MUNIMENT_CHECK(node.runs_on ? is_distance && node.pause_ms > 0 : node.pause_ms == 0, "only distances run on, after a pause");
  MUNIMENT_CHECK(node.kind != NodeKind::word || !node.text.empty(), "a word has letters");
  uint32_t depth = 1;
  for (const NodePtr& child : node.children) {
    MUNIMENT_CHECK(child != nullptr, "children are there");
    depth = std::max(depth, child->depth + 1);
    check_node(*child, query);
  }
  MUNIMENT_CHECK(node.depth == depth && depth <= kMaxQueryDepth, "a tree knows its depth, which is bounded");
}

// --- a tree, written as a query of our language again -------------------------------------------------------------------

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words that are read as themselves wherever they stand.
bool is_plain(std::string_view word) {
  return !word.empty() && is_lower(word[0]) && std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_digit(c); });
}

std::optional<std::string> written_pattern(const std::string& pattern) {
  const auto every = [](std::string_view text, auto&& is_good) { return !text.empty() && std::all_of(text.begin(), text.end(), is_good); };
  if (const size_t range = pattern.find("~~"); range != std::string::npos && every(pattern.substr(0, range), is_digit)) return pattern;
  if (every(pattern, [](char c) { return is_lower(c) || c == '*' || c == '?'; })) return pattern;
  const size_t sign = pattern.find_first_of("~%#");
  if (sign == std::string::npos || !is_plain(pattern.substr(0, sign))) return std::nullopt;
  const std::string value = pattern.substr(sign + 1);
  if (pattern[sign] == '%') return every(value, is_digit) ? std::optional(pattern) : std::nullopt;
  if (pattern[sign] == '#') return value.empty() ? std::optional(pattern) : std::nullopt;
  return value.empty() || every(value, is_lower) ? std::optional(pattern) : std::nullopt;
}

std::optional<std::string> written(const Node& node);

std::optional<std::string> written_phrase(const Node& node) {
  std::string out;
  for (const NodePtr& child : node.children) {
    if (child->kind != NodeKind::word || !is_plain(child->text)) return std::nullopt;
    out += (out.empty() ? "" : " ") + child->text;
  }
  return '"' + out + '"';
}

std::optional<std::string> joined(const Node& node, const std::string& sign) {
  std::string out;
  for (const NodePtr& child : node.children) {
    const bool is_not = child->kind == NodeKind::none_of;
    const auto part = written(is_not ? *child->children[0] : *child);
    if (!part) return std::nullopt;
    out += (out.empty() ? "(" : sign) + (is_not ? "NOT " : "") + *part;
  }
  return out + ")";
}

// Nothing where the tree has what is not written here: fields, words of other letters, what only dtSearch can say.
std::optional<std::string> written(const Node& node) {
  const std::string pause = node.pause_ms == kAnyPause ? "" : std::to_string(node.pause_ms / 60'000) + "m";
  const std::string number = std::to_string(node.distance) + (node.runs_on ? "+" + pause : "") + " ";
  switch (node.kind) {
    case NodeKind::everything: return "in:*";
    case NodeKind::word: return is_plain(node.text) ? std::optional('"' + node.text + '"') : std::nullopt;
    case NodeKind::pattern: return written_pattern(node.pattern->to_string());
    case NodeKind::phrase: return written_phrase(node);
    case NodeKind::near: return joined(node, " w/" + number);
    case NodeKind::pre: return joined(node, " pre/" + number);
    case NodeKind::not_near: return joined(node, " not w/" + number);
    case NodeKind::not_pre: return joined(node, " not pre/" + number);
    case NodeKind::all_of: return joined(node, " AND ");
    case NodeKind::any_of: return joined(node, " OR ");
    default: return std::nullopt;
  }
}

void check_written(const Query& query) {
  const auto text = written(*query.root);
  if (!text || text->size() > 90'000) return;
  const auto again = parse_query(*text, {});
  MUNIMENT_CHECK(again.has_value(), "a tree that is written as a query is read");
  MUNIMENT_CHECK(to_string(*again) == to_string(query), "and it is the same tree");
}

// --- words and highlights ---------------------------------------------------------------------------------------------------

void check_words(std::string_view text) {
  Tokenizer tokenizer;
  uint32_t next = 0, before = 0;
  std::vector<std::string> words;
  for (const Token& token : tokenizer.run(text)) {
    MUNIMENT_CHECK(token.begin < token.end && token.end <= text.size(), "a word lies inside the text");
    MUNIMENT_CHECK(is_character_start(text, token.begin) && is_character_start(text, token.end), "a word is cut between characters");
    MUNIMENT_CHECK(token.position >= before && token.span >= 1 && token.position + token.span <= tokenizer.positions(), "words have places");
    before = token.position;
    const std::string_view word = tokenizer.text_of(token);
    MUNIMENT_CHECK(!word.empty() && word.size() <= kMaxWordBytes && is_valid_utf8(word), "a word is text, and not too long");
    if (token.kind == TokenKind::word) MUNIMENT_CHECK(token.position == next++ && token.span == 1, "each word takes one place");
    words.emplace_back(word);
  }
  MUNIMENT_CHECK(next == tokenizer.positions(), "every place has a word");
  (void)tokenizer.run("$5 +44 (0)20 7946 0000 don't");
  size_t at = 0;
  for (const Token& token : tokenizer.run(text)) MUNIMENT_CHECK(tokenizer.text_of(token) == words[at++], "a text has the same words each time");
}

std::vector<TextRange> checked_highlights(const Query& query, std::string_view text) {
  Record record;
  record.text = text;
  std::vector<TextRange> shown = highlights(query, record);
  size_t end = 0;
  for (const TextRange& range : shown) {
    MUNIMENT_CHECK(range.begin >= end && range.begin < range.end && range.end <= text.size(), "highlights lie in the text, one behind the other");
    MUNIMENT_CHECK(is_character_start(text, range.begin) && is_character_start(text, range.end), "highlights are cut between characters");
    end = range.end;
  }
  return shown;
}

// Whatever is copied out of a message finds it, where nothing in it has a meaning in quotation marks.
void check_copy(std::string_view text) {
  if (text.empty() || text.size() > 5'000 || text.find_first_of("*?\"") != std::string_view::npos) return;
  for (const std::string_view mark : {"“", "”", "„", "＂"}) {
    if (text.find(mark) != std::string_view::npos) return;
  }
  const auto copied = parse_query('"' + std::string(text) + '"', {});
  Tokenizer tokenizer;
  if (!copied) {
    const bool has_word = !tokenizer.run(text).empty();
    MUNIMENT_CHECK(!has_word || copied.error().id == 3009, "text with words is a query");  // 3009: letters with a use inside the program
    return;
  }
  MUNIMENT_CHECK(!checked_highlights(*copied, text).empty(), "a text that is copied finds itself");
}

void check_query(std::string_view text, Dialect dialect, std::string_view message) {
  const QueryContext context{.zone = TimeZone::utc(), .now_ms = 1'772'323'200'000, .dialect = dialect};
  const auto query = parse_query(text, context);
  if (!query) {
    const Error& error = query.error();
    MUNIMENT_CHECK(error.id >= 3001 && error.id <= 3013, "a refusal has its number");
    MUNIMENT_CHECK(!is_valid_utf8(text) || (is_valid_utf8(error.why) && is_valid_utf8(error.message) && is_valid_utf8(error.hint)), "refusals are text");
    return;
  }
  MUNIMENT_CHECK(query->root != nullptr && query->text == text, "a query has a tree and its text");
  check_node(*query->root, text);
  const std::string printed = to_string(*query);
  MUNIMENT_CHECK(!printed.empty() && printed == to_string(parse_query(text, context).value()), "a query is read the same way each time");
  check_written(*query);
  if (is_valid_utf8(message)) checked_highlights(*query, message.substr(0, message.size() > kMaxShownText ? 0 : message.size()));
}

void run(ByteView data) {
  if (data.empty()) return;
  const std::string_view rest = as_text(data.subspan(1));
  const size_t line = rest.find('\n');
  const std::string_view query = rest.substr(0, line);
  const std::string_view message = line == std::string_view::npos ? std::string_view() : rest.substr(line + 1);
  check_query(query, data[0] % 2 == 0 ? Dialect::muniment : Dialect::dtsearch, message);
  if (!is_valid_utf8(message)) return;
  check_words(message);
  check_copy(message);
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
