// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export_job.h"

#include <map>
#include <sstream>

#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

using Tree = std::map<std::string, std::string>;  // path inside the bundle, content

Tree tree_of(const std::filesystem::path& folder) {
  Tree tree;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    tree[std::filesystem::relative(entry.path(), folder).string()] = content.str();
  }
  return tree;
}

class ExportJob : public ArchiveTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    write("chat/WhatsApp Chat with Deal team.txt",
          "13/03/2026, 08:00 - Ana Pereira: plan.pdf (file attached)\n13/03/2026, 08:01 - J. Reed: thanks for the plan\n");
    write("chat/plan.pdf", "%PDF-1.4 invented");
    ASSERT_OK(take((folder_ / "chat").string()));
    ASSERT_OK(take(write("a.jsonl", line("1", "a plan", "Choir") + line("2", "not this one", "Choir"))));
  }
  Result<ExportAnswer> export_to(const std::string& name, const std::string& query = "plan", index::Dialect dialect = index::Dialect::muniment) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    ExportRequest request;
    request.query = query;
    request.dialect = dialect;
    request.format = GetParam();
    request.out = folder_ / name;
    request.actor = {"tester", "", "test"};
    return make_export(*store, request, {});
  }
};

TEST_P(ExportJob, HoldsExactlyWhatTheQueryFinds) {
  const auto made = export_to("out");
  ASSERT_OK(made);
  EXPECT_EQ(made->messages, search_for("plan")->total);
  EXPECT_EQ(made->messages, 3U);
  EXPECT_EQ(made->conversations, 2U);
  EXPECT_EQ(made->searched, made->of);
}

TEST_P(ExportJob, SaysInWhichDialectTheQueryWasRead) {
  ASSERT_OK(export_to("out", "for the plan or xfirstword a", index::Dialect::dtsearch));
  const std::string manifest = tree_of(folder_ / "out")["manifest.json"];
  EXPECT_NE(manifest.find("\"dialect\": \"dtsearch\""), std::string::npos) << manifest;
  EXPECT_NE(manifest.find("OR(PHRASE(for, the, plan), PHRASE(XFIRSTWORD, a))"), std::string::npos) << manifest;
}

TEST_P(ExportJob, IsTheSameToTheByteForTheSameQueryAndArchive) {
  ASSERT_OK(export_to("first"));
  clock_.advance(86'400'000);
  ASSERT_OK(search_for("plan"));  // access records come and go in between
  ASSERT_OK(export_to("second"));
  const Tree first = tree_of(folder_ / "first");
  EXPECT_GE(first.size(), 3U);
  EXPECT_EQ(first, tree_of(folder_ / "second"));
}

TEST_P(ExportJob, NeverWritesOverWhatIsThere) {
  write("out/precious.txt", "mine");
  const auto made = export_to("out");
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::already_exists);
  EXPECT_EQ(tree_of(folder_ / "out"), (Tree{{"precious.txt", "mine"}}));
}

TEST_P(ExportJob, OfADamagedAttachmentLeavesNothingUnderTheFinalName) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(archive() / "blob")) {
    if (!entry.is_regular_file()) continue;
    test::make_changeable(entry.path());
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(60);
    file.put('!');
  }
  const auto made = export_to("out");
  const bool reads_attachments = std::string(GetParam()) != "csv";  // it only names them
  EXPECT_EQ(made.has_value(), !reads_attachments);
  EXPECT_EQ(std::filesystem::exists(folder_ / "out"), !reads_attachments);
}

INSTANTIATE_TEST_SUITE_P(Formats, ExportJob, ::testing::Values("mbox", "eml", "html", "csv"));

}  // namespace
}  // namespace muniment::pipeline
