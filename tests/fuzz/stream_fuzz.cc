// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of one format, MUNIMENT_FUZZ_FORMAT, under any bytes: by lines and as a file of bodies. The first byte says whether
// a secret is given and how the stream is chopped; the rest is the source.
#include <algorithm>
#include <array>
#include <memory>

#include "core/base/check.h"
#include "ingest/inputs.h"
#include "tests/fuzz/reading.h"

namespace muniment::fuzz {
namespace {

constexpr std::string_view kFormat = MUNIMENT_FUZZ_FORMAT;
constexpr bool kIsSigned = kFormat == "cloud-api" || kFormat == "gowa" || kFormat == "waha";

size_t piece_of(unsigned choice, size_t size) {
  constexpr std::array<size_t, 8> kPieces = {1, 2, 3, 7, 13, 64, 1000, 70'000};
  return std::max(kPieces[choice >> 5U], size / 300);
}

Reading read_lines(ByteView text, size_t piece, const ingest::SourceOptions& options) {
  auto input = ingest::open_standard_input(choppy(to_bytes(text), piece));
  if (input) return read(std::move(*input), options, kFormat);
  Reading reading;
  reading.error = input.error();
  return reading;
}

bool is_about_nobody(const ingest::SourceRecord& record) { return is_about_source(record.kind) || record.kind == RecordKind::unrecognised; }

void check_records(const Reading& reading, bool has_secret) {
  for (const ingest::SourceRecord& record : reading.records) {
    MUNIMENT_CHECK(!record.source_message_id.empty() || kFormat == "jsonl", "every record of a stream has an id");
    MUNIMENT_CHECK(!record.conversation.empty() || is_about_nobody(record), "what people did stands in a conversation");
    const Fact* const signature = find_fact(record.facts, FactType::signature);
    MUNIMENT_CHECK(!kIsSigned || !has_secret || record.raw.empty() || (signature != nullptr && signature->text == "valid"),
                   "with a secret nothing is taken that is not signed");
  }
}

std::shared_ptr<const std::vector<SecretBytes>> one_secret() {
  auto secrets = std::make_shared<std::vector<SecretBytes>>();
  secrets->emplace_back("0123456789abcdef");
  return secrets;
}

void run(ByteView data) {
  if (data.empty()) return;
  const unsigned choice = data[0];
  const ByteView text = data.subspan(1);
  ingest::SourceOptions options;
  if ((choice & 1U) != 0) options.app_secrets = one_secret();
  const Reading lines = read_lines(text, SIZE_MAX, options);
  check_accounts(lines);
  check_places(lines, as_text(text));
  check_records(lines, options.app_secrets != nullptr);
  const size_t piece = piece_of(choice, text.size());
  check_same(lines, read_lines(text, piece, options));
  const Reading bodies = read(choppy_input(to_bytes(text), piece, text.size()), options, kFormat);
  check_accounts(bodies);
  check_places(bodies, as_text(text));
  check_records(bodies, options.app_secrets != nullptr);
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
