// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cli/globals.h"

namespace muniment::cli {
namespace {

std::string refused(std::vector<std::string> arguments) {
  const auto chosen = parse_arguments(arguments);
  return chosen ? std::string("accepted") : chosen.error().message;
}

void visit(const std::vector<Command>& among, const std::function<void(const Command&)>& take) {
  for (const Command& command : among) {
    take(command);
    visit(command.subcommands, take);
  }
}

TEST(Arguments, AQueryMayBeTheNameOfACommand) {
  const auto chosen = parse_arguments({"search", "status"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(full_name(*chosen), "search");
}

TEST(Arguments, ABracketedPathStaysWhole) {
  const auto chosen = parse_arguments({"ingest", "[a,b]"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->command->positionals.front().into->front(), "[a,b]");
}

TEST(Arguments, FlagsMayStandBeforeTheCommand) {
  const auto chosen = parse_arguments({"--archive", "/tmp/search", "-q", "chats"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(full_name(*chosen), "chats list");
  EXPECT_EQ(globals().archive, "/tmp/search");
}

TEST(Arguments, AfterTwoDashesNothingIsAFlag) {
  const auto chosen = parse_arguments({"search", "--", "-x"});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->command->positionals.front().into->front(), "-x");
}

TEST(Arguments, ASecretIsRefusedAndNotRepeated) {
  for (const char* flag : {"--passphrase", "--password", "--passphrase=hunter2"}) {
    EXPECT_EQ(refused({flag, "hunter2", "status"}), "a passphrase does not belong on the command line") << flag;
  }
}

TEST(Arguments, UnknownWordsNameTheNearest) {
  const auto chosen = parse_arguments({"serach"});
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().why, "did you mean search?");
}

TEST(Arguments, MissingWordsAreNamed) {
  EXPECT_EQ(refused({"ingest"}), "muniment ingest needs PATH");
  EXPECT_EQ(refused({"search", "a", "b"}), "muniment search does not expect \"b\"");
}

// The words are told from the flags before the command is known, so a flag must take a value everywhere or nowhere.
TEST(CommandTable, AFlagTakesAValueEverywhereOrNowhere) {
  std::map<std::string_view, bool> seen;
  for (const Option& option : global_options()) seen[option.name] = option.takes_value();
  visit(commands(), [&seen](const Command& command) {
    for (const Option& option : command.options) {
      for (const std::string_view name : {option.name, option.short_name}) {
        if (name.empty()) continue;
        EXPECT_EQ(seen.try_emplace(name, option.takes_value()).first->second, option.takes_value()) << name;
      }
    }
  });
}

TEST(CommandTable, EveryCommandHasTwoToFourExamplesAndAHelp) {
  visit(commands(), [](const Command& command) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_GE(command.examples.size(), command.run ? 2U : 0U) << command.name;
    EXPECT_LE(command.examples.size(), 4U) << command.name << ": a help is read on one screen";
  });
}

}  // namespace
}  // namespace muniment::cli
