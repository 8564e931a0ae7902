// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The container of a partition: a header that says what is inside, then sections
// (docs/index-schema.md). The same bytes in memory and, encrypted, on disk.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/crypto/chunked.h"
#include "index/search.h"

namespace muniment::index {

// Names one sealed partition among all that ever were: a file put in place of another one is noticed.
using PartitionId = FixedBytes<struct PartitionIdTag, 16>;

// Numbers on disk; never renumber, never reuse.
enum class SectionId : uint32_t {
  names = 1, numbers = 2, times = 3, conversations = 4, senders = 5, custodians = 6, kinds = 7, has = 8,
  words = 9, word_ids = 10, word_frequencies = 11, stream_sizes = 12, stream = 13, postings = 14,
  identities = 15, content_rows = 16, content_identities = 17, own_names = 18, changes = 19, mentions = 20, sources = 21,
};

struct PartitionHeader {
  PartitionId id;
  uint32_t tokenizer_version = 0;
  ClassId cls;
  Month month;
  std::vector<LogRange> ranges;  // the log entries from which the documents came; ascending, apart
  uint64_t documents = 0;
  int64_t first_ms = 0, last_ms = 0;

  [[nodiscard]] LogRange hull() const;
};

// Room to read sections into, one after the other: fresh memory for each costs as much as unpacking them.
struct SectionRoom {
  Bytes stored, content;
};

// Where sections come from. Thread-safe.
class SectionSource {
 public:
  virtual ~SectionSource() = default;
  [[nodiscard]] virtual Result<Bytes> section(SectionId id) const = 0;  // unpacked; corrupt if it is not there
  // The same, for as long as the room is not used again.
  [[nodiscard]] virtual Result<ByteView> read(SectionId id, SectionRoom& room) const {
    MUNIMENT_TRY(room.content, section(id));
    return ByteView(room.content);
  }
  [[nodiscard]] virtual uint64_t stored_bytes(SectionId id) const = 0;
  virtual Result<void> check_all() const = 0;  // reads every byte
};

// Packs sections and remembers them.
class SectionWriter {
 public:
  void add(SectionId id, ByteView content);        // compressed where that helps
  // The sealed container, piece by piece.
  Result<void> write(const PartitionHeader& header, const crypto::ByteSink& out) const;
  [[nodiscard]] std::shared_ptr<const SectionSource> source() &&;

  struct Section {
    Bytes stored;
    uint64_t size = 0;  // unpacked
    bool packed = false;
  };

 private:
  std::map<SectionId, Section> sections_;
};

// Writes a container again from what `source` holds, without unpacking. Only for a source made by a SectionWriter.
Result<void> write_container(const PartitionHeader& header, const SectionSource& source, const crypto::ByteSink& out);

struct OpenContainer {
  PartitionHeader header;
  std::shared_ptr<const SectionSource> source;
};
Result<OpenContainer> open_container(std::shared_ptr<const crypto::ChunkedReader> file);

}  // namespace muniment::index
