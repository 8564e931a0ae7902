// SPDX-License-Identifier: GPL-3.0-or-later
// Real payloads of session gateways, where a folder of them is at hand: MUNIMENT_CORPUS names it. What each of them
// says was written down by hand in tests/ingest/expected/; words of people stand there as hashes.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "tests/ingest/reading.h"
#include "tests/ingest/record_json.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kExpected = fs::path(MUNIMENT_SOURCE_DIR) / "tests/ingest/expected/gowa";

std::string hashed(const std::string& words) {
  return "sha256:" + to_hex(crypto::sha256(as_bytes(words)).view().first(6));
}

bool is_words(FactType type) {
  return type == FactType::push_name || type == FactType::contact_name || type == FactType::quoted ||
         type == FactType::contact;
}

// A record without the words of people, and without a name that the reader gave it.
json comparable(SourceRecord record, const json& expected) {
  if (record.text) record.text = hashed(*record.text);
  for (Fact& fact : record.facts) {
    if (is_words(fact.type)) fact.text = hashed(fact.text);
  }
  json all = as_json(record);
  if (!expected.contains("id")) all.erase("id");
  return all;
}

std::vector<json> lines_of(const fs::path& path) {
  std::vector<json> all;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    all.push_back(json::parse(line));
  return all;
}

class SessionCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* const named = std::getenv("MUNIMENT_CORPUS");
    top_ = fs::path(named != nullptr ? named : "") / "wa_session";
    if (named == nullptr || !fs::is_directory(top_)) {
      GTEST_SKIP() << "SKIPPED: MUNIMENT_CORPUS does not name a folder with wa_session";
    }
  }
  [[nodiscard]] std::vector<fs::path> payloads() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(top_)) {
      if (entry.path().extension() == ".json") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
  }
  static Reading read(const fs::path& path) {
    return read_input("gowa", SourceInput::open(io::posix(), path.string()));
  }

  fs::path top_;
};

TEST_F(SessionCorpus, EveryPayloadSaysWhatWasWrittenDownByHand) {
  size_t checked = 0;
  for (const fs::path& path : payloads()) {
    SCOPED_TRACE(path.string());
    const auto expected = lines_of(kExpected / (path.stem().string() + ".jsonl"));
    ASSERT_FALSE(expected.empty()) << "what does this payload say? Write it into " << kExpected;
    const Reading reading = read(path);
    EXPECT_FALSE(reading.error) << one_line(*reading.error);
    EXPECT_TRUE(reading.exceptions.empty());
    ASSERT_EQ(reading.records.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i)
      EXPECT_EQ(comparable(reading.records[i], expected[i]), expected[i]);
    ++checked;
  }
  EXPECT_GT(checked, 0U);
}

TEST_F(SessionCorpus, NoDocumentedTypeIsUnrecognised) {
  for (const fs::path& path : payloads()) {
    for (const SourceRecord& record : read(path).records)
      EXPECT_NE(record.kind, RecordKind::unrecognised) << path;
  }
}

TEST_F(SessionCorpus, EveryPayloadIsRecognisedAsThatGateways) {
  for (const fs::path& path : payloads()) {
    auto input = SourceInput::open(io::posix(), path.string());
    ASSERT_TRUE(input) << path;
    const auto format = detect_format(**input);
    ASSERT_TRUE(format) << path;
    EXPECT_EQ((*format)->name, "gowa") << path;
  }
}

}  // namespace
}  // namespace muniment::ingest
