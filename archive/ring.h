// SPDX-License-Identifier: GPL-3.0-or-later
// The body of the key ring as a value, and its deterministic CBOR encoding. Everything readable hangs on these keys:
// what is not in the newest ring, and not in a copy of an older one, is gone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/crypto/ggm.h"

namespace muniment::archive {

// Stored as these numbers.
enum class UnitState : uint8_t { live = 1, held = 2, punctured = 3, destroyed = 4 };

// The frame keys of one class and month.
struct RingUnit {
  UnitTag tag;
  ClassId cls;
  Month month;
  UnitState state = UnitState::live;
  crypto::GgmTree keys;             // no nodes when destroyed
  std::vector<std::string> holds;
  uint64_t lock_until_ms = 0;
};

struct IndexKey {
  ClassId cls;
  Month month;
  SecretBytes key;
};

struct ClassKey {
  ClassId cls;
  SecretBytes key;  // K_ded
};

// Who a recipient is, and since when; told to people, and found by a label.
struct RingLabel {
  std::string recipient;
  std::string label;
  uint64_t since_ms = 0;
};

// A spool key that a later ring replaced: it opens the spools of processes that were reading at the time.
struct EarlierSpoolKey {
  uint32_t last_epoch = 0;  // of the rings that had it
  SecretBytes key;
};

struct Ring {
  ArchiveId archive;
  uint32_t epoch = 1;
  std::string log_key;                  // vkey of the log
  std::vector<std::string> recipients;  // of this ring and of keys/log.age
  SecretBytes catalogue, suppression, message_id, commit, spool;  // 32 bytes each
  std::vector<RingLabel> labels;              // empty in rings made before there were labels
  std::vector<EarlierSpoolKey> earlier_spool; // ascending
  std::vector<RingUnit> units;
  std::vector<IndexKey> index_keys;
  std::vector<ClassKey> class_keys;

  [[nodiscard]] Ring clone() const;
};

SecretBytes encode_ring(const Ring& ring);
Result<Ring> decode_ring(ByteView body);  // corrupt for anything that encode_ring would not have written

// New keys for all months of a year, so that a bulk ingest of old messages changes the ring once a year and not once
// a month; and K_ded if the class has none. Months that have a unit that can still be written keep it.
void add_year(Ring& ring, ClassId cls, uint32_t year);

// Labels that only the archive gives. The second one stands in the ring while a passphrase is being replaced.
inline constexpr std::string_view kPassphraseLabel = "passphrase", kComingPassphraseLabel = "new passphrase";
const RingLabel* label_of(const Ring& ring, std::string_view recipient);      // nothing if it has none
const RingLabel* labelled(const Ring& ring, std::string_view label);          // nothing if nobody is called so
inline const RingLabel* coming_passphrase(const Ring& ring) { return labelled(ring, kComingPassphraseLabel); }
// Gives a label to every recipient of a ring that was made before there were labels.
void complete_labels(Ring& ring, bool has_passphrase);

// New frame keys for every month that can take frames, new index keys, catalogue key and spool key: whoever has only the
// ring as it was opens nothing that is written under these. The keys that were there stay, for reading.
void renew_keys(Ring& ring);

// The unit of this class and month that can take new frames, if there is one.
const RingUnit* unit_for(const Ring& ring, ClassId cls, Month month);
// The newest such unit of a class: it carries the record of a ring change.
const RingUnit* newest_unit(const Ring& ring, ClassId cls);
// The first index from `from` on that was not punctured; crypto::kGgmLeaves if there is none.
uint32_t first_live_index(const RingUnit& unit, uint32_t from);

}  // namespace muniment::archive
