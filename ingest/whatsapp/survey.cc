// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/survey.h"

#include "ingest/line_reader.h"
#include "ingest/whatsapp/outline.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr size_t kMostStrange = 3;
constexpr uint64_t kLongestPreamble = 8;   // lines
constexpr uint64_t kLongestOnAverage = 4;  // lines of a message, in a file that begins strangely

void note_strange(Survey& survey, std::string_view text, uint64_t line) {
  if (survey.headers > 0 || text.find_first_not_of(" \t\r") == std::string_view::npos) return;
  ++survey.strange_lines;
  if (survey.strange.size() < kMostStrange)
    survey.strange.push_back("line " + std::to_string(line) + ": " + outline_of(text));
}

}  // namespace

bool is_another_file_with_a_pasted_chat(const Survey& survey) {
  if (survey.headers == 0 || survey.strange_lines <= kLongestPreamble) return false;
  const uint64_t accounted_for = survey.lines - survey.first_header_line + 1;
  return survey.strange_lines > accounted_for || survey.headers * kLongestOnAverage < survey.lines;
}

Result<Survey> survey_export(std::unique_ptr<io::InputStream> in, int64_t now_ms) {
  Survey survey;
  survey.dates = DateEvidence(now_ms);
  LineReader lines(std::move(in));
  Line line;
  std::string storage;
  for (;;) {
    MUNIMENT_TRY(const bool there, lines.next(line));
    if (!there) return survey;
    ++survey.lines;
    const std::string_view text = text_of(line.bytes, lines.encoding(), storage);
    const auto header = match_header(text);
    if (!header) note_strange(survey, text, line.number);
    if (!header) continue;
    if (survey.headers == 0) survey.shape = header->shape, survey.first_header_line = line.number;
    if (header->shape != survey.shape) continue;
    ++survey.headers;
    if (header->half_day) ++survey.half_day_headers;
    const std::string_view rest = text.substr(header->rest_at);
    const auto file_day = day_in_file_name(rest);
    if (file_day) ++survey.attached;
    survey.dates.add(*header, {text, line.number, rest.find(": ") == std::string_view::npos, file_day});
    survey.colon_names.learn(rest);
  }
}

}  // namespace muniment::ingest::whatsapp
