// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/verify_scope.h"

#include <charconv>
#include <cmath>

#include "cli/plain_text.h"
#include "core/base/calendar.h"
#include "core/base/time_text.h"
#include "core/crypto/random.h"

namespace muniment::cli {
namespace {

constexpr int kBadSample = 1221, kBadSince = 1222, kTwoDepths = 1223, kSeedWithoutSample = 1224;
constexpr int64_t kHourMs = 3'600'000;

Error no_good(const std::string& text, const char* what, const char* expected, int number) {
  return make_error(ErrorCode::invalid_argument, "\"" + printable(text) + "\" is not " + what)
      .because(expected)
      .numbered(number);
}

// The whole of `text` as a number, or nothing.
template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

Result<double> percent_of(const std::string& text) {
  std::string_view number = text;
  if (number.ends_with('%')) number.remove_suffix(1);
  const auto percent = number_in<double>(number);
  if (percent && std::isfinite(*percent) && *percent > 0 && *percent <= 100) return *percent;
  return no_good(text, "a part of the archive", "expected a percentage above 0 and up to 100, such as 1%", kBadSample);
}

// Midnight UTC of a day written as 2026-03-01.
std::optional<int64_t> day_in(const std::string& text) {
  if (text.size() != 10) return std::nullopt;
  const auto instant = parse_rfc3339(text + "T00:00:00Z");
  return instant ? std::optional(instant->utc_ms) : std::nullopt;
}

Result<void> take_since(const std::string& text, int64_t now_ms, pipeline::VerifyRequest& request) {
  const std::string_view all = text;
  const auto count = all.empty() ? std::nullopt : number_in<uint32_t>(all.substr(0, all.size() - 1));
  if (count && text.back() == 'h') request.since_ms = now_ms - *count * kHourMs;
  else if (count && text.back() == 'd') request.since_ms = now_ms - *count * 24 * kHourMs;
  else if (all.starts_with('c')) request.since_log_size = number_in<uint64_t>(all.substr(1));
  else if (const auto instant = parse_rfc3339(text)) request.since_ms = instant->utc_ms;
  else request.since_ms = day_in(text);
  if (request.since_ms || request.since_log_size) return {};
  return no_good(text, "a time to start from",
                 "expected hours (24h), days (7d), a day (2026-03-01, from midnight UTC), an instant "
                 "(2026-03-01T08:00:00Z) or a checkpoint (c1234)",
                 kBadSince);
}

}  // namespace

uint64_t new_seed() {
  std::array<Byte, 4> bytes{};
  crypto::fill_random(bytes);
  return get_le<uint32_t>(bytes, 0);
}

Result<pipeline::VerifyRequest> verify_request(const VerifyScopeOptions& options, int64_t now_ms) {
  const int named = (options.quick ? 1 : 0) + (options.full ? 1 : 0) + (options.sample.empty() ? 0 : 1) +
                    (options.since.empty() ? 0 : 1);
  if (named > 1) {
    return make_error(ErrorCode::invalid_argument, "more than one depth is named")
        .because("--quick, --sample, --since and --full exclude each other")
        .advise("run verify once for each")
        .numbered(kTwoDepths);
  }
  if (options.seed && options.sample.empty()) {
    return make_error(ErrorCode::invalid_argument, "--seed is the seed of a sample, and no sample is asked for")
        .advise("--sample 1% --seed " + std::to_string(*options.seed)).numbered(kSeedWithoutSample);
  }
  pipeline::VerifyRequest request;
  if (options.quick) request.depth = pipeline::VerifyDepth::quick;
  if (!options.sample.empty()) {
    request.depth = pipeline::VerifyDepth::sample;
    MUNIMENT_TRY(request.percent, percent_of(options.sample));
    request.seed = options.seed ? *options.seed : new_seed();
  }
  if (!options.since.empty()) {
    request.depth = pipeline::VerifyDepth::since;
    MUNIMENT_TRY_VOID(take_since(options.since, now_ms, request));
  }
  return request;
}

}  // namespace muniment::cli
