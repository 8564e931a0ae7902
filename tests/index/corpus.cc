// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/index/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/utf8.h"
#include "core/crypto/hash.h"

namespace muniment::index {
namespace {

constexpr const char* kWords[] = {"a", "b", "c", "d", "e", "invoice", "invoices", "paid", "5,000", "5000", "$5,000", "+1 555 123 4567", "15551234567",
                                  "@ana", "ana", "#budget", "john's", "john", "👍🏽", "👍", "東京都", "東京", "京", "ok.thanks", "ana@example.com", "Straße",
                                  "invoicing", "invioce", "Smith", "Smyth", "schmidt", "José", "jose", "Häuser", "Haus", "12", "17", "500", "5,000.50",
                                  "платёж", "платежи", "transfer", "transfers", "prefer"};
// Other scripts, marks of direction, what folding changes, and numbers and names at their edges.
constexpr const char* kOtherWords[] = {"مُحَمَّد", "محمد", "محمـد", "الدفع", "\u200fفاتورة\u200e", "صه\u200cیک", "צה\"ל", "צה״ל", "צהל", "שָׁלוֹם", "שלום",
                                       "\u200fחשבונית", "\u2067שלום\u2069", "สวัสดี", "ดี", "ส", "नमस्ते", "भुगतान", "नम", "İstanbul", "istanbul", "ISPARTA",
                                       "ısı", "ISI", "STRASSE", "straße", "ﬁn", "fin", "ＦＵＬＬ", "full", "cafe\u0301", "café", "cafe", "Σίσυφος", "ΣΊΣΥΦΟΣ",
                                       "안녕", "안", "東", "タワー", "ｶﾞ", "👍🏿", "👩‍🚀", "👩", "🇬🇧", "🇫🇷🇬🇧", "❤️", "❤", "l’homme", "homme", "dell'arte",
                                       "don't", "DON’T", "col·lecció", "e-mail", "10:30", "http://www.example.com/a", "www.example.com", "5.000,25 €",
                                       "€5000", "£20", "20 £", "1,234,567", "1'000", "0044 20 7946 0000", "(555) 123-4567", "+44 (0)20 7946 0000",
                                       "3.14", "٣٤", "10th", "4x", "000", "@a@b", "##x", "_it_", "follow-up", "..."};
constexpr const char* kPlain[] = {"a", "b", "c", "d", "e", "invoice", "paid", "5,000", "5000", "$5000", "15551234567", "@ana", "ana", "budget",
                                  "john", "john's", "👍", "東京", "京", "thanks", "example", "strasse", "nowhere"};
constexpr const char* kPatterns[] = {"invo*", "inv*", "5*", "a*", "@a*", "str*", "zz*", "*fer", "*voi*", "in?oice", "*n*o*s", "?ose", "j??e", "#b*t", "j*", "*s", "東京*",
                                     "invoice~en", "haus~de", "платёж~", "transfer~", "invoice%1", "invoice%2", "jose%0", "smith#", "schmidt#",
                                     "5~~20", "500~~5,000", "5~~5", "0~~99999999999", "regex:/inv.*s/", "regex:/[a-c]|5+0*/", "regex:/TRANS(fer)?s?/"};
constexpr const char* kLanguages[] = {"", "en", "de", "ru", "tr", "ar", "es", "fr"};
constexpr const char* kSenders[] = {"ana", "ana lopez", "Ben", "+15551234567", "carl", "15551234567@lid", "bsuid:US.134", "Ana@Example.com", ""};
constexpr const char* kConversations[] = {"site team", "site", "family", "board 2026", "+15551234567 +15559876543", "15551234567@lid bsuid:US.134",
                                          "120363000@g.us"};
constexpr const char* kCustodians[] = {"zoe", "", "adam", "Adam Zoe"};
constexpr const char* kPauses[] = {"+", "+1m", "+12h", "+1d", "+3d"};
constexpr const char* kParsers[] = {"baileys/1", "whatsapp-txt/2", "jsonl/1", ""};
constexpr const char* kSessions[] = {"", "sales-phone", "desk 1", "Ana"};
constexpr const char* kFiles[] = {"invoice.pdf", "photo.JPG", "a.opus", "", "東京.mp4"};
constexpr const char* kFields[] = {"from:ana", "from:ben", "from:\"+1 555 123 4567\"", "from:15551234567", "from:lopez", "from:\"ANA LOPEZ\"",
                                   "from:\"15551234567@lid\"", "from:ana@example.com", "in:site", "in:\"site team\"", "in:2026", "with:lopez",
                                   "with:carl", "with:\"+15551234567\"", "to:ana", "to:+15559876543", "to:\"+1 555 123 4567\"", "to:\"bsuid:US.134\"",
                                   "to:15551234567", "custodian:zoe", "custodian:\"adam zoe\"", "custodian:nobody", "in:*",
                                   "source:baileys", "source:txt", "source:\"desk 1\"", "source:\"baileys Sales-Phone\"", "source:ana",
                                   "attachment:invoice", "attachment:*", "attachment:*.pdf", "attachment:in*", "attachment:京", "attachment:\"a opus\"",
                                   "attachment:\"invoice paid\"", "attachment:0~~10000", "attachment:5,000"};
constexpr const char* kHas[] = {"attachment", "media", "link", "reply", "poll", "location", "contact", "mention", "edited", "deleted"};
constexpr const char* kKinds[] = {"message", "system", "edit", "revoke", "reaction", "receipt", "call", "vote", "session", "identity", "delivery",
                                  "unrecognised"};
constexpr const char* kDates[] = {"date:2026-03-02", "date:2026-03-03..", "date:..2026-03-02", "date:2025", "date:2026", "date:2026-03-02..2026-03-04",
                                  "on:2026-03-01", "on:2026-03-04", "on:2026-03", "date:2026-03-02T12", "date:2026-03-02T12..2026-03-03T11:59",
                                  "date:1970", "date:2026-03-02T12:00+12:00", "date:..1969", "date:2026-03[Asia/Tokyo]"};
constexpr FactType kFacts[] = {FactType::edited,        FactType::deleted_by_sender, FactType::deleted_by_admin, FactType::mention, FactType::location,
                               FactType::live_location, FactType::place,             FactType::poll,             FactType::contact, FactType::forwarded};
constexpr int64_t kStart = 1'772'323'200'000;  // 2026-03-01
constexpr int64_t kDay = 86'400'000;

std::string together(const std::vector<std::string>& letters, size_t from, size_t to) {
  std::string out;
  for (size_t i = from; i < std::min(to, letters.size()); ++i) out += letters[i];
  return out;
}

}  // namespace

bool is_query(const std::string& text) { return parse_query(text, {}).has_value(); }

std::vector<std::string> letters_of(const std::string& text) {
  std::vector<std::string> out;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = front_code_point(std::string_view(text).substr(at)).bytes;
    out.push_back(text.substr(at, bytes));
    at += bytes;
  }
  return out;
}

