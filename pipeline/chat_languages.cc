// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/chat_languages.h"

#include <algorithm>
#include <utility>

#include "index/word_pattern.h"
#include "pipeline/message_views.h"

namespace muniment::pipeline {
namespace {

constexpr std::string_view kUnknown = "unknown";

bool is_language(const index::Node& node) { return node.kind == index::NodeKind::field && node.field == "lang"; }
bool is_by_language(const index::Node& node) { return node.pattern && node.pattern->in_language("") != nullptr; }

template <typename Is>
bool any(const index::Node& node, Is&& is) {
  return is(node) || std::ranges::any_of(node.children, [&](const index::NodePtr& child) { return any(*child, is); });
}

// The same tree with every stem by conversation as one of this language.
index::NodePtr in_language(const index::NodePtr& node, const std::string& code) {
  if (!any(*node, is_by_language)) return node;
  index::Node copy = *node;
  if (is_by_language(copy)) copy.pattern = copy.pattern->in_language(code);
  for (index::NodePtr& child : copy.children) child = in_language(child, code);
  return index::make_node(std::move(copy));
}

}  // namespace

Result<index::Query> ChatLanguages::look_up(index::Query query) {
  const bool has_stems = any(*query.root, is_by_language);
  if (!has_stems && !any(*query.root, is_language)) return query;
  if (!conversations_) {
    MUNIMENT_TRY(const index::ConversationLanguages languages, ask_index(parts_, [](const index::Searcher& searcher) { return searcher.languages(); }));
    std::map<std::string, std::unordered_set<std::string>> by_code;
    for (const auto& [conversation, code] : languages) by_code[code].insert(conversation);
    conversations_.emplace();
    for (auto& [code, names] : by_code) (*conversations_)[code] = std::make_shared<const std::unordered_set<std::string>>(std::move(names));
  }
  query.root = completed(query.root);
  if (has_stems) {
    query.root = by_language(query.root);
    query.notes.push_back(note());
  }
  return query;
}

index::NodePtr ChatLanguages::completed(const index::NodePtr& node) const {
  if (!any(*node, is_language)) return node;
  index::Node copy = *node;
  if (is_language(copy)) copy.conversations = in(copy.text == kUnknown ? "" : copy.text);
  for (index::NodePtr& child : copy.children) child = completed(child);
  return index::make_node(std::move(copy));
}

// Where no language is known, all of them are meant.
index::NodePtr ChatLanguages::by_language(const index::NodePtr& root) const {
  std::vector<index::NodePtr> choices;
  for (const auto& [code, conversations] : *conversations_) {
    const index::NodePtr language = completed(field_node("lang", code.empty() ? std::string(kUnknown) : code));
    choices.push_back(both(language, in_language(root, code)));
  }
  if (choices.empty()) return in_language(root, "");
  return choices.size() == 1 ? choices[0] : index::make_group(index::NodeKind::any_of, root->column, std::move(choices));
}

std::string ChatLanguages::note() const {
  std::string languages;
  for (const auto& [code, conversations] : *conversations_) {
    languages += (languages.empty() ? "" : ", ") + std::to_string(conversations->size()) + " " + (code.empty() ? std::string(kUnknown) + " (all languages)" : code);
  }
  return "~chat: stems by the language of each conversation: " + (languages.empty() ? "there are none" : languages);
}

ChatLanguages::Conversations ChatLanguages::in(const std::string& language) const {
  const auto known = conversations_->find(language);
  return known == conversations_->end() ? std::make_shared<const std::unordered_set<std::string>>() : known->second;
}

}  // namespace muniment::pipeline
