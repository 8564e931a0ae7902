// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/passphrase.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "cli/plain_text.h"
#include "cli/terminal.h"

namespace muniment::cli {
namespace {

constexpr int kTwoWays = 1221, kNoTerminal = 1222, kDiffer = 1223, kEmpty = 1224, kUnreadable = 1225;
constexpr size_t kLongest = 64 * 1024;

// Reads to the end without leaving copies behind: one buffer, of its full size from the start.
Result<SecretBytes> read_secret(int fd, const std::string& from) {
  SecretBytes all(kLongest);
  size_t length = 0;
  while (length < kLongest) {
    const ssize_t got = ::read(fd, all.writable().data() + length, kLongest - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return make_error(ErrorCode::io, "cannot read " + from).because(std::strerror(errno)).numbered(kUnreadable);
    if (got == 0) break;
    length += static_cast<size_t>(got);
  }
  if (length == kLongest) {
    return make_error(ErrorCode::invalid_argument, from + " is too long for a secret").numbered(kUnreadable);
  }
  return SecretBytes(all.view().first(length));
}

SecretBytes without_line_end(const SecretBytes& secret) {
  ByteView view = secret.view();
  if (!view.empty() && view.back() == '\n') view = view.first(view.size() - 1);
  if (view.size() < secret.size() && !view.empty() && view.back() == '\r') view = view.first(view.size() - 1);
  return SecretBytes(view);
}

Result<SecretBytes> read_secret_file(const std::string& path, const std::string& what) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return make_error(ErrorCode::io, "cannot read the " + what).at(path).because(std::strerror(errno)).numbered(kUnreadable);
  }
  Result<SecretBytes> secret = read_secret(fd, "the " + what);
  ::close(fd);
  return secret;
}

Result<SecretBytes> read_from_command(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return make_error(ErrorCode::io, "cannot run the passphrase command").numbered(kUnreadable);
  Result<SecretBytes> secret = read_secret(::fileno(pipe), "the output of the passphrase command");
  const int status = ::pclose(pipe);
  if (status == 0) return secret;
  return make_error(ErrorCode::invalid_argument, "the passphrase command failed")
      .because("its exit status was not 0")
      .advise("run it by itself: it must print the passphrase and nothing else")
      .numbered(kUnreadable);
}

Result<SecretBytes> passphrase_from(Result<SecretBytes> read) {
  MUNIMENT_TRY(const SecretBytes all, std::move(read));
  SecretBytes passphrase = without_line_end(all);
  if (!passphrase.empty()) return passphrase;
  return make_error(ErrorCode::invalid_argument, "the passphrase is empty").numbered(kEmpty);
}

Error no_way_to_ask(std::string why) {
  return make_error(ErrorCode::invalid_argument, "the archive's passphrase is needed")
      .because(std::move(why))
      .advise("--passphrase-file FILE, --passphrase-command COMMAND or --key-file FILE; or set MUNIMENT_PASSPHRASE_FILE")
      .numbered(kNoTerminal);
}

Result<SecretBytes> ask_once(const Globals& globals, std::string_view prompt) {
  if (globals.no_input) return no_way_to_ask("--no-input forbids to ask for it");
  Result<SecretBytes> read = ask_secret(prompt);
  if (!read && read.error().code == ErrorCode::denied) return no_way_to_ask("there is no terminal to ask on");
  return passphrase_from(std::move(read));
}

Result<SecretBytes> ask_twice(const Globals& globals, std::string_view prompt, const char* nothing_done) {
  MUNIMENT_TRY(SecretBytes passphrase, ask_once(globals, prompt));
  MUNIMENT_TRY(const SecretBytes again, ask_secret("the same again: "));
  if (equal(passphrase.view(), again.view())) return passphrase;
  return make_error(ErrorCode::invalid_argument, "the two passphrases differ")
      .because(nothing_done).advise("run the command again").numbered(kDiffer);
}

Result<SecretBytes> ask(const Globals& globals, Purpose purpose) {
  if (purpose == Purpose::create) return ask_twice(globals, "passphrase for the new archive: ", "nothing was made");
  return ask_once(globals, "passphrase: ");
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// What the flags say, or else what the environment says.
Result<Globals> chosen_way(const Globals& given) {
  Globals way = given;
  const int flags = int{!way.key_file.empty()} + int{!way.passphrase_file.empty()} + int{!way.passphrase_command.empty()};
  if (flags > 1) {
    return make_error(ErrorCode::invalid_argument, "more than one way to the keys is given")
        .advise("keep one of --key-file, --passphrase-file and --passphrase-command").numbered(kTwoWays);
  }
  if (flags == 1) return way;
  way.key_file = variable("MUNIMENT_KEY_FILE");
  way.passphrase_file = variable("MUNIMENT_PASSPHRASE_FILE");
  if (!way.key_file.empty() && !way.passphrase_file.empty()) {
    return make_error(ErrorCode::invalid_argument, "MUNIMENT_KEY_FILE and MUNIMENT_PASSPHRASE_FILE are both set")
        .advise("unset one of them, or give --key-file or --passphrase-file").numbered(kTwoWays);
  }
  return way;
}

}  // namespace

Result<pipeline::Unlock> get_unlock(const Globals& globals, Purpose purpose) {
  MUNIMENT_TRY(const Globals way, chosen_way(globals));
  pipeline::Unlock unlock;
  if (!way.key_file.empty() && purpose == Purpose::create) {
    return make_error(ErrorCode::invalid_argument, "a new archive needs a passphrase")
        .because("--key-file opens an archive that exists; init makes the key file's counterpart itself")
        .advise("muniment init PATH --passphrase-file FILE --recovery-kit FILE").numbered(kTwoWays);
  }
  if (!way.key_file.empty()) {
    MUNIMENT_TRY(unlock.identity, read_secret_file(way.key_file, "key file"));
  } else if (!way.passphrase_file.empty()) {
    MUNIMENT_TRY(unlock.passphrase, passphrase_from(read_secret_file(way.passphrase_file, "passphrase file")));
  } else if (!way.passphrase_command.empty()) {
    MUNIMENT_TRY(unlock.passphrase, passphrase_from(read_from_command(way.passphrase_command)));
  } else {
    MUNIMENT_TRY(unlock.passphrase, ask(globals, purpose));
  }
  return unlock;
}

Result<SecretBytes> read_app_secret(const std::string& file) {
  MUNIMENT_TRY(const SecretBytes all, read_secret_file(file, "file of the app secret"));
  SecretBytes secret = without_line_end(all);
  if (!secret.empty()) return secret;
  return make_error(ErrorCode::invalid_argument, "the file of the app secret is empty").at(file)
      .advise("it is shown under \"App settings\", \"Basic\" of the app that receives the webhooks").numbered(kEmpty);
}

Result<SecretBytes> get_new_passphrase(const Globals& globals, const std::string& file) {
  if (!file.empty()) return passphrase_from(read_secret_file(file, "file of the new passphrase"));
  auto asked = ask_twice(globals, "new passphrase: ", "nothing was changed");
  if (asked || asked.error().id != kNoTerminal) return asked;
  Error error = std::move(asked).error();
  error.message = "the new passphrase is needed";
  error.hint = "--new-passphrase-file FILE";
  return error;
}

}  // namespace muniment::cli
