// SPDX-License-Identifier: GPL-3.0-or-later
// Collects what verify finds: each thing once, in the order in which it was found, and the figures over all of it.
#pragma once

#include <string>

#include "archive/layout.h"
#include "archive/verify.h"

namespace muniment::archive {

std::string said(const Error& error);  // message and why

class VerifyFindings {
 public:
  explicit VerifyFindings(const Layout& layout) : layout_(layout) {}

  void add(Finding finding);
  void add(const Error& error, Concern concern, uint64_t frames = 0);
  void note(std::string text) { notes_.push_back(std::move(text)); }
  [[nodiscard]] bool empty() const { return findings_.empty(); }
  void move_into(VerifyReport& report);

 private:
  [[nodiscard]] std::string shown(const std::string& path) const;

  const Layout& layout_;
  std::vector<Finding> findings_;
  std::vector<std::string> notes_;
};

DamageCount count_damage(const std::vector<Finding>& findings);

}  // namespace muniment::archive
