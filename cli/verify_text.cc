// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/verify_text.h"

#include "cli/plain_text.h"
#include "core/base/ids.h"

namespace muniment::cli {
namespace {

std::string messages_text(const pipeline::VerifyFinding& finding) {
  if (!finding.messages) return {};
  const auto [first, last] = *finding.messages;
  const std::string from = to_string(MessageNumber{first});
  return first == last ? from : from + " to " + to_string(MessageNumber{last});
}

}  // namespace

std::string sign_of(pipeline::Verdict verdict, const Style& style) {
  switch (verdict) {
    case pipeline::Verdict::verified: return style.good("✓");
    case pipeline::Verdict::not_verifiable: return style.warn("?");
    default: return style.bad("✗");
  }
}

std::string finding_text(const pipeline::VerifyFinding& finding, const Style& style) {
  std::string out = sign_of(finding.verdict, style) + " " + std::string(pipeline::to_string(finding.verdict)) + ": " +
                    printable(finding.what) + "\n";
  std::string place = printable(finding.path);
  if (finding.offset) place += " at byte " + grouped(*finding.offset);
  if (!place.empty()) out += "    where     " + place + "\n";
  if (finding.messages) out += "    messages  " + messages_text(finding) + "\n";
  return out;
}

std::string damage_text(const pipeline::DamageSummary& damage) {
  std::string out = counted(damage.segments, "segment") + ", " + counted(damage.frames, "frame") + ", " +
                    counted(damage.messages, "message") + ", " + counted(damage.attachments, "attachment");
  if (damage.other_files > 0) out += ", " + counted(damage.other_files, "other file");
  return out;
}

bool is_any(const pipeline::DamageSummary& damage) {
  return damage.segments + damage.frames + damage.messages + damage.attachments + damage.other_files > 0;
}

std::string labelled(const char* label, const std::string& value) {
  return "  " + padded(label, 13) + "  " + value + "\n";
}

Json finding_json(const pipeline::VerifyFinding& finding) {
  Json json = json_of_type("finding")
                  .set("verdict", pipeline::to_string(finding.verdict))
                  .set("what", finding.what)
                  .set("path", finding.path);
  if (finding.offset) json.set("offset", *finding.offset);
  if (finding.messages) {
    json.set("first_message", to_string(MessageNumber{finding.messages->first}));
    json.set("last_message", to_string(MessageNumber{finding.messages->second}));
  }
  return json;
}

void set_damage(Json& json, const pipeline::DamageSummary& damage) {
  json.set("damaged_segments", damage.segments)
      .set("damaged_frames", damage.frames)
      .set("damaged_messages", damage.messages)
      .set("damaged_attachments", damage.attachments)
      .set("damaged_other_files", damage.other_files);
}

}  // namespace muniment::cli
