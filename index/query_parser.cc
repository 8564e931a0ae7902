// SPDX-License-Identifier: GPL-3.0-or-later
// or_expression   = and_expression { OR and_expression }
// and_expression  = part { [AND] [NOT] part }             NOT alone has nothing to subtract from: an error
// part            = operand { distance operand }, from the left
// distance        = w/N | pre/N | not w/N | not pre/N
// operand         = ( or_expression ) | word | "phrase" | field:value
//
// Groups that are open stand on a stack of our own, so that parentheses inside one another need no stack of the machine.
#include <algorithm>
#include <string>
#include <utility>

#include "index/query.h"
#include "index/query_dates.h"
#include "index/query_error.h"
#include "index/query_fields.h"
#include "index/query_lexer.h"
#include "index/query_words.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

NodePtr make_group(NodeKind kind, size_t column, std::vector<NodePtr> children) {
  Node node;
  node.kind = kind;
  node.column = column;
  node.children = std::move(children);
  return make_node(std::move(node));
}

// w/N and the like, as it joins two operands.
struct Distance {
  Lexeme at;
  bool negated = false;
};

// A group that is being read: the whole query, or what stands in parentheses.
struct Group {
  Lexeme open;
  size_t begin = 0;                // of what is inside
  size_t column = 0;               // of the and-expression that is being read
  std::vector<NodePtr> choices;    // the and-expressions before it
  std::vector<NodePtr> parts;      // its parts so far
  bool positive = false;           // one of them is not under NOT
  bool negated = false;            // NOT stands before the part that is being read
  size_t not_at = 0;
  NodePtr part;                    // what there is of that part
  std::optional<Distance> distance;  // that joins it to the operand that comes next
};

class Parser {
 public:
  Parser(std::string_view text, std::vector<Lexeme> lexemes, const QueryContext& context)
      : text_(text), lexemes_(std::move(lexemes)), context_(context) {}

  Result<Query> run() {
    if (peek().kind == LexKind::end) {
      return error(peek(), QueryFault::empty, "the query is empty", "there is nothing to search for", "for every message: in:*");
    }
    open_group(peek());
    for (;;) {
      MUNIMENT_TRY_VOID(to_operand());
      MUNIMENT_TRY(NodePtr root, behind_operand());
      if (root) return Query{.root = std::move(root), .text = std::string(text_), .notes = std::move(notes_)};
    }
  }

 private:
  [[nodiscard]] const Lexeme& peek(size_t ahead = 0) const { return lexemes_[std::min(next_ + ahead, lexemes_.size() - 1)]; }
  const Lexeme& take() { return lexemes_[next_++]; }
  [[nodiscard]] Group& group() { return groups_.back(); }

  [[nodiscard]] Error error_at(size_t at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return query_error(text_, at, fault, std::move(message), std::move(why), std::move(hint));
  }
  [[nodiscard]] Error error(const Lexeme& at, QueryFault fault, std::string message, std::string why, std::string hint) const {
    return error_at(at.at, fault, std::move(message), std::move(why), std::move(hint));
  }

  void open_group(const Lexeme& open) {
    Group fresh;
    fresh.open = open;
    fresh.begin = fresh.column = peek().at;
    groups_.push_back(std::move(fresh));
  }

  // Reads up to and including the next operand that is no group, and gives it to the innermost group.
  Result<void> to_operand() {
    for (;;) {
      const Lexeme& lexeme = peek();
      if (lexeme.kind == LexKind::open) {
        take();
        open_group(lexeme);
      } else if (lexeme.kind == LexKind::op_not && !group().distance && !is_distance(peek(1))) {
        MUNIMENT_TRY_VOID(negate());
      } else {
        MUNIMENT_TRY(NodePtr node, operand());
        return give(std::move(node));
      }
    }
  }

  Result<void> negate() {
    const Lexeme& lexeme = peek();
    if (group().negated) {
      return error(lexeme, QueryFault::missing_operand, "NOT stands twice", "a word or group follows NOT", "remove one of them");
    }
    group().negated = true;
    group().not_at = take().at;
    return {};
  }

  // Reads what joins to the next operand, and closes the groups that end here. The tree, once all is read.
  Result<NodePtr> behind_operand() {
    for (;;) {
      if (const auto distance = take_distance()) {
        group().distance = distance;
        return NodePtr();
      }
      MUNIMENT_TRY_VOID(end_part());
      switch (peek().kind) {
        case LexKind::op_and: take(); return NodePtr();
        case LexKind::op_or: {
          MUNIMENT_TRY_VOID(end_choice());
          take();
          group().column = peek().at;
          return NodePtr();
        }
        case LexKind::close: {
          if (groups_.size() == 1) {
            return error(peek(), QueryFault::parenthesis, "a closing parenthesis too many", "no opening one belongs to it", "remove it");
          }
          MUNIMENT_TRY(NodePtr closed, end_group());
          take();
          groups_.pop_back();
          MUNIMENT_TRY_VOID(give(std::move(closed)));
          break;
        }
        case LexKind::end: {
          if (groups_.size() > 1) return never_closed(group().open);
          return end_group();
        }
        default: return NodePtr();  // an AND that is not written
      }
    }
  }

