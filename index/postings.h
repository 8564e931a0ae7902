// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The Xapian part of a partition: which documents contain which word ids. No positions, no texts:
// the terms are the numbers of the vocabulary.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/io/memory_file.h"
#include "index/xapian_guard.h"

namespace muniment::index {

std::string term_of(uint32_t id);
std::string term_of_pair(uint32_t first_id, uint32_t second_id);  // neighbours of a script without spaces

// Takes documents in their order (the first gets docid 1) and makes one compact database of them.
class PostingsBuilder {
 public:
  virtual ~PostingsBuilder() = default;
  virtual Result<void> add(const std::vector<std::string>& terms) = 0;  // any order, no term twice
  virtual Result<Bytes> finish() = 0;
  static Result<std::unique_ptr<PostingsBuilder>> create();
};

// A sealed database in memory. Thread-safe: each use has its own handle.
class Postings {
 public:
  static Result<std::unique_ptr<Postings>> open(ByteView database);

  // A handle on loan; it goes back when destroyed.
  class Loan {
   public:
    Loan(const Postings& owner, std::unique_ptr<Xapian::Database> database) : owner_(owner), database_(std::move(database)) {}
    ~Loan() { owner_.give_back(std::move(database_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Xapian::Database& operator*() { return *database_; }

   private:
    const Postings& owner_;
    std::unique_ptr<Xapian::Database> database_;
  };
  [[nodiscard]] Result<std::unique_ptr<Loan>> lend() const;
  [[nodiscard]] uint64_t memory() const { return bytes_; }  // of the file, which goes when this is destroyed and no loan is left

 private:
  Postings(io::MemoryFile file, uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {}
  void give_back(std::unique_ptr<Xapian::Database> database) const;

  io::MemoryFile file_;
  const uint64_t bytes_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Xapian::Database>> idle_;
};

}  // namespace muniment::index
