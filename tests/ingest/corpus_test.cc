// SPDX-License-Identifier: GPL-3.0-or-later
// Real exports, where a folder of them is at hand: MUNIMENT_CORPUS names it. Each is read a second time by
// reference_whatsapp.py, which shares nothing with the reader, and where its owner wrote down what it says, that is
// compared as well.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/time_text.h"
#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Exports that must be refused, and why that is right. They are read with the day first then.
struct Refusal {
  std::string_view path;  // its end
  int id;
  std::string_view reason;
};
constexpr std::array kRefusals = std::to_array<Refusal>({
    {"WhatsApp Chat with Group Chat XXX Android.txt", 2108, "all of it was written on 11/01/2023 and 12/01/2023"},
});

const Refusal* refusal_of(const std::string& path) {
  const auto found = std::ranges::find_if(kRefusals, [&](const Refusal& row) { return path.ends_with(row.path); });
  return found == kRefusals.end() ? nullptr : &*found;
}

// What both readers, and those who wrote down what to expect, say about a message.
std::string line_of(const std::string& local, const std::string& sender, const std::string& text) {
  return local + " | " + sender + " | " + text;
}

std::string local_of(const SourceRecord& record) {
  std::string text = record.time ? format_rfc3339(record.time->utc_ms) : "no time";
  if (text.ends_with('Z')) text.pop_back();
  return text;
}

std::vector<std::string> lines_of(const Reading& reading) {
  std::vector<std::string> all;
  for (const SourceRecord& record : reading.records) {
    all.push_back(line_of(local_of(record), record.sender, record.text.value_or("")));
  }
  return all;
}

std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string all;
  std::array<char, 65536> part{};
  while (pipe != nullptr) {
    const size_t n = std::fread(part.data(), 1, part.size(), pipe.get());
    if (n == 0) break;
    all.append(part.data(), n);
  }
  return all;
}

struct SecondReading {
  std::string refused;  // "ambiguous", "mixed" or "no messages"
  std::vector<std::string> lines;
  uint64_t source_lines = 0;
};

SecondReading read_in_python(const std::string& path, const std::string& order = {}) {
  const std::string script = "python3 " + quoted(MUNIMENT_SOURCE_DIR "/tests/ingest/reference_whatsapp.py") + " ";
  std::istringstream output(output_of(script + (order.empty() ? "" : "--order " + order + " ") + quoted(path)));
  SecondReading reading;
  for (std::string text; std::getline(output, text);) {
    const json object = json::parse(text);
    if (object.contains("refused")) {
      reading.refused = object.at("refused");
    } else if (object.contains("local")) {
      reading.lines.push_back(line_of(object.at("local"), object.at("sender"), object.at("text")));
    } else {
      reading.source_lines = object.at("lines");
    }
  }
  return reading;
}

Reading read_export(const std::string& path, DateOrder order = DateOrder::automatic) {
  SourceOptions options;
  options.date_order = order;
  return read_input("whatsapp-txt", SourceInput::open(io::posix(), path), options);
}

void expect_same(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  for (size_t i = 0; i < std::min(got.size(), expected.size()); ++i) EXPECT_EQ(got[i], expected[i]) << "record " << i;
  EXPECT_EQ(got.size(), expected.size());
}

std::vector<std::string> exports_below(const fs::path& top) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    const auto extension = entry.path().extension();
    if (extension == ".txt" || extension == ".zip") found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

// The rows of a table below its heading.
std::vector<std::vector<std::string>> table(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) rows.push_back(split(line));
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* const named = std::getenv("MUNIMENT_CORPUS");
    corpus_ = named != nullptr ? named : "";
    top_ = corpus_ / "wa_export";
    if (named == nullptr || !fs::is_directory(top_)) {
      GTEST_SKIP() << "SKIPPED: MUNIMENT_CORPUS does not name a folder with wa_export";
    }
  }
  fs::path corpus_;
  fs::path top_;
};

