// SPDX-License-Identifier: GPL-3.0-or-later
// People of an archive: found by whatever they are called, linked and parted by words that are kept in the log.
#include "pipeline/people_job.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

using Texts = std::vector<std::string>;
const Actor kClerk = {"clerk", "HR file 12", "test"};

class People : public ArchiveTest {
 protected:
  static std::string message(const std::string& id, const std::string& from, const std::string& name, const std::string& text) {
    return R"({"event":"messages.upsert","account":"+15550100","session":"sales","data":{"type":"notify","messages":[{"key":{"remoteJid":")" + from +
           R"(@s.whatsapp.net","fromMe":false,"id":")" + id + R"("},"messageTimestamp":1772616600,"pushName":")" + name +
           R"(","message":{"conversation":")" + text + "\"}}]}}\n";
  }
  static std::string pair(const std::string& phone, const std::string& lid) {
    return R"({"event":"lid-mapping.update","account":"+15550100","session":"sales","data":{"pn":")" + phone + R"(@s.whatsapp.net","lid":")" + lid + "@lid\"}}\n";
  }

  void SetUp() override {
    ASSERT_OK(take(write("stream.ndjson", message("A1", "15550101", "Ana P", "one") + message("A2", "15550102", "Ben", "two") + pair("15550101", "8410"))));
    ASSERT_OK(take(write("export.jsonl", line("1", "three", "Deal team", "Ana Pereira"))));
  }

  Result<LinkAnswer> say(Result<LinkAnswer> (*job)(Store&, const std::string&, const std::string&, const Actor&), const std::string& a,
                         const std::string& b, Mode mode = Mode::write) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), mode, clock_));
    MUNIMENT_TRY(LinkAnswer answer, job(*store, a, b, kClerk));
    MUNIMENT_TRY_VOID(store->close());
    return answer;
  }

  // The texts found, in alphabetical order.
  std::vector<std::string> texts(const std::string& query) {
    const auto found = search_for(query);
    EXPECT_TRUE(found.has_value()) << query;
    std::vector<std::string> all;
    for (const MessageView& view : found->messages) all.push_back(view.record.text.value_or("-"));
    EXPECT_EQ(found->total, all.size());
    std::ranges::sort(all);
    return all;
  }
};

TEST_F(People, FromFindsAPersonByAnyIdentifierAndName) {
  for (const char* wanted : {"from:+15550101", "from:8410@lid", "from:8410", "from:\"Ana P\""}) EXPECT_EQ(texts(wanted), Texts({"one"})) << wanted;
  EXPECT_EQ(texts("from:ana"), Texts({"one", "three"}));
  EXPECT_EQ(texts("with:8410@lid two"), Texts()) << "they never talked";
  EXPECT_EQ(texts("in:* NOT from:8410@lid"), Texts({"three", "two"}));
}

TEST_F(People, ANoteSaysWhoWasMeantByAnotherName) {
  const auto found = search_for("from:8410@lid");
  ASSERT_OK(found);
  ASSERT_EQ(found->notes.size(), 2U) << "the other one is about the record that says who 8410@lid is";
  EXPECT_EQ(found->notes[0], "from:8410@lid also means +15550101 (muniment people show)");
  EXPECT_EQ(search_for("from:+15550101")->notes.size(), 1U);
}

TEST_F(People, ALinkCountsAtOnceAndCanBeUndone) {
  EXPECT_EQ(texts("from:+15550101"), Texts({"one"}));
  const auto linked = say(link_people, "Ana Pereira", "+15550101");
  ASSERT_OK(linked);
  EXPECT_EQ(linked->recorded, Recorded::in_log);
  EXPECT_EQ(linked->identifiers, (std::vector<std::string>{"+15550101", "8410@lid", "Ana Pereira"}));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "three"}));
  EXPECT_EQ(texts("from:8410@lid"), Texts({"one", "three"}));
  ASSERT_OK(say(unlink_people, "+15550101", "Ana Pereira"));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one"}));
}

TEST_F(People, AWordSaidWhileAnotherWritesCountsFromTheSpoolAndThenFromTheLog) {
  const auto linked = say(link_people, "+15550102", "+15550101", Mode::read);
  ASSERT_OK(linked);
  EXPECT_EQ(linked->recorded, Recorded::in_spool);
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"}));
  ASSERT_OK(take(write("more.jsonl", line("2", "four"))));
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"})) << "the writer took it into the log";
  std::filesystem::remove_all(archive() / "cat");
  EXPECT_EQ(texts("from:+15550101"), Texts({"one", "two"})) << "and the catalogue is a fold over it";
}

