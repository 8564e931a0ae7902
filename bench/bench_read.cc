// SPDX-License-Identifier: GPL-3.0-or-later
// bench_read [--media] PATH [REPEAT]: the parse stage of the format that PATH is recognised as, survey and read, without
// an archive.
// Attachments are found but not opened; with --media they are read to their ends, which takes part of the reading time.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

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

rusage usage_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

double processor_seconds() {
  const rusage usage = usage_of_this_process();
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<uint64_t> read_to_the_end(const StreamOpener& open) {
  MUNIMENT_TRY(const auto stream, open());
  Bytes buffer(size_t{256} << 10);
  uint64_t all = 0;
  for (size_t got = 1; got > 0; all += got) {
    MUNIMENT_TRY(got, stream->read(buffer));
  }
  return all;
}

Result<void> measure(const char* path, bool with_media) {
  SourceOptions options;
  options.date_order = DateOrder::automatic;
  const auto start = Clock::now();
  const double processor_before = processor_seconds();
  MUNIMENT_TRY(std::shared_ptr<SourceInput> input, SourceInput::open(io::posix(), path));
  MUNIMENT_TRY(const SourceFormat* const format, detect_format(*input));
  const uint64_t bytes = input->members().size() == 1 ? input->members().front().size_bytes.value_or(0) : 0;
  MUNIMENT_TRY(const auto reader, format->open(std::move(input), options));
  const double surveyed = seconds_since(start);
  Counted counted;
  uint64_t records = 0, held = 0, absent = 0, text_bytes = 0, media_bytes = 0;
  for (;;) {
    MUNIMENT_TRY(const auto record, reader->next(counted));
    if (!record) break;
    ++records;
    text_bytes += record->text.value_or("").size();
    for (const SourceAttachment& attachment : record->attachments) {
      ++(attachment.open ? held : absent);
      if (!attachment.open || !with_media) continue;
      MUNIMENT_TRY(const uint64_t size, read_to_the_end(attachment.open));
      media_bytes += size;
    }
  }
  const double all = seconds_since(start);
  const double processor = processor_seconds() - processor_before;
  const SourceReport& report = reader->report();
  std::printf("layout      %s; %s\n", report.layout.c_str(), report.date_order.c_str());
  std::printf("lines       %llu\n", static_cast<unsigned long long>(report.lines));
  std::printf("messages    %llu, exceptions %llu, media held %llu, absent %llu, text bytes %llu\n",
              static_cast<unsigned long long>(records), static_cast<unsigned long long>(counted.exceptions),
              static_cast<unsigned long long>(held), static_cast<unsigned long long>(absent),
              static_cast<unsigned long long>(text_bytes));
  if (with_media) std::printf("media bytes %llu\n", static_cast<unsigned long long>(media_bytes));
  std::printf("survey      %.3f s\nread        %.3f s\nboth        %.3f s\n", surveyed, all - surveyed, all);
  std::printf("lines/s     %.0f\n", static_cast<double>(report.lines) / all);
  // On a busy machine the clock says more about the others.
  if (bytes > 0) std::printf("MB/s        %.0f\n", static_cast<double>(bytes) / 1e6 / all);
  // On a busy machine the clock says more about the others.
  if (bytes > 0) std::printf("MB/s        %.0f of processor time\n", static_cast<double>(bytes) / 1e6 / processor);
  std::printf("processor   %.3f s, %.0f lines/s\n", processor, static_cast<double>(report.lines) / processor);
  std::printf("peak memory %ld MiB\n", usage_of_this_process().ru_maxrss / 1024);
  return {};
}

}  // namespace
}  // namespace muniment::ingest

int main(int argc, char** argv) {
  const bool with_media = argc > 1 && std::strcmp(argv[1], "--media") == 0;
  const int at = with_media ? 2 : 1;
  if (argc <= at) {
    std::fputs("usage: bench_read [--media] PATH [REPEAT]\n", stderr);
    return 2;
  }
  const long repeat = argc > at + 1 ? std::strtol(argv[at + 1], nullptr, 10) : 1;
  for (long i = 0; i < repeat; ++i) {
    auto done = muniment::ingest::measure(argv[at], with_media);
    if (done) continue;
    std::fprintf(stderr, "%s\n", muniment::one_line(done.error()).c_str());
    return 1;
  }
  return 0;
}
