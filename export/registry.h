// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "export/export_format.h"

namespace muniment::exporting {

std::span<const ExportFormat> export_formats();
Result<const ExportFormat*> find_export_format(std::string_view name);  // invalid_argument with the names that exist

}  // namespace muniment::exporting
