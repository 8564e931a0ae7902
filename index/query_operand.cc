// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/query_operand.h"

#include "index/dtsearch_words.h"
#include "index/query_dates.h"
#include "index/query_words.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

Node field_node(const Lexeme& lexeme) {
  Node node;
  node.kind = NodeKind::field;
  node.field = find_field(lexeme.text)->info.name;
  node.text = lexeme.value;
  node.column = lexeme.at;
  return node;
}

}  // namespace

Result<NodePtr> OperandReader::read(const Lexeme& lexeme) {
  return lexeme.kind == LexKind::field ? field(lexeme) : text(lexeme);
}

Result<NodePtr> OperandReader::text(const Lexeme& lexeme) {
  const bool quoted = lexeme.kind == LexKind::quoted;
  if (context_.dialect == Dialect::dtsearch) return dtsearch_words(query_, lexeme.text, quoted, notes_);
  MUNIMENT_TRY(NodePtr node, words_to_node(query_, lexeme.text, quoted));
  const bool ends_in_one = lexeme.text.find_first_of("*?") + 1 == lexeme.text.size() && lexeme.text.ends_with('?');
  const bool is_question = !quoted && ends_in_one && lexeme.text.find("://") == std::string_view::npos;
  if (is_question) {
    notes_.push_back(std::string(lexeme.text) + " asks for exactly one more character; for a question, put it in quotation marks");
  }
  return node;
}

Result<NodePtr> OperandReader::field(const Lexeme& lexeme) {
  const Field& field = *find_field(lexeme.text);
  if (field.id == FieldId::date || field.id == FieldId::on) return date(field, lexeme);
  if (field.id == FieldId::regex) return expression(lexeme);
  if (field.id == FieldId::attachment) return attachment(lexeme);
  if (field.id == FieldId::reaction) return reaction(lexeme);
  if (field.id == FieldId::in && lexeme.value == "*") return make_group(NodeKind::everything, lexeme.at, {});
  MUNIMENT_TRY_VOID(check_value(field, lexeme));
  Node node = field_node(lexeme);
  if (field.id == FieldId::lang) node.text = *language_value(lexeme.value);
  return make_node(std::move(node));
}

// What is looked for in names is words, as in texts. *.pdf is meant as people mean it: names in which pdf is a word.
Result<NodePtr> OperandReader::attachment(const Lexeme& lexeme) const {
  if (lexeme.value == "*") {
    Node any = field_node(lexeme);
    any.field = "has";
    any.text = "attachment";
    return make_node(std::move(any));
  }
  const std::string_view words = lexeme.value.starts_with("*.") ? lexeme.value.substr(2) : lexeme.value;
  MUNIMENT_TRY(NodePtr what, words_to_node(query_, words, lexeme.quoted_value));
  Node node;
  node.kind = NodeKind::in_name;
  node.text = lexeme.value;
  node.column = lexeme.at;
  node.children = {std::move(what), make_group(NodeKind::text_end, lexeme.at, {})};
  return make_node(std::move(node));
}

Result<NodePtr> OperandReader::reaction(const Lexeme& lexeme) const {
  Node node = field_node(lexeme);
  if (lexeme.value == "*") {
    node.children = {make_group(NodeKind::everything, lexeme.at, {})};
  } else {
    MUNIMENT_TRY(node.children.emplace_back(), words_to_node(query_, lexeme.value, lexeme.quoted_value));
  }
  return make_node(std::move(node));
}

Result<void> OperandReader::check_value(const Field& field, const Lexeme& lexeme) const {
  switch (field.id) {
    case FieldId::has: return has_flag(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + has_values());
    case FieldId::kind: return kind_value(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are " + kind_values());
    case FieldId::id: return id_range(lexeme.value) ? Result<void>() : bad_value(lexeme, "a number as in m12, or a range as in m10..m20");
    case FieldId::lang:
      return language_value(lexeme.value) ? Result<void>() : bad_value(lexeme, "the languages are " + stem_languages() + "; and " + std::string(kUnknownLanguage));
    case FieldId::edited:
    case FieldId::deleted: return truth_value(lexeme.value) ? Result<void>() : bad_value(lexeme, "the values are true and false");
    case FieldId::from:
    case FieldId::to:
    case FieldId::in:
    case FieldId::with:
    case FieldId::custodian:
    case FieldId::source:
    case FieldId::attachment:
    case FieldId::reaction:
    case FieldId::date:
    case FieldId::on:
    case FieldId::regex: break;
  }
  if (lexeme.value.find('*') != std::string_view::npos) return bad_value(lexeme, "wildcards in a field are not in this version");
  return {};
}

Error OperandReader::bad_value(const Lexeme& lexeme, std::string expected) const {
  const Field& field = *find_field(lexeme.text);
  return error(lexeme.value_at, "this is no value for " + std::string(field.info.name) + ":",
               std::move(expected), "for example: " + std::string(field.info.example));
}

Result<NodePtr> OperandReader::expression(const Lexeme& lexeme) const {
  auto pattern = expression_pattern(lexeme.value);
  if (!pattern) {
    return error(lexeme.value_at, pattern.error().message, pattern.error().why,
                 "it stands between slashes for whole words, as in regex:/inv(oice)?s?/; a slash inside is written \\/");
  }
  return make_pattern(std::move(*pattern), lexeme.at);
}

Result<NodePtr> OperandReader::date(const Field& field, const Lexeme& lexeme) {
  const bool is_range = lexeme.value.find("..") != std::string_view::npos;
  if (field.id == FieldId::on && is_range) return bad_value(lexeme, "on: takes one day, month or year; date: takes ranges");
  DateProblem problem;
  const auto range = parse_dates(lexeme.value, context_, problem);
  if (!range) {
    return error(lexeme.value_at + problem.at, "this is no date, or the range is empty", std::move(problem.why),
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

}  // namespace muniment::index
