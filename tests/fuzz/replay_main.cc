// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over files and folders of files, in every build and with every compiler. Each file is given as it
// is, cut in the middle, and with its last byte changed, which is where targets take their options from.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

using Content = std::vector<uint8_t>;

Content content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void run(Content content) {
  LLVMFuzzerTestOneInput(content.data(), content.size());
  if (content.empty()) return;
  for (const unsigned choice : {0U, 0x09U, 0x5AU, 0xFFU}) {
    content.back() = static_cast<uint8_t>(choice);
    LLVMFuzzerTestOneInput(content.data(), content.size());
  }
  content.resize(content.size() / 2);
  LLVMFuzzerTestOneInput(content.data(), content.size());
}

size_t run_all(const fs::path& path) {
  if (!fs::is_directory(path)) {
    run(content_of(path));
    return 1;
  }
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    run(content_of(entry.path()));
    ++count;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  size_t count = 0;
  for (const std::string& path : std::vector<std::string>(argv + 1, argv + argc)) count += run_all(path);
  if (count > 0) return 0;
  std::fprintf(stderr, "usage: %s FILE-OR-FOLDER…: nothing was found to run\n", argv[0]);
  return 2;
}
