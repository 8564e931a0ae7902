// SPDX-License-Identifier: GPL-3.0-or-later
// write_sample_bundle FORMAT PATH [all|calm|short:N] [mbox split in bytes]
// Writes the bundle and prints one line of JSON per item: what a reader must find.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/base/hex.h"
#include "tests/export/invented_items.h"

namespace {

using namespace muniment;
using namespace muniment::exporting;

Json attachments_of(const InventedItem& invented) {
  Json list = Json::array();
  for (const Attachment& attachment : invented.item.record.attachments) {
    Json entry = Json::object();
    entry.set("name", attachment.name).set("mime", attachment.mime).set("held", attachment.is_held());
    if (attachment.sha256) entry.set("sha256", to_hex(attachment.sha256->view()));
    list.push(std::move(entry));
  }
  return list;
}

Json facts_of(const InventedItem& invented) {
  const ExportItem& item = invented.item;
  const Record& record = item.record;
  Json facts = Json::object();
  facts.set("number", to_string(item.number)).set("mail_id", item.mail_id).set("root", item.conversation_root_id);
  facts.set("parent", item.parent_mail_id).set("title", item.conversation_title).set("conversation", record.conversation);
  facts.set("sender", record.sender).set("kind", to_string(record.kind)).set("record_sha256", to_hex(item.record_sha256.view()));
  record.text ? facts.set("text", *record.text) : facts.set_null("text");
  record.time ? facts.set("time_ms", record.time->utc_ms) : facts.set_null("time_ms");
  record.captured_ms ? facts.set("captured_ms", *record.captured_ms) : facts.set_null("captured_ms");
  if (record.time) facts.set("original", record.time->original).set("basis", to_string(record.time->basis));
  Json participants = Json::array();
  for (const std::string& id : item.participants) participants.push(id);
  return facts.set("participants", std::move(participants)).set("attachments", attachments_of(invented));
}

std::vector<InventedItem> chosen(const std::string& what) {
  if (what.starts_with("short:")) return short_items(std::strtoul(what.c_str() + 6, nullptr, 10));
  return what == "calm" ? calm_items() : invented_items();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::vector<InventedItem> items = chosen(argc > 3 ? argv[3] : "all");
  ExportOptions options = invented_options();
  if (argc > 4) options.mbox_split_bytes = std::strtoull(argv[4], nullptr, 10);
  const auto written = write_bundle(argv[1], argv[2], items, options);
  if (!written) {
    (void)std::fprintf(stderr, "%s\n", one_line(written.error()).c_str());
    return 1;
  }
  for (const InventedItem& invented : items) (void)std::printf("%s\n", facts_of(invented).one_line().c_str());
  return 0;
}
