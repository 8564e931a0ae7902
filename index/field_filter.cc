// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/field_filter.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>

#include "core/model/identifier.h"
#include "index/glob.h"
#include "index/query_fields.h"
#include "index/source_name.h"
#include "index/tokenizer.h"

namespace muniment::index {
namespace {

std::vector<std::string> plain_words(std::string_view text) {
  Tokenizer tokenizer;
  std::vector<std::string> words;
  for (const Token& token : tokenizer.run(text)) {
    if (token.kind == TokenKind::word) words.emplace_back(tokenizer.text_of(token));
  }
  return words;
}

// The whole value as one number: +44 20 7946 0000 finds 442079460000.
std::string whole_number(std::string_view text) {
  Tokenizer tokenizer;
  std::string whole;
  for (const Token& token : tokenizer.run(text)) {
    const bool all = token.position == 0 && token.span == tokenizer.positions();
    if (token.kind == TokenKind::variant && all) whole = tokenizer.text_of(token);
  }
  return whole;
}

template <typename Select>
DocumentSet select(size_t documents, Select&& is_selected) {
  DocumentSet set(documents);
  for (size_t i = 0; i < documents; ++i) {
    if (is_selected(i)) set.add(i);
  }
  return set;
}

DocumentSet with_name(const std::vector<uint32_t>& column, const std::vector<bool>& names) {
  return select(column.size(), [&](size_t i) { return names[column[i]]; });
}

DocumentSet with_name(const std::vector<uint32_t>& column, const std::vector<FoldedName>& names, const std::string& wanted) {
  return with_name(column, NameMatcher(wanted).matching(names));
}

// By what they are called in messages, and by who they are besides.
Result<std::vector<bool>> senders_meant(const Partition& partition, const Node& field) {
  MUNIMENT_TRY(const FoldedNames* const folded, partition.folded_names());
  std::vector<bool> meant = NameMatcher(field.text).matching(folded->senders);
  if (field.also.empty()) return meant;
  MUNIMENT_TRY(const Names* const names, partition.names());
  const std::unordered_set<std::string_view> also(field.also.begin(), field.also.end());
  for (size_t i = 0; i < meant.size(); ++i) meant[i] = meant[i] || also.contains(names->senders[i]);
  return meant;
}

// The sides of a conversation of two that are identifiers: "+15550100 +15550101" has two, "Deal team" none.
std::vector<std::string_view> sides_of(std::string_view conversation) {
  const size_t space = conversation.rfind(' ');
  if (space == std::string_view::npos) return {};
  std::vector<std::string_view> sides;
  for (const std::string_view side : {conversation.substr(0, space), conversation.substr(space + 1)}) {
    const IdentifierKind kind = kind_of_identifier(side);
    if (kind == IdentifierKind::phone || kind == IdentifierKind::lid || kind == IdentifierKind::bsuid) sides.push_back(side);
  }
  return sides;
}

bool is_side(const Node& field, std::string_view conversation) {
  const NameMatcher matcher(field.text);
  const std::vector<std::string_view> sides = sides_of(conversation);
  return std::any_of(sides.begin(), sides.end(), [&](std::string_view side) {
    return matcher.matches(fold_name(side)) || std::find(field.also.begin(), field.also.end(), side) != field.also.end();
  });
}

Result<DocumentSet> in_conversations(const Partition& partition, const std::unordered_set<std::string>& conversations) {
  MUNIMENT_TRY(const Names* const names, partition.names());
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  std::vector<bool> wanted(names->conversations.size());
  for (size_t i = 0; i < wanted.size(); ++i) wanted[i] = conversations.contains(names->conversations[i]);
  return select(columns->conversations.size(), [&](size_t i) { return wanted[columns->conversations[i]]; });
}

// By their own names, or as what an expected source is known by: patterns of sessions.
Result<DocumentSet> from_sources(const Partition& partition, const Columns& columns, const Node& field) {
  MUNIMENT_TRY(const FoldedNames* const folded, partition.folded_names());
  MUNIMENT_TRY(const Names* const names, partition.names());
  std::vector<bool> meant = NameMatcher(field.text).matching(folded->sources);
  for (size_t i = 0; i < meant.size(); ++i) {
    const std::string_view session = session_of_source(names->sources[i]);
    const auto fits = [&](const std::string& pattern) { return !session.empty() && fits_glob(pattern, session); };
    meant[i] = meant[i] || std::any_of(field.also.begin(), field.also.end(), fits);
  }
  return with_name(columns.sources, meant);
}

// What other records say of messages, and for edited: and deleted: what messages say of themselves.
Result<DocumentSet> told_of(const Columns& columns, const Node& field) {
  if (!field.told_of) return make_error(ErrorCode::internal, field.field + ": was not looked up in the log before the search");
  const uint32_t notice = field.field == "edited" ? kHasEdited : field.field == "deleted" ? kHasDeleted : 0;
  const bool wanted = field.field == "reaction" || truth_value(field.text).value_or(true);
  return select(columns.numbers.size(), [&](size_t i) {
    if (columns.kinds[i] != static_cast<uint16_t>(RecordKind::message)) return false;
    const bool told = (columns.has[i] & notice) != 0 || std::binary_search(field.told_of->begin(), field.told_of->end(), columns.numbers[i]);
    return told == wanted;
  });
}

}  // namespace

bool names_conversations(const Node& node) { return node.kind == NodeKind::field && (node.field == "with" || node.field == "to"); }

NameMatcher::NameMatcher(std::string_view wanted)
    : wanted_(fold_name(wanted)), words_(plain_words(wanted)), is_phone_(is_phone(canonical_identifier(wanted))) {
  std::string whole = whole_number(wanted);
  if (whole.empty()) return;
  words_ = {std::move(whole)};
  is_phone_ = true;
}

bool NameMatcher::matches(const FoldedName& name) const {
  if (name.text == wanted_.text) return true;
  if (is_phone_ && is_lid(name.text)) return false;
  return !words_.empty() && std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
    return std::binary_search(name.words.begin(), name.words.end(), word);
  });
}

