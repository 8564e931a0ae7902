// SPDX-License-Identifier: GPL-3.0-or-later
// The program: prepares the process, finds the command, runs it, and turns what happened into words and an exit code.
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/error_text.h"
#include "cli/exit_codes.h"
#include "cli/globals.h"
#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/stop_signal.h"
#include "cli/terminal.h"
#include "core/io/scratch_dir.h"

namespace muniment::cli {
namespace {

// Keys and messages are in our memory: no core dumps, no debugger of the same user, no file that others can read.
void shut_the_windows() {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::umask(077);
}

// Each partition of the index is an open file, and one that is searched some more: 1,024 are too few for years of messages.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

bool wants_error_color() {
  return !globals().no_color && globals().color != "never" &&
         wants_color(globals().color == "always" ? ColorChoice::always : ColorChoice::automatic, stderr_is_terminal());
}

Exit report(const Error& error, bool json) {
  std::fflush(stdout);
  if (json) {
    print_json_line(json_error(error));
  } else {
    std::fputs(error_text(error, Style(wants_error_color())).c_str(), stderr);
  }
  return exit_of(error);
}

Exit show_help(const Chosen& chosen) {
  Session::say(help_for(chosen));
  return Exit::success;
}

Exit show_version(bool json) {
  if (json) print_json_line(json_result("version").set("version", MUNIMENT_VERSION));
  else Session::say("muniment " MUNIMENT_VERSION "\n");
  return Exit::success;
}

Exit show_quick_start() {
  const std::string archive = archive_named(globals());
  if (archive.empty()) Session::say(quick_start());
  else Session::say("the archive is " + printable(archive) + "\n\n  muniment status\n  muniment search 'words OR \"a phrase\"'\n\nAll commands: muniment help\n");
  return Exit::success;
}

Result<Exit> run_command(const Command& command) {
  allow_many_files();
  io::prepare_scratch();  // before any thread
  io::sweep_abandoned_scratch();
  Session session(globals());
  MUNIMENT_TRY(const Exit exit, command.run(session));
  const bool fine = exit == Exit::success || exit == Exit::no_match || exit == Exit::partial;
  return session.alarmed() && fine ? Exit::integrity : exit;
}

Result<void> check_json_version() {
  const std::string& version = globals().json;
  if (version == "false" || version == "true" || version == "v1" || version == "1") return {};
  return make_error(ErrorCode::unsupported, "this muniment does not write --json=" + printable(version)).because("it writes v1");
}

Exit run(const std::vector<std::string>& arguments) {
  const bool json = asks_for_json(arguments);
  Result<Chosen> chosen = parse_arguments(arguments);
  if (!chosen) return report(chosen.error(), json);
  if (globals().version) return show_version(json);
  if (globals().help) return show_help(*chosen);
  if (chosen->command == nullptr) return show_quick_start();
  if (Result<void> version = check_json_version(); !version) return report(version.error(), json);
  Result<Exit> exit = run_command(*chosen->command);
  return exit ? *exit : report(exit.error(), json);
}

// An answer that did not reach its file or pipe is a failure, not a success.
Exit flushed(Exit exit) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit;
  if (errno == EPIPE) return exit;
  std::fprintf(stderr, "error: the output could not be written: %s   [MUN-1004]\n", std::strerror(errno));
  return exit == Exit::success ? Exit::failed : exit;
}

Exit guarded(const std::vector<std::string>& arguments) {
  try {
    return flushed(run(arguments));
  } catch (const std::bad_alloc&) {
    std::fputs("error: out of memory   [MUN-1015]\n  why: what was acknowledged is held; nothing else is\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: a bug in muniment: %s   [MUN-1014]\n  try: please report it, with the command\n",
                 printable(error.what()).c_str());
  }
  return Exit::failed;
}

}  // namespace
}  // namespace muniment::cli

int main(int argc, char** argv) {
  using namespace muniment::cli;
  shut_the_windows();
  std::setlocale(LC_ALL, "C.UTF-8");
  install_signal_handlers();
  return static_cast<int>(guarded(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc)));
}
