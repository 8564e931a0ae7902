// SPDX-License-Identifier: GPL-3.0-or-later
// The seam for export formats. A format is one file in export/formats/ and one line in export/formats.def. It is given
// messages and never goes to get them; it writes into a BundleDir and nowhere else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time_zone.h"
#include "core/io/input_stream.h"
#include "core/model/later_change.h"
#include "core/model/record.h"
#include "export/bundle.h"

namespace muniment::exporting {

// One message on its way out, with everything that a writer may need.
struct ExportItem {
  MessageNumber number;
  Record record;
  std::string conversation_title;
  std::vector<std::string> participants;         // of the conversation, as named by the source, sorted
  std::string mail_id;                           // "wa.<32 letters>@<install>.invalid", without angle brackets; deterministic
  std::string conversation_root_id;              // likewise; never itself sent
  std::string parent_mail_id;                    // of the message replied to, if it is known; else empty
  Sha256 record_sha256;                          // of the record's bytes in the log
  std::vector<LaterChange> changes;              // by time; the record is what was captured first, whatever they say
  std::vector<std::pair<size_t, size_t>> matches;  // byte ranges of the text that the query matched
};

// Opens the bytes of one attachment of the item (index into record.attachments); not_found for an absent one.
using AttachmentSource = std::function<Result<std::unique_ptr<io::InputStream>>(size_t attachment)>;

struct ExportOptions {
  TimeZone zone = TimeZone::utc();  // for people's eyes; the zone is named wherever it is used
  std::string archive_name;
  std::string archive_id_hex;
  std::string mail_domain = "muniment.invalid";  // "From: Ana <ana@…>" for participants that have no mail address
  std::string query;
  std::vector<std::string> notes;   // what the query resolved to, what it searched: printed on transcripts
  uint64_t mbox_split_bytes = uint64_t{2} << 30;
};

struct ExportSummary {
  uint64_t messages = 0;
  uint64_t attachments_written = 0;
  uint64_t attachments_absent = 0;
};

// Items come in the order of (conversation, time, number). Deterministic: the same items and options give the same
// bytes. Not thread-safe.
class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  virtual Result<void> take(const ExportItem& item, const AttachmentSource& attachments) = 0;
  virtual Result<ExportSummary> finish() = 0;
};

struct ExportFormat {
  std::string_view name;      // "mbox"
  std::string_view summary;   // one line for help and docs
  std::string_view since;
  Result<std::unique_ptr<ExportWriter>> (*open)(BundleDir& bundle, const ExportOptions& options);
};

}  // namespace muniment::exporting
