// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/postings.h"

#include "core/io/scratch_dir.h"

namespace muniment::index {
namespace {

// Many small databases and one merge are twice as fast as one database: Xapian's inverter outgrows the caches.
constexpr size_t kDocumentsPerPart = 5'000;
constexpr int kPartFlags = Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_TERMLIST |
                           Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS;

// Without zero bytes, which Xapian would escape: digits to the base of 255, each plus one.
void append_number(std::string& out, uint32_t value) {
  do {
    out += static_cast<char>(value % 255 + 1);
    value /= 255;
  } while (value != 0);
}

class GlassBuilder : public PostingsBuilder {
 public:
  explicit GlassBuilder(std::unique_ptr<io::ScratchDir> scratch) : scratch_(std::move(scratch)) {}

  Result<void> add(const std::vector<std::string>& terms) override {
    return guarded("writing a document to the postings", [&] {
      if (!part_) open_part();
      Xapian::Document document;
      for (const std::string& term : terms) document.add_boolean_term(term);
      part_->add_document(document);
      if (++in_part_ == kDocumentsPerPart) close_part();
    });
  }

  Result<Bytes> finish() override {
    MUNIMENT_TRY(const io::MemoryFile merged, io::MemoryFile::create("muniment-postings"));
    MUNIMENT_TRY(const int descriptor, merged.duplicate());
    MUNIMENT_TRY_VOID(guarded("merging the postings", [&] {
      if (!part_ && parts_ == 0) open_part();  // a partition without documents still has a database
      close_part();
      Xapian::Database all;
      for (size_t i = 0; i < parts_; ++i) all.add_database(Xapian::Database(part_path(i)));
      all.compact(descriptor, Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::FULLER);  // closes the descriptor
    }));
    return merged.content();
  }

 private:
  [[nodiscard]] std::string part_path(size_t part) const { return (scratch_->path() / std::to_string(part)).string(); }

  void open_part() {
    part_ = std::make_unique<Xapian::WritableDatabase>(part_path(parts_++), kPartFlags);
    in_part_ = 0;
  }
  void close_part() {
    if (!part_) return;
    part_->commit();
    part_->close();
    part_.reset();
  }

  std::unique_ptr<io::ScratchDir> scratch_;
  std::unique_ptr<Xapian::WritableDatabase> part_;
  size_t parts_ = 0, in_part_ = 0;
};

}  // namespace

std::string term_of(uint32_t id) {
  std::string term;
  append_number(term, id);
  return term;
}

// Of fixed length, and longer than any single id, so never equal to one.
std::string term_of_pair(uint32_t first_id, uint32_t second_id) {
  std::string term;
  for (const uint32_t id : {first_id, second_id}) {
    uint32_t rest = id;
    for (int digit = 0; digit < 4; ++digit, rest /= 255) term += static_cast<char>(rest % 255 + 1);
  }
  return term;
}

Result<std::unique_ptr<PostingsBuilder>> PostingsBuilder::create() {
  MUNIMENT_TRY(auto scratch, io::ScratchDir::create());
  return std::unique_ptr<PostingsBuilder>(std::make_unique<GlassBuilder>(std::move(scratch)));
}

Result<std::unique_ptr<Postings>> Postings::open(ByteView database) {
  MUNIMENT_TRY(io::MemoryFile file, io::MemoryFile::from(database, "muniment-postings"));
  std::unique_ptr<Postings> postings(new Postings(std::move(file), database.size()));
  MUNIMENT_TRY(const auto loan, postings->lend());  // does it open at all
  return postings;
}

// One thread opens at a time: all descriptors of a file have one place to read from, which Xapian moves when it opens it.
Result<std::unique_ptr<Postings::Loan>> Postings::lend() const {
  const std::lock_guard lock(mutex_);
  if (!idle_.empty()) {
    auto database = std::move(idle_.back());
    idle_.pop_back();
    return std::make_unique<Loan>(*this, std::move(database));
  }
  MUNIMENT_TRY(const int descriptor, file_.duplicate());
  MUNIMENT_TRY(auto database, guarded("opening the postings", [&] { return std::make_unique<Xapian::Database>(descriptor); }));
  return std::make_unique<Loan>(*this, std::move(database));
}

void Postings::give_back(std::unique_ptr<Xapian::Database> database) const {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(database));
}

}  // namespace muniment::index
