// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/posting_sources.h"

namespace muniment::index {

void PositionSource::find_from(size_t document) {
  started_ = true;
  for (at_ = document; at_ < places_.documents() && !matches_in(at_); ++at_) {
  }
}

bool PositionSource::check(Xapian::docid docid, double) {
  started_ = true;
  at_ = docid - 1;
  return matches_in(at_);
}

}  // namespace muniment::index
