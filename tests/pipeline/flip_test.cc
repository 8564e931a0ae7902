// SPDX-License-Identifier: GPL-3.0-or-later
// Single-byte flips over all files of a small archive: each is reported, or refused at opening with the file named, or
// harmless. Never a silently different answer.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

constexpr int kFlips = 2'000;

using Flip = ArchiveTest;

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

char read_byte(const std::filesystem::path& path, uint64_t at) {
  std::ifstream in(path, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(at));
  return static_cast<char>(in.get());
}

void write_byte(const std::filesystem::path& path, uint64_t at, char byte) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

// A byte anywhere: every file is chosen about as often as the root of its size, so that small files are hit too.
struct Place {
  std::filesystem::path path;
  uint64_t at = 0;
};
Place choose(const std::vector<std::filesystem::path>& files, std::mt19937& random) {
  std::vector<double> weights;
  for (const auto& file : files) weights.push_back(std::sqrt(static_cast<double>(std::filesystem::file_size(file))));
  const auto& path = files[std::discrete_distribution<size_t>(weights.begin(), weights.end())(random)];
  return {path, std::uniform_int_distribution<uint64_t>(0, std::filesystem::file_size(path) - 1)(random)};
}

// Each search leaves an access record; those of the test itself would pile up.
void remove_all_but(const std::vector<std::filesystem::path>& kept, const std::filesystem::path& folder) {
  for (const auto& file : files_below(folder)) {
    if (!std::ranges::binary_search(kept, file)) std::filesystem::remove(file);
  }
}

TEST_F(Flip, OfAnyByteIsReportedOrRefusedOrHarmless) {
  std::string source;
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    source += line(n, "message " + n + " about the invoice and the harbour", "room " + std::to_string(i % 5));
  }
  ASSERT_OK(take(write("a.jsonl", source)));
  write("chat/WhatsApp Chat with Deal team.txt",
        "13/03/2026, 08:00 - Ana Pereira: plan.pdf (file attached)\n13/03/2026, 08:01 - J. Reed: thanks\n");
  write("chat/plan.pdf", "%PDF-1.4 " + std::string(40'000, 'y'));
  ASSERT_OK(take((folder_ / "chat").string()));
  ASSERT_EQ(verify()->verdict, Verdict::verified);
  const std::string right = answer("invoice");
  const auto files = files_below(archive());  // with the access record of that search
  for (const auto& file : files) test::make_changeable(file);
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  std::map<std::string, int> harmless_in;
  int reported = 0, refused = 0, harmless = 0;
  for (int i = 0; i < kFlips; ++i) {
    const Place place = choose(files, random);
    const char good = read_byte(place.path, place.at);
    write_byte(place.path, place.at, static_cast<char>(good ^ static_cast<char>(1 << (i % 8))));
    const auto found = search_for("invoice");
    const auto checked = verify();
    const std::string where = place.path.string() + " at " + std::to_string(place.at) + ", seed " + std::to_string(seed);
    if (found) {
      const std::string now = answer("invoice");
      ASSERT_EQ(now, right) << "a silently different answer: " << where;
    } else {
      ASSERT_FALSE(one_line(found.error()).empty());
    }
    if (checked && checked->verdict != Verdict::verified) {
      ++reported;
    } else if (!checked) {
      ++refused;
      EXPECT_FALSE(checked.error().path.empty()) << "refused without naming the file: " << where << ": " << told(checked.error());
    } else {
      ++harmless;
      ++harmless_in[std::filesystem::relative(place.path, archive()).begin()->string()];
      EXPECT_TRUE(found.has_value()) << "verified, and yet it does not open: " << where;
    }
    write_byte(place.path, place.at, good);
    remove_all_but(files, archive() / "spool");
  }
  std::cout << kFlips << " flips: " << reported << " reported, " << refused << " refused at opening, " << harmless << " harmless";
  for (const auto& [folder, count] : harmless_in) std::cout << ", " << count << " in " << folder;
  std::cout << "\n";
  EXPECT_GT(reported, kFlips / 2);
  EXPECT_EQ(answer("invoice"), right);
}

// The index is derived: damage in it costs nobody an answer, and the next ingest mends it.
TEST_F(Flip, InTheIndexChangesNoAnswerAndIsMendedByTheNextIngest) {
  std::string source;
  for (int i = 0; i < 2'000; ++i) source += line(std::to_string(i), "message " + std::to_string(i) + " about the invoice");
  ASSERT_OK(take(write("a.jsonl", source)));
  const std::string right = answer("invoice");
  std::mt19937 random(20261123);
  for (int i = 0; i < 40; ++i) {
    const Place place = choose(files_below(archive() / "idx"), random);  // the manifest, or a partition
    const char good = read_byte(place.path, place.at);
    write_byte(place.path, place.at, static_cast<char>(~good));
    EXPECT_EQ(answer("invoice"), right) << place.path << " at " << place.at;
    const auto again = take(write("a.jsonl", source));
    ASSERT_OK(again);
    EXPECT_EQ(again->counts.already_held, 2'000U);
    EXPECT_EQ(verify()->verdict, Verdict::verified) << place.path << " at " << place.at;
  }
  EXPECT_EQ(answer("invoice"), right);
}

}  // namespace
}  // namespace muniment::pipeline
