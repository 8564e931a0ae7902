// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/crypto/hash.h"
#include "core/base/unicode_text.h"
#include "index/tokenizer.h"
#include "index/word_pattern.h"
#include "tests/index/pattern_oracle.h"

namespace muniment::index {
namespace {

constexpr const char* kWords[] = {"a", "b", "c", "d", "e", "invoice", "invoices", "paid", "5,000", "5000", "$5,000", "+1 555 123 4567", "15551234567",
                                  "@ana", "ana", "#budget", "john's", "john", "👍🏽", "👍", "東京都", "東京", "京", "ok.thanks", "ana@example.com", "Straße",
                                  "invoicing", "invioce", "Smith", "Smyth", "schmidt", "José", "jose", "Häuser", "Haus", "12", "17", "500", "5,000.50",
                                  "платёж", "платежи", "transfer", "transfers", "prefer"};
constexpr const char* kPlain[] = {"a", "b", "c", "d", "e", "invoice", "paid", "5,000", "5000", "$5000", "15551234567", "@ana", "ana", "budget",
                                  "john", "john's", "👍", "東京", "京", "thanks", "example", "strasse", "nowhere"};
constexpr const char* kWild[] = {"invo*", "inv*", "5*", "a*", "@a*", "str*", "zz*", "*fer", "*voi*", "in?oice", "*n*o*s", "?ose", "j??e", "#b*t", "j*", "*s", "東京*",
                                 "invoice~en", "haus~de", "платёж~", "transfer~", "invoice%1", "invoice%2", "jose%0", "smith#", "schmidt#",
                                 "5~~20", "500~~5,000", "5~~5", "0~~99999999999", "regex:/inv.*s/", "regex:/[a-c]|5+0*/", "regex:/TRANS(fer)?s?/"};
constexpr const char* kSenders[] = {"ana", "ana lopez", "Ben", "+15551234567", "carl"};
constexpr const char* kConversations[] = {"site team", "site", "family", "board 2026", "+15551234567 +15559876543"};
constexpr const char* kCustodians[] = {"zoe", "", "adam"};
constexpr int64_t kStart = 1'772'323'200'000;  // 2026-03-01
constexpr int64_t kDay = 86'400'000;

using Spans = std::set<Span>;

// --- the slow evaluator: what the words of the documentation say, one function per operator -------------------------

using Sent = std::pair<std::string, std::string>;  // conversation and sender

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
    base += 10'000'000;
  };
  add(record.text.value_or(""));
  for (const Attachment& attachment : record.attachments) add(attachment.name);
  return out;
}

Spans spans(const Node& node, const Text& text);

