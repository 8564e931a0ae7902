// SPDX-License-Identifier: GPL-3.0-or-later
// Invented messages for the tests of export formats: ordinary ones, and ones that try to break out of every format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "export/export_format.h"

namespace muniment::exporting {

struct InventedItem {
  ExportItem item;
  std::vector<Bytes> contents;  // of the attachments that are held, by index; empty for absent ones

  [[nodiscard]] AttachmentSource source() const;  // valid as long as this
};

// In the order of (conversation, time, number). Always the same.
std::vector<InventedItem> invented_items();
// As many short messages of three people in one chat.
std::vector<InventedItem> short_items(size_t count);
// A calm conversation of one day, as a customer would have, for looking at.
std::vector<InventedItem> calm_items();

ExportOptions invented_options();

// Opens the format, gives it all items and finishes the bundle.
Result<ExportSummary> write_bundle(const std::string& format, const io::Path& path, const std::vector<InventedItem>& items,
                                   const ExportOptions& options);

}  // namespace muniment::exporting
