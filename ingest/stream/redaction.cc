// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/redaction.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/base/utf8.h"

namespace muniment::ingest {
namespace {

constexpr int kDeepest = 1024;

// Lower case. Gateways differ in how they write them, so they are compared without regard to case.
constexpr auto kSecrets = std::to_array<std::string_view>({
    // of a gateway's interface
    "apikey", "api_key", "api-key", "x-api-key", "authorization", "proxy-authorization", "token", "access_token",
    "accesstoken", "refresh_token", "x-auth-token", "x-access-token", "client_secret", "app_secret", "appsecret",
    "hub.verify_token", "verify_token", "password", "cookie", "set-cookie",
    // to pair with
    "qr", "qrcode", "codes", "pairingcode", "pairing_code", "linkcode", "link_code",
    // of a session
    "creds", "creds.update", "private", "privatekey", "private_key", "privkey", "noisekey", "noise_key",
    "signedidentitykey", "identitykeypair", "signedprekey", "prekeys", "pairingephemeralkeypair", "advsecretkey",
    "adv_secret", "appstatesynckeyshare", "appstatesynckeys", "appstatesynckeydata", "keydata",
});

// What is one only in some events: their names in lower case with dots.
struct SecretOfEvent {
  std::string_view event, key;
};
constexpr auto kSecretsOfEvents = std::to_array<SecretOfEvent>({
    {"creds.update", "data"},
    {"qrcode.updated", "code"},
    {"qrcode.updated", "base64"},
    {"instance.create", "hash"},
});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(), [](char c) { return lower(c); });
  return all;
}

// CREDS_UPDATE and creds-update are creds.update.
std::string event_name(std::string_view written) {
  std::string name = lower(written);
  std::ranges::replace_if(name, [](char c) { return c == '_' || c == '-'; }, '.');
  return name;
}

bool is_secret(std::string_view key, std::string_view event) {
  const std::string name = lower(key);
  if (std::ranges::find(kSecrets, name) != kSecrets.end()) return true;
  return std::ranges::any_of(kSecretsOfEvents, [&](const SecretOfEvent& one) { return one.event == event && one.key == name; });
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The four digits of \u at `at`.
std::optional<uint32_t> unit_at(std::string_view written, size_t at) {
  if (written.size() < at + 4) return std::nullopt;
  uint32_t unit = 0;
  for (const char written_digit : written.substr(at, 4)) {
    const char c = lower(written_digit);
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
    unit = unit << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return unit;
}

// What a string of JSON says; nothing for an escape that is none. Half a pair becomes U+FFFD.
std::optional<std::string> unescaped(std::string_view written) {
  constexpr std::string_view kLetters = "bfnrt", kMeant = "\b\f\n\r\t";
  std::string plain;
  for (size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '\\') {
      plain += written[i];
      continue;
    }
    if (++i == written.size()) return std::nullopt;
    if (const size_t letter = kLetters.find(written[i]); letter != std::string_view::npos) {
      plain += kMeant[letter];
    } else if (written[i] != 'u') {
      plain += written[i];
    } else {
      auto unit = unit_at(written, i + 1);
      if (!unit) return std::nullopt;
      i += 4;
      if (*unit >= 0xD800 && *unit < 0xE000) {
        const bool paired = *unit < 0xDC00 && written.substr(i + 1).starts_with("\\u");
        const auto low = paired ? unit_at(written, i + 3) : std::nullopt;
        const bool whole = low && *low >= 0xDC00 && *low < 0xE000;
        unit = whole ? 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00) : 0xFFFD;
        if (whole) i += 6;
      }
      append_utf8(plain, *unit);
    }
  }
  return plain;
}

// As the inside of a string of JSON.
std::string escaped(std::string_view plain) {
  std::string all;
  for (const char c : plain) {
    if (c == '"' || c == '\\')
      all.append(1, '\\').append(1, c);
    else if (static_cast<unsigned char>(c) < 0x20)
      all.append("\\u00").append(1, "01"[c >> 4]).append(1, "0123456789abcdef"[c & 15]);
    else
      all += c;
  }
  return all;
}

struct Edit {
  size_t begin, end;
  std::string instead;
};

// One pass over a JSON text. It takes what is no JSON in small matters (a number like 1.2.3): the parser refuses it
// later, and nothing of a secret is left by then.
class Search {
 public:
  Search(std::string_view text, std::string_view event) : text_(text), event_(event) {}

