// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: which names of a source stand for people whom the held messages of its conversation call
// otherwise. An export prints what the exporting device calls somebody: another device, or the same one a year later,
// prints another name for the same messages.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace muniment::pipeline {

class Renaming {
 public:
  void add(const std::string& in_source, const std::string& held, uint64_t agreeing) {
    held_.emplace(in_source, held);
    why_.push_back("\"" + in_source + "\" is held as \"" + held + "\": " + std::to_string(agreeing) +
                   (agreeing == 1 ? " message agrees" : " messages agree"));
  }
  // The held name of that person; `name` itself where there is no other.
  [[nodiscard]] const std::string& held_name(const std::string& name) const {
    const auto other = held_.find(name);
    return other == held_.end() ? name : other->second;
  }
  [[nodiscard]] bool empty() const { return held_.empty(); }
  [[nodiscard]] const std::vector<std::string>& why() const { return why_; }  // one sentence for each name

 private:
  std::map<std::string, std::string> held_;
  std::vector<std::string> why_;
};

}  // namespace muniment::pipeline
