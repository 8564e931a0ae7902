// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/event.h"

#include <gtest/gtest.h>

#include "core/model/codec.h"

namespace muniment {
namespace {

// Through the bytes and back, as the log does it.
Record stored(const Record& record) { return *decode_record(encode(record)); }

TEST(Events, ABatchComesBackWithItsCountsAndSources) {
  BatchBegin begin{7, "clerk", "jsonl", "jsonl/1", {"a.jsonl", "b.zip"}, "Europe/London", "ana.pereira", "matter M-014"};
  const auto b = batch_begin_from(stored(to_record(begin, 5)));
  ASSERT_TRUE(b.has_value());
  EXPECT_EQ(b->batch, 7U);
  EXPECT_EQ(b->sources, begin.sources);
  EXPECT_EQ(b->zone, "Europe/London");
  EXPECT_EQ(b->custodian, "ana.pereira");
  EXPECT_EQ(b->reason, "matter M-014");

  BatchEnd end;
  end.batch = 7;
  end.counts = {10, 4, 3, 2, 1};
  end.outcome = "complete";
  end.sources = {{"a", "Android", "day/month/year", "Deal team", "UTC", {"line 3"}, {"cut"}, 9, 1, 2, 3, 4, 5, 6}};
  const auto e = batch_end_from(stored(to_record(end, 6)));
  ASSERT_TRUE(e.has_value());
  EXPECT_EQ(e->counts, end.counts);
  ASSERT_EQ(e->sources.size(), 1U);
  EXPECT_EQ(e->sources[0].evidence, end.sources[0].evidence);
  EXPECT_EQ(e->sources[0].media_unreferenced, 6U);
}

TEST(Events, OthersComeBackToo) {
  EXPECT_EQ(access_from(stored(to_record(Access{"a", "search", "q", "r", 3, "t"}, 1)))->query, "q");
  EXPECT_EQ(export_from(stored(to_record(ExportMade{1, "a", "mbox", "q", "r", "ff", 2, 3, 4, 5, {}}, 1)))->of, 5U);
  const Sighting sighting{1, "c", "s", {{1, 5}, {9, 9}}};
  EXPECT_EQ(sighting_from(stored(to_record(sighting, 1)))->ranges, sighting.ranges);
  EXPECT_EQ(conversation_label_from(stored(to_record(ConversationLabel{"id", "Label", 1, "new"}, 1)))->id, "id");
  EXPECT_EQ(exception_from(stored(to_record(ExceptionNote{1, "p", "w", "y", 18, 7, to_bytes("raw")}, 1)))->raw, to_bytes("raw"));
  const KeyEvent drill{"drilled", "age1x", "kit", "/b", {"ring 3", "one blob"}, 3, "recovers everything", "a", "r"};
  const auto key = key_event_from(stored(to_record(drill, 1)));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(std::tie(key->action, key->recipient, key->label, key->backup, key->checked, key->epoch, key->outcome, key->actor, key->reason),
            std::tie(drill.action, drill.recipient, drill.label, drill.backup, drill.checked, drill.epoch, drill.outcome, drill.actor, drill.reason));
  EXPECT_EQ(config_from(stored(to_record(ArchiveConfig{"Europe/London", 10}, 1)))->retention_days, 10U);
  const auto config = config_from(stored(to_record(ArchiveConfig{"Europe/London", 10, 1U << 20, 60'000}, 1)));
  EXPECT_EQ(config->seal_size, 1U << 20);
  EXPECT_EQ(config->seal_after_ms, 60'000U);
  const SegmentSealed sealed{ClassId{1}, SegmentNo{7}, 8192, Sha256::from(Bytes(32, 0x5a))};
  EXPECT_EQ(segment_sealed_from(stored(to_record(sealed, 1))).value(), sealed);
}

TEST(Events, OfQueriesKeepHowTheyWereAskedAndWhatWasNotSearched) {
  ExportMade made;
  made.query = "a b";
  made.dialect = "dtsearch";
  made.scope = "day";
  made.missing = "m4..m6, m9";
  const auto exported = export_from(stored(to_record(made, 1)));
  ASSERT_TRUE(exported.has_value());
  EXPECT_EQ(std::tie(exported->query, exported->dialect, exported->scope, exported->missing), std::tie(made.query, made.dialect, made.scope, made.missing));
  SavedSearch saved;
  saved.scope = "window:1d";
  EXPECT_EQ(saved_search_from(stored(to_record(saved, 1)))->scope, "window:1d");
  SavedSearchRun run;
  run.scope = "thread";
  run.missing = "m7";
  const auto ran = saved_search_run_from(stored(to_record(run, 1)));
  ASSERT_TRUE(ran.has_value());
  EXPECT_EQ(ran->scope + " " + ran->missing, "thread m7");
}

TEST(Events, AreNotReadFromARecordOfAnotherKind) {
  EXPECT_FALSE(access_from(to_record(BatchEnd{}, 1)).has_value());
}

TEST(Events, CountsThatDoNotAddUpAreSeen) {
  EXPECT_TRUE((IngestCounts{10, 4, 3, 2, 1}).adds_up());
  EXPECT_FALSE((IngestCounts{10, 4, 3, 2, 2}).adds_up());
}

}  // namespace
}  // namespace muniment
