// SPDX-License-Identifier: GPL-3.0-or-later
// bench_whatsapp_read [--media] PATH: reads one export through the whatsapp-txt format, and nothing else, and says how
// long both passes took and how much memory they needed. --media reads every attached file to its end too.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "core/io/file_system.h"
#include "ingest/registry.h"

namespace {

using namespace muniment;
using namespace muniment::ingest;

struct CountingSink : ExceptionSink {
  uint64_t count = 0;
  void take(Exception) override { ++count; }
};

struct Totals {
  uint64_t records = 0, media = 0, media_bytes = 0;
};

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int fail(const Error& error) {
  std::fprintf(stderr, "%s\n", one_line(error).c_str());
  return 1;
}

// Of this process, in KiB; 0 where the system does not say.
uint64_t peak_memory_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    uint64_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib;
  }
  return 0;
}

Result<void> read_media(const SourceRecord& record, Totals& totals) {
  std::vector<Byte> buffer(size_t{256} << 10);
  for (const SourceAttachment& attachment : record.attachments) {
    if (!attachment.open) continue;
    MUNIMENT_TRY(const auto stream, attachment.open());
    ++totals.media;
    for (size_t got = 1; got > 0; totals.media_bytes += got) {
      MUNIMENT_TRY(got, stream->read(buffer));
    }
  }
  return {};
}

Result<void> read_all(SourceReader& reader, bool with_media, ExceptionSink& exceptions, Totals& totals) {
  for (;;) {
    MUNIMENT_TRY(const auto record, reader.next(exceptions));
    if (!record) return {};
    ++totals.records;
    if (with_media) MUNIMENT_TRY_VOID(read_media(*record, totals));
  }
}

void print(const SourceReport& report, const Totals& totals, uint64_t exceptions, double survey, double reading) {
  std::printf("layout      %s, %s\n", report.layout.c_str(), report.date_order.c_str());
  std::printf("lines       %llu\n", static_cast<unsigned long long>(report.lines));
  std::printf("records     %llu\n", static_cast<unsigned long long>(totals.records));
  std::printf("exceptions  %llu\n", static_cast<unsigned long long>(exceptions));
  std::printf("media       %llu, %llu bytes\n", static_cast<unsigned long long>(totals.media), static_cast<unsigned long long>(totals.media_bytes));
  std::printf("survey      %.3f s\n", survey);
  std::printf("reading     %.3f s\n", reading);
  std::printf("speed       %.0f lines/s over both\n", static_cast<double>(report.lines) / (survey + reading));
  std::printf("peak memory %llu KiB\n", static_cast<unsigned long long>(peak_memory_kib()));
}

int run(const std::string& path, bool with_media) {
  auto input = SourceInput::open(io::posix(), path);
  if (!input) return fail(input.error());
  const auto format = find_format("whatsapp-txt");
  if (!format) return fail(format.error());
  const Stopwatch survey_watch;
  auto reader = (*format)->open(std::move(*input), {});
  if (!reader) return fail(reader.error());
  const double survey = survey_watch.seconds();
  const Stopwatch reading_watch;
  CountingSink exceptions;
  Totals totals;
  const auto done = read_all(**reader, with_media, exceptions, totals);
  if (!done) return fail(done.error());
  print((*reader)->report(), totals, exceptions.count, survey, reading_watch.seconds());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool with_media = arguments.size() == 2 && arguments[0] == "--media";
  if (arguments.size() != (with_media ? 2U : 1U)) {
    std::fprintf(stderr, "usage: bench_whatsapp_read [--media] PATH\n");
    return 2;
  }
  return run(arguments.back(), with_media);
}