TEST_F(People, SaysWhatIsWrongWithAPair) {
  const auto code = [](const auto& answer) { return answer.has_value() ? ErrorCode::internal : answer.error().code; };
  EXPECT_EQ(code(say(link_people, "+15550101", "8410@lid")), ErrorCode::already_exists);
  EXPECT_EQ(code(say(link_people, "+15550101", "+1 555 0101")), ErrorCode::invalid_argument);
  EXPECT_EQ(code(say(link_people, "nobody of that name", "+15550101")), ErrorCode::not_found);
  EXPECT_EQ(code(say(link_people, "ana", "+15550102")), ErrorCode::invalid_argument) << "two people are called so";
  EXPECT_EQ(code(say(unlink_people, "+15550101", "+15550102")), ErrorCode::not_found);
  ASSERT_OK(say(link_people, "8410@lid", "+15550199"));
  const auto indirect = say(unlink_people, "+15550101", "+15550199");
  ASSERT_FALSE(indirect.has_value());
  EXPECT_EQ(indirect.error().why, "they are one person through others: +15550101 is 8410@lid; +15550199 is 8410@lid");
}

TEST_F(People, WhatPartsTwoIsTakenBackAlsoWhereOthersJoinThem) {
  ASSERT_OK(say(unlink_people, "+15550101", "8410@lid"));
  ASSERT_OK(say(link_people, "+15550199", "+15550101"));
  ASSERT_OK(say(link_people, "+15550199", "8410@lid"));
  ASSERT_OK(say(link_people, "+15550101", "8410@lid"));
  EXPECT_FALSE(say(link_people, "+15550101", "8410@lid").has_value()) << "once";
  ASSERT_OK(say(unlink_people, "+15550199", "8410@lid"));
  EXPECT_EQ(texts("from:8410@lid"), Texts({"one"}));
}

TEST_F(People, DigitsThatAreAPhoneNumberAndALidAreTwoPeople) {
  ASSERT_OK(say(link_people, "15550101@lid", "+15550102"));
  for (auto* const job : {link_people, unlink_people}) {
    const auto answer = say(job, "15550101", "Ana Pereira");
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().why, "+15550101, 15550101@lid");
  }
  EXPECT_EQ(texts("from:+15550101"), Texts({"one"}));
  EXPECT_EQ(texts("from:15550101@lid"), Texts({"two"}));
}

TEST_F(People, AWordThatWouldNotCountIsRefused) {
  ASSERT_OK(say(link_people, "+15550101", "+15550102"));
  clock_.advance(-1);
  const auto answer = say(unlink_people, "+15550101", "+15550102");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().id, 3156);
}

TEST_F(People, TheQueryAsUnderstoodSaysWhoIsMeant) {
  ASSERT_OK(say(link_people, "Ana Pereira", "+15550101"));
  EXPECT_EQ(search_for("from:8410@lid")->understood, "from:8410@lid|+15550101|\"Ana Pereira\"");
  EXPECT_EQ(search_for("from:ben")->understood, "from:ben|+15550102");
  EXPECT_EQ(search_for("from:+15550102")->understood, "from:+15550102");
}

TEST_F(People, EverybodyWhoSentSomethingIsSomebody) {
  const auto store = Store::open(io::posix(), archive(), unlock(), Mode::read, clock_);
  ASSERT_OK(store);
  const auto people = list_people(**store, "", kClerk);
  ASSERT_OK(people);
  uint64_t messages = 0;
  for (const index::Person* person : people->listed) messages += person->messages;
  EXPECT_EQ(messages, search_for("in:*")->total);
  const auto some = list_people(**store, "ana", kClerk);
  ASSERT_OK(some);
  for (const index::Person* person : people->listed) {
    const bool is_ana = std::ranges::any_of(person->names, [](const index::Naming* each) { return each->text.starts_with("Ana"); }) ||
                        std::ranges::find(person->identifiers, "Ana Pereira") != person->identifiers.end();
    EXPECT_EQ(std::ranges::find(some->listed, person->shown_name(), &index::Person::shown_name) != some->listed.end(), is_ana) << person->shown_name();
  }
  const auto shown = show_person(**store, "8410", kClerk);
  ASSERT_OK(shown);
  EXPECT_EQ(shown->person->shown_name(), "Ana P");
  EXPECT_EQ(shown->person->names[0]->evidence, MessageNumber{0});
}

