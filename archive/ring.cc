// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/ring.h"

#include <algorithm>
#include <set>

#include "core/base/cbor.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

// Keys 0 to 8 are in every ring; 9 and 10 are left out where they say nothing, as in rings of the first versions.
constexpr uint64_t kHeadKeys = 9, kLabels = 9, kEarlierSpool = 10;
constexpr uint64_t kUnitKeys = 8;
constexpr uint64_t kLastMonth = 999'912;

// The encoding holds keys, so its buffer is made large enough at once and wiped by SecretBytes.
size_t size_estimate(const Ring& ring) {
  size_t size = 1024 + ring.index_keys.size() * 64 + ring.class_keys.size() * 64;
  for (const std::string& recipient : ring.recipients) size += recipient.size() + 8;
  for (const RingLabel& label : ring.labels) size += label.recipient.size() + label.label.size() + 32;
  size += ring.earlier_spool.size() * 64;
  for (const RingUnit& unit : ring.units) {
    size += 128 + unit.keys.nodes().size() * 64;
    for (const std::string& hold : unit.holds) size += hold.size() + 8;
  }
  return size;
}

void encode_head(cbor::Encoder& out, const Ring& ring) {
  out.map(kHeadKeys + (ring.labels.empty() ? 0 : 1) + (ring.earlier_spool.empty() ? 0 : 1));
  out.uint(0), out.bytes(ring.archive.view());
  out.uint(1), out.uint(ring.epoch);
  out.uint(2), out.text(ring.log_key);
  out.uint(3), out.array(ring.recipients.size());
  for (const std::string& recipient : ring.recipients) out.text(recipient);
  out.uint(4), out.bytes(ring.catalogue.view());
  out.uint(5), out.bytes(ring.suppression.view());
  out.uint(6), out.bytes(ring.message_id.view());
  out.uint(7), out.bytes(ring.commit.view());
  out.uint(8), out.bytes(ring.spool.view());
  if (!ring.labels.empty()) out.uint(kLabels), out.array(ring.labels.size());
  for (const RingLabel& label : ring.labels) {
    out.array(3), out.text(label.recipient), out.text(label.label), out.uint(label.since_ms);
  }
  if (!ring.earlier_spool.empty()) out.uint(kEarlierSpool), out.array(ring.earlier_spool.size());
  for (const EarlierSpoolKey& key : ring.earlier_spool) {
    out.array(2), out.uint(key.last_epoch), out.bytes(key.key.view());
  }
}

void encode_unit(cbor::Encoder& out, const RingUnit& unit) {
  out.map(kUnitKeys);
  out.uint(0), out.bytes(unit.tag.view());
  out.uint(1), out.uint(unit.cls.value);
  out.uint(2), out.uint(unit.month.yyyymm);
  out.uint(3), out.uint(0);  // mode: erasable
  out.uint(4), out.uint(static_cast<uint64_t>(unit.state));
  out.uint(5), out.array(unit.keys.nodes().size());
  for (const crypto::GgmNode& node : unit.keys.nodes()) {
    out.array(3), out.uint(node.level), out.uint(node.prefix), out.bytes(node.key.view());
  }
  out.uint(6), out.array(unit.holds.size());
  for (const std::string& hold : unit.holds) out.text(hold);
  out.uint(7), out.uint(unit.lock_until_ms);
}

// Decoding. `in` stands for the decoder and the error in its words.
Result<void> expect_key(cbor::Decoder& in, uint64_t key) {
  MUNIMENT_TRY(const uint64_t found, in.uint());
  if (found != key) return in.broken("key " + std::to_string(key) + " is missing");
  return {};
}

Result<SecretBytes> secret_at(cbor::Decoder& in, uint64_t key) {
  MUNIMENT_TRY_VOID(expect_key(in, key));
  MUNIMENT_TRY(const ByteView bytes, in.bytes());
  if (bytes.size() != 32) return in.broken("a key does not have 32 bytes");
  return SecretBytes(bytes);
}

Result<uint64_t> bounded(cbor::Decoder& in, uint64_t max) {
  MUNIMENT_TRY(const uint64_t number, in.uint());
  if (number > max) return in.broken("a number is out of bounds");
  return number;
}

Result<uint64_t> number_at(cbor::Decoder& in, uint64_t key, uint64_t max) {
  MUNIMENT_TRY_VOID(expect_key(in, key));
  return bounded(in, max);
}

Result<std::vector<std::string>> texts_at(cbor::Decoder& in, uint64_t key) {
  MUNIMENT_TRY_VOID(expect_key(in, key));
  MUNIMENT_TRY(const uint64_t count, in.array());
  std::vector<std::string> texts;
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(const std::string_view text, in.text());
    texts.emplace_back(text);
  }
  return texts;
}

