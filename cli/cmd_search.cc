// SPDX-License-Identifier: GPL-3.0-or-later
// muniment search: messages that a query matches, and how much of the archive was searched.
#include <memory>

#include "cli/command.h"
#include "cli/dialect.h"
#include "cli/json_text.h"
#include "cli/search_text.h"
#include "cli/session.h"

namespace muniment::cli {
namespace {

struct SearchOptions {
  std::vector<std::string> query;
  std::string dialect{kDefaultDialect};
  SearchFlags flags;
};

Result<Exit> run(Session& session, const SearchOptions& options) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(pipeline::SearchRequest request, request_of(options.flags, session));
  request.query = options.query.front();
  request.dialect = dialect_named(options.dialect);
  MUNIMENT_TRY(const pipeline::SearchAnswer answer, pipeline::search(*store, request));
  pipeline::FoundMessages found(*store, answer);
  const Exit exit = exit_of(options.flags, answer);
  if (!session.json()) {
    MUNIMENT_TRY_VOID(say_answer(session, options.flags, answer, found, zone));
    return exit;
  }
  MUNIMENT_TRY(Json result, print_answer_json("search", options.flags, request.query, answer, found));
  if (request.dialect != index::Dialect::muniment) result.set("dialect", options.dialect);
  print_json_line(result.set("exit", static_cast<int>(exit)));
  return exit;
}

Topic query_topic() {
  Topic topic{"QUERIES", "query",
              {{"invoice money", "both words"},
               {"\"off book\"", "the phrase"},
               {"a OR b, a NOT b, ( )", "either; the first without the second; groups"},
               {"a w/5 b", "within five words of each other; phrases and groups too"},
               {"a pre/5 b", "the same, in this order"},
               {"a not w/5 b", "the first where the second is not near it"},
               {"transf*, *fer, tr?nsfer", "words with any characters, or one, in that place"},
               {"pay~, pay~de", "words with the same stem, in any language or in one"},
               {"transfer%1", "other spellings: one letter may differ"},
               {"smith#, 10~~20", "words that sound so; whole numbers from 10 to 20"},
               {"in:*", "everything"}}};
  for (const index::FieldInfo& field : index::query_fields()) topic.rows.emplace_back(field.example, field.description);
  return topic;
}

}  // namespace

Command command_search() {
  auto options = std::make_shared<SearchOptions>();
  Command command{"search", "FIND", "query messages",
                  "Every answer says how much of the archive it covers. Days are meant in the archive's zone, and their bounds in UTC are "
                  "printed. An access record (who, what, why) is durable before anything is shown."};
  command.topics = {query_topic()};
  command.positionals = {{"QUERY", "one argument: put it in single quotes", 1, 1, &options->query}};
  command.options = options_of(options->flags);
  command.options.push_back(dialect_option(&options->dialect));
  command.examples = {
      {"two words near each other, with the messages around", "muniment search --archive ./acme '(invoice OR fatura) w/10 \"off book\"' -C 1"},
      {"a list of terms that was written for dtSearch", "muniment search --archive ./acme --dialect dtsearch '(invoice or fatura) w/10 off book'"},
      {"how many messages Ana sent in March 2026", "muniment search --archive ./acme --count 'from:ana date:2026-03'"}};
  command.exits = {Exit::no_match, Exit::attention};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
