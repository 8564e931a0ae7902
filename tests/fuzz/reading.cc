// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/reading.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/utf8.h"
#include "ingest/registry.h"
#include "ingest/stream/redaction.h"

namespace muniment::fuzz {
namespace {

class Choppy final : public io::InputStream {
 public:
  Choppy(Bytes bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  Result<size_t> read(MutableByteView out) override {
    const size_t count = std::min({out.size(), piece_, bytes_.size() - at_});
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  Bytes bytes_;
  size_t piece_;
  size_t at_ = 0;
};

bool is_text(const ingest::SourceRecord& r) {
  const auto valid = [](const std::string& text) { return is_valid_utf8(text); };
  const auto fact = [](const Fact& f) { return is_valid_utf8(f.text); };
  const auto attachment = [](const ingest::SourceAttachment& a) {
    return is_valid_utf8(a.name) && is_valid_utf8(a.mime);
  };
  return valid(r.text.value_or("")) && valid(r.sender) && valid(r.canonical_text) && valid(r.conversation) &&
         valid(r.wall_minute) && (!r.time || valid(r.time->original)) && std::ranges::all_of(r.facts, fact) &&
         std::ranges::all_of(r.attachments, attachment);
}

bool same_place(const ingest::Place& a, const ingest::Place& b) {
  return a.path == b.path && a.line == b.line && a.lines == b.lines && a.offset == b.offset;
}

bool same_attachment(const ingest::SourceAttachment& a, const ingest::SourceAttachment& b) {
  return a.name == b.name && a.mime == b.mime && a.kind == b.kind && a.pages == b.pages &&
         (a.open == nullptr) == (b.open == nullptr);
}

bool same_record(const ingest::SourceRecord& a, const ingest::SourceRecord& b) {
  return a.kind == b.kind && a.sender == b.sender && a.time == b.time && a.text == b.text && a.facts == b.facts &&
         a.raw == b.raw && same_place(a.place, b.place) && a.wall_minute == b.wall_minute &&
         a.canonical_text == b.canonical_text && std::ranges::equal(a.attachments, b.attachments, same_attachment);
}

bool same_exception(const ingest::Exception& a, const ingest::Exception& b) {
  return same_place(a.place, b.place) && a.what == b.what && a.why == b.why && a.raw == b.raw;
}

class ChoppyInput final : public ingest::SourceInput {
 public:
  ChoppyInput(Bytes bytes, size_t piece, std::optional<uint64_t> stated_size)
      : bytes_(std::move(bytes)), piece_(piece), members_({{"-", stated_size}}) {}
  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<ingest::Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override { return choppy(bytes_, piece_); }
  [[nodiscard]] ingest::StreamOpener opener_of(size_t) const override {
    return [bytes = bytes_, piece = piece_]() -> Result<std::unique_ptr<io::InputStream>> { return choppy(bytes, piece); };
  }
  ingest::Sibling beside(size_t, std::string_view) override { return {}; }

 private:
  Bytes bytes_;
  size_t piece_;
  std::string path_ = "-";
  std::vector<ingest::Member> members_;
};

}  // namespace

std::shared_ptr<ingest::SourceInput> choppy_input(Bytes bytes, size_t piece, std::optional<uint64_t> stated_size) {
  return std::make_shared<ChoppyInput>(std::move(bytes), piece, stated_size);
}

std::unique_ptr<io::InputStream> choppy(Bytes bytes, size_t piece) {
  return std::make_unique<Choppy>(std::move(bytes), piece);
}

Reading read(std::shared_ptr<ingest::SourceInput> input, const ingest::SourceOptions& options, std::string_view name) {
  Reading reading;
  const auto format = ingest::find_format(name);
  MUNIMENT_CHECK(format.has_value(), "the format is registered");
  auto reader = (*format)->open(std::move(input), options);
  if (!reader) {
    reading.error = reader.error();
    return reading;
  }
  while (!reading.error && !reading.ended) {
    auto record = (*reader)->next(reading);
    if (!record) {
      reading.error = record.error();
    } else if (!*record) {
      reading.ended = true;
    } else {
      reading.records.push_back(std::move(**record));
    }
  }
  reading.report = (*reader)->report();
  return reading;
}

void check_accounts(const Reading& reading) {
  if (reading.error) {
    MUNIMENT_CHECK(!reading.error->message.empty() && is_valid_utf8(one_line(*reading.error)),
                   "an error says what is wrong, in UTF-8");
    MUNIMENT_CHECK(reading.error->id != 0 && !reading.error->hint.empty(), "an error has a number and says what to do");
    return;
  }
  const ingest::SourceReport& r = reading.report;
  MUNIMENT_CHECK(r.lines == r.header_lines + r.continuation_lines + r.blank_lines, "every line is of one kind");
  MUNIMENT_CHECK(reading.records.size() + reading.exceptions.size() == r.header_lines + r.unreferenced_records + r.further_records,
                 "every header is a record or an exception");
  uint64_t lines = r.blank_lines;
  for (const auto& record : reading.records)
    lines += record.place.lines;
  for (const auto& exception : reading.exceptions)
    lines += exception.place.lines;
  MUNIMENT_CHECK(lines == r.lines, "records, exceptions and blanks hold all lines");
  uint64_t last = 0;
  for (const auto& record : reading.records) {
    MUNIMENT_CHECK(is_message_kind(record.kind), "a record is of a message kind");
    MUNIMENT_CHECK(is_text(record), "texts of records are valid UTF-8");
    const bool further = record.place.lines == 0;  // a record of a line that brought several, or a whole file
    MUNIMENT_CHECK(further || record.place.line > last, "places go forward");
    last = std::max(last, record.place.line);
  }
  for (const auto& exception : reading.exceptions) {
    MUNIMENT_CHECK(!exception.what.empty() && !exception.why.empty() && !exception.raw.empty(),
                   "an exception explains itself and keeps bytes");
  }
}

void check_places(const Reading& reading, std::string_view bytes) {
  const auto stands_there = [&](const Bytes& raw, const ingest::Place& place) {
    return place.offset <= bytes.size() && bytes.substr(place.offset, raw.size()) == as_text(raw);
  };
  const auto lacks_secrets = [](const Bytes& raw) { return as_text(raw).find(ingest::kRedacted) != std::string_view::npos; };
  for (const auto& record : reading.records) {
    MUNIMENT_CHECK(stands_there(record.raw, record.place) || find_fact(record.facts, FactType::redacted) != nullptr,
                   "a record's bytes stand where its place says, but for secrets");
  }
  for (const auto& exception : reading.exceptions) {
    MUNIMENT_CHECK(stands_there(exception.raw, exception.place) || lacks_secrets(exception.raw),
                   "an exception's bytes stand where its place says, but for secrets");
  }
}

void check_same(const Reading& one, const Reading& other) {
  MUNIMENT_CHECK(one.error.has_value() == other.error.has_value(), "both are read, or both are refused");
  if (one.error) MUNIMENT_CHECK(one_line(*one.error) == one_line(*other.error), "both are refused for the same reason");
  MUNIMENT_CHECK(std::ranges::equal(one.records, other.records, same_record), "the records are the same");
  MUNIMENT_CHECK(std::ranges::equal(one.exceptions, other.exceptions, same_exception), "the exceptions are the same");
  MUNIMENT_CHECK(one.report.lines == other.report.lines && one.report.header_lines == other.report.header_lines &&
                     one.report.warnings == other.report.warnings && one.report.evidence == other.report.evidence,
                 "the reports are the same");
}

}  // namespace muniment::fuzz
