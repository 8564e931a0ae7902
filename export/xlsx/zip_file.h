// SPDX-License-Identifier: GPL-3.0-or-later
// A small zip file in memory, for formats that are zip files. The same members give the same bytes: no time, no owner.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace muniment::exporting {

// Name and content of each member, in their order.
using ZipMembers = std::vector<std::pair<std::string, std::string>>;
Result<std::string> zip_file(const ZipMembers& members);

}  // namespace muniment::exporting
