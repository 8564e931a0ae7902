// SPDX-License-Identifier: GPL-3.0-or-later
// A transcript for reading and printing: an index, pages per conversation, attachments as files.
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/base/hex.h"
#include "export/attachments.h"
#include "export/export_format.h"
#include "export/html/escape.h"
#include "export/html/page.h"
#include "export/html/style.h"
#include "export/item_text.h"
#include "export/names.h"

namespace muniment::exporting {
namespace {

constexpr uint64_t kMessagesPerPage = 1000;
constexpr size_t kBytesPerPage = size_t{4} << 20;

std::string page_name(const std::string& folder, unsigned number) {
  std::array<char, 24> digits{};
  (void)std::snprintf(digits.data(), digits.size(), "-%04u.html", number);
  return folder + digits.data();
}

class HtmlWriter final : public ExportWriter {
 public:
  HtmlWriter(BundleDir& bundle, const ExportOptions& options) : bundle_(bundle), options_(options) {}

  Result<void> take(const ExportItem& item, const AttachmentSource& source) override {
    MUNIMENT_TRY_VOID(turn_page_for(item));
    MUNIMENT_TRY(const auto attachments, write_attachments(item, source));
    page_->add(item, attachments);
    summary_.messages += 1;
    return {};
  }

  Result<ExportSummary> finish() override {
    MUNIMENT_TRY_VOID(end_conversation());
    MUNIMENT_TRY_VOID(write_file("index.html", index_html()));
    return summary_;
  }

 private:
  Result<void> turn_page_for(const ExportItem& item) {
    if (page_ && (item.record.conversation != conversation_ || item.conversation_title != title_)) {
      MUNIMENT_TRY_VOID(end_conversation());
    }
    if (!page_) {
      begin_conversation(item);
    } else if (page_->counts().messages >= kMessagesPerPage || page_->bytes() >= kBytesPerPage) {
      const unsigned next = page_->number() + 1;
      MUNIMENT_TRY_VOID(write_page(page_name(folder_, next)));
      page_.emplace(options_, item, next);
    }
    return {};
  }

  void begin_conversation(const ExportItem& item) {
    conversation_ = item.record.conversation;
    title_ = item.conversation_title;
    folder_ = conversation_folder(shown_title(item), conversation_);
    shown_title_ = shown_title(item);
    participants_ = item.participants.size();
    of_conversation_ = PageCounts{};
    page_.emplace(options_, item, 1);
  }

  Result<void> write_page(const std::string& next) {
    const unsigned number = page_->number();
    of_conversation_.add(page_->counts());
    const std::string previous = number > 1 ? page_name(folder_, number - 1) : std::string();
    return write_file("conversations/" + page_name(folder_, number), page_->html(previous, next));
  }

  Result<void> end_conversation() {
    if (!page_) return {};
    MUNIMENT_TRY_VOID(write_page(""));
    append_row(page_->number());
    total_.add(of_conversation_);
    ++conversations_;
    page_.reset();
    return {};
  }

  void append_row(unsigned pages) {
    const auto link = [&](unsigned number, const std::string& html) {
      return "<a href=\"" + href("conversations/" + page_name(folder_, number)) + "\">" + html + "</a>";
    };
    rows_ += "<tr><td>" + link(1, isolated(shown_title_));
    for (unsigned number = 2; number <= pages; ++number) rows_ += " " + link(number, std::to_string(number));
    rows_ += "</td><td class=\"number\">" + std::to_string(participants_) + "</td><td class=\"number\">" +
             std::to_string(of_conversation_.messages) + "</td><td class=\"number\">" +
             std::to_string(of_conversation_.attachments) + "</td><td class=\"number\">" +
             std::to_string(of_conversation_.absent) + "</td><td>" + escaped(period_text(of_conversation_, options_.zone)) +
             "</td></tr>\n";
  }

