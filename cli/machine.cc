// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/machine.h"

#include <array>
#include <cstdlib>

#include <unistd.h>

namespace muniment::cli {
namespace {

io::Path state_directory() {
  if (const char* own = std::getenv("MUNIMENT_STATE")) return own;
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && io::Path(state).is_absolute()) return io::Path(state) / "muniment";
  const char* home = std::getenv("HOME");
  if (home != nullptr && io::Path(home).is_absolute()) return io::Path(home) / ".local" / "state" / "muniment";
  return {};
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

}  // namespace

bool wants_attributes() {
  const char* variable = std::getenv("MUNIMENT_ATTRIBUTES");
  return variable == nullptr || std::string_view(variable) != "off";
}

uint64_t default_index_memory() {
  const int64_t pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page) / 2 : pipeline::OpenOptions::kUnlimited;
}

pipeline::Machine this_machine() { return {state_directory(), host_name(), wants_attributes()}; }

}  // namespace muniment::cli
