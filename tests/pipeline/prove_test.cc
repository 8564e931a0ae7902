// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/prove_job.h"

#include <map>
#include <sstream>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/event.h"
#include "pipeline/check_proof_job.h"
#include "pipeline/checkpoint_job.h"
#include "pipeline/export_job.h"
#include "tests/pipeline/archive_fixture.h"

namespace muniment::pipeline {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

class Prove : public ArchiveTest {
 protected:
  void SetUp() override {
    write("chat/WhatsApp Chat with Deal team.txt",
          "13/03/2026, 08:00 - Ana Pereira: plan.pdf (file attached)\n13/03/2026, 08:01 - J. Reed: thanks for the plan\n");
    write("chat/plan.pdf", "%PDF-1.4 invented");
    ASSERT_OK(take((folder_ / "chat").string()));                                                        // m0, m1
    ASSERT_OK(take(write("a.jsonl", line("1", "a plan", "Choir") + line("2", "not this one", "Choir"))));  // m2, m3
  }

  Result<ProveAnswer> prove_to(const std::string& name, ProveRequest request) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    request.out = folder_ / name;
    request.actor = {"tester", "", "test"};
    return prove(*store, request, {});
  }
  static ProveRequest of(std::vector<std::pair<uint64_t, uint64_t>> ranges) {
    ProveRequest request;
    for (const auto& [first, last] : ranges) request.messages.emplace_back(MessageNumber{first}, MessageNumber{last});
    return request;
  }

  Result<ExportAnswer> export_to(const std::string& name, const std::string& format = "html", bool with_proof = true) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    ExportRequest request;
    request.query = "plan";
    request.format = format;
    request.out = folder_ / name;
    request.with_proof = with_proof;
    request.actor = {"tester", "", "test"};
    return make_export(*store, request, {});
  }
  Result<CheckpointFacts> sign() {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    MUNIMENT_TRY(const CheckpointFacts facts, keep_checkpoint(*store));
    MUNIMENT_TRY_VOID(store->close());
    return facts;
  }

  CheckProofAnswer check(CheckProofRequest request) {
    shown_.clear();
    const auto answer = check_proof(io::posix(), request, [this](const ShownRecord& record) {
      if (!record.record) shown_ += "withheld ";
      else shown_ += (record.number ? muniment::to_string(*record.number) : std::string(to_string(record.record->kind))) + " ";
    });
    EXPECT_TRUE(answer.has_value()) << (answer ? "" : told(answer.error()));
    return answer ? *answer : CheckProofAnswer{};
  }
  CheckProofAnswer check_file(const std::string& name) { return check({.file = folder_ / name}); }
  CheckProofAnswer check_bundle(const std::string& name) { return check({.bundle = folder_ / name}); }

  std::string shown_;  // by the last check
};

#define EXPECT_VERDICT(answer, expected)                          \
  do {                                                            \
    const auto& a = (answer);                                     \
    EXPECT_EQ(to_string(a.verdict), expected) << a.reason;        \
  } while (false)

TEST_F(Prove, ShowsTheMessagesAskedForAndNoOthers) {
  const auto made = prove_to("p", of({{3, 3}, {0, 1}}));
  ASSERT_OK(made);
  EXPECT_EQ(made->messages, 3U);
  const CheckProofAnswer answer = check_file("p");
  EXPECT_VERDICT(answer, "verified");
  EXPECT_EQ(shown_, "m0 m1 m3 ");
  EXPECT_EQ(answer.log_key, made->log_key);
  EXPECT_EQ(answer.checkpoint, made->checkpoint);
  EXPECT_EQ(made->sha256, to_hex(crypto::sha256(as_bytes(content_of(folder_ / "p"))).view()));
}

