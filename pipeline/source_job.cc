// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/source_job.h"

#include <vector>

#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr int kNoSuchSource = 3141, kSourceExists = 3142, kTwoPatterns = 3143, kNoName = 3144;

Error no_such_source(const std::string& name) {
  return make_error(ErrorCode::not_found, "there is no source \"" + name + "\"").advise("muniment sources lists them").numbered(kNoSuchSource);
}

Result<Recorded> record(Store& store, const SourceSetting& setting) {
  return record_event(store.parts(), to_record(setting, store.parts().clock->now_ms()));
}

Result<void> change_in(SourceSetting& setting, const SourceChange& change) {
  if (change.session && change.path) {
    return make_error(ErrorCode::invalid_argument, "a source is a session or a path, not both")
        .advise("name two sources, one for each").numbered(kTwoPatterns);
  }
  if (change.session) setting.session = *change.session, setting.path.clear();
  if (change.path) setting.path = *change.path, setting.session.clear();
  if (change.custodian) setting.custodian = *change.custodian;
  if (change.format) setting.format = *change.format;
  if (change.silent_after_ms) setting.silent_after_ms = change.silent_after_ms;
  if (change.no_limit) setting.silent_after_ms.reset();
  if (change.watched) setting.watched = *change.watched;
  return {};
}

Result<SourceSetting> held_setting(Store& store, const std::string& name) {
  MUNIMENT_TRY(const EffectiveSources sources, effective_sources(store));
  const auto held = sources.fold.all().find(name);
  if (held == sources.fold.all().end()) return no_such_source(name);
  return held->second.setting;
}

}  // namespace

Result<EffectiveSources> effective_sources(Store& store) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  EffectiveSources sources{catalogue->sources(), {}};
  MUNIMENT_TRY(const std::vector<Record> settings, spooled_events(parts, RecordKind::source_setting));
  for (const Record& record : settings) {
    MUNIMENT_TRY_VOID(sources.fold.apply(record));
    MUNIMENT_TRY(const SourceSetting setting, source_setting_from(record));
    sources.spooled.insert(setting.name);
  }
  return sources;
}

Result<Recorded> add_source(Store& store, const std::string& name, const SourceChange& change, const Actor& actor) {
  if (name.empty()) return make_error(ErrorCode::invalid_argument, "a source needs a name").numbered(kNoName);
  MUNIMENT_TRY(const EffectiveSources sources, effective_sources(store));
  if (sources.fold.all().contains(name)) {
    return make_error(ErrorCode::already_exists, "there is a source \"" + name + "\"")
        .advise("to change it: muniment sources set").numbered(kSourceExists);
  }
  SourceSetting setting;
  setting.name = name;
  setting.session = name;
  setting.actor = actor.name;
  setting.reason = actor.reason;
  MUNIMENT_TRY_VOID(change_in(setting, change));
  return record(store, setting);
}

Result<Recorded> set_source(Store& store, const std::string& name, const SourceChange& change, const Actor& actor) {
  MUNIMENT_TRY(SourceSetting setting, held_setting(store, name));
  setting.actor = actor.name;
  setting.reason = actor.reason;
  MUNIMENT_TRY_VOID(change_in(setting, change));
  return record(store, setting);
}

Result<Recorded> remove_source(Store& store, const std::string& name, const Actor& actor) {
  MUNIMENT_TRY(const SourceSetting held, held_setting(store, name));
  SourceSetting setting;
  setting.name = held.name;
  setting.removed = true;
  setting.actor = actor.name;
  setting.reason = actor.reason;
  return record(store, setting);
}

}  // namespace muniment::pipeline
