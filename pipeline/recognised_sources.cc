// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/recognised_sources.h"

#include <map>
#include <optional>

#include "ingest/member_names.h"
#include "ingest/registry.h"
#include "pipeline/source_list.h"

namespace muniment::pipeline {
namespace {

constexpr int kOrderIsOpen = 2108;

struct Look {
  Source source;
  ingest::SourceReport report;  // of a source that was opened
};

// Looking at it would take away what the reading needs: the records of it would be lost without a word.
Error format_must_be_named() {
  return make_error(ErrorCode::invalid_argument, "the format of standard input must be named")
      .because("it can be read only once, and recognising it would be the once")
      .advise("say what it is with --from")
      .numbered(2004);
}

// By its name it could only be the chat of whatever was piped before, and it is read too late to compare its content.
Error conversation_must_be_named() {
  return make_error(ErrorCode::invalid_argument, "standard input does not say which chat it is")
      .because("an export has no name of its chat in it, only its file does")
      .advise("name the chat with --conversation, or name the file")
      .numbered(2116);
}

Result<Look> look_at(io::FileSystem& fs, Source source) {
  if (source.path == "-" && source.format == nullptr) return format_must_be_named();
  if (source.path == "-") return Look{std::move(source), {}};  // read once, as it comes
  MUNIMENT_TRY(std::shared_ptr<ingest::SourceInput> input, ingest::SourceInput::open(fs, source.path));
  if (source.format == nullptr) {
    MUNIMENT_TRY(source.format, ingest::detect_format(*input));
  }
  MUNIMENT_TRY(const auto reader, source.format->open(std::move(input), source.options));
  return Look{std::move(source), reader->report()};
}

// How the exports that were decided are read, by the layout of their headers; automatic where they disagree.
std::map<std::string, ingest::DateHint> hints_of(const std::vector<Result<Look>>& looks) {
  std::map<std::string, ingest::DateHint> hints;
  std::map<std::string, size_t> counts;
  for (const auto& look : looks) {
    if (!look || look->report.decided_order == ingest::DateOrder::automatic) continue;
    const ingest::SourceReport& report = look->report;
    const auto [hint, is_new] = hints.try_emplace(report.header, ingest::DateHint{report.decided_order, {}});
    if (!is_new && hint->second.order != report.decided_order) hint->second.order = ingest::DateOrder::automatic;
    hint->second.why = std::to_string(++counts[report.header]) +
                       " other exports of this run, in the same layout, are " + report.date_order;
    if (counts[report.header] == 1)
      hint->second.why = "another export of this run, in the same layout, is " + report.date_order;
  }
  return hints;
}

bool refused_with(const Result<Look>& look, int id) {
  return !look && look.error().id == id;
}

// In which an empty file of lines is read: it is a source of no messages in any format that has no name to give it.
const ingest::SourceFormat* format_of_lines(const std::vector<Result<Look>>& looks) {
  for (const auto& look : looks) {
    if (look && !look->source.format->one_chat) return look->source.format;
  }
  return nullptr;
}

bool is_file_of_lines(const std::string& path) {
  return ingest::has_extension(path, ".ndjson") || ingest::has_extension(path, ".jsonl");
}

// The layout of a source whose order is open is known once it has been opened with any order.
Result<Look> look_with_hint(io::FileSystem& fs, const Source& source,
                            const std::map<std::string, ingest::DateHint>& hints) {
  Source forced = source;
  forced.options.date_order = ingest::DateOrder::day_month_year;
  MUNIMENT_TRY(const Look any, look_at(fs, std::move(forced)));
  Source hinted = source;
  hinted.format = any.source.format;
  const auto hint = hints.find(any.report.header);
  if (hint != hints.end()) hinted.options.date_hint = hint->second;
  return look_at(fs, std::move(hinted));
}

Result<Look> look_in_format(io::FileSystem& fs, Source source, const ingest::SourceFormat* format) {
  source.format = format;
  return look_at(fs, std::move(source));
}

Result<Source> source_of(const IngestRequest& request, const std::string& path, int64_t now_ms) {
  Source source{path, nullptr, {}};
  source.options.zone = request.zone;
  source.options.date_order = request.date_order;
  source.options.now_ms = now_ms;
  source.options.app_secrets = request.app_secrets;
  if (!request.format.empty()) {
    MUNIMENT_TRY(source.format, ingest::find_format(request.format));
    if (path == "-" && source.format->one_chat && request.conversation.empty()) return conversation_must_be_named();
  }
  return source;
}

}  // namespace

std::vector<Result<Source>> recognise_each_source(io::FileSystem& fs, int64_t now_ms, const IngestRequest& request,
                                                  const std::vector<std::string>& paths) {
  std::vector<Result<Look>> looks;
  for (const std::string& path : paths) {
    Result<Source> source = source_of(request, path, now_ms);
    looks.push_back(source ? look_at(fs, *source) : Result<Look>(source.error()));
  }
  const auto hints = hints_of(looks);
  const auto* const format = format_of_lines(looks);
  std::vector<Result<Source>> sources;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (refused_with(looks[i], kOrderIsOpen) && !hints.empty())
      looks[i] = look_with_hint(fs, *source_of(request, paths[i], now_ms), hints);
    if (refused_with(looks[i], ingest::kSourceIsEmpty) && is_file_of_lines(paths[i]) && format != nullptr)
      looks[i] = look_in_format(fs, *source_of(request, paths[i], now_ms), format);
    sources.push_back(looks[i] ? Result<Source>(std::move(looks[i]->source)) : Result<Source>(looks[i].error()));
  }
  return sources;
}

Result<std::vector<Source>> recognise_sources(io::FileSystem& fs, int64_t now_ms, const IngestRequest& request) {
  MUNIMENT_TRY(const std::vector<std::string> paths, list_sources(fs, request.paths));
  std::vector<Source> sources;
  auto recognised = recognise_each_source(fs, now_ms, request, paths);
  for (size_t i = 0; i < paths.size(); ++i) {
    if (!recognised[i]) return with_context(std::move(recognised[i]).error(), "reading " + paths[i]);
    sources.push_back(std::move(recognised[i]).value());
  }
  return sources;
}

}  // namespace muniment::pipeline
