// SPDX-License-Identifier: GPL-3.0-or-later
// One .eml file per message, in a folder per conversation.
#include <array>
#include <cstdio>
#include <utility>

#include "export/export_format.h"
#include "export/item_text.h"
#include "export/mail/mail_message.h"
#include "export/names.h"

namespace muniment::exporting {
namespace {

constexpr uint64_t kFilesPerFolder = 1000;

std::string four_digits(uint64_t number) {
  std::array<char, 24> text{};
  (void)std::snprintf(text.data(), text.size(), "%04llu", static_cast<unsigned long long>(number));
  return text.data();
}

class EmlWriter final : public ExportWriter {
 public:
  EmlWriter(BundleDir& bundle, const ExportOptions& options) : bundle_(bundle), mails_(options) {}

  Result<void> take(const ExportItem& item, const AttachmentSource& attachments) override {
    MUNIMENT_TRY(auto file, bundle_.create_file(next_path(item)));
    const MailSink sink = [&](std::string_view text) { return file->write(with_crlf(text)); };
    MUNIMENT_TRY(const AttachmentCounts counts, mails_.write(item, attachments, sink));
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(file)));
    summary_.messages += 1;
    summary_.attachments_written += counts.written;
    summary_.attachments_absent += counts.absent;
    return {};
  }

  Result<ExportSummary> finish() override {
    MUNIMENT_TRY(auto file, bundle_.create_file("participants.csv"));
    MUNIMENT_TRY_VOID(file->write(mails_.participants_csv()));
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(file)));
    return summary_;
  }

 private:
  // "messages/Rowing club-k3j5h2b7/0001/2026-03-04T092700Z-m12.eml": by conversation, then in the order of time.
  std::string next_path(const ExportItem& item) {
    std::string folder = conversation_folder(shown_title(item), item.record.conversation);
    if (folder != folder_) {
      folder_ = std::move(folder);
      in_conversation_ = 0;
    }
    dates_.set(time_of(item.record).utc_ms);
    const std::string_view time = dates_.rfc3339_ms();
    std::string name(time.substr(0, 13));
    name.append(time.substr(14, 2)).append(time.substr(17, 2)).append("Z-").append(to_string(item.number)).append(".eml");
    const std::string part = four_digits(in_conversation_++ / kFilesPerFolder + 1);
    return "messages/" + folder_ + "/" + part + "/" + name;
  }

  BundleDir& bundle_;
  MailWriter mails_;
  DateTexts dates_;
  std::string folder_;
  uint64_t in_conversation_ = 0;
  ExportSummary summary_;
};

Result<std::unique_ptr<ExportWriter>> open_eml(BundleDir& bundle, const ExportOptions& options) {
  return std::unique_ptr<ExportWriter>(std::make_unique<EmlWriter>(bundle, options));
}

}  // namespace

extern const ExportFormat eml_format;
constinit const ExportFormat eml_format = {
    "eml", "one .eml file per message, attachments inside, in a folder per conversation", "0.1.0", &open_eml};

}  // namespace muniment::exporting
