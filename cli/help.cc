// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help.h"

#include <algorithm>
#include <cstdint>

#include "cli/columns.h"
#include "cli/exit_codes.h"
#include "cli/globals.h"
#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

std::string option_names(const Option& option) {
  std::string names = option.short_name.empty() ? "" : std::string(option.short_name) + ", ";
  names += option.name;
  return option.takes_value() ? names + " " + std::string(option.value) : names;
}

std::string option_help(const Option& option) {
  const bool listed = option.choices.empty() || option.help.find(option.choices.front()) != std::string::npos;
  return listed ? option.help : option.help + ": " + either_of(option.choices);
}

std::vector<Pair> option_rows(const std::vector<Option>& options) {
  std::vector<Pair> rows;
  for (const Option& option : options) rows.push_back({option_names(option), option_help(option)});
  return rows;
}

std::string usage_of(const Command& command, const std::string& name) {
  std::string usage = "muniment " + name;
  if (!command.options.empty()) usage += " [flags]";
  for (const Positional& positional : command.positionals) {
    std::string word(positional.name);
    if (positional.at_most == SIZE_MAX) word += "…";
    usage += positional.at_least == 0 ? " [" + word + "]" : " " + word;
  }
  return usage;
}

std::vector<Exit> exits_of(const Command& command) {
  std::vector<Exit> exits = {Exit::success, Exit::failed, Exit::usage};
  if (command.opens_archive) {
    exits.insert(exits.end(), {Exit::no_archive, Exit::wrong_key, Exit::unsupported, Exit::integrity, Exit::interrupted});
  }
  exits.insert(exits.end(), command.exits.begin(), command.exits.end());
  std::sort(exits.begin(), exits.end());
  exits.erase(std::unique(exits.begin(), exits.end()), exits.end());
  return exits;
}

std::vector<Pair> exit_rows(const Command& command) {
  std::vector<Pair> rows;
  for (const Exit exit : exits_of(command)) {
    rows.push_back({right_aligned(std::to_string(static_cast<int>(exit)), 3), std::string(meaning_of(exit))});
  }
  return rows;
}

std::vector<Pair> positional_rows(const Command& command) {
  std::vector<Pair> rows;
  for (const Positional& positional : command.positionals) rows.push_back({std::string(positional.name), positional.help});
  return rows;
}

std::vector<Pair> topic_rows(const Topic& topic) {
  std::vector<Pair> rows;
  for (const auto& [left, right] : topic.rows) rows.push_back({left, right});
  return rows;
}

std::string section(const std::string& title, const std::vector<Pair>& rows) {
  return rows.empty() ? "" : "\n" + title + "\n" + two_columns(rows);
}

std::string examples_text(const Command& command) {
  if (command.examples.empty()) return {};
  std::string out = "\nEXAMPLES\n";
  for (const Example& example : command.examples) {
    out += "  # " + std::string(example.what) + "\n  " + std::string(example.command) + "\n";
  }
  return out;
}

std::string leaf_help(const Command& command, const std::string& name) {
  std::string out = std::string(command.summary) + "\n\nusage: " + usage_of(command, name) + "\n";
  if (!command.details.empty()) out += "\n" + paragraph(command.details);
  out += examples_text(command) + section("ARGUMENTS", positional_rows(command));
  for (const Topic& topic : command.topics) out += section(std::string(topic.title), topic_rows(topic));
  out += section("FLAGS", option_rows(command.options));
  out += section("FLAGS OF EVERY COMMAND", option_rows(global_options()));
  return out + section("EXIT CODES", exit_rows(command));
}

std::string group_help(const Command& group) {
  std::string out = std::string(group.summary) + "\n\nusage: muniment " + std::string(group.name) + " <subcommand> [flags]\n";
  std::vector<Pair> rows;
  for (const Command& sub : group.subcommands) {
    rows.push_back({std::string(sub.name), std::string(sub.summary) + (sub.name == group.default_subcommand ? " (the default)" : "")});
  }
  out += section("SUBCOMMANDS", rows);
  for (const Command& sub : group.subcommands) out += examples_text(sub);
  return out + "\nmuniment help " + std::string(group.name) + " SUBCOMMAND says more.\n";
}

std::vector<std::string_view> groups() {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    if (std::find(names.begin(), names.end(), command.group) == names.end()) names.push_back(command.group);
  }
  return names;
}

// --- markdown ------------------------------------------------------------------------------------------------------

