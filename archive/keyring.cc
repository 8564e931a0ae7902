// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/keyring.h"

#include "core/base/hex.h"

namespace muniment::archive {

Keyring::Keyring(Ring ring) : ring_(std::move(ring)) { index_units(); }

void Keyring::index_units() {
  by_tag_.clear();
  for (size_t i = 0; i < ring_.units.size(); ++i) by_tag_.emplace(ring_.units[i].tag, i);
}

Result<SecretBytes> Keyring::frame_key(const UnitTag& unit, uint32_t index) const {
  const std::lock_guard guard(mutex_);
  const auto found = by_tag_.find(unit);
  if (found == by_tag_.end()) {
    return make_error(ErrorCode::not_found, "the key ring has no unit " + to_hex(unit.view()));
  }
  return ring_.units[found->second].keys.leaf(index);
}

uint32_t Keyring::epoch() const {
  return ask([](const Ring& ring) { return ring.epoch; });
}
SecretBytes Keyring::commit_key() const {
  return ask([](const Ring& ring) { return ring.commit.clone(); });
}
SecretBytes Keyring::spool_key() const {
  return ask([](const Ring& ring) { return ring.spool.clone(); });
}
SecretBytes Keyring::spool_key_of(uint32_t epoch) const {
  return ask([epoch](const Ring& ring) {
    for (const EarlierSpoolKey& key : ring.earlier_spool) {
      if (epoch <= key.last_epoch) return key.key.clone();
    }
    return ring.spool.clone();
  });
}
bool Keyring::has_unit(const UnitTag& unit) const {
  const std::lock_guard guard(mutex_);
  return by_tag_.contains(unit);
}
Ring Keyring::copy() const {
  return ask([](const Ring& ring) { return ring.clone(); });
}

void Keyring::replace(Ring ring) {
  const std::lock_guard guard(mutex_);
  ring_ = std::move(ring);
  index_units();
}

Result<SecretBytes> Keyring::index_key(ClassId cls, Month month) const {
  const std::lock_guard guard(mutex_);
  for (auto key = ring_.index_keys.rbegin(); key != ring_.index_keys.rend(); ++key) {
    if (key->cls == cls && key->month == month) return key->key.clone();
  }
  return make_error(ErrorCode::not_found, "class " + std::to_string(cls.value) + " has no index key for month " +
                                              std::to_string(month.yyyymm));
}

std::vector<SecretBytes> Keyring::earlier_index_keys(ClassId cls, Month month) const {
  const std::lock_guard guard(mutex_);
  std::vector<SecretBytes> keys;
  for (auto key = ring_.index_keys.rbegin(); key != ring_.index_keys.rend(); ++key) {
    if (key->cls == cls && key->month == month) keys.push_back(key->key.clone());
  }
  if (!keys.empty()) keys.erase(keys.begin());
  return keys;
}

SecretBytes Keyring::catalogue_key() const {
  return ask([](const Ring& ring) { return ring.catalogue.clone(); });
}

SecretBytes Keyring::identity_key(ClassId cls) const {
  const std::lock_guard guard(mutex_);
  for (auto key = ring_.class_keys.rbegin(); key != ring_.class_keys.rend(); ++key) {
    if (key->cls == cls) return key->key.clone();
  }
  return {};
}

SecretBytes Keyring::message_id_key() const {
  return ask([](const Ring& ring) { return ring.message_id.clone(); });
}

}  // namespace muniment::archive
