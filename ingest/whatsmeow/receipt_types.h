// SPDX-License-Identifier: GPL-3.0-or-later
// What whatsmeow calls a receipt (types.ReceiptType), which gateways built on it pass on as it is.
// Thread rule: free functions without state.
#pragma once

#include <optional>
#include <string_view>

namespace muniment::ingest::whatsmeow {

// "delivered", "read", "played" or "failed"; empty for a receipt between the devices of one account; nothing for a type
// that is not known. The types "" and "delivered" are the same: gateways write the second where whatsmeow has the first.
std::optional<std::string_view> receipt_status(std::string_view type);

// What went wrong, of a type that is "failed". A retry is no last word: the message is sent again.
std::string_view failure_in_words(std::string_view type);

}  // namespace muniment::ingest::whatsmeow
