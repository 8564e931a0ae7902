// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/oracle.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

#include "core/base/unicode_text.h"
#include "index/tokenizer.h"
#include "index/word_pattern.h"
#include "tests/index/pattern_oracle.h"
#include "tests/index/run_on_oracle.h"

namespace muniment::index {
namespace {

using Spans = std::set<Span>;

using Sent = std::pair<std::string, std::string>;  // conversation and sender

constexpr long kPartsApart = 10'000'000;  // the text, and the names of attachments behind it

Text text_of(const Record& record) {
  Text out;
  long base = 0;
  const auto add = [&](const std::string& text) {
    Tokenizer tokenizer;
    for (const Token& token : tokenizer.run(text)) {
      const long first = base + token.position;
      out.tokens.emplace_back(std::string(tokenizer.text_of(token)), Span(first, first + token.span - 1));
      if (base == 0) out.words = std::max(out.words, first + token.span);
    }
    base += kPartsApart;
  };
  add(record.text.value_or(""));
  for (const Attachment& attachment : record.attachments) add(attachment.name);
  return out;
}

Spans spans(const Node& node, const Text& text);

using Meant = std::unordered_map<std::string, bool>;  // by word: the same few words come all the time

Meant& known_of(const std::string& pattern) {
  constexpr size_t kMostPatterns = 64;
  static std::map<std::string, Meant> all;
  if (all.size() > kMostPatterns && !all.contains(pattern)) all.clear();
  return all[pattern];
}

bool is_meant(const std::string& pattern, const std::string& word, Meant& known) {
  const auto [at, is_new] = known.try_emplace(word);
  if (is_new) at->second = stands_for(pattern, word);
  return at->second;
}

bool is_part_of_whole(const Span& part, const Text& text) {
  return std::any_of(text.tokens.begin(), text.tokens.end(), [&](const auto& token) {
    const Span& whole = token.second;
    return whole.second > whole.first && whole != part && whole.first <= part.first && part.second <= whole.second;
  });
}

Spans spans_of_leaf(const Node& node, const Text& text) {
  Spans out;
  const std::string written = node.pattern ? node.pattern->to_string() : "";
  Meant none, &known = written.empty() ? none : known_of(written);
  for (const auto& [word, span] : text.tokens) {
    const bool meant = written.empty() ? word == node.text : is_meant(written, word, known);
    if (meant && !(is_number_range(written) && is_part_of_whole(span, text))) out.insert(span);
  }
  return out;
}

// Those of `a` that have no one of `b` behind them (or before, if either order counts) within the distance.
Spans alone(const Spans& a, const Spans& b, long most, bool either_order) {
  Spans out;
  for (const Span& x : a) {
    const bool has_neighbour = std::any_of(b.begin(), b.end(), [&](const Span& y) {
      const long behind = y.first - x.second, before = x.first - y.second;
      return (behind >= 1 && behind <= most) || (either_order && before >= 1 && before <= most);
    });
    if (!has_neighbour) out.insert(x);
  }
  return out;
}

Spans joined(const Spans& a, const Spans& b, long most, bool either_order) {
  Spans out;
  for (const Span& x : a) {
    for (const Span& y : b) {
      const long behind = y.first - x.second, before = x.first - y.second;
      if (behind >= 1 && behind <= most) out.insert({x.first, y.second});
      if (either_order && before >= 1 && before <= most) out.insert({y.first, x.second});
    }
  }
  return out;
}

Spans spans(const Node& node, const Text& text) {
  if (node.kind == NodeKind::text_begin && text.words > 0) return {Span(-1, -1)};
  if (node.kind == NodeKind::text_end && text.words > 0) return {Span(text.words, text.words)};
  if (node.kind == NodeKind::text_begin || node.kind == NodeKind::text_end) return {};
  if (node.kind == NodeKind::word || node.kind == NodeKind::pattern) return spans_of_leaf(node, text);
  Spans out = spans(*node.children[0], text);
  if (node.kind == NodeKind::in_name) {
    std::erase_if(out, [](const Span& span) { return span.first < kPartsApart; });
    return out;
  }
  for (size_t i = 1; i < node.children.size(); ++i) {
    const Spans next = spans(*node.children[i], text);
    if (node.kind == NodeKind::any_of) out.insert(next.begin(), next.end());
    if (node.kind == NodeKind::phrase) out = joined(out, next, 1, false);
    if (node.kind == NodeKind::pre) out = joined(out, next, node.distance, false);
    if (node.kind == NodeKind::near) out = joined(out, next, node.distance, true);
    if (node.kind == NodeKind::not_near) out = alone(out, next, node.distance, true);
    if (node.kind == NodeKind::not_pre) out = alone(out, next, node.distance, false);
  }
  return out;
}

// Pairs: a match of the node, and a phrase or word that takes part in it.
using Parts = std::set<std::pair<Span, Span>>;

Parts parts(const Node& node, const Text& text) {
  Parts out;
  const bool has_parts = node.kind == NodeKind::near || node.kind == NodeKind::pre || node.kind == NodeKind::any_of ||
                         node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre || node.kind == NodeKind::in_name;
  if (!has_parts) {
    for (const Span& span : spans(node, text)) out.emplace(span, span);
    return out;
  }
  if (node.kind == NodeKind::any_of) {
    for (const NodePtr& child : node.children) out.merge(parts(*child, text));
    return out;
  }
  const Spans all = spans(node, text);
  if (node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre || node.kind == NodeKind::in_name) {
    for (const auto& [match, part] : parts(*node.children[0], text)) {
      if (all.contains(match)) out.emplace(match, part);
    }
    return out;
  }
  const Parts first = parts(*node.children[0], text), second = parts(*node.children[1], text);
  for (const auto& [x, x_part] : first) {
    for (const auto& [y, y_part] : second) {
      for (const Span& both : joined({x}, {y}, node.distance, node.kind == NodeKind::near)) {
        out.emplace(both, x_part);
        out.emplace(both, y_part);
      }
    }
  }
  return out;
}

// What stands under NOT is not looked for.
void add_places(const Node& node, const Text& text, Spans& out) {
  if (node.kind == NodeKind::none_of || node.kind == NodeKind::field || node.kind == NodeKind::everything || node.kind == NodeKind::time_range) return;
  if (node.kind != NodeKind::all_of && node.kind != NodeKind::any_of) {
    for (const auto& [match, part] : parts(node, text)) out.insert(part);
    return;
  }
  for (const NodePtr& child : node.children) add_places(*child, text, out);
}

// With the other forms of its numbers, or the words alone.
std::set<std::string> words_in(const std::string& name, bool with_forms) {
  std::set<std::string> words;
  Tokenizer tokenizer;
  for (const Token& token : tokenizer.run(name)) {
    if (with_forms || token.kind == TokenKind::word) words.insert(std::string(tokenizer.text_of(token)));
  }
  return words;
}

bool is_lid_name(const std::string& name) { return name.ends_with("@lid"); }

bool is_named_newly(const std::string& wanted, const std::string& name) {
  if (folded(wanted) == folded(name)) return true;
  const std::set<std::string> have = words_in(name, true);
  if (wanted.starts_with('+')) {  // a telephone number is compared by its digits, and is no LID
    std::string digits;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return !is_lid_name(name) && have.contains(digits);
  }
  const std::set<std::string> want = words_in(wanted, false);
  return !want.empty() && std::includes(have.begin(), have.end(), want.begin(), want.end());
}

bool is_named(const std::string& wanted, const std::string& name) {
  static std::map<std::pair<std::string, std::string>, bool> known;
  const auto [at, is_new] = known.try_emplace({wanted, name});
  if (is_new) at->second = is_named_newly(wanted, name);
  return at->second;
}

// By a name, or as one of those who are meant besides.
bool is_person(const Node& node, const std::string& name) {
  return is_named(node.text, name) || std::find(node.also.begin(), node.also.end(), name) != node.also.end();
}

bool has_sent(const Node& node, const std::string& conversation, const std::set<Sent>& sent) {
  for (auto each = sent.lower_bound({conversation, ""}); each != sent.end() && each->first == conversation; ++each) {
    if (is_person(node, each->second)) return true;
  }
  return false;
}

bool is_other_side(const Node& node, const std::string& conversation) {
  const size_t space = conversation.rfind(' ');
  if (space == std::string::npos) return false;
  const auto is_side = [&](const std::string& side) {
    return (side.starts_with('+') || is_lid_name(side) || side.starts_with("bsuid:")) && is_person(node, side);
  };
  return is_side(conversation.substr(0, space)) || is_side(conversation.substr(space + 1));
}

bool is_media(const Attachment& attachment) {
  static const std::set<AttachmentKind> kinds = {AttachmentKind::image, AttachmentKind::video, AttachmentKind::audio,
                                                 AttachmentKind::sticker, AttachmentKind::gif, AttachmentKind::video_note};
  const std::string kind_of_mime = attachment.mime.substr(0, attachment.mime.find('/')), name = folded(attachment.name);
  const auto ends = [&](const char* ending) { return name.ends_with(ending); };
  return kinds.contains(attachment.kind) || kind_of_mime == "image" || kind_of_mime == "video" || kind_of_mime == "audio" ||
         ends(".jpg") || ends(".mp4") || ends(".opus");
}

bool has(const std::string& what, const Record& record) {
  const auto fact = [&](FactType type) {
    return std::any_of(record.facts.begin(), record.facts.end(), [&](const Fact& each) { return each.type == type; });
  };
  const auto text_has = [&](const char* piece) { return record.text && record.text->find(piece) != std::string::npos; };
  const auto attached = [&](auto&& is_meant_kind) { return std::any_of(record.attachments.begin(), record.attachments.end(), is_meant_kind); };
  if (what == "attachment") return !record.attachments.empty();
  if (what == "media") return attached(is_media);
  if (what == "link") return text_has("http://") || text_has("https://") || text_has("www.");
  if (what == "reply") {
    return std::any_of(record.references.begin(), record.references.end(), [](const Reference& each) { return each.type == ReferenceType::reply; });
  }
  if (what == "poll") return fact(FactType::poll);
  if (what == "location") return fact(FactType::location) || fact(FactType::live_location) || fact(FactType::place);
  if (what == "contact") return fact(FactType::contact) || attached([](const Attachment& each) { return each.kind == AttachmentKind::contact; });
  if (what == "mention") return fact(FactType::mention);
  if (what == "edited") return record.kind == RecordKind::edit || fact(FactType::edited);
  return record.kind == RecordKind::revoke || fact(FactType::deleted_by_sender) || fact(FactType::deleted_by_admin);  // deleted
}

bool is_of_kind(const std::string& kind, const Record& record) {
  static const std::map<std::string, RecordKind> kinds = {
      {"message", RecordKind::message}, {"system", RecordKind::system_event}, {"edit", RecordKind::edit}, {"revoke", RecordKind::revoke},
      {"reaction", RecordKind::reaction}, {"receipt", RecordKind::receipt}, {"call", RecordKind::call}, {"vote", RecordKind::vote},
      {"session", RecordKind::session_event}, {"identity", RecordKind::identity}, {"delivery", RecordKind::delivery},
      {"unrecognised", RecordKind::unrecognised}};
  return record.kind == kinds.at(kind);
}

bool is_among(const std::string& numbers, size_t number) {
  const size_t dots = numbers.find("..");
  const std::string first = numbers.substr(0, dots), last = dots == std::string::npos ? first : numbers.substr(dots + 2);
  return (first.empty() || number >= std::stoul(first.substr(1))) && (last.empty() || number <= std::stoul(last.substr(1)));
}

std::string format_of(const Record& record) { return record.parser.substr(0, record.parser.find('/')); }

// By its format and its session, or as one of the patterns of sessions that are meant besides (those of the tests end in *).
bool is_from_source(const Node& node, const Record& record) {
  const std::string name = format_of(record) + (record.session.empty() ? "" : " " + record.session);
  return is_named(node.text, name) || std::any_of(node.also.begin(), node.also.end(), [&](const std::string& pattern) {
    return !record.session.empty() && record.session.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

bool is_told(const Node& node, const Record& record, size_t number) {
  if (record.kind != RecordKind::message) return false;
  const bool told = std::find(node.told_of->begin(), node.told_of->end(), number) != node.told_of->end();
  return node.field == "reaction" ? told : (told || has(node.field, record)) == (node.text == "true");
}

bool field_holds(const Node& node, const Record& record, size_t number, const std::set<Sent>& sent) {
  if (node.field == "from") return is_person(node, record.sender);
  if (node.field == "in") return is_named(node.text, record.conversation);
  if (node.field == kExactConversation) return node.text == record.conversation;
  if (node.field == "custodian") return is_named(node.text, record.custodian);
  if (node.field == "source") return is_from_source(node, record);
  if (node.field == "lang") return node.conversations->contains(record.conversation);
  if (is_told_by_others(node)) return is_told(node, record, number);
  if (node.field == "has") return has(node.text, record);
  if (node.field == "kind") return is_of_kind(node.text, record);
  if (node.field == "id") return is_among(node.text, number);
  const bool takes_part = has_sent(node, record.conversation, sent) || (node.field == "to" && is_other_side(node, record.conversation));
  return takes_part && !(node.field == "to" && is_person(node, record.sender));  // with: and to:
}

bool asks_who_sent(const Node& node) {
  return node.field == "with" || node.field == "to" ||
         std::any_of(node.children.begin(), node.children.end(), [](const NodePtr& child) { return asks_who_sent(*child); });
}

// What is known of all messages before one is looked at.
struct Known {
  std::set<Sent> sent;
  std::map<const Node*, std::set<size_t>> run_on;
};

void look_for_run_on(const Node& node, const Messages& messages, Known& known) {
  if (node.runs_on) known.run_on[&node] = messages_of_run_on(node, messages);
  for (const NodePtr& child : node.children) look_for_run_on(*child, messages, known);
}

bool holds(const Node& node, size_t number, const Record& record, const Known& known, const Text& text) {
  const auto child_holds = [&](const NodePtr& child) { return holds(*child, number, record, known, text); };
  if (node.runs_on) return known.run_on.at(&node).contains(number);
  switch (node.kind) {
    case NodeKind::everything: return true;
    case NodeKind::field: return field_holds(node, record, number, known.sent);
    case NodeKind::time_range: return time_of(record) >= node.from_ms && time_of(record) < node.until_ms;
    case NodeKind::all_of: return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case NodeKind::any_of: return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case NodeKind::none_of: return !child_holds(node.children[0]);
    default: return !spans(node, text).empty();
  }
}

}  // namespace

std::set<Span> matches_in(const Node& node, const Text& text) { return spans(node, text); }

int64_t time_of(const Record& record) {
  if (record.time) return record.time->utc_ms;
  return record.captured_ms ? *record.captured_ms : 0;
}

void Messages::add(Record record) {
  texts.push_back(text_of(record));
  records.push_back(std::move(record));
}

std::vector<Hit> scan(const Query& query, const Messages& messages) {
  Known known;
  if (asks_who_sent(*query.root)) {
    for (const Record& record : messages.records) known.sent.emplace(record.conversation, record.sender);
  }
  look_for_run_on(*query.root, messages, known);
  std::vector<Hit> hits;
  for (size_t i = 0; i < messages.records.size(); ++i) {
    const Record& record = messages.records[i];
    if (holds(*query.root, i, record, known, messages.texts[i])) hits.push_back({{i}, time_of(record)});
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::pair(a.time_ms, a.number.value) > std::pair(b.time_ms, b.number.value);
  });
  return hits;
}

size_t places(const Query& query, const Text& text) {
  Spans all;
  add_places(*query.root, text, all);
  for (auto a = all.begin(); a != all.end();) {
    const auto b = std::find_if(all.begin(), all.end(), [&](const Span& other) {
      return other != *a && other.first <= a->second && a->first <= other.second;
    });
    if (b == all.end()) {
      ++a;
      continue;
    }
    const Span both(std::min(a->first, b->first), std::max(a->second, b->second));
    all.erase(b);
    all.erase(a);
    all.insert(both);
    a = all.begin();
  }
  return all.size();
}

}  // namespace muniment::index
