// SPDX-License-Identifier: GPL-3.0-or-later
// Who is who: what makes two identifiers one person, and what does not.
#include "index/people.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/model/identifier.h"

namespace muniment::index {
namespace {

Record said(const std::string& sender, FactType type, const std::string& text, const std::string& session = "sales") {
  Record record;
  record.kind = RecordKind::identity;
  record.sender = sender;
  record.session = session;
  record.captured_ms = 1'772'000'000'000;
  record.facts = {{type, text, {}}};
  return record;
}

Record alias(const std::string& a, const std::string& b) { return said(a, FactType::also_known_as, b); }
Record word(const std::string& a, const std::string& b, bool linked) { return to_record(IdentityLink{a, b, linked, "clerk", "why"}, 5); }

PeopleFold fold_of(const std::vector<Record>& records) {
  PeopleFold fold;
  uint64_t number = 0;
  for (const Record& record : records) {
    const bool is_word = record.kind == RecordKind::identity_link;
    EXPECT_TRUE(fold.apply(record, is_word ? std::nullopt : std::optional(MessageNumber{number++})).has_value());
  }
  return fold;
}

// "a,b | c": the people, each with its identifiers.
std::string told(const People& people) {
  std::vector<std::string> each;
  for (const Person& person : people.all()) {
    std::string line;
    for (const std::string& identifier : person.identifiers) line += (line.empty() ? "" : ",") + identifier;
    each.push_back(line);
  }
  std::ranges::sort(each);
  std::string out;
  for (const std::string& line : each) out += (out.empty() ? "" : " | ") + line;
  return out;
}

std::string told(const std::vector<Record>& records, const std::vector<Participant>& participants = {}) {
  return told(People(fold_of(records), participants));
}

TEST(People, AreJoinedByWhatSourcesSayOfIdentifiers) {
  EXPECT_EQ(told({alias("+15550101", "8410@lid"), alias("+15550101", "bsuid:US.7"), alias("+15550102", "8420@lid")}),
            "+15550101,8410@lid,bsuid:US.7 | +15550102,8420@lid");
}

TEST(People, AreNeverJoinedByAName) {
  EXPECT_EQ(told({said("+15550101", FactType::push_name, "Ana"), said("+15550102", FactType::contact_name, "Ana")}, {{"Ana", 3, 1}}),
            "+15550101 | +15550102 | Ana");
}

TEST(People, DigitsOfALidAreNoPhoneNumber) {
  const People people(fold_of({said("15550101@lid", FactType::push_name, "Cem"), said("+15550101", FactType::push_name, "Ana")}), {});
  EXPECT_EQ(told(people), "+15550101 | 15550101@lid");
  EXPECT_EQ(people.with_identifier("15550101@lid")->shown_name(), "Cem");
  EXPECT_EQ(people.with_identifier("15550101@s.whatsapp.net")->shown_name(), "Ana");
}

TEST(People, APhoneNumberMeansNoLidOfTheSameDigits) {
  const People people(fold_of({alias("+15550103", "8410223@lid"), said("15550101@lid", FactType::push_name, "Cem")}),
                      {{"15550101@lid", 1, 1}, {"+15550103", 1, 1}});
  for (const char* number : {"+8410223", "+8 410 223", "+15550101", "+1 555-0101", "(1) 555-0101"}) {
    EXPECT_TRUE(people.senders_meant(number).empty()) << number;
  }
  for (const char* lid : {"8410223@lid", "8410223"}) EXPECT_EQ(people.senders_meant(lid).size(), 1U) << lid;
}

TEST(People, AGroupIsNobody) {
  EXPECT_EQ(told({said("120363@g.us", FactType::contact_name, "Project"), said("120364@newsletter", FactType::push_name, "News"),
                  said("status@broadcast", FactType::push_name, "Status"), said("+1", FactType::push_name, "Ana")}),
            "+1");
}

TEST(People, TheNewestWordIsTheOneThatWasSaidLast) {
  Record earlier = word("+1", "+2", true), later = word("+1", "+2", false);
  later.captured_ms = *earlier.captured_ms + 1;
  EXPECT_EQ(told({earlier, later}), "+1 | +2");
  EXPECT_EQ(told({later, earlier}), "+1 | +2") << "spools come into the log in any order";
}

TEST(People, TheNewestWordOfAUserCountsAlsoAgainstASource) {
  std::vector<Record> records = {alias("+1", "8@lid"), word("+1", "+2", true)};
  EXPECT_EQ(told(records), "+1,+2,8@lid");
  records.push_back(word("8@lid", "+1", false));
  EXPECT_EQ(told(records), "+1,+2 | 8@lid");
  records.push_back(alias("+1", "8@lid"));
  EXPECT_EQ(told(records), "+1,+2 | 8@lid") << "a source that says it again does not undo the word";
  records.push_back(word("+1", "8@lid", true));
  EXPECT_EQ(told(records), "+1,+2,8@lid");
  records.push_back(word("+2", "+1", false));
  EXPECT_EQ(told(records), "+1,8@lid | +2");
}

TEST(People, DoNotDependOnTheOrderInWhichSourcesSpeak) {
  std::vector<Record> records;
  for (int i = 0; i < 12; ++i) records.push_back(alias("+" + std::to_string(i), std::to_string(i / 2 + 100) + "@lid"));
  const std::string once = told(records);
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    std::ranges::shuffle(records, random);
    EXPECT_EQ(told(records), once);
  }
}

TEST(People, SpellingsOfAPhoneNumberAreOnePerson) {
  const std::vector<Participant> participants = {{"+44 7700 900123", 2, 1}, {"+447700900123", 3, 1}, {"+44 7700 900123 (work)", 1, 1}};
  const People people({}, participants);
  EXPECT_EQ(told(people), "+44 7700 900123 (work) | +447700900123");
  EXPECT_EQ(people.all()[0].messages, 5U);
  EXPECT_EQ(people.senders_meant("+44 (7700) 900-123").size(), 3U) << "as a search for it finds them";
}

TEST(People, AreFoundByEveryIdentifierAndEveryName) {
  const People people(fold_of({said("+15550101", FactType::push_name, "ana p"), said("+15550101", FactType::contact_name, "Ana Pereira"),
                               said("+15550101", FactType::username, "ana.lisbon"), alias("+15550101", "8410@lid"),
                               alias("+15550101", "bsuid:US.7"), alias("+15550101", "ana@example.org"), said("+15550102", FactType::push_name, "Ben")}),
                      {{"+15550101", 4, 2}});
  for (const char* wanted : {"+15550101", "15550101", "8410@lid", "8410", "bsuid:US.7", "ana@example.org", "ana.lisbon", "@ana.lisbon", "ANA PEREIRA", "pereira", "ana p"}) {
    SCOPED_TRACE(wanted);
    const auto found = people.matching(wanted);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0]->shown_name(), "Ana Pereira");
    ASSERT_EQ(people.senders_meant(wanted).size(), 1U);
    EXPECT_EQ(people.senders_meant(wanted)[0].sender, "+15550101");
  }
  EXPECT_FALSE(people.senders_meant("pereira")[0].by_itself);
  EXPECT_TRUE(people.senders_meant("+15550101")[0].by_itself);
  EXPECT_TRUE(people.matching("nobody").empty());
}

