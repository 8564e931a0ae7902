// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/globals.h"
#include "cli/plain_text.h"
#include "cli/suggest.h"

// CLI11 2.1.2 is given flags and nothing else. What has no dash is taken out first and kept in its order, as CLI11 would
// split a positional like "[a,b]", take a search for "status" for a command, and report a mistyped command as a missing one.
namespace muniment::cli {
namespace {

constexpr int kUnknownCommand = 1201, kUnknownFlag = 1202, kBadValue = 1203, kSecretInArguments = 1204, kBadWords = 1205;

Error usage_error(int id, std::string message) {
  return make_error(ErrorCode::invalid_argument, std::move(message)).numbered(id);
}

// --- every flag there is, to know which of them take a value -------------------------------------------------------

void collect_options(const std::vector<Command>& from, std::vector<const Option*>& into) {
  for (const Command& command : from) {
    for (const Option& option : command.options) into.push_back(&option);
    collect_options(command.subcommands, into);
  }
}

bool takes_value(std::string_view flag) {
  static const std::vector<const Option*> all = [] {
    std::vector<const Option*> found;
    for (const Option& option : global_options()) found.push_back(&option);
    collect_options(commands(), found);
    return found;
  }();
  return std::any_of(all.begin(), all.end(), [flag](const Option* option) {
    return option->takes_value() && (option->name == flag || option->short_name == flag);
  });
}

bool is_flag(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-' && !(argument[1] >= '0' && argument[1] <= '9');
}

struct Split {
  std::vector<std::string> flags;  // with their values
  std::vector<std::string> words;
};

Split split(const std::vector<std::string>& arguments) {
  Split result;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") {
      result.words.insert(result.words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (!is_flag(arguments[i])) {
      result.words.push_back(arguments[i]);
      continue;
    }
    result.flags.push_back(arguments[i]);
    if (takes_value(arguments[i]) && i + 1 < arguments.size()) result.flags.push_back(arguments[++i]);
  }
  return result;
}

// --- flags, through CLI11 ------------------------------------------------------------------------------------------

std::string names_of(const Option& option) {
  return option.short_name.empty() ? std::string(option.name) : std::string(option.short_name) + "," + std::string(option.name);
}

Error bad_value(const Option& option, const std::string& value, const std::string& expected) {
  return usage_error(kBadValue, std::string(option.name) + " does not understand \"" + printable(value) + "\"").because(expected);
}

Result<uint64_t> number_of(const Option& option, const std::string& text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end) return bad_value(option, text, "expected a whole number, 0 or more");
  return number;
}

Result<void> check_choice(const Option& option, const std::string& value) {
  const std::vector<std::string>& known = option.choices;
  if (known.empty() || std::find(known.begin(), known.end(), value) != known.end()) return {};
  Error error = bad_value(option, value, "expected " + either_of(known));
  if (const auto near = nearest(value, known)) error.hint = std::string(option.name) + " " + *near;
  return error;
}

Result<void> store(const Option& option, const std::string& value) {
  MUNIMENT_TRY_VOID(check_choice(option, value));
  if (std::string* const* text = std::get_if<std::string*>(&option.into)) {
    **text = value;
    return {};
  }
  MUNIMENT_TRY(const uint64_t number, number_of(option, value));
  if (uint64_t* const* plain = std::get_if<uint64_t*>(&option.into)) **plain = number;
  if (std::optional<uint64_t>* const* maybe = std::get_if<std::optional<uint64_t>*>(&option.into)) **maybe = number;
  return {};
}

struct Bound {
  const Option* option;
  std::unique_ptr<std::string> value = std::make_unique<std::string>();
  std::unique_ptr<std::vector<std::string>> values = std::make_unique<std::vector<std::string>>();  // of a repeated flag
  CLI::Option* seen = nullptr;
};

void bind(CLI::App& app, Bound& bound) {
  const Option& option = *bound.option;
  const std::string names = names_of(option);
  if (std::holds_alternative<std::vector<std::string>*>(option.into)) {
    bound.seen = app.add_option(names, *bound.values)->type_size(1)->allow_extra_args(false);
  } else if (option.takes_value()) {
    bound.seen = app.add_option(names, *bound.value);
  } else if (bool* const* flag = std::get_if<bool*>(&option.into)) {
    bound.seen = app.add_flag(names, **flag)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  } else if (int* const* count = std::get_if<int*>(&option.into)) {
    bound.seen = app.add_flag(names, **count);
  } else if (std::string* const* version = std::get_if<std::string*>(&option.into)) {
    bound.seen = app.add_flag(names, **version)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
}

bool is_secret_flag(std::string_view name) {
  constexpr std::string_view kNames[] = {"--passphrase", "--password", "--pass", "--passwd", "--secret", "--key", "--identity"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::string flag_name(const std::string& argument) { return argument.substr(0, argument.find('=')); }

// Looked for before anything else, so that no message repeats the secret as an unknown word.
Result<void> refuse_secrets(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) {
    if (!is_secret_flag(flag_name(flag))) continue;
    return usage_error(kSecretInArguments, "a passphrase does not belong on the command line")
        .because("other users see it in the process list, and the shell keeps it in its history")
        .advise("--passphrase-file FILE, --passphrase-command COMMAND, --key-file FILE, or none of them: then muniment asks");
  }
  return {};
}

Error unknown_flag(const std::string& argument, const std::vector<const Option*>& options, const std::string& command) {
  std::vector<std::string> known;
  for (const Option* option : options) known.emplace_back(option->name);
  const std::string name = flag_name(argument);
  const std::string program = command.empty() ? "muniment" : "muniment " + command;
  const auto near = nearest(name, known);
  return usage_error(kUnknownFlag, "unknown flag " + printable(name))
      .because(near ? "did you mean " + *near + "?" : program + " has no such flag")
      .advise(program + " --help");
}

Error of_cli11(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (error.get_name() == "ArgumentMismatch") {
    const std::string name = text.substr(0, text.find_first_of(": "));
    if (text.find("missing") != std::string::npos) return usage_error(kBadValue, name + " needs a value");
    return usage_error(kBadValue, text.substr(0, text.find(':')) + " is given more than once");
  }
  return usage_error(kBadValue, text);
}

Result<void> parse_flags(std::vector<std::string> flags, const std::vector<const Option*>& options, const std::string& command) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<Bound> all;
  for (const Option* option : options) all.push_back({option});
  for (Bound& bound : all) bind(app, bound);
  std::reverse(flags.begin(), flags.end());  // as CLI11 wants it
  try {
    app.parse(std::move(flags));
  } catch (const CLI::ParseError& error) {
    return of_cli11(error);
  }
  if (const std::vector<std::string> extras = app.remaining(); !extras.empty()) {
    return unknown_flag(extras.front(), options, command);
  }
  for (const Bound& bound : all) {
    if (!bound.option->takes_value() || bound.seen->count() == 0) continue;
    std::vector<std::string>* const* list = std::get_if<std::vector<std::string>*>(&bound.option->into);
    if (list != nullptr) **list = *bound.values;
    else MUNIMENT_TRY_VOID(store(*bound.option, *bound.value));
  }
  return {};
}

// --- words ---------------------------------------------------------------------------------------------------------

Result<void> take_words(const Command& command, const std::string& name, const std::vector<std::string>& words) {
  size_t at = 0;
  for (const Positional& positional : command.positionals) {
    const size_t take = std::min(positional.at_most, words.size() - at);
    if (take < positional.at_least) {
      return usage_error(kBadWords, "muniment " + name + " needs " + std::string(positional.name)).because(positional.help)
          .advise("muniment " + name + " --help");
    }
    positional.into->assign(words.begin() + static_cast<std::ptrdiff_t>(at),
                            words.begin() + static_cast<std::ptrdiff_t>(at + take));
    at += take;
  }
  if (at == words.size()) return {};
  Error error = usage_error(kBadWords, "muniment " + name + " does not expect \"" + printable(words[at]) + "\"");
  if (name == "search") return std::move(error).advise("put the query in quotes: muniment search 'first second'");
  const bool has_query = std::ranges::any_of(command.options, [](const Option& option) { return option.name == "--query"; });
  if (has_query) return std::move(error).advise("a query follows its flag: muniment " + name + " --query 'first second'");
  return std::move(error).advise("muniment " + name + " --help");
}

Error unknown_command(const std::string& name, const std::vector<std::string>& known) {
  const auto near = name == "import" ? std::optional<std::string>("ingest") : nearest(name, known);
  return usage_error(kUnknownCommand, "unknown command \"" + printable(name) + "\"")
      .because(near ? "did you mean " + *near + "?" : "the commands are " + either_of(known))
      .advise("muniment help");
}

Error unknown_subcommand(const std::string& group, const std::string& name, const std::vector<std::string>& known) {
  const auto near = nearest(name, known);
  return usage_error(kUnknownCommand, "unknown command \"" + group + " " + printable(name) + "\"")
      .because(near ? "did you mean " + *near + "?" : "what follows " + group + " is " + either_of(known))
      .advise("muniment " + group + " --help");
}

std::vector<std::string> names_in(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.emplace_back(command.name);
  return names;
}

const Command* named(const std::vector<Command>& among, std::string_view name) {
  const auto found = std::find_if(among.begin(), among.end(), [name](const Command& command) { return command.name == name; });
  return found == among.end() ? nullptr : &*found;
}

Result<Chosen> choose(std::vector<std::string>& words) {
  Chosen chosen;
  if (words.empty()) return chosen;
  MUNIMENT_TRY(chosen.command, find_command(words.front()));
  words.erase(words.begin());
  if (chosen.command->subcommands.empty()) return chosen;
  chosen.group = chosen.command;
  if (words.empty() && chosen.group->default_subcommand.empty()) {
    chosen.command = nullptr;
    return chosen;
  }
  const std::string name = words.empty() ? std::string(chosen.group->default_subcommand) : words.front();
  MUNIMENT_TRY(chosen.command, find_subcommand(*chosen.group, name));
  if (!words.empty()) words.erase(words.begin());
  return chosen;
}

Error subcommand_missing(const Command& group) {
  const std::string name(group.name);
  return usage_error(kBadWords, "muniment " + name + " needs a subcommand: " + either_of(names_in(group.subcommands))).advise("muniment " + name + " --help");
}

}  // namespace

std::string full_name(const Chosen& chosen) {
  std::string name = chosen.group == nullptr ? std::string() : std::string(chosen.group->name);
  if (chosen.command == nullptr) return name;
  return name.empty() ? std::string(chosen.command->name) : name + " " + std::string(chosen.command->name);
}

Result<const Command*> find_command(const std::string& name) {
  if (const Command* const found = named(commands(), name)) return found;
  return unknown_command(name, names_in(commands()));
}

Result<const Command*> find_subcommand(const Command& group, const std::string& name) {
  if (const Command* const found = named(group.subcommands, name)) return found;
  return unknown_subcommand(std::string(group.name), name, names_in(group.subcommands));
}

Result<Chosen> parse_arguments(const std::vector<std::string>& arguments) {
  Split parts = split(arguments);
  MUNIMENT_TRY_VOID(refuse_secrets(parts.flags));
  const bool names_group_only = parts.words.size() == 1;
  Result<Chosen> chosen = choose(parts.words);
  if (!chosen) return chosen;
  std::vector<const Option*> options;
  for (const Option& option : global_options()) options.push_back(&option);
  if (chosen->command != nullptr) {
    for (const Option& option : chosen->command->options) options.push_back(&option);
  }
  MUNIMENT_TRY_VOID(parse_flags(std::move(parts.flags), options, full_name(*chosen)));
  if (globals().help && chosen->group != nullptr && names_group_only) chosen->command = nullptr;
  if (globals().help || globals().version) return chosen;
  if (chosen->command == nullptr) return chosen->group == nullptr ? std::move(chosen) : subcommand_missing(*chosen->group);
  MUNIMENT_TRY_VOID(take_words(*chosen->command, full_name(*chosen), parts.words));
  return chosen;
}

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    if (argument == "--json" || argument.rfind("--json=", 0) == 0) return true;
  }
  return false;
}

}  // namespace muniment::cli
