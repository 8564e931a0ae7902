// SPDX-License-Identifier: GPL-3.0-or-later
// The look of transcripts and reports, on screen and on paper. Inside every page, so that a page alone can be handed over.
#pragma once

#include <string>
#include <string_view>

namespace muniment::exporting {

// Everything up to <body>, with a policy that forbids scripts and remote loads. `more`: rules that only this kind of page needs.
std::string page_head(std::string_view title, std::string_view more = {});

}  // namespace muniment::exporting
