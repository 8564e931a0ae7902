// SPDX-License-Identifier: GPL-3.0-or-later
// What every command needs: the archive, who acts, how times are shown, and the two streams. stdout is data, stderr is talk.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/globals.h"
#include "cli/passphrase.h"
#include "cli/style.h"
#include "core/base/json.h"
#include "core/base/time_zone.h"
#include "pipeline/store.h"

namespace muniment::cli {

class Session {
 public:
  explicit Session(const Globals& globals);

  [[nodiscard]] const Globals& flags() const { return globals_; }
  [[nodiscard]] bool json() const { return globals_.wants_json(); }
  [[nodiscard]] const Style& style() const { return out_style_; }

  // Text that is the answer, to stdout; and text about it, to stderr, not with -q.
  static void say(const std::string& text);
  void talk(const std::string& text) const;
  void complain(const Error& error) const;  // in three lines, to stderr, behind what was said

  Result<io::Path> archive_path() const;   // --archive or MUNIMENT_ARCHIVE; MUN-1210 if nothing is there
  Result<pipeline::Unlock> unlock() const { return get_unlock(globals_, Purpose::open); }
  // Also prints what opening found wrong; after that the exit code is 20 whatever else succeeds.
  Result<std::unique_ptr<pipeline::Store>> open(pipeline::Mode mode, pipeline::IndexAtOpen index = pipeline::IndexAtOpen::made_sound);
  // To note something down: for writing if nobody else writes, else for reading, and what is noted is spooled.
  Result<std::unique_ptr<pipeline::Store>> open_to_note();
  [[nodiscard]] bool alarmed() const { return alarmed_; }

  [[nodiscard]] pipeline::Actor actor() const;  // --as, or the login name
  Result<TimeZone> shown_zone(const pipeline::Store& store) const;  // --tz, or the archive's

 private:
  [[nodiscard]] Result<uint64_t> index_memory() const;
  Result<std::unique_ptr<pipeline::Store>> open_with(const io::Path& path, const pipeline::Unlock& keys, pipeline::Mode mode,
                                                     const pipeline::OpenOptions& options);
  void report(const pipeline::Store& store);

  const Globals& globals_;
  Style out_style_, err_style_;
  bool alarmed_ = false;
};

// Without --archive and MUNIMENT_ARCHIVE: empty.
std::string archive_named(const Globals& globals);

Result<int64_t> parse_duration_ms(const std::string& text);  // "0", "500ms", "30s", "5m", "1h", "7d"

Result<uint64_t> parse_memory(const std::string& text);  // bytes: "64M", "512MiB", "2G", "unlimited"

// The error with what to do next: that belongs to the command line, since below it nobody knows of flags.
Error advised(Error error, const io::Path& archive);

}  // namespace muniment::cli
