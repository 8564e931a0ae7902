// SPDX-License-Identifier: GPL-3.0-or-later
// bench_index MESSAGES.jsonl [documents per partition]: builds partitions with two threads, writes them through a
// Store, opens that again, and prints messages per second, bytes per message by section, and query times (of the
// thread's CPU, best of five).
// Lines are objects with text, conv, sender and ts (RFC 3339); lines without a time count on from the last one.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <simdjson.h>
#include <sys/resource.h>

#include "core/base/time_text.h"
#include "core/crypto/hash.h"
#include "core/io/scratch_dir.h"
#include "index/partition.h"
#include "index/search.h"

namespace muniment::index {
namespace {

using Clock = std::chrono::steady_clock;
// What the machine's other work does not change.
double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
double process_cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "%s: %s\n", one_line(result.error()).c_str(), result.error().why.c_str());
  std::exit(1);
}
void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s: %s\n", one_line(result.error()).c_str(), result.error().why.c_str());
  std::exit(1);
}

std::vector<Record> read_messages(const char* path) {
  std::vector<Record> records;
  simdjson::dom::parser parser;
  std::ifstream in(path);
  int64_t last_ms = 1'700'000'000'000;
  for (std::string line; std::getline(in, line);) {
    const simdjson::dom::element json = parser.parse(line);
    const auto text = [&](const char* name) {
      const auto value = json[name].get_string();
      return value.error() == simdjson::SUCCESS ? std::string(value.value_unsafe()) : std::string();
    };
    Record record;
    record.text = text("text");
    record.conversation = text("conv");
    record.sender = text("sender");
    const auto at = parse_rfc3339(text("ts"));
    last_ms = at ? at->utc_ms : last_ms + 1000;
    record.time = EventTime{.utc_ms = last_ms, .original = "", .basis = TimeBasis::server, .precision = TimePrecision::second};
    records.push_back(std::move(record));
  }
  return records;
}

IdentityKey identity_of(uint64_t number) {
  const Sha256 hash = crypto::sha256(ByteView(reinterpret_cast<const Byte*>(&number), sizeof number));
  return IdentityKey::from(hash.view().first(IdentityKey::kSize));
}

using Partitions = std::vector<std::shared_ptr<const Partition>>;

std::shared_ptr<const Partition> build(const std::vector<Record>& records, size_t begin, size_t end) {
  const auto builder = must(PartitionBuilder::create(kBusinessClass, Month{202601}));
  for (size_t i = begin; i < end; ++i) {
    must(builder->add({.number = {i}, .record = records[i], .identity = identity_of(i), .content_identity = std::nullopt}));
  }
  return must(builder->finish({begin, end}));
}

Partitions build_all(const std::vector<Record>& records, size_t per_partition) {
  const size_t count = (records.size() + per_partition - 1) / per_partition;
  Partitions out(count);
  const auto work = [&](size_t first) {
    for (size_t i = first; i < count; i += 2) out[i] = build(records, i * per_partition, std::min(records.size(), (i + 1) * per_partition));
  };
  std::jthread other(work, 1);
  work(0);
  other.join();
  return out;
}

void print_sections(const Partitions& partitions, double messages) {
  constexpr const char* kNames[] = {"", "names", "numbers", "times", "conversations", "senders", "custodians", "kinds", "has", "words",
                                    "word ids", "frequencies", "stream sizes", "stream", "postings", "identities", "content rows",
                                    "content identities"};
  double total = 0;
  for (uint32_t id = 1; id <= 17; ++id) {
    double bytes = 0;
    for (const auto& partition : partitions) bytes += static_cast<double>(partition->source().stored_bytes(static_cast<SectionId>(id)));
    total += bytes;
    std::printf("  %-20s %6.2f B/message\n", kNames[id], bytes / messages);
  }
  std::printf("  %-20s %6.2f B/message\n", "all", total / messages);
}

