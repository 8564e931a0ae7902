// SPDX-License-Identifier: GPL-3.0-or-later
// What a pattern of the query language stands for, by a second, slow way: the words of the documentation, and none of the
// code of index/patterns.
#pragma once

#include <string>

namespace muniment::index {

// `written`: as the tree prints it: tran*, pay~en, transfer%1, tra%nsfer, smith#, 10~~20, regex:/…/.
bool stands_for(const std::string& written, const std::string& word);
bool is_number_range(const std::string& written);

}  // namespace muniment::index
