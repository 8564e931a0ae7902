// SPDX-License-Identifier: GPL-3.0-or-later
// One message as one mail: RFC 5322 with MIME, 7-bit, deterministic (docs/export-formats.md has the table of headers).
// Lines end in LF; an .eml file wants CRLF, which is with_crlf().
#pragma once

#include <string>
#include <string_view>

#include "export/export_format.h"
#include "export/mail/body.h"
#include "export/mail/dates.h"
#include "export/mail/participants.h"

namespace muniment::exporting {

struct AttachmentCounts {
  uint64_t written = 0, absent = 0;
};

// Not thread-safe; one for a whole export.
class MailWriter {
 public:
  explicit MailWriter(const ExportOptions& options);

  // Hands the whole mail to the sink, in pieces, in constant memory however large the attachments are. After an error
  // an unknown part of it has been handed over.
  Result<AttachmentCounts> write(const ExportItem& item, const AttachmentSource& source, const MailSink& sink);

  // "From ana@… Wed Mar  4 09:27:00 2026\n", the line that begins a message in an mbox.
  std::string from_line(const ExportItem& item);

  // What participants.csv has to say about everybody seen so far.
  [[nodiscard]] std::string participants_csv() const { return book_.participants_csv(); }

 private:
  void append_headers(const ExportItem& item, const ItemAttachments& attachments, const BodyText& body);
  void append_subject(const ExportItem& item);
  void append_thread(const ExportItem& item);
  void append_facts(const ExportItem& item, std::string_view basis, std::string_view precision);

  std::string archive_fields_;  // the same in every mail
  AddressBook book_;
  DateTexts dates_;
  std::string subject_title_, subject_day_, subject_field_;
  std::string out_;
};

std::string with_crlf(std::string_view text);

}  // namespace muniment::exporting
