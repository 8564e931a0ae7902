// SPDX-License-Identifier: GPL-3.0-or-later
// A query as a tree, and the strict parser of the query language (docs/query-language.md). A malformed query is an
// error with a caret under the place and a proposal, never a guess.
//
//   invoice "off book"                both the word and the phrase (AND between bare words)
//   (invoice OR fatura) w/10 money    proximity over words, phrases and groups, nested freely
//   cash not w/5 flow                 the first where the second does not stand near it
//   transf* NOT draft                 a pattern: wildcards anywhere, pay~ pay~de pay%1 smith# 10~~20 regex:/…/
//   from:ana date:2026-03 has:media   fields; dates in the archive's zone
//   in:*                              everything
//
// A second dialect is read as dtSearch writes queries (docs/query-dtsearch.md). Both make the same trees.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/base/result.h"
#include "core/base/time_zone.h"

namespace muniment::index {

class WordPattern;

enum class NodeKind {
  everything,  // in:*
  word,        // one exact word (folded)
  pattern,     // all words that `pattern` stands for
  text_begin,  // the place before the first word of a message's text, if it has words
  text_end,    // the place behind the last word of it
  in_name,     // children: what is looked for, and text_end: matches of the first in names of attachments
  phrase,      // children: words, patterns and wholes, adjacent and in order
  near,        // w/N: within `distance` words, either order
  pre,         // pre/N: the first before the second
  not_near,    // not w/N: the first child where no second is within `distance` words
  not_pre,     // not pre/N: the first child where no second follows within `distance` words
  all_of,      // AND
  any_of,      // OR
  none_of,     // NOT: one child
  field,       // from: in: with: has: kind: id: and so on (and kExactConversation); reaction: has what is looked for as child
  time_range,  // date: resolved to [from_ms, until_ms)
};

// A field that callers make and the parser never does: the exact id, where in: also takes words of it.
inline constexpr std::string_view kExactConversation = "conversation";

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  NodeKind kind = NodeKind::everything;
  std::string field;             // field: its name
  std::string text;              // word or field value, as folded by the tokeniser (fields: as typed)
  std::shared_ptr<const WordPattern> pattern;
  uint32_t distance = 0;         // near, pre and their negations
  bool runs_on = false;          // these: words are counted across the messages of a conversation
  int64_t pause_ms = 0;          // ... as long as none of them came later than this after the one before
  int64_t from_ms = 0, until_ms = 0;
  std::vector<std::string> also; // from:, to:, with: exact senders that are meant too, though their ids do not say so;
                                 // source: patterns of sessions (index/glob.h) that are meant too
  // edited:, deleted:, reaction: the messages that other records say this of, ascending. Whoever searches looks them up in the
  // log before, since the index has only hashes of references.
  std::shared_ptr<const std::vector<uint64_t>> told_of;
  std::shared_ptr<const std::unordered_set<std::string>> conversations;  // lang: those held in it; set like told_of
  std::vector<NodePtr> children;
  size_t column = 0;             // where it stands in the text, in bytes, for messages
  uint32_t depth = 1;            // of the tree from here on, at most kMaxQueryDepth: walks may recurse
};
inline constexpr int64_t kAnyPause = INT64_MAX;
inline constexpr uint32_t kMaxQueryDepth = 1'000;
NodePtr make_node(Node node);    // the one way to make one: sets its depth
NodePtr make_group(NodeKind kind, size_t column, std::vector<NodePtr> children);
NodePtr make_pattern(std::shared_ptr<const WordPattern> pattern, size_t column);

struct Query {
  NodePtr root;
  std::string text;              // as typed
  // Times that the query named, resolved: "date:2026-03 = 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z (Europe/London)"
  std::vector<std::string> notes;
};

enum class Dialect { muniment, dtsearch };
std::string_view name_of(Dialect dialect);
std::string_view note_of(Dialect dialect);  // what the notes of a query say of it; empty for our own
std::optional<Dialect> find_dialect(std::string_view name);
std::vector<std::string> dialect_names();

struct QueryContext {
  TimeZone zone = TimeZone::utc();
  int64_t now_ms = 0;            // for words such as "today"
  Dialect dialect = Dialect::muniment;
};

// invalid_argument (MUN-3001 and up) with a caret in `why`. Never crashes and never takes more than linear time,
// whatever the text. Parentheses may stand inside one another without limit; the tree may not.
Result<Query> parse_query(std::string_view text, const QueryContext& context);

// The tree in one line, for tests and for `search --explain`: AND(invoice, PHRASE(off, book)).
std::string to_string(const Query& query);
std::string label_of(const Node& node);  // one node of it without what is below: AND, NEAR/5, invoice

// edited:, deleted: and reaction: are about messages that other records refer to.
bool is_told_by_others(const Node& node);

// The fields, for help and documentation.
struct FieldInfo {
  std::string_view name, description, example;
};
std::vector<FieldInfo> query_fields();

}  // namespace muniment::index
