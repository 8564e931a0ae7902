// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/mail_message.h"

#include <algorithm>

#include "core/base/hex.h"
#include "export/item_text.h"
#include "export/mail/header.h"

namespace muniment::exporting {
namespace {

constexpr char kHeaderVersion[] = "1";

// Mail has no dates before 1900 (RFC 5322 section 3.3): the exact time is in X-Muniment-Event-Time.
int64_t in_mail_years(int64_t utc_ms) { return std::max(utc_ms, int64_t{-2'208'988'800'000}); }

std::string message_id(std::string_view id) { return "<" + std::string(id) + ">"; }

}  // namespace

MailWriter::MailWriter(const ExportOptions& options) : book_(options.mail_domain) {
  append_plain_field(archive_fields_, "X-Muniment-Version", kHeaderVersion);
  append_text_field(archive_fields_, "X-Muniment-Archive", options.archive_id_hex);
}

Result<AttachmentCounts> MailWriter::write(const ExportItem& item, const AttachmentSource& source, const MailSink& sink) {
  MUNIMENT_TRY(ItemAttachments attachments, open_attachments(item, source));
  const BodyText body = body_text(item, attachments);
  out_.clear();
  append_headers(item, attachments, body);
  MUNIMENT_TRY_VOID(append_body(out_, item, attachments, body, sink));
  MUNIMENT_TRY_VOID(sink(out_));
  return AttachmentCounts{attachments.held.size(), attachments.absent.size()};
}

void MailWriter::append_headers(const ExportItem& item, const ItemAttachments& attachments, const BodyText& body) {
  const ItemTime time = time_of(item.record);
  dates_.set(in_mail_years(time.utc_ms));
  append_plain_field(out_, "Date", dates_.rfc5322());
  dates_.set(time.utc_ms);
  book_.append_from_and_to(out_, item);
  append_subject(item);
  append_thread(item);
  out_ += archive_fields_;
  append_facts(item, time.basis, time.precision);
  for (const size_t index : attachments.absent) {
    append_text_field(out_, "X-Muniment-Attachment-Absent", attachment_name(item.record.attachments[index]));
  }
  if (body.generated) append_plain_field(out_, "X-Muniment-Body", "generated");
}

// The messages of a chat on one day share their subject.
void MailWriter::append_subject(const ExportItem& item) {
  const std::string& title = item.conversation_title.empty() ? item.record.conversation : item.conversation_title;
  if (subject_field_.empty() || title != subject_title_ || dates_.day() != subject_day_) {
    subject_title_ = title;
    subject_day_ = dates_.day();
    subject_field_.clear();
    append_text_field(subject_field_, "Subject", "WhatsApp: " + shown_title(item) + " " + subject_day_);
  }
  out_ += subject_field_;
}

// The root is an id that no mail has: readers join all messages that name it into one thread.
void MailWriter::append_thread(const ExportItem& item) {
  append_plain_field(out_, "Message-ID", message_id(item.mail_id));
  if (item.parent_mail_id.empty()) {
    append_plain_field(out_, "References", message_id(item.conversation_root_id));
    return;
  }
  const std::string parent = message_id(item.parent_mail_id);
  append_plain_field(out_, "In-Reply-To", parent);
  append_plain_field(out_, "References", message_id(item.conversation_root_id) + "\n " + parent);
}

void MailWriter::append_facts(const ExportItem& item, std::string_view basis, std::string_view precision) {
  const Record& record = item.record;
  append_plain_field(out_, "X-Muniment-Message", to_string(item.number));
  append_plain_field(out_, "X-Muniment-Record-SHA256", to_hex(item.record_sha256.view()));
  append_plain_field(out_, "X-Muniment-Event", event_name(record.kind));
  book_.append_identities(out_, item);
  append_text_field(out_, "X-Muniment-Custodian", record.custodian);
  append_text_field(out_, "X-Muniment-Account", record.source_id);
  append_text_field(out_, "X-Muniment-Source-Message-ID", record.source_message_id);
  append_plain_field(out_, "X-Muniment-Event-Time", dates_.rfc3339_ms());
  append_plain_field(out_, "X-Muniment-Time-Basis", basis);
  append_plain_field(out_, "X-Muniment-Time-Precision", precision);
  if (record.time) append_text_field(out_, "X-Muniment-Original-Time", record.time->original);
  if (!item.changes.empty()) append_text_field(out_, "X-Muniment-Changes", to_text(item.changes));
  if (!record.captured_ms) return;
  dates_.set(in_writable_years(*record.captured_ms));
  append_plain_field(out_, "X-Muniment-Captured-Time", dates_.rfc3339_ms());
}

std::string MailWriter::from_line(const ExportItem& item) {
  dates_.set(in_mail_years(time_of(item.record).utc_ms));
  return "From " + book_.sender_address(item) + " " + std::string(dates_.asctime()) + "\n";
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40 + 16);
  while (true) {
    const size_t end = text.find('\n');
    out += text.substr(0, end);
    if (end == std::string_view::npos) return out;
    out += "\r\n";
    text.remove_prefix(end + 1);
  }
}

}  // namespace muniment::exporting
