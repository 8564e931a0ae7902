// SPDX-License-Identifier: GPL-3.0-or-later
// The ring in use: frame keys by unit and index, and the derived keys that are given out. Thread-safe, since a bulk
// export reads frames from several threads while the writer may replace the ring.
#pragma once

#include <functional>
#include <mutex>
#include <unordered_map>

#include "archive/archive.h"
#include "archive/ring.h"

namespace muniment::archive {

class Keyring : public DerivedKeys {
 public:
  explicit Keyring(Ring ring);

  // not_found if the unit is unknown or the index was punctured: what it sealed has been erased.
  Result<SecretBytes> frame_key(const UnitTag& unit, uint32_t index) const;
  [[nodiscard]] uint32_t epoch() const;
  [[nodiscard]] SecretBytes commit_key() const;
  [[nodiscard]] SecretBytes spool_key() const;
  // For a spool made in this epoch: the key of now, or an earlier one that is kept for processes that were reading.
  [[nodiscard]] SecretBytes spool_key_of(uint32_t epoch) const;
  [[nodiscard]] bool has_unit(const UnitTag& unit) const;
  [[nodiscard]] Ring copy() const;  // to change and write as the next epoch
  void replace(Ring ring);

  Result<SecretBytes> index_key(ClassId cls, Month month) const override;
  std::vector<SecretBytes> earlier_index_keys(ClassId cls, Month month) const override;
  SecretBytes catalogue_key() const override;
  SecretBytes identity_key(ClassId cls) const override;  // empty if the class has no keys yet
  SecretBytes message_id_key() const override;

  // What `look` makes of the ring, under the lock: for questions that need no copy of the keys.
  template <typename Look>
  auto ask(Look look) const {
    const std::lock_guard guard(mutex_);
    return look(static_cast<const Ring&>(ring_));
  }

 private:
  void index_units();

  mutable std::mutex mutex_;
  mutable Ring ring_;  // deriving a key remembers the path to it
  std::unordered_map<UnitTag, size_t> by_tag_;
};

}  // namespace muniment::archive
