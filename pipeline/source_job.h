// SPDX-License-Identifier: GPL-3.0-or-later
// Says what is expected to deliver. The archive need not be free for writing: what is said is spooled then, counts at
// once for whoever looks, and stands in the log when the next writer takes the spool.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/base/result.h"
#include "core/model/event.h"
#include "index/source_fold.h"
#include "pipeline/store.h"

namespace muniment::pipeline {

// What is to be changed; the rest stays as it is.
struct SourceChange {
  std::optional<std::string> session, path;   // setting one takes the other away
  std::optional<std::string> custodian, format;
  std::optional<uint64_t> silent_after_ms;
  bool no_limit = false;
  std::optional<bool> watched;
};

// Without a session and a path the name is that of the session. already_exists, not_found and invalid_argument say what
// they mean.
Result<Recorded> add_source(Store& store, const std::string& name, const SourceChange& change, const Actor& actor);
Result<Recorded> set_source(Store& store, const std::string& name, const SourceChange& change, const Actor& actor);
Result<Recorded> remove_source(Store& store, const std::string& name, const Actor& actor);

// The settings of the log, and on top of them those in the spool.
struct EffectiveSources {
  index::SourceFold fold;
  std::set<std::string> spooled;              // names of those that the spool has something of
};
Result<EffectiveSources> effective_sources(Store& store);

}  // namespace muniment::pipeline
