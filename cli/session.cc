// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

#include "cli/error_text.h"
#include "cli/exit_codes.h"
#include "cli/json_text.h"
#include "cli/machine.h"
#include "cli/plain_text.h"
#include "cli/terminal.h"

namespace muniment::cli {
namespace {

constexpr int kNoArchiveNamed = 1211, kBadDuration = 1212, kBadMemory = 1213;

Style style_for(const Globals& globals, bool is_terminal) {
  if (globals.no_color || globals.color == "never") return Style(false);
  const ColorChoice choice = globals.color == "always" ? ColorChoice::always : ColorChoice::automatic;
  return Style(wants_color(choice, is_terminal));
}

std::string login_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return "uid " + std::to_string(::getuid());
}

}  // namespace

Session::Session(const Globals& globals)
    : globals_(globals), out_style_(style_for(globals, stdout_is_terminal())), err_style_(style_for(globals, stderr_is_terminal())) {}

void Session::say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Session::talk(const std::string& text) const {
  if (globals_.quiet || json()) return;
  std::fflush(stdout);  // the answer before what is said about it
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Session::complain(const Error& error) const {
  std::fflush(stdout);
  std::fputs(error_text(error, err_style_).c_str(), stderr);
}

std::string archive_named(const Globals& globals) {
  if (!globals.archive.empty()) return globals.archive;
  const char* variable = std::getenv("MUNIMENT_ARCHIVE");
  return variable == nullptr ? std::string() : std::string(variable);
}

Result<io::Path> Session::archive_path() const {
  const std::string named = archive_named(globals_);
  if (named.empty()) {
    return make_error(ErrorCode::invalid_argument, "no archive is named")
        .advise("--archive PATH, or set MUNIMENT_ARCHIVE; to make a new one: muniment init PATH").numbered(kNoArchiveNamed);
  }
  MUNIMENT_TRY(const bool there, io::posix().exists(named));
  if (there) return io::Path(named);
  return make_error(ErrorCode::not_found, "there is no archive at " + named)
      .because("the directory does not exist")
      .advise("check --archive; to make a new one: muniment init " + quoted_for_shell(named)).numbered(kNoArchiveHere);
}

Error advised(Error error, const io::Path& path) {
  if (error.code == ErrorCode::not_found && error.id == 0) error.id = kNoArchiveHere;
  if (!error.hint.empty()) return error;
  if (error.code == ErrorCode::not_found) error.hint = "check --archive; to make a new one: muniment init " + quoted_for_shell(path.string());
  if (error.code == ErrorCode::auth_failed) error.hint = "try again, or open it with the recovery kit: --key-file FILE";
  if (error.code == ErrorCode::locked) error.hint = "wait for it, or give it more time: --lock-wait 5m; reading commands need no lock";
  return error;
}

Result<std::unique_ptr<pipeline::Store>> Session::open(pipeline::Mode mode, pipeline::IndexAtOpen index) {
  MUNIMENT_TRY(const io::Path path, archive_path());
  MUNIMENT_TRY(const int64_t wait_ms, parse_duration_ms(globals_.lock_wait));
  MUNIMENT_TRY(const pipeline::Unlock keys, unlock());
  MUNIMENT_TRY(const uint64_t memory, index_memory());
  return open_with(path, keys, mode, {.lock_wait_ms = wait_ms, .machine = this_machine(), .index = index, .index_memory = memory});
}

Result<uint64_t> Session::index_memory() const {
  return globals_.index_memory.empty() ? Result<uint64_t>(default_index_memory()) : parse_memory(globals_.index_memory);
}

Result<std::unique_ptr<pipeline::Store>> Session::open_to_note() {
  MUNIMENT_TRY(const io::Path path, archive_path());
  MUNIMENT_TRY(const pipeline::Unlock keys, unlock());
  MUNIMENT_TRY(const uint64_t memory, index_memory());
  const pipeline::OpenOptions at_once{.lock_wait_ms = 0, .machine = this_machine(), .index = pipeline::IndexAtOpen::made_sound, .index_memory = memory};
  auto store = open_with(path, keys, pipeline::Mode::write, at_once);
  if (store || store.error().code != ErrorCode::locked) return store;
  return open_with(path, keys, pipeline::Mode::read, at_once);
}

Result<std::unique_ptr<pipeline::Store>> Session::open_with(const io::Path& path, const pipeline::Unlock& keys, pipeline::Mode mode,
                                                            const pipeline::OpenOptions& options) {
  Result<std::unique_ptr<pipeline::Store>> store = pipeline::Store::open(io::posix(), path, keys, mode, system_clock(), options);
  if (!store) return advised(store.error(), path);
  report(**store);
  return store;
}

void Session::report(const pipeline::Store& store) {
  for (const Error& alarm : store.alarms()) {
    alarmed_ = true;
    if (json()) print_json_line(json_error(alarm).set("type", "alarm"));
    std::fputs(error_text(alarm, err_style_, "warning").c_str(), stderr);
  }
  for (const std::string& note : store.notes()) talk("note: " + printable(note) + "\n");
}

pipeline::Actor Session::actor() const {
  pipeline::Actor actor;
  actor.name = globals_.as.empty() ? login_name() : globals_.as;
  actor.reason = globals_.reason;
  actor.tool = "muniment " MUNIMENT_VERSION;
  return actor;
}

Result<TimeZone> Session::shown_zone(const pipeline::Store& store) const {
  if (globals_.tz.empty()) return store.zone();
  return TimeZone::find(globals_.tz);
}

Result<int64_t> parse_duration_ms(const std::string& text) {
  int64_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(at, static_cast<size_t>(text.data() + text.size() - at));
  const int64_t factor = unit == "ms" ? 1 : unit == "m" ? 60'000 : unit == "h" ? 3'600'000 : unit == "d" ? 86'400'000 : 1000;
  const bool known = unit.empty() || unit == "s" || factor != 1000;
  if (error == std::errc() && known && number >= 0 && number <= 1'000'000) return number * factor;
  return make_error(ErrorCode::invalid_argument, "\"" + printable(text) + "\" is not a length of time")
      .because("expected a number with ms, s, m, h or d, such as 30s").numbered(kBadDuration);
}

Result<uint64_t> parse_memory(const std::string& text) {
  if (text == "unlimited") return pipeline::OpenOptions::kUnlimited;
  uint64_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(at, static_cast<size_t>(text.data() + text.size() - at));
  const unsigned shift = unit == "M" || unit == "MiB" ? 20 : unit == "G" || unit == "GiB" ? 30 : 0;
  if (error == std::errc() && shift > 0 && number <= 1'000'000) return number << shift;
  return make_error(ErrorCode::invalid_argument, "\"" + printable(text) + "\" is not a size of memory")
      .because("expected a number with M or G, such as 512M, or unlimited").numbered(kBadMemory);
}

}  // namespace muniment::cli
