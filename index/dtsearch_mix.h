// SPDX-License-Identifier: GPL-3.0-or-later
// Private to index/. dtSearch's dialect has one kind of connector on one level: and, or, or one distance. What mixes them could
// be read in two ways.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "index/query_lexer.h"

namespace muniment::index {

enum class ConnectorKind { all, any, distance };

struct Connector {
  ConnectorKind kind = ConnectorKind::all;
  size_t at = 0, end = 0;  // in the query
};

inline bool can_follow(const Connector& second, const Connector& first) {
  return second.kind == first.kind && second.kind != ConnectorKind::distance;
}

// A level with two connectors that cannot follow one another.
struct Mix {
  size_t begin = 0;       // of the level
  Connector first;        // the last one before `middle`
  size_t middle = 0;      // where the operand between the two begins
  Connector second;
  std::span<const Lexeme> rest = {};  // what stands behind the second
};

// MUN-3013, with both ways spelled out.
Error mixed_connectors(std::string_view query, const Mix& mix);

}  // namespace muniment::index
