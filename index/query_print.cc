// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "core/base/time_text.h"
#include "index/query.h"
#include "index/time_span.h"
#include "index/word_pattern.h"

namespace muniment::index {
namespace {

// Quoted where the value could be misread as something else of the tree.
std::string value(const std::string& text) {
  return text.find_first_of(" ,()|\"") == std::string::npos ? text : '"' + text + '"';
}

std::string instant(int64_t ms) {
  constexpr int64_t kFirst = std::numeric_limits<int64_t>::min(), kLast = std::numeric_limits<int64_t>::max();
  return ms == kFirst || ms == kLast ? "" : format_rfc3339(ms);
}

std::string run_on_text(const Node& distance) {
  if (!distance.runs_on) return "";
  return distance.pause_ms == kAnyPause ? "+" : "+" + time_span_text(distance.pause_ms);
}

std::string print(const Node& node) {
  std::string out = label_of(node);
  if (node.children.empty() || node.kind == NodeKind::field || node.kind == NodeKind::in_name) return out;
  out += '(';
  for (size_t i = 0; i < node.children.size(); ++i) out += (i == 0 ? "" : ", ") + print(*node.children[i]);
  return out + ")";
}

}  // namespace

std::string label_of(const Node& node) {
  const auto within = [&](std::string name) { return name + "/" + std::to_string(node.distance) + run_on_text(node); };
  switch (node.kind) {
    case NodeKind::everything: return "EVERYTHING";
    case NodeKind::word: return value(node.text);
    case NodeKind::pattern: return value(node.pattern->to_string());
    case NodeKind::text_begin: return "XFIRSTWORD";
    case NodeKind::text_end: return "XLASTWORD";
    case NodeKind::in_name: return "attachment:" + value(node.text);
    case NodeKind::phrase: return "PHRASE";
    case NodeKind::near: return within("NEAR");
    case NodeKind::pre: return within("PRE");
    case NodeKind::not_near: return within("NOT_NEAR");
    case NodeKind::not_pre: return within("NOT_PRE");
    case NodeKind::all_of: return "AND";
    case NodeKind::any_of: return "OR";
    case NodeKind::none_of: return "NOT";
    case NodeKind::field:
      return std::accumulate(node.also.begin(), node.also.end(), node.field + ":" + value(node.text),
                             [](std::string all, const std::string& sender) { return std::move(all) + "|" + value(sender); });
    case NodeKind::time_range: return "date:[" + instant(node.from_ms) + ".." + instant(node.until_ms) + ")";
  }
  return "?";
}

std::string to_string(const Query& query) { return query.root ? print(*query.root) : ""; }

}  // namespace muniment::index