TEST_F(Prove, OfABatchShowsWhatItAddedWithItsBeginAndEnd) {
  ProveRequest request;
  request.batch = BatchNumber{1};
  ASSERT_OK(prove_to("b1", request));
  EXPECT_VERDICT(check_file("b1"), "verified");
  EXPECT_EQ(shown_, "batch begin m0 m1 batch end ");
  request.batch = BatchNumber{2};
  ASSERT_OK(prove_to("b2", request));
  check_file("b2");
  EXPECT_EQ(shown_, "batch begin m2 m3 batch end ");
  request.batch = BatchNumber{3};
  const auto none = prove_to("b3", request);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
}

TEST_F(Prove, WithContentWithheldShowsThatRecordsWereThere) {
  ProveRequest request = of({{0, 3}});
  request.withhold = true;
  ASSERT_OK(prove_to("p", request));
  const CheckProofAnswer answer = check_file("p");
  EXPECT_VERDICT(answer, "verified");
  EXPECT_EQ(answer.withheld, 4U);
  EXPECT_EQ(shown_, "withheld withheld withheld withheld ");
}

TEST_F(Prove, NeverWritesOverAFileAndLeavesNothingBehindWhenItFails) {
  write("p", "mine");
  const auto over = prove_to("p", of({{0, 0}}));
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(over.error().code, ErrorCode::already_exists);
  EXPECT_EQ(content_of(folder_ / "p"), "mine");
  const auto unknown = prove_to("q", of({{0, 9}}));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  ASSERT_OK(prove_to("r", of({{0, 0}})));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().filename().string().find(".tmp"), std::string::npos) << entry.path();
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "q"));
}

TEST_F(Prove, WritesAnAccessRecordBeforeAnyContent) {
  // Where access cannot be recorded, nothing is given out.
  std::filesystem::remove_all(archive() / "spool");
  write("A/spool", "in the way");
  EXPECT_FALSE(prove_to("p", of({{0, 0}})).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "p"));
}

TEST_F(Prove, OfAnExportShowsItsMessagesAndTheEvent) {
  const auto made = export_to("out");
  ASSERT_OK(made);
  ProveRequest by_number, by_bundle;
  by_number.export_made = ExportNumber{1};
  by_bundle.bundle = folder_ / "out";
  EXPECT_FALSE(prove_to("x0", by_number).has_value());  // its event waits for the next writer
  ASSERT_OK(sign());
  ASSERT_OK(prove_to("x1", by_number));
  ASSERT_OK(prove_to("x2", by_bundle));
  EXPECT_EQ(content_of(folder_ / "x1"), content_of(folder_ / "x2"));
  EXPECT_VERDICT(check_file("x1"), "verified");
  EXPECT_EQ(shown_, "m0 m1 m2 export ");

  const CheckProofAnswer both = check({.file = folder_ / "x1", .bundle = folder_ / "out"});
  EXPECT_VERDICT(both, "verified");
  EXPECT_TRUE(both.export_is_proven);
  ASSERT_OK(export_to("other", "csv"));
  EXPECT_VERDICT(check({.file = folder_ / "x1", .bundle = folder_ / "other"}), "altered");
}

TEST_F(Prove, EveryBundleCarriesAProofOfAllItsMessages) {
  for (const char* format : {"mbox", "eml", "html", "csv"}) {
    const auto made = export_to(format, format);
    ASSERT_OK(made);
    const CheckProofAnswer answer = check_bundle(format);
    EXPECT_VERDICT(answer, "verified");
    EXPECT_EQ(answer.messages, made->messages);
    EXPECT_EQ(answer.files, made->files - 1);  // all but SHA256SUMS
    EXPECT_EQ(answer.checkpoint, made->checkpoint);
    EXPECT_EQ(shown_, "m0 m1 m2 ");
    EXPECT_EQ(content_of(folder_ / format / "proof/check_proof.py"),
              content_of(std::filesystem::path(MUNIMENT_SOURCE_DIR) / "tests/reference/check_proof.py"));
  }
  EXPECT_EQ(check_bundle("html").attachments_in_bundle, 1U);
  EXPECT_EQ(check_bundle("csv").attachments_in_bundle, 0U);
}