  std::string index_html() const {
    std::string out = page_head("Messages exported from " + options_.archive_name) +
                      "<body>\n<header class=\"about\">\n<p class=\"kind\">Export</p>\n<h1>Messages" +
                      (options_.archive_name.empty() ? "" : " from " + isolated(options_.archive_name)) + "</h1>\n<dl>\n";
    append_fact(out, "Messages", std::to_string(total_.messages) + " in " + std::to_string(conversations_) +
                                     (conversations_ == 1 ? " conversation" : " conversations"));
    append_fact(out, "Attachments", std::to_string(total_.attachments) + " in this bundle, " + std::to_string(total_.absent) + " not held");
    append_fact(out, "Period", escaped(period_text(total_, options_.zone)));
    append_export_facts(out, options_);
    out += "</dl>\n</header>\n<main>\n<table>\n<thead><tr><th scope=\"col\">Conversation</th><th scope=\"col\" class=\"number\">"
           "Participants</th><th scope=\"col\" class=\"number\">Messages</th><th scope=\"col\" class=\"number\">Attachments</th>"
           "<th scope=\"col\" class=\"number\">Not held</th><th scope=\"col\">Period</th></tr></thead>\n<tbody>\n";
    return out + rows_ + "</tbody>\n</table>\n</main>\n<footer>To check this bundle, run <code>sha256sum -c SHA256SUMS</code> "
                         "in its folder. manifest.json says how it was made.</footer>\n</body>\n</html>\n";
  }

  Result<std::vector<ShownAttachment>> write_attachments(const ExportItem& item, const AttachmentSource& source) {
    std::vector<ShownAttachment> shown;
    for (const Attachment& attachment : item.record.attachments) {
      shown.push_back({{}, attachment_name(attachment), attachment.mime, {}, 0});
    }
    MUNIMENT_TRY(ItemAttachments attachments, open_attachments(item, source));
    for (OpenAttachment& held : attachments.held) MUNIMENT_TRY_VOID(write_attachment(item, held, shown[held.index]));
    summary_.attachments_written += attachments.held.size();
    summary_.attachments_absent += attachments.absent.size();
    return shown;
  }

  Result<void> write_attachment(const ExportItem& item, OpenAttachment& held, ShownAttachment& shown) {
    const std::string number = to_string(item.number) + "-" + std::to_string(held.index + 1);
    shown.path = "files/" + safe_file_name(number + "-" + shown.name);
    MUNIMENT_TRY(auto file, bundle_.create_file(shown.path));
    MUNIMENT_TRY_VOID(copy_attachment(item, held, [&](ByteView bytes) { return file->write(as_text(bytes)); }));
    MUNIMENT_TRY_VOID(bundle_.close_file(std::move(file)));
    shown.size_bytes = bundle_.files().back().size_bytes;
    shown.sha256_hex = to_hex(bundle_.files().back().sha256.view());
    return {};
  }

  Result<void> write_file(const std::string& path, const std::string& text) {
    MUNIMENT_TRY(auto file, bundle_.create_file(path));
    MUNIMENT_TRY_VOID(file->write(text));
    return bundle_.close_file(std::move(file));
  }

  BundleDir& bundle_;
  ExportOptions options_;
  std::optional<TranscriptPage> page_;
  std::string conversation_, title_, shown_title_, folder_;
  size_t participants_ = 0;
  PageCounts of_conversation_, total_;
  uint64_t conversations_ = 0;
  std::string rows_;
  ExportSummary summary_;
};

Result<std::unique_ptr<ExportWriter>> open_html(BundleDir& bundle, const ExportOptions& options) {
  return std::unique_ptr<ExportWriter>(std::make_unique<HtmlWriter>(bundle, options));
}

}  // namespace

extern const ExportFormat html_format;
constinit const ExportFormat html_format = {
    "html", "a transcript to read and print, a page per conversation, attachments as files", "0.1.0", &open_html};

}  // namespace muniment::exporting
