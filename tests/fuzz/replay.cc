// SPDX-License-Identifier: GPL-3.0-or-later
// A main for fuzz targets where libFuzzer is not linked, so that every build runs them over what is known already:
//   TARGET FOLDER…                 each file below, behind each of eight first bytes; files below "corpus" as they
//   stand TARGET --seeds OUT FOLDER…     writes each file below behind a first byte, as seeds for libFuzzer
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> files_below(const fs::path& top) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

void replay(const fs::path& file) {
  const std::string content = bytes_of(file);
  if (file.parent_path().string().find("corpus") != std::string::npos) return run(content);
  for (const char first : std::string_view("\0!BcD%Fg", 8))
    run(std::string(1, first) + content);
  for (size_t part = 1; part < 16; ++part)
    run(std::string(1, '\0') + content.substr(0, content.size() * part / 16));
}

void write_seed(const fs::path& file, const fs::path& out, size_t number) {
  std::ofstream(out / ("seed-" + std::to_string(number)), std::ios::binary) << '\0' << bytes_of(file);
}

}  // namespace

int main(int argc, char** argv) {
  const bool seeds = argc > 2 && std::string_view(argv[1]) == "--seeds";
  size_t files = 0;
  for (int i = seeds ? 3 : 1; i < argc; ++i) {
    for (const fs::path& file : files_below(argv[i])) {
      if (seeds) write_seed(file, argv[2], files);
      if (!seeds) replay(file);
      ++files;
    }
  }
  if (files > 0) return 0;
  std::fputs("no files to replay\n", stderr);
  return 1;
}
