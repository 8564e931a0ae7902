// SPDX-License-Identifier: GPL-3.0-or-later
// Real exports, where a folder of them is at hand: MUNIMENT_CORPUS names it. Each is counted a second time by
// count_whatsapp.py, which shares nothing with the reader.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/ingest/reading.h"

namespace muniment::ingest {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

// "headers lines", or "none" for a layout that the script does not know.
std::string count_in_python(const std::string& path) {
  const std::string command = "python3 " + quoted(MUNIMENT_SOURCE_DIR "/tests/ingest/count_whatsapp.py") + " " + quoted(path);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::array<char, 100> line{};
  if (pipe == nullptr || std::fgets(line.data(), line.size(), pipe.get()) == nullptr) return "failed";
  std::string text = line.data();
  while (text.ends_with('\n')) text.pop_back();
  return text;
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

TEST(Corpus, CountsAgreeWithASecondReader) {
  const char* const corpus = std::getenv("MUNIMENT_CORPUS");
  const fs::path top = fs::path(corpus != nullptr ? corpus : "") / "wa_export";
  if (corpus == nullptr || !fs::is_directory(top)) GTEST_SKIP() << "SKIPPED: MUNIMENT_CORPUS does not name a folder with wa_export";
  size_t taken = 0;
  for (const std::string& path : exports_below(top)) {
    SourceOptions options;
    auto reading = read_input("whatsapp-txt", SourceInput::open(io::posix(), path), options);
    if (reading.error && reading.error->id == 2108) {  // the order does not matter for counting
      options.date_order = DateOrder::day_month_year;
      reading = read_input("whatsapp-txt", SourceInput::open(io::posix(), path), options);
    }
    if (reading.error) {
      std::printf("not read yet: %s (MUN-%d)\n", path.c_str(), reading.error->id);
      continue;
    }
    ++taken;
    EXPECT_EQ(std::to_string(reading.records.size() - reading.report.unreferenced_records) + " " +
                  std::to_string(reading.report.lines),
              count_in_python(path))
        << path;
    EXPECT_TRUE(reading.exceptions.empty()) << path;
  }
  std::printf("%zu exports read\n", taken);
  EXPECT_GT(taken, 0U);
}

}  // namespace
}  // namespace muniment::ingest
