// SPDX-License-Identifier: GPL-3.0-or-later
// The same chat, exported twice: one conversation, each message once, and what differs recorded as such.
#include <set>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

class Merge : public ArchiveTest {
 protected:
  Result<IngestSummary> take_all(const std::vector<std::string>& names) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    IngestRequest request = request_;
    for (const std::string& name : names) request.paths.push_back((folder_ / name).string());
    request.actor = {"tester", "", "test"};
    MUNIMENT_TRY(last_, ingest(*store, request, observer_));
    MUNIMENT_TRY_VOID(store->close());
    return last_;
  }
  // What was new, and what was held already.
  std::string taken(const std::string& path) {
    const auto summary = take_all({std::filesystem::relative(path, folder_).string()});
    if (!summary) return told(summary.error());
    return std::to_string(summary->counts.added) + " new, " + std::to_string(summary->counts.already_held) + " held";
  }
  std::set<std::string> conversations() {
    std::set<std::string> names;
    for (const MessageView& message : search_for("in:*")->messages) names.insert(message.record.conversation);
    return names;
  }

  IngestRequest request_;
  IngestObserver observer_;
  IngestSummary last_;
};

std::string android(const std::string& minute, const std::string& who, const std::string& text) {
  return "13/03/2026, 09:" + minute + " - " + who + ": " + text + "\n";
}

TEST_F(Merge, MediaThatWereAbsentBeforeCompleteTheHeldMessage) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("without/WhatsApp Chat with Deal team.txt", chat);
  write("with/WhatsApp Chat with Deal team.txt", chat);
  write("with/plan.pdf", "%PDF-1.4 here it is");
  EXPECT_EQ(taken((folder_ / "without").string()), "2 new, 0 held");
  EXPECT_EQ(taken((folder_ / "with").string()), "1 new, 1 held");
  EXPECT_EQ(taken((folder_ / "with").string()), "0 new, 2 held");
  EXPECT_EQ(taken((folder_ / "without").string()), "0 new, 2 held");
  const auto found = search_for("plan has:attachment");
  ASSERT_EQ(found->total, 2U);
  const bool second = !found->messages[0].record.references.empty();
  const MessageView& without = found->messages[second ? 1 : 0];
  const MessageView& with = found->messages[second ? 0 : 1];
  EXPECT_FALSE(without.record.attachments.at(0).is_held());
  EXPECT_TRUE(with.record.attachments.at(0).is_held());
  EXPECT_EQ(with.record.text, without.record.text);
  EXPECT_EQ(with.record.references, (std::vector<Reference>{{ReferenceType::completes, "", without.number.value}}));
}

TEST_F(Merge, MediaThatAreAbsentNowChangeNothing) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("without/WhatsApp Chat with Deal team.txt", chat);
  write("with/WhatsApp Chat with Deal team.txt", chat);
  write("with/plan.pdf", "%PDF-1.4 here it is");
  EXPECT_EQ(taken((folder_ / "with").string()), "2 new, 0 held");
  EXPECT_EQ(taken((folder_ / "without").string()), "0 new, 2 held");
}

TEST_F(Merge, WithAndWithoutMediaInOneRunAreAlsoCompletedOnce) {
  const std::string chat = android("00", "Ana", "plan.pdf (file attached)") + android("01", "Ben", "thanks");
  write("all/a/WhatsApp Chat with Deal team.txt", chat);
  write("all/b/WhatsApp Chat with Deal team.txt", chat);
  write("all/b/plan.pdf", "%PDF-1.4 here it is");
  write("all/c/WhatsApp Chat with Deal team.txt", chat);
  const auto run = take_all({"all/a", "all/b", "all/c"});
  ASSERT_OK(run);
  EXPECT_EQ(run->counts.added, 3U);
  EXPECT_EQ(run->counts.already_held, 3U);
}

}  // namespace
}  // namespace muniment::pipeline