  Result<void> give(NodePtr operand) {
    Group& here = group();
    if (!here.distance) {
      here.part = std::move(operand);
      return {};
    }
    const Distance distance = *std::exchange(here.distance, std::nullopt);
    MUNIMENT_TRY_VOID(must_be_positional(*here.part, distance));
    MUNIMENT_TRY_VOID(must_be_positional(*operand, distance));
    Node node;
    const bool near = distance.at.kind == LexKind::near;
    node.kind = distance.negated ? (near ? NodeKind::not_near : NodeKind::not_pre) : near ? NodeKind::near : NodeKind::pre;
    node.distance = distance.at.distance;
    node.column = distance.at.at;
    node.children = {std::move(here.part), std::move(operand)};
    here.part = make_node(std::move(node));
    return check_depth(here.part);
  }

  Result<void> end_part() {
    Group& here = group();
    NodePtr part = std::exchange(here.part, nullptr);
    if (here.negated) part = make_group(NodeKind::none_of, here.not_at, {std::move(part)});
    here.positive = here.positive || !here.negated;
    here.negated = false;
    here.parts.push_back(std::move(part));
    return check_depth(here.parts.back());
  }

  Result<void> end_choice() {
    Group& here = group();
    if (!here.positive) return only_not(here.column);
    NodePtr choice = here.parts.size() == 1 ? here.parts[0] : make_group(NodeKind::all_of, here.column, std::move(here.parts));
    here.parts.clear();
    here.positive = false;
    here.choices.push_back(std::move(choice));
    return check_depth(here.choices.back());
  }

  Result<NodePtr> end_group() {
    MUNIMENT_TRY_VOID(end_choice());
    Group& here = group();
    NodePtr all = here.choices.size() == 1 ? here.choices[0] : make_group(NodeKind::any_of, here.begin, std::move(here.choices));
    MUNIMENT_TRY_VOID(check_depth(all));
    return all;
  }

  [[nodiscard]] Result<void> check_depth(const NodePtr& node) const {
    if (node->depth <= kMaxQueryDepth) return {};
    return error_at(node->column, QueryFault::too_large, "the query is nested too deeply",
                    "more than " + std::to_string(kMaxQueryDepth) + " operators stand inside one another here",
                    "cut it into several queries");
  }

  [[nodiscard]] Error only_not(size_t column) const {
    return error_at(column, QueryFault::only_not, "NOT needs something to subtract from", "nothing here says what to search for",
                    "for every message without it: in:* NOT …");
  }

  static bool is_distance(const Lexeme& lexeme) { return lexeme.kind == LexKind::near || lexeme.kind == LexKind::pre; }
  static bool is_not(const Lexeme& lexeme) {
    return lexeme.kind == LexKind::op_not || (lexeme.kind == LexKind::text && (lexeme.text == "not" || lexeme.text == "Not"));
  }

  std::optional<Distance> take_distance() {
    const bool negated = is_not(peek()) && is_distance(peek(1));
    if (!negated && !is_distance(peek())) return std::nullopt;
    if (negated) take();
    return Distance{.at = take(), .negated = negated};
  }

  // What was read below a distance is positional already, so long chains stay linear.
  Result<void> must_be_positional(const Node& node, const Distance& distance) const {
    switch (node.kind) {
      case NodeKind::word:
      case NodeKind::pattern:
      case NodeKind::phrase:
      case NodeKind::near:
      case NodeKind::pre:
      case NodeKind::not_near:
      case NodeKind::not_pre: return {};
      case NodeKind::any_of:
        for (const NodePtr& child : node.children) MUNIMENT_TRY_VOID(must_be_positional(*child, distance));
        return {};
      case NodeKind::all_of:
        return not_positional(node, distance, "an AND of words has no single place in a message",
                              "write the distance for each word: (a w/5 c) AND (b w/5 c)");
      case NodeKind::none_of:
        return not_positional(node, distance, "what is absent has no place in a message", "put NOT outside: (a w/5 b) NOT c");
      case NodeKind::everything:
      case NodeKind::field:
      case NodeKind::time_range: break;
    }
    return not_positional(node, distance, "a field has no place in the text", "put the field outside: (a w/5 b) from:ana");
  }

  [[nodiscard]] Error not_positional(const Node& node, const Distance& distance, std::string why, std::string hint) const {
    return error_at(node.column, QueryFault::not_positional, "this cannot stand beside " + written(distance.negated, distance.at),
                    std::move(why), std::move(hint));
  }

  static std::string written(bool negated, const Lexeme& distance) { return (negated ? "not " : "") + std::string(distance.text); }

