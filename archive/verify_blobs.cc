// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_blobs.h"

#include <algorithm>

#include "archive/blob.h"
#include "archive/in_order.h"
#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

constexpr size_t kReadSize = 256U << 10;
constexpr size_t kAhead = 64;

Finding finding_about(const Layout& layout, const BlobId& blob, Finding::Kind kind, std::string what) {
  Finding finding;
  finding.kind = kind;
  finding.what = std::move(what);
  finding.path = layout.shown(layout.blob(blob));
  finding.concern = Concern::attachment;
  return finding;
}

Finding finding_about(const Layout& layout, const BlobId& blob, const ExpectedBlob& expected, Finding::Kind kind,
                      std::string what) {
  Finding finding = finding_about(layout, blob, kind, std::move(what));
  finding.entry = expected.entry;
  if (expected.message) finding.messages = std::pair(*expected.message, *expected.message);
  return finding;
}

Result<Sha256> hash_content(io::FileSystem& fs, const Layout& layout, const ArchiveId& archive, const BlobId& blob,
                            ByteView key) {
  MUNIMENT_TRY(const auto stream, open_blob_file(fs, layout, archive, blob, key));
  crypto::Sha256Stream hash;
  SecretBytes buffer(kReadSize);
  for (;;) {
    MUNIMENT_TRY(const size_t got, stream->read(buffer.writable()));
    if (got == 0) return hash.digest();
    hash.update(buffer.view().first(got));
  }
}

struct BlobTask {
  BlobId blob;
  const ExpectedBlob* expected = nullptr;
  uint64_t size = 0;
};

// Of the files that no opened frame refers to, the size is all that can be checked without their key.
void check_unread(const BlobCheck& check, const FoundFile& file, const BlobId& blob, VerifyFindings& findings) {
  if (check.all_frames_opened) {
    findings.note("no record refers to " + file.shown);
  } else if (!is_blob_size(file.size)) {
    findings.add(finding_about(check.layout, blob, Finding::Kind::altered,
                               "the attachment has a size that no attachment can have"));
  }
}

}  // namespace

void expect_blobs(const FrameTask& task, FrameOutcome& outcome, ExpectedBlobs& all) {
  for (BlobKey& blob : outcome.blobs) {
    auto [place, fresh] = all.try_emplace(blob.blob);
    ExpectedBlob& expected = place->second;
    if (fresh) expected.entry = task.index;
    const bool known = std::any_of(expected.keys.begin(), expected.keys.end(),
                                   [&](const SecretBytes& key) { return equal(key.view(), blob.key.view()); });
    if (!known) expected.keys.push_back(std::move(blob.key));
  }
  for (const StatedContent& stated : outcome.contents) {
    ExpectedBlob& expected = all[stated.blob];
    expected.sha256 = stated.sha256;
    if (task.entry.kind == EntryKind::messages && !expected.message) {
      expected.message = task.entry.first_message.value + stated.record;
    }
  }
}

Result<void> check_blob(io::FileSystem& fs, const Layout& layout, const ArchiveId& archive, const BlobId& blob,
                        const ExpectedBlob& expected) {
  for (const SecretBytes& key : expected.keys) {
    MUNIMENT_TRY(const Sha256 hash, hash_content(fs, layout, archive, blob, key.view()));
    if (expected.sha256 && hash != *expected.sha256) {
      return make_error(ErrorCode::corrupt, "its SHA-256 is not the one in the record");
    }
  }
  return {};
}

Result<void> check_blobs(const BlobCheck& check, const std::vector<FoundFile>& files, const ExpectedBlobs& expected,
                         VerifyFindings& findings, VerifyReport& report, const std::function<void(uint64_t)>& advance) {
  std::map<BlobId, uint64_t> there;
  for (const FoundFile& file : files) {
    if (file.role != FileRole::blob) continue;
    const BlobId blob = *blob_of_name(file.path.filename().string());
    there.emplace(blob, file.size);
    if (!expected.contains(blob)) check_unread(check, file, blob, findings);
  }
  InOrder<BlobTask, Result<void>> pool(
      check.threads, kAhead,
      [&](BlobTask& task) { return check_blob(check.fs, check.layout, check.archive, task.blob, *task.expected); },
      [&](BlobTask& task, Result<void>& outcome) -> Result<void> {
        ++report.blobs_opened;
        advance(task.size);
        if (outcome) return {};
        if (outcome.error().code == ErrorCode::io) return outcome;
        findings.add(finding_about(check.layout, task.blob, *task.expected, Finding::Kind::altered,
                                   "the attachment is not what was written: " + said(outcome.error())));
        return {};
      });
  for (const auto& [blob, about] : expected) {
    const auto file = there.find(blob);
    if (file == there.end()) {
      findings.add(finding_about(check.layout, blob, about, Finding::Kind::missing, "the attachment is missing"));
    } else {
      MUNIMENT_TRY_VOID(pool.add(BlobTask{blob, &about, file->second}));
    }
  }
  MUNIMENT_TRY_VOID(pool.finish());
  report.blobs = check.all_frames_opened ? report.blobs_opened : there.size();
  return {};
}

}  // namespace muniment::archive
