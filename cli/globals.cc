// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/globals.h"

namespace muniment::cli {

Globals& globals() {
  static Globals values;
  return values;
}

const std::vector<Option>& global_options() {
  Globals& g = globals();
  static const std::vector<Option> options = {
      {"--archive", "", "PATH", "the archive's directory (or MUNIMENT_ARCHIVE)", &g.archive},
      {"--as", "", "NAME", "who is acting, for the access record (default: the login name)", &g.as},
      {"--reason", "", "TEXT", "why, for the access record", &g.reason},
      {"--tz", "", "ZONE", "show times in this zone; for ingest: the zone of the export (default: the archive's)", &g.tz},
      {"--json", "", "", "print NDJSON, one object a line; the last one is the result or the error", &g.json},
      {"--quiet", "-q", "", "no talk on stderr but errors", &g.quiet},
      {"--verbose", "-v", "", "say more", &g.verbose},
      {"--color", "", "WHEN", "auto, always or never; auto honours NO_COLOR and TERM=dumb", &g.color,
       {"auto", "always", "never"}},
      {"--no-color", "", "", "the same as --color never", &g.no_color},
      {"--no-input", "", "", "never ask; fail instead", &g.no_input},
      {"--progress", "", "HOW", "auto, plain, json or none", &g.progress, {"auto", "plain", "json", "none"}},
      {"--lock-wait", "", "TIME", "how long to wait for another writer: 0, 500ms, 30s, 5m (default: 30s)", &g.lock_wait},
      {"--index-memory", "", "SIZE", "what searches keep of the index in memory: 64M, 2G, unlimited; less is slower (default: half of the machine's)", &g.index_memory},
      {"--key-file", "", "FILE", "an age identity file instead of a passphrase (or MUNIMENT_KEY_FILE)", &g.key_file},
      {"--passphrase-file", "", "FILE", "read the passphrase from a file (or MUNIMENT_PASSPHRASE_FILE)",
       &g.passphrase_file},
      {"--passphrase-command", "", "COMMAND", "read the passphrase from what a shell command prints",
       &g.passphrase_command},
      {"--help", "-h", "", "this help", &g.help},
      {"--version", "", "", "the version", &g.version},
  };
  return options;
}

std::vector<Variable> environment_variables() {
  return {{"MUNIMENT_ARCHIVE", "the archive, where --archive is not given"},
          {"MUNIMENT_PASSPHRASE_FILE", "a file with the passphrase, where no other way to the keys is given"},
          {"MUNIMENT_STATE", "the directory in which this machine remembers the newest checkpoint of each archive that it writes; nothing: none"},
          {"MUNIMENT_KEY_FILE", "an age identity file, where no other way to the keys is given"},
          {"MUNIMENT_ATTRIBUTES", "off: the log's files are not made append-only and immutable (chattr +a, +i)"},
          {"NO_COLOR", "no colour, if set and not empty"},
          {"TERM", "no colour, if dumb or not set"},
          {"TZ", "the machine's time zone: the default of init --timezone"}};
}

}  // namespace muniment::cli