  Result<NodePtr> operand() {
    const Lexeme& lexeme = peek();
    const bool begins_distance = is_not(lexeme) && is_distance(peek(1));
    if (begins_distance) return nothing_before(written(true, peek(1)));
    switch (lexeme.kind) {
      case LexKind::text: return take_text(false);
      case LexKind::quoted: return take_text(true);
      case LexKind::field: return take_field();
      case LexKind::close:
      case LexKind::end: return missing_operand();
      default: return nothing_before(std::string(lexeme.text));
    }
  }

  [[nodiscard]] Error nothing_before(const std::string& what) const {
    return error(peek(), QueryFault::missing_operand, "nothing stands before " + what,
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

  Result<NodePtr> take_text(bool quoted) {
    const Lexeme& lexeme = take();
    MUNIMENT_TRY(NodePtr node, words_to_node(text_, lexeme.text, quoted));
    const bool is_question = !quoted && lexeme.text.ends_with('?') && lexeme.text.find("://") == std::string_view::npos;
    if (is_question) {
      notes_.push_back(std::string(lexeme.text) + " asks for exactly one more character; for a question, put it in quotation marks");
    }
    return node;
  }

  Result<NodePtr> take_field() {
    const Lexeme& lexeme = take();
    const Field& field = *find_field(lexeme.text);
    if (field.id == FieldId::date || field.id == FieldId::on) return date(field, lexeme);
    if (field.id == FieldId::regex) return expression(lexeme);
    if (field.id == FieldId::in && lexeme.value == "*") return make_group(NodeKind::everything, lexeme.at, {});
    MUNIMENT_TRY_VOID(check_value(field, lexeme));
    Node node;
    node.kind = NodeKind::field;
    node.field = field.info.name;
    node.text = lexeme.value;
    node.column = lexeme.at;
    return make_node(std::move(node));
  }

  Result<void> check_value(const Field& field, const Lexeme& lexeme) const {
    switch (field.id) {
      case FieldId::has: return has_flag(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + has_values());
      case FieldId::kind: return kind_value(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + kind_values());
      case FieldId::id: return id_range(lexeme.value) ? Result<void>() : bad_value(lexeme, "a number as in m12, or a range as in m10..m20");
      case FieldId::from:
      case FieldId::to:
      case FieldId::in:
      case FieldId::with:
      case FieldId::custodian:
      case FieldId::date:
      case FieldId::on:
      case FieldId::regex: break;
    }
    if (lexeme.value.find('*') != std::string_view::npos) return bad_value(lexeme, "wildcards in a field are not in this version");
    return {};
  }

  [[nodiscard]] Error bad_value(const Lexeme& lexeme, std::string expected) const {
    const Field& field = *find_field(lexeme.text);
    return error_at(lexeme.value_at, QueryFault::bad_value, "this is no value for " + std::string(field.info.name) + ":",
                    std::move(expected), "for example: " + std::string(field.info.example));
  }

  Result<NodePtr> expression(const Lexeme& lexeme) const {
    auto pattern = expression_pattern(lexeme.value);
    if (!pattern) {
      return error_at(lexeme.value_at, QueryFault::bad_value, pattern.error().message, pattern.error().why,
                      "it stands between slashes for whole words, as in regex:/inv(oice)?s?/; a slash inside is written \\/");
    }
    Node node;
    node.kind = NodeKind::pattern;
    node.pattern = std::move(*pattern);
    node.column = lexeme.at;
    return make_node(std::move(node));
  }

  Result<NodePtr> date(const Field& field, const Lexeme& lexeme) {
    DateProblem problem;
    const bool is_range = lexeme.value.find("..") != std::string_view::npos;
    if (field.id == FieldId::on && is_range) return bad_value(lexeme, "on: takes one day, month or year; date: takes ranges");
    const auto range = parse_dates(lexeme.value, context_, problem);
    if (!range) {
      return error_at(lexeme.value_at + problem.at, QueryFault::bad_value, "this is no date, or the range is empty", std::move(problem.why),
                      "for example: " + std::string(field.info.example));
    }
    notes_.push_back(describe_dates(field.info.name, lexeme.value, *range));
    Node node;
    node.kind = NodeKind::time_range;
    node.text = lexeme.value;
    node.column = lexeme.at;
    node.from_ms = range->from_ms;
    node.until_ms = range->until_ms;
    return make_node(std::move(node));
  }

  std::string_view text_;
  std::vector<Lexeme> lexemes_;
  const QueryContext& context_;
  std::vector<Group> groups_;  // open, the innermost last; never empty while reading
  size_t next_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace

Result<Query> parse_query(std::string_view text, const QueryContext& context) {
  MUNIMENT_TRY(std::vector<Lexeme> lexemes, lex_query(text));
  return Parser(text, std::move(lexemes), context).run();
}

}  // namespace muniment::index
