// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/chat_languages.h"

#include <utility>

#include "index/word_pattern.h"
#include "pipeline/message_views.h"
#include "pipeline/query_tree.h"

namespace muniment::pipeline {
namespace {

constexpr std::string_view kUnknown = "unknown";

bool is_language(const index::Node& node) { return node.kind == index::NodeKind::field && node.field == "lang"; }
bool is_by_language(const index::Node& node) { return node.pattern && node.pattern->in_language("") != nullptr; }

// The same tree with every stem by conversation as one of this language.
Result<index::NodePtr> in_language(const index::NodePtr& root, const std::string& code) {
  return with_changed_nodes(root, [&](index::Node& node) -> Result<bool> {
    if (!is_by_language(node)) return false;
    node.pattern = node.pattern->in_language(code);
    return true;
  });
}

}  // namespace

Result<index::Query> ChatLanguages::look_up(index::Query query) {
  const bool has_stems = has_node(*query.root, is_by_language);
  if (!has_stems && !has_node(*query.root, is_language)) return query;
  if (!conversations_) {
    MUNIMENT_TRY(const index::ConversationLanguages languages, ask_index(parts_, [](const index::Searcher& searcher) { return searcher.languages(); }));
    std::map<std::string, std::unordered_set<std::string>> by_code;
    for (const auto& [conversation, code] : languages) by_code[code].insert(conversation);
    conversations_.emplace();
    for (auto& [code, names] : by_code) (*conversations_)[code] = std::make_shared<const std::unordered_set<std::string>>(std::move(names));
  }
  MUNIMENT_TRY(query.root, completed(query.root));
  if (has_stems) {
    MUNIMENT_TRY(query.root, by_language(query.root));
    query.notes.push_back(note());
  }
  return query;
}

Result<index::NodePtr> ChatLanguages::completed(const index::NodePtr& root) const {
  return with_changed_nodes(root, [&](index::Node& node) -> Result<bool> {
    if (!is_language(node)) return false;
    node.conversations = in(node.text == kUnknown ? "" : node.text);
    return true;
  });
}

// Where no language is known, all of them are meant.
Result<index::NodePtr> ChatLanguages::by_language(const index::NodePtr& root) const {
  std::vector<index::NodePtr> choices;
  for (const auto& [code, conversations] : *conversations_) {
    MUNIMENT_TRY(const index::NodePtr language, completed(field_node("lang", code.empty() ? std::string(kUnknown) : code)));
    MUNIMENT_TRY(const index::NodePtr asked, in_language(root, code));
    choices.push_back(both(language, asked));
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
