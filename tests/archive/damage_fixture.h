// SPDX-License-Identifier: GPL-3.0-or-later
// A small archive with a bit of everything, and what verify says about it when nothing is wrong.
#pragma once

#include <fstream>

#include "tests/archive/archive_fixture.h"

namespace muniment::archive {

inline KnownBlob nobody_knows() {
  return [](const BlobId&) -> Result<std::optional<SecretBytes>> { return std::optional<SecretBytes>{}; };
}

// What a clean archive looks like, to tell any difference.
struct Findings {
  size_t findings = 0;
  std::vector<std::string> notes;
  bool opened = false;
  friend bool operator==(const Findings&, const Findings&) = default;
};

class DamageTest : public ArchiveTest {
 protected:
  void SetUp() override {
    create();
    open();
    const auto blob = writer_->put_blob(kBusinessClass, *io::input_from_bytes(to_bytes("photo")), nobody_knows());
    FrameDraft draft = draft_of({"with a photo"});
    draft.blobs.push_back(BlobKey{blob->blob, blob->key.clone()});
    ASSERT_TRUE(writer_->add(draft));
    say({"one", "two"});
    crash();
    Bytes torn = content_of(segment(2));
    append(torn, Bytes(50, 0x11));  // a recorded torn tail belongs to the picture
    set_content(segment(2), torn);
    open();
    say({"three"});
    close();
    Record access;
    access.kind = RecordKind::access;
    ASSERT_TRUE(reader()->spool_access(encode(access)));
    ASSERT_TRUE(reader()->spool_access(encode(access)));
    clean_ = look();
    ASSERT_TRUE(clean_.opened);
    ASSERT_EQ(clean_.findings, 0U);
    expected_ = {"with a photo", "one", "two", "three"};
  }

  Findings look() {
    Findings seen;
    const auto report = verify_test_archive(io::posix(), path());
    seen.opened = report.has_value();
    if (report) seen.findings = report->findings.size();
    if (report) seen.notes = report->notes;
    return seen;
  }

  // Whatever can be read is a prefix of what was written, with frames left out as unreadable.
  void expect_no_other_words(const std::string& when) {
    const auto opened = open_test_reader(io::posix(), path());
    if (!opened) return;
    const auto texts = texts_in(**opened);
    ASSERT_LE(texts.size(), expected_.size()) << when;
    for (size_t i = 0; i < texts.size(); ++i) {
      ASSERT_TRUE(texts[i] == expected_[i] || texts[i] == "<unreadable>") << when << ": " << texts[i];
    }
  }

  // Puts one byte in the place of another in the file itself: much faster than writing it anew.
  static void put_byte(const io::Path& file, uint64_t offset, Byte value) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(offset));
    out.put(static_cast<char>(value));
  }

  void flip_bytes(uint64_t stride) {
    uint64_t turn = 0, flipped = 0;
    for (const std::string& file : files_under(path())) {
      if (file == "LOCK") continue;
      const Bytes bytes = content_of(path() / file);
      set_content(path() / file, bytes);  // without +a
      for (uint64_t at = turn++ % stride; at < bytes.size(); at += stride) {
        put_byte(path() / file, at, static_cast<Byte>(bytes[at] ^ (1U << (at % 8))));
        const std::string when = file + ", byte " + std::to_string(at);
        ASSERT_NE(look(), clean_) << "verify saw nothing: " << when;
        expect_no_other_words(when);
        if (HasFatalFailure()) return;
        put_byte(path() / file, at, bytes[at]);
        ++flipped;
      }
    }
    RecordProperty("flipped", std::to_string(flipped));  // for --gtest_output
    EXPECT_EQ(look(), clean_);
  }

  Findings clean_;
  std::vector<std::string> expected_;
};

}  // namespace muniment::archive
