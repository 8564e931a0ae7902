// SPDX-License-Identifier: GPL-3.0-or-later
// or_expression   = and_expression { OR and_expression }
// and_expression  = part { [AND] [NOT] part }             NOT alone has nothing to subtract from: an error
// part            = operand { w/N operand | pre/N operand }, from the left
// operand         = ( or_expression ) | word | "phrase" | field:value
#include <limits>
#include <string>
#include <utility>

#include "index/query.h"
#include "index/query_dates.h"
#include "index/query_error.h"
#include "index/query_fields.h"
#include "index/query_lexer.h"
#include "index/query_words.h"

namespace muniment::index {
namespace {

constexpr size_t kMaxDepth = 100;  // of parentheses and of chained distances; every later walk of the tree relies on it

NodePtr make_node(NodeKind kind, size_t column, std::vector<NodePtr> children) {
  Node node;
  node.kind = kind;
  node.column = column;
  node.children = std::move(children);
  return std::make_shared<Node>(std::move(node));
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Lexeme> lexemes, const QueryContext& context)
      : text_(text), lexemes_(std::move(lexemes)), context_(context) {}

  Result<Query> run() {
    if (peek().kind == LexKind::end) {
      return error(peek(), QueryFault::empty, "the query is empty", "there is nothing to search for", "for every message: in:*");
    }
    MUNIMENT_TRY(NodePtr root, or_expression());
    if (peek().kind == LexKind::close) {
      return error(peek(), QueryFault::parenthesis, "a closing parenthesis too many", "no opening one belongs to it", "remove it");
    }
    return Query{.root = std::move(root), .text = std::string(text_), .notes = std::move(notes_)};
  }

 private:
  [[nodiscard]] const Lexeme& peek() const { return lexemes_[next_]; }
  const Lexeme& take() { return lexemes_[next_++]; }

  [[nodiscard]] Error error_at(size_t at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return query_error(text_, at, fault, std::move(message), std::move(why), std::move(hint));
  }
  [[nodiscard]] Error error(const Lexeme& at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return error_at(at.at, fault, std::move(message), std::move(why), std::move(hint));
  }

  Result<NodePtr> or_expression() {
    const size_t column = peek().at;
    std::vector<NodePtr> choices;
    for (;;) {
      MUNIMENT_TRY(NodePtr choice, and_expression());
      choices.push_back(std::move(choice));
      if (peek().kind != LexKind::op_or) break;
      take();
    }
    return choices.size() == 1 ? choices[0] : make_node(NodeKind::any_of, column, std::move(choices));
  }

  [[nodiscard]] bool and_expression_ends() const {
    const LexKind kind = peek().kind;
    return kind == LexKind::end || kind == LexKind::close || kind == LexKind::op_or;
  }

  Result<NodePtr> and_expression() {
    const size_t column = peek().at;
    std::vector<NodePtr> parts;
    bool positive = false;
    do {
      if (!parts.empty() && peek().kind == LexKind::op_and) take();
      const bool negated = peek().kind == LexKind::op_not;
      const size_t at = peek().at;
      if (negated) take();
      if (negated && peek().kind == LexKind::op_not) {
        return error(peek(), QueryFault::missing_operand, "NOT stands twice", "a word or group follows NOT", "remove one of them");
      }
      MUNIMENT_TRY(NodePtr part, proximity());
      if (negated) part = make_node(NodeKind::none_of, at, {std::move(part)});
      positive = positive || !negated;
      parts.push_back(std::move(part));
    } while (!and_expression_ends());
    if (!positive) return only_not(column);
    return parts.size() == 1 ? parts[0] : make_node(NodeKind::all_of, column, std::move(parts));
  }

  [[nodiscard]] Error only_not(size_t column) const {
    return error_at(column, QueryFault::only_not, "NOT needs something to subtract from", "nothing here says what to search for",
                    "for every message without it: in:* NOT …");
  }

