// SPDX-License-Identifier: GPL-3.0-or-later
// muniment init: makes an archive.
#include <unistd.h>

#include <memory>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/recovery_kit.h"
#include "cli/session.h"
#include "core/base/hex.h"

namespace muniment::cli {
namespace {

struct InitOptions {
  std::vector<std::string> path;
  std::string timezone, name, recovery_kit;
};

Result<io::Path> new_path(const Session& session, const InitOptions& options) {
  const std::string flag = session.flags().archive;
  const std::string word = options.path.empty() ? std::string() : options.path.front();
  if (!flag.empty() && !word.empty() && flag != word) {
    return make_error(ErrorCode::invalid_argument, "two places for the new archive")
        .because(word + " and --archive " + flag).advise("name one of them");
  }
  const std::string path = word.empty() ? archive_named(session.flags()) : word;
  if (!path.empty()) return io::Path(path);
  return make_error(ErrorCode::invalid_argument, "no place for the new archive is named").advise("muniment init PATH");
}

Error kit_failed(Error error, const InitOptions& options, const io::Path& path) {
  Error full = with_context(std::move(error), "writing the recovery kit to " + options.recovery_kit);
  full.hint = "the archive at " + path.string() + " exists and opens with the passphrase, but has no kit: muniment keys add --new-kit FILE makes one";
  return full;
}

void print_json(const pipeline::Created& created, const io::Path& path, const InitOptions& options) {
  Json json = json_result("init");
  json.set("archive", path.string()).set("name", created.name).set("id", to_hex(created.id.view())).set("timezone", created.zone);
  if (options.recovery_kit.empty()) json.set_null("recovery_kit");
  else json.set("recovery_kit", options.recovery_kit);
  print_json_line(json);
}

void print_text(const Session& session, const pipeline::Created& created, const io::Path& path, const InitOptions& options) {
  const bool kit = !options.recovery_kit.empty();
  const std::string id = to_hex(created.id.view()).substr(0, 8);
  std::string text = "created archive " + session.style().bold(printable(created.name)) + " (id " + id + ") at " + printable(path.string()) +
                     ", encrypted to " + (kit ? "2 keys (passphrase, recovery kit)\n" : "1 key (passphrase)\n");
  text += "  time zone      " + created.zone + (options.timezone.empty() ? "   (this machine's; --timezone chooses another)\n" : "\n");
  text += kit ? "  recovery kit   " + printable(options.recovery_kit) + "   print it, and keep it away from this machine\n"
              : "  recovery kit   " + session.style().warn("none") + "   if the passphrase is lost, so is the archive (muniment keys add --new-kit FILE)\n";
  Session::say(text);
  session.talk("  without a key nobody, including us, can read the archive\nnext: muniment ingest --archive " +
               quoted_for_shell(path.string()) + " EXPORT…\n");
}

Result<Exit> run(Session& session, const InitOptions& options) {
  MUNIMENT_TRY(const io::Path path, new_path(session, options));
  pipeline::CreateRequest request;
  MUNIMENT_TRY(request.zone, options.timezone.empty() ? TimeZone::of_this_machine() : TimeZone::find(options.timezone));
  request.name = options.name;
  request.machine = this_machine();
  request.recovery_kit = !options.recovery_kit.empty();
  if (request.recovery_kit) MUNIMENT_TRY_VOID(kit_file_must_be_free(options.recovery_kit));
  MUNIMENT_TRY(const pipeline::Unlock keys, get_unlock(session.flags(), Purpose::create));
  MUNIMENT_TRY(const pipeline::Created created, pipeline::create_archive(io::posix(), path, keys, request, system_clock()));
  if (request.recovery_kit) {
    const RecoveryKit kit{created.name, created.id, path, created.recovery_recipient, created.recovery_identity};
    if (Result<void> written = write_kit(options.recovery_kit, kit); !written) return kit_failed(written.error(), options, path);
  }
  if (session.json()) print_json(created, path, options);
  else print_text(session, created, path, options);
  return Exit::success;
}

}  // namespace

Command command_init() {
  auto options = std::make_shared<InitOptions>();
  Command command{"init", "START", "create an archive, encrypted from the first byte",
                  "Makes a directory with keys, an empty log and nothing readable. The time zone is the one in which dates of queries "
                  "are meant and times are shown. The recovery kit is a second key for the day the passphrase is lost: print it and "
                  "keep it elsewhere. muniment keys makes and revokes further keys later."};
  command.positionals = {{"PATH", "the directory to make (or --archive PATH)", 0, 1, &options->path}};
  command.options = {
      {"--timezone", "", "ZONE", "time zone of the archive, such as Europe/London (default: this machine's)", &options->timezone},
      {"--name", "", "NAME", "what the archive is called (default: the directory's name)", &options->name},
      {"--recovery-kit", "", "FILE", "make a second key and write it to this file", &options->recovery_kit}};
  command.examples = {
      {"an archive with a recovery kit; asks for the passphrase twice", "muniment init ./acme2 --timezone Europe/London --recovery-kit ./acme2-recovery.txt"},
      {"without a terminal", "muniment init ./acme3 --name 'Acme Ltd' --passphrase-file ./pass.txt"}};
  command.opens_archive = false;
  command.exits = {Exit::interrupted};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