template <typename Fixed>
Result<Fixed> fixed_at(cbor::Decoder& in, uint64_t key) {
  MUNIMENT_TRY_VOID(expect_key(in, key));
  MUNIMENT_TRY(const ByteView bytes, in.bytes());
  if (bytes.size() != Fixed::kSize) return in.broken("an id has the wrong length");
  return Fixed::from(bytes);
}

Error unknown_field() {
  return make_error(ErrorCode::unsupported, "the key ring has fields that this version does not know").advise("use a newer muniment");
}

Result<SecretBytes> decode_key(cbor::Decoder& in) {
  MUNIMENT_TRY(const ByteView key, in.bytes());
  if (key.size() != 32) return in.broken("a key does not have 32 bytes");
  return SecretBytes(key);
}

template <typename Item, typename Decode>
Result<void> decode_list(cbor::Decoder& in, std::vector<Item>& into, Decode decode) {
  MUNIMENT_TRY(const uint64_t count, in.array());
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(Item item, decode(in));
    into.push_back(std::move(item));
  }
  return {};
}

Result<RingLabel> decode_label(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 3) return in.broken("a label has three items");
  RingLabel label;
  MUNIMENT_TRY(label.recipient, in.text());
  MUNIMENT_TRY(label.label, in.text());
  MUNIMENT_TRY(label.since_ms, in.uint());
  return label;
}

Result<EarlierSpoolKey> decode_earlier_spool(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 2) return in.broken("an earlier spool key has two items");
  MUNIMENT_TRY(const uint64_t epoch, in.uint());
  if (epoch > UINT32_MAX) return in.broken("an epoch is out of bounds");
  MUNIMENT_TRY(SecretBytes key, decode_key(in));
  return EarlierSpoolKey{static_cast<uint32_t>(epoch), std::move(key)};
}

// What not every ring has. An empty list is never written.
Result<void> decode_optional(cbor::Decoder& in, uint64_t fields, Ring& ring) {
  uint64_t before = kHeadKeys - 1;
  for (uint64_t i = 0; i < fields; ++i) {
    MUNIMENT_TRY(const uint64_t key, in.uint());
    if (key <= before) return in.broken("the fields of the head do not ascend");
    before = key;
    if (key == kLabels) {
      MUNIMENT_TRY_VOID(decode_list(in, ring.labels, decode_label));
      if (ring.labels.empty()) return in.broken("a list is empty");
    } else if (key == kEarlierSpool) {
      MUNIMENT_TRY_VOID(decode_list(in, ring.earlier_spool, decode_earlier_spool));
      if (ring.earlier_spool.empty()) return in.broken("a list is empty");
    } else {
      return unknown_field();
    }
  }
  return {};
}

Result<Ring> decode_head(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t keys, in.map());
  if (keys < kHeadKeys || keys > kHeadKeys + 2) return unknown_field();
  Ring ring;
  MUNIMENT_TRY(ring.archive, fixed_at<ArchiveId>(in, 0));
  MUNIMENT_TRY(const uint64_t epoch, number_at(in, 1, UINT32_MAX));
  ring.epoch = static_cast<uint32_t>(epoch);
  MUNIMENT_TRY_VOID(expect_key(in, 2));
  MUNIMENT_TRY(ring.log_key, in.text());
  MUNIMENT_TRY(ring.recipients, texts_at(in, 3));
  MUNIMENT_TRY(ring.catalogue, secret_at(in, 4));
  MUNIMENT_TRY(ring.suppression, secret_at(in, 5));
  MUNIMENT_TRY(ring.message_id, secret_at(in, 6));
  MUNIMENT_TRY(ring.commit, secret_at(in, 7));
  MUNIMENT_TRY(ring.spool, secret_at(in, 8));
  MUNIMENT_TRY_VOID(decode_optional(in, keys - kHeadKeys, ring));
  return ring;
}

Result<crypto::GgmTree> nodes_at(cbor::Decoder& in, uint64_t key) {
  MUNIMENT_TRY_VOID(expect_key(in, key));
  MUNIMENT_TRY(const uint64_t count, in.array());
  std::vector<crypto::GgmNode> nodes;
  for (uint64_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(const uint64_t items, in.array());
    if (items != 3) return in.broken("a key node has three items");
    MUNIMENT_TRY(const uint64_t level, in.uint());
    MUNIMENT_TRY(const uint64_t prefix, in.uint());
    MUNIMENT_TRY(const ByteView bytes, in.bytes());
    if (level > crypto::kGgmDepth || prefix >> level != 0 || bytes.size() != 32) return in.broken("a key node is out of bounds");
    nodes.push_back({static_cast<uint8_t>(level), static_cast<uint32_t>(prefix), SecretBytes(bytes)});
  }
  return crypto::GgmTree::from_nodes(std::move(nodes));
}

