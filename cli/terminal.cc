// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace muniment::cli {
namespace {

constexpr size_t kLongestSecret = 4096;

// What a signal handler needs to put the terminal back.
volatile int quiet_terminal = -1;
termios before_quiet;

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
}

class QuietTerminal {
 public:
  explicit QuietTerminal(int fd) : fd_(fd) {
    if (::tcgetattr(fd, &before_quiet) != 0) return;
    quiet_terminal = fd;
    termios quiet = before_quiet;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() {
    restore_terminal();
    write_all(fd_, "\n");
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  int fd_;
};

// One line without its end. The buffer has its full size from the start, so that no copy of a secret is left behind.
Result<SecretBytes> read_line(int fd) {
  SecretBytes line(kLongestSecret);
  size_t length = 0;
  while (length < kLongestSecret) {
    const ssize_t got = ::read(fd, line.writable().data() + length, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 && length == 0) return make_error(ErrorCode::cancelled, "no passphrase was given");
    if (got <= 0 || line.view()[length] == '\n') break;
    ++length;
  }
  return SecretBytes(line.view().first(length));
}

}  // namespace

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

size_t terminal_width() {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<size_t>(size.ws_col, 40);
  }
  return 100;
}

Result<SecretBytes> ask_secret(std::string_view prompt) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return make_error(ErrorCode::denied, "there is no terminal to ask on");
  Result<SecretBytes> line = [fd, prompt] {
    const QuietTerminal quiet(fd);  // before the prompt: whoever types fast must not be echoed
    write_all(fd, prompt);
    return read_line(fd);
  }();
  ::close(fd);
  return line;
}

void restore_terminal() {
  if (quiet_terminal < 0) return;
  ::tcsetattr(quiet_terminal, TCSAFLUSH, &before_quiet);
  quiet_terminal = -1;
}

}  // namespace muniment::cli