std::vector<bool> NameMatcher::matching(const std::vector<FoldedName>& names) const {
  std::vector<bool> out(names.size());
  for (size_t i = 0; i < names.size(); ++i) out[i] = matches(names[i]);
  return out;
}

Result<void> add_conversations_with(const Partition& partition, const Node& field, std::unordered_set<std::string>& conversations) {
  MUNIMENT_TRY(const Names* const names, partition.names());
  if (field.field == "to") {
    for (const std::string& conversation : names->conversations) {
      if (is_side(field, conversation)) conversations.insert(conversation);
    }
  }
  MUNIMENT_TRY(const std::vector<bool> senders, senders_meant(partition, field));
  if (std::find(senders.begin(), senders.end(), true) == senders.end()) return {};
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  for (size_t i = 0; i < columns->senders.size(); ++i) {
    if (senders[columns->senders[i]]) conversations.insert(names->conversations[columns->conversations[i]]);
  }
  return {};
}

Result<DocumentSet> documents_among(const Partition& partition, const Node& field, const std::unordered_set<std::string>& conversations) {
  MUNIMENT_TRY(DocumentSet sent, in_conversations(partition, conversations));
  if (field.field != "to") return sent;
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  MUNIMENT_TRY(const std::vector<bool> senders, senders_meant(partition, field));
  return select(sent.documents(), [&](size_t i) { return sent.contains(i) && !senders[columns->senders[i]]; });
}

Result<DocumentSet> documents_with_field(const Partition& partition, const Node& node) {
  if (node.field == kExactConversation) return in_conversations(partition, {node.text});
  MUNIMENT_TRY(const Columns* const columns, partition.columns());
  MUNIMENT_TRY(const FoldedNames* const names, partition.folded_names());
  const Field* field = find_field(node.field);
  MUNIMENT_CHECK(field != nullptr, "the parser makes only fields of the table");
  const size_t documents = columns->numbers.size();
  switch (field->id) {
    case FieldId::from: {
      MUNIMENT_TRY(const std::vector<bool> senders, senders_meant(partition, node));
      return with_name(columns->senders, senders);
    }
    case FieldId::in: return with_name(columns->conversations, names->conversations, node.text);
    case FieldId::custodian: return with_name(columns->custodians, names->custodians, node.text);
    case FieldId::source: return from_sources(partition, *columns, node);
    case FieldId::edited:
    case FieldId::deleted:
    case FieldId::reaction: return told_of(*columns, node);
    case FieldId::lang: {
      if (!node.conversations) return make_error(ErrorCode::internal, "lang: was not resolved before the search");
      return in_conversations(partition, *node.conversations);
    }
    case FieldId::has: {
      const uint32_t flag = has_flag(node.text).value_or(0);
      return select(documents, [&](size_t i) { return (columns->has[i] & flag) != 0; });
    }
    case FieldId::kind: {
      const auto kind = kind_value(node.text);
      return select(documents, [&](size_t i) { return kind && columns->kinds[i] == static_cast<uint16_t>(*kind); });
    }
    case FieldId::id: {
      const NumberRange range = id_range(node.text).value_or(NumberRange{1, 0});
      return select(documents, [&](size_t i) { return columns->numbers[i] >= range.first && columns->numbers[i] <= range.last; });
    }
    case FieldId::to:
    case FieldId::attachment:
    case FieldId::with:
    case FieldId::regex:
    case FieldId::date:
    case FieldId::on: break;
  }
  return DocumentSet(documents);
}

Result<DocumentSet> documents_in_time(const Partition& partition, int64_t from_ms, int64_t until_ms) {
  const PartitionHeader& header = partition.header();
  DocumentSet set(header.documents);
  if (header.last_ms < from_ms || header.first_ms >= until_ms) return set;
  MUNIMENT_TRY(const MessageTimes* const messages, partition.message_times());
  for (size_t i = 0; i < messages->times.size(); ++i) {
    if (messages->times[i] >= from_ms && messages->times[i] < until_ms) set.add(i);
  }
  return set;
}

}  // namespace muniment::index
