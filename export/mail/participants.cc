// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/mail/participants.h"

#include <utility>

#include "export/csv.h"
#include "export/item_text.h"
#include "export/mail/address.h"

namespace muniment::exporting {

AddressBook::Person AddressBook::make_person(std::string_view name, std::string_view id) const {
  Person person{shown_name(name), mail_address_of(id, domain_), {}, {}, {}};
  person.mailbox = mailbox_pieces(person.name, person.address);
  append_mailboxes_field(person.from_field, "From", {&person.mailbox, 1});
  append_text_field(person.identity_field, "X-Muniment-Sender", id);
  return person;
}

const AddressBook::Person& AddressBook::person(const std::string& id) {
  const auto found = people_.find(id);
  if (found != people_.end()) return found->second;
  return people_.emplace(id, make_person(id, id)).first->second;
}

void AddressBook::enter(const ExportItem& item) {
  if (in_chat_ && chat_.id == item.record.conversation && chat_.title == item.conversation_title &&
      chat_.participants == item.participants) {
    return;
  }
  const std::string& id = item.record.conversation;
  chat_ = Chat{id, item.conversation_title, item.participants, make_person(shown_title(item), id.empty() ? "chat" : id), {}, {}};
  append_text_field(chat_.identity_fields, "X-Muniment-Chat", id);
  append_text_field(chat_.identity_fields, "X-Muniment-Chat-Type", chat_type(id));
  in_chat_ = true;
  add_rows();
}

void AddressBook::add_rows() {
  append_row(rows_, {chat_.id, chat_.title, "", chat_.mailbox.name, chat_.mailbox.address});
  for (const std::string& id : chat_.participants) {
    const Person& who = person(id);
    append_row(rows_, {chat_.id, chat_.title, id, who.name, who.address});
  }
}

std::string AddressBook::make_to_field(const std::string& sender) {
  std::vector<MailboxPieces> others;
  if (chat_.participants.size() <= kMostRecipients + 1) {
    for (const std::string& id : chat_.participants) {
      if (id != sender) others.push_back(person(id).mailbox);
    }
  }
  if (others.empty()) others.push_back(chat_.mailbox.mailbox);
  std::string field;
  append_mailboxes_field(field, "To", others);
  return field;
}

void AddressBook::append_from_and_to(std::string& out, const ExportItem& item) {
  enter(item);
  const std::string& sender = item.record.sender;
  out += sender.empty() ? chat_.mailbox.from_field : person(sender).from_field;
  // In a large chat every sender writes to the chat itself.
  const std::string key = chat_.participants.size() <= kMostRecipients + 1 ? sender : std::string();
  auto found = chat_.to_fields.find(key);
  if (found == chat_.to_fields.end()) found = chat_.to_fields.emplace(key, make_to_field(key)).first;
  out += found->second;
}

const std::string& AddressBook::sender_address(const ExportItem& item) {
  enter(item);
  return item.record.sender.empty() ? chat_.mailbox.address : person(item.record.sender).address;
}

void AddressBook::append_identities(std::string& out, const ExportItem& item) {
  enter(item);
  out += chat_.identity_fields;
  if (!item.record.sender.empty()) out += person(item.record.sender).identity_field;
}

std::string AddressBook::participants_csv() const {
  std::string text(kUtf8Mark);
  append_row(text, {"conversation", "title", "participant", "name", "address"});
  return text + rows_;
}

}  // namespace muniment::exporting