  Result<NodePtr> proximity() {
    MUNIMENT_TRY(NodePtr left, operand());
    size_t chained = 0;
    while (peek().kind == LexKind::near || peek().kind == LexKind::pre) {
      const Lexeme& op = take();
      if (++chained > kMaxDepth) return too_deep(op);
      MUNIMENT_TRY(NodePtr right, operand());
      MUNIMENT_TRY_VOID(must_be_positional(*left, op, 0));
      MUNIMENT_TRY_VOID(must_be_positional(*right, op, 0));
      Node node;
      node.kind = op.kind == LexKind::near ? NodeKind::near : NodeKind::pre;
      node.distance = op.distance;
      node.column = op.at;
      node.children = {std::move(left), std::move(right)};
      left = std::make_shared<Node>(std::move(node));
    }
    return left;
  }

  // What was checked below a distance once is not looked at again, so long chains stay linear.
  Result<void> must_be_positional(const Node& node, const Lexeme& op, size_t depth) const {
    switch (node.kind) {
      case NodeKind::word:
      case NodeKind::wildcard:
      case NodeKind::phrase:
      case NodeKind::near:
      case NodeKind::pre: return {};
      case NodeKind::any_of:
        for (const NodePtr& child : node.children) MUNIMENT_TRY_VOID(must_be_positional(*child, op, depth + 1));
        return {};
      case NodeKind::all_of:
        return not_positional(node, op, "an AND of words has no single place in a message",
                              "write the distance for each word: (a w/5 c) AND (b w/5 c)");
      case NodeKind::none_of:
        return not_positional(node, op, "what is absent has no place in a message", "put NOT outside: (a w/5 b) NOT c");
      case NodeKind::everything:
      case NodeKind::field:
      case NodeKind::time_range: break;
    }
    return not_positional(node, op, "a field has no place in the text", "put the field outside: (a w/5 b) from:ana");
  }

  [[nodiscard]] Error not_positional(const Node& node, const Lexeme& op, std::string why, std::string hint) const {
    return error_at(node.column, QueryFault::not_positional, "this cannot stand beside " + std::string(op.text), std::move(why),
                    std::move(hint));
  }

  Result<NodePtr> operand() {
    const Lexeme& lexeme = peek();
    switch (lexeme.kind) {
      case LexKind::open: return group();
      case LexKind::text: return take_text(false);
      case LexKind::quoted: return take_text(true);
      case LexKind::field: return take_field();
      case LexKind::close:
      case LexKind::end: return missing_operand();
      case LexKind::op_and:
      case LexKind::op_or:
      case LexKind::op_not:
      case LexKind::near:
      case LexKind::pre: break;
    }
    if (next_ > 0 && lexemes_[next_ - 1].kind == LexKind::op_not) {
      return error(lexeme, QueryFault::not_supported, std::string("NOT ") + std::string(lexeme.text) + " is not in this version",
                   "NOT stands before a word or a group", "(a NOT (a w/5 b)) finds messages without the pair");
    }
    return error(lexeme, QueryFault::missing_operand, "nothing stands before " + std::string(lexeme.text),
                 "an operator joins two words or groups", "to search for the word itself, put it in quotation marks");
  }

  [[nodiscard]] Error missing_operand() const {
    const Lexeme& here = peek();
    const Lexeme* before = next_ > 0 ? &lexemes_[next_ - 1] : nullptr;
    if (before != nullptr && before->kind == LexKind::open) {
      if (here.kind == LexKind::end) return never_closed(*before);
      return error(here, QueryFault::missing_operand, "the parentheses are empty", "a group holds at least one word", "remove them");
    }
    if (before == nullptr) {
      return error(here, QueryFault::parenthesis, "a closing parenthesis too many", "no opening one belongs to it", "remove it");
    }
    return error(here, QueryFault::missing_operand, "something is missing after " + std::string(before->text),
                 "an operator joins two words or groups", "to search for the word itself, put it in quotation marks");
  }

  [[nodiscard]] Error never_closed(const Lexeme& open) const {
    return error(open, QueryFault::parenthesis, "a parenthesis is not closed", "no closing one belongs to it", "close it, or remove it");
  }