Result<RingUnit> decode_unit(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t keys, in.map());
  if (keys != kUnitKeys) return in.broken("a unit has eight fields");
  MUNIMENT_TRY(const UnitTag tag, fixed_at<UnitTag>(in, 0));
  MUNIMENT_TRY(const uint64_t cls, number_at(in, 1, UINT16_MAX));
  MUNIMENT_TRY(const uint64_t month, number_at(in, 2, kLastMonth));
  MUNIMENT_TRY(const uint64_t mode, number_at(in, 3, 0));
  static_cast<void>(mode);
  MUNIMENT_TRY(const uint64_t state, number_at(in, 4, 4));
  MUNIMENT_TRY(crypto::GgmTree tree, nodes_at(in, 5));
  MUNIMENT_TRY(std::vector<std::string> holds, texts_at(in, 6));
  MUNIMENT_TRY(const uint64_t lock_until, number_at(in, 7, UINT64_MAX));
  if (state == 0) return in.broken("a unit has no state");
  return RingUnit{tag, ClassId{static_cast<uint16_t>(cls)}, Month{static_cast<uint32_t>(month)}, static_cast<UnitState>(state),
                  std::move(tree), std::move(holds), lock_until};
}

Result<IndexKey> decode_index_key(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 3) return in.broken("an index key has three items");
  MUNIMENT_TRY(const uint64_t cls, bounded(in, UINT16_MAX));
  MUNIMENT_TRY(const uint64_t month, bounded(in, kLastMonth));
  MUNIMENT_TRY(SecretBytes key, decode_key(in));
  return IndexKey{ClassId{static_cast<uint16_t>(cls)}, Month{static_cast<uint32_t>(month)}, std::move(key)};
}

Result<ClassKey> decode_class_key(cbor::Decoder& in) {
  MUNIMENT_TRY(const uint64_t items, in.array());
  if (items != 2) return in.broken("a class key has two items");
  MUNIMENT_TRY(const uint64_t cls, bounded(in, UINT16_MAX));
  MUNIMENT_TRY(SecretBytes key, decode_key(in));
  return ClassKey{ClassId{static_cast<uint16_t>(cls)}, std::move(key)};
}

bool can_take_frames(const RingUnit& unit) {
  return unit.state != UnitState::destroyed && !unit.keys.nodes().empty();
}

bool has_index_key(const Ring& ring, ClassId cls, Month month) {
  return std::any_of(ring.index_keys.begin(), ring.index_keys.end(),
                     [&](const IndexKey& key) { return key.cls == cls && key.month == month; });
}

bool has_class_key(const Ring& ring, ClassId cls) {
  return std::any_of(ring.class_keys.begin(), ring.class_keys.end(), [&](const ClassKey& key) { return key.cls == cls; });
}

}  // namespace

Ring Ring::clone() const {
  Ring copy;
  copy.archive = archive;
  copy.epoch = epoch;
  copy.log_key = log_key;
  copy.recipients = recipients;
  copy.catalogue = catalogue.clone();
  copy.suppression = suppression.clone();
  copy.message_id = message_id.clone();
  copy.commit = commit.clone();
  copy.spool = spool.clone();
  copy.labels = labels;
  for (const EarlierSpoolKey& key : earlier_spool) copy.earlier_spool.push_back({key.last_epoch, key.key.clone()});
  for (const RingUnit& unit : units) {
    copy.units.push_back(
        RingUnit{unit.tag, unit.cls, unit.month, unit.state, unit.keys.clone(), unit.holds, unit.lock_until_ms});
  }
  for (const IndexKey& key : index_keys) copy.index_keys.push_back(IndexKey{key.cls, key.month, key.key.clone()});
  for (const ClassKey& key : class_keys) copy.class_keys.push_back(ClassKey{key.cls, key.key.clone()});
  return copy;
}

SecretBytes encode_ring(const Ring& ring) {
  Bytes buffer;
  buffer.reserve(size_estimate(ring));
  cbor::Encoder out(buffer);
  out.array(4);
  encode_head(out, ring);
  out.array(ring.units.size());
  for (const RingUnit& unit : ring.units) encode_unit(out, unit);
  out.array(ring.index_keys.size());
  for (const IndexKey& key : ring.index_keys) {
    out.array(3), out.uint(key.cls.value), out.uint(key.month.yyyymm), out.bytes(key.key.view());
  }
  out.array(ring.class_keys.size());
  for (const ClassKey& key : ring.class_keys) {
    out.array(2), out.uint(key.cls.value), out.bytes(key.key.view());
  }
  SecretBytes body{ByteView(buffer)};
  wipe(buffer);
  return body;
}