  // False if the text is no JSON.
  bool run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (!value(0)) return false;
    skip_space();
    return at_ == text_.size();
  }
  [[nodiscard]] std::string event_found() const { return event_found_; }
  [[nodiscard]] std::vector<std::string> take_paths() { return std::move(paths_); }
  [[nodiscard]] std::string redacted() const {
    std::string all;
    size_t from = 0;
    for (const Edit& edit : edits_) {
      all.append(text_.substr(from, edit.begin - from)).append(edit.instead);
      from = edit.end;
    }
    return all.append(text_.substr(from));
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool skip(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // The inside of the string that begins here.
  std::optional<std::string_view> string() {
    if (!skip('"')) return std::nullopt;
    const size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') return text_.substr(begin, at_++ - begin);
      if (text_[at_] == '\\') ++at_;
    }
    return std::nullopt;
  }
  bool value(int depth);
  bool object(int depth);
  bool array(int depth);
  bool member_value(const std::string& key, int depth);
  void take_out(size_t begin);
  void look_into_body(size_t begin, std::string_view inside);
  void name_path() {  // keys are as the source wrote them: not always UTF-8
    std::string path;
    for (const std::string& key : path_) path.append(path.empty() ? "" : ".").append(key);
    path = repair_utf8(path).text;
    if (std::ranges::find(paths_, path) == paths_.end()) paths_.push_back(std::move(path));
  }

  std::string_view text_, event_;
  size_t at_ = 0;
  std::string event_found_;  // the value of "event" of the outermost object
  std::vector<std::string> path_;
  std::vector<std::string> paths_;
  std::vector<Edit> edits_;
};

bool Search::value(int depth) {
  if (depth > kDeepest) return false;
  skip_space();
  if (at_ == text_.size()) return false;
  if (text_[at_] == '{') return object(depth);
  if (text_[at_] == '[') return array(depth);
  if (text_[at_] == '"') return string().has_value();
  const size_t begin = at_;
  while (at_ < text_.size() && !is_space(text_[at_]) && std::string_view(",]}\":[{").find(text_[at_]) == std::string_view::npos) ++at_;
  return at_ > begin;
}

bool Search::array(int depth) {
  ++at_;
  if (skip(']')) return true;
  do {
    if (!value(depth + 1)) return false;
  } while (skip(','));
  return skip(']');
}

bool Search::object(int depth) {
  ++at_;
  if (skip('}')) return true;
  do {
    const auto written = string();
    const auto key = written ? unescaped(*written) : std::nullopt;
    if (!key || !skip(':')) return false;
    path_.push_back(*key);
    const bool whole = member_value(*key, depth);
    path_.pop_back();
    if (!whole) return false;
  } while (skip(','));
  return skip('}');
}

bool Search::member_value(const std::string& key, int depth) {
  skip_space();
  const size_t begin = at_;
  const size_t edits = edits_.size(), paths = paths_.size();
  if (!value(depth + 1)) return false;
  const std::string_view written = text_.substr(begin, at_ - begin);
  const bool is_text = written.front() == '"';
  const std::string_view inside = is_text ? written.substr(1, written.size() - 2) : std::string_view();
  if (is_secret(key, event_)) {
    edits_.resize(edits);  // what was found inside goes with it
    paths_.resize(paths);
    take_out(begin);
  } else if (is_text && path_.size() == 1 && key == "event") {
    event_found_ = event_name(inside);
  } else if (is_text && key == "body" && (path_.size() == 1 || (path_.size() == 2 && path_.front() == "data"))) {
    look_into_body(begin, inside);
  }
  return true;
}

void Search::take_out(size_t begin) {
  const std::string_view written = text_.substr(begin, at_ - begin);
  for (const std::string_view nothing : {"null", "true", "false", "\"\"", "{}", "[]"}) {
    if (written == nothing) return;
  }
  name_path();
  edits_.push_back({begin, at_, "\"" + std::string(kRedacted) + "\""});
}

void Search::look_into_body(size_t begin, std::string_view inside) {
  const auto plain = unescaped(inside);
  if (!plain) return;
  const auto redaction = redact(*plain);
  if (!redaction) return;
  if (redaction->is_cut) name_path();
  for (const std::string& key : redaction->paths) {
    path_.push_back(key);
    name_path();
    path_.pop_back();
  }
  const std::string_view rest = redaction->is_cut ? kRedacted : std::string_view();
  edits_.push_back({begin, at_, "\"" + escaped(redaction->bytes).append(rest) + "\""});
}

// --- whether it is worth looking

constexpr size_t kLongestName = 32;

bool is_in_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; }

// Whether the event whose name begins at `at`, behind a colon and quotes, has secrets of its own.
bool begins_event_with_secrets(std::string_view text, size_t at) {
  while (at < text.size() && (is_space(text[at]) || text[at] == '"' || text[at] == '\\')) ++at;
  const auto begins_alike = [&](const SecretOfEvent& one) { return at < text.size() && lower(text[at]) == one.event.front(); };
  if (std::ranges::none_of(kSecretsOfEvents, begins_alike)) return false;
  const std::string name = event_name(text.substr(at, kLongestName));
  return std::ranges::any_of(kSecretsOfEvents, [&](const SecretOfEvent& one) { return name.starts_with(one.event); });
}