  [[nodiscard]] Error too_deep(const Lexeme& at) const {
    return error(at, QueryFault::too_large, "the query is nested too deeply",
                 "more than " + std::to_string(kMaxDepth) + " groups or distances stand inside one another here",
                 "write it with fewer parentheses");
  }

  Result<NodePtr> group() {
    const Lexeme& open = take();
    if (++depth_ > kMaxDepth) return too_deep(open);
    MUNIMENT_TRY(NodePtr inside, or_expression());
    if (peek().kind != LexKind::close) return never_closed(open);
    take();
    --depth_;
    return inside;
  }

  Result<NodePtr> take_text(bool quoted) {
    const Lexeme& lexeme = take();
    if (is_lone_not(lexeme) && (peek().kind == LexKind::near || peek().kind == LexKind::pre)) {
      return error(lexeme, QueryFault::not_supported, "not " + std::string(peek().text) + " is not in this version",
                   "it is reserved for a later one", "(a NOT (a w/5 b)) finds messages without the pair");
    }
    return words_to_node(text_, lexeme.text, quoted);
  }

  static bool is_lone_not(const Lexeme& lexeme) { return lexeme.kind == LexKind::text && (lexeme.text == "not" || lexeme.text == "Not"); }

  Result<NodePtr> take_field() {
    const Lexeme& lexeme = take();
    const Field& field = *find_field(lexeme.text);
    if (field.id == FieldId::date) return date(lexeme);
    if (field.id == FieldId::in && lexeme.value == "*") return make_node(NodeKind::everything, lexeme.at, {});
    MUNIMENT_TRY_VOID(check_value(field, lexeme));
    Node node;
    node.kind = NodeKind::field;
    node.field = field.info.name;
    node.text = lexeme.value;
    node.column = lexeme.at;
    return std::make_shared<const Node>(std::move(node));
  }

  Result<void> check_value(const Field& field, const Lexeme& lexeme) const {
    switch (field.id) {
      case FieldId::has: return has_flag(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + has_values());
      case FieldId::kind: return kind_value(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + kind_values());
      case FieldId::id: return id_range(lexeme.value) ? Result<void>() : bad_value(lexeme, "a number as in m12, or a range as in m10..m20");
      case FieldId::from:
      case FieldId::in:
      case FieldId::with:
      case FieldId::custodian:
      case FieldId::date: break;
    }
    if (lexeme.value.find('*') != std::string_view::npos) return bad_value(lexeme, "wildcards in a field are not in this version");
    return {};
  }

  [[nodiscard]] Error bad_value(const Lexeme& lexeme, std::string expected) const {
    const Field& field = *find_field(lexeme.text);
    return error_at(lexeme.value_at, QueryFault::bad_value, "this is no value for " + std::string(field.info.name) + ":",
                    std::move(expected), "for example: " + std::string(field.info.example));
  }

  Result<NodePtr> date(const Lexeme& lexeme) {
    size_t bad_at = 0;
    const auto range = parse_dates(lexeme.value, context_, bad_at);
    if (!range) {
      return error_at(lexeme.value_at + bad_at, QueryFault::bad_value, "this is no date, or the range is empty",
                      "a date is 2026, 2026-03 or 2026-03-04; a range runs from the earlier to the later",
                      "for example: date:2026-01..2026-03");
    }
    notes_.push_back(describe_dates(lexeme.value, *range, context_));
    Node node;
    node.kind = NodeKind::time_range;
    node.text = lexeme.value;
    node.column = lexeme.at;
    node.from_ms = range->from_ms;
    node.until_ms = range->until_ms;
    return std::make_shared<const Node>(std::move(node));
  }

  std::string_view text_;
  std::vector<Lexeme> lexemes_;
  const QueryContext& context_;
  size_t next_ = 0, depth_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace

Result<Query> parse_query(std::string_view text, const QueryContext& context) {
  MUNIMENT_TRY(std::vector<Lexeme> lexemes, lex_query(text));
  return Parser(text, std::move(lexemes), context).run();
}

}  // namespace muniment::index
