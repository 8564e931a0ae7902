// SPDX-License-Identifier: GPL-3.0-or-later
// A chat from standard input, and how far an ingest says it is.
#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "tests/pipeline/merge_fixture.h"

namespace muniment::pipeline {
namespace {

// Standard input of the process for as long as this lives.
class Piped {
 public:
  explicit Piped(const std::string& file) : before_(dup(STDIN_FILENO)) {
    const int in = open(file.c_str(), O_RDONLY);
    EXPECT_EQ(dup2(in, STDIN_FILENO), STDIN_FILENO);
    close(in);
  }
  ~Piped() {
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  Piped(const Piped&) = delete;
  Piped& operator=(const Piped&) = delete;

 private:
  int before_;
};

TEST_F(Merge, AChatFromStandardInputIsTheOneThatIsNamedAndRefusedWithout) {
  const Piped piped(write("chat.txt", talk("Ana", "Tom", 10, 14)));
  request_.format = "whatsapp-txt";
  request_.paths = {"-"};
  const auto refused = take_all({});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().id, 2116);
  EXPECT_EQ(search_for("in:*")->total, 0U);
  request_.conversation = "Tom";
  const auto run = take_all({});
  ASSERT_OK(run);
  EXPECT_EQ(run->counts.added, 5U);
  EXPECT_EQ(conversations(), std::set<std::string>{"Tom"});
}

TEST_F(Merge, AnIngestSaysHowFarItIs) {
  std::string stream;
  for (int i = 0; i < 2500; ++i) stream += line(std::to_string(i), "text");
  write("a.jsonl", stream);
  std::vector<uint64_t> seen;
  observer_.reading = [&](const std::string& path, uint64_t records) {
    EXPECT_EQ(path, (folder_ / "a.jsonl").string());
    seen.push_back(records);
  };
  ASSERT_OK(take_all({"a.jsonl"}));
  EXPECT_EQ(seen, (std::vector<uint64_t>{1024, 2048}));
}

}  // namespace
}  // namespace muniment::pipeline
