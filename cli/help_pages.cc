// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help_pages.h"

#include <algorithm>

#include "cli/columns.h"

namespace muniment::cli {

extern const std::string_view kQueryLanguagePage, kQueryDtsearchPage;

namespace {

// `code`, **bold** and [links](to.md) as they are read.
std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t close = text.find(']'), end = text.starts_with('[') && close != std::string_view::npos ? text.find(')', close) : std::string_view::npos;
    if (text.starts_with('`')) {
      const size_t behind = std::min(text.find('`', 1), text.size());
      out += text.substr(1, behind - 1);
      text.remove_prefix(std::min(behind + 1, text.size()));
    } else if (text.starts_with("**")) {
      text.remove_prefix(2);
    } else if (end != std::string_view::npos && text.substr(close).starts_with("](")) {
      out += plain(text.substr(1, close - 1));
      text.remove_prefix(end + 1);
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// The first cell, and the others behind it.
Pair row_of(std::string_view line) {
  Pair row;
  for (size_t at = 1, cell = 0; at < line.size(); ++cell) {
    const size_t end = std::min(line.find('|', at), line.size());
    const std::string text = plain(trimmed(line.substr(at, end - at)));
    if (cell == 0) row.left = text;
    else if (!text.empty()) row.right += (row.right.empty() ? "" : "; ") + text;
    at = end + 1;
  }
  return row;
}

class Setter {
 public:
  explicit Setter(std::string_view markdown) : rest_(markdown) {}

  std::string run() {
    while (!rest_.empty()) block();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view line() const { return rest_.substr(0, rest_.find('\n')); }
  std::string_view take() {
    const std::string_view taken = line();
    rest_.remove_prefix(std::min(taken.size() + 1, rest_.size()));
    return taken;
  }

  void block() {
    if (line().empty()) return void(take());
    const bool next_item = after_item_ && line().starts_with("* ");
    out_ += out_.empty() || next_item ? "" : "\n";
    after_item_ = line().starts_with("* ");
    if (line().starts_with("```")) return code();
    if (line().starts_with('|')) return table();
    if (line().starts_with('#')) return heading();
    text();
  }

  void code() {
    take();
    while (!rest_.empty() && !line().starts_with("```")) {
      const std::string_view text = take();
      out_ += (text.empty() ? "" : "    " + std::string(text)) + "\n";
    }
    take();
  }

  void table() {
    take();
    take();
    std::vector<Pair> rows;
    while (line().starts_with('|')) rows.push_back(row_of(take()));
    out_ += two_columns(rows);
  }

  void heading() {
    const std::string_view words = take();
    out_ += in_capitals(plain(words.substr(words.find(' ') + 1))) + "\n";
  }

  // A paragraph, or one item of a list.
  void text() {
    std::string words(take());
    while (!line().empty() && !line().starts_with("* ") && !line().starts_with("```")) words += " " + std::string(trimmed(take()));
    out_ += after_item_ ? paragraph(plain(words.substr(2)), "  * ", "    ") : paragraph(plain(words));
  }

  std::string_view rest_;
  std::string out_;
  bool after_item_ = false;  // the last block was an item of a list
};

}  // namespace

const std::vector<HelpPage>& help_pages() {
  static const std::vector<HelpPage> pages = {{"query", kQueryLanguagePage}, {"query-dtsearch", kQueryDtsearchPage}};
  return pages;
}

const HelpPage* find_help_page(std::string_view name) {
  const auto found = std::find_if(help_pages().begin(), help_pages().end(), [&](const HelpPage& page) { return page.name == name; });
  return found == help_pages().end() ? nullptr : &*found;
}

std::string on_screen(std::string_view markdown) { return Setter(markdown).run(); }

}  // namespace muniment::cli