Result<Ring> decode_ring(ByteView body) {
  cbor::Decoder in(body);
  MUNIMENT_TRY(const uint64_t parts, in.array());
  if (parts != 4) return in.broken("a key ring has four parts");
  MUNIMENT_TRY(Ring ring, decode_head(in));
  MUNIMENT_TRY_VOID(decode_list(in, ring.units, decode_unit));
  MUNIMENT_TRY_VOID(decode_list(in, ring.index_keys, decode_index_key));
  MUNIMENT_TRY_VOID(decode_list(in, ring.class_keys, decode_class_key));
  if (!in.done()) return in.broken("bytes follow the key ring");
  return ring;
}

void add_year(Ring& ring, ClassId cls, uint32_t year) {
  for (uint32_t month_no = 1; month_no <= 12; ++month_no) {
    const Month month{year * 100 + month_no};
    if (unit_for(ring, cls, month) == nullptr) {
      ring.units.push_back(RingUnit{crypto::random_value<UnitTag>(), cls, month, UnitState::live,
                                    crypto::GgmTree::new_random(), {}, 0});
    }
    if (!has_index_key(ring, cls, month)) ring.index_keys.push_back(IndexKey{cls, month, crypto::random_secret(32)});
  }
  if (!has_class_key(ring, cls)) ring.class_keys.push_back(ClassKey{cls, crypto::random_secret(32)});
}

const RingLabel* label_of(const Ring& ring, std::string_view recipient) {
  const auto found = std::find_if(ring.labels.begin(), ring.labels.end(), [&](const RingLabel& l) { return l.recipient == recipient; });
  return found == ring.labels.end() ? nullptr : &*found;
}

const RingLabel* labelled(const Ring& ring, std::string_view label) {
  const auto found = std::find_if(ring.labels.begin(), ring.labels.end(), [&](const RingLabel& l) { return l.label == label; });
  return found == ring.labels.end() ? nullptr : &*found;
}

// init wrote the passphrase's recipient first, then that of the recovery kit.
void complete_labels(Ring& ring, bool has_passphrase) {
  for (size_t i = 0; i < ring.recipients.size(); ++i) {
    if (label_of(ring, ring.recipients[i]) != nullptr) continue;
    std::string label = i == 0 ? std::string(has_passphrase ? kPassphraseLabel : "key file") : "recovery kit";
    for (unsigned n = 2; labelled(ring, label) != nullptr; ++n) label = "key " + std::to_string(n);
    ring.labels.push_back(RingLabel{ring.recipients[i], std::move(label), 0});
  }
}

void renew_keys(Ring& ring) {
  std::vector<RingUnit> fresh_units;
  for (const RingUnit& unit : ring.units) {
    if (unit_for(ring, unit.cls, unit.month) != &unit) continue;  // one for each month that can take frames
    const UnitState state = unit.state == UnitState::held ? UnitState::held : UnitState::live;
    fresh_units.push_back(RingUnit{crypto::random_value<UnitTag>(), unit.cls, unit.month, state, crypto::GgmTree::new_random(),
                                   unit.holds, unit.lock_until_ms});
  }
  for (RingUnit& unit : fresh_units) ring.units.push_back(std::move(unit));
  std::set<std::pair<ClassId, Month>> months;
  for (const IndexKey& key : ring.index_keys) months.emplace(key.cls, key.month);
  for (const auto& [cls, month] : months) ring.index_keys.push_back(IndexKey{cls, month, crypto::random_secret(32)});
  ring.catalogue = crypto::random_secret(32);
  ring.earlier_spool.push_back(EarlierSpoolKey{ring.epoch, std::move(ring.spool)});
  ring.spool = crypto::random_secret(32);
}

const RingUnit* unit_for(const Ring& ring, ClassId cls, Month month) {
  for (auto unit = ring.units.rbegin(); unit != ring.units.rend(); ++unit) {
    if (unit->cls == cls && unit->month == month && can_take_frames(*unit)) return &*unit;
  }
  return nullptr;
}

const RingUnit* newest_unit(const Ring& ring, ClassId cls) {
  const RingUnit* newest = nullptr;
  for (const RingUnit& unit : ring.units) {
    if (unit.cls == cls && can_take_frames(unit) && (newest == nullptr || !(unit.month < newest->month))) newest = &unit;
  }
  return newest;
}

uint32_t first_live_index(const RingUnit& unit, uint32_t from) {
  for (const crypto::GgmNode& node : unit.keys.nodes()) {
    const unsigned below = crypto::kGgmDepth - node.level;
    const uint64_t first = uint64_t{node.prefix} << below;
    const uint64_t end = first + (uint64_t{1} << below);
    if (from < end) return std::max(from, static_cast<uint32_t>(first));
  }
  return crypto::kGgmLeaves;
}

}  // namespace muniment::archive
