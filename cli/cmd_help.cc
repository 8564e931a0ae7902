// SPDX-License-Identifier: GPL-3.0-or-later
// muniment help: the commands, or one of them.
#include <memory>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/help_pages.h"
#include "cli/json_text.h"
#include "cli/session.h"

namespace muniment::cli {
namespace {

constexpr int kPageInParts = 1214;

struct HelpOptions {
  std::vector<std::string> words;
  bool markdown = false;
};

Result<Chosen> chosen_by(const std::vector<std::string>& words) {
  Chosen chosen;
  if (words.empty()) return chosen;
  MUNIMENT_TRY(chosen.command, find_command(words[0]));
  if (chosen.command->subcommands.empty()) return chosen;
  chosen.group = std::exchange(chosen.command, nullptr);
  if (words.size() == 1) return chosen;
  MUNIMENT_TRY(chosen.command, find_subcommand(*chosen.group, words[1]));
  return chosen;
}

Result<std::string> text_for(const HelpOptions& options) {
  if (options.markdown) return markdown_manual();
  const HelpPage* const page = options.words.empty() ? nullptr : find_help_page(options.words[0]);
  if (page != nullptr && options.words.size() > 1) {
    return make_error(ErrorCode::invalid_argument, "the page \"" + options.words[0] + "\" has no parts")
        .advise("muniment help " + options.words[0]).numbered(kPageInParts);
  }
  if (page != nullptr) return on_screen(page->markdown);
  MUNIMENT_TRY(const Chosen chosen, chosen_by(options.words));
  return help_for(chosen);
}

Result<Exit> run(Session& session, const HelpOptions& options) {
  MUNIMENT_TRY(const std::string text, text_for(options));
  if (session.json()) print_json_line(json_result("help").set("text", text));
  else Session::say(text);
  return Exit::success;
}

}  // namespace

Command command_help() {
  auto options = std::make_shared<HelpOptions>();
  Command command{"help", "START", "show the commands, or the flags, examples and exit codes of one", {}};
  command.positionals = {{"COMMAND", "the command to explain, or query or query-dtsearch: the languages of queries", 0, 2, &options->words}};
  command.options = {{"--markdown", "", "", "print docs/cli.md, the whole manual", &options->markdown}};
  command.examples = {{"how to search", "muniment help search"}, {"a subcommand", "muniment help export create"}, {"the query language", "muniment help query"}};
  command.opens_archive = false;
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
