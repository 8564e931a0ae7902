// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the text of a WhatsApp export. The last byte is not part of the text but chooses the options, so that a
// corpus of real texts (which end in a line end) is used as it stands.
#include "tests/fuzz/account.h"

namespace {

using namespace muniment;
using namespace muniment::fuzz;

constexpr std::array kChunks = {size_t{1}, size_t{7}, size_t{100}, size_t{4096}};
constexpr std::array kOrders = {DateOrder::automatic, DateOrder::day_month_year, DateOrder::month_day_year,
                                DateOrder::year_month_day, DateOrder::year_day_month};

SourceOptions options_of(unsigned choice) {
  static const TimeZone london = [] {
    const auto zone = TimeZone::find("Europe/London");
    return zone ? *zone : TimeZone::utc();
  }();
  SourceOptions options;
  options.date_order = kOrders[(choice & 7U) % kOrders.size()];
  if ((choice & 8U) != 0) options.zone = london;
  if ((choice & 64U) != 0) options.now_ms = 1'780'000'000'000;
  return options;
}

Account read_from_pipe(const Bytes& bytes, const SourceOptions& options) {
  auto input = open_standard_input(std::make_unique<ChunkedStream>(std::make_shared<const Bytes>(bytes), 3));
  MUNIMENT_PROMISE(input);
  return read_source(std::move(*input), options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const unsigned choice = size == 0 ? 0 : data[size - 1];
  const ByteView text(data, size == 0 ? 0 : size - 1);
  const Bytes bytes(text.begin(), text.end());
  const SourceOptions options = options_of(choice);
  const Account whole = read_source(std::make_shared<MemoryInput>(bytes, SIZE_MAX), options);
  check_account(whole);
  check_raw(whole, bytes);
  const size_t chunk = kChunks[choice >> 4 & 3U];
  MUNIMENT_PROMISE(read_source(std::make_shared<MemoryInput>(bytes, chunk), options).all == whole.all);
  MUNIMENT_PROMISE(read_from_pipe(bytes, options).all == whole.all);
  return 0;
}
