// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. The border at which Xapian's exceptions end.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include <xapian.h>

#include "core/base/result.h"

namespace muniment::index {

// What `work` returns, or an Error for what it throws. Xapian's own words may quote terms of the index, so only the
// type of its error is passed on.
template <typename Work>
auto guarded(const char* doing, Work&& work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return std::forward<Work>(work)();
    }
  } catch (const Xapian::Error& error) {
    return make_error(ErrorCode::internal, std::string(doing) + " failed").because(std::string("Xapian reports ") + error.get_type());
  } catch (const std::exception&) {
    return make_error(ErrorCode::internal, std::string(doing) + " failed").because("memory or a system resource ran out");
  }
}

}  // namespace muniment::index
