// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/groups.h"

#include <array>

#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

class Group {
 public:
  Group(Change& change, const JsonValue& group) : change_(change), group_(group), type_(group["type"].text()) {}

  void map();

 private:
  SourceRecord& add(std::string_view part);
  // A thing that was asked for and refused is no event of the group: its type and its errors are recorded.
  void add_refused(std::string_view what, const JsonValue& errors);
  void map_lifecycle(FactType event);
  void map_added();
  void map_removed();
  void map_refused_members();
  void map_join_request();
  void map_settings();
  void map_setting(std::string_view key, FactType event);

  Change& change_;
  const JsonValue& group_;
  std::string type_;
};

SourceRecord& Group::add(std::string_view part) {
  SourceRecord& record = change_.add(RecordKind::system_event, change_.content_id("group", group_, part));
  record.conversation = group_["group_id"].words();
  if (record.conversation.empty()) record.conversation = "group request " + plain(group_["request_id"]);
  record.conversation_title = group_["subject"].text();
  record.time = change_.time_of_item(group_);
  record.sender = change_.business();
  return record;
}

void Group::add_refused(std::string_view what, const JsonValue& errors) {
  SourceRecord& record = add(what);
  add_fact(record, FactType::source_type, std::string(what) + " refused");
  add_errors(record, errors);
}

void Group::map_lifecycle(FactType event) {
  if (group_["errors"].exists()) return add_refused(type_, group_["errors"]);
  SourceRecord& record = add(type_);
  add_fact(record, event, group_["subject"].text());
  if (group_["description"].is_text()) record.text = group_["description"].text();
}

// Nobody is put into a group by the business: people join by its link.
void Group::map_added() {
  const bool by_link = group_["reason"].text() == "invite_link";
  group_["added_participants"].each([&](const JsonValue& member) {
    const std::string who = person_in(member);
    SourceRecord& record = add(type_ + " " + who);
    if (by_link) record.sender = who;
    if (by_link) add_fact(record, FactType::member_joined);
    else add_fact(record, FactType::member_added, who);
  });
}

void Group::map_removed() {
  const bool left = group_["initiated_by"].text() == "participant";
  group_["removed_participants"].each([&](const JsonValue& member) {
    const std::string who = person_in(member);
    SourceRecord& record = add(type_ + " " + who);
    if (left) record.sender = who;
    if (left) add_fact(record, FactType::member_left);
    else add_fact(record, FactType::member_removed, who);
  });
}

void Group::map_refused_members() {
  group_["failed_participants"].each([&](const JsonValue& member) {
    add_refused(type_ + " " + person_in(member), member["errors"]);
  });
}

void Group::map_join_request() {
  SourceRecord& record = add(type_);
  if (const std::string who = person_in(group_); !who.empty()) record.sender = who;
  if (type_ == "group_join_request_created") add_fact(record, FactType::join_requested);
  else add_fact(record, FactType::source_type, type_);
}

void Group::map_setting(std::string_view key, FactType event) {
  const JsonValue setting = group_[key];
  if (!setting.exists()) return;
  const bool refused = setting["update_successful"].exists() && !setting["update_successful"].flag();
  if (refused) return add_refused(key, setting["errors"]);
  const std::string now = setting.is_object() ? plain(setting["text"]) : plain(setting);
  SourceRecord& record = add(key);
  if (event == FactType::subject_changed) record.conversation_title = now;
  add_fact(record, event, event == FactType::subject_changed || event == FactType::group_settings_changed ? now : "");
  if (event == FactType::description_changed) record.text = now;
}

void Group::map_settings() {
  struct Setting {
    std::string_view key;
    FactType event;
  };
  constexpr auto kSettings = std::to_array<Setting>({{"group_subject", FactType::subject_changed},
                                                     {"group_description", FactType::description_changed},
                                                     {"profile_picture", FactType::icon_changed},
                                                     {"join_approval_mode", FactType::group_settings_changed}});
  for (const Setting& setting : kSettings) map_setting(setting.key, setting.event);
}

void Group::map() {
  const size_t before = change_.count();
  if (type_ == "group_create") map_lifecycle(FactType::group_created);
  if (type_ == "group_delete") map_lifecycle(FactType::group_ended);
  map_added();
  map_removed();
  map_refused_members();
  if (type_.starts_with("group_join_request")) map_join_request();
  if (!type_.starts_with("group_create")) map_settings();
  if (type_.starts_with("group_suspend")) {
    SourceRecord& record = add(type_);
    add_fact(record, FactType::source_type, type_);
    add_fact(record, FactType::group_settings_changed, type_ == "group_suspend" ? "suspended" : "not suspended any more");
  }
  if (change_.count() == before && group_["errors"].exists()) add_refused(type_, group_["errors"]);
  if (change_.count() == before) {
    SourceRecord& record = add(type_);
    record.kind = RecordKind::unrecognised;
    add_fact(record, FactType::source_type, "group: " + type_);
  }
}

}  // namespace

void map_group(Change& change, const JsonValue& group) { Group(change, group).map(); }

}  // namespace muniment::ingest::cloud_api
