// SPDX-License-Identifier: GPL-3.0-or-later
// A small archive in a folder of its own, with verbs: take("…"), search("…"), verify().
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/crypto/age_file.h"
#include "pipeline/ingest_job.h"
#include "pipeline/search_job.h"
#include "pipeline/store.h"
#include "pipeline/verify_job.h"
#include "tests/support/temp_dir.h"

namespace muniment::pipeline {

inline std::string told(const Error& error) { return one_line(error) + " / " + error.why; }

#define ASSERT_OK(result)                                                      \
  do {                                                                         \
    const auto& ok_result = (result);                                          \
    ASSERT_TRUE(ok_result.has_value()) << ::muniment::pipeline::told(ok_result.error()); \
  } while (false)

class ArchiveTest : public ::testing::Test {
 protected:
  ArchiveTest() : identity_(crypto::AgeIdentity::new_random()) {
    CreateRequest request;
    request.name = "test";
    const auto created = create_archive(io::posix(), archive(), unlock(), request, clock_);
    EXPECT_TRUE(created.has_value()) << told(created.error());
  }

  [[nodiscard]] io::Path archive() const { return folder_ / "A"; }
  [[nodiscard]] Unlock unlock() const { return {SecretBytes(), identity_.text()}; }

  std::string write(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  static std::string line(const std::string& id, const std::string& text, const std::string& conversation = "Deal team",
                          const std::string& sender = "Ana Pereira", const std::string& time = "2026-03-04T09:27:00Z") {
    const std::string id_member = id.empty() ? "" : R"("id":")" + id + R"(",)";
    return "{" + id_member + R"("conversation":")" + conversation + R"(","sender":")" + sender + R"(","time":")" + time +
           R"(","text":")" + text + "\"}\n";
  }

  Result<IngestSummary> take(const std::string& path, const std::string& format = "") {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::write, clock_));
    IngestRequest request;
    request.paths = {path};
    request.format = format;
    request.actor = {"tester", "", "test"};
    MUNIMENT_TRY(IngestSummary summary, ingest(*store, request, {}));
    MUNIMENT_TRY_VOID(store->close());
    return summary;
  }

  Result<SearchAnswer> search_for(const std::string& query, index::Dialect dialect = index::Dialect::muniment) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), Mode::read, clock_));
    if (!store->alarms().empty()) return store->alarms().front();  // whoever shows an answer shows these with it
    SearchRequest request;
    request.query = query;
    request.dialect = dialect;
    request.actor = {"tester", "", "test"};
    return search(*store, request);
  }

  // The texts found, one after the other, or the error: what two states of an archive are compared by.
  std::string answer(const std::string& query) {
    const auto found = search_for(query);
    if (!found) return "error: " + std::string(to_string(found.error().code));
    std::string all = std::to_string(found->total) + "/" + std::to_string(found->of) + ":";
    for (const MessageView& message : found->messages) {
      all += "\n" + muniment::to_string(message.number) + " " + message.record.sender + ": " + message.record.text.value_or("-");
    }
    return all;
  }

  // What the job gives, with the store closed behind it.
  template <typename Job>
  auto with_store(Mode mode, Job job) -> decltype(job(std::declval<Store&>())) {
    MUNIMENT_TRY(const auto store, Store::open(io::posix(), archive(), unlock(), mode, clock_));
    auto done = job(*store);
    MUNIMENT_TRY_VOID(store->close());
    return done;
  }

  Result<VerifyAnswer> verify() { return verify_archive(io::posix(), archive(), unlock(), {}); }

  FixedClock clock_{1'790'000'000'000};
  crypto::AgeIdentity identity_;
  test::TempDir temp_;
  std::filesystem::path folder_ = temp_.path();
};

}  // namespace muniment::pipeline