Corpus::Corpus(uint32_t seed, size_t messages) : random_(seed), words_(std::begin(kWords), std::end(kWords)) {
  constexpr size_t kWordsAtOnce = 32;
  if (seed % 2 == 1) {  // other words beside a few of those
    words_.insert(words_.end(), std::begin(kOtherWords), std::end(kOtherWords));
    std::shuffle(words_.begin() + 5, words_.end(), random_);
    words_.resize(kWordsAtOnce);
  }
  for (size_t i = 0; i < messages; ++i) messages_.add(random_record(i));
}

Record Corpus::random_record(size_t number) {
  Record record;
  record.kind = below(10) == 0 ? RecordKind::system_event : RecordKind::message;
  if (below(8) == 0) record.kind = static_cast<RecordKind>(1 + below(12));
  record.conversation = any(kConversations);
  record.sender = any(kSenders);
  record.custodian = kCustodians[number % 7 % 4];
  record.parser = any(kParsers);
  record.session = any(kSessions);
  if (below(40) != 0) record.text = random_text();
  for (size_t i = below(6) == 0 ? 1 + below(3) : 0; i > 0; --i) {
    Attachment attachment;
    attachment.name = below(2) == 0 ? random_text() : any(kFiles);
    if (below(3) == 0) attachment.kind = static_cast<AttachmentKind>(below(9));
    if (below(4) == 0) attachment.mime = below(2) == 0 ? "image/webp" : "application/pdf";
    record.attachments.push_back(attachment);
  }
  const int64_t halves_of_days = below(3) == 0 ? static_cast<int64_t>(number / 8) : static_cast<int64_t>(below(12));
  const int64_t at = kStart + halves_of_days * kDay / 2 - (below(9) == 0 ? 1 : 0);
  if (below(16) != 0) record.time = EventTime{.utc_ms = at, .original = "", .basis = TimeBasis::server, .precision = TimePrecision::second};
  if (!record.time && below(3) != 0) record.captured_ms = at;
  add_facts(record);
  return record;
}

