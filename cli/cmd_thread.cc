// SPDX-License-Identifier: GPL-3.0-or-later
// muniment thread: a conversation, around a message, on a day, or its newest part.
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/message_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "core/base/time_text.h"

namespace muniment::cli {
namespace {

struct ThreadOptions {
  std::vector<std::string> chat;
  std::string around, day;
  uint64_t context = 20, limit = 200;
};

constexpr int64_t kDayMs = 86'400'000;

// A day of the zone that is shown, from midnight to midnight, however long daylight saving makes it.
Result<std::pair<int64_t, int64_t>> bounds_of(const std::string& day, const TimeZone& zone) {
  const std::optional<ParsedInstant> midnight = day.size() == 10 ? parse_rfc3339(day + "T00:00:00Z") : std::nullopt;
  if (midnight) return std::pair(zone.to_utc(midnight->utc_ms).utc_ms, zone.to_utc(midnight->utc_ms + kDayMs).utc_ms);
  return make_error(ErrorCode::invalid_argument, "--day does not understand \"" + printable(day) + "\"").because("expected a day such as 2026-03-04");
}

Result<pipeline::ThreadRequest> request_of(const Session& session, const ThreadOptions& options, const TimeZone& zone) {
  if (!options.around.empty() && !options.day.empty()) {
    return make_error(ErrorCode::invalid_argument, "--around and --day exclude each other").advise("give one of them");
  }
  pipeline::ThreadRequest request;
  request.conversation = options.chat.front();
  request.context = options.context;
  request.limit = options.limit;
  request.actor = session.actor();
  if (!options.day.empty()) {
    MUNIMENT_TRY(request.between_ms, bounds_of(options.day, zone));
  }
  if (options.around.empty()) return request;
  const std::optional<uint64_t> number = parse_id('m', options.around);
  if (number) request.around = MessageNumber{*number};
  if (number) return request;
  return make_error(ErrorCode::invalid_argument, "--around does not understand \"" + printable(options.around) + "\"").because("expected a message such as m12");
}

std::string heading(const pipeline::ThreadAnswer& answer, const TimeZone& zone, const Style& style) {
  const index::ConversationRow& chat = answer.conversation;
  std::string out = style.bold(printable(chat.title)) + "  " +
                    style.dim("[" + grouped(answer.messages.size()) + " of " + counted(answer.total, "message") + "]") + "  " +
                    people_text(chat.participants, 4);
  return out + "\n" + style.dim("times in " + zone.name()) + "\n";
}

Result<Exit> run(Session& session, const ThreadOptions& options) {
  MUNIMENT_TRY(const std::unique_ptr<pipeline::Store> store, session.open(pipeline::Mode::read));
  MUNIMENT_TRY(const TimeZone zone, session.shown_zone(*store));
  MUNIMENT_TRY(const pipeline::ThreadRequest request, request_of(session, options, zone));
  MUNIMENT_TRY(const pipeline::ThreadAnswer answer, pipeline::thread(*store, request));
  if (session.json()) {
    for (const pipeline::MessageView& view : answer.messages) print_json_line(json_message("message", view));
    print_json_line(json_result("thread").set("conversation", answer.conversation.id).set("title", answer.conversation.title)
                        .set("shown", uint64_t{answer.messages.size()}).set("total", answer.total));
    return Exit::success;
  }
  Session::say(heading(answer, zone, session.style()) + message_table(answer.messages, {zone, session.style(), request.around.has_value(), 0}));
  if (answer.messages.empty()) session.talk("no message there\n");
  return Exit::success;
}

}  // namespace

Command command_thread() {
  auto options = std::make_shared<ThreadOptions>();
  Command command{"thread", "FIND", "a conversation around a point in time",
                  "In reading order. Without --around and --day: the newest part. An access record is durable before anything is shown."};
  command.positionals = {{"CHAT", "the conversation, by title or id (muniment chats)", 1, 1, &options->chat}};
  command.options = {
      {"--around", "", "ID", "the messages around this one, such as m12", &options->around},
      {"--day", "", "DATE", "the messages of a day, such as 2026-03-04, in the zone that is shown", &options->day},
      {"--context", "-C", "N", "with --around: so many before and after (default: 20)", &options->context},
      {"--limit", "", "N", "show at most so many (default: 200)", &options->limit}};
  command.examples = {
      {"what was said before and after a hit", "muniment thread --archive ./acme 'Deal team' --around m2 -C 3"},
      {"one day", "muniment thread --archive ./acme 'Deal team' --day 2026-03-04"}};
  command.run = [options](Session& session) { return run(session, *options); };
  return command;
}

}  // namespace muniment::cli
