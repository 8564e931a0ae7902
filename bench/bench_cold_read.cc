// SPDX-License-Identifier: GPL-3.0-or-later
// One message by number from a cold archive: opened just now, nothing of its segments in the page cache.
//   bench_cold_read DIRECTORY [MESSAGES]    makes the archive if it is not there (default: 1,000,000 messages)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <time.h>

#include "archive/archive.h"
#include "core/base/clock.h"
#include "core/crypto/age_file.h"
#include "core/model/codec.h"
#include "core/model/event.h"

namespace muniment {
namespace {

constexpr size_t kRawFrame = 64U << 10;
constexpr int kReads = 200;
const char kIdentityFile[] = ".identity";

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "%s\n", one_line(result.error()).c_str());
  std::exit(1);
}
void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", one_line(result.error()).c_str());
  std::exit(1);
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double cpu_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Invented words, the same for the same number.
Bytes message(uint64_t number) {
  static const char* const words[] = {"invoice", "meeting", "about", "the", "payment", "tomorrow", "please", "call", "river", "ledger"};
  uint64_t state = number * 0x9e3779b97f4a7c15ULL + 1;
  std::string text;
  for (int i = 0; i < 9; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    text += std::string(words[(state >> 33) % 10]) + std::to_string((state >> 40) % 1000) + " ";
  }
  Record record;
  record.source_message_id = "3EB0" + std::to_string(number);
  record.conversation = "c" + std::to_string(number % 40);
  record.sender = "+4477009" + std::to_string(number % 900);
  record.text = text;
  record.raw = to_bytes(text);
  return encode(record);
}

archive::Unlock key_of(const io::Path& path) {
  archive::Unlock unlock;
  const Bytes text = must(io::read_file(io::posix(), path.string() + kIdentityFile, 4096));
  unlock.identity = SecretBytes(text);
  return unlock;
}

void make(const io::Path& path, uint64_t messages) {
  const crypto::AgeIdentity identity = crypto::AgeIdentity::new_random();
  must(must(io::posix().create_append(path.string() + kIdentityFile))->append(identity.text().view()));
  archive::CreateOptions options;
  options.name = "bench";
  options.config_record = encode(to_record(ArchiveConfig{"UTC"}, system_clock().now_ms()));
  must(archive::create(io::posix(), path, key_of(path), options, system_clock()));
  const auto writer = must(archive::Writer::open(io::posix(), path, key_of(path), system_clock()));
  for (uint64_t next = 0; next < messages;) {
    archive::FrameDraft draft;
    draft.month = Month{202603};
    for (size_t raw = 0; next < messages && raw < kRawFrame; raw += draft.records.back().size()) draft.records.push_back(message(next++));
    must(writer->add(draft));
    if (writer->pending_bytes() > (4U << 20)) must(writer->commit());
  }
  must(writer->close());
}

void drop_caches(const io::Path& path) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    const auto file = must(io::posix().open_read(entry.path()));
    file->drop_cache();
  }
}

void report(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::printf("%-44s median %.3f ms, 99 of 100 below %.3f ms, most %.3f ms\n", what, times[times.size() / 2],
              times[times.size() * 99 / 100], times.back());
}

// Finds, reads and decodes the message.
bool read_one(const archive::Reader& reader, MessageNumber wanted) {
  const archive::LogEntry entry = must(reader.find(wanted));
  const archive::FrameContent frame = must(reader.read(entry.index));
  const Record record = must(decode_record(frame.records[wanted.value - entry.first_message.value]));
  return record.source_message_id == "3EB0" + std::to_string(wanted.value);
}

int run(const io::Path& path, uint64_t messages) {
  if (!std::filesystem::exists(path)) make(path, messages);
  const archive::Unlock unlock = key_of(path);
  std::vector<double> opens, reads, cpu, again;
  for (int i = 0; i < kReads; ++i) {
    drop_caches(path);
    auto start = std::chrono::steady_clock::now();
    const auto reader = must(archive::Reader::open(io::posix(), path, unlock));
    opens.push_back(milliseconds_since(start));
    const MessageNumber wanted{(static_cast<uint64_t>(i) * 7'919'111) % reader->end().next_message.value};
    drop_caches(path);
    start = std::chrono::steady_clock::now();
    const double cpu_before = cpu_milliseconds();
    if (!read_one(*reader, wanted)) return 1;
    cpu.push_back(cpu_milliseconds() - cpu_before);
    reads.push_back(milliseconds_since(start));
    start = std::chrono::steady_clock::now();
    if (!read_one(*reader, wanted)) return 1;
    again.push_back(milliseconds_since(start));
  }
  report("open, nothing cached", opens);
  report("one message by number, nothing cached", reads);
  report("... CPU time of it", cpu);
  report("... the same again, in the page cache", again);
  return 0;
}

}  // namespace
}  // namespace muniment

int main(int count, char** words) {
  if (count < 2) return 2;
  return muniment::run(words[1], count > 2 ? std::strtoull(words[2], nullptr, 10) : 1'000'000);
}
