// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/receipt_types.h"

#include <algorithm>
#include <array>

namespace muniment::ingest::whatsmeow {
namespace {

struct ReceiptType {
  std::string_view name, status;
};
constexpr auto kReceiptTypes = std::to_array<ReceiptType>({
    {"", "delivered"},
    {"delivered", "delivered"},
    {"inactive", "delivered"},
    {"read", "read"},
    {"read-self", "read"},
    {"played", "played"},
    {"played-self", "played"},
    {"retry", "failed"},
    {"server-error", "failed"},
    {"sender", ""},
    {"peer_msg", ""},
    {"hist_sync", ""},
});

}  // namespace

std::optional<std::string_view> receipt_status(std::string_view type) {
  const auto known = std::ranges::find(kReceiptTypes, type, &ReceiptType::name);
  return known == kReceiptTypes.end() ? std::nullopt : std::optional(known->status);
}

std::string_view failure_in_words(std::string_view type) {
  return type == "retry" ? "retry: the device could not read it and asks for it again" : type;
}

}  // namespace muniment::ingest::whatsmeow
