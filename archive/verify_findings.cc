// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/verify_findings.h"

#include <algorithm>
#include <set>

namespace muniment::archive {
namespace {

bool says_that_it_is_gone(const Error& error) {
  const auto in = [](const std::string& text, const char* words) { return text.find(words) != std::string::npos; };
  return in(error.message, "missing") || in(error.message, "shorter") || in(error.why, "is missing");
}

// Messages named by several findings count once.
uint64_t count_messages(std::vector<std::pair<uint64_t, uint64_t>> ranges) {
  std::sort(ranges.begin(), ranges.end());
  uint64_t count = 0;
  uint64_t counted_to = 0;  // all below it
  for (const auto& [first, last] : ranges) {
    const uint64_t from = std::max(first, counted_to);
    if (last < from) continue;
    count += last - from + 1;
    counted_to = last + 1;
  }
  return count;
}

bool is_in_segment(const Finding& finding) {
  return finding.concern == Concern::segment || (finding.concern == Concern::frame && finding.path != "seg");
}

}  // namespace

std::string said(const Error& error) { return error.why.empty() ? error.message : error.message + ": " + error.why; }

void VerifyFindings::add(Finding finding) {
  for (const Finding& known : findings_) {
    if (known.what == finding.what && known.path == finding.path && known.offset == finding.offset) return;
  }
  findings_.push_back(std::move(finding));
}

void VerifyFindings::add(const Error& error, Concern concern, uint64_t frames) {
  Finding finding;
  finding.kind = says_that_it_is_gone(error) ? Finding::Kind::missing : Finding::Kind::altered;
  finding.what = said(error);
  finding.path = shown(error.path);
  finding.offset = error.offset;
  finding.concern = concern;
  finding.frames = frames;
  add(std::move(finding));
}

std::string VerifyFindings::shown(const std::string& path) const {
  const bool is_ours = io::Path(path).is_absolute() || path.starts_with(layout_.root.string());
  return is_ours ? layout_.shown(path) : path;
}

void VerifyFindings::move_into(VerifyReport& report) {
  report.damage = count_damage(findings_);
  report.findings = std::move(findings_);
  report.notes = std::move(notes_);
}

DamageCount count_damage(const std::vector<Finding>& findings) {
  DamageCount count;
  std::set<std::string> segments, attachments, others;
  std::vector<std::pair<uint64_t, uint64_t>> messages;
  for (const Finding& finding : findings) {
    count.frames += finding.frames;
    if (finding.messages && finding.concern != Concern::attachment) messages.push_back(*finding.messages);
    if (finding.concern == Concern::attachment) attachments.insert(finding.path);
    else if (is_in_segment(finding)) segments.insert(finding.path == "seg" ? finding.what : finding.path);
    else if (finding.concern != Concern::frame && finding.concern != Concern::rollback) others.insert(finding.path);
  }
  count.segments = segments.size();
  count.attachments = attachments.size();
  count.other_files = others.size();
  count.messages = count_messages(std::move(messages));
  return count;
}

}  // namespace muniment::archive
