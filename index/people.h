// SPDX-License-Identifier: GPL-3.0-or-later
// People: identifiers that are one person, by what sources say and by what a user said about it. A name never makes two
// identifiers one person: two people may be called Ana.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/people_fold.h"

namespace muniment::index {

// Somebody who sent something, as messages carry them.
struct Participant {
  std::string sender;
  uint64_t messages = 0, conversations = 0;
};

// Why two identifiers are one person, or why not although a source says so.
struct Edge {
  std::string a, b;
  std::vector<const Naming*> said;   // by sources; empty where only a user said it
  const LinkWord* word = nullptr;    // of a user
  [[nodiscard]] bool holds() const { return word != nullptr ? word->link.linked : !said.empty(); }
};

struct Person {
  std::vector<std::string> identifiers;       // canonical: phones first, then others; ascending
  std::vector<const Naming*> names;           // newest first; without further identifiers
  std::vector<const Participant*> sent_as;    // spellings under which they sent something
  std::vector<const Edge*> edges;             // that hold, or were cut, at one of the identifiers
  uint64_t messages = 0;
  [[nodiscard]] std::string shown_name() const;  // what an address book says last, else they themself, else an identifier
};

struct MeantSender {
  std::string sender;     // as messages carry it
  bool by_itself = false; // what was looked for fits the sender; else a name or another identifier of that person
};

// A snapshot of a fold; keeps what it needs. Thread-safe once made.
class People {
 public:
  People(PeopleFold fold, std::vector<Participant> participants);
  People(const People&) = delete;
  People& operator=(const People&) = delete;

  [[nodiscard]] const std::vector<Person>& all() const { return people_; }  // who sent most first
  [[nodiscard]] const Person* with_identifier(std::string_view written) const;  // in any spelling; null: nobody
  // Who has that identifier, or an identifier or a name with all words of it. In the order of all().
  [[nodiscard]] std::vector<const Person*> matching(std::string_view wanted) const;
  // The senders of messages that a search for this means: of all people who match.
  [[nodiscard]] std::vector<MeantSender> senders_meant(std::string_view wanted) const;
  // The edge between two identifiers, if a source or a user said anything about them.
  [[nodiscard]] const Edge* between(const std::string& a, const std::string& b) const;
  // How two identifiers of one person hang together: the edges from one to the other. Empty if they do not.
  [[nodiscard]] std::vector<const Edge*> path(const std::string& a, const std::string& b) const;

 private:
  void add_edges();
  void add_people();
  void describe(Person& person) const;

  PeopleFold fold_;
  std::vector<Participant> participants_;
  std::map<std::string, std::vector<const Participant*>, std::less<>> sent_as_;  // by canonical identifier
  std::map<std::string, std::vector<const Naming*>, std::less<>> names_of_;
  std::map<IdentifierPair, Edge> edges_;
  std::map<std::string, std::vector<const Edge*>, std::less<>> edges_of_;
  std::vector<Person> people_;
  std::map<std::string, size_t, std::less<>> person_of_;
};

}  // namespace muniment::index
