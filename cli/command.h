// SPDX-License-Identifier: GPL-3.0-or-later
// One description of a command, from which the parser, the help, docs/cli.md and the tests are fed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cli/exit_codes.h"
#include "core/base/result.h"

namespace muniment::cli {

class Session;

// A flag, and where its value goes. The type of `into` decides what is accepted: a switch, a count of how often it
// stands there, a text, a whole number, or texts: a flag that may stand there several times.
struct Option {
  std::string_view name;               // "--limit"
  std::string_view short_name;         // "-C", or empty
  std::string_view value;              // "N" for the help; empty for a switch
  std::string help;                    // with the default, if there is one
  std::variant<bool*, int*, std::string*, uint64_t*, std::optional<uint64_t>*,
               std::vector<std::string>*> into;
  std::vector<std::string> choices{};  // the only values accepted, if any

  [[nodiscard]] bool takes_value() const { return !value.empty(); }
};

// What stands on the command line without a dash.
struct Positional {
  std::string_view name;               // "QUERY"
  std::string help;
  size_t at_least = 0, at_most = 1;    // SIZE_MAX: any number
  std::vector<std::string>* into = nullptr;
};

struct Example {
  std::string_view what;
  std::string_view command;            // run as it stands by tests/cli/help_examples_test.py
};

// Something to look up: a table of the help between the arguments and the flags.
struct Topic {
  std::string_view title, heading;     // "QUERIES" on the screen, "query" over the column of docs/cli.md
  std::vector<std::pair<std::string, std::string>> rows;
};

struct Command {
  std::string_view name;
  std::string_view group;              // "START", "FIND", …
  std::string_view summary;            // one line
  std::string details;                 // a paragraph or two; may be empty
  std::vector<Positional> positionals{};
  std::vector<Option> options{};
  std::vector<Topic> topics{};
  std::vector<Example> examples{};
  std::vector<Exit> exits{};           // besides 0, 1, 2 and those of every command that opens an archive
  bool opens_archive = true;
  std::vector<Command> subcommands{};
  std::string_view default_subcommand{};  // run when none is named
  std::function<Result<Exit>(Session&)> run{};  // empty for a group of subcommands
};

// Every command, in the order of commands.def. The option values of a command live as long as the process.
const std::vector<Command>& commands();

// A choice of words for error messages: "a, b or c".
std::string either_of(const std::vector<std::string>& words);

}  // namespace muniment::cli
