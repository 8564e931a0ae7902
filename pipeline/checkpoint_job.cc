// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/checkpoint_job.h"

#include <algorithm>

#include "archive/checkpoint_search.h"
#include "archive/checkpoints.h"
#include "archive/proof.h"
#include "archive/tiles.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {
namespace {

constexpr uint64_t kMaxMail = 64U << 20;
constexpr int kNoCheckpoint = 1242;

CheckpointFacts facts_of(const archive::KeptCheckpoint& kept, const archive::Reader& log) {
  CheckpointFacts facts{kept.checkpoint.size, kept.checkpoint.root, kept.file, kept.note, std::nullopt, std::nullopt};
  const auto entries = log.entries();
  if (facts.size == 0 || facts.size > entries.size()) return facts;
  const archive::LogEntry& last = entries[facts.size - 1];
  facts.committed_ms = last.committed_ms;
  const bool has_messages = last.kind == archive::EntryKind::messages;
  facts.messages = last.first_message.value + (has_messages ? last.records : 0);
  return facts;
}

Result<archive::Checkpoints> read_kept(StoreParts& parts) {
  MUNIMENT_TRY(const archive::NoteKey key, archive::NoteKey::parse(parts.log().log_key()));
  return archive::read_checkpoints(*parts.fs, archive::Layout{parts.path}, key, archive::KeptOnes::all);
}

}  // namespace

Result<std::vector<CheckpointFacts>> checkpoints(Store& store) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const archive::Checkpoints kept, read_kept(parts));
  std::vector<CheckpointFacts> facts;
  for (const archive::KeptCheckpoint& one : kept.all) facts.push_back(facts_of(one, parts.log()));
  std::stable_sort(facts.begin(), facts.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  return facts;
}

Result<CheckpointFacts> checkpoint(Store& store, std::optional<uint64_t> size) {
  MUNIMENT_TRY(const auto all, checkpoints(store));
  for (const CheckpointFacts& facts : all) {
    if (size ? facts.size == *size : facts.file == "HEAD") return facts;
  }
  if (!size) return make_error(ErrorCode::corrupt, "HEAD is missing");
  return make_error(ErrorCode::not_found, "no checkpoint c" + std::to_string(*size) + " is kept")
      .advise("muniment checkpoint list shows those that are");
}

std::string log_key(Store& store) { return store.parts().log().log_key(); }

Result<CheckpointFacts> keep_checkpoint(Store& store) {
  StoreParts& parts = store.parts();
  MUNIMENT_CHECK(parts.writer != nullptr, "checkpoints are made by the writer");
  MUNIMENT_TRY(const archive::LogEnd end, parts.writer->keep_checkpoint());
  MUNIMENT_TRY(const auto all, checkpoints(store));
  for (const CheckpointFacts& facts : all) {
    if (facts.size == end.log_size && facts.file != "HEAD") return facts;
  }
  return checkpoint(store, end.log_size);
}

Result<PublishedLog> publish_log(Store& store, const io::Path& directory) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const CheckpointFacts head, checkpoint(store, std::nullopt));
  PublishedLog published{directory.empty() ? parts.path / "log" : directory, head.size, 0};
  archive::TileWriter tiles(*parts.fs, published.directory);
  Result<void> written;
  MUNIMENT_TRY_VOID(parts.log().proofs().each_entry(head.size, [&](uint64_t, ByteView entry) {
    if (written) written = tiles.add(entry);
  }));
  MUNIMENT_TRY_VOID(std::move(written));
  MUNIMENT_TRY_VOID(tiles.finish(head.note));
  published.files = tiles.files_written();
  return published;
}

Result<GivenUpEnd> give_up_lost_end(io::FileSystem& fs, const io::Path& path, const Unlock& unlock, const Actor& actor,
                                    const Clock& clock, const OpenOptions& options) {
  if (actor.reason.empty()) {
    return make_error(ErrorCode::invalid_argument, "to give up the end of a log needs a reason")
        .because("it stays in the log, and people will ask").advise("--reason \"what happened\"");
  }
  const archive::WriterOptions writing{.lock_wait_ms = options.lock_wait_ms, .outside = outside_of(options.machine),
                                       .give_up = archive::WriterOptions::GiveUp{actor.name, actor.reason}};
  MUNIMENT_TRY(const auto writer, archive::Writer::open(fs, path, to_archive(unlock), clock, writing));
  GivenUpEnd given{writer->given_up(), writer->reader().end().log_size};
  MUNIMENT_TRY_VOID(writer->close());
  return given;
}

Result<std::vector<std::string>> checkpoints_in_file(io::FileSystem& fs, const io::Path& file) {
  constexpr const char* kHint = "name the note, or the mail as it was saved, that was made by muniment checkpoint print";
  const auto text = io::read_file(fs, file, kMaxMail);
  if (!text) return with_context(Error(text.error()).advise(kHint).numbered(kNoCheckpoint), "reading the checkpoint");
  auto found = archive::checkpoints_in(as_text(*text));
  if (!found.empty()) return found;
  return make_error(ErrorCode::invalid_argument, "there is no checkpoint in this file")
      .because("it has no text that begins with muniment/, a size, a root and a signature").advise(kHint).at(file)
      .numbered(kNoCheckpoint);
}

}  // namespace muniment::pipeline
