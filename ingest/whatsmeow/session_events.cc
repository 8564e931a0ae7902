// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsmeow/session_events.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "ingest/stream/identities.h"

namespace muniment::ingest::whatsmeow {

SourceRecord& add_session_event(const Hook& hook, Mapping& out, FactType fact, std::string_view says) {
  SourceRecord& record = out.add(RecordKind::session_event);
  record.sender = hook.delivery.account;
  add_fact(record, fact, says);
  return record;
}

void map_paired(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::paired, hook.data["Platform"].text()).sender =
      preferred(jid_in(hook.data["ID"]), jid_in(hook.data["LID"]));
  add_identity(out, jid_in(hook.data["ID"]), jid_in(hook.data["LID"]));
}

void map_silence(const Hook& hook, Mapping& out) {
  const std::string missed = hook.data["ErrorCount"].words();
  add_session_event(hook, out, FactType::disconnected,
                    missed.empty() ? "no answer" : "no answer, " + missed + " times");
}

void map_ban(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::banned, "code " + hook.data["Code"].words());
}

namespace {

struct Failure {
  int64_t reason;
  FactType fact;
};
constexpr auto kFailures = std::to_array<Failure>({
    {401, FactType::logged_out},
    {402, FactType::banned},
    {403, FactType::logged_out},
    {405, FactType::outdated},
    {406, FactType::logged_out},
    {409, FactType::outdated},
});

}  // namespace

void map_failure(const Hook& hook, Mapping& out) {
  const auto reason = hook.data["Reason"].integer();
  const auto known = std::ranges::find_if(kFailures, [&](const Failure& one) { return reason == one.reason; });
  add_session_event(hook, out, known == kFailures.end() ? FactType::disconnected : known->fact,
                    hook.data["Reason"].words());
}

void map_logged_out(const Hook& hook, Mapping& out) {
  const auto reason = hook.data["Reason"].integer();
  add_session_event(hook, out, FactType::logged_out,
                    reason && *reason != 0 ? hook.data["Reason"].words() : std::string());
}

void map_stream_error(const Hook& hook, Mapping& out) {
  add_session_event(hook, out, FactType::disconnected, hook.data["Code"].words());
}

void map_offline_synced(const Hook& hook, Mapping& out) {
  const auto count = hook.data["Count"].integer();
  SourceRecord& record = out.add(RecordKind::session_event);
  add_fact(record, FactType::offline_synced, {},
           count && *count >= 0 ? std::optional(static_cast<uint64_t>(*count)) : std::nullopt);
}

void map_offline_preview(const Hook& hook, Mapping& out) {
  const auto total = hook.data["Total"].integer();
  SourceRecord& record = out.add(RecordKind::session_event);
  add_fact(record, FactType::source_type, "OfflineSyncPreview",
           total && *total >= 0 ? std::optional(static_cast<uint64_t>(*total)) : std::nullopt);
}

}  // namespace muniment::ingest::whatsmeow
