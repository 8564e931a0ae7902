// SPDX-License-Identifier: GPL-3.0-or-later
// bench_queries ARCHIVE KEY-FILE QUERIES.txt [--rebuild] [--each FILE]: runs the committed queries (bench/make_queries.py) over
// the index of an archive that muniment ingested, and says by class how long they take and which goals that meets.
//   --rebuild    builds the index anew from the log first, and says how fast
//   --each FILE  also writes a line for each query: class, query, hits, and the times of both ways of asking
// A query is asked for its newest 50 messages, and for the number of all. Each time is the best of three, in one thread
// with the index open and read; processor time beside the wall clock, since a busy machine changes only the latter.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "core/base/clock.h"
#include "core/io/scratch_dir.h"
#include "index/partition.h"
#include "index/search.h"
#include "pipeline/index_job.h"
#include "pipeline/parts.h"
#include "pipeline/store.h"

namespace muniment {
namespace {

constexpr int kRepeats = 3;
constexpr uint64_t kMessagesOfSmallGoals = 2'000'000;  // up to here the goals of a million hold, above those of ten million

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "%s: %s\n", one_line(result.error()).c_str(), result.error().why.c_str());
  std::exit(1);
}

struct Spent {
  double wall_ms = 0, cpu_ms = 0;
};

double milliseconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <typename Work>
Spent time_of(Work&& work, clockid_t processor = CLOCK_THREAD_CPUTIME_ID) {
  const double wall = milliseconds_of(CLOCK_MONOTONIC), cpu = milliseconds_of(processor);
  work();
  return {milliseconds_of(CLOCK_MONOTONIC) - wall, milliseconds_of(processor) - cpu};
}

template <typename Work>
Spent best_of_repeats(Work&& work) {
  constexpr double kNever = std::numeric_limits<double>::max();
  Spent best{kNever, kNever};
  for (int i = 0; i < kRepeats; ++i) {
    const Spent one = time_of(work);
    best = {std::min(best.wall_ms, one.wall_ms), std::min(best.cpu_ms, one.cpu_ms)};
  }
  return best;
}

struct Measured {
  std::string cls, query;
  uint64_t hits = 0;
  Spent page, count;
};

struct Line {
  std::string cls, query;
};

std::vector<Line> read_queries(const std::string& path) {
  std::vector<Line> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string::npos) continue;
    lines.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return lines;
}

Measured measure(const index::Searcher& searcher, const Line& line) {
  const index::Query query = must(index::parse_query(line.query, {}));
  Measured out{.cls = line.cls, .query = line.query, .hits = 0, .page = {}, .count = {}};
  out.page = best_of_repeats([&] { must(searcher.search(query, {.limit = 50, .count_all = false})); });
  out.count = best_of_repeats([&] { out.hits = must(searcher.search(query, {.limit = 0})).total; });
  return out;
}

using Times = std::vector<double>;

