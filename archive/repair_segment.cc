// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/repair_segment.h"

#include <algorithm>
#include <array>

#include "core/crypto/hash.h"

namespace muniment::archive {
namespace {

// A piece of one of the files, for trying whether it fits.
struct Stretch {
  const SegmentSide* side = nullptr;
  uint64_t from = 0, to = 0;
};

bool holds(const SegmentSide& side, uint64_t to) { return side.is_there() && side.size() >= to; }

Result<std::optional<Bytes>> bytes_at(const SegmentSide& side, uint64_t from, uint64_t to) {
  if (!holds(side, to)) return std::optional<Bytes>{};
  Bytes bytes(to - from);
  MUNIMENT_TRY_VOID(io::read_exactly(*side.walker->file(), from, bytes, side.path));
  return std::optional(std::move(bytes));
}

bool matches(const FrameHeader& header, const Entry& entry) {
  return header.type == FrameType::data && header.segment == entry.segment && header.frame == entry.frame &&
         header.records == entry.records && header.first_message == entry.first_message && header.unit == entry.unit;
}

class Composer {
 public:
  Composer(const SegmentPair& pair, uint64_t needed, const ComposeKeys& keys)
      : pair_(pair), needed_(needed), keys_(keys) {}

  Result<Composition> compose() {
    take(pair_.here.has_header() || !pair_.copy.has_header() ? pair_.here : pair_.copy, 0, kPage);
    uint64_t at = kPage;
    while (true) {
      MUNIMENT_TRY(const uint64_t next, take_group(at));
      if (next == at) break;
      at = next;
    }
    MUNIMENT_TRY_VOID(take_tail(at));
    return std::move(pieces_);
  }

 private:
  void take(const SegmentSide& side, uint64_t from, uint64_t to) {
    const uint64_t ends = std::min(to, side.size());
    if (from < ends) append_piece(pieces_, Piece{side.path, from, ends});
  }

  // Whether the copy's group is part of what is to be restored.
  [[nodiscard]] bool is_needed(const Group& group) const { return group.body.log_size <= needed_; }

  [[nodiscard]] const Group* sound_group(const SegmentSide& side, uint64_t at) const {
    for (const Group& group : side.groups) {
      if (group.start == at && !group.damage && (&side == &pair_.here || is_needed(group))) return &group;
    }
    return nullptr;
  }

  // Where the next group begins; `at` if there is no more.
  Result<uint64_t> take_group(uint64_t at) {
    for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
      if (const Group* group = sound_group(*side, at)) {
        take(*side, group->start, group->end);
        return group->end;
      }
    }
    MUNIMENT_TRY(const uint64_t mixed, take_mixed_group(at));
    return mixed != at ? mixed : pass_over(at);
  }

  // Nothing can be made of what stands here: it stays as it is, up to the next group that either copy has.
  uint64_t pass_over(uint64_t at) {
    std::optional<uint64_t> next;
    for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
      for (const Group& group : side->groups) {
        const bool counts = side == &pair_.here || is_needed(group);
        const uint64_t begins =
            group.start > at ? group.start : group.end;  // one that begins here is itself what is lost
        if (counts && group.end > at && (!next || begins < *next)) next = begins;
      }
    }
    if (!next) return at;
    const SegmentSide& from = holds(pair_.here, *next) ? pair_.here : pair_.copy;
    if (!holds(from, *next)) return at;
    take(from, at, *next);
    return *next;
  }