std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : c == '<' ? std::string("&lt;") : std::string(1, c);
  return out;
}

std::string markdown_table(const std::string& left, const std::string& right, const std::vector<Pair>& rows) {
  if (rows.empty()) return {};
  std::string out = "| " + left + " | " + right + " |\n|---|---|\n";
  for (const Pair& row : rows) out += "| `" + row.left + "` | " + cell(row.right) + " |\n";
  return out + "\n";
}

std::string markdown_examples(const Command& command) {
  std::string out;
  for (const Example& example : command.examples) {
    out += std::string(example.what) + ":\n\n    " + std::string(example.command) + "\n\n";
  }
  return out;
}

std::string markdown_exits(const Command& command) {
  std::string out = "Exit codes:";
  for (const Exit exit : exits_of(command)) out += " " + std::to_string(static_cast<int>(exit));
  return out + "\n\n";
}

std::string markdown_command(const Command& command, const std::string& name, const std::string& heading) {
  std::string out = heading + " muniment " + name + "\n\n" + std::string(command.summary) + ".\n\n";
  if (command.run) out += "    " + usage_of(command, name) + "\n\n";
  if (!command.details.empty()) out += command.details + "\n\n";
  out += markdown_table("argument", "meaning", positional_rows(command));
  for (const Topic& topic : command.topics) out += markdown_table(std::string(topic.heading), "meaning", topic_rows(topic));
  out += markdown_table("flag", "meaning", option_rows(command.options)) + markdown_examples(command);
  if (command.run) out += markdown_exits(command);
  for (const Command& sub : command.subcommands) out += markdown_command(sub, name + " " + std::string(sub.name), heading + "#");
  return out;
}

}  // namespace

std::string quick_start() {
  return "muniment keeps WhatsApp and other chat messages as evidence: encrypted, append-only, searchable.\n\n"
         "  muniment init ./acme --timezone Europe/London\n"
         "  muniment ingest --archive ./acme EXPORT-FOLDER\n"
         "  muniment search --archive ./acme 'invoice OR \"off book\"'\n\n"
         "All commands: muniment help        One of them: muniment help search\n";
}

std::string overview() {
  std::string out = "muniment " MUNIMENT_VERSION ": WhatsApp and other chat messages, kept as evidence\n\n"
                    "usage: muniment [--archive PATH] COMMAND [flags]\n";
  for (const std::string_view group : groups()) {
    std::vector<Pair> rows;
    for (const Command& command : commands()) {
      if (command.group == group) rows.push_back({padded(command.name, 8), std::string(command.summary)});
    }
    out += section(std::string(group), rows);
  }
  out += section("FLAGS OF EVERY COMMAND", option_rows(global_options()));
  std::vector<Pair> variables;
  for (const Variable& variable : environment_variables()) variables.push_back({std::string(variable.name), std::string(variable.meaning)});
  out += section("ENVIRONMENT", variables);
  return out + "\nmuniment help COMMAND shows its flags, examples and exit codes; muniment help query, the query language.\n";
}

std::string help_for(const Chosen& chosen) {
  if (chosen.command != nullptr) return leaf_help(*chosen.command, full_name(chosen));
  return chosen.group == nullptr ? overview() : group_help(*chosen.group);
}

std::string markdown_manual() {
  std::string out = "# The command line\n\n<!-- Made by `muniment help --markdown`; a test compares. Edit cli/cmd_*.cc instead. -->\n\n"
                    "Results go to stdout, everything else to stderr. Flags may stand before or after the command; after `--` nothing\n"
                    "is a flag. For programs: [scripting.md](scripting.md).\n\n";
  for (const Command& command : commands()) out += markdown_command(command, std::string(command.name), "##");
  out += "## Flags of every command\n\n" + markdown_table("flag", "meaning", option_rows(global_options()));
  std::vector<Pair> variables, exits;
  for (const Variable& variable : environment_variables()) variables.push_back({std::string(variable.name), std::string(variable.meaning)});
  for (const ExitMeaning& row : exit_meanings()) exits.push_back({std::to_string(static_cast<int>(row.code)), std::string(row.meaning)});
  out += "## Environment\n\n" + markdown_table("variable", "meaning", variables);
  out += "## Exit codes\n\nNew codes may be added; treat an unknown code as a failure.\n\n" + markdown_table("code", "meaning", exits);
  out.pop_back();
  return out;
}

}  // namespace muniment::cli