double worst_of(const Times& times) { return *std::max_element(times.begin(), times.end()); }
double median_of(Times times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

// The times of the classes whose names begin so.
Times times_of(const std::vector<Measured>& all, const std::string& beginning, Spent Measured::*how, double Spent::*clock) {
  Times out;
  for (const Measured& each : all) {
    if (each.cls.starts_with(beginning)) out.push_back(each.*how.*clock);
  }
  return out;
}

void print_classes(const std::vector<Measured>& all) {
  std::map<std::string, std::pair<size_t, uint64_t>> classes;  // queries, hits
  for (const Measured& each : all) {
    ++classes[each.cls].first;
    classes[each.cls].second += each.hits;
  }
  std::printf("%-14s %7s %12s   %-35s   %s\n", "", "", "", "newest 50, ms (wall, processor)", "all counted, ms");
  std::printf("%-14s %7s %12s   %8s %8s  %8s %8s   %8s %8s  %8s %8s\n", "class", "queries", "hits", "median", "cpu", "worst", "cpu", "median", "cpu",
              "worst", "cpu");
  for (const auto& [cls, size] : classes) {
    std::printf("%-14s %7zu %12llu ", cls.c_str(), size.first, static_cast<unsigned long long>(size.second));
    for (Spent Measured::*const how : {&Measured::page, &Measured::count}) {
      const Times wall = times_of(all, cls, how, &Spent::wall_ms), cpu = times_of(all, cls, how, &Spent::cpu_ms);
      std::printf("  %8.3f %8.3f  %8.3f %8.3f ", median_of(wall), median_of(cpu), worst_of(wall), worst_of(cpu));
    }
    std::printf("\n");
  }
}

void judge(const char* what, double value, double goal, const char* unit, bool at_least = false) {
  const bool met = at_least ? value >= goal : value < goal;
  std::printf("  %-58s %10.3f %-12s goal %s %g: %s\n", what, value, unit, at_least ? "at least" : "under", goal, met ? "met" : "MISSED");
}

struct Goal {
  const char* what;
  const char* classes;  // those whose names begin so
  Spent Measured::*how;
  double (*of)(const Times&);
  double limit_ms;
};

double median(const Times& times) { return median_of(times); }

constexpr Goal kGoalsOfAMillion[] = {
    {"newest 50 of a common word, worst", "word-common", &Measured::page, worst_of, 0.2},
    {"newest 50 of AND of two, worst", "and-", &Measured::page, worst_of, 1},
    {"(all hits of AND of two, worst)", "and-", &Measured::count, worst_of, 1},
    {"all hits of a phrase, median", "phrase-", &Measured::count, median, 3},
    {"all hits of a phrase, worst", "phrase-", &Measured::count, worst_of, 25},
    {"all hits of w/5, median", "near-", &Measured::count, median, 3},
    {"all hits of w/5, worst", "near-", &Measured::count, worst_of, 25},
    {"all hits of a wildcard in the middle, worst", "wildcard", &Measured::count, worst_of, 30},
};
constexpr Goal kGoalsOfTenMillion[] = {
    {"newest 50 of any query, worst", "", &Measured::page, worst_of, 250},
    {"all hits of any query, worst", "", &Measured::count, worst_of, 250},
};

void print_goals(const std::vector<Measured>& all, uint64_t messages) {
  std::printf("goals, in processor time:\n");
  const std::span<const Goal> goals = messages <= kMessagesOfSmallGoals ? std::span<const Goal>(kGoalsOfAMillion) : kGoalsOfTenMillion;
  for (const Goal& goal : goals) {
    const Times times = times_of(all, goal.classes, goal.how, &Spent::cpu_ms);
    if (!times.empty()) judge(goal.what, goal.of(times), goal.limit_ms, "ms");
  }
}

void print_slowest(std::vector<Measured> all) {
  std::ranges::sort(all, std::greater<>(), [](const Measured& each) { return each.count.cpu_ms; });
  all.resize(std::min<size_t>(all.size(), 10));
  std::printf("slowest:\n");
  for (const Measured& each : all) {
    std::printf("  %9.3f ms  %10llu hits  %-14s %s\n", each.count.cpu_ms, static_cast<unsigned long long>(each.hits), each.cls.c_str(), each.query.c_str());
  }
}

void write_each(const std::string& path, const std::vector<Measured>& all) {
  std::FILE* const out = std::fopen(path.c_str(), "w");
  if (out == nullptr) return std::perror(path.c_str());
  for (const Measured& each : all) {
    std::fprintf(out, "%s\t%s\t%llu\t%.4f\t%.4f\t%.4f\t%.4f\n", each.cls.c_str(), each.query.c_str(), static_cast<unsigned long long>(each.hits),
                 each.page.wall_ms, each.page.cpu_ms, each.count.wall_ms, each.count.cpu_ms);
  }
  std::fclose(out);
}

std::unique_ptr<pipeline::Store> open(const char* archive, const char* key_file, pipeline::Mode mode) {
  pipeline::Unlock unlock;
  unlock.identity = SecretBytes(must(io::read_file(io::posix(), key_file, 4096)));
  pipeline::OpenOptions options;
  if (mode == pipeline::Mode::write) options.index = pipeline::IndexAtOpen::left_as_it_is;
  return must(pipeline::Store::open(io::posix(), archive, unlock, mode, system_clock(), options));
}

void rebuild(const char* archive, const char* key_file) {
  const auto store = open(archive, key_file, pipeline::Mode::write);
  uint64_t messages = 0;
  const Spent spent = time_of([&] { messages = must(pipeline::rebuild_index(*store, {})).after.messages; }, CLOCK_PROCESS_CPUTIME_ID);
  const auto rate = [&](double ms) { return static_cast<double>(messages) / ms * 1e3; };
  std::printf("index built from the log in %.2f s, %.2f s of processor time\n", spent.wall_ms / 1e3, spent.cpu_ms / 1e3);
  judge("built, by the clock", rate(spent.wall_ms), 120'000, "messages/s", true);
  judge("built, by processor time of two cores", 2 * rate(spent.cpu_ms), 120'000, "messages/s", true);
}

// Reads what a search may need, so that the first query pays for no other.
void read_all(const std::vector<std::shared_ptr<const index::Partition>>& partitions) {
  for (const auto& partition : partitions) {
    must(partition->names());
    must(partition->columns());
    must(partition->vocabulary());
    must(partition->forward());
    must(partition->postings());
  }
}

void print_size(pipeline::Store& store) {
  const pipeline::IndexStatus status = must(pipeline::index_status(store));
  std::printf("%llu messages in %zu partitions\n", static_cast<unsigned long long>(status.searchable), status.partitions.size());
  judge("index on disk", static_cast<double>(status.bytes) / static_cast<double>(status.searchable), 110, "B/message");
}

void print_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
}

int run(const std::vector<const char*>& files, bool wants_rebuild, const char* each) {
  io::prepare_scratch();
  if (wants_rebuild) rebuild(files[0], files[1]);
  const auto store = open(files[0], files[1], pipeline::Mode::read);
  print_size(*store);
  const auto partitions = must(pipeline::all_partitions(store->parts()));
  const Spent reading = time_of([&] { read_all(partitions); });
  std::printf("opened and read in %.0f ms, %.0f ms of processor time\n", reading.wall_ms, reading.cpu_ms);
  const auto searcher = must(index::Searcher::create(partitions));
  std::vector<Measured> all;
  for (const Line& line : read_queries(files[2])) all.push_back(measure(*searcher, line));
  if (all.empty()) return std::fprintf(stderr, "%s holds no queries\n", files[2]), 1;
  print_classes(all);
  print_slowest(all);
  print_goals(all, searcher->documents());
  print_memory();
  if (each != nullptr) write_each(each, all);
  return 0;
}

}  // namespace
}  // namespace muniment

int main(int argc, char** argv) {
  std::vector<const char*> files;
  bool rebuild = false;
  const char* each = nullptr;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--rebuild") rebuild = true;
    else if (argument == "--each" && i + 1 < argc) each = argv[++i];
    else files.push_back(argv[i]);
  }
  if (files.size() != 3) {
    std::fprintf(stderr, "bench_queries ARCHIVE KEY-FILE QUERIES.txt [--rebuild] [--each FILE]\n");
    return 2;
  }
  return muniment::run(files, rebuild, each);
}
