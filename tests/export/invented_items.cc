// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/invented_items.h"

#include <algorithm>
#include <tuple>

#include "core/base/time_text.h"
#include "core/crypto/hash.h"
#include "export/names.h"
#include "export/registry.h"

namespace muniment::exporting {
namespace {

constexpr int64_t kStart = 1'772'616'420'000;  // 2026-03-04T09:27:00Z

Bytes noise(size_t size) {
  Bytes bytes(size);
  uint64_t state = size + 88'172'645'463'325'252;
  for (Byte& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<Byte>(state >> 56);
  }
  return bytes;
}

// A little language for chats: chat(...).says("ana", "hello").
class Chats {
 public:
  Chats& chat(std::string id, std::string title, std::vector<std::string> participants) {
    id_ = std::move(id);
    title_ = std::move(title);
    std::ranges::sort(participants);
    participants_ = std::move(participants);
    return *this;
  }

  Chats& says(std::string sender, std::optional<std::string> text) {
    InventedItem invented;
    ExportItem& item = invented.item;
    item.number.value = items_.size() + 1;
    item.conversation_title = title_;
    item.participants = participants_;
    item.mail_id = id_for("message " + std::to_string(item.number.value));
    item.conversation_root_id = id_for("root " + id_);
    item.record_sha256 = crypto::sha256(as_bytes(item.mail_id));
    item.record.source_id = "whatsapp:main";
    item.record.conversation = id_;
    item.record.sender = std::move(sender);
    item.record.text = std::move(text);
    clock_ += 61'000;
    item.record.time = EventTime{clock_, format_rfc3339(clock_), TimeBasis::server, TimePrecision::second};
    item.record.captured_ms = clock_ + 1234;
    items_.push_back(std::move(invented));
    return *this;
  }

  Chats& kind(RecordKind kind) { record().kind = kind; return *this; }
  Chats& without_time() { record().time.reset(); return *this; }
  Chats& never_captured() { record().captured_ms.reset(); return *this; }
  Chats& at(int64_t ms, TimeBasis basis, TimePrecision precision, std::string original) {
    record().time = EventTime{ms, std::move(original), basis, precision};
    return *this;
  }
  Chats& pause(int64_t ms) { clock_ += ms; return *this; }
  Chats& has_source_id(std::string id) { record().source_message_id = std::move(id); return *this; }
  Chats& custodian(std::string name) { record().custodian = std::move(name); return *this; }
  Chats& matches(std::string_view word) {
    const size_t at = record().text->find(word);
    items_.back().item.matches.emplace_back(at, at + word.size());
    return *this;
  }
  Chats& refers(ReferenceType type, uint64_t back) {
    const ExportItem& target = items_[items_.size() - 1 - back].item;
    record().references.push_back({type, target.record.source_message_id, target.number.value});
    items_.back().item.parent_mail_id = target.mail_id;
    return *this;
  }
  Chats& with(std::string name, std::string mime, Bytes content) {
    Attachment attachment;
    attachment.name = std::move(name);
    attachment.mime = std::move(mime);
    attachment.sha256 = crypto::sha256(content);
    attachment.blob = BlobId::from(attachment.sha256->view());
    attachment.size_bytes = content.size();
    record().attachments.push_back(std::move(attachment));
    items_.back().contents.push_back(std::move(content));
    return *this;
  }
  Chats& mentions(std::string name, std::string mime) {
    Attachment attachment;
    attachment.name = std::move(name);
    attachment.mime = std::move(mime);
    record().attachments.push_back(std::move(attachment));
    items_.back().contents.emplace_back();
    return *this;
  }

  std::vector<InventedItem> items() {
    std::ranges::stable_sort(items_, {}, [](const InventedItem& invented) {
      const Record& r = invented.item.record;
      const int64_t time = r.time ? r.time->utc_ms : r.captured_ms.value_or(0);
      return std::tuple(r.conversation, time, invented.item.number.value);
    });
    return std::move(items_);
  }