TEST_F(Prove, ABundleIsTheSameAfterTheLogHasGrown) {
  ASSERT_OK(export_to("first"));
  ASSERT_OK(take(write("b.jsonl", line("9", "something else", "Other"))));
  ASSERT_OK(sign());
  ASSERT_OK(export_to("second"));
  EXPECT_EQ(content_of(folder_ / "first/proof/messages.proof"), content_of(folder_ / "second/proof/messages.proof"));
}

TEST_F(Prove, ABundleWithoutProofIsNotVerifiable) {
  ASSERT_OK(export_to("out", "csv", false));
  const CheckProofAnswer answer = check_bundle("out");
  EXPECT_VERDICT(answer, "not verifiable");
  EXPECT_EQ(answer.reason, "the bundle has no proof");
}

TEST_F(Prove, ABundleWithAnyFileChangedAddedOrMissingIsAltered) {
  ASSERT_OK(export_to("out"));
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "out")) {
    if (entry.is_regular_file()) files.push_back(std::filesystem::relative(entry.path(), folder_).string());
  }
  EXPECT_GE(files.size(), 6U);
  for (const std::string& file : files) {
    const std::string before = content_of(folder_ / file);
    write(file, before + "x");
    EXPECT_VERDICT(check_bundle("out"), "altered");
    write(file, before);
    if (file.ends_with("messages.proof")) continue;  // without it there is none
    std::filesystem::remove(folder_ / file);
    EXPECT_VERDICT(check_bundle("out"), "altered");
    write(file, before);
  }
  EXPECT_VERDICT(check_bundle("out"), "verified");
  write("out/more.txt", "more");
  EXPECT_VERDICT(check_bundle("out"), "altered");
}

TEST_F(Prove, SaysOfAFileWhetherItIsAnAttachmentOfAProvenRecord) {
  ASSERT_OK(prove_to("p", of({{0, 0}})));
  ASSERT_OK(prove_to("q", of({{1, 1}})));
  const CheckProofAnswer good = check({.file = folder_ / "p", .attachments = {folder_ / "chat/plan.pdf"}});
  EXPECT_VERDICT(good, "verified");
  ASSERT_EQ(good.named.size(), 1U);
  EXPECT_EQ(good.named[0].message, MessageNumber{0});
  EXPECT_VERDICT(check({.file = folder_ / "q", .attachments = {folder_ / "chat/plan.pdf"}}), "altered");
  EXPECT_VERDICT(check({.file = folder_ / "p", .attachments = {folder_ / "a.jsonl"}}), "altered");
  EXPECT_EQ(shown_, "");
}

TEST_F(Prove, NothingIsShownOfWhatDoesNotHold) {
  ASSERT_OK(prove_to("p", of({{0, 3}})));
  std::string text = content_of(folder_ / "p");
  text[text.rfind("record ") + 100] ^= 1;
  write("p", text);
  EXPECT_VERDICT(check_file("p"), "altered");
  EXPECT_EQ(shown_, "");
  write("q", "no proof at all\n");
  EXPECT_VERDICT(check_file("q"), "not verifiable");
  EXPECT_VERDICT(check({.file = folder_ / "p", .log_key = "another key"}), "not verifiable");
}

TEST_F(Prove, SaysWhatItDoesNotCover) {
  ASSERT_OK(prove_to("p", of({{0, 0}})));
  const CheckProofAnswer open = check_file("p");
  const CheckProofAnswer pinned = check({.file = folder_ / "p", .log_key = open.log_key});
  EXPECT_VERDICT(pinned, "verified");
  EXPECT_EQ(open.not_covered.size(), pinned.not_covered.size() + 1);
  EXPECT_NE(open.not_covered.front().find("whose key"), std::string::npos);
}

}  // namespace
}  // namespace muniment::pipeline
