// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/registry.h"

#include <array>
#include <string>

namespace muniment::exporting {

#define MUNIMENT_EXPORT_FORMAT(name) extern const ExportFormat name##_format;
#include "export/formats.def"
#undef MUNIMENT_EXPORT_FORMAT

std::span<const ExportFormat> export_formats() {
  // Copied on first use, when every format's own constant is there.
  static const std::array formats = {
#define MUNIMENT_EXPORT_FORMAT(name) name##_format,
#include "export/formats.def"
#undef MUNIMENT_EXPORT_FORMAT
  };
  return formats;
}

Result<const ExportFormat*> find_export_format(std::string_view name) {
  std::string names;
  for (const ExportFormat& format : export_formats()) {
    if (format.name == name) return &format;
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  }
  return make_error(ErrorCode::invalid_argument, "there is no export format \"" + std::string(name) + "\"")
      .advise("one of: " + names);
}

}  // namespace muniment::exporting
