// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/partition.h"
#include "index/search.h"

namespace muniment::index {
namespace {

using Partitions = std::span<const std::shared_ptr<const Partition>>;

const Identities& loaded(const Result<const Identities*>& identities) {
  MUNIMENT_CHECK(identities.has_value(), "prepare_identities() succeeded before identities are looked up");
  return **identities;
}

}  // namespace

Result<void> prepare_identities(Partitions partitions) {
  for (const auto& partition : partitions) {
    MUNIMENT_TRY([[maybe_unused]] const Identities* messages, partition->identities());
    MUNIMENT_TRY([[maybe_unused]] const Identities* contents, partition->content_identities());
  }
  return {};
}

std::optional<MessageNumber> find_identity(Partitions partitions, const IdentityKey& key) {
  std::optional<MessageNumber> lowest;
  for (const auto& partition : partitions) {
    const auto number = loaded(partition->identities()).find(key);
    if (number && (!lowest || *number < lowest->value)) lowest = MessageNumber{*number};
  }
  return lowest;
}

std::vector<MessageNumber> find_content_identity(Partitions partitions, const IdentityKey& key, size_t limit) {
  std::vector<MessageNumber> numbers;
  for (const auto& partition : partitions) loaded(partition->content_identities()).find_all(key, limit, numbers);
  return numbers;
}

}  // namespace muniment::index
