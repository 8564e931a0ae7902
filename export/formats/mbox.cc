// SPDX-License-Identifier: GPL-3.0-or-later
// All messages in one mbox, or several where one would grow too large, with an index of where each message stands.
#include <array>
#include <cstdio>
#include <utility>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "export/csv.h"
#include "export/export_format.h"
#include "export/mail/mail_message.h"

namespace muniment::exporting {
namespace {

class MboxWriter final : public ExportWriter {
 public:
  MboxWriter(BundleDir& bundle, const ExportOptions& options)
      : bundle_(bundle), split_bytes_(options.mbox_split_bytes), mails_(options) {}

  Result<void> open_index() {
    MUNIMENT_TRY(index_, bundle_.create_file("mbox/index.csv"));
    return index_->write("file,offset,length,message_id,message,sha256\r\n");
  }

  Result<void> take(const ExportItem& item, const AttachmentSource& attachments) override {
    MUNIMENT_TRY_VOID(open_mbox());
    MUNIMENT_TRY_VOID(mbox_->write(mails_.from_line(item)));
    const uint64_t offset = mbox_->size();
    crypto::Sha256Stream hash;
    const MailSink sink = [&](std::string_view text) {
      hash.update(as_bytes(text));
      return mbox_->write(text);
    };
    MUNIMENT_TRY(const AttachmentCounts counts, mails_.write(item, attachments, sink));
    MUNIMENT_TRY_VOID(write_index_row(item, offset, hash.digest()));
    summary_.messages += 1;
    summary_.attachments_written += counts.written;
    summary_.attachments_absent += counts.absent;
    return mbox_->write("\n");
  }

  Result<ExportSummary> finish() override {
    MUNIMENT_TRY_VOID(open_mbox());  // an export of nothing has an empty mbox
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(mbox_)));
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(index_)));
    MUNIMENT_TRY(auto file, bundle_.create_file("participants.csv"));
    MUNIMENT_TRY_VOID(file->write(mails_.participants_csv()));
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(file)));
    return summary_;
  }

 private:
  // A message is never cut: a file ends with the message that reaches the limit.
  Result<void> open_mbox() {
    if (mbox_ != nullptr && mbox_->size() < split_bytes_) return {};
    if (mbox_ != nullptr) {
      MUNIMENT_TRY_VOID(bundle_.close_file(std::move(mbox_)));
      ++part_;
    }
    path_ = part_path(part_);
    MUNIMENT_TRY(mbox_, bundle_.create_file(path_));
    return {};
  }

  static std::string part_path(unsigned part) {
    if (part == 0) return "mbox/muniment.mbox";
    std::array<char, 48> path{};
    (void)std::snprintf(path.data(), path.size(), "mbox/muniment.%04u.mbox", part);
    return path.data();
  }

  // Nothing in a row needs quoting: paths of ours, numbers, ids, hashes.
  Result<void> write_index_row(const ExportItem& item, uint64_t offset, const Sha256& digest) {
    std::string row = path_.substr(path_.find('/') + 1);
    row.append(",").append(std::to_string(offset)).append(",").append(std::to_string(mbox_->size() - offset));
    row.append(",<").append(item.mail_id).append(">,").append(to_string(item.number)).append(",");
    row.append(to_hex(digest.view())).append("\r\n");
    return index_->write(row);
  }

  BundleDir& bundle_;
  uint64_t split_bytes_;
  MailWriter mails_;
  std::unique_ptr<BundleFile> mbox_, index_;
  std::string path_;
  unsigned part_ = 0;
  ExportSummary summary_;
};

Result<std::unique_ptr<ExportWriter>> open_mbox_format(BundleDir& bundle, const ExportOptions& options) {
  auto writer = std::make_unique<MboxWriter>(bundle, options);
  MUNIMENT_TRY_VOID(writer->open_index());
  return std::unique_ptr<ExportWriter>(std::move(writer));
}

}  // namespace

extern const ExportFormat mbox_format;
constinit const ExportFormat mbox_format = {
    "mbox", "one mbox for mail programs and review platforms, attachments inside, with an index", "0.1.0",
    &open_mbox_format};

}  // namespace muniment::exporting
