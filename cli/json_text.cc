// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json_text.h"

#include <cstdio>
#include <string>

#include "cli/error_text.h"
#include "cli/exit_codes.h"

namespace muniment::cli {

Json json_of_type(std::string_view type) { return Json::object().set("type", type); }

Json json_result(std::string_view command) {
  return json_of_type("result").set("schema", std::string(command) + "/1");
}

Json json_error(const Error& error) {
  Json json = json_of_type("error");
  json.set("id", error_number(error)).set("code", to_string(error.code)).set("message", one_line(error));
  if (!error.why.empty()) json.set("why", error.why);
  if (!error.hint.empty()) json.set("hint", error.hint);
  if (!error.path.empty()) json.set("path", error.path);
  if (error.offset) json.set("offset", *error.offset);
  return json.set("exit", static_cast<int>(exit_of(error)));
}

void print_json_line(const Json& json) {
  const std::string line = json.one_line() + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

}  // namespace muniment::cli
