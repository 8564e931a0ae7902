// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of WhatsApp's texts under any bytes. The first byte chooses options and how the stream is chopped; the
// rest is the text.
#include <algorithm>
#include <array>

#include "ingest/inputs.h"
#include "tests/fuzz/reading.h"

namespace muniment::fuzz {
namespace {

using ingest::DateOrder;

ingest::SourceOptions options_of(unsigned choice) {
  constexpr std::array kOrders = {DateOrder::automatic, DateOrder::day_month_year, DateOrder::month_day_year,
                                  DateOrder::year_month_day};
  ingest::SourceOptions options;
  options.date_order = kOrders[choice & 3U];
  if ((choice & 4U) != 0) {
    if (const auto zone = TimeZone::find("Europe/London")) options.zone = *zone;
  }
  return options;
}

// At most some hundred pieces, as each costs time.
size_t piece_of(unsigned choice, size_t size) {
  constexpr std::array<size_t, 8> kPieces = {1, 2, 3, 7, 13, 64, 1000, 70'000};
  return std::max(kPieces[choice >> 5U], size / 300);
}

Reading read_text(ByteView text, size_t piece, const ingest::SourceOptions& options) {
  auto input = ingest::open_standard_input(choppy(to_bytes(text), piece));
  if (input) return read(std::move(*input), options);
  Reading reading;
  reading.error = input.error();
  return reading;
}

void run(ByteView data) {
  if (data.empty()) return;
  const unsigned choice = data[0];
  const ByteView text = data.subspan(1);
  const ingest::SourceOptions options = options_of(choice);
  const Reading whole = read_text(text, SIZE_MAX, options);
  check_accounts(whole);
  check_places(whole, as_text(text));
  check_same(whole, read_text(text, piece_of(choice, text.size()), options));
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
