// SPDX-License-Identifier: GPL-3.0-or-later
// What every source format promises, checked over its samples: samples/<format>/<case>/ holds one input (a file, a
// folder or a zip), README.md and expected.jsonl. Each line of expected.jsonl is a record, {"exception": "what",
// "line": n}, or for a source that must not be read at all {"refusal": number}.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <nlohmann/json.hpp>

#include "ingest/follow/part_input.h"
#include "ingest/inputs.h"
#include "ingest/registry.h"
#include "tests/ingest/record_json.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kSamples = fs::path(MUNIMENT_SOURCE_DIR) / "samples";

struct Case {
  const SourceFormat* format;
  fs::path folder;
  [[nodiscard]] std::string name() const { return std::string(format->name) + "/" + folder.filename().string(); }
  [[nodiscard]] fs::path input() const;
};

fs::path Case::input() const {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name != "README.md" && name != "expected.jsonl") found.push_back(entry.path());
  }
  EXPECT_EQ(found.size(), 1U) << name() << " must hold exactly one input";
  return found.empty() ? fs::path() : found.front();
}

std::vector<Case> cases_of(const SourceFormat& format) {
  std::vector<Case> cases;
  const fs::path top = kSamples / std::string(format.name);
  if (!fs::is_directory(top)) return cases;
  for (const auto& entry : fs::directory_iterator(top)) {
    if (entry.is_directory()) cases.push_back({&format, entry.path()});
  }
  std::ranges::sort(cases, {}, &Case::folder);
  return cases;
}

struct Reading : ExceptionSink {
  std::optional<Error> refusal;
  std::optional<Error> failure;
  std::vector<SourceRecord> records;
  std::vector<Exception> exceptions;
  SourceReport report;
  void take(Exception exception) override { exceptions.push_back(std::move(exception)); }
};

void read_into(Reading& reading, const SourceFormat& format, std::shared_ptr<SourceInput> input) {
  auto reader = format.open(std::move(input), {});
  if (!reader) {
    reading.refusal = reader.error();
    return;
  }
  for (;;) {
    auto record = (*reader)->next(reading);
    if (!record) {
      reading.failure = record.error();
      return;
    }
    if (!*record) break;
    reading.records.push_back(std::move(**record));
  }
  reading.report = (*reader)->report();
}

Reading read_path(const SourceFormat& format, const fs::path& path) {
  Reading reading;
  auto input = SourceInput::open(io::posix(), path.string());
  if (input) read_into(reading, format, std::move(*input));
  else reading.refusal = input.error();
  return reading;
}

Reading read_bytes(const SourceFormat& format, const std::string& bytes) {
  Reading reading;
  auto input = open_standard_input(io::input_from_bytes(to_bytes(bytes)));
  if (input) read_into(reading, format, std::move(*input));
  return reading;
}

std::vector<json> as_json(const Reading& reading) {
  std::vector<json> all;
  if (reading.refusal) return {{{"refusal", reading.refusal->id}}};
  for (const Exception& e : reading.exceptions) all.push_back({{"exception", e.what}, {"line", e.place.line}});
  for (const SourceRecord& r : reading.records) all.push_back(as_json(r));
  // By line; whole files that no line mentions have none and come last.
  std::ranges::stable_sort(all, {}, [](const json& j) { return j.at("line").get<uint64_t>() - 1; });
  return all;
}

std::vector<json> expected_of(const Case& sample) {
  std::vector<json> all;
  std::ifstream file(sample.folder / "expected.jsonl");
  for (std::string line; std::getline(file, line);) all.push_back(json::parse(line));
  return all;
}

// Counts add up, places go forward, every record's bytes stand where its place says.
void check_accounts(const Reading& reading, const std::string& what) {
  const SourceReport& r = reading.report;
  EXPECT_FALSE(reading.failure) << what;
  EXPECT_EQ(r.lines, r.header_lines + r.continuation_lines + r.blank_lines) << what;
  EXPECT_EQ(r.header_lines + r.unreferenced_records + r.further_records, reading.records.size() + reading.exceptions.size()) << what;
  uint64_t lines = r.blank_lines;
  for (const SourceRecord& record : reading.records) lines += record.place.lines;
  for (const Exception& exception : reading.exceptions) lines += exception.place.lines;
  EXPECT_EQ(r.lines, lines) << what;
  ASSERT_LE(r.unreferenced_records, reading.records.size()) << what;
  const size_t of_lines = reading.records.size() - r.unreferenced_records;  // whole files come last and have no lines
  for (size_t i = of_lines; i < reading.records.size(); ++i) EXPECT_EQ(reading.records[i].place.lines, 0U) << what;
  for (size_t i = 1; i < of_lines; ++i) {
    const SourceRecord& record = reading.records[i];
    if (record.place.lines == 0 || record.place.path != reading.records[i - 1].place.path) continue;  // a further one of its line
    EXPECT_LT(reading.records[i - 1].place.offset, record.place.offset) << what;
    EXPECT_LT(reading.records[i - 1].place.line, record.place.line) << what;
  }
  for (const SourceRecord& record : reading.records) EXPECT_TRUE(is_message_kind(record.kind)) << what;
  for (const Exception& exception : reading.exceptions) {
    EXPECT_FALSE(exception.what.empty() || exception.why.empty() || exception.raw.empty()) << what;
  }
}

