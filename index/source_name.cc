// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/source_name.h"

namespace muniment::index {

// Parsers are called "baileys/1"; their names have no spaces.
std::string source_name(const Record& record) {
  std::string name = record.parser.substr(0, record.parser.find('/'));
  if (!record.session.empty()) name += ' ' + record.session;
  return name;
}

std::string_view format_of_source(std::string_view source_name) { return source_name.substr(0, source_name.find(' ')); }

std::string_view session_of_source(std::string_view source_name) {
  const size_t space = source_name.find(' ');
  return space == std::string_view::npos ? std::string_view() : source_name.substr(space + 1);
}

}  // namespace muniment::index
