// SPDX-License-Identifier: GPL-3.0-or-later
// zstd for pieces that fit in memory. One frame per piece, without a checksum: integrity is the
// business of whoever encrypts.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace muniment {

// One zstd frame that states its content size. Never fails: an allocation failure ends the process. Thread-safe.
Bytes compress(ByteView plain, int level);

// The content of exactly one frame with nothing behind it. corrupt for anything else, and for a frame that states no
// size or one above `limit`: nothing is allocated before that check. Thread-safe.
Result<Bytes> decompress(ByteView frame, size_t limit);

// The same into `room`, which grows where it must and never shrinks: for who unpacks one after the other, since fresh memory costs as
// much as unpacking. The view is into the room.
Result<ByteView> decompress_into(Bytes& room, ByteView frame, size_t limit);

}  // namespace muniment
