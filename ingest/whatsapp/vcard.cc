// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/vcard.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/base/utf8.h"
#include "ingest/line_reader.h"
#include "ingest/member_names.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr uint64_t kLargestCard = uint64_t{1} << 20;
constexpr size_t kMostNames = 1000;
constexpr size_t kLongestName = 1000;

// One property, "item1.FN;CHARSET=UTF-8:Ana" without its folds.
struct Property {
  std::string name;        // upper case, without a group
  std::string parameters;  // upper case
  std::string value;
};

std::string upper(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return all;
}

std::optional<unsigned> hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const size_t at = kDigits.find(upper({&c, 1}));
  return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<unsigned>(at));
}

std::string from_quoted_printable(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '=' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    plain += low ? static_cast<char>(*high * 16 + *low) : text[i];
    if (low) i += 2;
  }
  return plain;
}

std::string from_latin1(std::string_view text) {
  std::string utf8;
  for (const char c : text)
    append_utf8(utf8, static_cast<unsigned char>(c));
  return utf8;
}

// Parts of a value at semicolons that no backslash stands before, with the escapes of all versions undone.
std::vector<std::string> parts_of(std::string_view value, bool split) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      const char c = value[++i];
      parts.back() += c == 'n' || c == 'N' ? ' ' : c;
    } else if (split && value[i] == ';') {
      parts.emplace_back();
    } else {
      parts.back() += value[i];
    }
  }
  return parts;
}

// On one line, without spaces at its ends or twice.
std::string tidy(std::string_view text) {
  std::string tidy;
  for (const char c : text) {
    const bool space = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
    if (!space) tidy += c;
    if (space && !tidy.empty() && tidy.back() != ' ') tidy += ' ';
  }
  if (tidy.ends_with(' ')) tidy.pop_back();
  return tidy;
}

std::string decoded(const Property& property) {
  std::string value = property.value;
  if (property.parameters.find("QUOTED-PRINTABLE") != std::string::npos) value = from_quoted_printable(value);
  const bool latin =
      property.parameters.find("8859-1") != std::string::npos || property.parameters.find("1252") != std::string::npos;
  return latin && !is_valid_utf8(value) ? from_latin1(value) : repair_utf8(value).text;
}

// "Lima;Ana;Maria;Dr.;" is said "Dr. Ana Maria Lima".
std::string spoken(std::vector<std::string> parts) {
  parts.resize(std::max<size_t>(parts.size(), 5));
  std::string name;
  for (const size_t part : {3U, 1U, 2U, 0U, 4U})
    name += parts[part] + " ";
  return name;
}

std::optional<Property> read_property(std::string_view line) {
  bool quoted = false;
  size_t colon = 0;
  for (; colon < line.size() && (quoted || line[colon] != ':'); ++colon)
    quoted ^= line[colon] == '"';
  if (colon == line.size()) return std::nullopt;
  std::string_view name = line.substr(0, colon);
  const size_t semicolon = std::min(name.find(';'), name.size());
  Property property{upper(name.substr(0, semicolon)), upper(name.substr(semicolon)),
                    std::string(line.substr(colon + 1))};
  if (const size_t dot = property.name.rfind('.'); dot != std::string::npos) property.name.erase(0, dot + 1);
  return property;
}

// Lines with their folds undone: a line that begins with a space continues the one before, and so does what follows a
// quoted-printable line that ends in "=".
std::vector<std::string> unfolded(std::string_view text) {
  std::vector<std::string> lines;
  bool soft = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool fold = !lines.empty() && (line.starts_with(' ') || line.starts_with('\t'));
    if (soft) {
      lines.back() += line;
    } else if (fold) {
      lines.back() += line.substr(1);
    } else {
      lines.emplace_back(line);
    }
    soft =
        lines.back().ends_with('=') && upper(lines.back().substr(0, 200)).find("QUOTED-PRINTABLE") != std::string::npos;
    if (soft) lines.back().pop_back();
  }
  return lines;
}

std::string as_utf8(ByteView bytes) {
  const std::string_view text = as_text(bytes);
  std::string storage;
  if (text.starts_with("\xFF\xFE")) return std::string(text_of(bytes.subspan(2), Encoding::utf16_le, storage));
  if (text.starts_with("\xFE\xFF")) return std::string(text_of(bytes.subspan(2), Encoding::utf16_be, storage));
  return std::string(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
}

}  // namespace

std::vector<std::string> names_on_cards(ByteView bytes) {
  std::vector<std::string> names;
  std::string full, structured;
  bool inside = false;
  for (const std::string& line : unfolded(as_utf8(bytes))) {
    const auto property = read_property(line);
    if (!property) continue;
    const std::string value = tidy(upper(property->value));
    if (property->name == "BEGIN" && value == "VCARD") {
      inside = true;
      full.clear(), structured.clear();
    } else if (property->name == "END" && value == "VCARD" && std::exchange(inside, false)) {
      std::string& name = full.empty() ? structured : full;
      if (!name.empty() && name.size() <= kLongestName && names.size() < kMostNames) names.push_back(name);
    } else if (inside && property->name == "FN" && full.empty()) {
      full = tidy(parts_of(decoded(*property), false).front());
    } else if (inside && property->name == "N" && structured.empty()) {
      structured = tidy(spoken(parts_of(decoded(*property), true)));
    }
  }
  return names;
}

void add_contacts(const SourceAttachment& attachment, std::vector<Fact>& facts) {
  if (!attachment.open || !has_extension(attachment.name, ".vcf")) return;
  const auto stream = attachment.open();
  if (!stream) return;
  const auto bytes = io::read_all(**stream, kLargestCard);
  if (!bytes) return;
  for (std::string& name : names_on_cards(*bytes))
    facts.push_back({FactType::contact, std::move(name), std::nullopt});
}

}  // namespace muniment::ingest::whatsapp
