// SPDX-License-Identifier: GPL-3.0-or-later
// A list of terms to a report: which lines are terms, what is counted, and that it is what a search finds.
#include <gtest/gtest.h>

#include "archive/archive.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "pipeline/hit_report_job.h"
#include "pipeline/term_list.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

using exporting::HitReport;

std::string lines_of(std::string_view list) {
  const auto terms = read_term_list(list);
  if (!terms) return "error " + std::to_string(terms.error().id);
  std::string out;
  for (const TermLine& term : *terms) out += std::to_string(term.line) + ":" + term.text + (term.was_valid_utf8 ? "|" : "!|");
  return out;
}

TEST(TermList, HasATermOnEachLineAndKeepsItsNumber) {
  EXPECT_EQ(lines_of("a\nb c\n"), "1:a|2:b c|");
  EXPECT_EQ(lines_of("a\r\n\r\nb"), "1:a|3:b|");
  EXPECT_EQ(lines_of("a\rb"), "1:a|2:b|");
  EXPECT_EQ(lines_of("\xEF\xBB\xBF" "a\n"), "1:a|");
  EXPECT_EQ(lines_of("\n\n  \t\n  a b\t\n"), "4:a b|");
}

TEST(TermList, SkipsCommentsAndKeepsTags) {
  EXPECT_EQ(lines_of("# a\n#budget\n#\n##\n#!x\n#\tb\n #c\n  # d\n# "), "2:#budget|7:#c|");
}

TEST(TermList, SaysWhatItCannotBe) {
  EXPECT_EQ(lines_of(""), "error 3171");
  EXPECT_EQ(lines_of("# only\n\n"), "error 3171");
  EXPECT_EQ(lines_of(std::string(kMaxTermListBytes + 1, 'x')), "error 3172");
  EXPECT_EQ(lines_of(std::string_view("\xFF\xFE" "a\0", 4)), "error 3173");
  EXPECT_EQ(lines_of("caf\xE9\nb"), "1:caf\xEF\xBF\xBD!|2:b|");
}

class HitReportOf : public ArchiveTest {
 protected:
  Result<HitReport> report(const std::string& list, const std::string& scope = "in:*") {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    HitReportRequest request;
    request.list = list;
    request.scope_query = scope;
    request.actor = {"tester", "why", "test"};
    return hit_report(*store, request, {});
  }
  void take_some() {
    ASSERT_OK(take(write("a.jsonl", line("1", "the invoice, an invoice") + line("2", "paid") + line("3", "invoice paid", "Ops", "J. Reed", "2026-03-05T00:00:00Z"))));
  }
};

TEST_F(HitReportOf, ALineThatIsRefusedIsListedAndTheRestCounted) {
  take_some();
  const auto made = report("invoice\n\nform:ana\npaid\nInvoice\n(a\n");
  ASSERT_OK(made);
  ASSERT_EQ(made->terms.size(), 5U);
  EXPECT_EQ(made->counted(), 2U);
  EXPECT_EQ(made->refused(), 2U);
  EXPECT_EQ(made->repeated(), 1U);
  EXPECT_EQ(made->terms[1].line, 3U);
  EXPECT_EQ(made->terms[1].refused->id, 3004);
  EXPECT_EQ(made->terms[3].same_as, 1U);
  EXPECT_EQ(made->terms[4].refused->id, 3002);
  EXPECT_EQ(made->terms[0].counts.hits, 3U);
  EXPECT_EQ(made->terms[0].counts.messages, 2U);
  EXPECT_EQ(made->terms[0].counts.unique, 1U);
  EXPECT_EQ(made->terms[2].counts.unique, 1U);
  EXPECT_EQ(made->total.messages, 3U);
  EXPECT_EQ(made->total.conversation_days, 2U);
  EXPECT_EQ(made->by_number_of_terms, (std::vector<uint64_t>{0, 2, 1}));
}

TEST_F(HitReportOf, CountsTheMessagesThatASearchFinds) {
  ASSERT_OK(take(MUNIMENT_SOURCE_DIR "/samples/baileys/every-event/events.ndjson"));
  const std::vector<std::string> terms = {"invoice", "the", "from:ana", "has:media", "a*", "in:* NOT has:reply", "2026", "photo OR video"};
  std::string list;
  for (const std::string& term : terms) list += term + "\n";
  const auto made = report(list);
  ASSERT_OK(made);
  uint64_t found_any = 0;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto found = search_for(terms[i]);
    ASSERT_OK(found);
    EXPECT_EQ(made->terms[i].counts.messages, found->total) << terms[i];
    found_any += found->total;
  }
  EXPECT_GT(found_any, 0U);
  const auto everything = search_for("in:*");
  EXPECT_EQ(made->searched, everything->searched);
  EXPECT_EQ(made->of, everything->of);
  EXPECT_EQ(made->in_scope, everything->total);
}

TEST_F(HitReportOf, RecordsAboutSourcesAreOutOfScopeAndToldUnlessTheScopeNamesKinds) {
  ASSERT_OK(take(MUNIMENT_SOURCE_DIR "/samples/baileys/every-event/events.ndjson"));
  const auto sessions = search_for("kind:session");
  ASSERT_OK(sessions);
  ASSERT_GT(sessions->total, 0U);
  const auto made = report("kind:session");
  ASSERT_OK(made);
  EXPECT_EQ(made->terms[0].counts.messages, 0U);
  ASSERT_EQ(made->terms[0].notes.size(), 1U);
  EXPECT_EQ(made->terms[0].notes[0].substr(0, made->terms[0].notes[0].find(' ')), std::to_string(sessions->total));
  EXPECT_EQ(report("kind:session", "kind:session OR kind:message")->terms[0].counts.messages, sessions->total);
}

TEST_F(HitReportOf, TheScopeNarrowsEveryFigure) {
  take_some();
  const auto made = report("invoice\npaid", "in:Ops");
  ASSERT_OK(made);
  EXPECT_EQ(made->in_scope, 1U);
  EXPECT_EQ(made->terms[0].counts.messages, 1U);
  EXPECT_EQ(made->total.messages, 1U);
  EXPECT_EQ(made->total.unique, 0U);
  EXPECT_FALSE(report("invoice", "(bad").has_value());
}

TEST_F(HitReportOf, AnAccessRecordHasTheTermsAndTheReason) {
  take_some();
  ASSERT_OK(report("invoice\nform:ana\n", "in:Ops"));
  { const auto store = Store::open(io::posix(), archive(), unlock(), Mode::write, clock_); ASSERT_OK(store); }
  const auto log = archive::Reader::open(io::posix(), archive(), {SecretBytes(), identity_.text()});
  ASSERT_OK(log);
  std::vector<Access> found;
  for (const archive::LogEntry& entry : (*log)->entries()) {
    const auto frame = (*log)->read(entry.index);
    ASSERT_OK(frame);
    for (const ByteView bytes : frame->records) {
      const auto record = decode_record(bytes);
      if (record && record->kind == RecordKind::access) found.push_back(*access_from(*record));
    }
  }
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].command, "report terms");
  EXPECT_EQ(found[0].query, "scope: in:Ops\ninvoice\nform:ana");
  EXPECT_EQ(found[0].reason, "why");
  EXPECT_EQ(found[0].results, 1U);
}

TEST_F(HitReportOf, IsNotReturnedWithoutItsAccessRecord) {
  take_some();
  std::filesystem::remove_all(archive() / "spool");
  write("A/spool", "a file where the directory should be");
  const auto made = report("invoice");
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(one_line(made.error()).find("access record"), std::string::npos) << one_line(made.error());
}

}  // namespace
}  // namespace muniment::pipeline
