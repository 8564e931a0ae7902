// SPDX-License-Identifier: GPL-3.0-or-later
// hits.csv: one row per message, for spreadsheets. Attachments are named with their hashes; their bytes are not there.
#include <algorithm>
#include <utility>

#include "core/base/hex.h"
#include "core/base/time_text.h"
#include "core/model/description.h"
#include "export/csv.h"
#include "export/export_format.h"
#include "export/item_text.h"

namespace muniment::exporting {
namespace {

struct AttachmentCells {
  std::string names, hashes;
};

// Line n of one cell belongs to line n of the other.
AttachmentCells attachment_cells(const Record& record) {
  AttachmentCells cells;
  for (const Attachment& attachment : record.attachments) {
    if (!cells.names.empty()) {
      cells.names += '\n';
      cells.hashes += '\n';
    }
    cells.names += one_clean_line(attachment_name(attachment));
    cells.hashes += attachment.is_held() && attachment.sha256 ? to_hex(attachment.sha256->view()) : "not held";
  }
  return cells;
}

uint64_t count_absent(const Record& record) {
  return static_cast<uint64_t>(std::ranges::count_if(record.attachments, [](const Attachment& a) { return !a.is_held(); }));
}

class CsvWriter final : public ExportWriter {
 public:
  CsvWriter(BundleDir& bundle, const ExportOptions& options) : bundle_(bundle), zone_(options.zone), zone_name_(zone_.name()) {}

  Result<void> open() {
    MUNIMENT_TRY(file_, bundle_.create_file("hits.csv"));
    std::string head(kUtf8Mark);
    append_row(head, {"message", "conversation_id", "conversation", "sender_id", "sender", "time_utc", "time_local",
                      "zone", "time_basis", "time_precision", "kind", "text", "description", "changes", "attachments", "attachment_sha256",
                      "message_id", "record_sha256"});
    return file_->write(head);
  }

  Result<void> take(const ExportItem& item, const AttachmentSource&) override {
    const Record& record = item.record;
    const ItemTime time = time_of(record);
    const AttachmentCells attachments = attachment_cells(record);
    row_.clear();
    append_row(row_, {to_string(item.number), record.conversation, item.conversation_title, record.sender,
                      shown_name(record.sender), format_rfc3339_ms(time.utc_ms), zone_.format(time.utc_ms), zone_name_,
                      time.basis, time.precision, event_name(record.kind), record.text ? *record.text : "",
                      describe(record), to_text(item.changes),
                      attachments.names, attachments.hashes, "<" + item.mail_id + ">", to_hex(item.record_sha256.view())});
    summary_.messages += 1;
    summary_.attachments_absent += count_absent(record);
    return file_->write(row_);
  }

  Result<ExportSummary> finish() override {
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(file_)));
    return summary_;
  }

 private:
  BundleDir& bundle_;
  TimeZone zone_;
  std::string zone_name_;
  std::unique_ptr<BundleFile> file_;
  std::string row_;
  ExportSummary summary_;
};

Result<std::unique_ptr<ExportWriter>> open_csv(BundleDir& bundle, const ExportOptions& options) {
  auto writer = std::make_unique<CsvWriter>(bundle, options);
  MUNIMENT_TRY_VOID(writer->open());
  return std::unique_ptr<ExportWriter>(std::move(writer));
}

}  // namespace

extern const ExportFormat csv_format;
constinit const ExportFormat csv_format = {
    "csv", "one table, a row per message, for spreadsheets; attachments named, not included", "0.1.0", &open_csv};

}  // namespace muniment::exporting