// --- against a scan ---------------------------------------------------------------------------------------------------

using Words = std::set<std::string>;

Words words_of(const std::string& text) {
  Words words;
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!word.empty()) words.insert(std::exchange(word, {}));
  }
  return words;
}

// A number behind "+" is that number and nothing else; anything else are words.
bool fits(const std::string& wanted, const std::string& name) {
  if (wanted.starts_with('+')) return name == wanted;
  return std::ranges::includes(words_of(name), words_of(wanted));
}

struct Sent {
  std::string sender, conversation, text;
};

class PeopleAgainstAScan : public People {
 protected:
  void SetUp() override {}

  // Spreads from one identifier along the pairs that hold, round after round until nothing is added.
  Words person_of(const std::string& id) const {
    Words person = {id};
    for (size_t before = 0; before != person.size();) {
      before = person.size();
      for (const auto& [pair, holds] : pairs_) {
        if (holds && (person.contains(pair.first) || person.contains(pair.second))) person.insert({pair.first, pair.second});
      }
    }
    return person;
  }

  bool is_meant(const std::string& wanted, const std::string& sender) const {
    return std::ranges::any_of(person_of(sender), [&](const std::string& id) {
      const auto [from, to] = names_.equal_range(id);
      return fits(wanted, id) || std::any_of(from, to, [&](const auto& named) { return fits(wanted, named.second); });
    });
  }

  Texts scanned(const std::string& field, const std::string& wanted) const {
    Words conversations;
    for (const Sent& each : sent_) {
      if (is_meant(wanted, each.sender)) conversations.insert(each.conversation);
    }
    Texts all;
    for (const Sent& each : sent_) {
      if (field == "with" ? conversations.contains(each.conversation) : is_meant(wanted, each.sender)) all.push_back(each.text);
    }
    std::ranges::sort(all);
    return all;
  }

  std::vector<Sent> sent_;
  std::multimap<std::string, std::string> names_;
  std::map<std::pair<std::string, std::string>, bool> pairs_;
};

TEST_F(PeopleAgainstAScan, FromAndWithFindWhatAScanFinds) {
  const Texts ids = {"+15550101", "+15550102", "15550101@lid", "8410@lid", "8420@lid", "Ana Pereira", "Ben Ana", "ana@example.org"};
  const Texts wanted = {"+15550101", "15550101", "+8410", "8410@lid", "8420", "ana", "Ana Pereira", "ben", "lopes", "example", "+15550102", "nobody"};
  std::mt19937 random(11);
  const auto any = [&](const Texts& list) { return list[random() % list.size()]; };
  std::string messages;
  for (int i = 0; i < 40; ++i) {
    sent_.push_back({any(ids), "chat " + std::to_string(random() % 9), "text" + std::to_string(i)});
    messages += line(std::to_string(i), sent_.back().text, sent_.back().conversation, sent_.back().sender);
  }
  names_ = {{"+15550101", "Ana Lopes"}, {"+15550102", "Ana"}};
  pairs_ = {{{"+15550101", "8410@lid"}, true}, {{"+15550102", "8420@lid"}, true}};
  const std::string contacts =
      R"({"event":"contacts.upsert","account":"+15550100","session":"sales","data":[{"id":"15550101@s.whatsapp.net","name":"Ana Lopes"},)"
      R"({"id":"15550102@s.whatsapp.net","name":"Ana"}]})" "\n";
  ASSERT_OK(take(write("messages.jsonl", messages)));
  ASSERT_OK(take(write("people.ndjson", contacts + pair("15550101", "8410") + pair("15550102", "8420"))));
  const auto compare = [&](size_t said) {
    for (const char* field : {"from", "with"}) {
      for (const std::string& each : wanted) {
        const std::string query = std::string(field) + ":\"" + each + "\"";
        EXPECT_EQ(texts(query), scanned(field, each)) << query << " after " << said << " words";
      }
    }
  };
  compare(0);
  size_t said_words = 0;
  for (int round = 0; round < 40 && said_words < 8; ++round) {
    std::pair<std::string, std::string> two = {any(ids), any(ids)};
    if (two.second < two.first) std::swap(two.first, two.second);
    const bool linked = random() % 3 != 0;
    clock_.advance(1);
    if (!say(linked ? link_people : unlink_people, two.first, two.second)) continue;
    pairs_[two] = linked;
    compare(++said_words);
  }
  EXPECT_EQ(said_words, 8U);
}

}  // namespace
}  // namespace muniment::pipeline
