// SPDX-License-Identifier: GPL-3.0-or-later
// In which language a conversation is held.
#include "index/languages.h"

#include <gtest/gtest.h>

#include <set>

#include "index/function_words.h"
#include "index/word_pattern.h"
#include "tests/index/corpus.h"

namespace muniment::index {
namespace {

Record said(const std::string& conversation, const std::string& text, RecordKind kind = RecordKind::message) {
  Record record;
  record.kind = kind;
  record.conversation = conversation;
  record.text = text;
  return record;
}

ConversationLanguages told(const std::vector<Record>& records) {
  Partitions partitions;
  for (size_t i = 0; i < records.size(); i += 3) partitions.push_back(build_partition(records, i, std::min(i + 3, records.size())));
  return Searcher::create(partitions).value()->languages().value();
}

TEST(Languages, EachIsToldByItsOwnWords) {
  std::vector<Record> records;
  for (const FunctionWords& each : function_words()) {
    for (const std::string_view word : each.words) records.push_back(said(std::string(each.language), std::string(word)));
  }
  const ConversationLanguages languages = told(records);
  for (const FunctionWords& each : function_words()) EXPECT_EQ(languages.at(std::string(each.language)), each.language);
}

TEST(Languages, AreThoseThatHaveStems) {
  std::set<std::string_view> codes;
  for (const FunctionWords& each : function_words()) {
    EXPECT_TRUE(is_stem_language(each.language)) << each.language;
    EXPECT_TRUE(codes.insert(each.language).second);
  }
  EXPECT_EQ(codes.size(), 24U);
}

TEST(Languages, OfPlainSentences) {
  const ConversationLanguages languages = told(
      {said("site", "Where is the key to the store room?"), said("site", "It was on the table, but it is not there any more"), said("site", "ok, what do you need?"),
       said("baustelle", "Wo ist der Schlüssel für die Halle?"), said("baustelle", "Ich habe das nicht, und sie auch nicht"), said("baustelle", "dann hat ihn der Chef"),
       said("obra", "¿Dónde está la llave del almacén?"), said("obra", "no la tengo yo, pero está en el coche"), said("obra", "¿y qué hay en la caja del taller? yo no lo sé"),
       said("byggeplads", "Hvor er nøglen til hallen?"), said("byggeplads", "jeg har den ikke, og det har du heller ikke"), said("byggeplads", "så er den hos mig eller dig, hvad ved jeg af det, og hvor er noget af den maling?"),
       said("стройка", "где ключ от склада?"), said("стройка", "это не ко мне, но он был у меня"), said("стройка", "если они там, то так и есть, как ты хотел")});
  EXPECT_EQ(languages.at("site"), "en");
  EXPECT_EQ(languages.at("baustelle"), "de");
  EXPECT_EQ(languages.at("obra"), "es");
  EXPECT_EQ(languages.at("byggeplads"), "da");
  EXPECT_EQ(languages.at("стройка"), "ru");
}

TEST(Languages, AreUnknownRatherThanGuessed) {
  std::string english = "the and is of to you ", german = "der die das und ist nicht ";
  const ConversationLanguages languages =
      told({said("short", "ok the key"), said("mixed", english + german), said("other", "ключ від складу у мене, а де ти зараз є, бо я вже тут чекаю"),
            said("names", "Ana Ben Carl the Dora Emil Finn of Gus Hal is Ida Jon to Kim Lea you Max Ned it Ole Pia Quin Rex Sue Tom Una Vic Wes Xan Yul Zoe Abe Bo Cy "
                          "Don Eli Fay Gil Hank Ivo Jed Ken Lou Moe Nia Otto Pam Ray Sid Ted Uri Val Will Xia Yan Zed Art Bea Cal Dee Eve Fox Guy Hope"),
            said("notices", english + english, RecordKind::system_event)});
  for (const auto& [conversation, language] : languages) EXPECT_EQ(language, "") << conversation;
}

}  // namespace
}  // namespace muniment::index