// The last four characters, in lower case but for a few signs, which then look like others: as good for telling names.
constexpr uint32_t ending_of(const char* end) {
  uint32_t ending = 0;
  for (int i = 4; i > 0; --i) ending = ending << 8 | (static_cast<uint32_t>(static_cast<unsigned char>(end[-i])) | 0x20);
  return ending;
}

constexpr size_t place_of(uint32_t ending) { return ending * 2654435761U >> 22; }  // of 1024

// How names end behind which a secret may stand: nearly all others can be told by it.
constexpr auto kEndings = [] {
  std::array<bool, 1024> endings{};
  for (const std::string_view name : kSecrets) {
    if (name.size() >= 4) endings[place_of(ending_of(name.data() + name.size()))] = true;
  }
  endings[place_of(ending_of(std::end("event") - 1))] = true;
  return endings;
}();

constexpr std::string_view kShortestSecret = "qr";
static_assert(std::ranges::all_of(kSecrets, [](std::string_view name) { return name.size() >= 4 || name == kShortestSecret; }));

bool ends_like_secret(std::string_view text, size_t end) {
  if (end < 2) return false;
  if (lower(text[end - 1]) == 'r' && lower(text[end - 2]) == 'q') return true;
  if (end < 9) return true;  // too little of it to be told so
  const char* const escape = text.data() + end - 9;  // one of the last characters may be written as one
  const bool any_escape = (escape[0] == '\\') | (escape[1] == '\\') | (escape[2] == '\\') | (escape[3] == '\\');
  return any_escape || kEndings[place_of(ending_of(text.data() + end))];
}

// Whether a secret may stand behind the colon or equals sign at `end`: its name, quoted or not ({\"apikey\":), is one, or is
// written with escapes, or it is an event that has secrets of its own.
bool may_precede_secret(std::string_view text, size_t end, bool needs_quotes) {
  const size_t colon = end;
  while (end > 0 && is_space(text[end - 1])) --end;
  const size_t behind_quote = end;
  while (end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'' || text[end - 1] == '\\')) --end;
  if (needs_quotes && (end == behind_quote || !ends_like_secret(text, end))) return false;
  std::array<char, kLongestName> name{};
  size_t length = 0;
  while (length < name.size() && length < end && is_in_name(lower(text[end - 1 - length]))) {
    name[name.size() - 1 - length] = lower(text[end - 1 - length]);
    ++length;
  }
  if (length == 0 || length == name.size()) return false;
  if (needs_quotes && length < end && text[end - 1 - length] == '\\') return true;
  const std::string_view written(name.data() + name.size() - length, length);
  if (written == "event") return begins_event_with_secrets(text, colon + 1);
  return std::ranges::find(kSecrets, written) != kSecrets.end();
}

bool is_quote(char c) { return c == '"' || c == '\'' || c == '\\'; }

// Most colons stand in times, and most names end like none of those that are looked for.
bool is_surely_harmless(std::string_view line, size_t colon) {
  if (colon < 2) return true;
  const char before = line[colon - 1];
  if (!is_quote(before)) return !is_space(before);
  return before == '"' && !is_quote(line[colon - 2]) && !ends_like_secret(line, colon - 1);
}

// Cheap, for nearly every line: keys end in a quote and a colon.
bool may_hold_secrets(std::string_view line) {
  for (size_t at = line.find(':'); at != std::string_view::npos; at = line.find(':', at + 1)) {
    if (!is_surely_harmless(line, at) && may_precede_secret(line, at, true)) return true;
  }
  return false;
}

// What of a line that is no JSON may be kept: all before the first thing that a secret may follow.
size_t length_without_secrets(std::string_view line) {
  size_t length = line.size();
  for (size_t at = line.find_first_of(":="); at != std::string_view::npos; at = line.find_first_of(":=", at + 1)) {
    if (!may_precede_secret(line, at, false)) continue;
    length = at + 1;
    break;
  }
  return length;
}

}  // namespace

std::optional<Redaction> redact(std::string_view line) {
  if (!may_hold_secrets(line)) {
    // Log lines that a gateway wrote among its events have names without quotes.
    const size_t begin = line.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (begin == std::string_view::npos || line[begin] == '{') return std::nullopt;
  }
  Search search(line, {});
  bool is_json = search.run();
  const std::string event = search.event_found();
  Search again(line, event);
  if (is_json && !event.empty()) is_json = again.run();
  Search& last = event.empty() ? search : again;
  if (is_json) {
    Redaction redaction{last.redacted(), last.take_paths()};
    if (redaction.paths.empty()) return std::nullopt;
    return redaction;
  }
  const size_t length = length_without_secrets(line);
  if (length == line.size()) return std::nullopt;
  return Redaction{std::string(line.substr(0, length)), {}, true};
}

}  // namespace muniment::ingest