// But for those that had a secret in them.
void check_raw(const Reading& reading, const std::string& bytes, const std::string& what) {
  for (const SourceRecord& record : reading.records) {
    if (find_fact(record.facts, FactType::redacted) != nullptr) continue;
    EXPECT_EQ(as_text(record.raw), bytes.substr(record.place.offset, record.raw.size())) << what;
  }
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_plain(const fs::path& path) { return fs::is_regular_file(path) && path.extension() != ".zip"; }

class SourceContract : public testing::TestWithParam<const SourceFormat*> {};

TEST_P(SourceContract, HasSamples) {
  EXPECT_FALSE(cases_of(*GetParam()).empty()) << "put two tiny invented sources into samples/" << GetParam()->name << "/";
}

TEST_P(SourceContract, SamplesReadAsExpected) {
  for (const Case& sample : cases_of(*GetParam())) {
    SCOPED_TRACE(sample.name());
    const Reading reading = read_path(*GetParam(), sample.input());
    const auto got = as_json(reading);
    const auto expected = expected_of(sample);
    ASSERT_FALSE(expected.empty());
    for (size_t i = 0; i < std::min(got.size(), expected.size()); ++i) EXPECT_EQ(got[i], expected[i]) << "record " << i;
    EXPECT_EQ(got.size(), expected.size());
    if (!reading.refusal) check_accounts(reading, sample.name());
  }
}

TEST_P(SourceContract, SamplesAreRecognised) {
  for (const Case& sample : cases_of(*GetParam())) {
    SCOPED_TRACE(sample.name());
    auto input = SourceInput::open(io::posix(), sample.input().string());
    ASSERT_TRUE(input);
    const auto format = detect_format(**input);
    ASSERT_TRUE(format) << one_line(Result<const SourceFormat*>(format).error());
    EXPECT_EQ((*format)->name, GetParam()->name);
  }
}

TEST_P(SourceContract, ReadingAgainGivesTheSame) {
  for (const Case& sample : cases_of(*GetParam())) {
    const Reading once = read_path(*GetParam(), sample.input());
    const Reading again = read_path(*GetParam(), sample.input());
    EXPECT_EQ(as_json(once), as_json(again)) << sample.name();
    for (size_t i = 0; i < once.records.size(); ++i) EXPECT_EQ(once.records[i].raw, again.records[i].raw) << sample.name();
  }
}

TEST_P(SourceContract, AnEmptySourceHasNoRecords) {
  const Reading reading = read_bytes(*GetParam(), "");
  EXPECT_FALSE(reading.refusal) << one_line(*reading.refusal);
  EXPECT_TRUE(reading.records.empty());
  EXPECT_TRUE(reading.exceptions.empty());
  check_accounts(reading, "empty");
}

// A source that breaks off is read up to there, or refused as a whole with advice. Nothing is lost in between.
TEST_P(SourceContract, ATruncatedSourceIsAccountedFor) {
  for (const Case& sample : cases_of(*GetParam())) {
    if (!is_plain(sample.input())) continue;
    const std::string whole = bytes_of(sample.input());
    for (size_t part = 0; part <= 16; ++part) {
      const std::string what = sample.name() + " at " + std::to_string(part) + "/16";
      const std::string bytes = whole.substr(0, whole.size() * part / 16);
      const Reading reading = read_bytes(*GetParam(), bytes);
      if (reading.refusal) {
        EXPECT_FALSE(reading.refusal->hint.empty()) << what;
        EXPECT_NE(reading.refusal->id, 0) << what;
        continue;
      }
      check_accounts(reading, what);
      check_raw(reading, bytes, what);
    }
  }
}

TEST_P(SourceContract, HeldAttachmentsCanBeReadTwice) {
  for (const Case& sample : cases_of(*GetParam())) {
    for (const SourceRecord& record : read_path(*GetParam(), sample.input()).records) {
      for (const SourceAttachment& attachment : record.attachments) {
        for (int i = 0; attachment.open && i < 2; ++i) {
          auto stream = attachment.open();
          ASSERT_TRUE(stream) << sample.name();
          const auto bytes = io::read_all(**stream, 1U << 20);
          ASSERT_TRUE(bytes) << sample.name();
          EXPECT_FALSE(bytes->empty()) << sample.name();
        }
      }
    }
  }
}

// --- a large stream, which is understood ahead on several threads, and a pipe, which is not

bool is_stream(const SourceFormat& format) { return format.dialect != nullptr || format.name == "session-stream"; }

// The lines of all samples of streams, and with every few of them one that is damaged, secret, long or empty.
std::vector<std::string> lines_of_streams() {
  std::vector<std::string> lines;
  for (const SourceFormat& format : source_formats()) {
    if (!is_stream(format)) continue;
    for (const Case& sample : cases_of(format)) {
      std::ifstream file(sample.input());
      for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
  }
  std::mt19937 random(20260304);
  const size_t whole = lines.size();
  for (size_t i = 0; i < whole; ++i) {
    std::string damaged = lines[i];
    if (damaged.empty()) continue;
    switch (random() % 64) {
      case 0: damaged.insert(1, R"("note":")" + std::string(random() % 300'000, 'x') + R"(",)"); break;
      case 1: case 2: damaged = std::string(random() % 3, ' '); break;
      case 3: case 4: case 5: case 6: damaged.insert(1, R"("apikey":"SECRET-1",)"); break;
      case 7: case 8: case 9: case 10: case 11: case 12: case 13: damaged.insert(random() % damaged.size(), "\xFF\xFE\x01"); break;
      case 14: case 15: case 16: case 17: case 18: case 19: case 20: case 21: damaged[random() % damaged.size()] = static_cast<char>(random() % 256); break;
      default: damaged.resize(random() % damaged.size()); break;
    }
    if (damaged.find('\n') == std::string::npos) lines.insert(lines.begin() + static_cast<ptrdiff_t>(random() % lines.size()), damaged);
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines, size_t at_least) {
  std::string all;
  for (size_t i = 0; all.size() < at_least; ++i) all += lines[i % lines.size()] + (i % 7 == 0 ? "\r\n" : "\n");
  return all + R"({"v":1,"src":"gowa")";  // whoever wrote it stopped in the middle
}

std::vector<std::string> told(const Reading& reading) {
  std::vector<std::string> all;
  for (const SourceRecord& record : reading.records) {
    const Place& place = record.place;
    all.push_back(as_json(record).dump(-1, ' ', false, json::error_handler_t::replace) + "@" + std::to_string(place.offset) + "+" +
                  std::to_string(place.lines) + std::string(as_text(record.raw)));
  }
  for (const Exception& e : reading.exceptions) {
    all.push_back(e.what + e.why + std::to_string(e.place.line) + "@" + std::to_string(e.place.offset) + "+" +
                  std::to_string(e.place.lines) + std::string(as_text(e.raw)) + (e.delivered ? e.delivered->session : ""));
  }
  const SourceReport& r = reading.report;
  for (const uint64_t count : {r.lines, r.header_lines, r.continuation_lines, r.blank_lines, r.further_records, r.steps_back}) {
    all.push_back(std::to_string(count));
  }
  return all;
}

class StreamContract : public testing::TestWithParam<const SourceFormat*> {};

TEST_P(StreamContract, ALargeStreamSaysTheSameAsAPipe) {
  const std::string text = joined(lines_of_streams(), size_t{6} << 20);
  const Reading alone = read_bytes(*GetParam(), text);
  Reading ahead;
  read_into(ahead, *GetParam(), input_of_bytes(std::make_shared<const Bytes>(to_bytes(text)), "stream.ndjson"));
  check_accounts(alone, "alone");
  check_accounts(ahead, "ahead");
  EXPECT_GT(alone.records.size() + alone.exceptions.size(), 2'000U);
  EXPECT_GT(alone.exceptions.size(), 300U);
  const auto said_alone = told(alone), said_ahead = told(ahead);
  ASSERT_EQ(said_alone.size(), said_ahead.size());
  for (size_t i = 0; i < said_alone.size(); ++i) ASSERT_EQ(said_alone[i], said_ahead[i]) << i;
}

// Whoever stops reading in the middle leaves nothing behind.
TEST_P(StreamContract, ALargeStreamMayBeLeftInTheMiddle) {
  const auto bytes = std::make_shared<const Bytes>(to_bytes(joined(lines_of_streams(), size_t{4} << 20)));
  for (const int records : {0, 1, 2'000, 5'000}) {
    Reading reading;
    auto reader = GetParam()->open(input_of_bytes(bytes, "stream.ndjson"), {});
    ASSERT_TRUE(reader);
    for (int i = 0; i < records; ++i) ASSERT_TRUE((*reader)->next(reading));
  }
}

std::vector<const SourceFormat*> all_formats() {
  std::vector<const SourceFormat*> all;
  for (const SourceFormat& format : source_formats()) all.push_back(&format);
  return all;
}

std::vector<const SourceFormat*> streams() {
  std::vector<const SourceFormat*> all = all_formats();
  std::erase_if(all, [](const SourceFormat* format) { return !is_stream(*format); });
  return all;
}

std::string name_of(const testing::TestParamInfo<const SourceFormat*>& format) {
  std::string name(format.param->name);
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Formats, SourceContract, testing::ValuesIn(all_formats()), name_of);
INSTANTIATE_TEST_SUITE_P(Formats, StreamContract, testing::ValuesIn(streams()), name_of);

}  // namespace
}  // namespace muniment::ingest