 private:
  static std::string id_for(const std::string& what) { return "wa." + short_hash(what, 32) + "@invented.invalid"; }
  Record& record() { return items_.back().item.record; }

  std::string id_, title_;
  std::vector<std::string> participants_;
  int64_t clock_ = kStart;
  std::vector<InventedItem> items_;
};

const std::string kAna = "491701234567@s.whatsapp.net";
const std::string kBen = "447700900456@s.whatsapp.net";

void add_ordinary(Chats& chats) {
  chats.chat("120363041234567890@g.us", "Rowing club ⛵ Zürich", {kAna, kBen, "99887766554433@lid"});
  chats.says(kAna, "Good morning").custodian("Ana Pereira").has_source_id("3EB0A1");
  chats.says(kBen, "Grüße aus Zürich, wie geht's?").matches("Zürich");
  chats.says(kAna, "今天下午三点开会。").says(kBen, "مرحبا بالعالم, see you at 5").says(kAna, "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽");
  chats.says(kBen, "Fine with me").refers(ReferenceType::reply, 4).has_source_id("3EB0A2");
  chats.says(kAna, "The plan, once more").with("plan.pdf", "application/pdf", noise(5 << 20));
  chats.says(kAna, std::nullopt).with("photo.jpg", "image/jpeg", noise(57 * 1024)).mentions("IMG-20260304-WA0001.jpg", "image/jpeg");
  chats.says(kBen, std::nullopt).mentions("STK-1.webp", "").kind(RecordKind::message);
  chats.says(kBen, "Fine with all of us").kind(RecordKind::edit).refers(ReferenceType::edit_of, 4);
  chats.says(kBen, std::nullopt).kind(RecordKind::revoke).refers(ReferenceType::revoke_of, 1);
  chats.says(kAna, "👍").kind(RecordKind::reaction).refers(ReferenceType::reaction_to, 1);
  chats.says("", "Ana added Ben").kind(RecordKind::system_event);
  chats.says("", std::nullopt).kind(RecordKind::call).says(kAna, std::nullopt).kind(RecordKind::receipt);
}

void add_texts(Chats& chats) {
  chats.chat("chat:Ana Pereira", "Ana Pereira", {"Ana Pereira", "Бен Окафор", "+44 7700 900999", "O'Brien, Pat (\"P\")"});
  const std::string people[] = {"Ana Pereira", "Бен Окафор", "+44 7700 900999", "O'Brien, Pat (\"P\")"};
  const std::string fake = "bye\n\nFrom mallory@example.org Mon Jan  1 10:01:00 2024\nFrom: m@example.org\nSubject: fake\n\nbody";
  std::vector<std::string> texts = {
      "", "\n", "\n\n\n", " ", "trailing space ", "ends in a line feed\n", "two\r\nlines", "a\rb\r", ".", "..\n.\n", "=", "=3D",
      "From the desk", ">From one", ">>From two", "x\nFrom a\n>From b\n>>>From c", fake, "Subject: fake header\nBcc: all\n\nbody",
      "=?utf-8?Q?not_an_encoded_word?=", "--=_muniment_0123456789\n\n--=_muniment_0123456789--", "tab\there\t", "-- \nsignature",
      std::string("nul\0and\x01\x02\x1b[31mcontrols\x7f", 29), "\xEF\xBB\xBF" "mark", "line\xE2\x80\xA8separator", "a\xE2\x80\xAE" "txt.exe",
      "今天\n下午三点\r\n\n开会",
      "<script>alert(1)</script>&amp;\"'</style>", "=cmd|' /C calc'!A0", "@SUM(1)", "＝1+1", "'=quoted", "+1", "-1",
      std::string(100'000, 'x'), std::string(77, 'a'), std::string(78, 'a'), std::string(79, 'a'), std::string(998, 'a'),
      std::string(999, 'a'), std::string(100'000, '\n'), std::string(300, ' '), "é", "naïve café, mostly ASCII text with a few accents in it"};
  for (size_t x = 66; x < 80; ++x) texts.push_back(std::string(x, 'x') + "From é here>From there");
  std::string long_emoji;
  for (int i = 0; i < 400; ++i) long_emoji += "👍🏽 ünï ";
  texts.push_back(long_emoji);
  size_t turn = 0;
  for (std::string& text : texts) chats.says(people[turn++ % 4], std::move(text));
  chats.says("Ana Pereira", "no time, captured").without_time();
  chats.says("Ana Pereira", "no time at all").without_time().never_captured();
  chats.says("Ana Pereira", "to the minute").at(kStart - 60'000, TimeBasis::assumed, TimePrecision::minute, "04/03/2026, 09:26");
  chats.says("Ana Pereira", "an old clock").at(-62'000'000'000'000, TimeBasis::stated, TimePrecision::millisecond, "0005");
  chats.says("Ana Pereira", "beyond any calendar").at(INT64_MAX, TimeBasis::stated, TimePrecision::day, "∞");
}

void add_hostile_names(Chats& chats) {
  const std::string mallory = "Mallory\r\nSubject: owned\r\n\r\n<b>";
  const std::string long_name = std::string(3000, 'n') + "é";
  chats.chat("evil\r\nBcc: everyone@example.org", "Weekly\r\nX-Injected: yes \xE2\x80\xAE" "cod.exe =?utf-8?Q?x?=",
             {mallory, long_name, "\"Quoted\" <a@b.example>", "ceo@corp.example", std::string("\0", 1), "  spaces  "});
  chats.says(mallory, "hello").says(long_name, "hello").says("\"Quoted\" <a@b.example>", "hello").says("ceo@corp.example", "hello");
  chats.says(std::string("\0", 1), "hello").says("  spaces  ", "hello").says("@user", "x").says("a..b", "x").says("..", "x");
  const std::string names[] = {"../../x", "=cmd|' /C calc'!A0", "CON", "a\r\nContent-Type: text/html\r\n\r\n<script>", "/etc/passwd",
                               "invoice\xE2\x80\xAE" "fdp.exe", "", ".htaccess", "C:\\x\\y.txt", "a\"b;c.txt", "  .. ", "résumé ñ.pdf",
                               "=?utf-8?Q?x?=.txt", "-rf", "~root", std::string("a\0b.txt", 7)};
  for (const std::string& name : names) {
    chats.says(mallory, "see attached").with(name, "text/plain", to_bytes("content of one\n")).mentions(name, "x\r\ny/z");
  }
  std::string long_file;
  for (int i = 0; i < 200; ++i) long_file += "长é文件名";
  chats.says(mallory, "long name").with(long_file + ".tar.gz", "application/gzip", noise(58'368)).with("empty", "", {});
  chats.says(mallory, "types").with("m", "message/rfc822", noise(10)).with("o", "audio/ogg; codecs=opus", noise(100));
  chats.says(mallory, "types").with("x", "text/html\r\nX-Injected: yes", to_bytes("<script>")).with("y", "Image/PNG", noise(57));
}

void add_large_group(Chats& chats) {
  std::vector<std::string> crowd;
  for (int i = 0; i < 1200; ++i) crowd.push_back("4470000" + std::to_string(10000 + i) + "@s.whatsapp.net");
  chats.chat("120363049999999999@g.us", "Everybody", crowd);
  chats.says(crowd[3], "hello all").says(crowd[4], "hello").says("", "somebody left").kind(RecordKind::system_event);
}

}  // namespace

AttachmentSource InventedItem::source() const {
  return [this](size_t index) -> Result<std::unique_ptr<io::InputStream>> {
    if (!item.record.attachments.at(index).is_held()) return make_error(ErrorCode::not_found, "not held");
    return io::input_from_bytes(contents.at(index));
  };
}

std::vector<InventedItem> invented_items() {
  Chats chats;
  add_ordinary(chats);
  add_texts(chats);
  add_hostile_names(chats);
  add_large_group(chats);
  return chats.items();
}

std::vector<InventedItem> short_items(size_t count) {
  Chats chats;
  chats.chat("120363041234567890@g.us", "Rowing club", {kAna, kBen, "Cleo"});
  const std::string people[] = {kAna, kBen, "Cleo"};
  for (size_t i = 0; i < count; ++i) chats.says(people[i % 3], "Short message number " + std::to_string(i) + ", as people write them");
  return chats.items();
}

std::vector<InventedItem> calm_items() {
  const std::string cleo = "Cleo Lindqvist";
  Chats chats;
  chats.chat("120363041234567890@g.us", "Harbour project – steering", {kAna, kBen, cleo, "نورة الحربي"});
  chats.says("", "Cleo Lindqvist created the group “Harbour project – steering”").kind(RecordKind::system_event);
  chats.says(cleo, "Morning all. The surveyor's invoice is in. Can someone confirm the wire before Friday?").matches("invoice");
  chats.says(kAna, "On it. I need the purchase order first, finance will not release anything without it.").has_source_id("A1");
  chats.says(cleo, "Here you go").with("PO-2291 harbour survey.pdf", "application/pdf", noise(184'221));
  chats.says("نورة الحربي", "صباح الخير، الفاتورة رقم 4471 تحتاج إلى موافقة ثانية (over 10k)");
  chats.says(kBen, "Approved from my side. Pay the invoice from the project account, not from operations.").matches("invoice").has_source_id("A2");
  chats.says(kAna, "Which one is the project account?").refers(ReferenceType::reply, 1);
  chats.says(kBen, "The one ending 0456").has_source_id("A3");
  chats.says(kBen, std::nullopt).kind(RecordKind::revoke).refers(ReferenceType::revoke_of, 1);
  chats.says(kBen, "I will send it by mail instead").has_source_id("A4");
  chats.says(kAna, "👍").kind(RecordKind::reaction).refers(ReferenceType::reaction_to, 1);
  chats.pause(22 * 3'600'000);
  chats.says(cleo, "Photo of the signed copy. 契約書は署名済みです。").mentions("IMG-20260305-WA0003.jpg", "image/jpeg");
  chats.says(kAna, "Wire sent, reference 2291/H. Bank says two working days.").has_source_id("A5");
  chats.says(kAna, "Wire sent, reference 2291/H. Bank says one working day.").kind(RecordKind::edit).refers(ReferenceType::edit_of, 1);
  chats.says("", "Messages and calls are end-to-end encrypted").kind(RecordKind::system_event);
  return chats.items();
}

ExportOptions invented_options() {
  ExportOptions options;
  options.archive_name = "Invented & Sons";
  options.archive_id_hex = "00112233445566778899aabbccddeeff";
  options.query = "invoice AND from:<anyone>";
  options.notes = {"invoice also found invoices", "searched all of m1 to m90"};
  if (auto zone = TimeZone::find("Europe/Zurich")) options.zone = *zone;
  return options;
}

Result<ExportSummary> write_bundle(const std::string& format, const io::Path& path, const std::vector<InventedItem>& items,
                                   const ExportOptions& options) {
  MUNIMENT_TRY(const ExportFormat* found, find_export_format(format));
  MUNIMENT_TRY(auto bundle, BundleDir::create(io::posix(), path));
  MUNIMENT_TRY(auto writer, found->open(*bundle, options));
  for (const InventedItem& invented : items) MUNIMENT_TRY_VOID(writer->take(invented.item, invented.source()));
  MUNIMENT_TRY(const ExportSummary summary, writer->finish());
  Json manifest = Json::object();
  manifest.set("format", format).set("messages", summary.messages).set("attachments", summary.attachments_written);
  manifest.set("absent", summary.attachments_absent);
  MUNIMENT_TRY(const Sha256 digest, bundle->finish(std::move(manifest)));
  (void)digest;
  return summary;
}

}  // namespace muniment::exporting
