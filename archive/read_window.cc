// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/read_window.h"

#include <algorithm>

namespace muniment::archive {
namespace {

constexpr uint64_t kWindow = 128 << 10;

}  // namespace

Result<void> ReadWindow::read(const io::File& file, uint64_t at, MutableByteView out, uint64_t end, const io::Path& path) {
  const bool is_inside = at >= begin_ && at - begin_ <= bytes_.size() && bytes_.size() - (at - begin_) >= out.size();
  if (!is_inside) {
    bytes_.resize(std::max<uint64_t>(out.size(), std::min(kWindow, end - std::min(at, end))));
    begin_ = at;
    auto filled = io::read_exactly(file, at, bytes_, path);
    if (!filled) {
      forget();
      return filled;
    }
  }
  std::ranges::copy(ByteView(bytes_).subspan(at - begin_, out.size()), out.begin());
  return {};
}

void ReadWindow::forget() { Bytes().swap(bytes_); }

}  // namespace muniment::archive
