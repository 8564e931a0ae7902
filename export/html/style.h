// SPDX-License-Identifier: GPL-3.0-or-later
// The look of transcripts, on screen and on paper. Inside every page, so that a page alone can be handed over.
#pragma once

#include <string>
#include <string_view>

namespace muniment::exporting {

// Everything up to <body>, with a policy that forbids scripts and remote loads.
std::string page_head(std::string_view title);

}  // namespace muniment::exporting
