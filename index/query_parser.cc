// SPDX-License-Identifier: GPL-3.0-or-later
// or_expression   = and_expression { OR and_expression }
// and_expression  = part { [AND] [NOT] part }             NOT alone has nothing to subtract from: an error
// part            = operand { distance operand }, from the left
// distance        = w/N | pre/N | not w/N | not pre/N
// operand         = ( or_expression ) | word | "phrase" | field:value
//
// In dtSearch's dialect there is one kind of connector on one level, the and is always written, and NOT alone subtracts from
// everything; what its words and distances mean is in query_operand and query_distance.
//
// Groups that are open stand on a stack of our own, so that parentheses inside one another need no stack of the machine.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "index/dtsearch_mix.h"
#include "index/query.h"
#include "index/query_distance.h"
#include "index/query_error.h"
#include "index/query_lexer.h"
#include "index/query_operand.h"

namespace muniment::index {
namespace {

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
  size_t operand_at = 0;           // where the operand that was read last begins
  std::optional<Connector> connector;  // the last one
};

class Parser {
 public:
  Parser(std::string_view text, std::vector<Lexeme> lexemes, const QueryContext& context)
      : text_(text), lexemes_(std::move(lexemes)), is_dtsearch_(context.dialect == Dialect::dtsearch), operands_(text, context),
        distances_(text, context.dialect) {}

  Result<Query> run() {
    if (peek().kind == LexKind::end) {
      return error(peek(), QueryFault::empty, "the query is empty", "there is nothing to search for", "for every message: in:*");
    }
    open_group(peek());
    for (;;) {
      MUNIMENT_TRY_VOID(to_operand());
      MUNIMENT_TRY(NodePtr root, behind_operand());
      if (root) return Query{.root = std::move(root), .text = std::string(text_), .notes = operands_.take_notes()};
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
        group().operand_at = take().at;
        open_group(lexeme);
      } else if (lexeme.kind == LexKind::op_not && !group().distance && !is_distance(peek(1))) {
        MUNIMENT_TRY_VOID(negate());
      } else {
        group().operand_at = lexeme.at;
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
      const size_t at = peek().at;
      if (const auto distance = take_distance()) {
        MUNIMENT_TRY_VOID(connect(ConnectorKind::distance, at));
        group().distance = distance;
        return NodePtr();
      }
      MUNIMENT_TRY_VOID(end_part());
      switch (peek().kind) {
        case LexKind::op_and: {
          take();
          MUNIMENT_TRY_VOID(connect(ConnectorKind::all, at));
          return NodePtr();
        }
        case LexKind::op_or: {
          take();
          MUNIMENT_TRY_VOID(connect(ConnectorKind::any, at));
          MUNIMENT_TRY_VOID(end_choice());
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
        default: {
          if (is_dtsearch_) return no_connector();
          return NodePtr();  // an AND that is not written
        }
      }
    }
  }

  // What was taken since `at` joins the operand before it to the next one.
  Result<void> connect(ConnectorKind kind, size_t at) {
    const Lexeme& last = lexemes_[next_ - 1];
    const Connector here{.kind = kind, .at = at, .end = last.at + last.text.size()};
    const std::optional<Connector> before = std::exchange(group().connector, here);
    if (!is_dtsearch_ || !before || can_follow(here, *before)) return {};
    return mixed_connectors(text_, {.begin = group().begin, .first = *before, .middle = group().operand_at, .second = here,
                                    .rest = std::span(lexemes_).subspan(next_)});
  }

  [[nodiscard]] Error no_connector() const {
    const Lexeme& here = peek();
    if (here.kind == LexKind::op_not) {
      return error(here, QueryFault::missing_operand, "and or or is missing before not", "not joins nothing by itself", "for the first without the second: a and not b");
    }
    return error(here, QueryFault::missing_operand, "an operator is missing before this",
                 "words side by side are a phrase, but quoted ones, groups and fields are joined by operators",
                 "write and, or, or a distance between the two; a phrase stands whole in quotation marks, or without any");
  }

  Result<void> give(NodePtr operand) {
    Group& here = group();
    if (!here.distance) {
      here.part = std::move(operand);
      return {};
    }
    const Distance distance = *std::exchange(here.distance, std::nullopt);
    MUNIMENT_TRY(here.part, distances_.join(std::move(here.part), distance, std::move(operand)));
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
    if (!here.positive && !is_dtsearch_) return only_not(here.column);
    if (!here.positive) here.parts.insert(here.parts.begin(), make_group(NodeKind::everything, here.column, {}));
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

  Result<NodePtr> operand() {
    const Lexeme& lexeme = peek();
    const bool begins_distance = is_not(lexeme) && is_distance(peek(1));
    if (begins_distance) return nothing_before(written({.at = peek(1), .negated = true}));
    switch (lexeme.kind) {
      case LexKind::text:
      case LexKind::quoted:
      case LexKind::field: return operands_.read(take());
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

  std::string_view text_;
  std::vector<Lexeme> lexemes_;
  const bool is_dtsearch_;
  OperandReader operands_;
  DistanceJoiner distances_;
  std::vector<Group> groups_;  // open, the innermost last; never empty while reading
  size_t next_ = 0;
};

}  // namespace

Result<Query> parse_query(std::string_view text, const QueryContext& context) {
  MUNIMENT_TRY(std::vector<Lexeme> lexemes, lex_query(text, context.dialect));
  return Parser(text, std::move(lexemes), context).run();
}

}  // namespace muniment::index
