// SPDX-License-Identifier: GPL-3.0-or-later
// The access spool. The first byte odd: 56 bytes that begin the first page (the target fills up the rest and puts its
// hash right), then records; even: the file as it is. Every byte of the file is a record, torn, or damaged.
#include "archive/access_spool.h"
#include "archive/format.h"
#include "core/crypto/hash.h"
#include "tests/fuzz/fixed_keys.h"

namespace muniment::fuzz {
namespace {

using namespace archive;

constexpr size_t kPageBegin = 56;

Bytes file_of(ByteView data) {
  if ((data[0] & 1U) == 0) return to_bytes(data.subspan(1));
  const ByteView rest = data.subspan(1);
  const size_t begin = std::min(kPageBegin, rest.size());
  Bytes file = to_bytes(rest.first(begin));
  file.resize(spool_at::kPageHash);
  append(file, crypto::sha256(file).view());
  append(file, rest.subspan(begin));
  return file;
}

void run(ByteView data) {
  if (data.empty()) return;
  MemoryFiles fs;
  const Bytes& file = fs.files["spool"] = file_of(data);
  const auto content = read_spool(**fs.open_read("spool"), "spool", SpoolKey{fixed_archive(), fixed_key(0x60)});
  if (!content) {
    MUNIMENT_CHECK(content.error().code == ErrorCode::corrupt, "a spool that is not read is called corrupt");
    return;
  }
  uint64_t read = kPage;
  for (const Bytes& record : content->records) read += kSpoolRecordHead + record.size() + 16;
  if (content->damaged) MUNIMENT_CHECK(*content->damaged == read && read < file.size(), "damage begins behind the last good record");
  if (!content->damaged) MUNIMENT_CHECK(read + content->torn_bytes == file.size(), "every byte is a record or torn");
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