void Corpus::add_facts(Record& record) {
  if (below(3) == 0) record.facts.push_back({.type = any(kFacts), .text = "invoice", .number = std::nullopt});
  if (below(8) == 0) record.references.push_back({.type = ReferenceType::reply, .source_message_id = "x", .message = std::nullopt});
  if (below(12) == 0) record.references.push_back({.type = ReferenceType::about, .source_message_id = "x", .message = std::nullopt});
}

// Now and then a long one, and one with words that are cut for their length.
std::string Corpus::random_text() {
  constexpr size_t kShort = 12, kLong = 250, kLetters = 600;
  std::string text;
  const size_t words = below(150) == 0 ? kLong : below(kShort);
  for (size_t i = 0; i < words; ++i) text += random_word() + (below(8) == 0 ? ", " : " ");
  if (below(150) == 0) {
    const std::string letter = below(2) == 0 ? "x" : "ж";
    for (size_t i = below(kLetters); i > 0; --i) text += letter;
  }
  return text;
}

std::string Corpus::random_word() { return any(words_); }

std::string Corpus::random_phrase() {
  std::string text;
  for (size_t words = 1 + below(3); words > 0; --words) {
    text += std::string(text.empty() ? "" : " ") + (below(12) == 0 ? any(kPatterns) : random_word());
  }
  const std::string phrase = '"' + text + '"';
  return is_query(phrase) ? phrase : "\"a b\"";
}

