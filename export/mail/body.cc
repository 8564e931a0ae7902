// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/body.h"

#include <algorithm>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "export/item_text.h"
#include "export/mail/header.h"
#include "export/mail/text_encoding.h"

namespace muniment::exporting {
namespace {

constexpr size_t kFlushBytes = size_t{64} << 10;
constexpr size_t kLongestType = 60;

bool is_token(std::string_view text) {
  if (text.empty()) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  });
}

// "=_" cannot stand in quoted-printable or base64, and choose_encoding() lets no 7-bit text have it.
std::string boundary_of(const ExportItem& item) {
  const Sha256 seed = crypto::sha256(as_bytes(item.mail_id));
  return "=_muniment_" + to_hex(ByteView(seed.bytes).first(12));
}

void append_text_part(std::string& out, std::string_view text) {
  const TransferEncoding encoding = choose_encoding(text);
  out += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ";
  out += to_string(encoding);
  out += "\n\n";
  append_encoded(out, text, encoding);
}

void append_attachment_fields(std::string& out, const Attachment& attachment) {
  const std::string filename = safe_file_name(attachment_name(attachment));
  append_plain_field(out, "Content-Type", content_type(attachment.mime));
  append_plain_field(out, "Content-Transfer-Encoding", "base64");
  out += "Content-Disposition: attachment";
  append_filename(out, filename);
  out += '\n';
  if (filename != attachment.name) append_text_field(out, "X-Muniment-Attachment-Name", attachment.name);
  if (attachment.sha256) append_plain_field(out, "X-Muniment-Attachment-SHA256", to_hex(attachment.sha256->view()));
  out += '\n';
}

Result<void> append_attachment(std::string& out, const ExportItem& item, OpenAttachment& attachment, const MailSink& sink) {
  append_attachment_fields(out, item.record.attachments[attachment.index]);
  return copy_attachment(item, attachment, [&](ByteView bytes) -> Result<void> {
    append_base64_lines(out, bytes);
    if (out.size() < kFlushBytes) return {};
    MUNIMENT_TRY_VOID(sink(out));
    out.clear();
    return {};
  });
}

}  // namespace

std::string content_type(std::string_view mime) {
  std::string type(mime.substr(0, mime.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const size_t slash = type.find('/');
  const bool well_formed = slash != std::string::npos && type.size() <= kLongestType &&
                           is_token(std::string_view(type).substr(0, slash)) && is_token(std::string_view(type).substr(slash + 1));
  // Composite types may not be base64 (RFC 2045 section 6.4).
  if (!well_formed || type.starts_with("multipart/") || type.starts_with("message/")) return "application/octet-stream";
  return type;
}

BodyText body_text(const ExportItem& item, const ItemAttachments& attachments) {
  BodyText body;
  for (const size_t index : attachments.absent) {
    if (!body.note.empty()) body.note += '\n';
    body.note += absent_note(item.record.attachments[index]);
  }
  if (!item.changes.empty()) body.note += (body.note.empty() ? "[" : "\n[") + to_text(item.changes) + "]";
  if (item.record.text) {
    body.text = *item.record.text;
    return body;
  }
  body.generated = true;
  body.text = description(item.record);
  if (!body.note.empty()) body.text += '\n' + std::exchange(body.note, {});
  return body;
}

Result<void> append_body(std::string& out, const ExportItem& item, ItemAttachments& attachments, const BodyText& body,
                         const MailSink& sink) {
  append_plain_field(out, "MIME-Version", "1.0");
  if (attachments.held.empty() && body.note.empty()) {
    append_text_part(out, body.text);
    return {};
  }
  const std::string boundary = boundary_of(item);
  out += "Content-Type: multipart/mixed;\n boundary=\"" + boundary + "\"\n\n--" + boundary + '\n';
  append_text_part(out, body.text);
  if (!body.note.empty()) {
    out += "\n--" + boundary + '\n';
    append_text_part(out, body.note);
  }
  for (OpenAttachment& attachment : attachments.held) {
    out += "\n--" + boundary + '\n';
    MUNIMENT_TRY_VOID(append_attachment(out, item, attachment, sink));
  }
  out += "\n--" + boundary + "--\n";
  return {};
}

}  // namespace muniment::exporting
