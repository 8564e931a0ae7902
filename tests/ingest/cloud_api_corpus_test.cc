// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads of the Business Platform from the test suites of other projects, where a folder of them is at hand:
// MUNIMENT_CORPUS names it. What each of them says stands in tests/ingest/expected/cloud_api, with hashes in place of
// words of people. Each is read a second time by tests/ingest/cloud_api_oracle.py, and so are the samples.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "tests/ingest/reading.h"
#include "tests/ingest/record_json.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kSource = MUNIMENT_SOURCE_DIR;
const fs::path kExpected = kSource / "tests/ingest/expected/cloud_api";

// What the reader found not to be JSON at the end of a payload that a project keeps.
constexpr std::string_view kWithRemainder = "textMessageStatusRead.json";
// Types that the platform itself says it does not deliver, and a field that nobody has documented.
const std::set<std::string> kNotDocumented = {"messageDeleted.json", "unsupported.json", "unsupported_with_type.json",
                                              "009_messages_msg_unknown.json", "020_unknown_field_xyz_value.json"};

std::string hashed(std::string_view words) { return "sha256:" + to_hex(crypto::sha256(as_bytes(words)).view().first(6)); }

bool is_words(FactType type) {
  constexpr std::array kWords = {FactType::push_name, FactType::contact_name, FactType::username, FactType::contact,
                                 FactType::place, FactType::error, FactType::referral};
  return std::ranges::find(kWords, type) != kWords.end();
}

// A record without the words of people, and without what the expected line leaves to the reader: ids that it makes, the
// delivery that it belongs to.
json comparable(SourceRecord record, const json& expected) {
  if (record.text) record.text = hashed(*record.text);
  for (Fact& fact : record.facts) {
    if (is_words(fact.type)) fact.text = hashed(fact.text);
  }
  std::erase_if(record.references, [](const Reference& r) { return r.type == ReferenceType::part_of; });
  json all = as_json(record);
  all.erase("line");
  if (!expected.contains("id")) all.erase("id");
  if (all.at("attachments").empty()) all.erase("attachments");
  return all;
}

std::vector<json> lines_of(std::istream& in) {
  std::vector<json> all;
  for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
  return all;
}

std::vector<json> lines_of(const fs::path& path) {
  std::ifstream file(path);
  return lines_of(file);
}

Reading read(const fs::path& path) { return read_input("cloud-api", SourceInput::open(io::posix(), path.string())); }

std::vector<fs::path> files_below(const fs::path& top, std::string_view extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

// --- against the second reader -----------------------------------------------------------------------------------------

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

bool is_made(const SourceRecord& record) {
  constexpr std::array kMade = {"contact:", "change:", "group:", "notice:", "history:", "errors:", "preference:", "unrecognised:"};
  return record.kind == RecordKind::delivery ||
         std::ranges::any_of(kMade, [&](const char* prefix) { return record.source_message_id.starts_with(prefix); });
}

json row_of(const SourceRecord& record) {
  return {to_string(record.kind), is_made(record) ? "-" : record.source_message_id,
          record.time ? json(record.time->utc_ms / 1000) : json(), record.text ? json(*record.text) : json()};
}

// Both leave the order of what one body says to themselves, and the reader says once who somebody is.
std::vector<std::string> in_order(const std::vector<json>& rows) {
  std::vector<std::string> all;
  for (const json& row : rows) {
    const bool known_name = row[0] == "identity" && row[2].is_null();
    const bool carrier = row[0] == "delivery";
    if (!known_name && !carrier) all.push_back(row.dump());
  }
  std::ranges::sort(all);
  return all;
}

void expect_the_second_reader_agrees(const std::vector<fs::path>& paths) {
  std::string command = "python3 '" + (kSource / "tests/ingest/cloud_api_oracle.py").string() + "'";
  for (const fs::path& path : paths) command += " '" + path.string() + "'";
  std::istringstream output(output_of(command));
  std::map<std::string, std::vector<json>> second;
  for (const json& line : lines_of(output)) second[line.at(0)].push_back({line[1], line[2], line[3], line[4]});
  EXPECT_FALSE(second.empty());
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path.string());
    std::vector<json> first;
    for (const SourceRecord& record : read(path).records) first.push_back(row_of(record));
    EXPECT_EQ(in_order(first), in_order(second[path.string()]));
  }
}

TEST(CloudApiSamples, ASecondReaderFindsTheSame) {
  std::vector<fs::path> paths;
  for (const char* const name : {"account", "calls", "coexistence", "edits", "groups", "messages"}) {
    paths.push_back(kSource / "samples/cloud-api" / name / "webhooks.ndjson");
  }
  for (const fs::path& path : files_below(kSource / "samples/cloud-api/folder", ".json")) paths.push_back(path);
  expect_the_second_reader_agrees(paths);
}

// --- the payloads ------------------------------------------------------------------------------------------------------

class CloudApiCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* const named = std::getenv("MUNIMENT_CORPUS");
    top_ = fs::path(named != nullptr ? named : "") / "wa_cloudapi";
    if (named == nullptr || !fs::is_directory(top_)) {
      GTEST_SKIP() << "SKIPPED: MUNIMENT_CORPUS does not name a folder with wa_cloudapi";
    }
    payloads_ = files_below(top_, ".json");
    ASSERT_FALSE(payloads_.empty());
  }
  fs::path top_;
  std::vector<fs::path> payloads_;
};

TEST_F(CloudApiCorpus, EveryPayloadSaysWhatWasWrittenDown) {
  for (const fs::path& path : payloads_) {
    SCOPED_TRACE(path.string());
    const fs::path written = kExpected / fs::relative(path, top_).replace_extension(".jsonl");
    const auto expected = lines_of(written);
    ASSERT_FALSE(expected.empty()) << "what does this payload say? Write it into " << written;
    const Reading reading = read(path);
    EXPECT_FALSE(reading.error) << one_line(*reading.error);
    EXPECT_EQ(reading.exceptions.size(), path.filename() == kWithRemainder ? 1U : 0U);
    ASSERT_EQ(reading.records.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(comparable(reading.records[i], expected[i]), expected[i]);
  }
}

TEST_F(CloudApiCorpus, NoDocumentedTypeIsUnrecognised) {
  for (const fs::path& path : payloads_) {
    bool found = false;
    for (const SourceRecord& record : read(path).records) found = found || record.kind == RecordKind::unrecognised;
    EXPECT_EQ(found, kNotDocumented.contains(path.filename().string())) << path;
  }
}

TEST_F(CloudApiCorpus, EveryPayloadIsRecognisedAsAWebhook) {
  for (const fs::path& path : payloads_) {
    auto input = SourceInput::open(io::posix(), path.string());
    ASSERT_TRUE(input) << path;
    const auto format = detect_format(**input);
    const bool recognised = format && (*format)->name == "cloud-api";
    EXPECT_TRUE(recognised) << path;
  }
}

TEST_F(CloudApiCorpus, ASecondReaderFindsTheSame) { expect_the_second_reader_agrees(payloads_); }

}  // namespace
}  // namespace muniment::ingest
