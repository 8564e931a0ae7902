// SPDX-License-Identifier: GPL-3.0-or-later
// Who a mail is from and to. The same few people write many messages, so their fields are made once and kept.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "export/export_format.h"
#include "export/mail/header.h"

namespace muniment::exporting {

// Up to this many other participants stand in To one by one; above it the chat itself is the one recipient. A field of
// a thousand addresses is 60 kB in every message: mail programs truncate or refuse it, and an archive of a large group
// would be nothing else. Who the participants are is in participants.csv in either case.
inline constexpr size_t kMostRecipients = 100;

// Not thread-safe. Remembers every participant and conversation it has seen.
class AddressBook {
 public:
  explicit AddressBook(std::string domain) : domain_(std::move(domain)) {}

  // The From and To fields of the item, each ending in LF. The chat stands in for a sender or recipients that are unknown.
  void append_from_and_to(std::string& out, const ExportItem& item);
  const std::string& sender_address(const ExportItem& item);
  // X-Muniment-Chat, -Chat-Type and -Sender: the exact ids behind the addresses.
  void append_identities(std::string& out, const ExportItem& item);

  // Conversation, title, participant, name and address, one row each, for participants.csv.
  [[nodiscard]] std::string participants_csv() const;

 private:
  struct Person {
    std::string name, address;
    MailboxPieces mailbox;
    std::string from_field, identity_field;
  };
  struct Chat {
    std::string id, title;
    std::vector<std::string> participants;
    Person mailbox;
    std::string identity_fields;
    std::unordered_map<std::string, std::string> to_fields;  // by sender
  };

  void enter(const ExportItem& item);
  [[nodiscard]] Person make_person(std::string_view name, std::string_view id) const;
  const Person& person(const std::string& id);
  std::string make_to_field(const std::string& sender);
  void add_rows();

  std::string domain_;
  std::unordered_map<std::string, Person> people_;
  Chat chat_;
  bool in_chat_ = false;
  std::string rows_;
};

}  // namespace muniment::exporting
