// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "index/partition.h"

namespace muniment::index {
namespace {

class DraftBuilder : public PartitionBuilder {
 public:
  DraftBuilder(ClassId cls, Month month) : cls_(cls), month_(month) {}

  Result<void> add(const Document& document) override {
    draft_.add(document, tokenizer_);
    return {};
  }
  uint64_t documents() const override { return draft_.rows.size(); }
  Result<std::shared_ptr<const Partition>> finish(LogRange range) override {
    return seal(std::move(draft_), cls_, month_, {range});
  }

 private:
  ClassId cls_;
  Month month_;
  Tokenizer tokenizer_;
  PartitionDraft draft_;
};

}  // namespace

Result<std::unique_ptr<PartitionBuilder>> PartitionBuilder::create(ClassId cls, Month month) {
  return std::unique_ptr<PartitionBuilder>(std::make_unique<DraftBuilder>(cls, month));
}

}  // namespace muniment::index