// Any word of the corpus, bent.
std::string Corpus::random_pattern() {
  if (below(2) == 0) return any(kPatterns);
  const std::vector<std::string> letters = letters_of(random_word());
  const std::string all = together(letters, 0, letters.size());
  const size_t cut = below(letters.size() + 1), after = cut + below(3);
  const std::string left = together(letters, 0, cut), right = together(letters, after, letters.size());
  const std::string choices[] = {left + "*",
                                 "*" + right,
                                 left + "*" + right,
                                 left + "?" + together(letters, cut + 1, letters.size()),
                                 all + "~" + any(kLanguages),
                                 all + "%" + std::to_string(below(4)),
                                 left + right + "%" + std::to_string(1 + below(2)),
                                 all + "#",
                                 std::to_string(below(600)) + "~~" + std::to_string(600 + below(6'000)),
                                 "regex:/" + left + ".*/"};
  const std::string& pattern = any(choices);
  const bool is_ascii = std::all_of(all.begin(), all.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  const bool may_be = pattern.find_first_of(" ()") == std::string::npos && is_query(pattern) && (is_ascii || !pattern.starts_with("regex:"));
  return may_be ? pattern : any(kPatterns);
}

std::string Corpus::random_leaf() {
  if (below(4) == 0) return random_pattern();
  if (below(2) == 0) return any(kPlain);
  const std::string word = random_word(), quoted = '"' + word + '"';
  if (below(2) == 0 && word.find(' ') == std::string::npos && is_query(word)) return word;
  return is_query(quoted) ? quoted : "a";
}

// Far ones only between words: matches of nested ones are many.
std::string Corpus::random_distance(int depth) {
  constexpr size_t kFar[] = {7, 12, 40, 998, 999};
  return std::to_string(depth == 1 && below(8) == 0 ? any(kFar) : 1 + below(5));
}

std::string Corpus::random_positional(int depth) {
  if (depth == 0 || below(3) == 0) return below(3) == 0 ? random_phrase() : random_leaf();
  if (below(4) == 0) return "(" + random_positional(depth - 1) + " OR " + random_positional(depth - 1) + ")";
  const std::string op = (below(4) == 0 ? " not" : "") + std::string(below(3) == 0 ? " pre/" : " w/") + random_distance(depth) + " ";
  return "(" + random_positional(depth - 1) + op + random_positional(depth - 1) + ")";
}

std::string Corpus::random_run_on(int depth, const std::string& suffix) {
  if (depth == 0 || below(4) == 0) return below(3) == 0 ? random_phrase() : below(4) == 0 ? random_positional(1) : random_leaf();
  if (below(5) == 0) return "(" + random_run_on(depth - 1, suffix) + " OR " + random_run_on(depth - 1, suffix) + ")";
  const std::string op = (below(5) == 0 ? " not" : "") + std::string(below(3) == 0 ? " pre/" : " w/") + std::to_string(1 + below(9)) + suffix + " ";
  return "(" + random_run_on(depth - 1, suffix) + op + random_run_on(depth - 1, suffix) + ")";
}

std::string Corpus::random_field() {
  switch (below(6)) {
    case 0: return std::string("has:") + any(kHas);
    case 1: return std::string("kind:") + any(kKinds);
    case 2: return any(kDates);
    case 3: {
      const std::string first = "m" + std::to_string(below(60)), last = "m" + std::to_string(60 + below(200));
      const std::string choices[] = {"id:m10..m20", "id:" + first, "id:" + first + "..", "id:.." + last, "id:" + first + ".." + last};
      return any(choices);
    }
    default: return any(kFields);
  }
}

std::string Corpus::random_operand(int depth) {
  switch (below(depth == 0 ? 3 : 8)) {
    case 0: return random_leaf();
    case 1: return random_positional(2);
    case 2: return random_field();
    case 3: return "(" + random_operand(depth - 1) + " OR " + random_operand(depth - 1) + ")";
    case 4: return "(" + random_operand(depth - 1) + " NOT " + random_operand(depth - 1) + ")";
    case 5: return "(in:* NOT " + random_operand(depth - 1) + ")";
    case 6: return "(NOT " + random_operand(depth - 1) + " " + random_operand(depth - 1) + " NOT " + random_operand(depth - 1) + ")";
    default: return "(" + random_operand(depth - 1) + " " + random_operand(depth - 1) + ")";
  }
}

// What reaches over several messages, alone, beside other things and under NOT.
std::string Corpus::random_query_across() {
  const std::string across = random_run_on(1 + static_cast<int>(below(2)), any(kPauses));
  switch (below(4)) {
    case 0: return across;
    case 1: return across + " OR " + random_operand(1);
    case 2: return "in:* NOT " + across;
    default: return across + " " + random_field();
  }
}

std::string Corpus::random_query() { return random_operand(below(8) == 0 ? 3 : 2); }

Query Corpus::with_names_of_callers(const Query& query) {
  Query out = query;
  out.root = with_names_of_callers(query.root);
  return out;
}

// As callers complete it: numbers at random.
Node Corpus::told_by_others(Node field) {
  constexpr const char* kTold[] = {"edited", "deleted", "reaction"};
  field.field = any(kTold);
  field.text = below(2) == 0 ? "true" : "false";
  if (field.field == "reaction") field.children = {make_group(NodeKind::everything, field.column, {})};
  std::vector<uint64_t> numbers;
  for (uint64_t number = below(9); number < records().size(); number += 1 + below(9)) numbers.push_back(number);
  field.told_of = std::make_shared<const std::vector<uint64_t>>(std::move(numbers));
  return field;
}

NodePtr Corpus::with_names_of_callers(const NodePtr& node) {
  Node copy = *node;
  if (copy.field == "from" || copy.field == "with" || copy.field == "to") copy.also.assign(1 + below(2), any(kSenders));
  if (copy.field == "source") copy.also.assign(1, below(2) == 0 ? "sales*" : "des*");
  if (copy.field == "has" && below(2) == 0) copy = told_by_others(std::move(copy));
  if (copy.field == "in" && below(2) == 0) {
    copy.field = kExactConversation;
    copy.text = any(kConversations);
  }
  for (NodePtr& child : copy.children) child = with_names_of_callers(child);
  return make_node(std::move(copy));
}

Partitions Corpus::random_partitions() {
  Partitions out;
  const std::vector<Record>& all = records();
  const size_t most = below(4) == 0 ? 9 : all.size();  // many small ones, or few
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.size(), begin + 1 + below(most));
    out.push_back(build_partition(all, begin, end));
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