TEST(People, AnIndirectLinkIsExplained) {
  const People people(fold_of({alias("+1", "8@lid"), word("8@lid", "+2", true)}), {});
  EXPECT_EQ(people.between("+1", "+2"), nullptr);
  const auto path = people.path("+1", "+2");
  ASSERT_EQ(path.size(), 2U);
  EXPECT_TRUE(path[0]->word == nullptr);
  EXPECT_EQ(path[1]->word->link.reason, "why");
  EXPECT_TRUE(people.path("+1", "+3").empty());
}

TEST(PeopleFold, ANameKeepsWhoSaidItFirstAndWhen) {
  Record first = said("+1", FactType::push_name, "Ana"), later = first, earlier = first, elsewhere = said("+1", FactType::push_name, "Ana", "support");
  later.time = EventTime{.utc_ms = 1'773'000'000'000, .original = ""};
  earlier.time = EventTime{.utc_ms = 1'771'000'000'000, .original = ""};
  const PeopleFold fold = fold_of({first, later, earlier, elsewhere});
  ASSERT_EQ(fold.namings().size(), 2U);
  EXPECT_EQ(fold.namings()[0].evidence, MessageNumber{0});
  EXPECT_EQ(fold.namings()[0].first_ms, 1'771'000'000'000);
  EXPECT_EQ(fold.namings()[0].last_ms, 1'773'000'000'000);
  EXPECT_EQ(fold.namings()[1].said_by, "support");
}

TEST(Identifier, KindsAndSpellings) {
  EXPECT_EQ(to_string(kind_of_identifier("+15550101")), "phone");
  EXPECT_EQ(to_string(kind_of_identifier("15550101@lid")), "LID");
  EXPECT_EQ(to_string(kind_of_identifier("bsuid:US.7")), "BSUID");
  EXPECT_EQ(to_string(kind_of_identifier("ana@example.org")), "e-mail");
  EXPECT_EQ(to_string(kind_of_identifier("120363@newsletter")), "JID");
  EXPECT_EQ(to_string(kind_of_identifier("Ana @ home")), "name as written");
  EXPECT_EQ(to_string(kind_of_identifier("2026")), "name as written");
  EXPECT_EQ(canonical_identifier("+44\u00A07700 900-123"), "+447700900123");
  EXPECT_EQ(canonical_identifier("447700900123@s.whatsapp.net"), "+447700900123");
  EXPECT_EQ(canonical_identifier("447700900123"), "447700900123");
  EXPECT_EQ(canonical_identifier("+"), "+");
}

}  // namespace
}  // namespace muniment::index
