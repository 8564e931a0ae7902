// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind a header, in many languages: a body in, "kind | attachments | facts | canonical text" out.
#include <gtest/gtest.h>

#include "core/base/utf8.h"
#include "ingest/whatsapp/body.h"
#include "ingest/whatsapp/markers.h"
#include "ingest/whatsapp/sentence_patterns.h"
#include "ingest/whatsapp/sentences.h"

namespace muniment::ingest::whatsapp {
namespace {

std::string shown(const Content& content) {
  std::string out = content.kind == RecordKind::message ? "" : std::string(to_string(content.kind)) + " ";
  for (const BodyMedia& media : content.media) {
    out += "[" + std::string(to_string(media.kind)) + (media.name.empty() ? "" : " " + media.name);
    out += media.pages ? ", " + std::to_string(*media.pages) + " pages] " : "] ";
  }
  for (const Fact& fact : content.facts) out += "{" + to_text(fact) + "} ";
  return out + content.canonical;
}

// A line of an Android export behind its header, or of an iOS export.
std::string android(std::string_view rest) { return shown(read_content(split_utterance(rest, {}, false), true)); }
std::string ios(std::string_view rest, bool marked_line = false) {
  return shown(read_content(split_utterance(rest, {}, marked_line), false));
}

TEST(Body, MediaLeftOutOnAndroidInManyLanguages) {
  for (const char* body : {"<Media omitted>", "<media omitted>", "<Média vynechány>", "< Média vynechána >", "<Без медиафайлов>", "<БЕЗ МЕДИАФАЙЛОВ>",
                           "<Medien ausgeschlossen>", "<Multimedia omitido>", "<Archivo omitido>", "<Médias omis>", "<Mídia oculta>", "<Media omessi>",
                           "<Media weggelaten>", "<メディアなし>", "<미디어 파일 제외됨>", "<忽略多媒體檔>", "<省略多媒体文件>", "<تم استبعاد الوسائط>",
                           "<मीडिया के बिना>", "<Medya dahil edilmedi>", "<Media tidak disertakan>", "<ไฟล์สื่อถูกลบ>", "<Bỏ qua Media>"}) {
    EXPECT_EQ(android("Ana: " + std::string(body)), "[attachment] media") << body;
    EXPECT_EQ(android("Ana: " + std::string(body) + "\nlook"), "[attachment] media\nlook") << body;
  }
}

TEST(Body, MediaLeftOutOnAppleTellTheirKindInManyLanguages) {
  EXPECT_EQ(ios("A: \u200Eimage omitted", true), "[image] media");
  EXPECT_EQ(ios("A: \u200Evideo note omitted", true), "[video note] media");
  EXPECT_EQ(ios("A: \u200EBild weggelassen", true), "[image] media");
  EXPECT_EQ(ios("A: \u200Evidéo absente", true), "[video] media");
  EXPECT_EQ(ios("A: \u200EGIF omitido", true), "[GIF] media");
  EXPECT_EQ(ios("A: \u200EСТИКЕР НЕ ДОБАВЛЕН", true), "[sticker] media");
  EXPECT_EQ(ios("A: \u200Eнаклейку не додано", true), "[sticker] media");
  EXPECT_EQ(ios("A: \u200E音声は含まれていません", true), "[audio] media");
  EXPECT_EQ(ios("A: \u200Fلم يتم إدراج بطاقة جهة اتصال", true), "[contact card] media");
  EXPECT_EQ(ios("A: \u200E<image omitted>", true), "[image] media");
}

TEST(Body, DocumentsKeepNameAndPages) {
  EXPECT_EQ(ios("A: Offer v2.final.pdf • \u200E12 pages \u200Edocument omitted", true), "[document Offer v2.final.pdf, 12 pages] media");
  EXPECT_EQ(ios("A: Angebot.pdf • \u200E2 Seiten \u200EDokument weggelassen", true), "[document Angebot.pdf, 2 pages] media");
  EXPECT_EQ(ios("A: List.xlsx \u200Edocument omitted", true), "[document List.xlsx] media");
  EXPECT_EQ(ios("A: Offer.pdf • \u200E2 pages \u200E<attached: 00000047-Offer.pdf>", true), "[document 00000047-Offer.pdf, 2 pages] media");
}

TEST(Body, AttachedFilesInManyLanguages) {
  for (const char* suffix : {"(file attached)", "(archivo adjunto)", "(Datei angehängt)", "(bestand bijgevoegd)", "(файл добавлен)", "(soubor byl přiložen)",
                             "(arquivo anexado)", "(fichier joint)", "(file allegato)", "(dosya ekli)", "(file terlampir)"}) {
    EXPECT_EQ(android("Ana: \u200EIMG-20260320-WA0001.jpg " + std::string(suffix) + "\nseen?"), "[image IMG-20260320-WA0001.jpg] media\nseen?") << suffix;
  }
  for (const char* word : {"attached", "adjunto", "Anhang", "anexado", "allegato", "bijgevoegd", "прикреплено", "添付ファイル"}) {
    EXPECT_EQ(ios("A: \u200E<" + std::string(word) + ": 00000035-PHOTO-2026-03-27-21-41-55.jpg>", true), "[image 00000035-PHOTO-2026-03-27-21-41-55.jpg] media") << word;
  }
  EXPECT_EQ(ios("A: \u200E<pièce jointe\u00A0: 00000036-VIDEO-2026-03-27-21-41-55.mp4>", true), "[video 00000036-VIDEO-2026-03-27-21-41-55.mp4] media");
  EXPECT_EQ(ios("A: IMG-20140103-WA0000.jpg <\u200Eattached>"), "[image IMG-20140103-WA0000.jpg] media");
  EXPECT_EQ(ios("A: \u200E< attached: 00000046-Some file v1.2.txt >", true), "[document 00000046-Some file v1.2.txt] media");
}

TEST(Body, KindsOfFilesByName) {
  EXPECT_EQ(kind_of_file("PTT-20260320-WA0001.opus"), AttachmentKind::audio);
  EXPECT_EQ(kind_of_file("STK-20260320-WA0001.webp"), AttachmentKind::sticker);
  EXPECT_EQ(kind_of_file("photo.webp"), AttachmentKind::image);
  EXPECT_EQ(kind_of_file("00000036-STICKER-2026-03-27-21-41-55.webp"), AttachmentKind::sticker);
  EXPECT_EQ(kind_of_file("my-PHOTO-album.pdf"), AttachmentKind::document);
  EXPECT_EQ(kind_of_file("Ana.VCF"), AttachmentKind::contact);
  EXPECT_EQ(kind_of_file("no extension"), AttachmentKind::document);
}

TEST(Body, WhatPeopleTypedIsNotTakenForAMarker) {
  for (const char* body : {"image omitted", "Bild weggelassen", "see the contract (file attached)", "<attached: x.jpg>", "I read <Media omitted> there",
                           "This message was deleted?", "This message was deleted by mistake", "null and void", "Location: the old mill", "POLL: who comes?",
                           "Missed voice call. I only typed that", "Ben left", "@me and @12345", "a <b> c >", "ok (2 votes)",
                           "https://maps.google.com/?q=1,2", "Voice call. 2 min"}) {
    EXPECT_EQ(android("Ana: " + std::string(body)), body);
    EXPECT_EQ(ios("Ana: " + std::string(body)), body);
  }
  EXPECT_EQ(ios("Ana: null"), "null") << "means something on Android only";
  EXPECT_EQ(android("Ana: text\n<Media omitted>"), "text\n<Media omitted>") << "Android writes it in the first line";
}

TEST(Body, DeletedEditedAndNeverReceived) {
  for (const char* body : {"This message was deleted", "You deleted this message", "Diese Nachricht wurde gelöscht.", "Se eliminó este mensaje.",
                           "Данное сообщение удалено", "このメッセージは削除されました。", "تم حذف هذه الرسالة.", "यह मैसेज डिलीट कर दिया गया है."}) {
    EXPECT_EQ(android("Ana: " + std::string(body)), "{deleted by sender} deleted") << body;
    EXPECT_EQ(ios("Ana: \u200E" + std::string(body)), "{deleted by sender} deleted") << body;
  }
  EXPECT_EQ(android("Ana: This message was deleted by admin Ben Thorne"), "{deleted by admin: Ben Thorne} deleted");
  EXPECT_EQ(ios("Ana: \u200EThis message was deleted by admin Ben."), "{deleted by admin: Ben} deleted");
  for (const char* marker : {"<This message was edited>", "\u200E<This message was edited>", "<Diese Nachricht wurde bearbeitet>", "<Questo messaggio è stato modificato>"}) {
    EXPECT_EQ(android("Ana: at six " + std::string(marker)), "{edited} at six") << marker;
  }
  EXPECT_EQ(android("Ana: null"), "{view once} view once");
  EXPECT_EQ(android("Ana: Waiting for this message"), "{undecryptable} undecryptable");
  EXPECT_EQ(ios("Ana: \u200EWaiting for this message. This may take a while."), "{undecryptable} undecryptable");
}

TEST(Body, PollsEventsPlacesMentions) {
  EXPECT_EQ(android("A: POLL:\nWhere?\nOPTION: Rome (35 votes)\nOPTION: Bonn: centre (1 Vote)"),
            "{poll: Where?} {poll option: Rome (35)} {poll option: Bonn: centre (1)} POLL:\nWhere?\nOPTION: Rome (35 votes)\nOPTION: Bonn: centre (1 Vote)");
  EXPECT_EQ(ios("A: \u200EUMFRAGE:\n\u200EWo?\n\u200EOPTION: Rom (0 Stimmen)").substr(0, 34), "{poll: Wo?} {poll option: Rom (0)}");
  EXPECT_EQ(android("A: EVENT: Rehearsal").substr(0, 18), "{event: Rehearsal}");
  EXPECT_EQ(android("A: location: https://maps.google.com/?q=51.503,-0.119").substr(0, 25), "{location: 51.503,-0.119}");
  EXPECT_EQ(ios("A: \u200EStandort: https://maps.google.com/?q=51.503,-0.119").substr(0, 25), "{location: 51.503,-0.119}");
  EXPECT_EQ(ios("A: Corner Café (1 Mill Lane): https://foursquare.com/v/4b05").substr(0, 36), "{place: Corner Café (1 Mill Lane)} ");
  EXPECT_EQ(android("A: live location shared"), "{live location} live location");
  EXPECT_EQ(android("A: @\u2068Ben T\u2069 and @491511234567"), "{mention: Ben T} {mention: 491511234567} @Ben T and @491511234567");
}

TEST(Body, CallsWithAndWithoutSender) {
  EXPECT_EQ(android("Missed voice call"), "call {missed call: voice} missed call voice");
  EXPECT_EQ(android("Missed group video call"), "call {missed call: video} missed call video");
  EXPECT_EQ(ios("Ben: \u200EMissed video call. \u200ETap to call back"), "call {missed call: video} missed call video");
  EXPECT_EQ(ios("Ben: \u200EVoice call. \u200E1 hr 5 min"), "call {call: voice (3900)} call voice");
  EXPECT_EQ(ios("Ben: \u200EVoice call. \u200ENo answer"), "call {call: voice} call voice");
  EXPECT_EQ(ios("Ben: \u200EVerpasster Sprachanruf"), "call {missed call: voice} missed call voice");
  EXPECT_EQ(ios("Ben: \u200ESprachanruf. \u200E2 Std. 3 Sek."), "call {call: voice (7203)} call voice");
}

TEST(Body, SentencesOfTheSystem) {
  EXPECT_EQ(android("Ana added you"), "system event {member added: you} {actor: Ana} event member added");
  EXPECT_EQ(android("You added +44 7700 900100"), "system event {member added: +44 7700 900100} {actor: You} event member added");
  EXPECT_EQ(android("Ana changed the subject from \"Plan: A\" to \"Plan: B\""), "system event {subject changed: Plan: B} {actor: Ana} event subject changed Plan: B");
  EXPECT_EQ(android("Ana changed the subject from “to” to “B” to “C” to “D”").substr(0, 15), "system event {s");
  EXPECT_EQ(android("You're now an admin"), "system event {admin added} event admin added");
  EXPECT_EQ(android("You’re now an admin"), "system event {admin added} event admin added");
  EXPECT_EQ(android("+44 7700 900100 changed to +44 7700 900101"), "system event {number changed: +44 7700 900101} {actor: +44 7700 900100} event number changed");
  EXPECT_EQ(android("Anna hat die Gruppe „Chor: Saal“ erstellt."), "system event {group created: Chor: Saal} {actor: Anna} event group created Chor: Saal");
  EXPECT_EQ(android("Anna a créé le groupe «\u00A0Chœur\u00A0»"), "system event {group created: Chœur} {actor: Anna} event group created Chœur");
  EXPECT_EQ(ios("Ben: \u200EBen left"), "system event {member left} {actor: Ben} event member left");
  EXPECT_EQ(ios("Choir: \u200ESomething new that WhatsApp says"), "system event Something new that WhatsApp says");
  EXPECT_EQ(android("The bell was polished"), "system event The bell was polished");
  EXPECT_EQ(android("Pokerface: Messages and calls are end-to-end encrypted. Tap to learn more."), "system event {encryption notice} event encryption notice");
  EXPECT_EQ(android("Ana: she changed the subject to \"cars\": again"), "she changed the subject to \"cars\": again");
}

TEST(Body, AMarkFromRightToLeftMakesNoSentenceOfWhatSomebodyWrote) {
  EXPECT_EQ(ios("A: \u200Fمرحبا بكم"), "مرحبا بكم");
  EXPECT_EQ(ios("A: \u200Fالرسائل والمكالمات مشفرة تمامًا بين الطرفين، بحيث"), "system event {encryption notice} event encryption notice");
}

TEST(Body, SendersAreCutWhereTheyEnd) {
  EXPECT_EQ(split_utterance("강하늘 : 안녕", {}, false).sender, "강하늘");
  EXPECT_EQ(split_utterance("~\u202FNora: hi", {}, false).sender, "~\u202FNora");
  ColonNames names;
  names.learn("Dr: Who: <Médias omis>");
  names.learn("Program: x • \u200E2 pages \u200Edocument omitted");
  EXPECT_EQ(split_utterance("Dr: Who: hi", names, false).sender, "Dr: Who");
  EXPECT_EQ(split_utterance("Program: x: hi", names, false).sender, "Program");
}

// The same conversation in two languages, with and without media: every message compares equal.
TEST(Body, TwoLanguagesOfOneConversationCompareEqual) {
  const std::pair<std::string, std::string> pairs[] = {
      {android("A: <Media omitted>"), ios("A: \u200EBild weggelassen", true)},
      {android("A: IMG-20260320-WA0001.jpg (file attached)"), ios("A: \u200Eimage absente", true)},
      {android("A: This message was deleted"), ios("A: \u200EЭто сообщение было удалено.")},
      {android("A: location: https://maps.google.com/?q=51.50214569326172,-0.12739796972656"), ios("A: \u200EStandort: https://maps.google.com/?q=51.5021456,-0.127397")},
      {android("A: live location shared"), ios("A: \u200ELive-Standort wird geteilt")},
      {android("Ana added Ben"), android("Ana hat Ben hinzugefügt.")},
      {android("Ana left"), ios("Ana: \u200EAna salió del grupo.")},
      {android("Missed voice call"), ios("Ana: \u200EAppel vocal manqué")},
      {android("A: x <This message was edited>"), ios("A: x \u200E<Ce message a été modifié>")},
  };
  const auto canonical = [](const std::string& text) { return text.substr(text.find_last_of("}]") == std::string::npos ? 0 : text.find_last_of("}]") + 2); };
  for (const auto& [one, other] : pairs) EXPECT_EQ(canonical(one), canonical(other)) << one << " / " << other;
}

// Every row of the table of sentences can be reached: filled in, it is read as what it says.
TEST(Sentences, EveryPatternReadsAsItsOwnRow) {
  for (const SentenceRow& row : sentence_rows()) {
    std::string sentence;
    for (size_t at = 0; at < row.pattern.size(); ++at) {
      if (row.pattern[at] != '{') {
        sentence += row.pattern[at];
        continue;
      }
      const char slot = row.pattern[at + 1];
      sentence += slot == 'a' ? "Ada" : slot == 'm' ? "Ben" : slot == 't' ? "\"Choir\"" : slot == 'p' ? "+44 7700 900100" : slot == 's' ? "7 days" : "xx";
      at += 2;
    }
    const auto facts = read_sentence(sentence);
    ASSERT_FALSE(facts.empty()) << sentence;
    EXPECT_EQ(to_string(facts[0].type), to_string(row.type)) << row.pattern << " as " << sentence;
    if (row.pattern.find("{t}") != std::string_view::npos) {
      EXPECT_EQ(facts[0].text, "Choir") << sentence;
    }
    if (row.pattern.find("{a}") != std::string_view::npos) {
      ASSERT_EQ(facts.size(), 2U) << sentence;
      EXPECT_FALSE(facts[1].text.empty());
    }
  }
}

TEST(Sentences, ASentenceMadeToBeSlowIsGivenUp) {
  std::string sentence = "Ada hat ";
  while (sentence.size() < 1000) sentence += "Einladungslink hat ";
  EXPECT_TRUE(read_sentence(sentence).empty());
}

}  // namespace
}  // namespace muniment::ingest::whatsapp
