// SPDX-License-Identifier: GPL-3.0-or-later
// What a message came from, as searches and their answers call it: the format that was read, and the session that captured it
// where there was one. "baileys sales-phone", "whatsapp-txt".
#pragma once

#include <string>
#include <string_view>

#include "core/model/record.h"

namespace muniment::index {

std::string source_name(const Record& record);  // empty if the record does not say
// Its two parts; the session is empty where there was none.
std::string_view format_of_source(std::string_view source_name);
std::string_view session_of_source(std::string_view source_name);

}  // namespace muniment::index
