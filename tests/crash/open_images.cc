// SPDX-License-Identifier: GPL-3.0-or-later
// Opens what a crash may have left, many images in one process: open_images KEY_FILE reads a line "[deep ]<archive>" and
// answers with one line:
//   none                  there is no archive (no archive.note)
//   ok <texts>            it opens, recovers, and verifies clean; texts: the first word of each message, in the order of
//                         the log, with commas between
//   fail <why>
// Opening is: reader, writer (that recovers), reader, writer, reader, and every byte verified; all five must hold the
// same. "deep" opens index and catalogue too.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include <unistd.h>

#include "archive/archive.h"
#include "archive/verify.h"
#include "core/io/file_system.h"
#include "core/model/codec.h"
#include "pipeline/store.h"

namespace muniment::crash {
namespace {

constexpr uint64_t kKeyFileLimit = 1 << 16;

std::string told(const std::string& doing, const Error& error) {
  return doing + ": " + error.message + (error.why.empty() ? "" : ": " + error.why);
}

// Thrown by what a check finds; this program is a test and its errors end the image, not the program.
struct Found {
  std::string why;
};

template <typename T>
T must(Result<T> result, const std::string& doing) {
  if (!result) throw Found{told(doing, result.error())};
  return std::move(*result);
}

class Image {
 public:
  Image(io::Path path, const SecretBytes& identity) : path_(std::move(path)), identity_(identity) {}

  std::string open_again_and_again(bool deep) {
    const bool poisoned = std::filesystem::exists(path_ / "POISON");
    const std::string first = read("the first reader", poisoned);
    expect_same(write("the first writer"), first, "the first writer");
    expect_same(read("the second reader", false), first, "the second reader");
    expect_same(write("the second writer"), first, "the second writer");
    if (deep) search_everything();
    expect_same(read("the third reader", false), first, "the third reader");
    verify_everything();
    return first;
  }

 private:
  [[nodiscard]] archive::Unlock unlock() const { return {{}, identity_.clone()}; }

  static std::string texts_of(const archive::Reader& reader, const std::string& who) {
    std::string texts;
    for (const archive::LogEntry& entry : reader.entries()) {
      if (entry.kind != archive::EntryKind::messages) continue;
      const archive::FrameContent content = must(reader.read(entry.index), who + " reads entry " + std::to_string(entry.index));
      for (const ByteView bytes : content.records) {
        const Record record = must(decode_record(bytes), who + " decodes a record");
        const std::string text = record.text.value_or("");
        texts += (texts.empty() ? "" : ",") + text.substr(0, text.find(' '));
      }
    }
    return texts;
  }

  static void expect_no_alarms(const std::vector<Error>& alarms, const std::string& who) {
    if (!alarms.empty()) throw Found{told(who + " gets an alarm", alarms.front())};
  }

  static void expect_same(const std::string& now, const std::string& before, const std::string& who) {
    if (now != before) throw Found{who + " finds other messages: <" + now + "> instead of <" + before + ">"};
  }

  [[nodiscard]] std::string read(const std::string& who, bool alarms_allowed) const {
    const auto reader = must(archive::Reader::open(io::posix(), path_, unlock()), who);
    if (!alarms_allowed) expect_no_alarms(reader->alarms(), who);
    return texts_of(*reader, who);
  }

  [[nodiscard]] std::string write(const std::string& who) const {
    const auto writer = must(archive::Writer::open(io::posix(), path_, unlock(), system_clock()), who);
    std::string texts = texts_of(writer->reader(), who);
    const auto closed = writer->close();
    if (!closed) throw Found{told(who + " closes", closed.error())};
    return texts;
  }

  void search_everything() const {
    const auto store = must(pipeline::Store::open(io::posix(), path_, {{}, identity_.clone()}, pipeline::Mode::write,
                                                  system_clock()), "index and catalogue");
    const pipeline::Numbers numbers = store->numbers();
    if (numbers.messages != numbers.searchable) {
      throw Found{std::to_string(numbers.messages) + " messages, " + std::to_string(numbers.searchable) + " searchable"};
    }
    const auto closed = store->close();
    if (!closed) throw Found{told("index and catalogue close", closed.error())};
  }

  void verify_everything() const {
    const archive::VerifyReport report = must(archive::verify(io::posix(), path_, unlock(), {}, {}), "verify");
    if (report.findings.empty()) return;
    throw Found{"verify: " + report.findings.front().what + " (" + report.findings.front().path + ")"};
  }

  io::Path path_;
  const SecretBytes& identity_;
};

std::string answer_for(const std::string& line, const SecretBytes& identity) {
  const bool deep = line.starts_with("deep ");
  const io::Path path = deep ? line.substr(5) : line;
  try {
    if (!std::filesystem::exists(path / "archive.note")) return "none";
    return "ok " + Image(path, identity).open_again_and_again(deep);
  } catch (const Found& found) {
    std::string why = found.why;
    std::replace(why.begin(), why.end(), '\n', ' ');
    return "fail " + why;
  }
}

int serve(const char* key_file) {
  const auto bytes = io::read_file(io::posix(), key_file, kKeyFileLimit);
  if (!bytes) return 2;
  const SecretBytes identity{ByteView(*bytes)};
  for (std::string line; std::getline(std::cin, line);) std::cout << answer_for(line, identity) << std::endl;
  return 0;
}

}  // namespace
}  // namespace muniment::crash

int main(int argc, char** argv) { return argc == 2 ? muniment::crash::serve(argv[1]) : 2; }
