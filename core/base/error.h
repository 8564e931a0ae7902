// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong, told to the person who has to act on it: what we were doing, where, why, and what to do next.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muniment {

// Few codes; each exists because some caller acts differently on it. Libraries know nothing of exit codes:
// that table is cli/exit_codes.h.
enum class ErrorCode {
  invalid_argument,  // the caller's words are wrong: a flag, a query, an option
  not_found,         // the thing named is not there
  already_exists,    // the thing to be made is there already
  io,                // the operating system refused or failed
  no_space,          // the disk or quota is full; nothing half-done is visible
  locked,            // another process holds what we need
  truncated,         // data ends early in a way that a normal crash explains
  corrupt,           // data is not what was written: an incident
  auth_failed,       // wrong key or passphrase
  denied,            // a role or permission forbids it
  unsupported,       // made by a newer version, or a feature that this version does not have
  held,              // a legal hold or a retention floor forbids it
  cancelled,         // the user or a signal stopped it
  internal,          // a bug, reported politely
};

std::string_view to_string(ErrorCode code);

// Printed by the command line as three lines: error / why / try. `id` is the stable number NNNN of MUN-NNNN;
// 0 means the general number of the code. Never carries message content: ids, offsets, counts and hashes only.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;               // what failed; lower case, no full stop
  std::string why;                   // what we found, and what we expected; may be empty
  std::string hint;                  // what to do next; may be empty
  std::string path;                  // the file concerned; may be empty
  std::optional<uint64_t> offset;    // byte in that file
  std::vector<std::string> context;  // outermost first: "ingesting chat.txt", "reading ring 3"
  int id = 0;

  Error& because(std::string text) & { why = std::move(text); return *this; }
  Error&& because(std::string text) && { why = std::move(text); return std::move(*this); }
  Error&& advise(std::string text) && { hint = std::move(text); return std::move(*this); }
  Error&& at(std::string file) && { path = std::move(file); return std::move(*this); }
  Error&& at(std::string file, uint64_t byte) && { path = std::move(file); offset = byte; return std::move(*this); }
  Error&& numbered(int number) && { id = number; return std::move(*this); }
};

Error make_error(ErrorCode code, std::string message);

// Adds what we were doing, as an error travels up. Never replaces what is already there.
Error with_context(Error error, std::string doing);

// The message with its context, as one line: "doing: doing: message (path at byte N)".
std::string one_line(const Error& error);

}  // namespace muniment
