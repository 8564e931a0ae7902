// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/matching_documents.h"

namespace muniment::index {

Result<std::vector<uint32_t>> matching_documents(const Partition& partition, const QueryScope& scope, const Node& root) {
  MUNIMENT_TRY(const Xapian::Query compiled, QueryCompiler(partition, scope).compile(root));
  if (compiled.empty()) return std::vector<uint32_t>();
  MUNIMENT_TRY(const Postings* const postings, partition.postings());
  MUNIMENT_TRY(const auto database, postings->lend());
  return guarded("searching a partition", [&] {
    Xapian::Enquire enquire(**database);
    enquire.set_query(compiled);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(partition.header().documents));
    std::vector<uint32_t> documents;
    documents.reserve(found.size());
    for (auto each = found.begin(); each != found.end(); ++each) documents.push_back(*each - 1);
    return documents;
  });
}

Result<DocumentsOf> matching_documents(const PartitionList& partitions, const QueryScope& scope, const Node& root) {
  DocumentsOf all;
  for (const auto& partition : partitions) {
    MUNIMENT_TRY(all.emplace_back(), matching_documents(*visit(partition), scope, root));
  }
  return all;
}

}  // namespace muniment::index
