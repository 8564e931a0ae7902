// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "ingest/source_format.h"

namespace muniment::ingest {

std::span<const SourceFormat> source_formats();

// By name, or invalid_argument with the names that exist.
Result<const SourceFormat*> find_format(std::string_view name);

// Of the error for an input that has no bytes to recognise.
constexpr int kSourceIsEmpty = 2117;

// The one format that recognises the input; unsupported, with advice, if none or several do, or if there is nothing in it.
Result<const SourceFormat*> detect_format(SourceInput& input);

}  // namespace muniment::ingest
