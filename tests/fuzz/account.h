// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets have in common: a source held in memory, and all that a reader gave as one comparable text.
// A broken promise stops the program, which is how a fuzzer notices.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "core/base/utf8.h"
#include "ingest/inputs.h"
#include "ingest/registry.h"

#define MUNIMENT_PROMISE(condition)                                                          \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "broken promise, %s:%d: %s\n", __FILE__, __LINE__, #condition);   \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

namespace muniment::fuzz {

using namespace muniment::ingest;

// Gives at most `chunk` bytes at a time.
class ChunkedStream final : public io::InputStream {
 public:
  ChunkedStream(std::shared_ptr<const Bytes> bytes, size_t chunk) : bytes_(std::move(bytes)), chunk_(chunk) {}
  Result<size_t> read(MutableByteView out) override {
    const size_t count = std::min({out.size(), chunk_, bytes_->size() - at_});
    std::copy_n(bytes_->begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  size_t chunk_;
  size_t at_ = 0;
};

// A plain file that is nowhere.
class MemoryInput final : public SourceInput {
 public:
  MemoryInput(Bytes bytes, size_t chunk) : bytes_(std::make_shared<const Bytes>(std::move(bytes))), chunk_(chunk) {}
  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override {
    return std::unique_ptr<io::InputStream>(std::make_unique<ChunkedStream>(bytes_, chunk_));
  }
  Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  std::shared_ptr<const Bytes> bytes_;
  size_t chunk_;
  std::string path_ = "-";
  std::vector<Member> members_ = {{"-", std::nullopt}};
};

struct Account : ExceptionSink {
  std::string all;  // everything that was read, written down
  std::vector<SourceRecord> records;
  std::vector<Exception> exceptions;
  SourceReport report;
  bool refused = false;
  void take(Exception exception) override { exceptions.push_back(std::move(exception)); }
};

inline void write_down(const Place& place, std::string& all) {
  all += place.path + " " + std::to_string(place.line) + "+" + std::to_string(place.lines) + "@" + std::to_string(place.offset) + "\n";
}

inline void write_down(const SourceRecord& record, std::string& all) {
  write_down(record.place, all);
  all += std::string(to_string(record.kind)) + "\n" + record.sender + "\n" + record.text.value_or("(none)") + "\n" + record.canonical_text + "\n";
  all += record.wall_minute + " " + (record.time ? std::to_string(record.time->utc_ms) + record.time->original : "(none)") + "\n";
  for (const SourceAttachment& a : record.attachments) all += a.name + "|" + a.mime + "|" + (a.open ? "held" : "absent") + "\n";
  for (const Fact& fact : record.facts) all += to_text(fact) + "\n";
  all += as_text(record.raw);
}

inline void write_down(const SourceReport& report, std::string& all) {
  all += report.layout + "\n" + report.header + "\n" + report.date_order + "\n" + report.suggested_conversation + "\n";
  for (const auto* list : {&report.evidence, &report.warnings, &report.unreferenced}) {
    for (const std::string& line : *list) all += line + "\n";
  }
  all += std::to_string(report.lines) + " " + std::to_string(report.steps_back) + " " + std::to_string(report.after_now) + "\n";
}

inline Account refusal(const Error& error) {
  MUNIMENT_PROMISE(error.id != 0);
  MUNIMENT_PROMISE(is_valid_utf8(error.message) && is_valid_utf8(error.why) && is_valid_utf8(error.hint));
  Account account;
  account.refused = true;
  account.all = one_line(error) + "\n" + error.why;
  return account;
}

inline void read_records(SourceReader& reader, Account& account) {
  for (;;) {
    auto record = reader.next(account);
    if (!record) account.all += one_line(record.error());
    if (!record) account.refused = true;
    if (!record || !*record) break;
    account.records.push_back(std::move(**record));
  }
  account.report = reader.report();
}

inline Account read_source(std::shared_ptr<SourceInput> input, const SourceOptions& options) {
  auto reader = (*find_format("whatsapp-txt"))->open(std::move(input), options);
  if (!reader) return refusal(reader.error());
  Account account;
  read_records(**reader, account);
  for (const SourceRecord& record : account.records) write_down(record, account.all);
  for (const Exception& exception : account.exceptions) {
    write_down(exception.place, account.all);
    account.all += exception.what + "\n" + exception.why + "\n";
    account.all += as_text(exception.raw);
  }
  write_down(account.report, account.all);
  return account;
}

inline void check_record(const SourceRecord& record) {
  MUNIMENT_PROMISE(is_message_kind(record.kind));
  MUNIMENT_PROMISE(is_valid_utf8(record.text.value_or("")));
  MUNIMENT_PROMISE(is_valid_utf8(record.sender));
  MUNIMENT_PROMISE(is_valid_utf8(record.canonical_text));
  MUNIMENT_PROMISE(!record.time || is_valid_utf8(record.time->original));
  for (const SourceAttachment& attachment : record.attachments) MUNIMENT_PROMISE(is_valid_utf8(attachment.name));
  for (const Fact& fact : record.facts) MUNIMENT_PROMISE(is_valid_utf8(to_text(fact)));
}

// Every line is accounted for.
inline void check_account(const Account& account) {
  if (account.refused) return;
  const SourceReport& report = account.report;
  MUNIMENT_PROMISE(report.lines == report.header_lines + report.continuation_lines + report.blank_lines);
  MUNIMENT_PROMISE(report.header_lines == account.records.size() + account.exceptions.size());
  uint64_t lines = report.blank_lines;
  for (const SourceRecord& record : account.records) lines += record.place.lines;
  for (const Exception& exception : account.exceptions) lines += exception.place.lines;
  MUNIMENT_PROMISE(report.lines == lines);
  for (const SourceRecord& record : account.records) check_record(record);
}

// The raw bytes of every record and exception stand where its place says.
inline void check_raw(const Account& account, ByteView source) {
  const auto stands = [&](const Place& place, const Bytes& raw) {
    return place.offset + raw.size() <= source.size() && std::ranges::equal(source.subspan(place.offset, raw.size()), raw);
  };
  for (const SourceRecord& record : account.records) MUNIMENT_PROMISE(stands(record.place, record.raw));
  for (const Exception& exception : account.exceptions) MUNIMENT_PROMISE(stands(exception.place, exception.raw));
}

}  // namespace muniment::fuzz