  // The COMMIT that closes the group beginning at `at`, from whichever copy has it: the nearest one.
  [[nodiscard]] const Group* nearest_commit(uint64_t at) const {
    const Group* nearest = nullptr;
    for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
      for (const Group& group : side->groups) {
        const bool counts = group.commit_offset > at && (side == &pair_.here || is_needed(group));
        if (counts && (nearest == nullptr || group.commit_offset < nearest->commit_offset)) nearest = &group;
      }
    }
    return nearest;
  }

  Result<uint64_t> take_mixed_group(uint64_t start) {
    const Group* const group = nearest_commit(start);
    if (group == nullptr) return start;
    std::vector<Stretch> stretches;
    uint64_t at = start;
    for (const Entry& entry : group->body.entries) {
      MUNIMENT_TRY(const bool found, take_frame(entry, at, stretches));
      if (!found || at > group->commit_offset) return start;
    }
    if (at != group->commit_offset) return start;
    MUNIMENT_TRY(const SegmentSide* const side, side_with_commit(*group));
    if (side == nullptr) return start;
    for (const Stretch& stretch : stretches) take(*stretch.side, stretch.from, stretch.to);
    take(*side, group->commit_offset, group->end);
    return group->end;
  }

  // The frame at `at`: its header from one copy and its payload from one, so that it opens. Where nothing does, the
  // bytes that are here stay: whether the group is as its COMMIT says is for verify to tell.
  Result<bool> take_frame(const Entry& entry, uint64_t& at, std::vector<Stretch>& stretches) {
    std::optional<uint64_t> end;
    const SegmentSide* header_side = nullptr;
    for (const SegmentSide* head : {&pair_.here, &pair_.copy}) {
      MUNIMENT_TRY(const auto header, header_at(*head, entry, at));
      if (!header) continue;
      if (!end) header_side = head;
      end = at + kFrameHeader + header->payload_len;
      for (const SegmentSide* body : {head, head == &pair_.here ? &pair_.copy : &pair_.here}) {
        MUNIMENT_TRY(const bool opens, opens_as(*head, *body, *header, at));
        if (opens) return keep(*head, *body, at, *end, stretches);
      }
    }
    if (!end) return false;
    const SegmentSide& body = holds(pair_.here, *end) ? pair_.here : pair_.copy;
    return holds(body, *end) ? keep(*header_side, body, at, *end, stretches) : Result<bool>(false);
  }

  static Result<bool> keep(const SegmentSide& head, const SegmentSide& body, uint64_t& at, uint64_t end,
                           std::vector<Stretch>& stretches) {
    stretches.push_back(Stretch{&head, at, at + kFrameHeader});
    stretches.push_back(Stretch{&body, at + kFrameHeader, end});
    at = end;
    return true;
  }

  Result<std::optional<FrameHeader>> header_at(const SegmentSide& side, const Entry& entry, uint64_t at) const {
    MUNIMENT_TRY(const auto bytes, bytes_at(side, at, at + kFrameHeader));
    if (!bytes) return std::optional<FrameHeader>{};
    const auto header = decode_frame_header(*bytes);
    return header && matches(*header, entry) ? std::optional(*header) : std::optional<FrameHeader>{};
  }

  Result<bool> opens_as(const SegmentSide& head, const SegmentSide& body, const FrameHeader& header,
                        uint64_t at) const {
    MUNIMENT_TRY(auto frame, bytes_at(head, at, at + kFrameHeader));
    MUNIMENT_TRY(const auto payload, bytes_at(body, at + kFrameHeader, at + kFrameHeader + header.payload_len));
    if (!frame || !payload) return false;
    append(*frame, *payload);
    const auto key = keys_.keyring.frame_key(header.unit, header.unit_index);
    return key && open_frame(*frame, keys_.archive, key->view());
  }

  // Which copy has the COMMIT, with its padding, as it was written.
  Result<const SegmentSide*> side_with_commit(const Group& group) const {
    const uint64_t frame = kFrameHeader + commit_payload_size(group.body.entries.size());
    for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
      MUNIMENT_TRY(const auto bytes, bytes_at(*side, group.commit_offset, group.end));
      if (!bytes || commit_hash(ByteView(*bytes).first(frame)) != group.commit_hash) continue;
      const ByteView padding = ByteView(*bytes).subspan(frame);
      if (std::all_of(padding.begin(), padding.end(), [](Byte b) { return b == 0; })) return side;
    }
    return static_cast<const SegmentSide*>(nullptr);
  }

  // Behind the last group: a torn tail that the next segment names by its hash, a SEAL, or a torn tail that nobody has
  // recorded yet, which is only ever that of `here`.
  Result<void> take_tail(uint64_t at) {
    const bool is_recorded = pair_.successor && pair_.successor->abandoned_prev_offset != kNotAbandoned;
    if (is_recorded) {
      for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
        if (!holds(*side, at)) continue;
        MUNIMENT_TRY(const Sha256 hash, hash_range(*side->walker->file(), at, side->size(), side->path));
        if (hash != pair_.successor->abandoned_hash) continue;
        take(*side, at, side->size());
        return {};
      }
    }
    for (const SegmentSide* side : {&pair_.here, &pair_.copy}) {
      if (!has_sound_seal(*side, at) || (side == &pair_.copy && !wants_seal_of_copy(at))) continue;
      take(*side, at, side->walker->seal()->end);
      return {};
    }
    take(pair_.here, at, pair_.here.size());
    return {};
  }

  static bool has_sound_seal(const SegmentSide& side, uint64_t at) {
    return side.is_there() && side.walker->seal() && side.walker->seal()->offset == at && !side.walker->seal_trouble();
  }
  // Not where `here` may simply be older than the copy: its last segment, and nothing behind its last group.
  [[nodiscard]] bool wants_seal_of_copy(uint64_t at) const {
    return pair_.has_successor || !pair_.here.is_there() || pair_.here.size() != at;
  }

  const SegmentPair& pair_;
  uint64_t needed_;
  ComposeKeys keys_;
  Composition pieces_;
};

}  // namespace

const std::optional<SegmentHeader>* SegmentPair::header() const {
  if (here.has_header()) return &here.walker->header();
  return copy.has_header() ? &copy.walker->header() : nullptr;
}

Result<Composition> compose_segment(const SegmentPair& pair, uint64_t needed, const ComposeKeys& keys) {
  return Composer(pair, needed, keys).compose();
}

}  // namespace muniment::archive
