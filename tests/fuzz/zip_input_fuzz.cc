// SPDX-License-Identifier: GPL-3.0-or-later
// Zips of any bytes: listed, unpacked member by member, and read as an export. The first byte is passed over, as in the
// other target.
#include "core/base/check.h"
#include "core/base/utf8.h"
#include "core/io/memory_file.h"
#include "ingest/inputs.h"
#include "ingest/registry.h"
#include "tests/fuzz/reading.h"

namespace muniment::fuzz {
namespace {

constexpr size_t kMostMembers = 32;
constexpr uint64_t kMostBytes = 1U << 20;  // of each member: bombs are for the tests, here they only take time

void read_members(ingest::SourceInput& input) {
  for (size_t i = 0; i < input.members().size(); ++i) {
    const std::string& name = input.members()[i].name;
    MUNIMENT_CHECK(!name.empty() && is_valid_utf8(name) && name.front() != '/', "members have safe names");
    MUNIMENT_CHECK(("/" + name + "/").find("/../") == std::string::npos, "members do not climb");
    if (i >= kMostMembers) continue;
    const auto stream = input.open_member(i);
    if (stream) static_cast<void>(io::read_all(**stream, kMostBytes));
  }
}

bool is_small(const ingest::SourceInput& input) {
  uint64_t total = 0;
  for (const ingest::Member& member : input.members())
    total += member.size_bytes.value_or(0);
  return total <= kMostBytes;
}

void run(ByteView data) {
  if (data.empty()) return;
  const auto file = io::MemoryFile::from(data.subspan(1), "fuzz");
  if (!file) return;
  const std::string path = "/proc/self/fd/" + std::to_string(file->descriptor());
  auto opened = ingest::open_zip(io::posix(), path);
  if (!opened) {
    MUNIMENT_CHECK(is_valid_utf8(one_line(opened.error())), "an error is told in UTF-8");
    return;
  }
  const std::shared_ptr<ingest::SourceInput> input = std::move(*opened);
  read_members(*input);
  static_cast<void>(ingest::detect_format(*input));
  if (!is_small(*input)) return;
  const Reading once = read(input, {});
  check_accounts(once);
  check_same(once, read(input, {}));
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
