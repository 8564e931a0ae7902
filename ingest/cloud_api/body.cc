// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/body.h"

#include <algorithm>
#include <array>

#include "ingest/cloud_api/calls.h"
#include "ingest/cloud_api/change.h"
#include "ingest/cloud_api/groups.h"
#include "ingest/cloud_api/history.h"
#include "ingest/cloud_api/messages.h"
#include "ingest/cloud_api/notices.h"
#include "ingest/cloud_api/people.h"
#include "ingest/cloud_api/statuses.h"
#include "ingest/stream/mapping.h"

namespace muniment::ingest::cloud_api {
namespace {

void map_each_message(Change& change, const JsonValue& message) { map_message(change, message); }

struct List {
  std::string_view key;
  void (*map)(Change&, const JsonValue&);
};
constexpr std::array kLists = std::to_array<List>({
    {"messages", map_each_message},
    {"message_echoes", map_each_message},
    {"statuses", map_status},
    {"calls", map_call},
    {"groups", map_group},
    {"history", map_history},
    {"user_preferences", map_preference},
});
constexpr std::array<std::string_view, 3> kOtherLists = {"contacts", "errors", "state_sync"};

bool is_known(std::string_view key) {
  return std::ranges::find(kLists, key, &List::key) != kLists.end() ||
         std::ranges::find(kOtherLists, key) != kOtherLists.end();
}

// A list that we do not know may hold anything: it is kept, and said to be kept.
void keep_unknown_lists(Change& change) {
  change.value().each_member([&](std::string_view key, const JsonValue& member) {
    if (!member.is_array() || is_known(key)) return;
    const std::string type = std::string(change.field()) + ": " + std::string(key);
    change.add_unrecognised(type, change.content_id("unrecognised", member, key));
  });
}

void map_lists(Change& change) {
  for (const List& list : kLists) {
    change.value()[list.key].each([&](const JsonValue& item) { list.map(change, item); });
  }
  const JsonValue errors = change.value()["errors"];
  if (errors.size() > 0 && change.count() == 0) map_errors_alone(change);
  else change.add_errors_to_all(errors);
  map_state_sync(change);
  map_contacts(change);
  keep_unknown_lists(change);
}

void map_change(const JsonValue& entry, const JsonValue& item, Mapping& out) {
  Change change(entry, item, out);
  if (is_notice(change.field())) return map_notice(change);
  map_lists(change);
  if (change.count() > 0 || change.has_trouble()) return;
  const std::string type = change.field().empty() ? "a change without a field" : std::string(change.field());
  change.add_unrecognised(type, change.notice_id());
}

}  // namespace

bool is_body(const JsonValue& body) {
  return body["object"].text() == "whatsapp_business_account" && body["entry"].is_array();
}

void map_body(const Delivery& delivery, Mapping& out) {
  if (delivery.data.is_text()) return out.trouble("the recorded body is not valid JSON", "expected the body as it was posted");
  if (!is_body(delivery.data)) {
    return out.trouble("not the body of a webhook of the Business Platform",
                       R"(expected {"object":"whatsapp_business_account","entry":[…]})");
  }
  size_t changes = 0;
  delivery.data["entry"].each([&](const JsonValue& entry) {
    entry["changes"].each([&](const JsonValue& change) {
      ++changes;
      map_change(entry, change, out);
    });
  });
  if (changes == 0) add_fact(out.add(RecordKind::delivery), FactType::source_type, "no changes in it");
}

}  // namespace muniment::ingest::cloud_api