void time_queries(const Searcher& searcher) {
  constexpr const char* kQueries[] = {"the", "ubuntu", "\"good night\"", "\"to the\"", "install w/5 ubuntu", "(install OR apt*) w/3 (get OR package)",
                                      "transf*", "from:crimsun", "kubuntu NOT ubuntu", "the date:2004-12-25", "in:*"};
  for (const char* text : kQueries) {
    const Query query = must(parse_query(text, {}));
    const auto run = [&](const SearchOptions& options) {
      double best = 1e9;
      uint64_t total = 0;
      for (int i = 0; i < 5; ++i) {
        const double begin = thread_cpu_seconds();
        total = must(searcher.search(query, options)).total;
        best = std::min(best, thread_cpu_seconds() - begin);
      }
      return std::pair(best * 1000, total);
    };
    const auto counted = run({});
    const auto page = run({.count_all = false});
    const double begin = thread_cpu_seconds();
    const size_t all = must(searcher.all(query)).size();
    std::printf("  %-44s %8llu hits: newest 50 and count %7.3f ms, newest 50 alone %7.3f ms, all (%zu) %7.2f ms\n", text,
                static_cast<unsigned long long>(counted.second), counted.first, page.first, all, (thread_cpu_seconds() - begin) * 1000);
  }
}

int run(const char* path, size_t per_partition) {
  io::prepare_scratch();
  const std::vector<Record> records = read_messages(path);
  if (records.empty()) {
    std::fprintf(stderr, "%s holds no messages\n", path);
    return 1;
  }
  const auto messages = static_cast<double>(records.size());
  auto begin = Clock::now();
  const double cpu = process_cpu_seconds();
  Partitions partitions = build_all(records, per_partition);
  const double build_s = seconds_since(begin), build_cpu_s = process_cpu_seconds() - cpu;
  std::printf("%.0f messages, %zu partitions: built in %.2f s, %.0f messages/s; %.2f us of CPU each\n", messages, partitions.size(),
              build_s, messages / build_s, build_cpu_s * 1e6 / messages);
  print_sections(partitions, messages);

  const auto folder = std::filesystem::temp_directory_path() / ("muniment-bench-" + std::to_string(Clock::now().time_since_epoch().count()));
  std::filesystem::create_directory(folder);
  const Bytes key(32, 7);
  const KeySource keys = [&](ClassId, Month) -> Result<SecretBytes> { return SecretBytes(ByteView(key)); };
  begin = Clock::now();
  {
    const auto store = must(Store::open(io::posix(), folder / "idx", {}, key, keys));
    must(store->add(std::move(partitions), {{0, records.size()}}));
  }
  std::printf("written in %.3f s\n", seconds_since(begin));
  begin = Clock::now();
  const auto store = must(Store::open(io::posix(), folder / "idx", {}, key, keys));
  const auto searcher = must(Searcher::create(store->partitions()));
  const Query query = must(parse_query("\"good night\"", {}));
  const uint64_t hits = must(searcher->search(query, {})).total;
  std::printf("opened and first phrase searched in %.3f s (%llu hits)\n", seconds_since(begin), static_cast<unsigned long long>(hits));
  time_queries(*searcher);
  begin = Clock::now();
  must(prepare_identities(store->partitions()));
  std::printf("identities loaded in %.3f s, ", seconds_since(begin));
  const auto all = store->partitions();
  begin = Clock::now();
  size_t found = 0;
  for (uint64_t i = 0; i < 200'000; ++i) found += find_identity(all, identity_of(i * 2)).has_value() ? 1U : 0U;
  std::printf("%.2f us for a look-up (%zu found)\n", seconds_since(begin) * 1e6 / 200'000, found);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace muniment::index

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_index MESSAGES.jsonl [documents per partition]\n");
    return 2;
  }
  return muniment::index::run(argv[1], argc > 2 ? std::stoul(argv[2]) : 150'000);
}
