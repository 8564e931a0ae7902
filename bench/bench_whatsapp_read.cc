// SPDX-License-Identifier: GPL-3.0-or-later
// bench_whatsapp_read PATH [REPEAT]: the parse stage of whatsapp-txt alone, survey and read, without an archive.
// Attachments are found but not opened.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>

#include "ingest/registry.h"

namespace muniment::ingest {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Counted final : ExceptionSink {
  uint64_t exceptions = 0;
  void take(Exception) override { ++exceptions; }
};

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

Result<void> measure(const char* path) {
  SourceOptions options;
  options.date_order = DateOrder::automatic;
  const auto start = Clock::now();
  MUNIMENT_TRY(std::shared_ptr<SourceInput> input, SourceInput::open(io::posix(), path));
  MUNIMENT_TRY(const SourceFormat* const format, find_format("whatsapp-txt"));
  MUNIMENT_TRY(const auto reader, format->open(std::move(input), options));
  const double surveyed = seconds_since(start);
  Counted counted;
  uint64_t records = 0, held = 0, absent = 0, text_bytes = 0;
  for (;;) {
    MUNIMENT_TRY(const auto record, reader->next(counted));
    if (!record) break;
    ++records;
    text_bytes += record->text.value_or("").size();
    for (const SourceAttachment& attachment : record->attachments)
      ++(attachment.open ? held : absent);
  }
  const double all = seconds_since(start);
  const SourceReport& report = reader->report();
  std::printf("layout      %s; %s\n", report.layout.c_str(), report.date_order.c_str());
  std::printf("lines       %llu\n", static_cast<unsigned long long>(report.lines));
  std::printf("messages    %llu, exceptions %llu, media held %llu, absent %llu, text bytes %llu\n",
              static_cast<unsigned long long>(records), static_cast<unsigned long long>(counted.exceptions),
              static_cast<unsigned long long>(held), static_cast<unsigned long long>(absent),
              static_cast<unsigned long long>(text_bytes));
  std::printf("survey      %.3f s\nread        %.3f s\nboth        %.3f s\n", surveyed, all - surveyed, all);
  std::printf("lines/s     %.0f\n", static_cast<double>(report.lines) / all);
  std::printf("peak memory %ld MiB\n", peak_kib() / 1024);
  return {};
}

}  // namespace
}  // namespace muniment::ingest

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: bench_whatsapp_read PATH [REPEAT]\n", stderr);
    return 2;
  }
  const long repeat = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 1;
  for (long i = 0; i < repeat; ++i) {
    auto done = muniment::ingest::measure(argv[1]);
    if (done) continue;
    std::fprintf(stderr, "%s\n", muniment::one_line(done.error()).c_str());
    return 1;
  }
  return 0;
}