bool is_meant(const std::string& pattern, const std::string& word) {
  static std::map<std::pair<std::string, std::string>, bool> known;  // the same few words come all the time
  const auto [at, is_new] = known.try_emplace({pattern, word});
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
  for (const auto& [word, span] : text.tokens) {
    const bool meant = written.empty() ? word == node.text : is_meant(written, word);
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
                         node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre;
  if (!has_parts) {
    for (const Span& span : spans(node, text)) out.emplace(span, span);
    return out;
  }
  if (node.kind == NodeKind::any_of) {
    for (const NodePtr& child : node.children) out.merge(parts(*child, text));
    return out;
  }
  const Spans all = spans(node, text);
  if (node.kind == NodeKind::not_near || node.kind == NodeKind::not_pre) {
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

const std::set<std::string>& words_in(const std::string& name) {
  static std::map<std::string, std::set<std::string>> known;
  const auto [at, is_new] = known.try_emplace(name);
  std::set<std::string>& words = at->second;
  if (!is_new) return words;
  Tokenizer tokenizer;
  for (const Token& token : tokenizer.run(name)) words.insert(std::string(tokenizer.text_of(token)));
  return words;
}

bool is_named(const std::string& wanted, const std::string& name) {
  if (folded(wanted) == folded(name)) return true;
  const std::set<std::string>& have = words_in(name);
  if (wanted.starts_with('+')) {  // a telephone number is compared by its digits
    std::string digits;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return have.contains(digits);
  }
  const std::set<std::string>& want = words_in(wanted);
  return !want.empty() && std::includes(have.begin(), have.end(), want.begin(), want.end());
}

bool has_sent(const std::string& wanted, const std::string& conversation, const std::set<Sent>& sent) {
  return std::any_of(sent.begin(), sent.end(), [&](const Sent& each) {
    return each.first == conversation && is_named(wanted, each.second);
  });
}

bool is_other_side(const std::string& wanted, const std::string& conversation) {
  const size_t space = conversation.rfind(' ');
  if (space == std::string::npos || !conversation.starts_with('+')) return false;
  return is_named(wanted, conversation.substr(0, space)) || is_named(wanted, conversation.substr(space + 1));
}

bool field_holds(const Node& node, const Record& record, size_t number, const std::set<Sent>& sent) {
  if (node.field == "from") return is_named(node.text, record.sender);
  if (node.field == "in") return is_named(node.text, record.conversation);
  if (node.field == "has") return !record.attachments.empty();
  if (node.field == "kind") return record.kind == RecordKind::system_event;
  if (node.field == "id") return number >= 10 && number <= 20;
  const bool takes_part = has_sent(node.text, record.conversation, sent) || (node.field == "to" && is_other_side(node.text, record.conversation));
  return takes_part && !(node.field == "to" && is_named(node.text, record.sender));  // with: and to:
}

bool holds(const Node& node, size_t number, const Record& record, const std::set<Sent>& sent, const Text& text) {
  const auto child_holds = [&](const NodePtr& child) { return holds(*child, number, record, sent, text); };
  switch (node.kind) {
    case NodeKind::everything: return true;
    case NodeKind::field: return field_holds(node, record, number, sent);
    case NodeKind::time_range: return record.time->utc_ms >= node.from_ms && record.time->utc_ms < node.until_ms;
    case NodeKind::all_of: return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case NodeKind::any_of: return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case NodeKind::none_of: return !child_holds(node.children[0]);
    default: return !spans(node, text).empty();
  }
}

}  // namespace

std::vector<Hit> scan(const Query& query, const Corpus& corpus) {
  std::set<Sent> sent;
  for (const Record& record : corpus.records()) sent.emplace(record.conversation, record.sender);
  std::vector<Hit> hits;
  for (size_t i = 0; i < corpus.records().size(); ++i) {
    const Record& record = corpus.records()[i];
    if (holds(*query.root, i, record, sent, corpus.texts()[i])) hits.push_back({{i}, record.time->utc_ms});
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

Corpus::Corpus(uint32_t seed, size_t messages) : random_(seed) {
  for (size_t i = 0; i < messages; ++i) {
    Record record;
    record.kind = below(10) == 0 ? RecordKind::system_event : RecordKind::message;
    record.conversation = any(kConversations);
    record.sender = any(kSenders);
    record.custodian = kCustodians[i * i % 5 % 3];
    record.text = random_text();
    if (below(6) == 0) record.attachments.push_back({.blob = {}, .sha256 = {}, .size_bytes = {}, .mime = "", .name = random_text(), .kind = {}, .pages = {}});
    record.time = EventTime{.utc_ms = kStart + static_cast<int64_t>(below(12)) * kDay / 2, .original = "", .basis = TimeBasis::server,
                            .precision = TimePrecision::second};
    texts_.push_back(text_of(record));
    records_.push_back(std::move(record));
  }
}

std::string Corpus::random_text() {
  std::string text;
  for (size_t words = below(12); words > 0; --words) text += std::string(any(kWords)) + (below(8) == 0 ? ", " : " ");
  return text;
}

std::string Corpus::random_phrase() {
  std::string text;
  for (size_t words = 1 + below(3); words > 0; --words) text += std::string(text.empty() ? "" : " ") + any(kWords);
  return '"' + text + '"';
}

std::string Corpus::random_positional(int depth) {
  if (depth == 0 || below(3) == 0) return below(3) == 0 ? random_phrase() : below(4) == 0 ? any(kWild) : any(kPlain);
  if (below(4) == 0) return "(" + random_positional(depth - 1) + " OR " + random_positional(depth - 1) + ")";
  const std::string op = (below(4) == 0 ? " not" : "") + std::string(below(3) == 0 ? " pre/" : " w/") + std::to_string(1 + below(5)) + " ";
  return "(" + random_positional(depth - 1) + op + random_positional(depth - 1) + ")";
}

std::string Corpus::random_operand(int depth) {
  constexpr const char* kFields[] = {"from:ana", "from:ben", "from:\"+1 555 123 4567\"", "in:site", "in:\"site team\"", "with:lopez", "with:carl",
                                     "to:ana", "to:+15559876543", "to:\"+1 555 123 4567\"",
                                     "has:attachment", "kind:system", "id:m10..m20", "date:2026-03-02", "date:2026-03-03..", "in:*", "date:2025"};
  switch (below(depth == 0 ? 3 : 6)) {
    case 0: return any(kPlain);
    case 1: return random_positional(2);
    case 2: return any(kFields);
    case 3: return "(" + random_operand(depth - 1) + " OR " + random_operand(depth - 1) + ")";
    case 4: return "(" + random_operand(depth - 1) + " NOT " + random_operand(depth - 1) + ")";
    default: return "(" + random_operand(depth - 1) + " " + random_operand(depth - 1) + ")";
  }
}

std::string Corpus::random_query() { return random_operand(2); }

Partitions Corpus::random_partitions() {
  Partitions out;
  for (size_t begin = 0; begin < records_.size();) {
    const size_t end = std::min(records_.size(), begin + 1 + below(records_.size()));
    out.push_back(build_partition(records_, begin, end));
    begin = end;
  }
  std::shuffle(out.begin(), out.end(), random_);
  return out;
}

IdentityKey test_identity(uint64_t number) {
  const Sha256 hash = crypto::sha256(as_bytes(std::to_string(number)));
  return IdentityKey::from(hash.view().first(IdentityKey::kSize));
}

std::shared_ptr<const Partition> build_partition(const std::vector<Record>& records, size_t begin, size_t end, ClassId cls, Month month) {
  const auto builder = PartitionBuilder::create(cls, month).value();
  for (size_t i = begin; i < end; ++i) {
    const Document document{.number = {i}, .record = records[i], .identity = test_identity(i), .content_identity = test_identity(i / 3)};
    EXPECT_TRUE(builder->add(document).has_value());
  }
  return builder->finish({begin, end}).value();
}

}  // namespace muniment::index
