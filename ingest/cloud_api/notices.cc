// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/notices.h"

#include <algorithm>
#include <array>

#include "ingest/cloud_api/people.h"

namespace muniment::ingest::cloud_api {
namespace {

constexpr std::array<std::string_view, 23> kNotices = {
    "account_alerts", "account_review_update", "account_settings_update", "account_update", "automatic_events",
    "business_capability_update", "business_status_update", "flows", "message_template_components_update",
    "message_template_limit_update", "message_template_quality_update", "message_template_status_update",
    "messaging_handovers", "partner_solutions", "payment_configuration_update", "phone_number_name_update",
    "phone_number_quality_update", "phone_number_settings_update", "security", "template_category_update",
    "template_correct_category_detection", "template_performance_metrics", "tracking_events"};

struct Turn {
  std::string_view event;
  FactType means;
};
// Events of account_update after which the account's messages come, or do not come any more.
constexpr std::array kTurns = std::to_array<Turn>({
    {"ACCOUNT_OFFBOARDED", FactType::logged_out},
    {"ACCOUNT_RECONNECTED", FactType::connected},
    {"ACCOUNT_DELETED", FactType::session_removed},
    {"PARTNER_REMOVED", FactType::logged_out},
    {"PARTNER_ADDED", FactType::paired},
    {"PARTNER_APP_INSTALLED", FactType::paired},
    {"PARTNER_APP_UNINSTALLED", FactType::logged_out},
});

FactType meaning_of(std::string_view event, const JsonValue& value) {
  const auto turn = std::ranges::find(kTurns, event, &Turn::event);
  if (turn != kTurns.end()) return turn->means;
  const std::string_view ban = value["ban_info"]["waba_ban_state"].text();
  if (event == "DISABLED_UPDATE" && ban == "DISABLE") return FactType::banned;
  if (event == "DISABLED_UPDATE" && ban == "REINSTATE") return FactType::connected;
  return FactType::account_notice;
}

// "decision APPROVED, requested_verified_name Acme": every word and number in it, under the key that it has.
void describe(const JsonValue& value, std::string_view key, std::string& text) {
  constexpr size_t kEnough = 64 * 1024;
  if (!value.exists() || text.size() > kEnough) return;
  if (value.is_object()) {
    value.each_member([&](std::string_view name, const JsonValue& member) {
      if (name != "metadata" && name != "messaging_product" && name != "timestamp") describe(member, name, text);
    });
  } else if (value.is_array()) {
    value.each([&](const JsonValue& item) { describe(item, key, text); });
  } else {
    text += (text.empty() ? "" : ", ") + std::string(key) + " " + plain(value);
  }
}

}  // namespace

bool is_notice(std::string_view field) { return std::ranges::find(kNotices, field) != kNotices.end(); }

void map_notice(Change& change) {
  const JsonValue& value = change.value();
  const std::string event(value["event"].text());
  const bool of_account = change.field() == "account_update";
  SourceRecord& record = change.add(RecordKind::session_event, change.notice_id());
  record.time = change.time_of_item(value);
  const FactType means = of_account ? meaning_of(event, value) : FactType::account_notice;
  add_fact(record, means, std::string(change.field()) + (event.empty() ? "" : ": " + event));
  std::string text;
  describe(value, {}, text);
  if (!text.empty()) record.text = text;
  // The entry names the business that is told; the account concerned stands beside it.
  if (const std::string account = plain(value["waba_info"]["waba_id"]); !account.empty()) change.move_to(record, account);
}

void map_errors_alone(Change& change) {
  SourceRecord& record = change.add(RecordKind::session_event, change.content_id("errors", change.value()["errors"]));
  add_fact(record, FactType::account_notice, "errors");
  add_errors(record, change.value()["errors"]);
}

void map_preference(Change& change, const JsonValue& preference) {
  const std::string who = person_in(preference);
  if (who.empty()) return change.trouble("a preference names nobody", "expected \"wa_id\" or \"user_id\"");
  SourceRecord& record = change.add(RecordKind::system_event, change.content_id("preference", preference));
  record.sender = who;
  record.conversation = change.conversation_with(who);
  record.time = change.time_of_item(preference);
  if (preference["detail"].is_text()) record.text = preference["detail"].text();
  add_fact(record, FactType::source_type, "preference: " + plain(preference["category"]) + " " + plain(preference["value"]));
}

}  // namespace muniment::ingest::cloud_api
