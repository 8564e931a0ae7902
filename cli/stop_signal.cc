// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/stop_signal.h"

#include <csignal>

#include <unistd.h>

#include "cli/exit_codes.h"
#include "cli/terminal.h"

namespace muniment::cli {
namespace {

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

void end_now(int) {
  restore_terminal();
  ::_exit(static_cast<int>(Exit::interrupted));
}

void ask_to_stop(int) {
  if (stop_asked.exchange(true)) end_now(0);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void install_signal_handlers() {
  handle(SIGINT, end_now);
  handle(SIGTERM, end_now);
  handle(SIGPIPE, SIG_DFL);
}

const std::atomic<bool>& stop_gently() {
  handle(SIGINT, ask_to_stop);
  handle(SIGTERM, ask_to_stop);
  handle(SIGPIPE, SIG_IGN);
  return stop_asked;
}

}  // namespace muniment::cli
