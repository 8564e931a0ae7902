// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/inline_media.h"

#include <algorithm>

namespace muniment::ingest {
namespace {

constexpr size_t kPiece = size_t{64} << 10;

Result<void> append_stream(io::InputStream& in, uint64_t most, Bytes& out) {
  while (out.size() < most) {
    const size_t have = out.size();
    out.resize(have + std::min<uint64_t>(kPiece, most - have));
    const auto got = in.read(MutableByteView(out).subspan(have));
    out.resize(have + (got ? *got : 0));
    if (!got) return got.error();
    if (*got == 0) break;
  }
  return {};
}

void append_at_most(ByteView bytes, uint64_t most, Bytes& out) {
  append(out, bytes.first(std::min<uint64_t>(bytes.size(), most - out.size())));
}

}  // namespace

Result<Bytes> with_media_put_back(ByteView event, const std::vector<InlineMedia>& media, uint64_t most) {
  Bytes out;
  size_t from = 0;
  for (const InlineMedia& one : media) {
    append_at_most(event.subspan(from, one.marker_at - from), most, out);
    MUNIMENT_TRY(const auto characters, one.open_characters());
    MUNIMENT_TRY_VOID(append_stream(*characters, most, out));
    from = one.marker_at + one.marker.size();
  }
  append_at_most(event.subspan(from), most, out);
  return out;
}

}  // namespace muniment::ingest