TEST_F(Corpus, EveryExportIsReadAsASecondReaderReadsIt) {
  const auto paths = exports_below(top_);
  EXPECT_FALSE(paths.empty());
  for (const std::string& path : paths) {
    SCOPED_TRACE(path);
    Reading reading = read_export(path);
    SecondReading second = read_in_python(path);
    if (const Refusal* const refusal = refusal_of(path)) {
      ASSERT_TRUE(reading.error) << "should be refused: " << refusal->reason;
      EXPECT_EQ(reading.error->id, refusal->id);
      EXPECT_EQ(second.refused, "ambiguous");
      reading = read_export(path, DateOrder::day_month_year);
      second = read_in_python(path, "dmy");
    }
    if (reading.error) {
      ADD_FAILURE() << one_line(*reading.error);
      continue;
    }
    expect_same(lines_of(reading), second.lines);
    EXPECT_EQ(reading.report.lines, second.source_lines);
    EXPECT_TRUE(reading.exceptions.empty());
  }
}

// target.json has the messages of people, newest first, with spaces for line ends.
TEST_F(Corpus, ThreeDateOrdersOfOneChatReadAsItsOwnerExpects) {
  const fs::path folder = top_ / "joweich+chat-miner";
  std::vector<std::string> expected;
  for (const json& message : json::parse(std::ifstream(folder / "target.json"))) {
    expected.push_back(line_of(message.at("timestamp"), message.at("author"), message.at("message")));
  }
  std::ranges::reverse(expected);
  for (const char* const name : {"test_ddmmyy_24hrs.txt", "test_mmddyy_24hrs.txt", "test_yyyymmdd_24hrs.txt"}) {
    SCOPED_TRACE(name);
    std::vector<std::string> got;
    for (const SourceRecord& record : read_export((folder / name).string()).records) {
      if (record.kind != RecordKind::message) continue;
      std::string text = record.text.value_or("");
      std::ranges::replace(text, '\n', ' ');
      got.push_back(line_of(local_of(record), record.sender, text));
    }
    expect_same(got, expected);
  }
}

// Each row is an export of one line. Its owner takes the day to be first where nothing tells.
TEST_F(Corpus, SingleLinesReadAsTheirOwnerExpects) {
  const auto rows = table(top_ / "Pustur+whatsapp-chat-parser" / "formats.tsv");
  EXPECT_FALSE(rows.empty());
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 5U);
    SCOPED_TRACE(row[4]);
    Reading reading = read_text("whatsapp-txt", row[4]);
    if (reading.error && reading.error->id == 2108) {
      SourceOptions options;
      options.date_order = DateOrder::day_month_year;
      reading = read_text("whatsapp-txt", row[4], options);
    }
    EXPECT_FALSE(reading.error) << one_line(*reading.error);
    expect_same(lines_of(reading), {line_of(row[1], row[2], row[3])});
  }
}

// MANIFEST.tsv says "expected 2017-07-12T22:35[:22] and 2017-07-13T09:12[:44]"; seconds where the file has them.
TEST_F(Corpus, TwoLinesHaveTheInstantsThatTheirOwnerExpects) {
  const std::regex instants(R"(expected (\S+)\[(:\d\d)\] and (\S+)\[(:\d\d)\])");
  size_t checked = 0;
  for (const auto& row : table(corpus_ / "MANIFEST.tsv")) {
    std::smatch match;
    if (row.size() < 5 || !row[0].starts_with("wa_export/") || !std::regex_search(row[4], match, instants)) continue;
    SCOPED_TRACE(row[0]);
    const Reading reading = read_export((corpus_ / row[0]).string());
    EXPECT_FALSE(reading.error) << one_line(*reading.error);
    ASSERT_EQ(reading.records.size(), 2U);
    for (size_t i = 0; i < 2; ++i) {
      const bool seconds = reading.records[i].time->precision == TimePrecision::second;
      const std::string end = seconds ? match[2 * i + 2].str() : ":00";
      EXPECT_EQ(local_of(reading.records[i]), match[2 * i + 1].str() + end);
    }
    ++checked;
  }
  EXPECT_GT(checked, 0U);
}

}  // namespace
}  // namespace muniment::ingest
